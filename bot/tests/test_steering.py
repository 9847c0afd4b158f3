"""Which action must answer where the conversation stands, and that each of them ends its turn."""

import asyncio
from dataclasses import replace
from typing import Any, Dict, List, Optional

import pytest
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import (
    accounts,
    amend,
    answers,
    cash,
    conversation,
    fallback,
    follow_up,
    own_data,
    replies,
    returning,
    transfer,
    undo,
    working_days,
)
from channels import steering
from channels.rereading import Heard, read_again
from channels.standing import is_grave
from channels.steering import forced_action

SLOTS = ("topic", "settled", "settled_told", "undo", "asked", "refused", "customer_id", "report")
FRAUD = {"topic": "fraud_report", "note": "HG-000059", "agent": None}
COMPLAINT = {"topic": "file_complaint", "note": "HG-000035", "agent": None}
BY_NAME: Dict[str, Action] = {
    action.name(): action
    for action in (
        returning.ComeBack(), returning.Settled(), returning.SignedIn(), returning.GoOn(),
        replies.Insulted(), replies.NotWanted(), replies.WarnOfScam(), replies.Explain(),
        replies.KeepSecret(),
        undo.UndoBlock(), conversation.Deny(), follow_up.FollowUp(), answers.Answer(),
        amend.AmendReport(), amend.LeaveReport(), accounts.TransactionHistory(), working_days.WorkingDays(), replies.SignInHow(),
        transfer.TransferProblem(), cash.CashNotDispensed(), own_data.ComplaintStatus(),
    )
}  # fmt: skip
INTENTS = (
    "greet", "goodbye", "thank", "affirm", "deny", "bot_challenge", "out_of_scope", "nlu_fallback",
    "request_human", "fraud_report", "check_balance", "branch_info", "block_card",
)  # fmt: skip


def heard(
    text: str,
    intent: str,
    confidence: float = 0.5,
    *,
    said: str = "",
    ranking: Optional[List[Dict[str, Any]]] = None,
    article: Optional[str] = None,
    **slots: Any,
) -> Heard:
    """A message after the response `said`, in a conversation with these slots."""
    tracker = DialogueStateTracker("a:1", [AnySlot(name, [{"type": "custom"}]) for name in SLOTS])
    for name, value in slots.items():
        tracker.update(SlotSet(name, value))
    tracker.update(UserUttered("sebelumnya", intent={"name": "greet", "confidence": 1.0}))
    if said:
        tracker.update(BotUttered("AT-100101", metadata={"utter_action": said}))
    read = {"name": intent, "confidence": confidence}
    entities = [{"entity": "article", "value": article}] if article else []
    data = {"intent": read, "intent_ranking": ranking or [read], "entities": entities}
    tracker.update(UserUttered(text, intent=read, entities=entities, parse_data=data))
    return Heard(tracker, text, text)


REPORT = {"number": "TF-100042", "opened": "2026-11-21", "days": 3}


def test_the_quick_reply_of_an_article_opens_it_though_the_matter_waits_for_a_person() -> None:
    left = {"topic": "bereavement", "note": "HG-000190", "agent": None}
    for told in (None, True):
        tapped = heard("/bereavement", "bereavement", 1.0, article="account-of-deceased-card",
                       settled=left, settled_told=told)  # fmt: skip
        assert forced_action(tapped) == "action_answer"


@pytest.mark.parametrize(
    ("text", "intent", "slots", "reading"),
    [
        ("kapan balik", "out_of_scope", {"topic": "cash_not_dispensed"}, "nlu_fallback"),
        ("ini bisa ngomong ya", "request_human", {}, "nlu_fallback"),
        ("sambungin ke petugas", "request_human", {}, "request_human"),
        ("hah cicilan apaan wkwk", "payment_hardship", {"topic": "loan_info"}, "nlu_fallback"),
        ("saya tidak sanggup bayar", "payment_hardship", {}, "payment_hardship"),
        ("TIDAK CUKUP NAK", "goodbye", {"topic": "fraud_report"}, "nlu_fallback"),
        ("itu yang gopay bukan saya", "ewallet_topup", {"topic": "check_balance"}, "fraud_report"),
        ("pin salah 3x trblokir", "block_card", {}, "pin_problem"),
        ("oalah gitu", "nlu_fallback", {"topic": "branch_info"}, "affirm"),
        ("duit kepotong", "cash_not_dispensed", {"topic": "transfer_problem"}, "transfer_problem"),
        (
            "di atm juga ga keluar", "cash_not_dispensed", {"topic": "transfer_problem"},
            "cash_not_dispensed",
        ),
        ("duit kepotong", "cash_not_dispensed", {}, "cash_not_dispensed"),
        ("rekeningnya atas nama ibu saya, beliau sakit", "bereavement", {}, "nlu_fallback"),
        ("bokap udh gaada", "bereavement", {}, "bereavement"),
        ("100rb", "admin_fee", {"topic": "ewallet_topup"}, "nlu_fallback"),
        ("udh login blm bisa", "login_problem", {"customer_id": "tono"}, "login_problem"),
        ("makasih ya", "thank", {"topic": "branch_info"}, "thank"),
    ],
)  # fmt: skip
def test_what_is_read_again(text: str, intent: str, slots: Dict[str, Any], reading: str) -> None:
    message = heard(text, intent, **slots)
    read_again(message.tracker, text)
    assert message.intent == reading


