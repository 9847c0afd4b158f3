"""Answers from the knowledge base: the article that fits what was asked, never twice the same."""

import json
import logging
from typing import Any, Dict, List, Mapping, Optional, Sequence, Set, Text, Tuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.base import Events, entity, language, last_said_by_bot, said, then_listen
from actions.knowledge import Article, Knowledge, KnowledgeUnavailable, the_knowledge

logger = logging.getLogger(__name__)

MOST_BUTTONS = 3
LONGEST_TITLE = 60
"""Characters of a quick reply; an article with a longer title is not offered as one."""

_STEPS = "/steps"
_ASKED_BACK = ("utter_fallback", "utter_later", "utter_disambiguate")
"""After these a tapped matter goes with the words that were typed before."""
_GENERAL_WORDINGS = 2
"""How often the general text of a matter may be said in a conversation: it has two wordings."""

_TITLES: Mapping[str, Mapping[str, str]] = {
    "id": {
        "steps": "Langkah-langkahnya",
        "deny": "Tidak membantu",
        "person": "Bicara dengan petugas",
    },
    "en": {"steps": "Show the steps", "deny": "Didn't help", "person": "Talk to a person"},
}


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
            articles = await knowledge.find(_words(tracker, intent), _readings(tracker), lang)
    except KnowledgeUnavailable as error:
        logger.warning("%s", error)
        reply.general()
        return []
    if named and articles:
        reply.named(articles, steps=named.endswith(_STEPS))
    else:
        reply.best(articles)
    return reply.events()


def _words(tracker: Tracker, intent: Optional[str]) -> str:
    """What the customer asked in their own words; a tapped matter by its name."""
    typed = said(tracker)
    if typed:
        return typed
    if (last_said_by_bot(tracker) or "").startswith(_ASKED_BACK):
        for event in reversed(tracker.events):
            text = event.get("text") or ""
            if event.get("event") == "user" and text and not text.startswith("/"):
                return str(text)
    return wording.matter(intent, language(tracker))


def _readings(tracker: Tracker) -> Dict[str, float]:
    """How likely each intent is; a tapped one is sure."""
    message = tracker.latest_message
    ranking = message.get("intent_ranking") or [message.get("intent") or {}]
    return {
        reading["name"]: min(1.0, max(0.0, float(reading.get("confidence") or 0.0)))
        for reading in ranking
        if reading.get("name") and reading["name"] != "nlu_fallback"
    }


