"""The real processes are killed one after the other, in the middle of conversations."""

from __future__ import annotations

import asyncio
import random
import secrets
import subprocess
import sys

import httpx
from pydantic import SecretStr

from handoff import bootstrap
from handoff.domain.ids import ConversationId
from handoff.settings import Settings
from tests.chaos.holds import check, nobody_waits_in_silence, read_all, views_are_fresh
from tests.chaos.people import AgentPage, CustomerPage
from tests.support.polling import eventually_async
from tests.support.stack import SERVICES, Stack

_QUESTIONS = (
    "berapa biaya admin bulanan",
    "jam buka cabang",
    "cara ganti alamat",
    "saya mau bicara dengan petugas",
    "limit transfer harian berapa",
)


def settings_of(stack: Stack) -> Settings:
    keys = stack.keys
    return Settings(
        database_url=SecretStr(stack.database_url),
        secret_key=SecretStr(keys["HANGAT_SECRET_KEY"]),
        site_key=SecretStr(keys["HANGAT_SITE_KEY"]),
        rasa_token=SecretStr(keys["HANGAT_RASA_TOKEN"]),
    )


async def new_agent(stack: Stack) -> str:
    """An account made as an operator makes it, signed in; the session's cookie."""
    email, password = f"{secrets.token_hex(4)}@bank.example", secrets.token_urlsafe(12)
    done = await asyncio.to_thread(
        subprocess.run,
        [
            *(sys.executable, "-P", "-m", "handoff.cli", "add-staff", email),
            *("--name", "Sekar Ayu", "--role", "agent", "--data", str(stack.data)),
        ],
        input=f"{password}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    async with httpx.AsyncClient(base_url=stack.base_url, trust_env=False) as client:
        answer = await client.post(
            "/api/v1/staff/sign-in", json={"email": email, "password": password}
        )
        answer.raise_for_status()
        return answer.cookies["hangat_staff"]


async def test_every_service_is_killed_and_nobody_notices_for_long(
    one_seed: int, running_hangat: Stack
) -> None:
    rng = random.Random(one_seed)
    order = list(SERVICES)
    rng.shuffle(order)

    def door() -> str:
        return running_hangat.base_url

    async with bootstrap.services(settings_of(running_hangat)) as services:
        agent = AgentPage(door, random.Random(rng.random()), await new_agent(running_hangat))
        customers = [
            CustomerPage(door, random.Random(rng.random()), f"pelanggan{number}")
            for number in range(2)
        ]
        async with agent.here(), customers[0].here(), customers[1].here():

            async def talk(times: int) -> None:
                for customer in customers * times:
                    customer.say(f"{rng.choice(_QUESTIONS)} ({len(customer.sent)})")
                    await customer.nudge()
                    if rng.random() < 0.5:
                        await customer.until(lambda c=customer: not c.outbox)

            await talk(1)
            old: dict[str, int] = {}
            for service in order:
                old[service] = await asyncio.to_thread(running_hangat.kill, service)
                await talk(2)
            for customer in customers:
                await customer.until(lambda c=customer: not c.outbox)
            for service, pid in old.items():
                await asyncio.to_thread(running_hangat.wait_ready, service, pid)
            agent.enough = 0
            for customer in customers:
                await customer.until(lambda c=customer: c.at_rest)

            ours = {ConversationId(customer.conversation or "") for customer in customers}

            async def fresh() -> bool:
                logs = await read_all(services)
                views_are_fresh(logs, customers, [agent])
                return True

            await eventually_async(fresh, every=0.2, what="all pages are up to date")
            logs = await check(services, customers)
            nobody_waits_in_silence({i: log for i, log in logs.items() if i in ours})