@pytest.mark.parametrize(
    ("intent", "confidence", "sensitive", "reading"),
    [
        ("fraud_report", 0.7, 0.001, "nlu_fallback"),
        ("fraud_report", 0.7, 0.5, "fraud_report"),
        ("fraud_report", 0.7, None, "fraud_report"),  # Nobody else has read it.
        ("fraud_report", 0.99, 0.001, "fraud_report"),
        ("check_balance", 0.7, 0.001, "check_balance"),
    ],
)
def test_it_takes_two_readers_to_raise_the_alarm(
    intent: str, confidence: float, sensitive: Optional[float], reading: str
) -> None:
    text = "I don't have an e-KTP, I'm a foreigner"
    message = heard(text, intent, confidence)
    read_again(message.tracker, text, sensitive)
    assert message.intent == reading


def test_what_is_nearly_as_likely_is_about_the_open_matter() -> None:
    ranking = [
        {"name": "nlu_fallback", "confidence": 0.4},
        {"name": "check_balance", "confidence": 0.37},
        {"name": "credit_card_bill", "confidence": 0.32},
    ]
    text = "how much do i owe"
    for topic, reading in (("credit_card_bill", "credit_card_bill"), ("loan_info", "nlu_fallback")):
        message = heard(text, "nlu_fallback", 0.4, ranking=ranking, topic=topic)
        read_again(message.tracker, text)
        assert message.intent == reading


