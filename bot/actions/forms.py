"""What every form does with an answer that is none: digress, cancel, hand over, give up."""

from abc import ABC, abstractmethod
from typing import Any, Dict, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Events, language, said

MAX_MISSES = 3
"""Answers in a row that a form did not understand before it stops asking."""

SHORT_DETAIL = 3
"""Words up to which a detail that was not asked for is just that, and no other matter."""

DIGRESSION_CONFIDENCE = 0.5
SWITCH_CONFIDENCE = 0.6

ANSWERED_IN_FORM = frozenset(
    {
        "open_account", "admin_fee", "deposit_rate", "login_problem", "otp_not_received",
        "transfer_fee_limit", "qris_payment", "virtual_account", "ewallet_topup", "loan_info",
        "branch_info", "exchange_rate",
    }
)  # fmt: skip
"""Questions that a text answers; the form goes on afterwards."""

CHATTED_IN_FORM = frozenset({"bot_challenge", "greet", "thank", "out_of_scope"})
"""Answered as well, but the question that was asked counts as missed."""

OTHER_MATTERS = frozenset(
    {
        "check_balance", "transaction_history", "e_statement", "update_personal_data",
        "block_card", "card_swallowed", "cash_not_dispensed", "pin_problem",
        "credit_card_bill", "transfer_problem", "complaint_status",
    }
)  # fmt: skip
"""Matters with an action of their own: the form gives way to them."""

SENSITIVE = frozenset(
    {"close_account", "payment_hardship", "fraud_report", "bereavement", "file_complaint"}
)

_CANCEL = (
    "batal", "batalin", "batalkan", "cancel", "gak jadi", "ga jadi", "nggak jadi", "tidak jadi",
    "gajadi", "stop", "udahan", "never mind", "nvm", "forget it",
)  # fmt: skip


class FormAnswers(Action, ABC):
    """Reads the answer to the slot that a form has asked for.

    Takes the place of rasa_sdk's FormValidationAction: every outcome of an answer is decided
    in one place, with the text, the intent and the number of misses in view.
    """

    form: str
    matter: str

    def name(self) -> Text:
        """validate_<form>."""
        return f"validate_{self.form}"

    @abstractmethod
    def read(self, slot: str, tracker: Tracker) -> Dict[Text, Any]:
        """Slots that the latest message fills; without `slot`, it isn't an answer to it."""

    def unclear(self, slot: str) -> str:
        """The response for an answer that can't be read."""
        return "utter_yes_or_no"

    def noted(self, found: Dict[Text, Any], dispatcher: CollectingDispatcher, lang: str) -> None:
        """Says what was kept of an answer to something else than what was asked."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The slots to set; `requested_slot: null` ends the form early."""
        slot = tracker.get_slot("requested_slot")
        if slot is None:
            return []
        found = self.read(slot, tracker)
        if found.get(slot) is not None:
            return [SlotSet(key, value) for key, value in {**found, "misses": 0}.items()]
        return [SlotSet(slot, None), *self._no_answer(slot, found, dispatcher, tracker)]

    def _no_answer(
        self, slot: str, found: Dict[Text, Any], dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        intent = tracker.latest_message.get("intent") or {}
        name, confidence = intent.get("name"), float(intent.get("confidence") or 0)
        others = [SlotSet(key, value) for key, value in found.items() if value is not None]
        if name == "deny" or any(word in said(tracker).lower() for word in _CANCEL):
            return _end("cancelled")
        if others and len(said(tracker).split()) <= SHORT_DETAIL:
            self.noted(found, dispatcher, language(tracker))
            return [*others, SlotSet("misses", 0)]
        if name == "goodbye" and confidence >= DIGRESSION_CONFIDENCE:
            return _end("goodbye")
        if name == "request_human" and confidence >= DIGRESSION_CONFIDENCE:
            return _end("asked_for_human")
        if name in SENSITIVE and confidence >= DIGRESSION_CONFIDENCE:
            return _end("sensitive")
        if name in ANSWERED_IN_FORM and confidence >= DIGRESSION_CONFIDENCE:
            dispatcher.utter_message(response=f"utter_{name}")
            return others
        if name in OTHER_MATTERS and name != self.matter and confidence >= SWITCH_CONFIDENCE:
            return _end(f"switched:{name}")
        if others:
            self.noted(found, dispatcher, language(tracker))
            return [*others, SlotSet("misses", 0)]
        misses = int(tracker.get_slot("misses") or 0) + 1
        if misses >= MAX_MISSES:
            return _end("given_up")
        chat = name in CHATTED_IN_FORM and confidence >= DIGRESSION_CONFIDENCE
        dispatcher.utter_message(response=f"utter_{name}" if chat else self.unclear(slot))
        return [SlotSet("misses", misses)]


def _end(how: str) -> Events:
    return [SlotSet("form_end", how), SlotSet("requested_slot", None)]


def open_form(form: str, **slots: Any) -> Events:
    """Events that open a form with these slots filled."""
    filled = [SlotSet(name, value) for name, value in slots.items()]
    return [*filled, SlotSet("misses", 0), SlotSet("form_end", None), FollowupAction(form)]


def left_early(dispatcher: CollectingDispatcher, tracker: Tracker) -> Optional[Events]:
    """Says what follows when a form ended before its end; None when it was completed."""
    how = tracker.get_slot("form_end")
    if how is None:
        return None
    if how.startswith("switched:"):
        matter = how.partition(":")[2]
        return [
            SlotSet("form_end", None),
            SlotSet("topic", matter),
            FollowupAction(f"action_{matter}"),
        ]
    responses = {
        "cancelled": "utter_form_cancelled",
        "given_up": "utter_form_given_up",
        "goodbye": "utter_form_goodbye",
        "asked_for_human": "utter_escalate_human",
        "sensitive": "utter_escalate_sensitive",
    }
    dispatcher.utter_message(response=responses[how])
    return [SlotSet("form_end", None)]
