"""Suggested replies for agents: from articles, and from what agents answered before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from handoff.application.conversations import ConversationService
from handoff.application.knowledge import Found, Knowledge, NoKnowledge
from handoff.application.ports import Clock
from handoff.application.uses import (
    ForeignUse,
    Outcome,
    Source,
    SourceFigures,
    Suggestions,
    SuggestionUse,
)
from handoff.domain import events as e
from handoff.domain.access import Action, StaffActor, require
from handoff.domain.ids import ConversationId
from handoff.knowledge.articles import Article
from handoff.knowledge.earlier import alike
from handoff.knowledge.sharing import Earlier, Published, Sharing, folded
from handoff.knowledge.words import content_words

log = structlog.get_logger()

#: Suggestions beside a conversation, and how many of them may be articles where there are both.
MOST, _ARTICLES = 3, 2
#: Articles that are looked at: some of the best may have been said in the conversation already.
_LOOKED_AT = 5
#: Records of a conversation in which the customer's last message is looked for.
_RECENT = 40
#: A message with fewer telling words is read together with those before it, so many at most.
_TELLING, _JOINED = 2, 3
#: Probability from which a message counts as asking for a person, and says little of the matter.
_ASKS = 0.5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reply that an agent may insert and edit. *reference*: a slug, or the answer's digest."""

    source: Source
    reference: str
    title: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """For the customer's message number *seq*; 0 where the customer has not said anything yet."""

    seq: int
    language: str
    items: Sequence[Suggestion]


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be answered. *text*: the message *seq*, with those that it needs to be clear."""

    seq: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assist:
    conversations: ConversationService
    knowledge: Knowledge
    suggestions: Suggestions
    clock: Clock

    async def suggest(self, actor: StaffActor, conversation_id: ConversationId) -> Suggested:
        """Up to three, for the customer's last message. Raises AccessDenied, StoreUnavailable."""
        conversation = await self.conversations.get(actor, conversation_id)
        language = conversation.language
        records = await self.conversations.log(actor, conversation_id, newest=_RECENT)
        asked = question(records)
        if asked is None:
            return Suggested(0, language, ())
        replies = await self.suggestions.answers(language, conversation_id)
        known = await self.knowledge.published() if replies else Published()
        # Hundreds of replies are compared: not on the event loop.
        earlier = await asyncio.to_thread(_fitting, asked.text, replies, known)
        articles = [
            _of_article(found.article, language)
            for found in await self._find(asked.text, _LOOKED_AT)
            if found.fits
        ]
        said = _said(records)
        articles, answers = [
            [one for one in some if not any(folded(one.text) in text for text in said)]
            for some in (articles, [_of_answer(reply) for reply in earlier])
        ]
        kept = articles[: max(_ARTICLES, MOST - len(answers))]
        return Suggested(asked.seq, language, (*kept, *answers)[:MOST])

    async def search(self, actor: StaffActor, text: str, limit: int) -> Sequence[Found]:
        """Articles for any words of a member of staff's. Raises AccessDenied, StoreUnavailable."""
        require(actor, Action.SEE_INBOX)
        return await self._find(text, limit)

    async def used(
        self,
        actor: StaffActor,
        conversation_id: ConversationId,
        use: str,
        *,
        source: Source,
        reference: str,
        place: int,
        outcome: Outcome,
    ) -> None:
        """Note what became of a suggestion. Raises AccessDenied, ForeignUse, StoreUnavailable."""
        await self.conversations.get(actor, conversation_id)
        known = await self.suggestions.record(
            SuggestionUse(
                id=use,
                conversation_id=conversation_id,
                staff_id=actor.staff_id,
                at=self.clock(),
                source=source,
                reference=reference,
                place=place,
                outcome=outcome,
            )
        )
        if not known:
            raise ForeignUse(use)
        log.info("suggestion.used", conversation=conversation_id, source=source, outcome=outcome)

    async def figures(
        self, actor: StaffActor, last: timedelta
    ) -> tuple[datetime, Sequence[SourceFigures]]:
        """Since when, and how often. Raises AccessDenied, StoreUnavailable."""
        require(actor, Action.SEE_SYSTEM)
        since = self.clock() - last
        return since, await self.suggestions.figures(since)

    async def _find(self, text: str, limit: int) -> Sequence[Found]:
        try:
            return await self.knowledge.find(text, limit=limit)
        except NoKnowledge:
            return ()


def question(records: Sequence[e.Recorded]) -> Question | None:
    """The customer's last message, read with earlier ones where it says little by itself.

    Only with such as no agent has answered: "terima kasih" after an answer asks for nothing.
    """
    said: list[tuple[int, e.MessageReceived]] = []
    answered = False
    for recorded in records:
        match recorded.event:
            case e.AgentReplied():
                answered = True
            case e.MessageReceived() as message:
                said = [] if answered else said
                answered = False
                said.append((recorded.seq, message))
    if not said:
        return None
    texts: list[str] = []
    for _, message in reversed(said[-_JOINED:]):
        texts.insert(0, message.text)
        if not _vague(message):
            break
    return Question(said[-1][0], " ".join(texts))


def _vague(message: e.MessageReceived) -> bool:
    """Whether it says little of the matter: a tap, a word, a wish for a person."""
    signal = message.signal
    asks = signal is not None and (signal.asked_for_human or 0.0) >= _ASKS
    return asks or message.choice is not None or len(content_words(message.text)) < _TELLING


def _fitting(text: str, replies: Sequence[Earlier], known: Published) -> list[Earlier]:
    """The replies that fit and may be shown, best first."""
    sharing = Sharing.of(replies, known)
    found: list[Earlier] = []
    for reply in alike(text, replies):
        if sharing.allows(reply):
            found.append(reply)
        if len(found) == MOST:
            break
    return found


def _said(records: Sequence[e.Recorded]) -> list[str]:
    """What the customer was told already, by the bot or a person: no need to say it again."""
    texts: list[str] = []
    for recorded in records:
        match recorded.event:
            case e.BotReplied(messages=messages):
                texts += [message.text for message in messages]
            case e.AgentReplied(text=text) | e.ArticleShown(answer=text):
                texts.append(text)
    return [folded(text) for text in texts]


def _of_article(article: Article, language: str) -> Suggestion:
    words = article.wording(language)
    return Suggestion("article", article.slug, words.title, words.answer)


def _of_answer(reply: Earlier) -> Suggestion:
    return Suggestion("answer", reply.reference, None, reply.text)
