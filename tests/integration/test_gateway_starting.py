"""The gateway before a Rasa that is starting, or was ended in the middle of an answer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from tests.support.gateway import ScriptedRasa, Server, running_gateway, said
from tests.support.proxy import TcpProxy


@pytest.fixture
def port() -> Iterator[socket.socket]:
    """A port that is taken and where nobody answers yet: connections are refused."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound


def url(port: socket.socket) -> str:
    return f"http://127.0.0.1:{port.getsockname()[1]}"


async def answers(body: dict[str, Any]) -> Response:
    return JSONResponse(said(f"Jawaban: {body['text']}"))


async def test_the_first_message_is_answered_when_rasa_is_ready(
    database_url: str, port: socket.socket
) -> None:
    """Without a launcher: gateway and Rasa were started by the same hand."""
    rasa = ScriptedRasa(answers)
    async with (
        running_gateway(database_url, rasa_url=url(port)) as gateway,
        gateway.customer() as customer,
    ):
        await customer.say("jam buka cabang")
        told = await customer.socket.event(lambda e: e.get("kind") == "notice")
        assert told["notice"] == "started"
        told = await customer.socket.event(lambda e: e.get("kind") == "notice")
        assert (told["notice"], told["floor"]) == ("bot_starting", "bot")
        await customer.say("hari sabtu")
        await customer.socket.event(lambda e: e.get("texts") == ["hari sabtu"])
        async with Server(rasa.app(), at=port, timeout_graceful_shutdown=1):
            answer = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert answer["texts"] == ["Jawaban: jam buka cabang\nhari sabtu"]
        assert len(rasa.asked) == 1


async def test_past_the_bound_a_person_is_needed(database_url: str, port: socket.socket) -> None:
    settings = {"bot_start_s": 0.5, "bot_deadline_s": 0.5}
    async with (
        running_gateway(database_url, rasa_url=url(port), **settings) as gateway,
        gateway.customer() as customer,
    ):
        await customer.say("halo")
        escalated = await customer.socket.event(lambda e: e.get("notice") == "escalated")
        assert escalated["reason"] == "bot_unavailable"
        await customer.socket.event(lambda e: e.get("notice") == "nobody_on_duty")


@pytest.fixture
async def restarting(
    database_url: str, tmp_path: Path
) -> AsyncIterator[tuple[Any, ScriptedRasa, TcpProxy, Path]]:
    """A gateway with a launcher beside it, and Rasa behind a link that can be cut."""
    rasa = ScriptedRasa(answers)
    mark = tmp_path / "rasa.starting"
    async with (
        Server(rasa.app(), timeout_graceful_shutdown=1) as server,
        TcpProxy(int(server.url.rpartition(":")[2])) as link,
        running_gateway(
            database_url, rasa_url=f"http://127.0.0.1:{link.port}", bot_starting=mark
        ) as gateway,
    ):
        yield gateway, rasa, link, mark


async def test_a_turn_in_which_rasa_was_ended_is_asked_again(
    restarting: tuple[Any, ScriptedRasa, TcpProxy, Path],
) -> None:
    gateway, rasa, link, mark = restarting
    heard = asyncio.Event()

    async def never(body: dict[str, Any]) -> Response:
        heard.set()
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    rasa.answer = never
    async with gateway.customer() as customer:
        await customer.say("saldo saya berapa")
        async with asyncio.timeout(10):
            await heard.wait()
        mark.touch()
        link.accepting = False
        link.reset()
        told = await customer.socket.event(lambda e: e.get("notice") == "bot_starting")
        assert told["text"]
        rasa.answer = answers
        link.accepting = True
        mark.unlink()
        answer = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert answer["texts"] == ["Jawaban: saldo saya berapa"]
        assert [body["text"] for body in rasa.asked] == ["saldo saya berapa"] * 2


async def test_a_rasa_that_was_stopped_and_is_not_starting_means_a_person_within_the_deadline(
    restarting: tuple[Any, ScriptedRasa, TcpProxy, Path],
) -> None:
    gateway, _, link, _ = restarting
    link.accepting = False
    async with gateway.customer() as customer:
        await customer.say("halo")
        escalated = await customer.socket.event(lambda e: e.get("notice") == "escalated")
        assert escalated["reason"] == "bot_unavailable"
        assert escalated["seq"] == 4, "and nothing was said of a start that nobody knows of"
