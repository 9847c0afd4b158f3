"""Suggested replies for agents: from articles, and from what agents answered before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

import structlog

from handoff.application.conversations import ConversationService
from handoff.application.knowledge import Found, Knowledge, NoKnowledge
from handoff.application.ports import Clock
from handoff.domain import events as e
from handoff.domain.access import Action, StaffActor, require
from handoff.domain.ids import ConversationId, StaffId
from handoff.knowledge.articles import Article
from handoff.knowledge.earlier import Earlier, alike
from handoff.knowledge.words import content_words

log = structlog.get_logger()

Source = Literal["article", "answer"]

#: Suggestions beside a conversation, and how many of them may be articles where there are both.
MOST, _ARTICLES = 3, 2
#: Records of a conversation in which the customer's last message is looked for.
_RECENT = 40
#: A message with fewer telling words is read together with the one before it.
_TELLING = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reply that an agent may insert and edit. *reference*: a slug, or CONVERSATION:SEQ."""

    source: Source
    reference: str
    title: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionUse:
    """An agent inserted a suggestion; *edited*: and changed it before sending."""

    conversation_id: ConversationId
    staff_id: StaffId
    at: datetime
    source: Source
    reference: str
    #: Which of the list it was, from 1.
    place: int
    edited: bool


class EarlierAnswers(Protocol):
    """What agents wrote, and what they took. Every call may raise StoreUnavailable."""

    async def answers(self, language: str, but: ConversationId) -> Sequence[Earlier]:
        """The newest first replies to customers' messages, outside the conversation *but*."""
        ...

    async def record(self, use: SuggestionUse) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Assist:
    conversations: ConversationService
    knowledge: Knowledge
    earlier: EarlierAnswers
    clock: Clock

    async def suggest(
        self, actor: StaffActor, conversation_id: ConversationId
    ) -> Sequence[Suggestion]:
        """Up to three, for the customer's last message. Raises AccessDenied, StoreUnavailable."""
        conversation = await self.conversations.get(actor, conversation_id)
        text = last_words(await self.conversations.log(actor, conversation_id, newest=_RECENT))
        if not text:
            return ()
        language = conversation.language
        answers = [
            Suggestion("answer", found.reference, None, found.text)
            for found in alike(text, await self.earlier.answers(language, conversation_id), MOST)
        ]
        articles = [
            _of_article(found.article, language) for found in await self._find(text) if found.fits
        ]
        kept = articles[: max(_ARTICLES, MOST - len(answers))]
        return [*kept, *answers][:MOST]

    async def search(self, actor: StaffActor, text: str, limit: int) -> Sequence[Found]:
        """Articles for any words of a member of staff's. Raises AccessDenied, StoreUnavailable."""
        require(actor, Action.SEE_INBOX)
        return await self._find(text, limit)

    async def used(
        self,
        actor: StaffActor,
        conversation_id: ConversationId,
        *,
        source: Source,
        reference: str,
        place: int,
        edited: bool,
    ) -> None:
        """Note that a suggestion was taken. Raises AccessDenied, StoreUnavailable."""
        await self.conversations.get(actor, conversation_id)
        await self.earlier.record(
            SuggestionUse(
                conversation_id=conversation_id,
                staff_id=actor.staff_id,
                at=self.clock(),
                source=source,
                reference=reference,
                place=place,
                edited=edited,
            )
        )
        log.info("suggestion.used", conversation=conversation_id, source=source, edited=edited)

    async def _find(self, text: str, limit: int = MOST) -> Sequence[Found]:
        try:
            return await self.knowledge.find(text, limit=limit)
        except NoKnowledge:
            return ()


def last_words(records: Sequence[e.Recorded]) -> str:
    """The customer's last message; with the one before it where it says little by itself."""
    said = [r.event.text for r in records if isinstance(r.event, e.MessageReceived)]
    if not said:
        return ""
    if len(content_words(said[-1])) < _TELLING:
        return " ".join(said[-2:])
    return said[-1]


def _of_article(article: Article, language: str) -> Suggestion:
    words = article.wording(language)
    return Suggestion("article", article.slug, words.title, words.answer)
