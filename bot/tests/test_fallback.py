"""What is said when nothing was understood depends on what was said before."""

import asyncio
from typing import Any, Dict, List, Optional
from unittest.mock import Mock

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.accounts import CheckBalance
from actions.conversation import Affirm, Deny, no_need
from actions.fallback import Fallback, OutOfScope
from actions.own_data import CreditCardBill

RANKING = [
    {"name": "nlu_fallback", "confidence": 0.4},
    {"name": "greet", "confidence": 0.3},
    {"name": "login_problem", "confidence": 0.2},
    {"name": "pin_problem", "confidence": 0.1},
    {"name": "block_card", "confidence": 0.08},
]


def run(
    action: Any,
    text: str = "blah",
    last: Optional[str] = None,
    topic: Optional[str] = None,
    ranking: Optional[List[Dict[str, Any]]] = None,
    confidence: float = 0.4,
) -> List[Dict[str, Any]]:
    """What the action says in Indonesian after the response `last`."""
    message = {
        "text": text,
        "intent": {"name": "any", "confidence": confidence},
        "intent_ranking": RANKING if ranking is None else ranking,
    }
    events = [{"event": "bot", "metadata": {"utter_action": last}}] if last else []
    slots = {"topic": topic, "language": "id"}
    tracker = Tracker("a:1", slots, message, events, False, None, {}, "")
    dispatcher = CollectingDispatcher()
    asyncio.run(action.run(dispatcher, tracker, {}))
    return dispatcher.messages


def test_two_likely_readings_and_neither_are_offered() -> None:
    said = run(Fallback())[0]
    assert said["response"] == "utter_fallback_choose"
    assert [button["payload"] for button in said["buttons"]] == [
        "/login_problem", "/pin_problem", "/deny",
    ]  # fmt: skip


def test_without_a_likely_reading_it_asks_for_other_words() -> None:
    weak = [{"name": "login_problem", "confidence": 0.03}]
    assert run(Fallback(), ranking=weak)[0]["response"] == "utter_fallback_rephrase"


@pytest.mark.parametrize(
    ("last", "response"),
    [
        ("utter_fallback_choose", "utter_fallback_person"),
        ("utter_fallback_rephrase", "utter_fallback_person"),
        ("utter_fallback_person", "utter_escalate_no_progress"),
        ("utter_sign_in", "utter_sign_in_how"),
        ("utter_greet", "utter_fallback_choose"),
    ],
)
def test_the_stage_follows_from_what_was_said(last: str, response: str) -> None:
    assert run(Fallback(), last=last)[0]["response"] == response


def test_who_says_it_anew_is_told_that_there_is_no_answer() -> None:
    text = "bank reference letter untuk visa, apakah tersedia di cabang?"
    said = run(Fallback(), text, last="utter_fallback_person")[0]
    assert said["response"] == "utter_fallback_admits"
    again = run(Fallback(), text, last="utter_fallback_admits")[0]
    assert again["response"] == "utter_escalate_no_progress"


@pytest.mark.parametrize("once", ["utter_fallback_person", "utter_fallback_rephrase"])
def test_that_it_was_not_understood_is_said_once(once: str) -> None:
    weak = [{"name": "login_problem", "confidence": 0.03}]
    before = "utter_fallback_choose" if once == "utter_fallback_person" else "utter_thank"
    events = [{"event": "bot", "metadata": {"utter_action": name}} for name in (once, before)]
    message = {"text": "blah", "intent": {"name": "any", "confidence": 0.4}, "intent_ranking": weak}
    tracker = Tracker("a:1", {"language": "id"}, message, events, False, None, {}, "")
    dispatcher = CollectingDispatcher()
    asyncio.run(Fallback().run(dispatcher, tracker, {}))
    assert dispatcher.messages[0]["response"] == "utter_fallback_admits"


@pytest.mark.parametrize("text", ["udah dicoba tetep ga bisa", "masih sama", "still not working"])
def test_an_answer_that_changed_nothing_is_taken_up(text: str) -> None:
    said = run(Fallback(), text, last="utter_login_problem", topic="login_problem")[0]
    assert said["response"] == "utter_not_helped"
    assert said["matter"] == "masuk ke aplikasi"


@pytest.mark.parametrize(
    ("confidence", "response"), [(0.9, "utter_out_of_scope"), (0.5, "utter_fallback_choose")]
)
def test_only_what_is_surely_out_of_scope_is_dismissed(confidence: float, response: str) -> None:
    assert run(OutOfScope(), confidence=confidence)[0]["response"] == response


