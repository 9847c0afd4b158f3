"""Single replies: to an insult, a refusal, a swindler's offer, an unknown word, a secret."""

from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import glossary, wording
from actions.answers import SURELY, answer_anything
from actions.base import (
    Events,
    language,
    last_said_by_bot,
    said,
    then_listen,
    times_said,
    without_signing_in,
)
from actions.context import context
from actions.knowledge import the_knowledge
from actions.undo import ask_again
from reading import closing, distress, scam

_WARNINGS = {
    scam.PAY: "utter_scam_not_paid",
    scam.FORM: "utter_scam_not_filled",
    scam.BLOCK: "utter_scam_no_block",
    scam.TRUE: "utter_scam_not_true",
    scam.FEE: "utter_scam_fee",
    scam.DEVICE: "utter_scam_link",
    scam.REPORT: "utter_scam_report",
}
"""The answer to each doubt of who has met a swindler."""
_WORDINGS = 2
"""How often the way in is told: there are two wordings."""


class Insulted(Action):
    """An insult with nothing else in it: taken seriously, and the way on is offered.

    Not in a rule: the channel asks for it (channels/steering.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_insulted"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Said again, it is time for a person; a question beside it is answered."""
        if distress.asks_beside_an_insult(said(tracker)):
            found = await answer_anything(the_knowledge(), dispatcher, tracker)
            if found is not None:
                return then_listen(found)
        again = last_said_by_bot(tracker) == "utter_insulted"
        dispatcher.utter_message(
            response="utter_escalate_no_progress" if again else "utter_insulted"
        )
        return then_listen([])


class NotWanted(Action):
    """Somebody does not want what was read: it is left alone, and the rest asked for.

    Not in a rule: the channel asks for it (channels/steering.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_not_wanted"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The matter is not offered again as a reading of what follows."""
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        dispatcher.utter_message(
            response="utter_not_wanted", matter=wording.matter(intent, language(tracker))
        )
        refused: List[Text] = tracker.get_slot("refused") or []
        return then_listen([SlotSet("refused", [*refused, intent]), SlotSet("topic", None)])


class WarnOfScam(Action):
    """A swindle that was not paid yet: the warning comes at once, a person after it.

    Not in a rule: the channel asks for it (channels/steering.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_warn_of_scam"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """What is doubted is answered: whether to pay, fill in, block, whether it is true at all."""
        if scam.doubt(said(tracker)) is None and closing.asks_back(said(tracker)):
            # Only what was said before makes a doubt of it: "duit yg udah diambil bisa balik ga".
            knowledge = the_knowledge()
            found = await answer_anything(knowledge, dispatcher, tracker, least=SURELY)
            if found is not None:
                return then_listen(found)
        warned = tracker.get_slot("topic") == "fraud_report" or bool(tracker.get_slot("settled"))
        doubt = scam.doubt(said(tracker)) or scam.doubt(said(tracker), warned=warned)
        dispatcher.utter_message(response=_WARNINGS.get(doubt or scam.PAY, _WARNINGS[scam.PAY]))
        return then_listen([SlotSet("topic", "fraud_report")])


class SignInHow(Action):
    """Where one signs in, asked right after having been asked to: "masuk ke mana?".

    Not in a rule: the channel asks for it (channels/steering.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_sign_in_how"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Told twice, and then the way without it; the matter is the one that was open before."""
        before = context(tracker)
        topic = before.matter if before else tracker.get_slot("topic")
        if times_said(tracker, "utter_sign_in_how") < _WORDINGS:
            dispatcher.utter_message(response="utter_sign_in_how")
        else:
            without_signing_in(dispatcher, tracker, str(topic), "none")
        return then_listen([SlotSet("topic", topic)])


class Explain(Action):
    """Explains a word that the assistant or the bank uses, in one sentence.

    Not in a rule: the channel asks for it (channels/steering.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_explain"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Inside a form its question is asked again afterwards."""
        term = glossary.term_asked(said(tracker))
        lang = language(tracker)
        text = glossary.explained(str(term), lang)
        casual = lang == "id" and tracker.get_slot("register") == "casual"
        dispatcher.utter_message(
            response="utter_explained", text=wording.casual(text) if casual else text
        )
        await ask_again(dispatcher, tracker, domain)
        return then_listen([])


class KeepSecret(Action):
    """A PIN, code or password is offered: nobody here needs it.

    Not in a rule: the channel asks for it (channels/steering.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_keep_secret"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The matter is the one that was open, and a form asks its question again."""
        dispatcher.utter_message(
            response="utter_secret_not_needed", json_message={"outcome": "answered"}
        )
        await ask_again(dispatcher, tracker, domain)
        before = context(tracker)
        return then_listen([SlotSet("topic", before.matter if before else None)])
