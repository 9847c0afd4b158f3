"""Many talk while database and network fail in every way, one after the other."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from starlette.responses import JSONResponse, Response
from structlog.testing import capture_logs

from handoff import bootstrap, worker
from handoff.domain.access import Role
from tests.chaos.conftest import TcpServer
from tests.chaos.holds import check, nobody_waits_in_silence, read_all, views_are_fresh
from tests.chaos.people import AgentPage, CustomerPage
from tests.support.gateway import Gateway, running_gateway, said
from tests.support.polling import eventually_async
from tests.support.proxy import TcpProxy

_CUSTOMERS = 4
_MESSAGES = 16
_BOT_DEADLINE_S = 0.6


@asynccontextmanager
async def worker_of(gateway: Gateway) -> AsyncIterator[None]:
    stopping = asyncio.Event()
    task = asyncio.create_task(worker.work(gateway.services.settings, stopping))
    try:
        yield
    finally:
        stopping.set()
        await task


class Storm:
    """Faults by name; each ends by itself or is healed after a while."""

    def __init__(
        self,
        rng: random.Random,
        server: TcpServer,
        database: str,
        links: dict[str, TcpProxy],
        customers: list[CustomerPage],
        agents: list[AgentPage],
    ) -> None:
        self._rng = rng
        self._server = server
        self._database = database
        self._links = links
        self._customers = customers
        self._agents = agents
        self.happened: list[str] = []

    def faults(self) -> list[tuple[str, Callable[[], Awaitable[None]]]]:
        listed: list[tuple[str, Callable[[], Awaitable[None]]]] = [
            ("backends are terminated", self._terminate),
            ("the database is killed", self._kill),
            ("customers vanish", self._vanish),
        ]
        for name, link in self._links.items():
            listed += [
                (f"{name}: reset", lambda link=link: self._reset(link)),
                (f"{name}: slow", lambda link=link: self._slow(link)),
                (f"{name}: swallowed", lambda link=link: self._swallow(link)),
                (f"{name}: answers swallowed", lambda link=link: self._deaf(link)),
                (f"{name}: refused", lambda link=link: self._refuse(link)),
            ]
        self._rng.shuffle(listed)
        return listed

    async def run(self) -> None:
        for name, fault in self.faults():
            self.happened.append(name)
            await fault()
            await self._talk(0.3, more=2)

    async def _talk(self, at_most: float, more: int = 10_000) -> None:
        """Until so many more messages arrived, or so many seconds have passed."""
        goal = self.arrived() + more
        with suppress(AssertionError):
            await eventually_async(lambda: self.arrived() >= goal, timeout=at_most)

    def arrived(self) -> int:
        return sum(len(customer.arrived) for customer in self._customers)

    async def _terminate(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._server.url) as connection:
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
                [self._database],
            )

    async def _kill(self) -> None:
        self._server.stop(signal.SIGKILL)
        await self._talk(0.5)
        self._server.start()

    async def _vanish(self) -> None:
        for page in (*self._customers, *self._agents):
            if self._rng.random() < 0.7:
                page.vanish()

    async def _reset(self, link: TcpProxy) -> None:
        link.reset()

    async def _slow(self, link: TcpProxy) -> None:
        link.delay_s = self._rng.uniform(0.02, 0.1)
        await self._talk(0.6, more=3)
        link.heal()

    async def _swallow(self, link: TcpProxy) -> None:
        """Half-open: both ends believe in the link, until something on the way forgets it."""
        link.drop()
        await self._talk(self._rng.uniform(0.3, 1.0))
        link.heal()
        link.reset()

    async def _deaf(self, link: TcpProxy) -> None:
        """What is sent arrives and is carried out; the answer to it does not come."""
        link.to_client = False
        await self._talk(self._rng.uniform(0.3, 1.0))
        link.heal()
        link.reset()

    async def _refuse(self, link: TcpProxy) -> None:
        link.accepting = False
        link.reset()
        await self._talk(self._rng.uniform(0.3, 1.0))
        link.heal()


def moody(rng: random.Random) -> Callable[[dict[str, Any]], Awaitable[Response]]:
    """A bot that mostly answers, and now and then fails, wants a person, or is too late."""

    async def answer(body: dict[str, Any]) -> Response:
        mood = rng.random()
        if mood < 0.05:
            return JSONResponse({"error": "no_model", "message": ""}, 503)
        if mood < 0.1:
            return JSONResponse(said("", outcome="escalate", escalate="sensitive"))
        if mood < 0.15:
            await asyncio.sleep(_BOT_DEADLINE_S * 1.5)
        return JSONResponse(said(f"Anda bilang: {body['text']}"))

    return answer


async def test_nothing_is_lost_doubled_or_reordered(
    seed: int,
    tcp_server: TcpServer,
    tcp_database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = random.Random(seed)
    monkeypatch.setattr(bootstrap, "_LEASE_MARGIN", timedelta(seconds=1))
    monkeypatch.setattr("handoff.adapters.postgres.database._PATIENCE_S", 2.0)
    with capture_logs() as lines:
        await _storm(rng, tcp_server, tcp_database)
    ours = [line for line in lines if line["log_level"] == "error" and not _of_the_weather(line)]
    assert not ours, "faults of ours, not of the network's or the database's"


def _of_the_weather(line: MutableMapping[str, Any]) -> bool:
    return line["event"] in ("turn.no_database", "worker.no_database")


async def _storm(rng: random.Random, tcp_server: TcpServer, tcp_database: str) -> None:
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(TcpProxy(tcp_server.port))
        gateway = await stack.enter_async_context(
            running_gateway(
                tcp_server.through(database.port, tcp_database),
                heartbeat_s=0.5,
                presence_lease_s=2.0,
                upkeep_s=0.2,
                bot_deadline_s=_BOT_DEADLINE_S,
                detector_deadline_s=5.0,  # how fast it reads is measured elsewhere
                frames_per_10s=10_000,
                log_level="error",
            )
        )
        gateway.rasa.answer = moody(random.Random(rng.random()))
        await stack.enter_async_context(worker_of(gateway))
        network = await stack.enter_async_context(TcpProxy(urlsplit(gateway.base_url).port or 0))

        def door() -> str:
            return f"http://127.0.0.1:{network.port}"

        agents = [
            AgentPage(
                door, random.Random(rng.random()), await gateway.staff(name, Role.AGENT, capacity=2)
            )
            for name in ("Dewi", "Andi")
        ]
        customers = [
            CustomerPage(door, random.Random(rng.random()), f"pelanggan{number}")
            for number in range(_CUSTOMERS)
        ]
        for customer in customers:
            for number in range(_MESSAGES):
                customer.say(f"{customer.name} pesan {number}")
                if rng.random() < 0.15:
                    customer.write(type="ask_human")
        for page in (*agents, *customers):
            await stack.enter_async_context(page.here())

        storm = Storm(
            rng,
            tcp_server,
            tcp_database,
            {"database": database, "network": network},
            customers,
            agents,
        )
        await storm.run()
        for agent in agents:
            agent.enough = 0  # hand back whatever is answered
        for customer in customers:
            await customer.until(lambda c=customer: c.at_rest, within=30, saying=f"rest; {agents}")

        async def fresh() -> bool:
            views_are_fresh(await read_all(gateway.services), customers, agents)
            return True

        await eventually_async(fresh, timeout=10, every=0.2, what="all pages are up to date")
        logs = await check(gateway.services, customers)
        nobody_waits_in_silence(logs)
