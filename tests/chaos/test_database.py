"""A database that was away, or is frozen, is one that is soon there again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from handoff.adapters.postgres import database as adapter
from handoff.adapters.postgres.database import Database
from handoff.application.ports import StoreUnavailable
from tests.chaos.conftest import TcpServer
from tests.support.polling import eventually_async
from tests.support.proxy import TcpProxy

_CONNECTIONS = 6


@pytest.fixture
async def link(tcp_server: TcpServer) -> AsyncIterator[TcpProxy]:
    async with TcpProxy(tcp_server.port) as proxy:
        yield proxy


@pytest.fixture
async def database(
    link: TcpProxy, tcp_server: TcpServer, tcp_database: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Database]:
    """With all its connections made, and rested."""
    monkeypatch.setattr(adapter, "_RESTED_S", 0.0)
    database = Database(tcp_server.through(link.port, tcp_database), max_size=_CONNECTIONS)
    await database.open()

    async def full() -> bool:
        pauses = (database.rows("select pg_sleep(0.1)") for _ in range(_CONNECTIONS))
        await asyncio.gather(*pauses)
        return link.connections == _CONNECTIONS

    await eventually_async(full)
    yield database
    await database.close()


async def seconds_until_well(database: Database) -> float:
    begun = time.monotonic()
    await database.rows("select 1")
    return time.monotonic() - begun


async def test_after_a_restart_the_first_question_is_answered(
    database: Database, tcp_server: TcpServer
) -> None:
    tcp_server.stop()
    tcp_server.start()
    assert await seconds_until_well(database) < 2.0


async def test_cut_links_are_replaced_together(database: Database, link: TcpProxy) -> None:
    link.reset()
    assert await seconds_until_well(database) < 2.0


async def test_it_is_found_again_soon_however_long_it_was_away(
    database: Database, link: TcpProxy
) -> None:
    link.accepting = False
    link.reset()
    end = time.monotonic() + 8.0  # long enough for the pauses between attempts to have grown
    while time.monotonic() < end:
        with pytest.raises(StoreUnavailable):
            await database.rows("select 1")
    link.heal()
    assert await seconds_until_well(database) < 4.0


async def test_who_acknowledges_and_never_answers_is_not_waited_for(
    database: Database, link: TcpProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "_PATIENCE_S", 0.3)
    link.drop()

    async def write() -> None:
        async with database.transaction() as connection:
            await connection.execute("select 1")

    refusals = await asyncio.gather(
        *(database.rows("select 1") for _ in range(3)), write(), return_exceptions=True
    )
    assert {type(refusal) for refusal in refusals} == {StoreUnavailable}
    link.heal()
    assert await seconds_until_well(database) < 4.0
