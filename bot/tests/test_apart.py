"""A report that is not theirs or not meant is left alone, and none is shown where none was asked for."""

import re
from datetime import datetime, timedelta
from typing import Any, Dict, List, Optional

import pytest
from reading import apart, corrections
from test_details import bot, run, user
from test_details import heard as told_to
from test_steering import heard

from actions import accounts, amend, base, cash, own_data, wording
from actions.bank import Ticket, Transaction
from channels.steering import forced_action

NOW = datetime.now(wording.WIB)
WHEN = {"day": "2026-11-23", "time": None, "part": "pagi"}
KEPT = {"number": "TF-100101", "opened": "2026-11-23", "days": 3}
CHANGED = {**KEPT, "before": {"when": WHEN}, "back": "waktu 2 Nov 2026 menjadi 23 Nov 2026 pagi"}
NOT_THEIRS = (
    "itu transfer bermasalah, bukan kartu kredit. Saya tidak pernah lapor transfer.",
    "Tidak ada yang perlu dibetulkan, laporan itu bukan punya saya. Yang saya tanya kartu kredit.",
    "itu laporan apa pak? saya tidak lapor transfer",
    "gw ga pernah bikin laporan",
    "I never reported a transfer",
    "that's not my report",
)
THE_CARD = "Saya ulangi: pengajuan KARTU KREDIT, diajukan 2 November. Mohon statusnya."
LEAVE_IT = "Astaga. Jangan diganti. Saya bukan lapor transfer."


class FakeBank:
    """One open report, whose details are those that were last written; one withdrawal, days ago."""

    details: Dict[str, Any] = {}

    def tickets(self, _: str) -> List[Ticket]:
        return [Ticket("TF-100101", "transfer", "open", NOW, dict(self.details))]

    def amend_ticket(
        self, _: str, number: str, details: Dict[str, Any], filed_for: str
    ) -> Optional[Ticket]:
        self.details.update(details)
        return Ticket(number, "transfer", "open", NOW, dict(self.details))

    def transactions(self, _: str, days: int, kind: Optional[str] = None) -> List[Transaction]:
        at = NOW - timedelta(days=5)
        return [Transaction("w", at, "atm_withdrawal", -500_000, "ATM", "ATM Stasiun", "failed")]


@pytest.fixture(autouse=True)
def bank(monkeypatch: pytest.MonkeyPatch) -> None:
    FakeBank.details = {"amount": 500_000, "destination": "BCA", "when": WHEN}
    monkeypatch.setattr(base, "the_bank", FakeBank)


def said(action: Any, *events: Dict[str, Any], **slots: Any) -> "tuple[Dict[str, Any], List[str]]":
    tracker = told_to(*events, slots={"customer_id": "gita", **slots})
    left, messages = run(action, tracker)
    return left, [message["response"] for message in messages]


@pytest.mark.parametrize("text", NOT_THEIRS)
@pytest.mark.parametrize("shown", ["utter_ticket_status", "utter_ask_report_detail"])
def test_a_report_that_is_not_theirs_is_left_as_it_is(text: str, shown: str) -> None:
    slots = {"topic": "complaint_status", "report": KEPT}
    assert forced_action(heard(text, "complaint_status", said=shown, **slots)) == "action_leave_report"
    left, messages = said(amend.LeaveReport(), bot(shown), user(text, "deny"), report=KEPT)
    assert messages == ["utter_report_not_meant"]
    assert left["report"]["not_meant"]


@pytest.mark.parametrize("known", [KEPT, {**KEPT, "not_meant": True}])
def test_what_names_another_matter_changes_no_report(known: Dict[str, Any]) -> None:
    for shown in ("utter_ask_report_detail", "utter_report_not_meant"):
        message = heard(THE_CARD, "complaint_status", said=shown, topic="complaint_status", report=known)
        assert forced_action(message) == "action_complaint_status"
    for text in ("gaji saya tanggal 25 belum masuk, bukan itu", "pinjaman saya yang 5 juta"):
        message = heard(text, "nlu_fallback", said="utter_ask_report_detail", report=KEPT)
        assert forced_action(message) != "action_amend_report"


def test_a_detail_after_it_was_disowned_changes_nothing() -> None:
    known = {**KEPT, "not_meant": True}
    slots = {"topic": "complaint_status", "report": known}
    message = heard("bukan, tanggal 2 November", "nlu_fallback", said="utter_ask_report_detail", **slots)
    assert forced_action(message) != "action_amend_report"


@pytest.mark.parametrize("text", ["salah, harusnya 500rb", "bukan BCA tapi BRI", "2 juta"])
def test_a_correction_is_still_one(text: str) -> None:
    slots = {"topic": "transfer_problem", "report": KEPT}
    message = heard(text, "nlu_fallback", said="utter_ask_report_detail", **slots)
    assert forced_action(message) == "action_amend_report"


