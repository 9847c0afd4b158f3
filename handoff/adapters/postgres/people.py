"""Customers, follow-ups and staff in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

import psycopg
from psycopg.rows import DictRow

from handoff.adapters.postgres.database import Database, statements
from handoff.application.ports import (
    Customer,
    EmailTaken,
    FollowUp,
    Presence,
    StaffMember,
    StaffSession,
)
from handoff.domain.access import Role
from handoff.domain.escalation import EscalationReason
from handoff.domain.events import FollowUpKind
from handoff.domain.ids import ConversationId, CustomerId, StaffId


class PostgresCustomers:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = statements("people")

    async def create(self, customer: Customer, at: datetime) -> None:
        await self._database.run(self._sql["create_customer"], at=at, **asdict(customer))

    async def get(self, customer_id: CustomerId) -> Customer | None:
        row = await self._database.row(self._sql["get_customer"], id=customer_id)
        return _customer(row) if row else None

    async def of_site(self, new: CustomerId, subject: str, name: str, at: datetime) -> Customer:
        row = await self._database.row(
            self._sql["customer_of_site"], id=new, subject=subject, name=name, at=at
        )
        assert row is not None, "an upsert gives a row"
        return _customer(row)


class PostgresFollowUps:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = statements("people")

    async def all(self, *, closed: bool) -> Sequence[FollowUp]:
        rows = await self._database.rows(self._sql["follow_ups"], closed=closed)
        return [_follow_up(row) for row in rows]

    async def close(
        self, reference: str, staff_id: StaffId, note: str, at: datetime
    ) -> FollowUp | None:
        async with self._database.transaction() as connection:
            values = {"reference": reference, "staff_id": staff_id, "note": note, "at": at}
            cursor = await connection.execute(self._sql["close_follow_up"], values)
            if await cursor.fetchone() is None:
                return None
            row = await (await connection.execute(self._sql["follow_up"], values)).fetchone()
            assert row is not None, "it was just updated"
            return _follow_up(row)

    async def count_open(self) -> int:
        row = await self._database.row(self._sql["count_open_follow_ups"])
        assert row is not None, "count gives a row"
        return int(row["n"])


class PostgresStaff:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = statements("people")

    async def add(self, member: StaffMember, at: datetime) -> None:
        try:
            await self._database.run(self._sql["add_staff"], at=at, **asdict(member))
        except psycopg.errors.UniqueViolation as error:
            raise EmailTaken(member.email) from error

    async def save(self, member: StaffMember) -> None:
        try:
            await self._database.run(self._sql["save_staff"], **asdict(member))
        except psycopg.errors.UniqueViolation as error:
            raise EmailTaken(member.email) from error

    async def get(self, staff_id: StaffId) -> StaffMember | None:
        row = await self._database.row(self._sql["get_staff"], id=staff_id)
        return _member(row) if row else None

    async def by_email(self, email: str) -> StaffMember | None:
        row = await self._database.row(self._sql["staff_by_email"], email=email)
        return _member(row) if row else None

    async def all(self) -> Sequence[StaffMember]:
        return [_member(row) for row in await self._database.rows(self._sql["all_staff"])]

    async def open_session(
        self, token_hash: bytes, staff_id: StaffId, csrf: str, at: datetime, expires_at: datetime
    ) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(self._sql["forget_old_sessions"], {"now": at})
            await connection.execute(
                self._sql["open_session"],
                {
                    "token_hash": token_hash,
                    "staff_id": staff_id,
                    "csrf": csrf,
                    "at": at,
                    "expires_at": expires_at,
                },
            )

    async def session(self, token_hash: bytes, now: datetime) -> StaffSession | None:
        row = await self._database.row(self._sql["session"], token_hash=token_hash, now=now)
        if row is None:
            return None
        return StaffSession(staff=_member(row), csrf=row["csrf"], expires_at=row["expires_at"])

    async def end_sessions_of(self, staff_id: StaffId) -> None:
        await self._database.run(self._sql["end_sessions_of"], staff_id=staff_id)

    async def note_failed_sign_in(self, key: str, at: datetime) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(
                self._sql["forget_failed_sign_ins"],
                {"key": key, "before": at - timedelta(days=1)},
            )
            await connection.execute(self._sql["note_failed_sign_in"], {"key": key, "at": at})

    async def failed_sign_ins(self, key: str, since: datetime) -> Sequence[datetime]:
        rows = await self._database.rows(self._sql["failed_sign_ins"], key=key, since=since)
        return [row["at"] for row in rows]

    async def renew_presence(
        self, staff_id: StaffId, status: Presence | None, until: datetime
    ) -> Presence:
        row = await self._database.row(
            self._sql["renew_presence"], staff_id=staff_id, status=status, until=until
        )
        assert row is not None, "an upsert gives a row"
        renewed: Presence = row["status"]
        return renewed

    async def shorten_presence(self, staff_id: StaffId, until: datetime) -> None:
        await self._database.run(self._sql["shorten_presence"], staff_id=staff_id, until=until)

    async def presences(self, now: datetime) -> Mapping[StaffId, Presence]:
        rows = await self._database.rows(self._sql["presences"], now=now)
        return {StaffId(str(row["staff_id"])): row["status"] for row in rows}


def _customer(row: DictRow) -> Customer:
    return Customer(id=CustomerId(str(row["id"])), subject=row["subject"], name=row["name"])


def _member(row: DictRow) -> StaffMember:
    return StaffMember(
        id=StaffId(str(row["id"])),
        email=row["email"],
        name=row["name"],
        role=Role(row["role"]),
        capacity=row["capacity"],
        active=row["active"],
        password_hash=row["password_hash"],
    )


def _follow_up(row: DictRow) -> FollowUp:
    return FollowUp(
        reference=row["reference"],
        kind=FollowUpKind(row["kind"]),
        conversation_id=ConversationId(str(row["conversation_id"])),
        customer_name=row["customer_name"],
        phone=row["phone"],
        reason=EscalationReason(row["reason"]),
        topic=row["topic"],
        created_at=row["created_at"],
        closed_at=row["closed_at"],
        closed_by=row["closer"],
        note=row["note"],
    )
