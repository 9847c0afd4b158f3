"""The stores under test, empty each time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from handoff.adapters.memory import Memory
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.database import Database
from handoff.adapters.postgres.listen import PostgresHints
from handoff.adapters.postgres.migrate import migrate
from handoff.adapters.postgres.people import PostgresCustomers, PostgresFollowUps, PostgresStaff
from handoff.adapters.postgres.policies import PostgresPolicies
from handoff.adapters.postgres.suggestions import PostgresSuggestions
from handoff.cli.local.database import with_database
from tests.conformance.house import House, Stores


@pytest.fixture(scope="session")
def conformance_url(postgres_url: str) -> str:
    """One migrated database for all these tests; each finds it empty."""
    name = f"conformance_{uuid4().hex[:8]}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = with_database(postgres_url, name)
    migrate(url)
    return url


def _empty(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(
            "truncate hangat.customers, hangat.staff, hangat.failed_sign_ins"
            " restart identity cascade"
        )


@pytest.fixture(params=["memory", "postgres"])
async def stores(request: pytest.FixtureRequest) -> AsyncIterator[Stores]:
    if request.param == "memory":
        memory = Memory()
        yield Stores(
            conversations=memory.conversations,
            customers=memory.customers,
            follow_ups=memory.follow_ups,
            staff=memory.staff,
            policies=memory.policies,
            suggestions=memory.suggestions,
            hints=memory.hints,
        )
        return
    url: str = request.getfixturevalue("conformance_url")
    _empty(url)
    database = Database(url, max_size=6)
    await database.open()
    try:
        yield Stores(
            conversations=PostgresConversations(database),
            customers=PostgresCustomers(database),
            follow_ups=PostgresFollowUps(database),
            staff=PostgresStaff(database),
            policies=PostgresPolicies(database),
            suggestions=PostgresSuggestions(database),
            hints=PostgresHints(database),
        )
    finally:
        await database.close()


@pytest.fixture
async def house(stores: Stores) -> House:
    return House(stores)
