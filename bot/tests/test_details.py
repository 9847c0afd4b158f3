"""What was said is not asked again, and what was wrong can be put right."""

import asyncio
from typing import Any, Dict, List, Optional

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import said_about
from actions.block_form import BlockCardAnswers
from actions.cash import ASKED, AskCashConfirmed, CashAnswers
from actions.forms import offer_to_go_on
from actions.labels import kind_of_card
from actions.transfer_details import details, named_destination
from actions.transfer_form import TransferAnswers

CARDS = [
    {"id": "d", "label": "kartu debit •••• 8820", "kind": "debit"},
    {"id": "c", "label": "kartu kredit •••• 1093", "kind": "credit"},
]


def user(text: str, intent: str, *entities: Dict[str, Any]) -> Dict[str, Any]:
    return {
        "event": "user",
        "text": text,
        "parse_data": {"intent": {"name": intent, "confidence": 0.9}, "entities": list(entities)},
    }


def bot(response: str) -> Dict[str, Any]:
    return {"event": "bot", "metadata": {"utter_action": response}}


def heard(
    *events: Dict[str, Any], slots: Optional[Dict[str, Any]] = None, confidence: float = 0.9
) -> Tracker:
    """A conversation whose last event is the customer's."""
    latest = events[-1]
    message = {"text": latest["text"], **latest["parse_data"]}
    message["intent"] = {**message["intent"], "confidence": confidence}
    return Tracker("a:1", slots or {}, message, list(events), False, None, {}, "")


def run(action: Any, tracker: Tracker) -> "tuple[Dict[str, Any], List[Dict[str, Any]]]":
    """The slots that an action sets, and what it says."""
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, tracker, {}))
    return {e["name"]: e["value"] for e in events if e["event"] == "slot"}, dispatcher.messages


BRI = {"entity": "bank", "value": "BRI", "start": 18, "end": 21}
WISH = user("transfer 750rb ke bri kemarin gagal", "transfer_problem", BRI)


def test_what_was_said_before_signing_in_is_known() -> None:
    tracker = heard(WISH, bot("utter_sign_in"), user("sudah", "affirm"))
    amount, when, destination = details(tracker)
    assert (amount, destination) == (750_000, "BRI")
    assert when is not None


def test_what_was_said_before_a_reading_was_tapped_is_known() -> None:
    asked = user("duit 2jt ke bri kemaren kok", "nlu_fallback", {**BRI, "start": 12, "end": 15})
    tracker = heard(asked, bot("utter_fallback_choose"), user("/transfer_problem", "transfer_problem"))
    assert details(tracker)[0] == 2_000_000
    assert details(tracker)[2] == "BRI"


def test_what_belongs_to_a_matter_that_is_done_is_left_out() -> None:
    tracker = heard(WISH, bot("utter_transfer_filed"), user("transfer gagal", "transfer_problem"))
    assert details(tracker) == (None, None, None)


def test_another_matter_in_between_says_nothing_of_this_one() -> None:
    fee = user("biaya admin 15rb kenapa", "admin_fee")
    tracker = heard(fee, bot("utter_article"), user("transfer gagal", "transfer_problem"))
    assert [one.text for one in said_about(tracker, "transfer_problem")] == ["transfer gagal"]


@pytest.mark.parametrize(
    ("text", "names", "destination"),
    [
        ("dari BCA ke Mandiri", ["BCA", "Mandiri"], "Mandiri"),
        ("pakai BCA kirim 500rb", ["BCA"], None),
        ("BRI belum masuk", ["BRI"], "BRI"),
        ("ke bank BRI dari BCA", ["BRI", "BCA"], "BRI"),
    ],
)
def test_money_goes_to_one_bank_and_comes_from_another(
    text: str, names: List[str], destination: Optional[str]
) -> None:
    entities = [
        {"entity": "bank", "value": name, "start": text.index(name), "end": 0} for name in names
    ]
    assert named_destination(text, entities) == destination


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("eh bukan, yang kartu kredit", "credit"),
        ("bukan kartu kredit tapi debit", "debit"),
        ("the debit card, not the credit card", "debit"),
        ("cc ku", "credit"),
        ("kartu", None),
    ],
)
def test_the_kind_of_card_that_is_meant(text: str, kind: Optional[str]) -> None:
    assert kind_of_card(text) == kind


BLOCKING = {"cards": CARDS, "card_to_block": "d", "requested_slot": "block_confirmed"}


def test_another_card_can_be_named_instead_of_a_yes() -> None:
    said = user("eh bukan, yang kartu kredit", "deny")
    slots, _ = run(BlockCardAnswers(), heard(said, slots=BLOCKING))
    assert slots["card_to_block"] == "c"
    assert slots["card_label"] == CARDS[1]["label"]
    assert slots["block_confirmed"] is None


