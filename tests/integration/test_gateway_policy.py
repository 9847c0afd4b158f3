"""The policy over REST: read, changed, refused, undone, and in force for the next message."""

from __future__ import annotations

from typing import Any

import httpx
import psycopg

from handoff.domain.access import Role
from tests.support.gateway import Gateway, running_gateway, said
from tests.support.polling import eventually_async

PATH = "/api/v1/policy"


async def signed_in(gateway: Gateway, role: Role) -> dict[str, str]:
    cookie = await gateway.staff(f"{role.value.title()}", role=role)
    headers = {"Cookie": f"hangat_staff={cookie}"}
    session = (await gateway.client.get("/api/v1/staff/session", headers=headers)).json()
    return headers | {"X-CSRF-Token": session["csrf"]}


async def history(gateway: Gateway, headers: dict[str, str]) -> dict[str, Any]:
    response = await gateway.client.get(PATH, headers=headers)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


async def change(
    gateway: Gateway,
    headers: dict[str, str],
    base: int,
    content: dict[str, Any],
    note: str = "coba",
) -> httpx.Response:
    body = {"base": base, "note": note, "content": content}
    return await gateway.client.post(PATH, headers=headers, json=body)


async def undo(gateway: Gateway, headers: dict[str, str], base: int) -> httpx.Response:
    return await gateway.client.post(f"{PATH}/undo", headers=headers, json={"base": base})


async def test_a_version_from_its_making_to_its_undoing(database_url: str) -> None:
    async with running_gateway(database_url) as gateway:
        admin = await signed_in(gateway, Role.ADMIN)
        first = await history(gateway, admin)
        [shipped] = first["versions"]
        assert (shipped["number"], shipped["by"], shipped["note"]) == (1, None, None)
        assert shipped["content"] == first["shipped"]
        wanted = first["shipped"] | {"max_failures": 1}
        made = await change(gateway, admin, 1, wanted, "  cepat  ")
        assert made.status_code == 201
        assert (made.json()["number"], made.json()["by"]) == (2, "Admin")
        assert (made.json()["note"], made.json()["content"]) == ("cepat", wanted)
        system = await gateway.client.get("/api/v1/system", headers=admin)
        assert system.json()["policy_version"] == 2
        undone = await undo(gateway, admin, 2)
        assert undone.status_code == 201
        assert (undone.json()["undoes"], undone.json()["content"]) == (2, first["shipped"])
        after = await history(gateway, admin)
        assert after["versions"] == [undone.json(), made.json(), shipped]


async def test_the_next_message_is_decided_by_it_everywhere(database_url: str) -> None:
    """One failure is enough from the moment of the change, on another gateway too."""
    async with running_gateway(database_url) as here, running_gateway(database_url) as there:
        admin = await signed_in(here, Role.ADMIN)
        content = (await history(here, admin))["shipped"] | {"max_failures": 1}
        there.rasa.says(said("Maaf, maksud Anda?", outcome="fallback", intent="nlu_fallback"))
        async with there.customer() as rina:
            await rina.say("anu")
            await rina.socket.event(lambda e: e.get("author") == "bot")
            assert (await change(here, admin, 1, content, "bot belum siap")).status_code == 201
            assert here.services.policy().version == 2
            # Sooner than the poll would bring it.
            await eventually_async(lambda: there.services.policy().version == 2, timeout=1.5)
            await rina.say("anu lagi")
            escalated = await rina.socket.event(lambda e: e.get("notice") == "escalated")
            assert escalated["reason"] == "no_progress"
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "select body -> 'policy_version', body -> 'failures' from hangat.events"
            " where type = 'escalated'"
        ).fetchall()
    assert rows == [(2, 2)]


async def test_who_may_read_and_who_may_change(database_url: str) -> None:
    async with running_gateway(database_url) as gateway:
        agent = await signed_in(gateway, Role.AGENT)
        supervisor = await signed_in(gateway, Role.SUPERVISOR)
        assert (await gateway.client.get(PATH)).status_code == 401
        assert (await gateway.client.get(PATH, headers=agent)).status_code == 403
        content = (await history(gateway, supervisor))["shipped"]
        for headers in (agent, supervisor):
            refused = await change(gateway, headers, 1, content | {"offer_at": 5})
            assert (refused.status_code, refused.json()["error"]) == (403, "forbidden")
            assert (await undo(gateway, headers, 1)).status_code == 403
        admin = await signed_in(gateway, Role.ADMIN)
        del admin["X-CSRF-Token"]
        assert (await change(gateway, admin, 1, content)).json()["error"] == "csrf"


async def test_what_is_refused_says_why(database_url: str) -> None:
    async with running_gateway(database_url) as gateway:
        admin = await signed_in(gateway, Role.ADMIN)
        content = (await history(gateway, admin))["shipped"]

        refused = await change(gateway, admin, 1, content | {"transfer_at": 0.1})
        assert refused.status_code == 422
        assert refused.json()["error"] == "policy_invalid"
        assert refused.json()["field"] == "transfer_at"
        assert "offer_at <= transfer_at" in refused.json()["message"]

        unfit: list[dict[str, Any]] = [
            content | {"of_tomorrow": 1},
            content | {"offer_at": "tinggi"},
            {},
        ]
        for bad in unfit:
            assert (await change(gateway, admin, 1, bad)).json()["error"] == "invalid"
        lower = content | {"offer_at": 0.2}
        for note in ("", "  ab  ", "x" * 501):
            assert (await change(gateway, admin, 1, lower, note)).json()["error"] == "invalid"

        same = await change(gateway, admin, 1, content)
        assert (same.status_code, same.json()["error"]) == (409, "policy_same")
        first = await undo(gateway, admin, 1)
        assert (first.status_code, first.json()["error"]) == (409, "nothing_to_undo")
        assert (await change(gateway, admin, 1, lower)).status_code == 201
        stale = await change(gateway, admin, 1, content | {"offer_at": 0.3})
        assert (stale.status_code, stale.json()["error"]) == (409, "policy_stale")
        assert "Version 2" in stale.json()["message"]
        assert (await undo(gateway, admin, 1)).json()["error"] == "policy_stale"
        assert len((await history(gateway, admin))["versions"]) == 2


async def test_a_version_of_a_newer_release_is_left_to_it(database_url: str) -> None:
    """This gateway goes on by the last one that it understands, and changes nothing."""
    async with running_gateway(database_url) as gateway:
        admin = await signed_in(gateway, Role.ADMIN)
        content = (await history(gateway, admin))["shipped"] | {"max_failures": 2}
        await change(gateway, admin, 1, content)
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into hangat.policies select 3, content || '{\"of_tomorrow\": 1}', changed_at,"
            " changed_by, note, undoes from hangat.policies where number = 2"
        )
    async with running_gateway(database_url) as gateway:
        assert gateway.services.policy().version == 2
        assert gateway.services.policy().max_failures == 2
        seen = await history(gateway, admin)
        assert [version["number"] for version in seen["versions"]] == [2, 1]
        stale = await change(gateway, admin, 2, seen["shipped"])
        assert (stale.status_code, stale.json()["error"]) == (409, "policy_stale")
