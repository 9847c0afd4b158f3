"""Who does not read loses the socket, never a message, and holds up nobody else."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.chaos.holds import check, views_are_fresh
from tests.chaos.people import CustomerPage, Log
from tests.support.detector import ScriptedDetector
from tests.support.gateway import Gateway, running_gateway

_LONG = ("Saldo saya berapa ya? " * 180).strip()  # 3959 characters
_ACKNOWLEDGED_S = 2.0


@pytest.fixture
async def gateway(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gateway]:
    monkeypatch.setattr("api.sockets.link.SEND_TIMEOUT_S", 0.5)
    monkeypatch.setattr("api.sockets.wire._LAST_WORDS_S", 0.5)
    calm = ScriptedDetector({})  # who says the same again and again would be given a person
    async with running_gateway(
        database_url, detector=calm, heartbeat_s=0.5, frames_per_10s=1000
    ) as running:
        running.server.buffer_little()
        yield running


async def sleepy_tab(gateway: Gateway, page: CustomerPage) -> ClientConnection:
    """Another tab of the same customer, which says hello and then reads nothing."""
    address = urlsplit(gateway.base_url)
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, (str(address.hostname), address.port))
    tab = await connect(
        f"{gateway.ws_url}/ws/customer", sock=raw, ping_interval=None, max_queue=1, max_size=None
    )
    hello = {"type": "hello", "v": 1, "token": page.token, "conversation": page.conversation}
    await tab.send(json.dumps(hello))
    return tab


def holds(here: int, there: int) -> bool:
    """Whether a process still has the TCP connection from port *here* to port *there*.

    What the kernel itself was left with (without an inode) it drops in its own time.
    """
    ends = (f":{here:04X}", f":{there:04X}")
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any((row[1][-5:], row[2][-5:]) == ends and row[9] != "0" for row in rows)


async def test_a_slow_reader_loses_its_socket_and_no_message(gateway: Gateway) -> None:
    page = CustomerPage(lambda: gateway.base_url, random.Random(1), "pelanggan")
    async with page.here():
        await page.until(lambda: page.conversation)
        tab = await sleepy_tab(gateway, page)
        theirs = tab.transport.get_extra_info("sockname")[1]
        ours = urlsplit(gateway.base_url).port
        assert ours is not None
        assert holds(ours, theirs)

        slowest, end = 0.0, time.monotonic() + 10.0
        while holds(ours, theirs):
            assert time.monotonic() < end, "it still has its socket"
            begun = time.monotonic()
            client_id = page.say(f"{len(page.sent)} {_LONG}")
            await page.nudge()
            await page.until(lambda i=client_id: i in page.arrived)
            slowest = max(slowest, time.monotonic() - begun)
        assert slowest < _ACKNOWLEDGED_S, "nobody waits for a slow reader"

        await page.until(lambda: page.at_rest)
        tab.transport.abort()
        log = Log()
        async with await sleepy_tab(gateway, page) as awake:
            log.snapshot(json.loads(await awake.recv()))
        logs = await check(gateway.services, [page])
        views_are_fresh(logs, [page], [])
        assert log.events == page.log.events
