"""Two gateways on one database: one house, through whichever door one comes in."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

import pytest

from handoff import worker
from handoff.adapters.hub import Hub
from handoff.domain import events as e
from handoff.domain.access import Role
from tests.chaos.holds import check, nobody_waits_in_silence, read_all, views_are_fresh
from tests.chaos.people import AgentPage, CustomerPage
from tests.support.detector import ScriptedDetector
from tests.support.gateway import Gateway, running_gateway
from tests.support.polling import eventually_async

_SETTINGS: dict[str, Any] = {
    "heartbeat_s": 0.5,
    "presence_lease_s": 2.0,
    "upkeep_s": 0.1,
    "frames_per_10s": 10_000,
}
#: Far less than the hub's poll: what comes so soon came by a hint.
_HINTED_S = 1.0


@pytest.fixture
async def gateways(database_url: str) -> AsyncIterator[tuple[Gateway, Gateway]]:
    calm = ScriptedDetector({})  # a person comes where a test asks for one
    async with (
        running_gateway(database_url, detector=calm, **_SETTINGS) as one,
        running_gateway(database_url, detector=calm, **_SETTINGS) as two,
    ):
        yield one, two


@asynccontextmanager
async def worker_of(gateway: Gateway) -> AsyncIterator[None]:
    stopping = asyncio.Event()
    task = asyncio.create_task(worker.work(gateway.services.settings, stopping))
    try:
        yield
    finally:
        stopping.set()
        await task


def customer_at(gateway: Gateway, name: str, **kwargs: Any) -> CustomerPage:
    return CustomerPage(lambda: gateway.base_url, random.Random(name), name, **kwargs)


async def agent_at(gateway: Gateway, name: str, capacity: int = 4, **kwargs: Any) -> AgentPage:
    cookie = await gateway.staff(name, Role.AGENT, capacity)
    return AgentPage(lambda: gateway.base_url, random.Random(name), cookie, **kwargs)


async def test_what_happens_at_one_gateway_is_seen_at_the_other_at_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handoff.bootstrap.Hub", partial(Hub, poll_s=3600.0))  # hints alone
    url = database_url
    async with running_gateway(url, **_SETTINGS) as one, running_gateway(url, **_SETTINGS) as two:
        await _talk_across(one, two)


async def _talk_across(one: Gateway, two: Gateway) -> None:
    customer = customer_at(one, "rina")
    agent = await agent_at(two, "Dewi", enough=99)
    async with customer.here(), agent.here():
        await customer.until(lambda: customer.conversation)
        await agent.until(lambda: agent.me)
        customer.write(type="ask_human")
        await customer.nudge()
        await customer.until(lambda: customer.log.state["floor"] == "agent")
        for number in range(5):
            client_id = customer.say(f"pesan {number}")
            await customer.nudge()
            await customer.until(lambda i=client_id: i in customer.arrived, within=_HINTED_S)
            reply = f"Saya baca: pesan {number}"
            await customer.until(
                lambda r=reply: any(event.get("texts") == [r] for event in customer.log.events),
                within=_HINTED_S,
            )
        views_are_fresh(await check(one.services, [customer]), [customer], [])


async def test_two_tabs_at_two_gateways_are_one_conversation(
    gateways: tuple[Gateway, Gateway],
) -> None:
    one, two = gateways
    left, right = customer_at(one, "rina-kiri"), customer_at(two, "rina-kanan")
    async with left.here():
        await left.until(lambda: left.conversation)
        right.token = left.token
        async with right.here():
            await right.until(lambda: right.conversation)
            assert right.conversation == left.conversation
            for number in range(20):
                for tab in (left, right):
                    tab.say(f"{tab.name} {number}")
                    await tab.nudge()
            for tab in (left, right):
                await tab.until(lambda t=tab: t.at_rest)
            await eventually_async(lambda: left.log.events == right.log.events)
    log = next(iter((await read_all(one.services)).values()))
    said = [r.event.client_id for r in log if isinstance(r.event, e.MessageReceived)]
    assert len(said) == len(set(said)) == 40
    for tab in (left, right):
        assert [i for i in said if i.startswith(tab.name)] == [f["client_id"] for f in tab.sent]


async def test_all_agents_reach_for_everybody_and_each_customer_gets_one(
    gateways: tuple[Gateway, Gateway],
) -> None:
    one, two = gateways
    customers = [customer_at((one, two)[n % 2], f"pelanggan{n}") for n in range(6)]
    agents = [await agent_at((one, two)[n % 2], f"Petugas{n}", capacity=2) for n in range(3)]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(worker_of(one))
        for page in (*customers, *agents):
            await stack.enter_async_context(page.here())
        for customer in customers:
            customer.write(type="ask_human")
            customer.say("halo")
            customer.say("ada orang di sana")
        for customer in customers:
            await customer.until(lambda c=customer: not c.outbox and c.conversation)
        for agent in agents:
            agent.enough = 0
        for customer in customers:
            await customer.until(lambda c=customer: c.at_rest)
        logs = await check(one.services, customers)
        nobody_waits_in_silence(logs)
        taken = [
            r.event for log in logs.values() for r in log if isinstance(r.event, e.AgentAssigned)
        ]
        assert len(taken) == len(customers)
        codes = {frame["code"] for agent in agents for frame in agent.refused}
        assert codes <= {"conflict", "at_capacity", "illegal"}


async def test_a_gateway_goes_and_its_people_carry_on_at_the_other(database_url: str) -> None:
    async with AsyncExitStack() as stack:
        two = await stack.enter_async_context(running_gateway(database_url, **_SETTINGS))
        await stack.enter_async_context(worker_of(two))
        here = [two]  # where everybody goes

        def door() -> str:
            return here[-1].base_url

        async with running_gateway(database_url, **_SETTINGS) as one:
            here.append(one)
            cookie = await one.staff("Dewi")
            agent = AgentPage(door, random.Random(1), cookie, enough=99)
            customer = CustomerPage(door, random.Random(2), "rina")
            await stack.enter_async_context(agent.here())
            await stack.enter_async_context(customer.here())
            customer.write(type="ask_human")
            customer.say("halo")
            await customer.until(
                lambda: any(event.get("author") == "agent" for event in customer.log.events)
            )
            customer.say("masih di sana")
            here.append(two)
            await customer.nudge()
        customer.say("saya masih di sini")
        await customer.until(lambda: not customer.outbox)
        agent.enough = 0
        await customer.until(lambda: customer.at_rest)
        logs = await check(two.services, [customer])
        nobody_waits_in_silence(logs)
        views_are_fresh(logs, [customer], [])
        events = [r.event for log in logs.values() for r in log]
        assert not any(isinstance(event, e.Requeued) for event in events), "within the lease"


async def test_an_agent_who_vanishes_gives_everybody_back_in_their_old_places(
    gateways: tuple[Gateway, Gateway],
) -> None:
    one, two = gateways
    customers = [customer_at(one, f"pelanggan{n}") for n in range(3)]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(worker_of(two))
        gone = await agent_at(two, "Andi", enough=99)
        async with gone.here():
            for customer in customers:
                await stack.enter_async_context(customer.here())
                await customer.until(lambda c=customer: c.conversation)
                customer.write(type="ask_human")
                await customer.nudge()
                await customer.until(lambda c=customer: c.log.state["floor"] == "agent")
        for customer in customers:
            await customer.until(lambda c=customer: c.log.state["floor"] == "queue")
            notices = [event.get("notice") for event in customer.log.events]
            assert "agent_left" in notices
            await customer.until(lambda c=customer: c.log.state["nobody_on_duty"])
        waiting = await one.services.lists.conversations.waiting()
        assert [w.conversation.id for w in waiting] == [c.conversation for c in customers]
        there = await agent_at(one, "Dewi", enough=0)
        await stack.enter_async_context(there.here())
        for customer in customers:
            await customer.until(lambda c=customer: c.at_rest)
        nobody_waits_in_silence(await check(one.services, customers))
