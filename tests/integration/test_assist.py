"""Suggested replies beside a conversation: where they come from, who may see them, what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

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


async def listed(gateway: Gateway, headers: dict[str, str], conversation: str) -> dict[str, Any]:
    path = f"/api/v1/conversations/{conversation}/suggestions"
    response = await gateway.client.get(path, headers=headers)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def suggested(
    gateway: Gateway, headers: dict[str, str], conversation: str
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await listed(gateway, headers, conversation))["items"]
    return found


async def replies(agent: Socket, customer: Customer, *texts: str) -> None:
    for number, text in enumerate(texts):
        await agent.send(
            type="message",
            conversation=customer.id,
            client_id=f"reply-number-{number}",
            text=text,
        )
        await customer.socket.event(lambda e: e.get("author") == "agent")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One article on replacing a card, one on something else."""
    made = tmp_path / "articles"
    write(
        made, "replacement-card", "Kartu pengganti", intent="block_card",
        words="hilang, e-KTP asli",
        answer="Kartu pengganti jadi di cabang. Pilih cabang, kirim data, ambil di cabang.",
        asked="kartu hilang kapan dapat pengganti",
    )  # fmt: skip
    write(made, "branch-hours", "Jam buka", intent="branch_info", words="jam buka")
    return made


ARTICLE = "Kartu pengganti jadi di cabang. Pilih cabang, kirim data, ambil di cabang."


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
        await replies(agent, earlier, ANSWER, "Nomornya 08123456789 ya.")
        await handed_over(now, agent, "kartu saya hilang kemarin, kapan kartu pengganti jadi")

        found = await suggested(gateway, headers, now.id)
        assert {s["source"]: s["text"] for s in found} == {"article": ARTICLE, "answer": ANSWER}
        assert len(found) == 2, "only what fits, and nobody's number"
        assert found[0]["url"].endswith("/help/id/replacement-card")
        assert found[1]["url"] is found[1]["title"] is None
        assert earlier.id not in str(found), "nothing of another's conversation but its words"
        assert [s["source"] for s in await suggested(gateway, headers, earlier.id)] == ["article"]

        # It names the message that it is for, and says nothing again that was said.
        first = await listed(gateway, headers, now.id)
        await replies(agent, now, ARTICLE)
        await now.say("kapan kartu pengganti bisa diambil di cabang")
        await now.socket.event(lambda e: e.get("author") == "customer")
        later = await listed(gateway, headers, now.id)
        assert later["seq"] > first["seq"] > 0
        assert (first["language"], [s["source"] for s in later["items"]]) == ("id", ["answer"])


async def test_in_the_language_of_the_customer(database_url: str, folder: Path) -> None:
    async with (
        running_gateway(database_url, knowledge=folder) as gateway,
        gateway.agent("Dewi") as agent,
        gateway.customer() as customer,
    ):
        headers = await signed_in(gateway, "Budi")
        await eventually_async(lambda: _has(gateway, headers, "kartu"))
        await customer.socket.send(type="language", language="en")
        await handed_over(customer, agent, "kartu hilang, kapan dapat kartu pengganti")
        found = await listed(gateway, headers, customer.id)
        assert found["language"] == "en"
        assert [s["title"] for s in found["items"]] == ["Kartu pengganti (en)"]
        assert found["items"][0]["url"].endswith("/help/en/replacement-card")


async def test_what_becomes_of_a_suggestion_is_kept(database_url: str, folder: Path) -> None:
    async with (
        running_gateway(database_url, knowledge=folder) as gateway,
        gateway.agent("Dewi") as agent,
        gateway.customer() as now,
    ):
        headers = await signed_in(gateway, "Budi")
        senior = await signed_in(gateway, "Sari", Role.SUPERVISOR)
        await handed_over(now, agent, "kartu saya hilang")
        path = f"/api/v1/conversations/{now.id}/suggestions/{uuid4()}"
        taken = {
            "source": "article", "reference": "replacement-card", "place": 1, "outcome": "inserted",
        }  # fmt: skip
        put = gateway.client.put
        assert (await put(path, json=taken)).status_code == 401
        without = {"Cookie": headers["Cookie"]}
        assert (await put(path, headers=without, json=taken)).status_code == 403
        assert (await put(path, headers=headers, json=taken | {"place": 4})).status_code == 422
        for outcome in ("inserted", "sent_edited", "inserted"):
            done = await put(path, headers=headers, json=taken | {"outcome": outcome})
            assert done.status_code == 204, done.text
        foreign = await put(path, headers=senior, json=taken)
        assert (foreign.status_code, foreign.json()["error"]) == (409, "conflict")
        figures = "/api/v1/suggestions/figures"
        assert (await gateway.client.get(figures, headers=headers)).status_code == 403
        found = (await gateway.client.get(figures, params={"days": 7}, headers=senior)).json()
        assert found["items"] == [
            {"source": "article", "inserted": 1, "taken_back": 0, "sent": 0, "sent_edited": 1}
        ]


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