def test_a_plain_no_calls_the_form_off() -> None:
    slots, _ = run(BlockCardAnswers(), heard(user("jangan", "deny"), slots=BLOCKING))
    assert slots["form_end"] == "cancelled"


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("eh bukan, yang kartu kredit", CARDS[:1]),
        ("loh kok kartu kredit, yg ketelen kan debit sy", CARDS[1:]),
        ("min yg debit aja diblokir", CARDS[1:]),
    ],
)
def test_a_card_that_there_is_not_is_said_to_be_none(text: str, has: List[Dict[str, Any]]) -> None:
    slots, messages = run(
        BlockCardAnswers(), heard(user(text, "deny"), slots={**BLOCKING, "cards": has})
    )
    assert messages[0]["response"] == "utter_no_such_card"
    assert "form_end" not in slots


OTHERS = [
    {"id": "2", "amount": 300_000, "day": "2026-01-01", "label": "dua"},
    {"id": "3", "amount": 500_000, "day": "2026-01-02", "label": "tiga"},
]
CASH = {"requested_slot": "cash_confirmed", "cash_withdrawal": {"id": "1"}, "cash_others": OTHERS}


@pytest.mark.parametrize(
    ("text", "intent", "chosen"),
    [("bukan, yang 500rb", "deny", "3"), ("bukan", "deny", "2"), ("eh yang 500rb", "affirm", "3")],
)
def test_another_withdrawal_can_be_meant(text: str, intent: str, chosen: str) -> None:
    slots, _ = run(CashAnswers(), heard(user(text, intent), slots=CASH))
    assert slots["cash_withdrawal"]["id"] == chosen
    assert slots["cash_confirmed"] is None
    assert len(slots["cash_others"]) == 1


SET = {"event": "slot", "name": "cash_withdrawal", "value": {"id": "1"}}


@pytest.mark.parametrize(
    ("before", "misses", "asked"),
    [
        ([SET], 0, ASKED),
        ([SET, bot(ASKED), bot("utter_pin_blocked")], 0, "utter_cash_waits"),
        ([SET, bot(ASKED), bot("utter_pin_blocked"), bot("utter_cash_waits")], 0, "utter_cash_waits"),
        ([SET, bot(ASKED), bot("utter_yes_or_no")], 1, ASKED),
        ([SET, bot(ASKED), SET], 0, ASKED),
    ],
)  # fmt: skip
def test_a_withdrawal_is_named_once(before: List[Any], misses: int, asked: str) -> None:
    tracker = heard(*before, user("pin saya keblokir", "pin_problem"), slots={"misses": misses})
    _, messages = run(AskCashConfirmed(), tracker)
    assert [message["response"] for message in messages] == [asked]


def test_without_another_withdrawal_a_no_is_a_no() -> None:
    slots, _ = run(CashAnswers(), heard(user("bukan", "deny"), slots={**CASH, "cash_others": []}))
    assert slots["cash_confirmed"] is False


FORM = {"transfer_amount": 1_500_000, "transfer_when": None, "transfer_destination": None}


def test_a_detail_is_corrected_while_another_one_is_asked_for() -> None:
    slots = {**FORM, "requested_slot": "transfer_destination"}
    changed, _ = run(TransferAnswers(), heard(user("eh salah, 1,7 juta", "deny"), slots=slots))
    assert changed["transfer_amount"] == 1_700_000
    assert changed["transfer_destination"] is None
    assert "form_end" not in changed


@pytest.mark.parametrize("text", ["eh bukan 1,5 juta, 2,5jt", "bukan 2,5jt ya, eh maksudnya 2,5jt"])
def test_the_wrong_amount_may_be_named_too(text: str) -> None:
    slots = {**FORM, "requested_slot": "transfer_when"}
    changed, _ = run(TransferAnswers(), heard(user(text, "deny"), slots=slots))
    assert changed["transfer_amount"] == 2_500_000
    assert "form_end" not in changed


@pytest.mark.parametrize("text", ["lupa", "gak inget kapan", "ga tau", "I don't remember"])
def test_who_does_not_remember_is_not_sent_away(text: str) -> None:
    slots = {**FORM, "requested_slot": "transfer_when", "misses": 0}
    changed, messages = run(TransferAnswers(), heard(user(text, "deny"), slots=slots))
    assert "form_end" not in changed
    assert messages[0]["response"] == "utter_when_unclear"


@pytest.mark.parametrize(
    ("text", "ends"),
    [("batal aja", True), ("transfernya dibatalkan bank", False), ("nonstop error", False)],
)
def test_only_calling_it_off_calls_it_off(text: str, ends: bool) -> None:
    slots = {**FORM, "requested_slot": "transfer_when", "misses": 0}
    changed, _ = run(TransferAnswers(), heard(user(text, "affirm"), slots=slots))
    assert (changed.get("form_end") == "cancelled") is ends


@pytest.mark.parametrize(
    ("paused", "form_end", "offered"),
    [
        ("transfer_problem", None, True),
        ("transfer_problem", "cancelled", True),
        ("transfer_problem", "asked_for_human", False),
        ("block_card", None, False),
        (None, None, False),
    ],
)
def test_a_form_that_gave_way_is_offered_again(
    paused: Optional[str], form_end: Optional[str], offered: bool
) -> None:
    slots = {"paused": paused, "form_end": form_end}
    dispatcher = CollectingDispatcher()
    offer_to_go_on(dispatcher, heard(user("ya", "affirm"), slots=slots), "block_card")
    assert [m["response"] for m in dispatcher.messages] == ["utter_back_to"] * offered
