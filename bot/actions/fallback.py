"""Not understood: more of the open matter, then two readings to choose from, then a person."""

import re
from typing import Any, Dict, List, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.answers import answer_anything
from actions.base import (
    Events,
    language,
    last_said_by_bot,
    said,
    then_listen,
    times_said,
    without_signing_in,
)
from actions.conversation import (
    FIRST_FALLBACK,
    Affirm,
    Deny,
    hears,
    no_need,
    once_at_most,
    other_account,
    was_an_answer,
)
from actions.follow_up import take_usual_way
from actions.forms import ANSWERED_IN_FORM, SENSITIVE
from actions.knowledge import the_knowledge
from actions.own_data import OWN_DATA
from reading import closing, contact

_STILL_NOT = re.compile(
    r"\b(masih|tetap|tetep|ttp|belum|blm|sudah dicoba|udah dicoba|udah coba|gak bisa|ga bisa"
    r"|nggak bisa|tidak bisa|still|tried|doesn't work|not working|didn't work)\b",
    re.IGNORECASE,
)
"""What customers write when an answer was followed and changed nothing."""
_WHY = re.compile(r"\b(?:kok|kenapa|knp|kurang|berkurang|segitu|why|less|missing)\b", re.IGNORECASE)
"""Wonder at a balance: what moved answers it."""
_MOVED = "transaction_history"
_SURELY_OUT_OF_SCOPE = 0.65
"""Below that it may as well be a bank matter in unusual words: better asked than dismissed."""
_SHORT_ANSWER = 2
"""Words up to which a yes or a no is taken as one, whatever the classifier makes of it."""
_A_SENTENCE = 5
"""Words from which on something is said anew after "I still don't get it"."""
_READINGS = 2
"""How many readings a customer is offered when the sentence wasn't understood."""
_WORTH_OFFERING = 0.06
"""A less likely reading than that would only look foolish."""
_AS_LIKELY_NONE = 2.5
"""Nor is one offered where "none of the bank's" is so many times as likely."""
_WORTH_NAMING = 0.25
"""What hurts or annoys when it is wrong is offered only from here on."""
_NOT_GUESSED = SENSITIVE | {"bot_challenge", "request_human"}
_NO_READING = frozenset(
    {"nlu_fallback", "greet", "goodbye", "thank", "affirm", "deny", "out_of_scope"}
)