@pytest.mark.parametrize(
    ("text", "intent", "said", "slots", "action"),
    [
        ("halo", "greet", "", {"settled": FRAUD}, "action_settled"),
        ("saya harus apa", "out_of_scope", "", {"settled": FRAUD}, "action_go_on"),
        ("nanti yang telepon sabar ya", "request_human", "", {"settled": FRAUD}, "action_go_on"),
        ("minta petugas sekarang", "request_human", "", {"settled": FRAUD}, None),
        ("kapan balik", "nlu_fallback", "utter_cash_filed", {}, "action_go_on"),
        ("balikin duit gw", "cash_not_dispensed", "utter_cash_filed", {}, "action_go_on"),
        ("yang 200rb juga ga keluar", "cash_not_dispensed", "utter_cash_filed", {}, None),
        (
            "udah masuk. terus?", "nlu_fallback", "utter_sign_in",
            {"customer_id": "rina", "topic": "check_balance"}, "action_signed_in",
        ),
        ("udah masuk. terus?", "nlu_fallback", "utter_sign_in", {"topic": "check_balance"}, None),
        (
            "udh login. trus", "nlu_fallback", "utter_sign_in_report",
            {"customer_id": "tono", "topic": "transfer_problem"}, "action_signed_in",
        ),
        ("saya tidak mau buka rekening", "open_account", "", {}, "action_not_wanted"),
        ("boleh saya yang mewakili ibu?", "nlu_fallback", "", {}, "action_follow_up"),
        ("begitulah ceritanya", "nlu_fallback", "", {}, None),
        ("ibu saya sakit, boleh diwakilkan?", "block_card", "", {}, "action_follow_up"),
        ("mode pesawat itu apa", "bot_challenge", "", {}, "action_explain"),
        ("menang undian suruh transfer dulu", "fraud_report", "", {}, "action_warn_of_scam"),
        ("jangan ditransfer kan?", "deny", "utter_scam_not_paid", {}, "action_warn_of_scam"),
        ("goblok", "nlu_fallback", "", {}, "action_insulted"),
        ("perlu PIN saya?", "pin_problem", "", {}, "action_keep_secret"),
        ("saya kirim OTP-nya ya", "nlu_fallback", "utter_balance", {}, "action_keep_secret"),
        (
            "udah masuk. perlu PIN saya?", "nlu_fallback", "utter_sign_in",
            {"customer_id": "rina", "topic": "check_balance"}, "action_signed_in",
        ),
        ("masuk ke mana?", "transaction_history", "utter_sign_in", {}, "action_sign_in_how"),
        (
            "masuk ke mana?", "nlu_fallback", "utter_sign_in", {"customer_id": "rina"},
            "action_follow_up",
        ),
        ("3 hari kerja itu sampai kapan", "nlu_fallback", "", {}, "action_working_days"),
        (
            "salah, harusnya 500rb", "deny", "utter_transfer_filed",
            {"topic": "transfer_problem", "report": {"number": "TF-1"}}, "action_amend_report",
        ),
        (
            "kapan selesainya", "nlu_fallback", "utter_already_reported",
            {"topic": "transfer_problem"}, "action_complaint_status",
        ),
        (
            "bukan, yang lain", "deny", "utter_already_reported", {"topic": "transfer_problem"},
            "action_transfer_problem",
        ),
        (
            "jawab aja tanggalnya", "nlu_fallback", "utter_report_goes_on",
            {"topic": "transfer_problem", "report": REPORT}, "action_working_days",
        ),
        (
            "TF-100042 selesainya kapan", "nlu_fallback", "utter_article_short",
            {"topic": "transaction_history", "report": REPORT}, "action_working_days",
        ),
        # Only guessed: a question may be one for the articles, and takes its usual way if not.
        ("saldo saya berapa", "check_balance", "", {}, "action_follow_up"),
    ],
)  # fmt: skip
def test_which_action_must_answer(
    text: str, intent: str, said: str, slots: Dict[str, Any], action: Optional[str]
) -> None:
    assert forced_action(heard(text, intent, said=said, **slots)) == action


@pytest.mark.parametrize(
    ("text", "slots", "otherwise"),
    [
        ("hah tarif apaan? gua nanya transfer dari BCA berapa lama", {"settled": FRAUD}, True),
        ("gak ada penipuan, emang bener segitu lamanya?", {"settled": FRAUD}, True),
        ("diisi apa tidak formulirnya", {"settled": FRAUD}, False),
        ("menang undian suruh transfer dulu", {}, False),
    ],
)
def test_after_a_fraud_what_shows_nothing_grave_is_none(
    text: str, slots: Dict[str, Any], otherwise: bool
) -> None:
    message = heard(text, "nlu_fallback", **slots)
    assert forced_action(message) == "action_warn_of_scam"
    calm = replace(message, sensitive=0.001)
    assert (forced_action(calm) != "action_warn_of_scam") == otherwise


def test_a_first_message_about_ones_own_trouble_takes_its_usual_way() -> None:
    assert forced_action(heard("kartu saya hilang", "block_card", 0.95)) is None
    # What is asked about one's own data may be a question for the articles: that is read.
    assert forced_action(heard("saldo saya berapa", "check_balance", 0.95)) == "action_follow_up"


@pytest.mark.parametrize("intent", ["credit_card_bill", "block_card", "affirm", "fraud_report"])
def test_what_is_only_guessed_in_the_middle_is_read_first(intent: str) -> None:
    message = heard("itu kartu kredit, saya kpr", intent, 0.7, topic="loan_info")
    assert forced_action(message) == "action_follow_up"
    sure = heard("itu kartu kredit, saya kpr", "fraud_report", 0.95, topic="loan_info")
    assert forced_action(sure) is None


@pytest.mark.parametrize(
    ("spoken_of", "settled", "grave"),
    [
        (["fraud_report"], None, True),
        (["bereavement", "check_balance"], None, True),
        ([], {"topic": "payment_hardship", "note": "x", "agent": "Dewi"}, True),
        (["close_account", "check_balance"], None, False),
        ([], {"topic": None, "note": "x", "agent": None}, False),
    ],
)
def test_a_grave_matter_is_remembered(
    spoken_of: List[str], settled: Optional[Dict[str, Any]], grave: bool
) -> None:
    tracker = heard("makasih", "thank").tracker
    for topic in spoken_of:
        tracker.update(SlotSet("topic", topic))
    assert is_grave(tracker, settled) is grave
    tracker.update(SlotSet("settled", settled))
    assert is_grave(tracker, None) is grave


