"""What an article tells is told before anybody is asked to sign in, or shown their own figures."""

import logging
from typing import Optional

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.answers import fitting, readings
from actions.base import BankAction, Events, language, said
from actions.context import context
from actions.knowledge import KnowledgeUnavailable, the_knowledge
from actions.reply import Reply
from reading import procedure
from reading.distress import goes_badly
from reading.signing_in import why_not

_PERSON = {"id": "Bicara dengan petugas", "en": "Talk to a person"}

logger = logging.getLogger(__name__)


class ToldFirst(BankAction):
    """An action on the customer's own data that may be asked about without them.

    "Can I print the history at a branch?" needs no signing in, and no list of movements either.
    What is done about it for this customer stays one tap away.
    """

    told_anyway = False
    """Whether an article says all that can be done: what is no question is told from it, too."""
    taken_up = False
    """Whether it is taken up at once with who has signed in, unless they ask in general."""

    async def reply(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """The article that surely answers how it is done; otherwise the action's own answer."""
        told = await self._from_an_article(dispatcher, tracker)
        if told is None and self._is_only_asked(said(tracker), tracker):
            told = await self._admitted(dispatcher, tracker)
        return await super().reply(dispatcher, tracker) if told is None else told

    def _is_only_asked(self, text: str, tracker: Tracker) -> bool:
        """Whether nothing has happened or is wished, so that there is nothing to sign in for."""
        if tracker.active_loop or not text or why_not(text):
            return False
        if self.taken_up:
            return procedure.supposes(text)
        general = self.told_anyway and not tracker.get_slot("customer_id")
        return general and procedure.asks_in_general(text) and not goes_badly(text)

    async def _admitted(
        self, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Optional[Events]:
        """The nearest article as such, or that there is none; the matter is one tap away."""
        try:
            found = await the_knowledge().find(
                said(tracker), readings(tracker), language(tracker), context(tracker)
            )
        except KnowledgeUnavailable as error:
            logger.warning("%s: %s", self.name(), error)
            return None  # Signing in is then all that can be offered.
        about = [article for article in found.articles if self.matter in article.intents]
        told = tracker.get_slot("articles_told") or ()
        if about and about[0].near and about[0].slug not in told:
            reply = Reply(dispatcher, tracker, self.matter, own_way=True)
            reply.best(about, found.asks)
            return reply.events()
        lang = language(tracker)
        dispatcher.utter_message(
            response="utter_knowledge_nothing",
            matter=wording.matter(self.matter, lang),
            buttons=[
                {"title": wording.button(self.matter, lang), "payload": f"/{self.matter}"},
                {"title": _PERSON[lang], "payload": "/request_human"},
            ],
        )
        return []

    async def _from_an_article(
        self, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Optional[Events]:
        text = said(tracker)
        if not text or not self._is_asked_about(text, tracker) or why_not(text):
            return None
        try:
            articles = (await fitting(the_knowledge(), tracker)).articles
        except KnowledgeUnavailable as error:
            logger.warning("%s: %s", self.name(), error)
            return None
        told = tracker.get_slot("articles_told") or ()
        first = articles[0] if articles else None
        if first is None or not first.fits or (first.slug in told and not first.telling):
            return None
        reply = Reply(dispatcher, tracker, self.matter, own_way=True)
        reply.best(articles)
        return reply.events()

    def _is_asked_about(self, text: str, tracker: Tracker) -> bool:
        """Whether an article may answer it; who has signed in is shown what there is to see."""
        if tracker.get_slot("customer_id"):
            if self.taken_up:
                return procedure.asks_what_if(text) or procedure.supposes(text)
            return procedure.asks_beyond(text) or (self.told_anyway and procedure.asks_how(text))
        return self.told_anyway or procedure.asks_how(text)