@pytest.mark.parametrize(
    ("last", "topic", "response"),
    [
        ("utter_qris_payment", "qris_payment", "utter_not_helped"),
        ("utter_fallback_choose", None, "utter_fallback_person"),
        ("utter_fallback_person", None, "utter_affirm_open"),
        ("utter_settled", "login_problem", "utter_deny_done"),
        ("utter_sign_in", "check_balance", "utter_deny_done"),
        ("utter_thank", "check_balance", "utter_deny_done"),
        (None, None, "utter_deny_done"),
    ],
)
def test_a_no(last: Optional[str], topic: Optional[str], response: str) -> None:
    assert run(Deny(), last=last, topic=topic)[0]["response"] == response


def test_a_no_that_names_the_need_is_no_plain_no() -> None:
    for text, response in (
        ("bukan caranya, nomernya ga dikenal", "utter_article_gap"),
        ("no, that's all", "utter_deny_done"),
    ):
        said = run(Deny(), text, last="utter_article_short", topic="login_problem")[0]
        assert said["response"] == response


def test_who_wants_a_bill_paid_stays_with_the_bill() -> None:
    message = {"text": "pay it now from my savings", "intent": {"name": "any", "confidence": 0.4}}
    events: List[Dict[str, Any]] = [
        {"event": "user", "text": "my card bill"},
        {"event": "slot", "name": "topic", "value": "credit_card_bill"},
        {"event": "bot", "metadata": {"utter_action": "utter_credit_card_bill"}},
        {"event": "user", "text": message["text"]},
    ]
    slots = {"topic": "check_balance", "language": "en", "customer_id": "maria"}
    tracker = Tracker("a:1", slots, message, events, False, None, {}, "")
    dispatcher = CollectingDispatcher()
    [topic, bill] = asyncio.run(CheckBalance().run(dispatcher, tracker, {}))
    assert (topic["value"], bill["name"]) == ("credit_card_bill", "action_credit_card_bill")
    asyncio.run(CreditCardBill().answer(Mock(), "maria", dispatcher, tracker))
    assert [said["response"] for said in dispatcher.messages] == ["utter_bill_not_paid_here"]


@pytest.mark.parametrize(
    ("last", "response"),
    [
        ("utter_settled", "utter_settled_still_open"),
        ("utter_fallback_person", "utter_escalate_human"),
        ("utter_no_withdrawal", "utter_escalate_human"),
        ("utter_bot_challenge", "utter_escalate_human"),
        ("utter_fallback_choose", "utter_fallback_person"),
        ("utter_qris_payment", "utter_affirm_good"),
        (None, "utter_affirm_open"),
    ],
)
def test_a_yes(last: Optional[str], response: str) -> None:
    assert run(Affirm(), text="ya", last=last)[0]["response"] == response


def test_a_tapped_try_again_is_no_yes_to_a_person() -> None:
    assert run(Affirm(), text="/affirm", last="utter_fallback_person")[0]["response"] == (
        "utter_affirm_open"
    )


@pytest.mark.parametrize(
    ("text", "nothing_more"),
    [
        ("No, that's all. Thank you for your help!", True),
        ("nggak usah, saya tanya anak saja", True),
        ("tidak ada lagi, terima kasih", True),
        ("sudah itu saja kok belum", False),
        ("no, that's not what I asked", False),
    ],
)
def test_nothing_more_is_wanted(text: str, nothing_more: bool) -> None:
    assert no_need(text) is nothing_more


@pytest.mark.parametrize(
    ("last", "text", "response"),
    [
        ("utter_knowledge_nothing", "ok", "utter_affirm_good"),
        ("utter_knowledge_nothing", "ywdh", "utter_affirm_good"),
        ("utter_knowledge_nothing", "boleh", "utter_escalate_human"),
        ("utter_fallback_person", "ok", "utter_escalate_human"),
        ("utter_question_unknown", "ok", "utter_affirm_good"),
        ("utter_question_unknown", "ya", "utter_escalate_human"),
        ("utter_article_gap", "ywdh", "utter_affirm_good"),
        ("utter_article_gap", "mau", "utter_escalate_human"),
    ],
)
def test_an_ok_is_no_wish_for_a_person_who_was_only_mentioned(
    last: str, text: str, response: str
) -> None:
    assert run(Affirm(), last=last, text=text)[0]["response"] == response
