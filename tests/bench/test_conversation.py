"""How fast and how large: measured on the real stack, compared within one run.

    ./hangat test bench

prints the tables of docs/benchmarks.md. Machines are noisy, so limits are ratios.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.bench.assistants import environment
from tests.bench.sentences import sentences
from tests.bench.tables import pss, quantile, sum_of_family
from tests.support.gateway import Socket
from tests.support.stack import SERVICES, Stack

#: The first start may train the assistant.
pytestmark = pytest.mark.timeout(600)

#: Turns of one conversation; Rasa slows down with its length, so both sides get the same.
TURNS = 10
ROUNDS = 12
#: What we want, reported with each run, and what no run may exceed, noise and all.
GOAL_P50, GOAL_P95, TOO_SLOW = 1.3, 1.5, 2.0


async def one_turn(socket: Socket, text: str) -> tuple[float, bool]:
    """Seconds from the customer's frame to the answer, and whether a person takes over by it."""
    began = time.perf_counter()
    client_id = f"bench-{uuid4()}"
    await socket.send(type="message", client_id=client_id, text=text)
    await socket.event(lambda e: e.get("client_id") == client_id)
    answer = await socket.event(
        lambda e: e.get("author") == "bot" or e.get("notice") == "escalated"
    )
    return time.perf_counter() - began, answer.get("notice") == "escalated"


async def hello(stack: Stack, client: httpx.AsyncClient, connection: Any) -> tuple[Socket, str]:
    """A customer's socket after the welcome, and its conversation."""
    grant = (await client.post("/api/v1/customer/token", json={})).json()
    socket = Socket(connection)
    await socket.send(type="hello", v=1, token=grant["token"])
    welcome = await socket.next()
    return socket, welcome["state"]["conversation"]


async def test_reply_through_the_gateway_against_rasas_own_rest_channel(stack: Stack) -> None:
    rasa_url = environment(stack, "gateway")["HANGAT_RASA_URL"]
    through: list[float] = []
    direct: list[float] = []
    # Every message another one: what was read before is not encoded again, by either side.
    texts = sentences()
    async with (
        httpx.AsyncClient(base_url=rasa_url, trust_env=False, timeout=30) as rasa,
        httpx.AsyncClient(base_url=stack.base_url, trust_env=False) as client,
    ):
        for round_ in range(ROUNDS):
            url = stack.base_url.replace("http", "ws", 1) + "/ws/customer"
            async with connect(url, max_queue=None) as connection:
                socket, _ = await hello(stack, client, connection)
                sender = f"bench-{uuid4()}"  # a session as young as the other's
                for _ in range(TURNS):
                    took, taken_over = await one_turn(socket, next(texts))
                    if taken_over:
                        break  # a sentence that sounded like it: the bot is silent from here on
                    began = time.perf_counter()
                    answer = await rasa.post(
                        "/webhooks/rest/webhook",
                        json={
                            "sender": sender,
                            "message": next(texts),
                            "metadata": {"language": "id"},
                        },
                    )
                    assert answer.json(), "Rasa's REST channel answers"
                    if round_ >= 2:  # the first rounds warm both sides up
                        through.append(took)
                        direct.append(time.perf_counter() - began)
    assert len(through) > ROUNDS * TURNS / 2, "hardly any conversation stayed with the bot"
    rows = {"through the gateway": through, "Rasa's REST channel": direct}
    print("\n| reply | p50 ms | p95 ms |\n| --- | --- | --- |")
    for name, values in rows.items():
        print(
            f"| {name} | {quantile(values, 0.5) * 1e3:.1f} | {quantile(values, 0.95) * 1e3:.1f} |"
        )
    p50 = quantile(through, 0.5) / quantile(direct, 0.5)
    p95 = quantile(through, 0.95) / quantile(direct, 0.95)
    print(f"| ratio (goal: {GOAL_P50}, {GOAL_P95}) | {p50:.2f} | {p95:.2f} |")
    assert p50 <= TOO_SLOW, "far from the goal: something went wrong on the way"


async def test_relay_from_agent_to_customer(stack: Stack) -> None:
    person = stack.person("agent")
    async with httpx.AsyncClient(base_url=stack.base_url, trust_env=False) as client:
        signed_in = await client.post(
            "/api/v1/staff/sign-in", json={"email": person.email, "password": person.password}
        )
        cookie = signed_in.cookies["hangat_staff"]
        ws = stack.base_url.replace("http", "ws", 1)
        async with (
            connect(f"{ws}/ws/customer", max_queue=None) as theirs,
            connect(
                f"{ws}/ws/agent",
                max_queue=None,
                additional_headers={"Cookie": f"hangat_staff={cookie}"},
            ) as ours,
        ):
            agent = Socket(ours)
            await agent.send(type="hello", v=1)
            customer, id_ = await hello(stack, client, theirs)
            await customer.send(type="ask_human", client_id="bench-ask-1")
            escalated = await customer.event(lambda e: e.get("notice") == "escalated")
            assert escalated["floor"] == "queue"
            await agent.send(type="accept", request="bench-accept", conversation=id_)
            await agent.until(lambda f: f.get("request") == "bench-accept", among="done")
            times = [await relayed(agent, customer, id_, number) for number in range(120)]
            await agent.send(type="close", request="bench-close", conversation=id_)
            await agent.until(lambda f: f.get("request") == "bench-close", among="done")
    print(
        "\n| relay agent to customer | ms |\n| --- | --- |"
        f"\n| p50 | {quantile(times, 0.5) * 1e3:.1f} |\n| p95 | {quantile(times, 0.95) * 1e3:.1f} |"
    )
    assert quantile(times, 0.95) < 20 * quantile(times, 0.5), "no reply waits for a poll"


async def relayed(agent: Socket, customer: Socket, id_: str, number: int) -> float:
    text = f"pesan {number}"
    began = time.perf_counter()
    await agent.send(type="message", conversation=id_, client_id=f"bench-relay-{number}", text=text)
    await customer.event(lambda e: e.get("texts") == [text])
    return time.perf_counter() - began


def test_memory_of_every_process(stack: Stack) -> None:
    pids = stack.pids()
    assert set(pids) == set(SERVICES)
    print("\n| process | MiB (proportional set size) |\n| --- | --- |")
    for name, pid in pids.items():
        print(f"| {name} | {sum_of_family(pid, pss) / 1024:.0f} |")
