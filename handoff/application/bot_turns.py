"""Asking the bot, outside every transaction, for the turns that it owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from handoff.application.article_links import ArticleLinks
from handoff.application.conversations import ConversationService, Done
from handoff.application.ports import Bot, BotTurn, BotUnavailable, Conversations, OwedTurn
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
    #: None: no article's page is linked to.
    links: ArticleLinks | None = None

    async def take(self, conversation_id: ConversationId, turn: OwedTurn | None = None) -> None:
        """Ask the bot until it owes nothing. The caller holds the lease of the turn.

        *turn*: what is owed, if the caller knows it already.
        """
        while turn := turn or await self.conversations.owed_turn(conversation_id):
            done = await self._once(conversation_id, turn)
            if not done.owed:
                return
            turn = done.turn

    async def _once(self, conversation_id: ConversationId, owed: OwedTurn) -> Done:
        turn = bot_turn(owed.conversation, owed.said, owed.subject)
        command: c.Command
        try:
            reply = await self.bot.reply(turn)
            said = await self.links.named(reply.messages) if self.links else reply.messages
            command = replace(reply, messages=said, tapped=turn.payload is not None)
        except BotUnavailable as error:
            log.warning("bot.unavailable", conversation=conversation_id, detail=str(error))
            command = c.ReportBotUnavailable(
                session=turn.session, answers=turn.answers, detail=str(error)
            )
        return await self.service.by_system(conversation_id, command, owed.conversation)


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
    )
