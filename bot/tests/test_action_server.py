"""A kept connection that the action server has closed loses no turn."""

import asyncio
from typing import Any, List

import aiohttp
import pytest
from sanic.config import DEFAULT_CONFIG

from actions.base import TURN_S
from channels.action_server import KEPT_S, WatchedEndpoint, note_failures

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


async def ask(answers: List[int], times: int) -> "tuple[int, List[str]]":
    """Asks so often of a server that answers so often on each connection, and then closes it.

    Gives the number of connections and the failures noted.
    """
    opened = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        left = answers[min(opened, len(answers)) - 1]
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                break
            length = next(
                int(line.partition(b":")[2])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length")
            )
            await reader.readexactly(length)
            if left == 0:
                break
            left -= 1
            writer.write(ANSWER)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    endpoint = WatchedEndpoint(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhook")
    failures = note_failures()
    try:
        for _ in range(times):
            try:
                assert await endpoint.request(json={"next_action": "action_x"}, timeout=1) == {}
            except aiohttp.ClientError:
                pass
    finally:
        if endpoint._kept is not None:
            await endpoint._kept.close()
        server.close()
        await server.wait_closed()
    return opened, failures


def test_a_kept_connection_is_used_again() -> None:
    assert asyncio.run(ask([9], 3)) == (1, [])


def test_one_that_was_closed_as_it_was_used_is_replaced() -> None:
    assert asyncio.run(ask([1, 9], 2)) == (2, [])


def test_on_a_new_connection_nothing_is_asked_twice() -> None:
    opened, failures = asyncio.run(ask([0], 1))
    assert opened == 1
    assert failures == ["ServerDisconnectedError"]


def test_it_is_asked_again_only_once() -> None:
    opened, failures = asyncio.run(ask([1, 0], 2))
    assert opened == 2
    assert failures == ["ServerDisconnectedError"]


def test_an_action_is_told_how_long_its_turn_has_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    told: List[float] = []

    async def asked(_: Any, __: Any, ___: float, ____: str, _____: str, kwargs: Any) -> Any:
        told.append(kwargs["json"][TURN_S])

    async def turn() -> None:
        note_failures()
        for _ in range(2):
            await WatchedEndpoint("http://127.0.0.1:1/webhook").request(json={"next_action": "a"})
            await asyncio.sleep(0.02)

    monkeypatch.setattr(WatchedEndpoint, "_asked", asked)
    asyncio.run(turn())
    assert 0 <= told[0] < told[1]


def test_a_connection_is_let_go_of_before_the_action_server_closes_it() -> None:
    async def kept() -> float:
        session = WatchedEndpoint("http://127.0.0.1:1/webhook").session()
        try:
            connector = session.connector
            assert isinstance(connector, aiohttp.TCPConnector)
            return connector._keepalive_timeout
        finally:
            await session.close()

    assert asyncio.run(kept()) == pytest.approx(KEPT_S)
    assert KEPT_S < DEFAULT_CONFIG["KEEP_ALIVE_TIMEOUT"]
