"""LISTEN as a hint: a connection of its own, reconnecting for ever."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import psycopg
import structlog

from handoff.adapters.postgres.database import LINK, Database, statements
from handoff.application.ports import Hint
from handoff.domain.ids import ConversationId

log = structlog.get_logger()
CHANNEL = "hangat"


class PostgresHints:
    """Hints travel through PostgreSQL, so that every gateway hears of what any of them did."""

    def __init__(self, database: Database, *, own_are_told: bool = False) -> None:
        """*own_are_told*: this process tells itself what it appends, and sooner than NOTIFY."""
        self._database = database
        self._own_are_told = own_are_told
        self._notify = statements("conversations")["notify"]

    async def listen(self) -> AsyncIterator[Hint]:
        """Never ends. After a cut, the first hint says "look at everything"."""
        delay = 0.1
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    self._database.url, autocommit=True, **LINK
                )
                async with connection:
                    await connection.execute(f"listen {CHANNEL}")
                    delay = 0.1
                    yield Hint(conversation_id=None)
                    async for notification in connection.notifies():
                        hint = _hint(notification.payload)
                        told = self._own_are_told and hint.seq is not None
                        if not (told and self._database.owns(notification.pid)):
                            yield hint
            except psycopg.OperationalError as error:
                log.warning("hints.cut", error=str(error).partition("\n")[0], retry_s=delay)
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5.0)

    async def publish(self, hint: Hint) -> None:
        payload = json.dumps(
            {"conversation": hint.conversation_id, "typing": hint.typing, "on": hint.on}
        )
        await self._database.run(self._notify, payload=payload)


def _hint(payload: str) -> Hint:
    """A stored change is announced by "id seq"; what is never stored, by a JSON object."""
    if not payload.startswith("{"):
        conversation_id, _, seq = payload.partition(" ")
        return Hint(conversation_id=ConversationId(conversation_id), seq=int(seq) if seq else None)
    body = json.loads(payload)
    return Hint(conversation_id=body["conversation"], typing=body["typing"], on=body["on"])
