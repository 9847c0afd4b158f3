"""What every form does with an answer that is none: digress, cancel, hand over, give up."""

import re
from abc import ABC, abstractmethod
from typing import Any, Dict, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.answers import answer, answer_anything
from actions.base import Events, entity, language, said, times_said
from actions.knowledge import the_knowledge
from actions.own_data import OWN_DATA
from reading import closing, leaving, meant, remarks

MAX_MISSES = 3
"""Answers in a row that a form did not understand before it stops asking."""

_YES_OR_NO = "utter_yes_or_no"
_QUESTIONS_HEARD = 2
"""Questions in a form that are not answered here, before they count as misses."""

SHORT_DETAIL = 3
"""Words up to which a detail that was not asked for is just that, and no other matter."""

DIGRESSION_CONFIDENCE = 0.5
SURE_OF_A_MATTER = 0.85
"""From here on a message surely names a matter by itself."""
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

OTHER_FORMS = frozenset({"block_card", "card_swallowed", "cash_not_dispensed", "transfer_problem"})
"""Matters with a form of their own: this one gives way to them and is offered again afterwards."""

SENSITIVE = frozenset(
    {"close_account", "payment_hardship", "fraud_report", "bereavement", "file_complaint"}
)

_INSTEAD_OF_IT = OTHER_FORMS | SENSITIVE | {"request_human"}
"""What a form may be left for."""
_INSTEAD = {"transfer_problem": "transfer_fee_limit"}
"""What is talked about where a form was not what was wished."""
_NO_WAY_BACK = frozenset({"asked_for_human", "sensitive", "goodbye", "given_up"})
"""Ends of a form after which nothing else is offered."""
CANCEL = re.compile(
    r"\b(?:batal|batalin|batalkan|cancel|(?:gak?|nggak|ngga|tidak|tdk|gk) jadi|gajadi|stop|udahan"
    r"|never mind|nvm|forget it)\b(?!\s+(?:sendiri|otomatis|sistem|terus|keluar|masuk))",
    re.IGNORECASE,
)
_MAY_I = re.compile(
    r"^\W*(?:(?:kak|min|eh|oh|btw|terus|trus|trs|emang|emangnya|itu|ini)\W+)*(?:(?:masih|msh)\W+)?"
    r"(?:bisa|bs|boleh|kalau|kalo|klo|kl|apa(?:kah)?|gimana|gmn|can|could|may|what if|how)\b",
    re.IGNORECASE,
)
"""A question about calling off: "bisa cancel ga sih?" is about the transfer, not the form."""
_UNKNOWN = re.compile(
    r"\b(?:lupa|(?:gak?|nggak|ngga|enggak|gk|tidak|tdk|kurang|ora|teu)\s+(?:tau|tahu|inget|ingat"
    r"|hafal|apal|yakin|eling|apal)|don'?t (?:know|remember)|not sure|no idea|forgot)\b",
    re.IGNORECASE,
)
"""An answer, though not the one that was hoped for: no reason to call the form off."""
CORRECTION = re.compile(
    r"\b(?:eh|bukan|salah|maksud(?:nya|ku|\s+(?:saya|aku|gue|gw))?|ralat|koreksi|harusnya|seharusnya"
    r"|ganti|ubah|perbaiki|no|not|sorry|actually|i mean(?:t)?|instead|change|fix|correct)\b",
    re.IGNORECASE,
)
"""What stands before a detail that replaces one said earlier."""


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

    def corrected(self, slot: str, tracker: Tracker) -> Optional[Dict[Text, Any]]:
        """Slots that the latest message takes back or replaces; None if it does neither."""
        return None

    def noted(self, found: Dict[Text, Any], dispatcher: CollectingDispatcher, lang: str) -> None:
        """Says what was kept of an answer to something else than what was asked."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The slots to set; `requested_slot: null` ends the form early."""
        slot = tracker.get_slot("requested_slot")
        if slot is None:
            return []
        if self._is_not_theirs(tracker):
            return [SlotSet(slot, None), SlotSet("topic", "fraud_report"), *_end("sensitive")]
        if self.is_left(slot, tracker):
            await apologise(dispatcher, tracker)
            return [SlotSet(slot, None), *_end("not_meant")]
        if leaving.leaves(said(tracker)):
            # Before it is read as a no: "tidak usah dilanjutkan" is not "another one".
            return [SlotSet(slot, None), *await self._no_answer(slot, {}, dispatcher, tracker)]
        if remarks.kind(said(tracker)) == remarks.GIVES_UP:
            # Nor is "udah lah. percuma" whom a transfer went to.
            return [SlotSet(slot, None), *_end("given_up")]
        corrected = self.corrected(slot, tracker)
        if corrected is not None:
            slots = {slot: None, **corrected, "misses": 0}
            return [SlotSet(key, value) for key, value in slots.items()]
        found = self.read(slot, tracker)
        if found.get(slot) is not None:
            return [SlotSet(key, value) for key, value in {**found, "misses": 0}.items()]
        rest = await self._no_answer(slot, found, dispatcher, tracker)
        return [SlotSet(slot, None), *rest]

    def is_left(self, slot: str, tracker: Tracker) -> bool:
        """Whether the words say that the form was not what was wished at all."""
        return False

    def explained(self, slot: str, tracker: Tracker) -> Optional[Dict[Text, Any]]:
        """The response to a question about the form's own matter, with its values, if it has one."""
        return None

    @staticmethod
    def _is_not_theirs(tracker: Tracker) -> bool:
        """Whether it is a movement that the customer knows nothing of, and no detail of this one."""
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        return intent == "fraud_report" and meant.unrecognised(said(tracker))

    async def _no_answer(
        self, slot: str, found: Dict[Text, Any], dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        intent = tracker.latest_message.get("intent") or {}
        name, confidence = intent.get("name"), float(intent.get("confidence") or 0)
        others = [SlotSet(key, value) for key, value in found.items() if value is not None]
        unknown = _UNKNOWN.search(said(tracker)) is not None
        corrects = (
            CORRECTION.search(said(tracker)) is not None
            and len(said(tracker).split()) > SHORT_DETAIL
            and self.unclear(slot) != _YES_OR_NO
        )
        asks = closing.asks_back(said(tracker))
        called_off = CANCEL.search(said(tracker)) and not (asks and _MAY_I.search(said(tracker)))
        no = name == "deny" and not unknown and not corrects and not asks
        # Who leaves it for something that is surely wished, gets that: "…, sambungin ke CS aja".
        for_else = confidence >= SURE_OF_A_MATTER and name in _INSTEAD_OF_IT - {self.matter}
        if called_off or no or (leaving.leaves(said(tracker)) and not for_else):
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
        tapped = entity(tracker, "article") is not None
        another = confidence >= SURE_OF_A_MATTER and name != self.matter
        if asks:
            own = self.explained(slot, tracker)
            if own is not None:
                dispatcher.utter_message(**own)
                return others
        if not tapped and not another and asks:
            told = await answer_anything(the_knowledge(), dispatcher, tracker)
            if told is not None:
                return [*others, *told]
        if tapped or (name in ANSWERED_IN_FORM and confidence >= DIGRESSION_CONFIDENCE):
            return [*others, *await answer(the_knowledge(), dispatcher, tracker)]
        if name in OWN_DATA and confidence >= SWITCH_CONFIDENCE:
            return [*others, *await OWN_DATA[name].reply(dispatcher, tracker)]
        if name in OTHER_FORMS and name != self.matter and confidence >= SWITCH_CONFIDENCE:
            return _end(f"switched:{name}")
        if others:
            self.noted(found, dispatcher, language(tracker))
            return [*others, SlotSet("misses", 0)]
        chat = name in CHATTED_IN_FORM and confidence >= DIGRESSION_CONFIDENCE
        unclear = self.unclear(slot)
        if asks and not chat:
            # Heard, and honestly not answered: the form's own question waits.
            if times_said(tracker, "utter_question_in_form") < _QUESTIONS_HEARD:
                dispatcher.utter_message(response="utter_question_in_form")
                return []
        misses = int(tracker.get_slot("misses") or 0) + 1
        if misses >= MAX_MISSES:
            return _end("given_up")
        if unclear == _YES_OR_NO and misses > 1:
            unclear = "utter_form_waits"
        dispatcher.utter_message(response=f"utter_{name}" if chat else unclear)
        return [SlotSet("misses", misses)]


def _end(how: str) -> Events:
    return [SlotSet("form_end", how), SlotSet("requested_slot", None)]


async def apologise(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """A word of apology for what was taken wrongly, and the answer where a question is asked."""
    collected = CollectingDispatcher()
    asks = closing.asks(said(tracker))
    told = await answer_anything(the_knowledge(), collected, tracker) if asks else None
    if told is not None:
        dispatcher.utter_message(response="utter_not_meant")
        dispatcher.messages.extend(collected.messages)
        return
    dispatcher.utter_message(response="utter_not_meant_unknown" if asks else "utter_not_meant_open")


def open_form(form: str, **slots: Any) -> Events:
    """Events that open a form with these slots filled."""
    filled = [SlotSet(name, value) for name, value in slots.items()]
    return [*filled, SlotSet("misses", 0), SlotSet("form_end", None), FollowupAction(form)]


def comfort(tracker: Tracker, matter: str) -> Dict[Text, Any]:
    """Slots with which a form's first question acknowledges a bad experience, once a matter."""
    before = tracker.get_slot("comforted") or []
    if matter in before:
        return {}
    return {"comfort": True, "comforted": [*before, matter]}


def left_early(dispatcher: CollectingDispatcher, tracker: Tracker) -> Optional[Events]:
    """Says what follows when a form ended before its end; None when it was completed."""
    how = tracker.get_slot("form_end")
    if how is None:
        return None
    if how == "not_meant":  # All was said already.
        topic = str(tracker.get_slot("topic"))
        refused = sorted({*(tracker.get_slot("refused") or ()), topic})
        return [
            SlotSet("form_end", None),
            SlotSet("refused", refused),
            SlotSet("topic", _INSTEAD.get(topic)),
        ]
    if how.startswith("switched:"):
        matter = how.partition(":")[2]
        return [
            SlotSet("form_end", None),
            SlotSet("paused", tracker.get_slot("topic")),
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


def offer_to_go_on(dispatcher: CollectingDispatcher, tracker: Tracker, matter: str) -> Events:
    """After a form: back to the one that had given way to it, if there is one."""
    paused = tracker.get_slot("paused")
    handed_over = tracker.get_slot("form_end") in _NO_WAY_BACK
    if paused is None or paused == matter or handed_over:
        return [SlotSet("paused", None)] if paused else []
    dispatcher.utter_message(
        response="utter_back_to", matter=wording.matter(paused, language(tracker))
    )
    return [SlotSet("topic", paused)]


def is_paused(tracker: Tracker) -> bool:
    """Whether the form ends only to make room for another one; its details are kept."""
    return str(tracker.get_slot("form_end") or "").startswith("switched:")
