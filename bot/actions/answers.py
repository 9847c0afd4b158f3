"""Answers from the knowledge base: the article that fits what was asked."""

import logging
from dataclasses import replace
from typing import Any, Dict, Optional, Sequence, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.base import Events, entity, language, last_said_by_bot, said, then_listen
from actions.context import BEGINNING, Context, context
from actions.knowledge import Article, Finding, Knowledge, KnowledgeUnavailable, the_knowledge
from actions.reply import STEPS, Reply, words_of
from reading import closing, meant, questions

logger = logging.getLogger(__name__)

SURELY = 0.6
"""So likely an article answers what was taken for something that is done by us, for a person or as a
doubt."""
_CONDOLES = {"bereavement"}
_OFFERS_THE_NEAREST = frozenset({"utter_question_near", "utter_knowledge_nothing"})
"""After these the quick reply of an article stands for the question that was asked before it."""


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
    several: Sequence[Article] = ()
    articles: Sequence[Article] = ()
    found = Finding()
    try:
        if named:
            articles = await knowledge.named(named.partition("/")[0], lang)
            if articles and last_said_by_bot(tracker) in _OFFERS_THE_NEAREST:
                articles = (await _as_asked(knowledge, tracker, articles[0]), *articles[1:])
        else:
            several = await _of_several_questions(knowledge, tracker, lang)
        if not named and not several:
            before = (context(tracker) or BEGINNING) if said(tracker) else None
            found = await knowledge.find(words_of(tracker, intent), readings(tracker), lang, before)
            articles = _fit_to_say(found.articles, tracker)
    except KnowledgeUnavailable as error:
        logger.warning("%s", error)
        reply.general()
        return []
    if named and articles:
        reply.named(articles, steps=named.endswith(STEPS))
    elif len(several) > 1:
        reply.each(several)
    elif several:
        reply.best(several)
    elif said(tracker) or any(article.fits for article in articles):
        reply.best(articles, found.asks)
    else:
        await _open_topic(knowledge, reply, tracker, intent)
    return reply.events()


async def _as_asked(knowledge: Knowledge, tracker: Tracker, article: Article) -> Article:
    """The article of a quick reply with what of it answers the question for which it was offered.

    Raises KnowledgeUnavailable.
    """
    stood = context(tracker)
    if stood is None or not stood.before:
        return article
    question = stood.before
    opening = "" if stood.opening == question else stood.opening
    before = stood._replace(before=opening, opening=opening)
    found = (await knowledge.find(question, {}, language(tracker), before)).articles
    telling = next((each.telling for each in found if each.slug == article.slug), ())
    return replace(article, telling=telling)


async def _of_several_questions(
    knowledge: Knowledge, tracker: Tracker, lang: Text
) -> Sequence[Article]:
    """What answers each question of the message; empty where fewer than two surely are answered.

    One article may answer several of them, by a sentence each.
    """
    told = tracker.get_slot("articles_told") or ()
    intent = str((tracker.latest_message.get("intent") or {}).get("name"))
    before = context(tracker) or BEGINNING
    answers: Dict[Text, Article] = {}
    answered = 0
    for part in questions.apart(said(tracker)):
        # The reading is that of the whole message, and of one of its questions at most.
        try:
            found = _fit_to_say((await knowledge.find(part, {}, lang, before)).articles, tracker)
        except KnowledgeUnavailable as error:
            logger.warning("%s", error)
            return ()  # What is found to the whole message is an answer, too.
        leant_on = before.told
        if found and found[0].fits and found[0].slug not in told:
            answered += 1
            first = answers.setdefault(found[0].slug, found[0])
            more = [each for each in found[0].telling if each not in first.telling]
            answers[first.slug] = replace(first, telling=(*first.telling, *more), polar=None)
            leant_on = (*before.told, first.slug)
        before = Context(part, before.matter or intent, leant_on, before.opening or part)
    return tuple(answers.values()) if answered > 1 else ()


async def _open_topic(
    knowledge: Knowledge, reply: "Reply", tracker: Tracker, intent: Optional[str]
) -> None:
    """A tapped matter always has an answer: what it is about, or what holds in general."""
    lang = language(tracker)
    try:
        found = await knowledge.find(
            wording.matter(intent, lang), {intent: 1.0} if intent else {}, lang
        )
        articles = found.articles
    except KnowledgeUnavailable as error:
        logger.warning("%s", error)
        articles = ()
    if any(article.fits for article in articles):
        reply.best(articles)
    else:
        reply.general()


async def answer_anything(
    knowledge: Knowledge,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    *,
    least: float = 0.0,
) -> Optional[Events]:
    """Answers a question whatever it was taken for, if an article surely fits; else None.

    What was asked before stays what is being talked about. `least`: so likely the article has to
    be the answer, and somebody has to have read that.
    """
    try:
        articles = (await fitting(knowledge, tracker)).articles
    except KnowledgeUnavailable as error:
        logger.warning("%s", error)
        return None
    told = tracker.get_slot("articles_told") or ()
    if not articles or (articles[0].slug in told and not articles[0].telling):
        return None
    if least and (articles[0].chance or 0.0) < least:
        return None
    reply = Reply(dispatcher, tracker, articles[0].intents[0])
    reply.beside(articles)
    return reply.events()


async def fitting(knowledge: Knowledge, tracker: Tracker) -> Finding:
    """What answers the latest message, as it stands in the conversation; no article if none does.

    Raises KnowledgeUnavailable.
    """
    text, told = said(tracker), tracker.get_slot("articles_told") or ()
    before = context(tracker) or BEGINNING
    found = await knowledge.find(text, readings(tracker), language(tracker), before)
    articles = _fit_to_say(found.articles, tracker)
    if not articles:
        return Finding((), found.asks)
    first = articles[0]
    if found.asks is not None:
        given = first.fits or (first.near and found.asks != "idle")
    else:
        # Nobody read it: to a question the nearest article will do, and is said to be that; a
        # statement is no question about what was told, unless it objects ("tp ktp blm ada").
        near = first.near and closing.asks_back(text)
        new = first.slug not in told or closing.asks(text) or closing.objects(text)
        given = near or (first.fits and new)
    return Finding(tuple(articles) if given else (), found.asks)


def _fit_to_say(articles: Sequence[Article], tracker: Tracker) -> Sequence[Article]:
    """Without what condoles, where nobody spoke of a death: that a word is alike is not enough.

    It was spoken of where the matter waits for a person: "surat apa saja yang disiapkan".
    """
    text, settled = said(tracker), tracker.get_slot("settled") or {}
    waits = settled.get("topic") in _CONDOLES and not settled.get("agent")
    if meant.of_a_death(text) or (waits and not meant.of_the_living(text)):
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
