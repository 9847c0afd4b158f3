"""What the bot is sent, and that a text which the gateway has read goes with its vector."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from aiohttp import web

from handoff.adapters.rasa import Known, RasaBot
from handoff.application.ports import BotTurn, BotUnavailable
from handoff.domain.ids import ConversationId

TURN = BotTurn(
    conversation_id=ConversationId("c1"),
    session=1,
    answers=2,
    text="cek saldo",
    payload=None,
    language="id",
    subject=None,
    customer_name=None,
    settled=None,
)
VECTOR = np.array([0.6, 0.8], "<f4")


def known(text: str) -> tuple[str, bytes] | None:
    """Of one text only."""
    return ("encoder-x", VECTOR.tobytes()) if text == "cek saldo" else None


@asynccontextmanager
async def asked(known: Known, status: int = 200) -> AsyncIterator[tuple[RasaBot, list[Any]]]:
    """A bot, and what the Rasa behind it was sent."""
    bodies: list[Any] = []

    async def turn(request: web.Request) -> web.Response:
        bodies.append(await request.json())
        answer = {
            "messages": [{"text": "Baik.", "buttons": []}],
            "intent": "greet",
            "confidence": 0.9,
            "topic": None,
            "outcome": "chitchat",
            "escalate": None,
        }
        return web.Response(text=json.dumps(answer), status=status)

    app = web.Application()
    app.router.add_post("/webhooks/hangat/turn", turn)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    bot = RasaBot(f"http://{host}:{port}", "token", deadline_s=5, known=known)
    try:
        yield bot, bodies
    finally:
        await bot.close()
        await runner.cleanup()


async def test_a_text_that_was_read_goes_with_its_vector() -> None:
    async with asked(known) as (bot, bodies):
        reply = await bot.reply(replace(TURN, sensitive=0.01))
    assert reply.messages[0].text == "Baik."
    (body,) = bodies
    assert body["text"] == "cek saldo"
    assert body["metadata"]["sensitive"] == 0.01
    assert body["vector"]["encoder"] == "encoder-x"
    values = np.frombuffer(base64.b64decode(body["vector"]["values"]), "<f4")
    assert np.array_equal(values, VECTOR)


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param(replace(TURN, text="cek saldo\nhalo"), id="read in parts"),
        pytest.param(replace(TURN, payload="/check_balance"), id="a button, which is not read"),
    ],
)
async def test_without_one_rasa_reads_for_itself(turn: BotTurn) -> None:
    async with asked(known) as (bot, bodies):
        await bot.reply(turn)
    assert "vector" not in bodies[0]


async def test_an_error_is_no_answer() -> None:
    async with asked(known, status=500) as (bot, _):
        with pytest.raises(BotUnavailable):
            await bot.reply(TURN)
