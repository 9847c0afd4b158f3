"""Bot turns of this process: they outlive the socket that caused them."""

from __future__ import annotations

import asyncio

import structlog

from handoff.application.bot_turns import BotTurns
from handoff.application.ports import OwedTurn, StoreUnavailable
from handoff.domain.ids import ConversationId

log = structlog.get_logger()


class Turns:
    def __init__(self, bot_turns: BotTurns) -> None:
        self._bot_turns = bot_turns
        self._running: set[asyncio.Task[None]] = set()
        self._open = True

    def take(self, conversation_id: ConversationId, turn: OwedTurn | None) -> None:
        """Ask the bot in the background. What fails here, the worker's upkeep finds."""
        task = asyncio.create_task(self._take(conversation_id, turn))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def drain(self, seconds: float) -> None:
        """Let turns that are under way finish, for so long. None waits for the bot any longer."""
        self._open = False
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    async def _take(self, conversation_id: ConversationId, turn: OwedTurn | None) -> None:
        try:
            await self._bot_turns.take(conversation_id, turn, patient=lambda: self._open)
        except StoreUnavailable as error:
            log.error("turn.no_database", conversation=conversation_id, error=str(error))
        except Exception:
            log.exception("turn.failed", conversation=conversation_id)
