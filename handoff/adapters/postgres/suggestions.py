"""What agents answered before, and what became of suggestions, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handoff.adapters.postgres.database import Database, statements
from handoff.application.uses import NEXT, SourceFigures, SuggestionUse
from handoff.domain.ids import ConversationId
from handoff.knowledge.sharing import Earlier

#: Replies that are looked through: those of some weeks in a busy house, in a few milliseconds.
_NEWEST = 400


class PostgresSuggestions:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = statements("suggestions")

    async def answers(self, language: str, but: ConversationId) -> Sequence[Earlier]:
        """The newest first replies to customers' messages, outside the conversation *but*."""
        rows = await self._database.rows(
            self._sql["answers"], language=language, but=but, newest=_NEWEST
        )
        return [
            Earlier(
                customer=str(row["customer_id"]),
                asked=row["asked"],
                text=row["text"],
                names=tuple(name for name in (row["customer"], row["agent"]) if name),
            )
            for row in rows
        ]

    async def record(self, use: SuggestionUse) -> bool:
        """False: its id belongs to another member of staff or another conversation."""
        before = [outcome for outcome, next_ones in NEXT.items() if use.outcome in next_ones]
        row = await self._database.row(
            self._sql["record"],
            id=use.id,
            conversation=use.conversation_id,
            staff=use.staff_id,
            at=use.at,
            source=use.source,
            reference=use.reference,
            place=use.place,
            outcome=use.outcome.value,
            before=[outcome.value for outcome in before],
        )
        return row is not None

    async def figures(self, since: datetime) -> Sequence[SourceFigures]:
        """Of what was inserted at *since* or later, by source."""
        rows = await self._database.rows(self._sql["figures"], since=since)
        return [SourceFigures(**row) for row in rows]
