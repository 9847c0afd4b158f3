"""Questions that lean on what was said before: "kalau di hari libur?", "ganti bayar brp"."""

import logging
from typing import Any, Dict, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import SURELY, answer, fitting
from actions.base import Events, language, said, then_listen
from actions.context import Context, context
from actions.forms import ANSWERED_IN_FORM, OTHER_FORMS, SENSITIVE, SURE_OF_A_MATTER
from actions.knowledge import Article, Knowledge, KnowledgeUnavailable, the_knowledge
from actions.own_data import OWN_DATA
from actions.reply import OTHER, Reply
from reading import closing

logger = logging.getLogger(__name__)

_UNREAD = frozenset({None, "nlu_fallback", "out_of_scope"})
_TOLD = ANSWERED_IN_FORM | _UNREAD
"""Readings of a message that an article may answer, whatever it is about."""
_FOR_A_PERSON = SENSITIVE | {"request_human"}
_DONE_BY_US = OTHER_FORMS | set(OWN_DATA)
_LIKELY = 0.6
"""Below this a grave matter was only guessed."""
_ANSWERED_BY_A_TEXT = frozenset({"greet", "goodbye", "thank", "bot_challenge"})
_SMALL_TALK = _ANSWERED_BY_A_TEXT | {"affirm", "deny"}


class FollowUp(Action):
    """Answers a question from the article that fits it where the conversation stands.

    Not in a rule: the channel asks for it. What finds nothing takes its usual way.
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_follow_up"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The article, or the action that the words alone lead to."""
        knowledge = the_knowledge()
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        try:
            found, asks = await fitting(knowledge, tracker)
        except KnowledgeUnavailable as error:
            logger.warning("%s", error)
            found, asks = (), None
        before = context(tracker)
        asks_back = closing.asks_back(said(tracker))
        known = intent in _TOLD or (asks_back and _is_doubtful(tracker, intent))
        if not found and asks == "gap" and before and before.told and known:
            return then_listen(await _admitted(knowledge, dispatcher, tracker, before))
        untold = before is None or not before.told
        if not found and asks == "gap" and untold and intent in _UNREAD:
            reply = Reply(dispatcher, tracker, OTHER)
            reply.unknown()
            return then_listen(reply.events())
        if not found or not _is_answered(tracker, intent, found[0], asks, before):
            return await _usual_way(knowledge, dispatcher, tracker, intent)
        about = found[0].intents
        goes_on = before is not None and before.goes_on_with(found[0].slug, about)
        matter = before.matter if before is not None and goes_on else about[0]
        reply = Reply(dispatcher, tracker, matter, own_way=intent in _DONE_BY_US and intent == matter)
        if goes_on:
            reply.following(found)
        else:
            reply.beginning(found)
        return then_listen([SlotSet("topic", matter), *reply.events()])


async def _admitted(
    knowledge: Knowledge, dispatcher: CollectingDispatcher, tracker: Tracker, before: Context
) -> Events:
    """That what was told does not say so, instead of a neighbour or of a guess."""
    reply = Reply(dispatcher, tracker, before.matter)
    try:
        reply.gap(await knowledge.named(before.told[-1], language(tracker)))
    except KnowledgeUnavailable as error:
        logger.warning("%s", error)
        reply.gap(())
    return reply.events()


def _is_answered(
    tracker: Tracker,
    intent: Optional[Text],
    found: Article,
    asks: Optional[Text],
    before: Optional[Context],
) -> bool:
    """Whether the article answers; else what the words were taken for takes its usual way.

    How likely each has to be was counted on real conversations (decision 0041).
    """
    asks_back, sure = closing.asks_back(said(tracker)), _confidence(tracker) >= SURE_OF_A_MATTER
    if intent in SENSITIVE and not SENSITIVE.isdisjoint(found.intents):
        return False
    if found.chance is None:
        # Nobody read it, or it is a statement that nobody read the articles for.
        usual = asks == "idle" or (asks is None and _is_usual(tracker, intent))
        return intent in _TOLD or not (usual or _is_begun(intent, found, before))
    if intent in _TOLD:
        return True
    if not (found.fits or asks_back):
        return False
    if intent in _FOR_A_PERSON:
        return found.chance >= SURELY and not sure
    if intent in _DONE_BY_US and intent in found.intents:
        # What can be done is done, unless something is asked about it.
        signed_in = bool(tracker.get_slot("customer_id"))
        if before is None and sure:
            return False
        if not asks_back and (sure or signed_in or intent in OTHER_FORMS):
            return False
    same = before is not None and intent == before.matter
    if not sure:
        return True
    return found.fits if same else found.chance >= SURELY


def _is_begun(intent: Optional[Text], found: Article, before: Optional[Context]) -> bool:
    """Whether the words begin what is done by us, where nobody has read how likely the article is.

    A first question is answered only by an article of another matter than it was taken for:
    "will my card work in Germany" is no lost card.
    "limitnya?" after a transfer's fee is no credit card's bill: an article of the open matter that
    answers it says so.
    """
    if before is None:
        return intent in found.intents
    if intent == before.matter:
        return False
    return before.matter not in found.intents


def _is_doubtful(tracker: Tracker, intent: Optional[Text]) -> bool:
    """Whether a question may be about what was told, whatever it was taken for."""
    least = _LIKELY if intent in SENSITIVE else SURE_OF_A_MATTER
    return intent != "request_human" and _confidence(tracker) < least


def _is_usual(tracker: Tracker, intent: Optional[Text]) -> bool:
    """Whether the words take their usual way where nobody read the sentences.

    They surely begin a matter of ours, are for a person, or are small talk that asks nothing.
    """
    if intent in _FOR_A_PERSON:
        return True
    if intent in _SMALL_TALK:
        return not closing.asks_back(said(tracker))
    return intent not in _TOLD and _confidence(tracker) >= SURE_OF_A_MATTER


def _confidence(tracker: Tracker) -> float:
    """How sure the reading of the latest message is."""
    return float((tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)


async def _usual_way(
    knowledge: Knowledge,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    intent: Optional[Text],
) -> Events:
    if intent in ANSWERED_IN_FORM:
        return then_listen(await answer(knowledge, dispatcher, tracker))
    return take_usual_way(dispatcher, intent)


def take_usual_way(dispatcher: CollectingDispatcher, intent: Optional[Text]) -> Events:
    """What the rule of an intent does (data/rules.yml), for an action that no rule led to."""
    if intent == "request_human":
        dispatcher.utter_message(response="utter_escalate_human")
    elif intent in SENSITIVE:
        dispatcher.utter_message(response="utter_escalate_sensitive")
    elif intent in _ANSWERED_BY_A_TEXT:
        dispatcher.utter_message(response=f"utter_{intent}")
    elif intent in ANSWERED_IN_FORM:
        return [FollowupAction("action_answer")]
    else:
        fallback = intent in (None, "nlu_fallback")
        return [FollowupAction("action_fallback" if fallback else f"action_{intent}")]
    return then_listen([])
