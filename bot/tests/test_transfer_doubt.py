"""The day of a transfer that the customer wavers about, and what is reported of it."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, Dict, List, Optional

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from reading import consent, corrections, meant, which_day

from actions import amend, base, transfer, transfer_ask, wording
from actions.bank import Ticket, Transaction
from actions.transfer_details import details, named_destination, read_destination
from actions.transfer_form import TransferAnswers

NOON = datetime.now(wording.WIB).replace(hour=12, minute=0, second=0, microsecond=0)
TODAY, YESTERDAY = NOON - timedelta(days=1), NOON - timedelta(days=2)
"""The day of the transfer, and the one before it: both are past at any hour of a test."""
BCA = {"entity": "bank", "value": "BCA", "text": "bca", "start": 0, "end": 3}


def sent(amount: int, to: str, at: datetime = TODAY, status: str = "pending") -> Transaction:
    return Transaction(f"{amount}{to}", at, "transfer", -amount, "", to, status)


class FakeBank:
    """Transfers and reports of one customer."""

    def __init__(self, *transfers: Transaction) -> None:
        self.transfers = list(transfers)
        self.filed: List[Ticket] = []

    def transactions(self, *_: Any, **__: Any) -> List[Transaction]:
        return self.transfers

    def tickets(self, _: str) -> List[Ticket]:
        return self.filed

    def file_ticket(self, _: str, kind: str, details: Dict[str, Any], key: str) -> Ticket:
        self.filed.append(Ticket("TF-1", kind, "open", NOON, dict(details)))
        return self.filed[-1]

    def amend_ticket(self, _: str, number: str, details: Dict[str, Any], key: str) -> Ticket:
        self.filed[-1].details.update(details)
        return self.filed[-1]


class Talk:
    """The form about a transfer, as Rasa would lead through it."""

    ASKS = ("transfer_is_candidate", "transfer_when", "transfer_amount", "transfer_destination",
            "transfer_confirmed")  # fmt: skip

    def __init__(self, bank: FakeBank, **slots: Any) -> None:
        self.bank = bank
        self.slots: Dict[str, Any] = {"customer_id": "rina", "misses": 0, **slots}
        self.events: List[Dict[str, Any]] = []
        self.responses: List[str] = []

    def _run(self, action: Any, text: str, intent: str, *entities: Dict[str, Any]) -> None:
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": list(entities),
        }
        tracker = Tracker("a:1", self.slots, message, self.events, False, None, {}, "")
        dispatcher = CollectingDispatcher()
        done = asyncio.run(action.run(dispatcher, tracker, {}))
        self.slots.update({e["name"]: e["value"] for e in done if e["event"] == "slot"})
        for one in dispatcher.messages:
            self.responses.append(one["response"])
            words = " ".join(str(value) for value in one.values())
            self.events.append(
                {"event": "bot", "text": words, "metadata": {"utter_action": one["response"]}}
            )
        self.said = dispatcher.messages

    def _goes_on(self) -> None:
        asked = next((name for name in self.ASKS if self.slots.get(name) is None), None)
        self.slots["requested_slot"] = asked
        if asked is None:
            self._run(transfer.SubmitTransfer(), "", "affirm")
        elif asked == "transfer_confirmed":
            self._run(transfer_ask.AskTransferConfirmed(), "", "affirm")

    def open(self, text: str, *entities: Dict[str, Any]) -> None:
        self._run(transfer.TransferProblem(), text, "transfer_problem", *entities)
        self._goes_on()

    def say(self, text: str, intent: str = "nlu_fallback", *entities: Dict[str, Any]) -> None:
        self.responses.clear()
        self._run(TransferAnswers(), text, intent, *entities)
        assert self.slots.get("form_end") is None, self.slots["form_end"]
        self._goes_on()

    def amend(self, text: str) -> None:
        self.responses.clear()
        self._run(amend.AmendReport(), text, "complaint_status")


@pytest.fixture
def rina(monkeypatch: pytest.MonkeyPatch) -> FakeBank:
    """Who has one transfer, which is pending."""
    return plugged_in(FakeBank(sent(500_000, "BCA")), monkeypatch)


def plugged_in(bank: FakeBank, monkeypatch: pytest.MonkeyPatch) -> FakeBank:
    for module in (base, transfer_ask):
        monkeypatch.setattr(module, "the_bank", lambda: bank)
    return bank


def day(at: datetime, time: Optional[str] = None) -> Dict[str, Any]:
    return {"day": at.date().isoformat(), "time": time, "part": None}


def on(at: datetime) -> str:
    return f"{at.day}/{at.month}"


def wavering(before: str) -> str:
    return before + f"itu {on(YESTERDAY)} loh bukan {on(TODAY)}. eh apa {on(TODAY)} ya sekarang"


@pytest.mark.parametrize(
    "before",
    ["ya udah iya bikinin aja, tp ", "lah emang belum pernah kak. ya udah iya bikinin aja, tp "],
)
@pytest.mark.parametrize("asked", ["shown", "repeated"])
def test_a_doubted_day_is_the_banks_and_the_yes_is_heard(
    rina: FakeBank, before: str, asked: str
) -> None:
    talk = Talk(rina)
    talk.open("transfer saya belum masuk")
    if asked == "repeated":
        talk.slots.update(
            transfer_is_candidate=False, transfer_when=day(TODAY), transfer_amount=500_000,
            transfer_destination="BCA",
        )  # fmt: skip
        talk._goes_on()
        assert talk.responses == ["utter_transfer_confirm"]
    talk.say(wavering(before), "deny")
    assert talk.responses == ["utter_day_of_the_bank", "utter_transfer_filed"]
    assert rina.filed[0].details["when"] == day(TODAY, "12.00")


@pytest.mark.parametrize("words", ["tp ", "kayaknya "])
def test_a_doubted_day_without_a_yes_is_said_and_asked_about(rina: FakeBank, words: str) -> None:
    talk = Talk(rina)
    talk.open("transfer saya belum masuk")
    talk.say(wavering(words))
    assert talk.responses == ["utter_day_of_the_bank", "utter_transfer_confirm"]
    assert not rina.filed
    talk.say("ya", "affirm")
    assert talk.responses == ["utter_transfer_filed"]
    assert rina.filed[0].details["when"] == day(TODAY, "12.00")


def test_a_day_that_is_said_for_sure_is_asked_about_once_and_read_with_the_yes(
    rina: FakeBank,
) -> None:
    talk = Talk(rina)
    talk.open("transfer saya belum masuk")
    talk.say(f"iya tapi itu tanggal {on(YESTERDAY)}", "affirm")
    assert talk.responses == ["utter_transfer_near"]
    talk.say(f"tetap tanggal {on(YESTERDAY)} kok")
    assert talk.responses == ["utter_transfer_confirm_against"]
    assert len(talk.said[-1]["buttons"]) == 3
    talk.say(f"yg tadi ah, yg {on(TODAY)} itu, iya", "affirm")
    assert talk.responses == ["utter_transfer_filed"]
    assert rina.filed[0].details["when"] == day(TODAY, "12.00")


def test_what_the_data_contradict_is_not_filed_silently(rina: FakeBank) -> None:
    talk = Talk(rina)
    talk.open("transfer saya belum masuk")
    talk.say(f"itu tanggal {on(YESTERDAY)}")
    talk.say(f"tetap tanggal {on(YESTERDAY)} kok")
    talk.say("ya", "affirm")
    assert talk.responses == ["utter_bank_has_another", "utter_transfer_filed"]
    assert rina.filed[0].details["when"]["day"] == day(YESTERDAY)["day"]
    assert rina.filed[0].details["recorded"]["when"] == day(TODAY, "12.00")


def test_the_recorded_one_is_one_tap_away(rina: FakeBank) -> None:
    talk = Talk(rina)
    talk.open("transfer saya belum masuk")
    talk.say(f"itu tanggal {on(YESTERDAY)}")
    talk.say(f"tetap tanggal {on(YESTERDAY)} kok")
    talk.say("", "affirm", {"entity": "recorded", "value": "yes"})
    assert talk.responses == ["utter_transfer_filed"]
    assert rina.filed[0].details["when"] == day(TODAY, "12.00")


def test_a_plain_no_means_another_transfer(rina: FakeBank) -> None:
    talk = Talk(rina)
    talk.open("transfer saya belum masuk")
    talk.say(f"bukan, yang tanggal {on(YESTERDAY)}", "deny")
    assert talk.slots["requested_slot"] == "transfer_amount"


def test_of_two_alike_the_day_is_the_customers(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = plugged_in(
        FakeBank(sent(500_000, "BCA"), sent(500_000, "BCA", YESTERDAY)), monkeypatch
    )
    talk = Talk(bank)
    talk.open("transfer saya belum masuk")
    talk.say("iya", "affirm")
    assert bank.filed[0].details["when"] == day(TODAY, "12.00")


@pytest.mark.parametrize(
    "text",
    [
        "kak uang saya kok ga sampe2 ya ke adek, eh maksudnya ke ipar, udah dari 3 hari lalu",
        "uang saya belum masuk ke bank BCA", "transfer saya blm sampai",
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", ["pending", "success"])
def test_the_one_transfer_is_shown_before_anything_is_asked(
    monkeypatch: pytest.MonkeyPatch, text: str, status: str
) -> None:
    bank = plugged_in(FakeBank(sent(500_000, "BCA", status=status)), monkeypatch)
    talk = Talk(bank)
    talk.open(text, *([BCA] if "BCA" in text else []))
    assert talk.slots["requested_slot"] == "transfer_is_candidate"
    assert talk.slots["transfer_candidate"]["amount"] == 500_000


def test_what_is_not_said_to_be_missing_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Talk(plugged_in(FakeBank(sent(500_000, "BCA", status="success")), monkeypatch))
    talk.open("transfer saya gagal")
    assert talk.slots["requested_slot"] == "transfer_when"


def test_of_several_transfers_the_sum_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    bank = FakeBank(sent(500_000, "BCA", status="success"), sent(1, "BNI", status="success"))
    talk = Talk(plugged_in(bank, monkeypatch))
    talk.open("transfer saya belum sampai")
    assert talk.slots["requested_slot"] == "transfer_when"


@pytest.mark.parametrize(
    ("text", "alone", "destination"),
    [
        ("ga sampe2 ya ke adek, eh maksudnya ke ipar", False, None),
        ("ke adek, eh maksudnya ke Budi", False, "Budi"),
        ("ke ipar", True, "Ipar"),
        ("transfer ke BRIN eh ke Jago", False, "Jago"),
    ],
)
def test_a_receiver_that_was_taken_back_is_none(
    text: str, alone: bool, destination: Optional[str]
) -> None:
    assert read_destination(text, None, alone=alone) == destination


def test_a_bank_that_was_taken_back_is_none() -> None:
    text = "transfer ke BCA eh maksudnya ke BRI"
    banks = [
        {"entity": "bank", "value": name, "start": text.index(name), "end": 0}
        for name in ("BCA", "BRI")
    ]
    assert named_destination(text, banks) == "BRI"
    assert named_destination("ke BCA bukan ke BRI", [{**banks[0], "start": 3}]) == "BCA"


def test_the_words_that_open_the_form_lose_what_was_taken_back() -> None:
    message = {"text": "500rb ke adek, eh ke ipar", "intent": {}, "entities": []}
    tracker = Tracker("a:1", {}, message, [], False, None, {}, "")
    assert details(tracker) == (500_000, None, None)


def reported(bank: FakeBank, at: datetime) -> Talk:
    bank.filed.append(
        Ticket("TF-1", "transfer", "open", NOON,
               {"amount": 500_000, "destination": "BCA", "when": day(at)})
    )  # fmt: skip
    return Talk(bank, report={"number": "TF-1", "opened": NOON.date().isoformat(), "days": 3})


def test_a_wrong_day_in_a_report_becomes_the_banks(rina: FakeBank) -> None:
    talk = reported(rina, YESTERDAY)
    talk.amend("bukan nanya sisa, yg laporannya itu salah tanggal gapapa?")
    assert talk.responses == ["utter_day_of_the_bank", "utter_report_amended"]
    assert rina.filed[0].details["when"] == day(TODAY, "12.00")


def test_a_right_day_in_a_report_is_said_to_be_right(rina: FakeBank) -> None:
    talk = reported(rina, TODAY)
    talk.amend("salah tanggal gapapa?")
    assert talk.responses == ["utter_report_as_it_is"]
    assert "sama dengan data bank" in talk.said[-1]["detail"]


def test_a_day_that_the_bank_does_not_know_is_asked_for(rina: FakeBank) -> None:
    rina.transfers.clear()
    talk = reported(rina, YESTERDAY)
    talk.amend("loh kok 21, tadi kan 22")
    assert talk.responses == ["utter_report_day", "utter_ask_report_detail"]


def test_a_correction_against_the_data_says_so(rina: FakeBank) -> None:
    talk = reported(rina, TODAY)
    talk.amend(f"salah, harusnya tanggal {on(YESTERDAY)}")
    assert talk.responses == ["utter_bank_has_another", "utter_report_amended"]
    assert rina.filed[0].details["recorded"]["when"] == day(TODAY, "12.00")


@pytest.mark.parametrize(
    "text",
    [
        "Inggih leres, ke BCA. Yang pencet-pencet cucu saya si Bagas. Tapi saya takut salah pencet"
        " lagi. Laporan itu bayar tidak?",
        "salah ya? ke bca.", "salah, ke Bca Yang cucu saya tulis",
        "bukan, tujuan BCA. Saya salah baca",
    ],
)  # fmt: skip
def test_what_is_in_the_report_is_no_correction(rina: FakeBank, text: str) -> None:
    talk = reported(rina, TODAY)
    talk.amend(text)
    assert talk.responses == ["utter_report_as_it_is"]
    assert rina.filed[0].details["destination"] == "BCA"


@pytest.mark.parametrize(
    ("text", "destination"),
    [
        ("ke BRI. Yang pencet cucu saya", "BRI"), ("ke BRI Yang tadi", "BRI"),
        ("ke bri. Saya salah", "BRI"), ("ke BRI.Tapi salah", "BRI"), ("ke BRI Itu", "BRI"),
        ("ke BRI\nUangnya belum sampai", "BRI"), ("transfer ke Budi Santoso. Itu", "Budi Santoso"),
        ("ke Toko Sinar Jaya", "Toko Sinar Jaya"), ("ke PT. Maju Jaya", "PT. Maju Jaya"),
        ("to Amazon.com", "Amazon.com"), ("ke Yanti Itasari", "Yanti Itasari"),
    ],
)  # fmt: skip
def test_a_destination_ends_where_its_sentence_ends(text: str, destination: str) -> None:
    assert read_destination(text, None) == destination
    assert read_destination("Warung Bu Tini.", None, alone=True) == "Warung Bu Tini"


@pytest.mark.parametrize(
    "text",
    [
        "salah tanggal gapapa?", "tanggalnya bener ga itu?", "loh kok 21, tadi kan 22",
        "kalau tanggalnya keliru gimana?", "Apakah tanggal pada laporan tersebut sudah benar?",
        "is the date right?", "wrong date, does it matter?", "loh kok tanggalnya beda",
    ],
)  # fmt: skip
def test_a_doubt_about_the_day_of_a_report(text: str) -> None:
    assert corrections.doubts_the_day(text)
    assert corrections.corrects(text)


@pytest.mark.parametrize(
    "text",
    [
        "itu sampai tanggal berapa?", "benar selesai tanggal 25?", "kok 21 ribu", "kok lama",
        "jumlahnya salah?", "salah, harusnya tanggal 21", "apa yang salah?",
    ],
)  # fmt: skip
def test_no_doubt_about_the_day_of_a_report(text: str) -> None:
    assert not corrections.doubts_the_day(text)


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("lah emang belum pernah lapor kak. ya udah iya bikinin aja", True),
        ("yg tadi ah, yg 22 november itu, iya", True), ("yes, but it was yesterday", True),
        ("laporan tuh maksudnya apa, duitnya balik ke saya apa nyampe ke ipar?", False),
        ("kalau dilaporin berapa lama", False), ("iya tapi jangan dulu", False),
        ("ya ampun", False), ("benar ga sih", False), ("ya udah lah makasih", False),
    ],
)  # fmt: skip
def test_a_yes_anywhere(text: str, agrees: bool) -> None:
    assert consent.agrees(text) is agrees


@pytest.mark.parametrize(
    ("text", "doubted", "days"),
    [
        ("itu kemarin loh bukan tgl 22. eh apa tgl 22 ya sekarang", True, [21, 22]),
        ("bukan kemarin, tapi hari ini", False, [22]), ("kan tadi udah sy bilang", False, []),
        ("yg tadi ah, yg 22 november itu", False, [22]), ("kemarin kayaknya", True, [21]),
        ("lupa tanggalnya", True, []), ("iya yg ke bca itu kayaknya", False, []),
        ("yesterday, or was it today?", True, [21, 22]), ("kemarin jam 4 sore", False, [21]),
    ],
)  # fmt: skip
def test_a_day_that_is_in_doubt(text: str, doubted: bool, days: List[int]) -> None:
    at = datetime(2026, 11, 22, 23, 20, tzinfo=wording.WIB)
    assert which_day.doubted(text, at) is doubted
    assert [when.day.day for when in which_day.named(text, at)] == days


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("tf blm msk", True), ("kok ga sampe2 ya", True), ("belum diterima", True),
        ("the money hasn't arrived", True), ("durung tekan", True), ("transfer saya gagal", False),
        ("salah kirim", False), ("udah masuk", False),
    ],
)  # fmt: skip
def test_money_that_has_not_arrived(text: str, missing: bool) -> None:
    assert meant.not_arrived(text) is missing