class Reply:
    """Chooses what of the articles is said, given what was said before."""

    def __init__(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, intent: Optional[str]
    ) -> None:
        self._dispatcher = dispatcher
        self._tracker = tracker
        self._intent = intent
        self._lang = language(tracker)
        self._casual = self._lang == "id" and tracker.get_slot("register") == "casual"
        self._before: Tuple[str, ...] = tuple(tracker.get_slot("articles_told") or ())
        self._told: List[str] = []
        self._follows = False

    def events(self) -> Events:
        """What is remembered of this turn: what was told, and the question that it answers."""
        if not self._told:
            return []
        told = SlotSet("articles_told", [*self._before, *self._told])
        if self._follows:
            return [told]
        question = {"text": _words(self._tracker, self._intent), "matter": self._intent}
        return [told, SlotSet("asked", question)]

    def named(self, articles: Sequence[Article], *, steps: bool) -> None:
        """The article of a quick reply."""
        first = articles[0]
        if steps and first.steps and not self._was_told(first.slug + _STEPS):
            self._steps(first, articles[1:])
        elif not steps and not self._was_told(first.slug):
            self._answer(first, articles[1:])
        else:
            self._again(first)

    def best(self, articles: Sequence[Article]) -> None:
        """The first article that fits and adds something; otherwise that is admitted."""
        fitting = [article for article in articles if article.fits]
        if not fitting:
            self._nothing(articles)
            return
        first = fitting[0]
        if not self._was_told(first.slug):
            self._answer(first, [a for a in articles if a is not first])
        elif first.steps and not self._was_told(first.slug + _STEPS):
            # Asked again after the answer: the same thing, but step by step.
            self._steps(first, [a for a in articles if a is not first])
        else:
            self._again(first)

    def following(self, articles: Sequence[Article]) -> None:
        """The article that answers a short question after another one, and then those near it."""
        self._follows = True
        self._answer(articles[0], articles[1:])

    def general(self) -> None:
        """Without the knowledge base: what holds in general, and then that it is out of reach."""
        response = f"utter_{self._intent}"
        used = sum(
            (event.get("metadata") or {}).get("utter_action") == response
            for event in self._tracker.events
            if event.get("event") == "bot"
        )
        if used < _GENERAL_WORDINGS:
            self._dispatcher.utter_message(response=response)
        else:
            self._say("utter_knowledge_unavailable", [])

    def _answer(self, article: Article, near: Sequence[Article]) -> None:
        self._told.append(article.slug)
        buttons = []
        if article.steps and not self._was_told(article.slug + _STEPS):
            buttons.append(self._button(_TITLES[self._lang]["steps"], article.slug + _STEPS))
        buttons += self._related(article, near)[: MOST_BUTTONS - 1 - len(buttons)]
        texts = {"answer": self._in_register(article.answer)}
        response = "utter_article_short"
        if article.url:
            response, texts["link"] = "utter_article", article.url
        self._say(response, [*buttons, self._deny()], **texts)

    def _steps(self, article: Article, near: Sequence[Article]) -> None:
        self._told.append(article.slug + _STEPS)
        lines = (f"{n}. {step}" for n, step in enumerate(article.steps, 1))
        self._say(
            "utter_article_steps",
            [*self._related(article, near)[: MOST_BUTTONS - 1], self._deny()],
            steps=self._in_register("\n".join(lines)),
        )

    def _again(self, article: Article) -> None:
        self._say("utter_article_again", [], title=_in_sentence(article.title))

    def _nothing(self, articles: Sequence[Article]) -> None:
        buttons = [
            self._button(a.title, a.slug)
            for a in articles
            if self._intent in a.intents and self._offerable(a)
        ][: MOST_BUTTONS - 1]
        person = {"title": _TITLES[self._lang]["person"], "payload": "/request_human"}
        self._say(
            "utter_knowledge_nothing",
            [*buttons, person],
            matter=wording.matter(self._intent, self._lang),
        )

    def _related(self, article: Article, near: Sequence[Article]) -> List[Dict[Text, Any]]:
        """Quick replies to what is close, and not to what a search merely came up with."""
        shared: Set[str] = set(article.intents)
        return [
            self._button(a.title, a.slug)
            for a in near
            if self._offerable(a) and (a.fits or shared & set(a.intents))
        ]

    def _offerable(self, article: Article) -> bool:
        return not self._was_told(article.slug) and len(article.title) <= LONGEST_TITLE

    def _was_told(self, part: str) -> bool:
        return part in self._before or part in self._told

    def _button(self, title: str, article: str) -> Dict[Text, Any]:
        return {"title": title, "payload": f"/{self._intent}{json.dumps({'article': article})}"}

    def _deny(self) -> Dict[Text, Any]:
        return {"title": _TITLES[self._lang]["deny"], "payload": "/deny"}

    def _in_register(self, text: str) -> str:
        return wording.casual(text) if self._casual else text

    def _say(self, response: str, buttons: List[Dict[Text, Any]], **values: str) -> None:
        more: Dict[Text, Any] = {"buttons": buttons} if buttons else {}
        if self._follows:
            # Answered, whatever the words alone were taken for.
            more["json_message"] = {"outcome": "answered"}
        self._dispatcher.utter_message(response=response, **more, **values)


def _in_sentence(title: str) -> str:
    """A title in the middle of a sentence: a small letter first, unless it is a short form."""
    start = title[:2]
    return title if start.isupper() or not start[:1].isalpha() else title[0].lower() + title[1:]
