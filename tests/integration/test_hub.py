"""The hub: hints wake followers at once, and what was lost is found by the poll."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import psycopg
import pytest

from handoff.adapters.hub import Hub
from handoff.adapters.memory import Memory
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.adapters.postgres.database import Database
from handoff.adapters.postgres.listen import PostgresHints
from handoff.adapters.postgres.people import PostgresCustomers, PostgresFollowUps, PostgresStaff
from handoff.adapters.postgres.policies import PostgresPolicies
from handoff.adapters.postgres.suggestions import PostgresSuggestions
from handoff.application.ports import Hint, StoreUnavailable
from handoff.domain.ids import ConversationId
from tests.conformance.house import House, Rina, Stores

NEVER = 3600.0


class Ear:
    """Remembers what it was told, and can be waited for."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Hint] = asyncio.Queue()

    def __call__(self, hint: Hint) -> None:
        self.heard.put_nowait(hint)

    async def hears(self, wanted: Hint) -> Hint:
        """The next hint like *wanted*, which may say a number besides."""
        async with asyncio.timeout(15):
            while replace(hint := await self.heard.get(), seq=wanted.seq) != wanted:
                pass
        return hint

    def nothing_more(self) -> bool:
        return self.heard.empty()

    def forget(self) -> None:
        while not self.heard.empty():
            self.heard.get_nowait()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
def house(database: Database) -> House:
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


def hub_of(house: House, *, poll_s: float = NEVER) -> Hub:
    return Hub(house.stores.hints, house.stores.conversations, poll_s=poll_s)


async def write_without_a_hint(house: House, url: str, rina: Rina) -> None:
    """A change whose NOTIFY was lost on the way."""
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await connection.execute(
            "update hangat.conversations set seq = seq + 1 where id = %s", (rina.id,)
        )


async def test_whoever_follows_hears_of_a_change_and_nobody_else(house: House) -> None:
    rina, dewi = await house.customer(), await house.customer()
    hub, follower, other, watcher = hub_of(house), Ear(), Ear(), Ear()
    with (
        hub.following(rina.id, follower),
        hub.following(dewi.id, other),
        hub.watching(watcher),
    ):
        async with hub.running():
            for ear in (follower, other, watcher):
                await ear.hears(Hint(conversation_id=None))  # it begins with a look at everything
            await rina.writes()
            told = await follower.hears(Hint(conversation_id=rina.id))
            assert told.seq == (await house.sound(rina.id)).seq  # who has it need not look
            await watcher.hears(Hint(conversation_id=rina.id))
            assert other.nothing_more()


async def test_typing_reaches_followers_and_no_list(house: House) -> None:
    rina = await house.customer()
    hub, follower, watcher = hub_of(house), Ear(), Ear()
    typing = Hint(conversation_id=rina.id, typing="agent", on=True)
    with hub.following(rina.id, follower), hub.watching(watcher):
        async with hub.running():
            await follower.hears(Hint(conversation_id=None))
            await watcher.hears(Hint(conversation_id=None))
            await house.stores.hints.publish(typing)
            await follower.hears(typing)
            assert watcher.nothing_more()


async def test_a_lost_notification_costs_a_poll_and_no_message(
    house: House, database_url: str
) -> None:
    rina = await house.customer()
    hub, follower, watcher = hub_of(house, poll_s=0.05), Ear(), Ear()
    with hub.following(rina.id, follower), hub.watching(watcher):
        async with hub.running():
            await follower.hears(Hint(conversation_id=None))
            await follower.hears(Hint(conversation_id=rina.id))  # the first poll knows nothing
            watcher.forget()
            await write_without_a_hint(house, database_url, rina)
            await follower.hears(Hint(conversation_id=rina.id))
            await watcher.hears(Hint(conversation_id=None))


async def test_a_change_that_is_polled_is_told_once(house: House, database_url: str) -> None:
    rina = await house.customer()
    hub, follower, watcher = hub_of(house, poll_s=0.02), Ear(), Ear()
    with hub.following(rina.id, follower), hub.watching(watcher):
        async with hub.running():
            await follower.hears(Hint(conversation_id=rina.id))
            watcher.forget()
            for _ in range(3):  # three more rounds
                await watcher.hears(Hint(conversation_id=None))
            assert follower.nothing_more()


async def test_a_cut_of_the_listening_connection_is_healed(house: House, database_url: str) -> None:
    rina = await house.customer()
    hub, follower = hub_of(house), Ear()
    with hub.following(rina.id, follower):
        async with hub.running():
            await follower.hears(Hint(conversation_id=None))
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and query = 'listen hangat'"
                )
            await follower.hears(Hint(conversation_id=None))  # it may have missed something
            await rina.writes()
            await follower.hears(Hint(conversation_id=rina.id))


async def test_who_stops_following_hears_nothing(house: House) -> None:
    rina = await house.customer()
    hub, stays, leaves = hub_of(house), Ear(), Ear()
    with hub.following(rina.id, stays):
        async with hub.running():
            with hub.following(rina.id, leaves):
                await leaves.hears(Hint(conversation_id=None))
            await rina.writes()
            await stays.hears(Hint(conversation_id=rina.id))
            assert leaves.nothing_more()
    assert not hub._followers


class Down:
    """Conversations of a database that is away for the first two polls."""

    def __init__(self) -> None:
        self.polls = 0

    async def heads(self, ids: Sequence[ConversationId]) -> dict[ConversationId, int]:
        self.polls += 1
        if self.polls <= 2:
            raise StoreUnavailable("no connection")
        return dict.fromkeys(ids, self.polls)


async def test_polling_outlives_a_lost_database() -> None:
    down, ear = Down(), Ear()
    hub = Hub(Memory().hints, down, poll_s=0.01)  # type: ignore[arg-type]
    id_ = ConversationId("c0000000-0000-4000-8000-000000000001")
    with hub.following(id_, ear):
        async with hub.running():
            await ear.hears(Hint(conversation_id=id_))
    assert down.polls >= 3


async def test_one_listeners_fault_does_not_cut_off_the_others(house: House) -> None:
    hub = Hub(house.stores.hints, house.stores.conversations)
    told: list[Hint] = []

    def broken(hint: Hint) -> None:
        raise RuntimeError("a bug")

    rina = await house.customer()
    with hub.following(rina.id, broken), hub.following(rina.id, told.append):
        hub.tell(Hint(conversation_id=rina.id))
    assert told == [Hint(conversation_id=rina.id)]
