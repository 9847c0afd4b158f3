"""The assistant: how fast it answers, how it bears many at once, how large it is.

    ./hangat test bench -- -s -k assistant

Every message is another sentence of data/sentences/test, so that nothing that was read before
makes an answer look faster than customers will find it.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from tests.bench.assistants import environment, light_assistant, train
from tests.bench.sentences import sentences
from tests.bench.tables import milliseconds, pss, quantile, rss, sum_of_family, table
from tests.support.stack import Stack

pytestmark = pytest.mark.timeout(1500)

#: Messages of one conversation, and conversations after the one that warms up.
TURNS, CONVERSATIONS = 60, 4
GOAL_RATIO, GOAL_GROWTH, GOAL_PER_S, GOAL_MIB, GOAL_TRAINING_S = 1.5, 1.5, 40, 900, 180
GOAL_LOOKUP_MS = 8
SENDERS, EACH = 16, 30
#: Of absolute times and rates, which noise moves, only what no noise explains fails.
_FAR_OFF = 4


async def say(client: aiohttp.ClientSession, rasa: str, sender: str, text: str) -> float:
    """One message over Rasa's REST channel; seconds to the answer."""
    began = time.perf_counter()
    body = {"sender": sender, "message": text, "metadata": {"language": "id"}}
    async with client.post(f"{rasa}/webhooks/rest/webhook", json=body) as response:
        assert response.status == 200
        assert await response.json(), f"no answer to {text!r}"
    return time.perf_counter() - began


async def test_assistant_replies_against_itself_without_encoder(stack: Stack) -> None:
    full = environment(stack, "gateway")["HANGAT_RASA_URL"]
    took: dict[str, list[list[float]]] = {"full": [], "light": []}
    texts = sentences()
    with light_assistant(stack) as light:
        async with aiohttp.ClientSession() as client:
            for _ in range(1 + CONVERSATIONS):
                sender, times = str(uuid4()), {"full": [0.0] * TURNS, "light": [0.0] * TURNS}
                for turn in range(TURNS):
                    text = next(texts)
                    # In turns, and each goes first as often: the second finds the articles warm.
                    order = [("full", full), ("light", light)][:: 1 if turn % 2 else -1]
                    for name, rasa in order:
                        times[name][turn] = await say(client, rasa, sender, text)
                for name, each in times.items():
                    took[name].append(each)
    measured = {name: list(itertools.chain(*each[1:])) for name, each in took.items()}
    ratio = quantile(measured["full"], 0.5) / quantile(measured["light"], 0.5)
    growth = {name: _growth(each[1:]) for name, each in took.items()}
    table(
        ("Rasa's REST channel, conversations of 60", "p50 ms", "p95 ms", "last ten to first ten"),
        {
            "the assistant": (*milliseconds(measured["full"]), f"{growth['full']:.2f}"),
            "without the encoder": (*milliseconds(measured["light"]), f"{growth['light']:.2f}"),
            f"ratio (goals {GOAL_RATIO}; {GOAL_GROWTH})": (f"{ratio:.2f}", "", ""),
        },
    )
    assert ratio <= 2 * GOAL_RATIO
    assert growth["full"] <= 2 * GOAL_GROWTH


def _growth(conversations: list[list[float]]) -> float:
    """How much longer the last ten replies of a conversation take than its first ten."""
    first = statistics.median(itertools.chain(*(each[:10] for each in conversations)))
    return statistics.median(itertools.chain(*(each[-10:] for each in conversations))) / first


async def test_assistant_with_many_senders(stack: Stack) -> None:
    rasa = environment(stack, "gateway")["HANGAT_RASA_URL"]
    token, texts = stack.keys["HANGAT_RASA_TOKEN"], sentences()
    async with aiohttp.ClientSession() as client:

        async def talk(number: int) -> list[float]:
            return [await say(client, rasa, senders[number], next(texts)) for _ in range(EACH)]

        async def heard(sender: str) -> int:
            url = f"{rasa}/conversations/{sender}/tracker"
            async with client.get(url, params={"token": token}) as response:
                events = (await response.json())["events"]
            return sum(event["event"] == "user" for event in events)

        await say(client, rasa, str(uuid4()), "halo")
        senders = [str(uuid4()) for _ in range(SENDERS)]
        began = time.perf_counter()
        took = await asyncio.gather(*map(talk, range(SENDERS)))
        rate = SENDERS * EACH / (time.perf_counter() - began)
        lost = SENDERS * EACH - sum([await heard(sender) for sender in senders])
    p50, p95 = milliseconds(list(itertools.chain(*took)))
    table(
        (f"{SENDERS} senders at once", "messages/s", "p50 ms", "p95 ms", "lost"),
        {f"Rasa's REST channel (goal: {GOAL_PER_S}, none lost)": (f"{rate:.1f}", p50, p95, lost)},
    )
    assert lost == 0
    assert rate > GOAL_PER_S / _FAR_OFF


async def test_assistant_looks_an_article_up(stack: Stack) -> None:
    headers = {"Authorization": f"Bearer {stack.keys['HANGAT_RASA_TOKEN']}"}
    url = f"{stack.base_url}/internal/v1/knowledge"
    texts = [text for text, _ in zip(sentences(), range(140), strict=False)]
    took: dict[str, list[float]] = {"not read before": [], "read before, as live": []}
    async with aiohttp.ClientSession(headers=headers) as client:
        for times in took.values():
            for text in texts:
                body = {"text": text, "intents": {"admin_fee": 0.9}, "language": "id"}
                began = time.perf_counter()
                async with client.post(url, json=body) as response:
                    assert (await response.json())["articles"]
                times.append(time.perf_counter() - began)
    table(
        (f"looking an article up (goal: p50 {GOAL_LOOKUP_MS})", "p50 ms", "p95 ms"),
        {name: milliseconds(times[20:]) for name, times in took.items()},
    )
    assert quantile(took["read before, as live"], 0.5) * 1e3 < GOAL_LOOKUP_MS * _FAR_OFF


def test_assistant_memory(stack: Stack) -> None:
    pid = stack.pids()["rasa"]
    by, resident = (sum_of_family(pid, of) / 1024 for of in (pss, rss))
    table(
        (f"Rasa with its model (goal: {GOAL_MIB} MiB)", "MiB"),
        {"proportional set size": (f"{by:.0f}",), "resident set size": (f"{resident:.0f}",)},
    )
    assert by <= GOAL_MIB


def test_assistant_training(stack: Stack, tmp_path: Path) -> None:
    seconds = train(
        stack.layout, tmp_path, config=stack.layout.bot / "config.yml", cache=tmp_path / "cache"
    )
    table(
        (f"training from nothing (goal: {GOAL_TRAINING_S} s)", "seconds"), {"": (f"{seconds:.0f}",)}
    )
    assert seconds < _FAR_OFF * GOAL_TRAINING_S