@pytest.mark.parametrize("text", [LEAVE_IT, "jangan diubah", "kok diganti", "balikin kayak semula", "undo"])
def test_a_change_that_nobody_wanted_is_taken_back(text: str) -> None:
    slots = {"topic": "complaint_status", "report": CHANGED}
    after = "utter_report_amended"
    assert forced_action(heard(text, "deny", said=after, **slots)) == "action_leave_report"
    FakeBank.details["when"] = {"day": "2026-11-02", "time": None, "part": None}
    left, messages = said(amend.LeaveReport(), bot(after), user(text, "deny"), report=CHANGED)
    assert messages == ["utter_report_restored"]
    assert FakeBank.details["when"] == WHEN
    assert "before" not in left["report"]
    assert ("not_meant" in left["report"]) is (text == LEAVE_IT)


def test_what_was_changed_is_kept_for_that() -> None:
    text = "salah, harusnya 750rb"
    left, _ = said(amend.AmendReport(), bot("utter_transfer_filed"), user(text, "deny"), report=KEPT)
    assert left["report"]["before"] == {"amount": 500_000}
    assert "menjadi Rp500.000" in left["report"]["back"]


def test_a_report_that_somebody_has_begun_with_is_not_said_to_be_restored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(FakeBank, "amend_ticket", lambda *_: None)
    _, messages = said(
        amend.LeaveReport(), bot("utter_report_amended"), user(LEAVE_IT, "deny"), report=CHANGED
    )
    assert messages == ["utter_report_not_amended"]


@pytest.mark.parametrize(
    "text",
    [
        THE_CARD, "Saya mau menanyakan status pengajuan kartu kredit saya, sudah 3 minggu.",
        "what's the status of my credit card application", "pengajuan kpr saya sampai mana ya",
    ],
)  # fmt: skip
def test_what_became_of_an_application_is_in_no_report(text: str) -> None:
    assert forced_action(heard(text, "complaint_status", 0.9)) == "action_complaint_status"
    action = own_data.ComplaintStatus()
    assert said(action, user(text, "complaint_status"))[1] == ["utter_application_status"]
    assert run(action, told_to(user(text, "x")))[1][0]["response"] == "utter_application_status"


@pytest.mark.parametrize("text", ["cara ngajuin kartu kredit gimana", "status laporan saya", "tagihan cc"])
def test_no_application_is_asked_after(text: str) -> None:
    assert not apart.asks_how_an_application_stands(text)


def test_a_disowned_report_is_not_told_again_unless_it_is_named() -> None:
    action, known = own_data.ComplaintStatus(), {**KEPT, "not_meant": True}
    asked = user("statusnya gimana", "complaint_status")
    assert said(action, asked, report=known)[1] == ["utter_report_not_meant"]
    number = {"entity": "ticket", "value": "TF-100101", "start": 0, "end": 9}
    named = user("TF-100101 gimana", "complaint_status", number)
    assert said(action, named, report=known)[1] == ["utter_ticket_status"]
    text = "Bagaimana cara membatalkan laporan TF-100101?"
    assert said(action, user(text, "complaint_status", number))[1] == ["utter_report_not_withdrawn"]
    assert not corrections.calls_a_report_off("status laporan TF-100101")


def test_who_waits_for_others_money_hears_who_reports() -> None:
    told = bot("utter_sender_checks")
    whom = user("bukan, saya tanya ke siapa lapornya", "complaint_status")
    left, messages = said(own_data.ComplaintStatus(), told, whom)
    assert (left["topic"], messages) == ("transaction_history", ["utter_sender_checks"])
    text = "jadi saya harus tanya HRD ya pak? sebelumnya lancar padahal"
    message = heard(text, "nlu_fallback", said="utter_sender_checks", topic="transaction_history")
    assert forced_action(message) == "action_transaction_history"
    sender = said(accounts.TransactionHistory(), told, user(text, "nlu_fallback"))[1]
    assert sender == ["utter_sender_checks"]


def test_a_withdrawal_of_another_day_is_not_offered() -> None:
    text = "di ATM simpang empat tadi uangnya ndak keluar tp saldo ibu kurang 500 rb"
    action = cash.CashNotDispensed()
    assert said(action, user(text, "cash_not_dispensed"))[1] == ["utter_no_withdrawal"]
    left, messages = said(action, user(text.replace("tadi ", ""), "cash_not_dispensed"))
    assert (left["cash_withdrawal"]["amount"], messages) == (500_000, [])


def test_report_it_is_no_complaint() -> None:
    text, action = "sudah masuk kok nak tadi. laporkan mi", "action_cash_not_dispensed"
    of = {"topic": "cash_not_dispensed", "customer_id": "ibu"}
    assert forced_action(heard(text, "file_complaint", 0.9, **of)) == action
    for other in ("laporkan petugasnya, kasar", "saya mau komplain, laporkan"):
        assert forced_action(heard(other, "file_complaint", 0.9, **of)) != action
    none = bot("utter_no_withdrawal")
    left, messages = said(cash.CashNotDispensed(), none, user(text, "file_complaint"))
    assert (left["topic"], messages) == ("cash_not_dispensed", ["utter_escalate_human"])


def test_who_has_signed_in_is_not_told_to() -> None:
    for text in ("Buat di percakapan ini setelah masuk; lalu", "File it in this chat after signing in."):
        assert not re.search("setelah masuk|after signing in", wording.signed_in(text))
    other = "lewat percakapan di laman resmi kami setelah masuk dari perangkat lain."
    assert wording.signed_in(other) == other
