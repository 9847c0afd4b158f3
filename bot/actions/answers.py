"""Answers from the knowledge base: the article that fits what was asked."""

import logging
from typing import Any, Dict, Optional, Sequence, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.base import Events, entity, language, said, then_listen
from actions.context import context
from actions.knowledge import Article, Knowledge, KnowledgeUnavailable, the_knowledge
from actions.reply import STEPS, Reply, words_of
from reading import closing, meant

logger = logging.getLogger(__name__)

_CONDOLES = {"bereavement"}


class Answer(Action):
    """Answers a matter of route `bot` (data/intents.yml) from an article."""

    def name(self) -> Text:
        """For the domain."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """An answer, the steps of one, or what can honestly be said instead."""
        return then_listen(await answer(the_knowledge(), dispatcher, tracker))


async def answer(
    knowledge: Knowledge, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Events:
    """Says the answer; the events remember what was told. For forms that digress, too."""
    lang = language(tracker)
    named = entity(tracker, "article")
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    reply = Reply(dispatcher, tracker, intent)
    try:
        if named:
            articles = await knowledge.named(named.partition("/")[0], lang)
        else:
            before = context(tracker) if said(tracker) else None
            found = await knowledge.find(words_of(tracker, intent), readings(tracker), lang, before)
            articles = _fit_to_say(found, tracker)
    except KnowledgeUnavailable as error:
        logger.warning("%s", error)
        reply.general()
        return []
    if named and articles:
        reply.named(articles, steps=named.endswith(STEPS))
    elif said(tracker) or any(article.fits for article in articles):
        reply.best(articles)
    else:
        await _open_topic(knowledge, reply, tracker, intent)
    return reply.events()


async def _open_topic(
    knowledge: Knowledge, reply: "Reply", tracker: Tracker, intent: Optional[str]
) -> None:
    """A tapped matter always has an answer: what it is about, or what holds in general."""
    lang = language(tracker)
    try:
        articles = await knowledge.find(
            wording.matter(intent, lang), {intent: 1.0} if intent else {}, lang
        )
    except KnowledgeUnavailable as error:
        logger.warning("%s", error)
        articles = []
    if any(article.fits for article in articles):
        reply.best(articles)
    else:
        reply.general()


async def answer_anything(
    knowledge: Knowledge, dispatcher: CollectingDispatcher, tracker: Tracker
) -> Optional[Events]:
    """Answers a question whatever it was taken for, if an article surely fits; else None.

    What was asked before stays what is being talked about.
    """
    try:
        articles = await fitting(knowledge, tracker)
    except KnowledgeUnavailable as error:
        logger.warning("%s", error)
        return None
    told = tracker.get_slot("articles_told") or ()
    if not articles or (articles[0].slug in told and not articles[0].telling):
        return None
    reply = Reply(dispatcher, tracker, articles[0].intents[0])
    reply.beside(articles)
    return reply.events()


async def fitting(knowledge: Knowledge, tracker: Tracker) -> Sequence[Article]:
    """What the latest message asks, as it stands in the conversation; empty if nothing fits.

    To a question the nearest article will do, and is said to be that. Raises KnowledgeUnavailable.
    """
    text = said(tracker)
    found = await knowledge.find(text, readings(tracker), language(tracker), context(tracker))
    articles = _fit_to_say(found, tracker)
    if not articles:
        return ()
    first = articles[0]
    near = first.near and closing.asks_back(text)
    return articles if first.fits or near else ()


def _fit_to_say(articles: Sequence[Article], tracker: Tracker) -> Sequence[Article]:
    """Without what condoles, where nobody spoke of a death: that a word is alike is not enough."""
    if meant.of_a_death(said(tracker)):
        return articles
    return [article for article in articles if set(article.intents) != _CONDOLES]


def readings(tracker: Tracker) -> Dict[str, float]:
    """How likely each intent is; a tapped one is sure."""
    message = tracker.latest_message
    ranking = message.get("intent_ranking") or [message.get("intent") or {}]
    return {
        reading["name"]: min(1.0, max(0.0, float(reading.get("confidence") or 0.0)))
        for reading in ranking
        if reading.get("name") and reading["name"] != "nlu_fallback"
    }
