"""Versions of the policy in PostgreSQL: rows that are only ever added."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import structlog
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from handoff.adapters.postgres.database import Database, statements
from handoff.application.ports import PolicyVersion
from handoff.domain.escalation import EscalationPolicy
from handoff.domain.ids import StaffId
from handoff.protocol.policies import UnreadablePolicy, decode, encode

log = structlog.get_logger()

#: Look at everything: a change of the policy is about no one conversation.
_HINT = json.dumps({"conversation": None, "typing": None, "on": False})


class PostgresPolicies:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = statements("policies")

    async def head(self) -> int:
        row = await self._database.row(self._sql["head"])
        assert row is not None, "max gives a row"
        return int(row["number"])

    async def history(self, limit: int) -> Sequence[PolicyVersion]:
        rows = await self._database.rows(self._sql["history"], limit=limit)
        return [version for row in rows if (version := _version(row)) is not None]

    async def add(
        self,
        policy: EscalationPolicy,
        at: datetime,
        *,
        by: StaffId | None,
        note: str | None,
        undoes: int | None = None,
    ) -> bool:
        row = await self._database.row(
            self._sql["add"],
            base=policy.version - 1,
            content=Jsonb(encode(policy)),
            at=at,
            by=by,
            note=note,
            undoes=undoes,
            hint=_HINT,
        )
        return row is not None


def _version(row: DictRow) -> PolicyVersion | None:
    """None for what a newer Hangat stored and this one does not understand."""
    try:
        policy = decode(row["content"], row["number"])
    except UnreadablePolicy as error:
        log.error("policy.unreadable", version=row["number"], error=str(error))
        return None
    return PolicyVersion(
        policy=policy,
        at=row["changed_at"],
        by=row["name"],
        note=row["note"],
        undoes=row["undoes"],
    )
