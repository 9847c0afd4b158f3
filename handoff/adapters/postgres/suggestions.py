"""What agents answered before, and which suggestions they took, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from handoff.adapters.postgres.database import Database, statements
from handoff.application.assist import SuggestionUse
from handoff.domain.ids import ConversationId
from handoff.knowledge.earlier import Earlier

#: Replies that are looked through: those of some weeks in a busy house, in a few milliseconds.
_NEWEST = 400


class PostgresEarlierAnswers:
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
                reference=f"{row['conversation_id']}:{row['seq']}",
                asked=row["asked"],
                text=row["text"],
                names=tuple(name for name in (row["customer"], row["agent"]) if name),
            )
            for row in rows
        ]

    async def record(self, use: SuggestionUse) -> None:
        await self._database.run(
            self._sql["record"],
            conversation=use.conversation_id,
            staff=use.staff_id,
            at=use.at,
            source=use.source,
            reference=use.reference,
            place=use.place,
            edited=use.edited,
        )
