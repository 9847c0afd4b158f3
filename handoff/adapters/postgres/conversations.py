"""Conversations in PostgreSQL: the row is locked, the events are appended, one NOTIFY wakes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any, LiteralString

from psycopg.errors import UniqueViolation
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from handoff.adapters.postgres.database import Connection, Database, statements
from handoff.application.ports import (
    Advanced,
    ConversationSummary,
    Hint,
    Look,
    OwedTurn,
    UnknownConversation,
)
from handoff.domain import events as e
from handoff.domain.conversation import Conversation, Told
from handoff.domain.ids import ClientId, ConversationId, CustomerId, StaffId
from handoff.protocol import codec

_COLUMNS = tuple(field.name for field in fields(Conversation))
_SNAPSHOT = TypeAdapter(Conversation)
_TOLD = TypeAdapter(Told)
# The column names are our own dataclass's fields; values always travel as parameters.
_INSERT: LiteralString = (
    f"insert into conversations ({', '.join(_COLUMNS)}) "  # noqa: S608
    f"values ({', '.join(f'%({name})s' for name in _COLUMNS)})"
)
_UPDATE: LiteralString = (
    f"update conversations set {', '.join(f'{n} = %({n})s' for n in _COLUMNS if n != 'id')}"  # noqa: S608
    ", bot_lease_until = case when %(awaiting_bot_since)s::timestamptz is null then null"
    " else coalesce(%(lease)s, bot_lease_until) end where id = %(id)s and seq = %(before)s"
)
# All that a change writes, in one statement. NOTIFY is a hint only, and one a transaction: it takes
# an instance-wide lock at commit.
_WITH_EVENTS: LiteralString = """
with changed as ({change} returning customer_id),
appended as (
    insert into events (conversation_id, seq, at, type, body, sender, client_id)
    select %(id)s, seq, at, type, body, sender, client_id
    from jsonb_to_recordset(%(events)s) as new (
        seq integer, at timestamptz, type text, body jsonb, sender text, client_id text
    )
    where exists (select from changed)
)
select pg_notify('hangat', %(hint)s), k.subject
from changed join customers k on k.id = changed.customer_id
"""
_BEGIN = _WITH_EVENTS.replace("{change}", _INSERT)
_ADVANCE = _WITH_EVENTS.replace("{change}", _UPDATE)
_MANY = 2**31 - 1


class PostgresConversations:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = statements("conversations")
        #: Called in this process after each commit; NOTIFY tells the other processes.
        self.announce: Callable[[Hint], None] = lambda hint: None

    @asynccontextmanager
    async def locked(
        self, conversation_id: ConversationId, ahead: Look | None = None
    ) -> AsyncIterator[Locked]:
        async with self._database.transaction() as connection:
            values: dict[str, Any] = {"id": conversation_id}
            if ahead is None:
                cursor = await connection.execute(self._sql["lock"], values)
            else:
                values |= asdict(ahead)
                cursor = await connection.execute(self._sql["lock_and_look"], values)
            row = await cursor.fetchone()
            if row is None:
                raise UnknownConversation(conversation_id)
            locked = Locked(connection, self._sql, _conversation(row), row["subject"])
            if ahead is not None and row["looked_at"] == row["seq"]:
                locked.looked = row
            yield locked
        self._tell(conversation_id, locked.appended)

    async def advance(
        self,
        before: Conversation,
        records: Sequence[e.Recorded],
        after: Conversation,
        lease: datetime | None = None,
    ) -> Advanced | None:
        try:
            row = await self._database.row(_ADVANCE, **_advance(before, records, after, lease))
        except UniqueViolation:  # a resend, perhaps
            return None
        if row is None:
            return None
        self._tell(before.id, records)
        return Advanced(subject=row["subject"])

    def _tell(self, id_: ConversationId, committed: Sequence[e.Recorded]) -> None:
        """Those who follow it in this process need not wait for NOTIFY."""
        if committed:
            self.announce(
                Hint(conversation_id=id_, seq=committed[-1].seq, records=tuple(committed))
            )

    async def create(self, first: e.Recorded, conversation: Conversation) -> ConversationId:
        customer = {"customer_id": conversation.customer_id}
        async with self._database.transaction() as connection:
            await connection.execute(self._sql["lock_customer"], customer)
            found = await connection.execute(self._sql["newest_open"], customer)
            row = await found.fetchone()
            if row is not None:
                return ConversationId(str(row["id"]))
            await connection.execute(_BEGIN, _values(conversation) | _added(conversation, [first]))
        return conversation.id

    async def get(self, conversation_id: ConversationId) -> Conversation:
        row = await self._database.row(self._sql["get"], id=conversation_id)
        if row is None:
            raise UnknownConversation(conversation_id)
        return _conversation(row)

    async def log(
        self, conversation_id: ConversationId, after: int = 0, newest: int | None = None
    ) -> Sequence[e.Recorded]:
        rows = await self._database.rows(
            self._sql["log"],
            id=conversation_id,
            after=after,
            newest=_MANY if newest is None else newest,
        )
        return [_recorded(row) for row in rows]

    async def heads(
        self, conversation_ids: Sequence[ConversationId]
    ) -> Mapping[ConversationId, int]:
        rows = await self._database.rows(self._sql["heads"], ids=list(conversation_ids))
        return {ConversationId(str(row["id"])): row["seq"] for row in rows}

    async def owed_turn(self, conversation_id: ConversationId) -> OwedTurn | None:
        row = await self._database.row(self._sql["owed_turn"], id=conversation_id)
        if row is None:
            return None
        said = [_of_json(event) for event in row["said"] or ()]
        return OwedTurn(conversation=_conversation(row), subject=row["subject"], said=said)

    async def newest_open(self, customer_id: CustomerId) -> ConversationId | None:
        row = await self._database.row(self._sql["newest_open"], customer_id=customer_id)
        return ConversationId(str(row["id"])) if row else None

    async def open_of(self, customer_id: CustomerId) -> Sequence[ConversationId]:
        rows = await self._database.rows(self._sql["open_of"], customer_id=customer_id)
        return [ConversationId(str(row["id"])) for row in rows]

    async def waiting(self) -> Sequence[ConversationSummary]:
        return await self._summaries("queue")

    async def with_agents(self) -> Sequence[ConversationSummary]:
        return await self._summaries("agent")

    async def _summaries(self, floor: str) -> Sequence[ConversationSummary]:
        rows = await self._database.rows(self._sql["summaries"], floor=floor)
        return [
            ConversationSummary(
                conversation=_conversation(row),
                subject=row["subject"],
                last=None
                if row["last_seq"] is None
                else e.Recorded(
                    seq=row["last_seq"],
                    at=row["last_at"],
                    event=codec.decode(row["last_type"], row["last_body"]),
                ),
                unread=row["unread"],
            )
            for row in rows
        ]

    async def counts(self) -> Mapping[str, int]:
        rows = await self._database.rows(self._sql["counts"])
        return {row["floor"]: row["n"] for row in rows}

    async def handling_times(self, since: datetime) -> Sequence[timedelta]:
        rows = await self._database.rows(self._sql["handling_times"], since=since)
        return [row["took"] for row in rows]

    async def claim_owed_turns(
        self, now: datetime, until: datetime, limit: int
    ) -> Sequence[ConversationId]:
        rows = await self._database.rows(
            self._sql["claim_owed_turns"], now=now, until=until, limit=limit
        )
        return [ConversationId(str(row["id"])) for row in rows]

    async def keep_turn(self, conversation_id: ConversationId, until: datetime) -> bool:
        row = await self._database.row(self._sql["keep_turn"], id=conversation_id, until=until)
        return row is not None

    async def held_by_absent(self, now: datetime) -> Sequence[tuple[ConversationId, StaffId]]:
        rows = await self._database.rows(self._sql["held_by_absent"], now=now)
        return [(ConversationId(str(r["id"])), StaffId(str(r["agent_id"]))) for r in rows]

    async def idle_with_bot(self, before: datetime, limit: int) -> Sequence[ConversationId]:
        rows = await self._database.rows(self._sql["idle_with_bot"], before=before, limit=limit)
        return [ConversationId(str(row["id"])) for row in rows]


class Locked:
    """One conversation whose row this transaction holds."""

    def __init__(
        self,
        connection: Connection,
        sql: Mapping[str, LiteralString],
        conversation: Conversation,
        subject: str | None,
    ) -> None:
        self.conversation = conversation
        self.subject = subject
        self.appended: list[e.Recorded] = []
        #: The row of the look that was said beforehand.
        self.looked: DictRow | None = None
        self._connection = connection
        self._sql = sql

    async def find(self, sender: str, client_id: ClientId) -> e.Recorded | None:
        row = await self._one("find", sender=sender, client_id=client_id)
        return _recorded(row) if row else None

    async def record(self, seq: int) -> e.Recorded | None:
        row = await self._one("record", seq=seq)
        return _recorded(row) if row else None

    async def append(
        self, records: Sequence[e.Recorded], after: Conversation, lease: datetime | None = None
    ) -> None:
        await self._connection.execute(_ADVANCE, _advance(self.conversation, records, after, lease))
        for recorded in records:
            if isinstance(recorded.event, e.FollowUpOpened):
                values = {"id": after.id, "at": recorded.at, **asdict(recorded.event)}
                await self._connection.execute(self._sql["open_follow_up"], values)
            if isinstance(recorded.event, e.FollowUpWithdrawn):
                values = {"reference": recorded.event.reference, "at": recorded.at}
                await self._connection.execute(self._sql["withdraw_follow_up"], values)
            if isinstance(recorded.event, e.Escalated) and recorded.event.resumes:
                values = {"reference": recorded.event.resumes, "at": recorded.at}
                await self._connection.execute(self._sql["withdraw_follow_up"], values)
        self.conversation = after
        self.appended += records

    async def reserve(self, agent_id: StaffId) -> bool:
        agent = await self._one("lock_agent", agent_id=agent_id)
        if agent is None:
            return False
        held = await self._one("held", agent_id=agent_id)
        return held is not None and held["held"] < agent["capacity"]

    async def look(self, look: Look) -> tuple[e.Recorded | None, int]:
        row = self.looked or await self._one("look", **asdict(look))
        assert row is not None, "count gives a row"
        return _of_json(row["known"]) if row["known"] else None, row["on_duty"]

    async def next_reference(self) -> str:
        row = await self._one("next_reference")
        assert row is not None, "nextval gives a row"
        return f"HG-{row['number']:06d}"

    async def _one(self, name: str, **values: Any) -> DictRow | None:
        cursor = await self._connection.execute(
            self._sql[name], {"id": self.conversation.id, **values}
        )
        return await cursor.fetchone()


def _advance(
    before: Conversation,
    records: Sequence[e.Recorded],
    after: Conversation,
    lease: datetime | None,
) -> dict[str, Any]:
    return {**_values(after), **_added(after, records), "before": before.seq, "lease": lease}


def _added(after: Conversation, records: Sequence[e.Recorded]) -> dict[str, Any]:
    return {
        "events": Jsonb([_event_row(recorded) for recorded in records]),
        "hint": f"{after.id} {records[-1].seq}",
    }


def _values(conversation: Conversation) -> dict[str, Any]:
    values = {name: getattr(conversation, name) for name in _COLUMNS}
    settled = conversation.settled
    values["settled"] = None if settled is None else Jsonb(asdict(settled))
    values["last_answer"] = Jsonb(conversation.last_answer)
    values["evidence"] = Jsonb(asdict(conversation.evidence))
    for name in ("offer", "passed"):
        offer = getattr(conversation, name)
        values[name] = None if offer is None else Jsonb(asdict(offer))
    values["lines"] = Jsonb(conversation.lines)
    values["told"] = Jsonb(_TOLD.dump_python(conversation.told, mode="json"))
    return values


def _conversation(row: DictRow) -> Conversation:
    values = {name: row[name] for name in _COLUMNS}
    for name in ("id", "customer_id", "agent_id"):
        values[name] = None if values[name] is None else str(values[name])
    return _SNAPSHOT.validate_python(values)


def _event_row(recorded: e.Recorded) -> dict[str, Any]:
    event = recorded.event
    client_id = getattr(event, "client_id", None)
    return {
        "seq": recorded.seq,
        "at": recorded.at.isoformat(),
        "type": codec.type_name(event),
        "body": codec.encode(event),
        "sender": getattr(event, "agent_id", None) or "customer" if client_id else None,
        "client_id": client_id,
    }


def _of_json(event: dict[str, Any]) -> e.Recorded:
    """A row of events that came as JSON, where times are text."""
    return _recorded({**event, "at": datetime.fromisoformat(event["at"])})


def _recorded(row: DictRow) -> e.Recorded:
    return e.Recorded(seq=row["seq"], at=row["at"], event=codec.decode(row["type"], row["body"]))
