"""Asking the bot, outside every transaction, for the turns that it owes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from handoff.application.absence import Absence
from handoff.application.article_links import ArticleLinks
from handoff.application.conversations import ConversationService, Done
from handoff.application.ports import (
    Bot,
    BotAway,
    BotTurn,
    BotUnavailable,
    Conversations,
    OwedTurn,
)
from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.conversation import Conversation
from handoff.domain.ids import ConversationId

log = structlog.get_logger()

#: Characters that one question to the bot may have; of more, the newest count.
MAX_TEXT = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class BotTurns:
    service: ConversationService
    conversations: Conversations
    bot: Bot
    #: None: a bot that is away is not waited for.
    absence: Absence | None = None
    #: Seconds for which one look after a bot that is away may last, before it is asked again.
    look_s: float = 2.0
    #: None: no article's page is linked to.
    links: ArticleLinks | None = None

    async def take(
        self,
        conversation_id: ConversationId,
        turn: OwedTurn | None = None,
        *,
        patient: Callable[[], bool] = lambda: True,
    ) -> None:
        """Ask the bot until it owes nothing. The caller holds the lease of the turn.

        *turn*: what is owed, if the caller knows it already. *patient*: whether to wait here for a
        bot that is starting; who does not leaves the turn to upkeep.
        """
        looks = 0
        while turn := turn or await self.conversations.owed_turn(conversation_id):
            done = await self._once(conversation_id, turn)
            if done is not None:
                if not done.owed:
                    return
                turn = done.turn
                continue
            if self.absence is None or not patient():
                return
            if looks and self.absence.is_starting():
                await self.service.by_system(conversation_id, _starting(turn))
            await self.absence.wait(self.look_s)
            if not await self.service.keep_turn(conversation_id):
                return
            looks += 1
            turn = None  # what was written meanwhile is asked with it

    async def _once(self, conversation_id: ConversationId, owed: OwedTurn) -> Done | None:
        """None: the bot is away, and the message may wait for it."""
        turn = bot_turn(owed.conversation, owed.said, owed.subject)
        command: c.Command
        try:
            reply = await self.bot.reply(turn)
            if self.absence is not None:
                self.absence.there()
            said = await self.links.named(reply.messages) if self.links else reply.messages
            command = replace(reply, messages=said, tapped=turn.payload is not None)
            command = await self.service.with_article(command, owed.conversation, owed.said)
        except BotUnavailable as error:
            if isinstance(error, BotAway) and self.absence is not None and self.absence.noticed():
                log.info("bot.away", conversation=conversation_id, detail=str(error))
                return None
            log.warning("bot.unavailable", conversation=conversation_id, detail=str(error))
            command = c.ReportBotUnavailable(
                session=turn.session, answers=turn.answers, detail=str(error)
            )
        return await self.service.by_system(conversation_id, command, owed.conversation)


def _starting(owed: OwedTurn) -> c.ReportBotStarting:
    session, answers = owed.conversation.bot_session, owed.said[-1].seq
    return c.ReportBotStarting(session=session, answers=answers)


def bot_turn(
    conversation: Conversation, records: Sequence[e.Recorded], subject: str | None
) -> BotTurn:
    """One question for the bot out of all customer messages in *records*.

    Quick messages in a row are one question. A tapped button says exactly what is meant, so the
    last one stands for everything that was written before it.
    """
    said = [(r.seq, r.event) for r in records if isinstance(r.event, e.MessageReceived)]
    if not said:
        raise ValueError(f"conversation {conversation.id} owes an answer to nothing")
    answers, last = said[-1]
    read = [event.signal.sensitive if event.signal else None for _, event in said]
    seen = [sensitive for sensitive in read if sensitive is not None]
    return BotTurn(
        conversation_id=conversation.id,
        session=conversation.bot_session,
        answers=answers,
        text=last.text if last.choice else "\n".join(event.text for _, event in said)[-MAX_TEXT:],
        payload=last.choice.payload if last.choice else None,
        language=conversation.language,
        subject=subject,
        customer_name=conversation.customer_name,
        settled=conversation.settled,
        sensitive=max(seen) if len(seen) == len(read) else None,
    )