def test_when_a_branch_opens_is_not_when_a_report_is_done() -> None:
    said = {"topic": "transfer_problem", "report": REPORT}
    text, action = "kapan cabang buka", "action_working_days"
    asked = heard(text, "branch_info", 0.9, said="utter_report_goes_on", **said)
    assert forced_action(asked) != action
    assert forced_action(heard("kapan", "nlu_fallback", said="utter_report_goes_on", **said)) == action


@pytest.mark.parametrize(
    ("text", "slots", "waits"),
    [
        ("Apakah pengaduan saya sudah tercatat?", {}, True),
        ("Apakah pengaduan saya sudah tercatat?", {"customer_id": "rina"}, True),
        ("keluhan saya gimana statusnya", {"report": REPORT}, True),
        ("is my complaint on record?", {}, True),
        ("laporan saya udah kecatat belum", {}, True),
        # Another report may be meant, or how such things are looked up.
        ("laporan saya udah kecatat belum", {"report": REPORT}, False),
        ("status laporan saya", {"customer_id": "rina"}, False),
        ("cara ngecek status pengaduan gimana", {}, False),
    ],
)
def test_a_complaint_that_waits_is_asked_after(
    text: str, slots: Dict[str, Any], waits: bool
) -> None:
    for settled, goes_on in ((COMPLAINT, waits), ({**COMPLAINT, "agent": "Dewi"}, False)):
        asked = heard(text, "complaint_status", 0.97, settled=settled, **slots)
        assert (forced_action(asked) == "action_go_on") is goes_on


def test_a_number_says_which_one_is_asked_after() -> None:
    for number, goes_on in (("HG-000035", True), ("TF-100042", False)):
        text = f"pengaduan {number} sudah tercatat?"
        asked = heard(text, "complaint_status", 0.97, settled=COMPLAINT)
        named = {"entity": "ticket", "value": number}
        asked.tracker.latest_message.entities.append(named)
        assert (forced_action(asked) == "action_go_on") is goes_on


def test_a_complaint_that_waits_is_told_with_its_number() -> None:
    for text, intent in (
        ("Apakah pengaduan saya sudah tercatat?", "complaint_status"),
        ("Apakah pengaduan saya sudah tercatat?", "file_complaint"),
        ("status keluhan saya gimana?", "complaint_status"),
    ):
        message = {"text": text, "intent": {"name": intent, "confidence": 0.97}}
        filled = {"language": "id", "settled": COMPLAINT}
        tracker = Tracker("a:1", filled, message, [], False, None, {}, "")
        dispatcher = CollectingDispatcher()
        asyncio.run(returning.GoOn().run(dispatcher, tracker, {}))
        [told] = dispatcher.messages
        assert (told["response"], told["note"]) == ("utter_noted_when", "HG-000035")


def test_every_forced_action_is_known() -> None:
    assert {name for name, _ in steering.FORCED} == set(BY_NAME)


def ends(action: Action, intent: str, **slots: Any) -> List[str]:
    """What Rasa is told to do after an action that no rule led to."""
    message = {"text": "mode pesawat itu apa", "intent": {"name": intent, "confidence": 0.99}}
    filled = {"language": "id", "topic": "check_balance", "paused": "transfer_problem", **slots}
    tracker = Tracker("a:1", filled, message, [], False, None, {}, "")
    events = asyncio.run(action.run(CollectingDispatcher(), tracker, {}))
    return [event["name"] for event in events if event["event"] == "followup"]


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_forced_action_ends_its_turn_or_names_the_next_one(name: str, intent: str) -> None:
    """Else Rasa would look for a rule, find none, and ask what was meant."""
    for slots in ({}, {"settled": FRAUD}, {"undo": {"card": "rina-d", "label": "kartu"}}):
        assert len(ends(BY_NAME[name], intent, **slots)) == 1


@pytest.mark.parametrize(
    "action", [conversation.Affirm(), fallback.Fallback(), fallback.OutOfScope()]
)
def test_so_does_what_a_forced_action_may_go_on_with(action: Action) -> None:
    assert ends(action, "out_of_scope") == ["action_listen"]
