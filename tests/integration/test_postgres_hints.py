"""Hints through PostgreSQL: they arrive, and a cut is noticed and healed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest

from handoff.adapters.postgres.database import Database
from handoff.adapters.postgres.listen import PostgresHints
from handoff.application.ports import Hint
from handoff.domain.ids import ConversationId

ID = ConversationId("c0000000-0000-4000-8000-000000000001")
EVERYTHING = Hint(conversation_id=None)
_LISTENERS = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and query = 'listen hangat'"
)


@pytest.fixture
async def hints(database_url: str) -> AsyncIterator[PostgresHints]:
    database = Database(database_url)
    await database.open()
    try:
        yield PostgresHints(database)
    finally:
        await database.close()


async def next_of(listening: AsyncIterator[Hint]) -> Hint:
    async with asyncio.timeout(15):
        return await anext(listening)


def cut(url: str) -> int:
    """Kill every listening connection; how many there were."""
    with psycopg.connect(url, autocommit=True) as connection:
        return len(connection.execute(_LISTENERS).fetchall())


async def test_a_hint_reaches_every_listener(hints: PostgresHints) -> None:
    first, second = hints.listen(), hints.listen()
    assert await next_of(first) == EVERYTHING
    assert await next_of(second) == EVERYTHING
    sent = [
        Hint(conversation_id=ID),
        Hint(conversation_id=ID, typing="agent", on=True),
        Hint(conversation_id=ID, typing="customer", on=False),
        EVERYTHING,
    ]
    for hint in sent:
        await hints.publish(hint)
    for listening in (first, second):
        assert [await next_of(listening) for _ in sent] == sent
        await listening.aclose()  # type: ignore[attr-defined]


async def test_a_stored_change_is_an_id_and_a_number(
    hints: PostgresHints, database_url: str
) -> None:
    listening = hints.listen()
    await next_of(listening)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("select pg_notify('hangat', %s)", (f"{ID} 7",))
        connection.execute("select pg_notify('hangat', %s)", (ID,))
    assert await next_of(listening) == Hint(conversation_id=ID, seq=7)
    assert await next_of(listening) == Hint(conversation_id=ID)
    await listening.aclose()  # type: ignore[attr-defined]


async def test_after_a_cut_it_says_look_at_everything(
    hints: PostgresHints, database_url: str
) -> None:
    listening = hints.listen()
    await next_of(listening)
    for _ in range(2):
        assert cut(database_url) == 1
        assert await next_of(listening) == EVERYTHING
    await hints.publish(Hint(conversation_id=ID))
    assert await next_of(listening) == Hint(conversation_id=ID)
    await listening.aclose()  # type: ignore[attr-defined]


async def test_who_stops_listening_leaves_no_connection(
    hints: PostgresHints, database_url: str
) -> None:
    listening = hints.listen()
    await next_of(listening)
    waiting = asyncio.ensure_future(anext(listening))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await listening.aclose()  # type: ignore[attr-defined]
    assert cut(database_url) == 0
