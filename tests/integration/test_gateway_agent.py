"""Customer and agent on the real gateway: the handoff and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from handoff.domain.access import Role
from handoff.domain.ids import ConversationId
from tests.support.gateway import Customer, Gateway, Socket, running_gateway, said


@pytest.fixture
async def gateway(database_url: str) -> AsyncIterator[Gateway]:
    async with running_gateway(database_url) as running:
        yield running


async def wait_for_card(agent: Socket, conversation: str) -> dict[str, Any]:
    def card(frame: dict[str, Any]) -> dict[str, Any] | None:
        return next((c for c in frame["waiting"] if c["conversation"] == conversation), None)

    found = card(await agent.until(card, among="inbox"))
    assert found is not None
    return found


async def ask_human(customer: Customer) -> None:
    await customer.socket.send(type="ask_human", client_id=customer.new_id())
    await customer.socket.event(lambda e: e.get("notice") == "escalated")


async def accept(agent: Socket, conversation: str) -> None:
    await agent.send(type="accept", request="req-accept-1", conversation=conversation)
    await agent.until(lambda f: f.get("request") == "req-accept-1", among="done")
    await agent.send(type="follow", conversation=conversation)
    await agent.until(lambda f: True, among="snapshot")


async def test_asked_accepted_talked_to_handed_back_and_the_bot_knows(gateway: Gateway) -> None:
    async with gateway.agent("Dewi Lestari") as agent, gateway.customer() as customer:
        await customer.say("kartu saya hilang")
        await customer.socket.event(lambda e: e.get("author") == "bot")
        await ask_human(customer)
        waiting = await customer.socket.until(lambda f: True, among="waiting")
        assert (waiting["position"], waiting["on_duty"]) == (1, 1)

        card = await wait_for_card(agent, customer.id)
        assert card["reason"] == "asked_for_human"
        await agent.send(type="accept", request="req-accept-1", conversation=customer.id)
        await agent.until(lambda f: f.get("request") == "req-accept-1", among="done")
        await agent.send(type="follow", conversation=customer.id)
        snapshot = await agent.until(lambda f: True, among="snapshot")
        assert snapshot["state"]["mine"]
        assert "kartu saya hilang" in str(snapshot["events"])

        joined = await customer.socket.event(lambda e: e.get("notice") == "agent_joined")
        assert joined["agent"] == "Dewi"
        await agent.send(
            type="message", conversation=customer.id, client_id="agent-msg-1", text="Saya bantu."
        )
        reply = await customer.socket.event(lambda e: e.get("author") == "agent")
        assert (reply["name"], reply["texts"]) == ("Dewi", ["Saya bantu."])

        await agent.send(
            type="note", conversation=customer.id, client_id="agent-note-1", text="rahasia dapur"
        )
        await agent.event(lambda e: e["kind"] == "note")
        await customer.say("terima kasih")
        await agent.event(lambda e: e.get("texts") == ["terima kasih"])
        assert len(gateway.rasa.asked) == 1, "the bot is not asked while a person holds the floor"

        await agent.send(type="typing", conversation=customer.id, on=True)
        typing = await customer.socket.until(lambda f: True, among="typing")
        assert typing["author"] == "agent"
        await agent.send(
            type="seen", conversation=customer.id, seq=customer.welcome["state"]["seq"]
        )

        await agent.send(
            type="hand_back",
            request="req-back-001",
            conversation=customer.id,
            note="Kartu sudah diblokir.",
        )
        back = await customer.socket.event(lambda e: e.get("notice") == "handed_back")
        assert back["floor"] == "bot"
        await customer.say("kartu barunya kapan")
        await customer.socket.event(lambda e: e.get("author") == "bot")
        asked = gateway.rasa.asked[-1]
        assert asked["sender"] == f"{customer.id}:2", "a fresh session of the bot's"
        assert asked["metadata"]["settled"]["note"] == "Kartu sudah diblokir."
        assert asked["metadata"]["settled"]["agent"] == "Dewi", "customers know the first name only"

        async with gateway.customer(customer.token, customer.id) as again:
            assert "rahasia dapur" not in str(again.welcome)


async def test_a_late_bot_reply_is_never_shown_once_an_agent_took_over(gateway: Gateway) -> None:
    release = gateway.rasa.holds()
    async with gateway.agent("Dewi") as agent, gateway.customer() as customer:
        await customer.say("halo")
        await customer.socket.event(lambda e: e.get("author") == "customer")
        await ask_human(customer)
        await wait_for_card(agent, customer.id)
        await accept(agent, customer.id)
        release.set()
        await agent.send(
            type="message", conversation=customer.id, client_id="agent-msg-1", text="Saya di sini."
        )
        await customer.socket.event(lambda e: e.get("author") == "agent")
        await gateway_idle(gateway)
        async with gateway.customer(customer.token, customer.id) as again:
            assert "Terlambat" not in str(again.welcome)


async def gateway_idle(gateway: Gateway) -> None:
    """Every bot turn that was under way has ended."""
    async with asyncio.timeout(10):
        await gateway.turns.drain(10)


async def test_two_agents_accept_at_once_one_wins_and_the_other_is_told(
    gateway: Gateway,
) -> None:
    async with (
        gateway.agent("Ani") as ani,
        gateway.agent("Beni") as beni,
        gateway.customer() as customer,
    ):
        await ask_human(customer)
        frame = {"type": "accept", "request": "req-race-001", "conversation": customer.id}
        await asyncio.gather(ani.send(**frame), beni.send(**frame))
        answers = [
            await agent.until(lambda f: f.get("request") == "req-race-001") for agent in (ani, beni)
        ]
        assert sorted(a["type"] for a in answers) == ["done", "error"]
        refused = next(a for a in answers if a["type"] == "error")
        assert refused["code"] == "conflict"


async def test_an_agent_never_exceeds_capacity(gateway: Gateway) -> None:
    async with (
        gateway.agent("Ani", capacity=1) as ani,
        gateway.customer() as first,
        gateway.customer() as second,
    ):
        await ask_human(first)
        await ask_human(second)
        await accept(ani, first.id)
        await ani.send(type="accept", request="req-accept-2", conversation=second.id)
        refused = await ani.until(lambda f: f.get("request") == "req-accept-2")
        assert refused["code"] == "at_capacity"


async def test_only_who_holds_the_floor_speaks(gateway: Gateway) -> None:
    async with (
        gateway.agent("Ani") as ani,
        gateway.agent("Beni") as beni,
        gateway.customer() as customer,
    ):
        await ask_human(customer)
        await accept(ani, customer.id)
        for frame in ("message", "hand_back", "close", "requeue"):
            body: dict[str, Any] = {"type": frame, "conversation": customer.id}
            if frame == "message":
                body |= {"client_id": "beni-msg-001", "text": "saya juga"}
            else:
                body |= {"request": "req-beni-001"}
            await beni.send(**body)
            refused = await beni.until(lambda f: True, among="error")
            assert refused["code"] == "forbidden"


async def test_an_agent_reads_no_conversation_that_never_needed_a_person(
    gateway: Gateway,
) -> None:
    async with (
        gateway.agent("Ani") as ani,
        gateway.agent("Citra", role=Role.SUPERVISOR) as citra,
        gateway.customer() as customer,
    ):
        await customer.say("saldo saya")
        await ani.send(type="follow", conversation=customer.id)
        assert (await ani.until(lambda f: True, among="error"))["code"] == "forbidden"
        await citra.send(type="follow", conversation=customer.id)
        await citra.until(lambda f: True, among="snapshot")


async def test_signing_out_gives_the_conversation_back_at_its_old_place(
    gateway: Gateway,
) -> None:
    cookie = await gateway.staff("Ani")
    async with gateway.socket("/ws/agent", cookie=cookie) as ani, gateway.customer() as customer:
        await ani.send(type="hello", v=1)
        await ani.until(lambda f: True, among="welcome")
        await ask_human(customer)
        before = await wait_for_card(ani, customer.id)
        await accept(ani, customer.id)
        headers = {"Cookie": f"hangat_staff={cookie}"}
        session = (await gateway.client.get("/api/v1/staff/session", headers=headers)).json()
        signed_out = await gateway.client.post(
            "/api/v1/staff/sign-out", headers=headers | {"X-CSRF-Token": session["csrf"]}
        )
        assert signed_out.status_code == 204
        left = await customer.socket.event(lambda e: e.get("notice") == "agent_left")
        assert left["floor"] == "queue"
        after = await gateway.services.conversations.conversations.get(ConversationId(customer.id))
        assert after.due_at is not None
        assert after.due_at.isoformat() == before["due_at"].replace("Z", "+00:00")
        nobody = await customer.socket.event(lambda e: e.get("notice") == "nobody_on_duty")
        assert nobody["floor"] == "queue"


async def test_the_bot_says_that_a_person_is_needed(gateway: Gateway) -> None:
    gateway.rasa.says(said(text="", outcome="escalate", escalate="sensitive", topic="fraud_report"))
    async with gateway.agent("Ani") as ani, gateway.customer() as customer:
        await customer.say("saya kena tipu")
        escalated = await customer.socket.event(lambda e: e.get("notice") == "escalated")
        assert escalated["reason"] == "sensitive"
        card = await wait_for_card(ani, customer.id)
        assert card["topic"] == "fraud_report"


async def test_a_resend_on_the_same_connection_comes_back(gateway: Gateway) -> None:
    async with gateway.agent("Ani") as ani, gateway.customer() as customer:
        await ask_human(customer)
        await accept(ani, customer.id)
        frame = {
            "type": "message",
            "conversation": customer.id,
            "client_id": "ani-msg-0001",
            "text": "Halo.",
        }
        await ani.send(**frame)
        first = await ani.event(lambda e: e.get("client_id") == "ani-msg-0001")
        await ani.send(**frame)
        again = await ani.event(lambda e: e.get("client_id") == "ani-msg-0001")
        assert again == first


async def test_after_the_session_nothing_can_be_done_over_an_open_socket(
    gateway: Gateway,
) -> None:
    async with gateway.customer() as customer:
        async with gateway.agent("Ani") as ani:
            await ask_human(customer)
            (member,) = await gateway.services.staff.staff.all()
            await gateway.services.staff.staff.end_sessions_of(member.id)
            await ani.send(type="accept", request="req-accept-1", conversation=customer.id)
            assert await ani.closed() == 4401
        waiting = await gateway.services.conversations.conversations.waiting()
        assert [w.conversation.id for w in waiting] == [customer.id]


async def test_after_the_customer_ended_it_the_floor_is_the_reason(gateway: Gateway) -> None:
    async with gateway.agent("Ani") as ani, gateway.customer() as customer:
        await ask_human(customer)
        await accept(ani, customer.id)
        await customer.socket.send(type="end", client_id=customer.new_id())
        await ani.event(lambda e: e.get("notice") == "closed")
        await ani.send(type="close", request="req-close-01", conversation=customer.id)
        refused = await ani.until(lambda f: f.get("request") == "req-close-01")
        assert refused["code"] == "illegal"
