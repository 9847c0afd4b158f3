"""The faulty network that other tests rely on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.support.polling import eventually_async
from tests.support.proxy import TcpProxy


@pytest.fixture
async def echo() -> AsyncIterator[TcpProxy]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(100):
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with TcpProxy(server.sockets[0].getsockname()[1]) as proxy:
        yield proxy
    server.close()
    await server.wait_closed()


async def test_forwards_delays_and_swallows(echo):
    reader, writer = await asyncio.open_connection("127.0.0.1", echo.port)
    writer.write(b"one")
    assert await reader.readexactly(3) == b"one"
    echo.delay_s = 0.2
    start = asyncio.get_running_loop().time()
    writer.write(b"two")
    assert await reader.readexactly(3) == b"two"
    assert asyncio.get_running_loop().time() - start >= 0.4
    echo.heal()
    echo.drop()
    writer.write(b"lost")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.readexactly(4), 0.2)
    echo.heal()
    writer.write(b"seen")
    assert await reader.readexactly(4) == b"seen"
    writer.close()
    await eventually_async(lambda: echo.connections == 0)


async def test_resets_links_and_refuses_new_ones(echo):
    reader, writer = await asyncio.open_connection("127.0.0.1", echo.port)
    writer.write(b"one")
    await reader.readexactly(3)
    echo.reset()
    with pytest.raises(ConnectionResetError):
        await reader.readexactly(1)
    writer.close()
    echo.accepting = False
    reader, writer = await asyncio.open_connection("127.0.0.1", echo.port)
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    writer.close()
