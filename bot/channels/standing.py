"""Where a conversation stands: what was understood, said last, filed and left with a person."""

import itertools
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from actions.wording import SIGN_IN
from reading import person, unsolved

CHITCHAT = frozenset(
    {"greet", "goodbye", "thank", "affirm", "deny", "bot_challenge", "out_of_scope"}
)
"""Intents that are no matter of their own: they don't change the topic."""

ANSWERED_AT_ONCE = frozenset(
    {
        "check_balance", "transaction_history", "e_statement", "open_account",
        "update_personal_data", "admin_fee", "deposit_rate", "pin_problem", "credit_card_bill",
        "login_problem", "otp_not_received", "transfer_fee_limit", "qris_payment",
        "virtual_account", "ewallet_topup", "loan_info", "complaint_status", "branch_info",
        "exchange_rate",
    }
)  # fmt: skip
"""Matters that one turn settles."""

OPENS_A_FORM = frozenset({"transfer_problem", "block_card", "card_swallowed", "cash_not_dispensed"})
FOR_A_PERSON = frozenset(
    {
        "request_human", "close_account", "payment_hardship", "fraud_report", "bereavement",
        "file_complaint",
    }
)  # fmt: skip
SENSITIVE = FOR_A_PERSON - {"request_human"}
GRAVE = SENSITIVE - {"close_account"}
"""Matters of a loss, a fear or an injury: after them nothing is cheerful."""

_BLOCKED = frozenset({"utter_card_blocked", "utter_card_blocked_undoable"})
_FILED = {
    "transfer_problem": frozenset({"utter_transfer_filed"}),
    "block_card": _BLOCKED,
    "card_swallowed": _BLOCKED,
    "cash_not_dispensed": frozenset({"utter_cash_filed"}),
}
"""What says that a report was made, by matter."""
_WAITED_FOR = 5
"""Messages within which "udah" says that signing in is done."""


def understood(tracker: DialogueStateTracker) -> "Tuple[Optional[Text], Optional[float]]":
    """The intent of the latest message and how likely it is."""
    user = tracker.latest_message
    if not isinstance(user, UserUttered) or not user.intent.get("name"):
        return None, None
    return user.intent["name"], round(float(user.intent.get("confidence") or 0.0), 4)


def last_said(tracker: DialogueStateTracker) -> Optional[BotUttered]:
    """What the assistant said last."""
    return next((e for e in reversed(tracker.events) if isinstance(e, BotUttered)), None)


def last_response(tracker: DialogueStateTracker) -> Optional[Text]:
    """The name of what was said last before this message."""
    last = last_said(tracker)
    return last.metadata.get("utter_action") if last else None


def said_before(tracker: DialogueStateTracker) -> "List[Text]":
    """The names of what was said between the message before the latest one and that one."""
    events = list(tracker.events)
    places = [at for at, event in enumerate(events) if isinstance(event, UserUttered)]
    if not places:
        return []
    since = places[-2] if len(places) > 1 else 0
    return [
        event.metadata.get("utter_action") or ""
        for event in events[since : places[-1]]
        if isinstance(event, BotUttered)
    ]


def said_in(tracker: DialogueStateTracker) -> "List[Text]":
    """The names of all that was said in this conversation, in order."""
    said = (event for event in tracker.events if isinstance(event, BotUttered))
    return [event.metadata.get("utter_action") or "" for event in said]


def texts_before(tracker: DialogueStateTracker, most: int) -> "List[Text]":
    """What the assistant said last, the latest first, at most so many texts."""
    texts = (e.text or "" for e in reversed(tracker.events) if isinstance(e, BotUttered))
    return list(itertools.islice(texts, most))


def spoke_of_a_person(tracker: DialogueStateTracker) -> bool:
    """Whether what was said before the latest message offers a person or mentions one."""
    heard = 0
    for event in reversed(tracker.events):
        heard += isinstance(event, UserUttered)
        if heard > 1:
            break
        if heard and isinstance(event, BotUttered):
            buttons = (event.data or {}).get("buttons") or []
            offered = any(button.get("payload") == "/request_human" for button in buttons)
            if offered or person.is_spoken_of(event.text or ""):
                return True
    return False


def turns_before(tracker: DialogueStateTracker, most: int) -> "List[unsolved.Turn]":
    """What was written and said before the latest message, the latest first."""
    found: List[unsolved.Turn] = []
    names: List[Text] = []
    latest = True
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered):
            names.append(event.metadata.get("utter_action") or "")
        elif isinstance(event, UserUttered):
            if not latest:
                found.append(unsolved.Turn(event.text or "", tuple(reversed(names))))
            latest, names = False, []
            if len(found) == most:
                break
    return found


_LISTS = frozenset({"utter_history", "utter_came_in", "utter_transfers_listed"})


def listed_rows(tracker: DialogueStateTracker) -> Text:
    """The lists of transactions that were shown here, as one text; empty without any."""
    return "\n".join(
        event.text or ""
        for event in tracker.events
        if isinstance(event, BotUttered) and event.metadata.get("utter_action") in _LISTS
    )


def awaits_sign_in(tracker: DialogueStateTracker) -> Optional[Text]:
    """The matter for which signing in was asked, where it was not gone on with; else None.

    Questions may have come in between: "tulis \"sudah\" di sini, saya lanjutkan" holds all the same.
    """
    matter: Optional[Text] = None
    topic: Optional[Text] = None
    turns = 0
    for event in tracker.events:
        if isinstance(event, SlotSet) and event.key == "topic":
            topic = event.value
        elif isinstance(event, UserUttered):
            turns += 1
        elif isinstance(event, BotUttered):
            if event.metadata.get("utter_action") in SIGN_IN:
                matter, turns = topic, 0
        elif isinstance(event, ActionExecuted) and event.action_name in (
            f"action_{matter}",
            "action_signed_in",
        ):
            # The very action that asks for it is recorded before what it says.
            matter = None
    return matter if turns <= _WAITED_FOR else None


def matter_before(tracker: DialogueStateTracker) -> Optional[Text]:
    """The matter that was open before the latest message; None where there was none."""
    events = list(tracker.events)
    places = [at for at, event in enumerate(events) if isinstance(event, UserUttered)]
    topics = (
        event.value
        for event in reversed(events[: places[-1] if places else 0])
        if isinstance(event, SlotSet) and event.key == "topic"
    )
    return next(topics, None)


def is_grave(tracker: DialogueStateTracker, settled: Optional[Dict[Text, Any]]) -> bool:
    """Whether a grave matter was spoken of in this conversation, or left with a person."""
    left = settled or tracker.get_slot("settled") or {}
    spoken_of = {e.value for e in tracker.events if isinstance(e, SlotSet) and e.key == "topic"}
    return not GRAVE.isdisjoint({*spoken_of, left.get("topic")})


def is_filed(tracker: DialogueStateTracker, matter: Text) -> bool:
    """Whether a report of this matter was made in this conversation."""
    filed = _FILED.get(matter)
    return filed is not None and any(
        isinstance(event, BotUttered) and event.metadata.get("utter_action") in filed
        for event in tracker.events
    )


def waiting(tracker: DialogueStateTracker) -> Optional[Dict[Text, Any]]:
    """What waits for a person under a number or as a call-back; None where nothing does."""
    settled = tracker.get_slot("settled") or {}
    return settled if settled and not settled.get("agent") else None
