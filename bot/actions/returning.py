"""Coming back: after a pause, after a person, after signing in, to what was reported."""

import re
from typing import Any, Dict, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.answers import SURELY, answer_anything
from actions.base import (
    Events,
    language,
    last_said_by_bot,
    said,
    then_listen,
    times_said,
)
from actions.follow_up import take_usual_way
from actions.forms import ANSWERED_IN_FORM, CANCEL
from actions.knowledge import the_knowledge
from reading import closing, contact, leaving

_GO_ON = re.compile(
    r"\b(?:lanjut\w*|terusin|teruskan|yang tadi|yg tadi|tadi|go on|continue|resume)\b",
    re.IGNORECASE,
)
"""Words that go on with what was left open."""
_WHEN = {"utter_transfer_filed": "utter_transfer_when", "utter_cash_filed": "utter_cash_when"}
"""What is said of a report when it is asked after, by what said that it was made."""
_IS_ALL = {"utter_transfer_filed": "utter_transfer_is_all", "utter_cash_filed": "utter_cash_is_all"}
"""What is said right after a report to "terus?"."""
_NUMBER = re.compile(r"\b[A-Z]{2}-\d{3,}\b")
_FIRST_AID = frozenset({"fraud_report", "payment_hardship", "bereavement"})
"""Matters in which something helps while a person is awaited."""
_PAPERS = re.compile(
    r"\b(?:dokumen|syarat|persyaratan|berkas|kelengkapan)\w*|\bsu?rat2?\s+(?:apa|nya apa)\b"
    r"|\b(?:bawa|siapkan|siapin|disiap(?:kan|in)|dibawa)\s+(?:apa|opo)\b"
    r"|\bapa\s+(?:saja|aja)\s+(?:\w+\s+){0,3}(?:dibawa|bawa|disiap\w*|siap\w*)"
    r"|\b(?:documents?|papers?|paperwork|requirements?)\b"
    r"|\bwhat\b.{0,30}\b(?:bring|prepare)\b",
    re.IGNORECASE,
)
"""What has to be brought: that is told at once, whoever waits for a person can get it ready."""
_AGAINST_FRAUD = "utter_meanwhile_fraud_report"
_TIMES = 2
"""How often each is said: there are two wordings, and more would be going in circles."""


class ComeBack(Action):
    """Back after hours to a form that was waiting: asks whether to go on, or goes on when told.

    Not in a rule: the channel asks for it (channels/pauses.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_come_back"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """What was asked then is asked anew; nothing is done on an old question's yes."""
        paused = str(tracker.get_slot("paused"))
        text = said(tracker)
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        no = parsers.parse_yes_no(text, None) is False or (intent == "deny" and not text)
        if CANCEL.search(text) or leaving.leaves(text) or no:
            dispatcher.utter_message(response="utter_form_cancelled")
            return then_listen([SlotSet("paused", None)])
        if intent in ("goodbye", "thank"):
            dispatcher.utter_message(response=f"utter_{intent}")
            return then_listen([])
        if _GO_ON.search(text) or intent == paused:
            return [SlotSet("topic", paused), FollowupAction(f"action_{paused}")]
        dispatcher.utter_message(
            response="utter_back_to", matter=wording.matter(paused, language(tracker))
        )
        return then_listen([SlotSet("topic", paused)])


class Settled(Action):
    """Says what a person settled, once, and asks whether something is still open.

    Not in a rule: the channel asks for it when the customer greets or comes back to the
    matter that a person has handed back (channels/steering.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_settled"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Names the agent and the note; without an agent, the number under which it waits.

        A question that an article answers is another one than what was settled.
        """
        if closing.asks_back(said(tracker)):
            found = await answer_anything(the_knowledge(), dispatcher, tracker)
            if found is not None:
                return then_listen(found)
        settled = tracker.get_slot("settled") or {}
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        asks = closing.asks_back(said(tracker)) and not closing.asks_when(said(tracker))
        if asks and intent in ANSWERED_IN_FORM and not settled.get("agent"):
            # A new question on the same matter: a ticket does not answer it.
            return [SlotSet("settled_told", True), *take_usual_way(dispatcher, intent)]
        dispatcher.utter_message(
            response="utter_settled" if settled.get("agent") else "utter_noted",
            agent=settled.get("agent") or "",
            matter=wording.matter(settled.get("topic"), language(tracker)),
            note=str(settled.get("note", "")).strip().rstrip("."),
        )
        topic = settled.get("topic") or tracker.get_slot("topic")
        return then_listen([SlotSet("settled_told", True), SlotSet("topic", topic)])


