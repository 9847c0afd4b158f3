"""A bot that is starting, or gone: who waits for it, and until when."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from handoff.domain import events as e
from handoff.domain.conversation import Floor
from handoff.domain.escalation import EscalationReason
from tests.conformance.house import BOT_BLIP, BOT_LEASE, BOT_START, House
from tests.support.polling import eventually_async

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def starts(house: House) -> None:
    house.bot.away = True
    house.bot.starting_since = house.clock()


def is_there(house: House) -> None:
    house.bot.away = False
    house.bot.starting_since = None


async def looked(house: House) -> None:
    """It was asked, was not there, and somebody looks after it."""
    house.bot.missed.clear()
    house.bot.looked.clear()
    async with asyncio.timeout(10):
        await house.bot.missed.wait()
        house.bot.looked.clear()
        await house.bot.looked.wait()


async def test_a_message_waits_for_a_bot_that_is_starting(house: House) -> None:
    starts(house)
    rina, _ = await house.customer(), await house.agent()
    asking = asyncio.create_task(rina.says("saldo saya berapa"))
    await looked(house)
    assert (await house.sound(rina.id)).awaiting_bot_since is not None
    is_there(house)
    await asking
    assert (await house.kinds(rina.id))[-1] == "BotReplied"
    assert [turn.text for turn in house.bot.asked] == ["saldo saya berapa"]


async def test_what_is_written_meanwhile_is_asked_with_it_and_the_customer_is_told_once(
    house: House,
) -> None:
    starts(house)
    rina = await house.customer()
    asking = asyncio.create_task(rina.says("kartu saya"))

    async def told() -> bool:
        return "BotAwaited" in await house.kinds(rina.id)

    await eventually_async(told, what="the customer is told that it is starting")
    done = await rina.says("hilang")
    assert not done.owed, "who asks already asks about this too"
    is_there(house)
    await asking
    assert [turn.text for turn in house.bot.asked] == ["kartu saya\nhilang"]
    assert (await house.kinds(rina.id)).count("BotAwaited") == 1
    assert (await house.sound(rina.id)).awaiting_bot_since is None


async def test_nobody_waits_longer_than_the_start_may_take(house: House) -> None:
    starts(house)
    rina, _ = await house.customer(), await house.agent()
    asking = asyncio.create_task(rina.says())
    await looked(house)
    house.clock.pass_(BOT_START - SECOND)
    await looked(house)
    assert (await house.sound(rina.id)).floor is Floor.BOT
    house.clock.pass_(SECOND)
    await asking
    now = await house.sound(rina.id)
    assert (now.floor, now.reason) == (Floor.QUEUE, EscalationReason.BOT_UNAVAILABLE)


async def test_one_of_which_nothing_is_known_is_waited_for_shortly_and_once(house: House) -> None:
    house.bot.away = True
    rina, budi, _ = await house.customer(), await house.customer(), await house.agent()
    asking = asyncio.create_task(rina.says())
    await looked(house)
    house.clock.pass_(BOT_BLIP)
    await asking
    assert (await house.sound(rina.id)).floor is Floor.QUEUE
    await budi.says()  # it is still away: no second wait
    assert (await house.sound(budi.id)).floor is Floor.QUEUE
    assert "BotAwaited" not in await house.kinds(rina.id), "that it starts is not known"


async def test_an_absence_that_is_over_is_forgotten(house: House) -> None:
    house.bot.away = True
    rina, budi, _ = await house.customer(), await house.customer(), await house.agent()
    asking = asyncio.create_task(rina.says())
    await looked(house)
    house.clock.pass_(BOT_BLIP)
    await asking
    house.clock.pass_(MINUTE + SECOND)  # nobody has asked for long: that was another outage
    asking = asyncio.create_task(budi.says())
    await looked(house)
    is_there(house)
    await asking
    assert (await house.kinds(budi.id))[-1] == "BotReplied"


async def test_who_asks_for_a_person_meanwhile_gets_one_and_no_answer_of_the_bots(
    house: House,
) -> None:
    starts(house)
    rina, _ = await house.customer(), await house.agent()
    asking = asyncio.create_task(rina.says())
    await looked(house)
    await rina.asks_for_person()
    is_there(house)
    await asking
    assert (await house.sound(rina.id)).floor is Floor.QUEUE
    assert house.bot.asked == []


async def test_whoever_waits_keeps_the_turn_from_upkeep(house: House) -> None:
    starts(house)
    rina = await house.customer()
    asking = asyncio.create_task(rina.says())
    for _ in range(2):
        await looked(house)
        house.clock.pass_(BOT_LEASE - SECOND)
        await looked(house)
    assert await house.upkeep.owed_turns() == 0
    is_there(house)
    await asking
    assert len(house.bot.asked) == 1


async def test_upkeep_does_not_stand_still_for_it_and_loses_nothing(house: House) -> None:
    rina, _ = await house.customer(), await house.agent()
    await rina.writes("saldo saya berapa")  # and the gateway is gone
    house.clock.pass_(BOT_LEASE + SECOND)
    starts(house)
    assert await house.upkeep.owed_turns() == 1  # it asked, and left it
    assert (await house.sound(rina.id)).awaiting_bot_since is not None
    is_there(house)
    house.clock.pass_(BOT_LEASE + SECOND)
    assert await house.upkeep.owed_turns() == 1
    assert (await house.kinds(rina.id))[-1] == "BotReplied"


async def test_a_turn_is_kept_only_while_it_is_owed(house: House) -> None:
    rina = await house.customer()
    conversations = house.stores.conversations
    until = house.clock() + BOT_LEASE
    assert not await conversations.keep_turn(rina.id, until)
    await rina.writes()
    assert await conversations.keep_turn(rina.id, until + 3 * BOT_LEASE)
    house.clock.pass_(2 * BOT_LEASE)
    now = house.clock()
    assert await conversations.claim_owed_turns(now, now + BOT_LEASE, 10) == []
    house.clock.pass_(3 * BOT_LEASE)
    now = house.clock()
    assert await conversations.claim_owed_turns(now, now + BOT_LEASE, 10) == [rina.id]


async def test_it_is_told_of_a_turn_that_is_owed_and_of_no_other(house: House) -> None:
    rina = await house.customer()
    await rina.says()
    kinds = await house.kinds(rina.id)
    assert kinds[-1] == e.BotReplied.__name__
    assert e.BotAwaited.__name__ not in kinds