class Fallback(Action):
    """Not understood: first two readings to choose from, then a person is offered, then asked."""

    def name(self) -> Text:
        """For the domain."""
        return "action_fallback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Which stage it is shows in what was said last; so does what it may be about."""
        if contact.asks_for_it(said(tracker)):
            # "Minta nomor telepon cabang" is no question by its form, and one all the same.
            found = await answer_anything(the_knowledge(), dispatcher, tracker)
            if found is not None:
                return then_listen(found)
        last = last_said_by_bot(tracker)
        topic = tracker.get_slot("topic")
        short = len(said(tracker).split()) <= _SHORT_ANSWER
        yes = parsers.parse_yes_no(said(tracker), None) if short else None
        if yes is not None:
            plain: Action = Affirm() if yes else Deny()
            return then_listen(await plain.run(dispatcher, tracker, domain))
        meant = other_account(tracker)
        if meant:
            return meant
        if last in wording.SIGN_IN and topic and tracker.get_slot("customer_id"):
            return take_usual_way(dispatcher, topic)  # whatever was said: it is done
        # In trouble the way on is what matters; else a question is not about how one signs in.
        asks = topic in OWN_DATA and closing.asks_back(said(tracker))
        waits = last in wording.SIGN_IN and not asks
        if waits and topic and times_said(tracker, "utter_sign_in_how"):
            without_signing_in(dispatcher, tracker, topic, "none")
        elif waits:
            dispatcher.utter_message(response="utter_sign_in_how")
        elif hears(dispatcher, tracker):
            pass
        elif last == "utter_without_sign_in":
            dispatcher.utter_message(response="utter_without_sign_in_person")
        elif last == "utter_fallback_person" and no_need(said(tracker)):
            dispatcher.utter_message(response="utter_deny_done")
        elif topic == "check_balance" and was_an_answer(last, topic) and _WHY.search(said(tracker)):
            return [SlotSet("topic", _MOVED), FollowupAction(f"action_{_MOVED}")]
        elif was_an_answer(last, topic) and _STILL_NOT.search(said(tracker)):
            matter = wording.matter(topic, language(tracker))
            dispatcher.utter_message(response="utter_not_helped", matter=matter)
        elif last == "utter_fallback_person" and _says_it_anew(said(tracker)):
            dispatcher.utter_message(response="utter_fallback_admits")
        elif last in ("utter_fallback_person", "utter_fallback_admits"):
            dispatcher.utter_message(response="utter_escalate_no_progress")
        elif last in FIRST_FALLBACK:
            dispatcher.utter_message(response=once_at_most(tracker, "utter_fallback_person"))
        else:
            more = self._more_of_the_matter(dispatcher, tracker)
            if more is not None:
                return then_listen(more)
            self._narrow(dispatcher, tracker)
        return then_listen([])

    def _more_of_the_matter(
        self, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Optional[Events]:
        """What goes on with the matter that was just answered; None where it may be another."""
        last, topic = last_said_by_bot(tracker), str(tracker.get_slot("topic"))
        if not was_an_answer(last, topic) or last == "utter_still_on":
            return None
        ranking = tracker.latest_message.get("intent_ranking") or []
        other = next((r for r in ranking if r["name"] not in _NO_READING), None)
        likely = other is not None and other["confidence"] >= _WORTH_OFFERING
        same = other is not None and likely and other["name"] == topic
        if topic in OWN_DATA and same:
            return [FollowupAction(f"action_{topic}")]
        if topic not in ANSWERED_IN_FORM:
            return None
        if same or other is None or other["confidence"] < _WORTH_NAMING:
            matter = wording.matter(topic, language(tracker))
            dispatcher.utter_message(response="utter_still_on", matter=matter)
            return []
        return None

    def _narrow(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        lang = language(tracker)
        topic = tracker.get_slot("topic")
        ranking = tracker.latest_message.get("intent_ranking") or []
        refused = tracker.get_slot("refused") or []
        none = sum(r["confidence"] for r in ranking if r["name"] == "out_of_scope")
        least = max(_WORTH_OFFERING, none / _AS_LIKELY_NONE)
        names = [
            reading["name"]
            for reading in ranking
            if reading["name"] not in _NO_READING
            and reading["name"] not in refused
            and reading["confidence"]
            >= (max(_WORTH_NAMING, least) if reading["name"] in _NOT_GUESSED else least)
        ]
        if topic and topic not in _NOT_GUESSED and topic not in refused:
            names = [topic, *(name for name in names if name != topic)]
        readings: List[Dict[Text, Any]] = [
            {"title": wording.button(name, lang), "payload": f"/{name}"}
            for name in names[:_READINGS]
        ]
        if not readings:
            dispatcher.utter_message(response=once_at_most(tracker, "utter_fallback_rephrase"))
            return
        neither = {"id": "Bukan itu", "en": "Neither"}[lang]
        dispatcher.utter_message(
            response="utter_fallback_choose",
            buttons=[*readings, {"title": neither, "payload": "/deny"}],
        )


def _says_it_anew(text: str) -> bool:
    """Whether it is a question or a sentence, and no stray words: nobody asked for a person."""
    return len(text.split()) >= _A_SENTENCE or closing.asks_back(text)


class OutOfScope(Fallback):
    """Nothing for a bank, if that is sure; otherwise it counts as not understood."""

    def name(self) -> Text:
        """For the domain."""
        return "action_out_of_scope"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Says where the assistant's knowledge ends."""
        intent = tracker.latest_message.get("intent") or {}
        if last_said_by_bot(tracker) not in wording.SIGN_IN and hears(dispatcher, tracker):
            return then_listen([])
        if float(intent.get("confidence") or 0) >= _SURELY_OUT_OF_SCOPE:
            dispatcher.utter_message(response="utter_out_of_scope")
            return then_listen([])
        return await super().run(dispatcher, tracker, domain)