class SignedIn(Action):
    """Goes on with the matter for which signing in was asked.

    Not in a rule: the channel asks for it (channels/steering.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_signed_in"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The action of the matter; a second one that was named waits for its own tap."""
        return take_usual_way(dispatcher, tracker.get_slot("topic"))


class GoOn(Action):
    """Says how it goes on with a report, or with what waits for a person.

    Not in a rule: the channel asks for it (channels/steering.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_go_on"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Once it was all said, the message takes its usual way."""
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        other = closing.asks_back(said(tracker)) and _waits_for_no_fraud(tracker)
        if other or _asks_for_papers(tracker) or contact.asks_for_it(said(tracker)):
            found = await answer_anything(the_knowledge(), dispatcher, tracker)
            if found is not None:
                return then_listen(found)
        elif closing.asks_back(said(tracker)) and times_said(tracker, _AGAINST_FRAUD):
            # What stops a thief was told; what is asked then may be answered.
            found = await answer_anything(the_knowledge(), dispatcher, tracker, least=SURELY)
            if found is not None:
                return then_listen(found)
        said_so = _of_what_waits(dispatcher, tracker) or _of_a_report(dispatcher, tracker)
        if not said_so and closing.asks_what_next(said(tracker)):
            return [FollowupAction("action_follow_up")]
        return then_listen([]) if said_so else take_usual_way(dispatcher, intent)


def _asks_for_papers(tracker: Tracker) -> bool:
    """Whether it is asked, while a matter waits for a person, what has to be brought for it."""
    settled = tracker.get_slot("settled") or {}
    pending = bool(settled) and not settled.get("agent")
    return pending and _PAPERS.search(said(tracker)) is not None


def _waits_for_no_fraud(tracker: Tracker) -> bool:
    """Whether something waits of which what is asked may be told first: not what stops a thief."""
    settled = tracker.get_slot("settled") or {}
    return bool(settled) and settled.get("topic") != "fraud_report"


def _of_what_waits(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """What helps now, then that it is on record; never a second record of the same."""
    settled = tracker.get_slot("settled") or {}
    if not settled or settled.get("agent"):
        return False
    topic = settled.get("topic")
    when = closing.asks_when(said(tracker))
    first_aid = [f"utter_meanwhile_{topic}"] if topic in _FIRST_AID and not when else []
    note = str(settled.get("note", "")).strip().rstrip(".")
    text = said(tracker)
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    noted = intent == "complaint_status" or closing.asks_whether_noted(text)
    asks = closing.asks_back(text) and not (when or noted or closing.asks_what_now(text))
    admits = ["utter_noted_question"] if asks else []
    # Against a fraud what is to be done at once comes first, whatever is asked.
    first = [*first_aid, *admits] if topic == "fraud_report" else [*admits, *first_aid]
    for response in (*first, "utter_noted_when", "utter_noted_still"):
        if times_said(tracker, response) < _TIMES:
            dispatcher.utter_message(response=response, note=note)
            return True
    return False


def _of_a_report(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """The number of the report made last in this conversation, and its term.

    "Terus?" is about it only right after it was made or spoken of.
    """
    spoken_of = {*_WHEN, *_WHEN.values(), *_IS_ALL.values()}
    next_asked = closing.asks_what_next(said(tracker))
    if next_asked and last_said_by_bot(tracker) not in spoken_of:
        return False
    for event in reversed(tracker.events):
        filed_by = (event.get("metadata") or {}).get("utter_action")
        number = _NUMBER.search(event.get("text") or "")
        if event.get("event") == "bot" and filed_by in _WHEN and number:
            response = (_IS_ALL if next_asked else _WHEN)[filed_by]
            if times_said(tracker, response) < _TIMES:
                dispatcher.utter_message(response=response, ticket=number[0])
                return True
            return False
    return False
