"""What only a real database can show: few connections, lost ones, its own constraints."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest

from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.database import Database, statements
from handoff.adapters.postgres.listen import PostgresHints
from handoff.adapters.postgres.people import PostgresCustomers, PostgresFollowUps, PostgresStaff
from handoff.adapters.postgres.policies import PostgresPolicies
from handoff.adapters.postgres.suggestions import PostgresSuggestions
from handoff.application.ports import StoreUnavailable
from handoff.domain import events as e
from handoff.domain.ids import ConversationId
from tests.conformance.house import T0, House, Stores


def house_over(database: Database) -> House:
    return House(
        Stores(
            conversations=PostgresConversations(database),
            customers=PostgresCustomers(database),
            follow_ups=PostgresFollowUps(database),
            staff=PostgresStaff(database),
            policies=PostgresPolicies(database),
            suggestions=PostgresSuggestions(database),
            hints=PostgresHints(database),
        )
    )


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, max_size=2)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


def cut(url: str) -> int:
    """Kill every other connection to this database."""
    with psycopg.connect(url, autocommit=True) as connection:
        killed = connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
            " and backend_type = 'client backend'"
        )
        return len(killed.fetchall())


async def test_more_deciders_than_connections_only_wait_in_line(database: Database) -> None:
    """A decision needs one connection: with two for each, all would wait for the second."""
    house = house_over(database)
    customers = [await house.customer() for _ in range(8)]
    done = await asyncio.gather(*(rina.writes() for rina in customers))
    assert all(one.owed for one in done)


async def test_a_pool_of_dead_connections_heals_itself(
    database: Database, database_url: str
) -> None:
    house = house_over(database)
    rina = await house.customer()
    client_id = rina.client_id()
    lost = cut(database_url)
    for _ in range(lost):  # each may cost one try, which the sender makes again
        with suppress(StoreUnavailable):
            await rina.writes("halo", client_id)
    await rina.writes("halo", client_id)
    assert (await house.sound(rina.id)).seq == 3


async def test_a_connection_lost_under_the_lock_stores_nothing(
    database: Database, database_url: str
) -> None:
    house = house_over(database)
    rina = await house.customer()

    async def lose() -> None:
        async with house.stores.conversations.locked(rina.id) as locked:
            cut(database_url)
            await locked.next_reference()

    with pytest.raises(StoreUnavailable):
        await lose()
    with suppress(StoreUnavailable):  # the pool's other connection was cut as well
        await house.kinds(rina.id)
    assert await house.kinds(rina.id) == ["ConversationStarted"]
    await rina.says()


async def test_a_refused_statement_takes_the_whole_transaction_with_it(database: Database) -> None:
    house = house_over(database)
    rina = await house.customer()
    before = await house.sound(rina.id)

    async def twice_the_same_number() -> None:
        async with house.stores.conversations.locked(rina.id) as locked:
            record = e.Recorded(seq=1, at=T0, event=e.LanguageChanged(language="en"))
            await locked.append([record], replace(before, language="en"), T0)

    for _ in range(3):  # more often than there are connections: none is left unusable
        with pytest.raises(psycopg.errors.UniqueViolation):
            await twice_the_same_number()
    assert await house.sound(rina.id) == before
    await rina.says()
    assert (await house.sound(rina.id)).seq == 4


async def test_without_a_server_the_store_is_unavailable() -> None:
    # Port 1 belongs to nobody.
    database = Database("postgresql://app@127.0.0.1:1/none", timeout_s=0.3)
    await database.open()
    try:
        with pytest.raises(StoreUnavailable):
            await PostgresConversations(database).get(ConversationId(str(uuid4())))
    finally:
        await database.close()


async def test_the_tables_refuse_what_must_never_be(database: Database, database_url: str) -> None:
    house = house_over(database)
    rina = await house.customer()
    impossible = {
        "agent_holds_the_floor": "floor = 'agent'",
        "bot_owes_only_on_its_floor": "floor = 'closed', awaiting_bot_since = now()",
        "who_waits_is_due": "floor = 'queue'",
        "conversations_floor_check": "floor = 'nobody'",
    }
    with psycopg.connect(database_url, autocommit=True) as connection:
        for constraint, change in impossible.items():
            with pytest.raises(psycopg.errors.CheckViolation) as caught:
                connection.execute(f"update hangat.conversations set {change}")
            assert caught.value.diag.constraint_name == constraint
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into hangat.events select * from hangat.events")
    assert (await house.sound(rina.id)).seq == 1


@pytest.mark.parametrize("name", ["conversations", "people"])
def test_every_statement_is_one_that_the_database_accepts(database_url: str, name: str) -> None:
    """Statements that no test happens to run are prepared at least."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("set search_path = hangat")
        for statement, text in statements(name).items():
            numbers: dict[str, int] = {}

            def number(parameter: str, numbers: dict[str, int] = numbers) -> str:
                return f"${numbers.setdefault(parameter, len(numbers) + 1)}"

            prepared = re.sub(r"%\((\w+)\)s", lambda m: number(m[1]), text)
            connection.execute(f"prepare {statement}_checked as {prepared}")
