"""Rounds of upkeep: many at once, and none that fails holds up the others."""

from __future__ import annotations

import asyncio

import pytest

from handoff.adapters.memory import Memory
from handoff.application.ports import StoreUnavailable
from handoff.application.upkeep import TURNS_AT_ONCE
from tests.conformance.house import BOT_LEASE, House, Rina, Stores, answer
from tests.support.polling import eventually_async


@pytest.fixture
def house() -> House:
    memory = Memory()
    return House(
        Stores(
            conversations=memory.conversations,
            customers=memory.customers,
            follow_ups=memory.follow_ups,
            staff=memory.staff,
            policies=memory.policies,
            suggestions=memory.suggestions,
            hints=memory.hints,
        )
    )


async def owed(house: House, count: int) -> list[Rina]:
    """Customers whose messages nobody asked the bot about."""
    customers = [await house.customer() for _ in range(count)]
    for rina in customers:
        await rina.writes()
    house.clock.pass_(2 * BOT_LEASE)
    return customers


async def test_a_slow_bot_is_asked_side_by_side(house: House) -> None:
    await owed(house, 5)
    gate = house.bot.hold()
    upkeep = asyncio.create_task(house.upkeep.owed_turns())
    # All of them, before the first has its answer.
    await eventually_async(lambda: len(house.bot.asked) == 5)
    gate.set()
    assert await upkeep == 5


async def test_no_more_turns_are_claimed_than_are_asked_at_once(house: House) -> None:
    await owed(house, TURNS_AT_ONCE + 3)
    assert await house.upkeep.owed_turns() == TURNS_AT_ONCE
    assert await house.upkeep.owed_turns() == 3
    assert await house.upkeep.owed_turns() == 0


async def test_one_that_fails_holds_up_no_other_and_is_found_again(house: House) -> None:
    customers = await owed(house, 3)
    house.bot.script = [answer("a"), StoreUnavailable("the database went away"), answer("c")]
    with pytest.raises(StoreUnavailable):
        await house.upkeep.owed_turns()
    done = [(await house.sound(rina.id)).awaiting_bot_since is None for rina in customers]
    assert done == [True, False, True]
    assert await house.upkeep.owed_turns() == 0  # its lease holds
    house.clock.pass_(2 * BOT_LEASE)
    assert await house.upkeep.owed_turns() == 1
    assert (await house.sound(customers[1].id)).awaiting_bot_since is None
