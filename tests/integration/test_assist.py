"""Suggested replies beside a conversation: where they come from, who may see them, what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from handoff.domain.access import Role
from tests.integration.test_gateway_agent import accept, ask_human, wait_for_card
from tests.integration.test_knowledge import write
from tests.support.gateway import Customer, Gateway, Socket, running_gateway
from tests.support.polling import eventually_async

ANSWER = "Kartu pengganti dikirim ke cabang yang Anda pilih dan bisa diambil dengan e-KTP asli."


async def signed_in(gateway: Gateway, name: str, role: Role = Role.AGENT) -> dict[str, str]:
    cookie = await gateway.staff(name, role=role)
    headers = {"Cookie": f"hangat_staff={cookie}"}
    session = (await gateway.client.get("/api/v1/staff/session", headers=headers)).json()
    return headers | {"X-CSRF-Token": session["csrf"]}


async def handed_over(customer: Customer, agent: Socket, text: str) -> None:
    await customer.say(text)
    await customer.socket.event(lambda e: e.get("author") == "bot")
    await ask_human(customer)
    await wait_for_card(agent, customer.id)
    await accept(agent, customer.id)


async def suggested(
    gateway: Gateway, headers: dict[str, str], conversation: str
) -> list[dict[str, Any]]:
    path = f"/api/v1/conversations/{conversation}/suggestions"
    response = await gateway.client.get(path, headers=headers)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["items"]
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One article on replacing a card, one on something else."""
    made = tmp_path / "articles"
    write(
        made, "replacement-card", "Kartu pengganti", intent="block_card", words="hilang",
        answer="Kartu pengganti jadi di cabang.", asked="kartu hilang kapan dapat pengganti",
    )  # fmt: skip
    write(made, "branch-hours", "Jam buka", intent="branch_info", words="jam buka")
    return made


async def test_from_articles_and_from_what_an_agent_wrote_before(
    database_url: str, folder: Path
) -> None:
    async with (
        running_gateway(database_url, knowledge=folder) as gateway,
        gateway.agent("Dewi") as agent,
        gateway.customer() as earlier,
        gateway.customer() as now,
    ):
        headers = await signed_in(gateway, "Budi")
        await eventually_async(lambda: _has(gateway, headers, "kartu"))
        await handed_over(earlier, agent, "kartu hilang, kapan dapat kartu pengganti")
        for number, text in enumerate((ANSWER, "Nomornya 08123456789 ya.")):
            client_id = f"reply-number-{number}"
            await agent.send(
                type="message", conversation=earlier.id, client_id=client_id, text=text
            )
            await earlier.socket.event(lambda e: e.get("author") == "agent")
        await handed_over(now, agent, "kartu saya hilang kemarin, kapan kartu pengganti jadi")

        found = await suggested(gateway, headers, now.id)
        assert {s["source"]: s["text"] for s in found} == {
            "article": "Kartu pengganti jadi di cabang.",
            "answer": ANSWER,
        }
        assert len(found) == 2, "only what fits, and nobody's number"
        assert [s["source"] for s in await suggested(gateway, headers, earlier.id)] == ["article"]

        path = f"/api/v1/conversations/{now.id}/suggestions"
        taken = {"source": "article", "reference": "replacement-card", "place": 1, "edited": True}
        assert (await gateway.client.post(path, json=taken)).status_code == 401
        wrong = await gateway.client.post(path, headers=headers, json=taken | {"place": 4})
        assert wrong.status_code == 422
        done = await gateway.client.post(path, headers=headers, json=taken)
        assert done.status_code == 204
        with psycopg.connect(database_url) as connection:
            rows = connection.execute(
                "select source, reference, place, edited from hangat.suggestion_uses"
            ).fetchall()
        assert rows == [("article", "replacement-card", 1, True)]


async def test_only_of_conversations_that_one_may_read(database_url: str, folder: Path) -> None:
    async with (
        running_gateway(database_url, knowledge=folder) as gateway,
        gateway.customer() as customer,
    ):
        await customer.say("kartu saya hilang")
        await customer.socket.event(lambda e: e.get("author") == "bot")
        headers = await signed_in(gateway, "Budi")
        path = f"/api/v1/conversations/{customer.id}/suggestions"
        assert (await gateway.client.get(path, headers=headers)).status_code == 403
        assert (await gateway.client.get(path)).status_code == 401
        senior = await signed_in(gateway, "Sari", Role.SUPERVISOR)
        assert (await gateway.client.get(path, headers=senior)).status_code == 200


async def test_articles_by_any_words(database_url: str, folder: Path) -> None:
    async with running_gateway(database_url, knowledge=folder) as gateway:
        headers = await signed_in(gateway, "Budi")
        await eventually_async(lambda: _has(gateway, headers, "kartu"))
        path = "/api/v1/articles"
        found = await gateway.client.get(
            path, params={"q": "jam buka", "limit": 1}, headers=headers
        )
        [article] = found.json()["items"]
        assert (article["slug"], article["updated"]) == ("branch-hours", "2026-11-22")
        assert (await gateway.client.get(path, params={"q": "jam"})).status_code == 401
        assert (await gateway.client.get(path, headers=headers)).status_code == 422


async def _has(gateway: Gateway, headers: dict[str, str], text: str) -> bool:
    response = await gateway.client.get("/api/v1/articles", params={"q": text}, headers=headers)
    return response.status_code == 200 and bool(response.json()["items"])
