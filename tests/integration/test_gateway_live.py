"""What the detector reads, through the real gateway: offers, transfers, and who sees what of it."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.support.detector import ANGRY, STUCK, Scores, ScriptedDetector
from tests.support.gateway import Customer, Gateway, running_gateway

AGAIN = "kok belum masuk juga"
#: Enough for an offer when it is said again.
SLOWLY = "uangnya di mana"
FURIOUS = "dasar penipu"
#: Enough for an offer with nobody on duty, too.
TIRED = "capek deh"


@pytest.fixture
async def detector() -> ScriptedDetector:
    slowly: list[Scores] = [STUCK | {"stuck": 0.2}, STUCK | {"stuck": 0.42}]
    upset = STUCK | {"stuck": 0.01, "frustration": 0.57}
    return ScriptedDetector({AGAIN: STUCK, SLOWLY: slowly, FURIOUS: ANGRY, TIRED: upset})


@pytest.fixture
async def reading(database_url: str, detector: ScriptedDetector) -> AsyncIterator[Gateway]:
    async with running_gateway(database_url, detector=detector) as gateway:
        yield gateway


def offers(event: dict[str, Any]) -> bool:
    return event.get("author") == "bot" and len(event.get("buttons", ())) == 2


async def taps(customer: Customer, seq: int, option: int) -> str:
    client_id = customer.new_id()
    await customer.socket.send(type="choose", client_id=client_id, seq=seq, option=option)
    return client_id


def notice(name: str) -> Callable[[dict[str, Any]], bool]:
    return lambda event: event.get("notice") == name


async def test_an_offer_is_accepted_and_the_agent_reads_why(reading: Gateway) -> None:
    async with reading.agent("Dewi") as dewi, reading.customer() as customer:
        for _ in range(2):
            await customer.say(SLOWLY)
            await customer.socket.event(lambda e: e.get("author") == "bot")
        offer = await customer.socket.event(offers)
        assert [b["title"] for b in offer["buttons"]] == [
            "Ya, sambungkan",
            "Tidak, lanjut di sini",
        ]
        client_id = await taps(customer, offer["seq"], 0)
        tapped = await customer.socket.event(lambda e: e.get("client_id") == client_id)
        assert tapped["texts"] == ["Ya, sambungkan"]
        escalated = await customer.socket.event(notice("escalated"))
        assert escalated["text"].startswith("Baik,")
        seen = json.dumps([customer.welcome, offer, tapped, escalated])
        assert not any(word in seen for word in ("sentiment", "frustration", "evidence", "signal"))

        await dewi.send(type="accept", request="req-00000001", conversation=customer.id)
        await dewi.send(type="follow", conversation=customer.id, cursor=0)
        snapshot = await dewi.until(lambda f: f["type"] == "snapshot")
        why = next(e for e in snapshot["events"] if e.get("notice") == "escalated")
        assert why["text"] == {
            "id": "Bertanya hal yang sama 2 kali dalam 1 menit; "
            "menerima tawaran bicara dengan petugas",
            "en": "Asked the same thing twice in 1 minute; accepted the offer of a person",
        }
        signals = [e["signal"] for e in snapshot["events"] if e.get("signal")]
        assert [signal["decision"] for signal in signals] == ["stay", "offer"]
        assert signals[1]["sentiment"] == STUCK["sentiment"]
        assert signals[1]["evidence"] > 0.5
        offered = [e for e in snapshot["events"] if offers(e)]
        assert [e["author"] for e in offered] == ["bot"]


async def test_an_offer_is_declined_and_the_bot_goes_on(reading: Gateway) -> None:
    async with reading.agent("Dewi"), reading.customer() as customer:
        await customer.say(AGAIN)
        offer = await customer.socket.event(offers)
        client_id = await taps(customer, offer["seq"], 1)
        await customer.socket.event(lambda e: e.get("client_id") == client_id)
        line = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert line["texts"][0].startswith("Baik,")
        assert line["floor"] == "bot"
        await customer.say("saldo saya berapa")
        answer = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert answer["texts"] == ["Anda bilang: saldo saya berapa"]
        assert len(reading.rasa.asked) == 2


async def test_a_transfer_happens_at_once_and_names_no_feeling(reading: Gateway) -> None:
    async with reading.customer() as customer:
        client_id = await customer.say(FURIOUS)
        await customer.socket.event(lambda e: e.get("client_id") == client_id)
        escalated = await customer.socket.event(notice("escalated"))
        assert escalated["floor"] == "queue"
        assert escalated["reason"] is None
        assert reading.rasa.asked == []


@pytest.mark.parametrize(
    ("names", "accept"), [(["Dewi"], "Yes, connect me"), ([], "Yes, keep it for a person")]
)
async def test_after_english_was_chosen_everything_is_english(
    reading: Gateway, names: list[str], accept: str
) -> None:
    async with AsyncExitStack() as on_duty, reading.customer() as customer:
        for name in names:
            await on_duty.enter_async_context(reading.agent(name))
        await customer.socket.send(type="language", language="en")
        await customer.socket.event(lambda e: e["kind"] == "language")
        await customer.say(AGAIN if names else TIRED)
        offer = await customer.socket.event(offers)
        assert [b["title"] for b in offer["buttons"]] == [accept, "No, stay here"]
        assert re.search(r"person|nobody", offer["texts"][0], re.IGNORECASE)


async def test_ready_says_that_nothing_is_read(
    reading: Gateway, detector: ScriptedDetector
) -> None:
    async def part() -> dict[str, Any]:
        ready = (await reading.client.get("/ready")).json()
        found: dict[str, Any] = {part["name"]: part for part in ready["parts"]}["detector"]
        assert ready["ready"]
        assert ready["degraded"] is not found["ok"]
        return found

    async with reading.customer() as customer:
        assert (await part())["ok"]
        detector.trouble = RuntimeError("no model")
        await customer.say(FURIOUS)
        await customer.socket.event(lambda e: e.get("author") == "bot")  # the bot answers
        broken = await part()
        assert not broken["ok"]
        assert "RuntimeError" in broken["message"]
        assert "1 failures" in broken["message"]
        detector.trouble = None
        await customer.say("halo")
        await customer.socket.event(lambda e: e.get("author") == "bot")
        assert (await part())["ok"]
