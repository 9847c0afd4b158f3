"""What happens although whoever should have done it is gone."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.access import StaffActor
from handoff.domain.conversation import Floor
from handoff.domain.escalation import EscalationReason
from tests.conformance.house import BOT_LEASE, POLICY, PRESENCE_LEASE, House, Rina

SECOND = timedelta(seconds=1)


async def waiting(house: House) -> Rina:
    rina = await house.customer()
    await rina.writes("ada orang?")
    await rina.asks_for_person()
    return rina


async def stays_on_duty(house: House, agent: StaffActor) -> None:
    until = house.clock() + PRESENCE_LEASE
    await house.stores.staff.renew_presence(agent.staff_id, None, until)


# ------------------------------------------------------------------ owed turns


async def test_a_turn_whose_asker_died_is_asked_again(house: House) -> None:
    rina = await house.customer()
    await rina.writes()  # and the gateway is gone
    assert await house.upkeep.owed_turns() == 0  # its lease still holds
    house.clock.pass_(BOT_LEASE + SECOND)
    assert await house.upkeep.owed_turns() == 1
    assert (await house.kinds(rina.id))[-1] == "BotReplied"
    assert await house.upkeep.owed_turns() == 0


async def test_a_turn_whose_asker_died_ends_with_a_person_if_the_bot_is_down(
    house: House,
) -> None:
    rina, _ = await house.customer(), await house.agent()
    await rina.writes()
    house.clock.pass_(BOT_LEASE + SECOND)
    house.bot.is_down()
    await house.upkeep.owed_turns()
    now = await house.sound(rina.id)
    assert (now.floor, now.reason) == (Floor.QUEUE, EscalationReason.BOT_UNAVAILABLE)


async def test_an_asker_who_was_only_slow_does_not_answer_twice(house: House) -> None:
    rina = await house.customer()
    await rina.writes()
    gate = house.bot.hold()
    slow = asyncio.create_task(house.turns.take(rina.id))
    await house.bot.waiting.wait()
    house.bot.gate = None
    house.clock.pass_(BOT_LEASE + SECOND)
    assert await house.upkeep.owed_turns() == 1
    gate.set()
    await slow
    assert (await house.kinds(rina.id)).count("BotReplied") == 1


async def test_an_asker_who_failed_late_does_not_disturb_the_next_turn(house: House) -> None:
    rina, _ = await house.customer(), await house.agent()
    await rina.writes()
    gate = house.bot.hold()
    house.bot.is_down()
    slow = asyncio.create_task(house.turns.take(rina.id))
    await house.bot.waiting.wait()
    house.bot.gate = None
    house.clock.pass_(BOT_LEASE + SECOND)
    await house.upkeep.owed_turns()
    await rina.writes("lagi")  # a new turn is owed when the old failure comes in
    gate.set()
    await slow
    assert (await house.sound(rina.id)).floor is Floor.BOT
    await house.turns.take(rina.id)
    assert (await house.sound(rina.id)).awaiting_bot_since is None


async def test_upkeep_of_two_workers_at_once_asks_once(house: House) -> None:
    customers = [await house.customer() for _ in range(3)]
    for rina in customers:
        await rina.writes()
    house.clock.pass_(BOT_LEASE + SECOND)
    found = await asyncio.gather(house.upkeep.owed_turns(), house.upkeep.owed_turns())
    assert sum(found) == 3
    assert len(house.bot.asked) == 3


# ------------------------------------------------------------------ agents who are gone


async def test_the_conversation_of_a_vanished_agent_keeps_its_place(house: House) -> None:
    sari = await house.agent()
    rina = await waiting(house)
    house.clock.pass_(10 * SECOND)
    dewi = await waiting(house)
    place = await house.sound(rina.id)
    await house.service.accept(sari, rina.id)
    assert await house.upkeep.absent_agents() == 0
    house.clock.pass_(PRESENCE_LEASE + SECOND)
    budi = await house.agent("Budi")
    assert await house.upkeep.absent_agents() == 1
    now = await house.sound(rina.id)
    assert (now.floor, now.agent_id) == (Floor.QUEUE, None)
    assert (now.queued_at, now.due_at) == (place.queued_at, place.due_at)
    line = [s.conversation.id for s in await house.stores.conversations.waiting()]
    assert line == [rina.id, dewi.id]  # before whoever came later
    requeued = (await house.log(rina.id))[-1].event
    assert isinstance(requeued, e.Requeued)
    assert requeued.cause is e.RequeueCause.LEASE_LAPSED
    await house.service.accept(budi, rina.id)
    assert await house.upkeep.absent_agents() == 0


async def test_the_last_agent_vanished_and_the_customer_is_told(house: House) -> None:
    sari, rina = await house.agent(), await waiting(house)
    await house.service.accept(sari, rina.id)
    house.clock.pass_(PRESENCE_LEASE + SECOND)
    await house.upkeep.absent_agents()
    assert (await house.kinds(rina.id))[-2:] == ["Requeued", "NobodyOnDuty"]


async def test_an_agent_who_came_back_in_time_keeps_the_conversation(house: House) -> None:
    sari, rina = await house.agent(), await waiting(house)
    await house.service.accept(sari, rina.id)
    house.clock.pass_(PRESENCE_LEASE - SECOND)
    await stays_on_duty(house, sari)
    house.clock.pass_(PRESENCE_LEASE - SECOND)
    assert await house.upkeep.absent_agents() == 0


# ------------------------------------------------------------------ nobody waits in silence


async def test_with_nobody_on_duty_the_customer_is_told_at_once_and_gets_a_ticket(
    house: House,
) -> None:
    rina = await waiting(house)
    assert (await house.kinds(rina.id))[-1] == "NobodyOnDuty"
    house.clock.pass_(POLICY.unattended_ticket_after - SECOND)
    assert await house.upkeep.unattended() == 0
    house.clock.pass_(SECOND)
    assert await house.upkeep.unattended() == 1
    (ticket,) = await house.stores.follow_ups.all(closed=False)
    assert ticket.kind is e.FollowUpKind.TICKET
    now = await house.sound(rina.id)
    assert (now.floor, now.follow_up) == (Floor.BOT, ticket.reference)
    opened = (await house.log(rina.id))[-1].event
    assert isinstance(opened, e.FollowUpOpened)
    assert not opened.by_customer
    assert await house.upkeep.unattended() == 0


async def test_who_keeps_writing_gets_the_ticket_all_the_same(house: House) -> None:
    rina = await waiting(house)
    house.clock.pass_(POLICY.unattended_ticket_after - SECOND)
    await rina.writes("masih di sini")
    house.clock.pass_(SECOND)
    assert await house.upkeep.unattended() == 1
    assert (await house.sound(rina.id)).follow_up is not None


async def test_who_writes_meanwhile_is_told_once_that_it_is_kept_and_warned_of_secrets(
    house: House,
) -> None:
    rina = await waiting(house)
    house.clock.pass_(timedelta(seconds=10))
    await rina.writes("bisa dibantu dulu ga")
    assert (await house.kinds(rina.id))[-2:] == ["MessageReceived", "MessageKept"]
    house.clock.pass_(timedelta(minutes=2))
    await rina.writes("kode OTP saya 403812, tolong diperiksa")
    assert (await house.kinds(rina.id))[-2:] == ["MessageReceived", "SecretWarned"]
    await rina.writes("PIN saya 558213")
    await rina.writes("halo")
    assert (await house.kinds(rina.id))[-2:] == ["MessageReceived", "MessageReceived"]
    assert (await house.sound(rina.id)).floor is Floor.QUEUE


async def test_whoever_waits_is_told_when_the_last_agent_leaves(house: House) -> None:
    await house.agent()
    rina = await waiting(house)
    assert await house.upkeep.unattended() == 0
    house.clock.pass_(PRESENCE_LEASE + SECOND)
    assert await house.upkeep.unattended() == 1
    assert (await house.kinds(rina.id))[-1] == "NobodyOnDuty"
    assert await house.upkeep.unattended() == 0  # once


async def test_an_agent_who_is_away_is_nobody(house: House) -> None:
    await house.agent(status="away")
    rina = await waiting(house)
    assert (await house.kinds(rina.id))[-1] == "NobodyOnDuty"


async def test_with_people_on_duty_there_is_more_patience(house: House) -> None:
    sari, rina = await house.agent(), await waiting(house)
    house.clock.pass_(POLICY.waiting_ticket_after - SECOND)
    await stays_on_duty(house, sari)
    assert await house.upkeep.unattended() == 0
    house.clock.pass_(SECOND)
    assert await house.upkeep.unattended() == 1
    assert (await house.sound(rina.id)).follow_up is not None


async def test_back_in_line_after_a_long_chat_is_not_a_ticket_at_once(house: House) -> None:
    sari, rina = await house.agent(), await waiting(house)
    await house.service.accept(sari, rina.id)
    house.clock.pass_(3 * POLICY.waiting_ticket_after)
    await stays_on_duty(house, sari)
    await house.service.requeue(sari, rina.id)
    assert await house.upkeep.unattended() == 0


async def test_an_agent_who_is_faster_than_the_ticket_wins(house: House) -> None:
    rina = await waiting(house)
    house.clock.pass_(POLICY.unattended_ticket_after)
    sari = await house.agent()
    await house.service.accept(sari, rina.id)
    await house.upkeep._do(  # what a round decides that looked just before
        rina.id, c.OpenFollowUp(kind=e.FollowUpKind.TICKET, reference="", by_customer=False)
    )
    assert (await house.sound(rina.id)).floor is Floor.AGENT
    assert await house.stores.follow_ups.count_open() == 0


# ------------------------------------------------------------------ what everybody left


async def test_what_everybody_left_is_closed(house: House) -> None:
    rina = await house.customer()
    await rina.says()
    waits, sari = await waiting(house), await house.agent()
    held = await waiting(house)
    await house.service.accept(sari, held.id)
    house.clock.pass_(POLICY.idle_close_after)
    assert await house.upkeep.idle() == 0
    house.clock.pass_(SECOND)
    assert await house.upkeep.idle() == 1
    now = await house.sound(rina.id)
    assert (now.floor, now.closed_by) == (Floor.CLOSED, e.ClosedBy.SYSTEM)
    assert (await house.sound(waits.id)).floor is Floor.QUEUE  # never by silence
    assert (await house.sound(held.id)).floor is Floor.AGENT
    assert await house.upkeep.idle() == 0
