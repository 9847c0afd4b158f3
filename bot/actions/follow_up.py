"""Short questions after an answer: "kalau di hari libur?" is asked with what it follows."""

import asyncio
import logging
from typing import Any, Dict, List, Optional, Sequence, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import answer
from actions.base import Events, language, said, then_listen
from actions.forms import ANSWERED_IN_FORM, SENSITIVE
from actions.knowledge import Article, Knowledge, KnowledgeUnavailable, the_knowledge
from actions.reply import Reply

logger = logging.getLogger(__name__)

_ANSWERED_BY_A_TEXT = frozenset({"greet", "goodbye", "thank", "bot_challenge"})


class FollowUp(Action):
    """Answers a short question from the articles of the matter before it.

    Not in a rule: the channel asks for it. What finds nothing there takes its usual way.
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
            found = await follow_up(knowledge, tracker)
        except KnowledgeUnavailable as error:
            logger.warning("%s", error)
            found = None
        if found is None and intent in ANSWERED_IN_FORM:
            return then_listen(await answer(knowledge, dispatcher, tracker))
        if found is None:
            return take_usual_way(dispatcher, intent)
        matter = tracker.get_slot("asked")["matter"]
        reply = Reply(dispatcher, tracker, matter)
        reply.following(found)
        return then_listen([SlotSet("topic", matter), *reply.events()])


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


async def follow_up(knowledge: Knowledge, tracker: Tracker) -> Optional[List[Article]]:
    """The article that a short question means after the one before it, and those near it.

    None where the words alone are answered, or where nothing of the matter fits. Raises
    KnowledgeUnavailable.
    """
    asked = tracker.get_slot("asked")
    text, lang = said(tracker), language(tracker)
    if not asked or not text:
        return None
    sure = {asked["matter"]: 1.0}
    alone, together = await asyncio.gather(
        knowledge.find(text, sure, lang), knowledge.find(f"{asked['text']} {text}", sure, lang)
    )
    told = tracker.get_slot("articles_told") or []
    chosen = choose(alone, together, asked["matter"], told)
    if chosen is None:
        return None
    return [chosen, *(a for a in together if a.slug != chosen.slug)]


def choose(
    alone: Sequence[Article], together: Sequence[Article], matter: str, told: Sequence[str]
) -> Optional[Article]:
    """Of what the words find alone and with the question before them, what they mean.

    An article that both find; else the first with the question, if the words brought it up;
    else the first alone. All of the same matter, and none that was told.
    """

    def is_new(article: Article) -> bool:
        return matter in article.intents and article.slug not in told

    if alone and (alone[0].slug in told or (alone[0].fits and not is_new(alone[0]))):
        return None
    both = {article.slug for article in together}
    first = [*(a for a in alone if is_new(a) and a.slug in both)]
    first += [a for a in together[:1] if is_new(a) and a.fits]
    first += [a for a in alone[:1] if is_new(a)]
    return next(iter(first), None)
