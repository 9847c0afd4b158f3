"""What is refused, and that nothing breaks by it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from tests.support.gateway import Customer, Gateway, running_gateway


@pytest.fixture
async def gateway(database_url: str) -> AsyncIterator[Gateway]:
    async with running_gateway(database_url, frames_per_10s=40) as running:
        yield running


async def goes_on(customer: Customer) -> None:
    """The connection still works."""
    client_id = await customer.say("masih di sini")
    await customer.socket.event(lambda e: e.get("client_id") == client_id)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param("not json", "malformed", id="not JSON"),
        pytest.param("[]", "invalid", id="not an object"),
        pytest.param('{"type": "shutdown"}', "invalid", id="unknown type"),
        pytest.param(
            '{"type": "message", "client_id": "abcdefgh", "text": "x", "admin": true}',
            "invalid",
            id="unknown field",
        ),
        pytest.param('{"type": "message", "client_id": "abcdefgh"}', "invalid", id="missing field"),
        pytest.param(
            '{"type": "message", "client_id": "abcdefgh", "text": "   "}', "invalid", id="blank"
        ),
        pytest.param(
            json.dumps({"type": "message", "client_id": "abcdefgh", "text": "x" * 4001}),
            "invalid",
            id="text too long",
        ),
        pytest.param("x" * 1_000_000, "too_large", id="1 MB"),
        pytest.param(b"\x00\x01", "malformed", id="binary"),
        pytest.param("[" * 30_000, "malformed", id="deep nesting"),
        pytest.param('{"type": "hello", "v": 1, "token": "x"}', "invalid", id="second hello"),
    ],
)
async def test_a_bad_frame_gets_an_error_frame(
    gateway: Gateway, raw: str | bytes, code: str
) -> None:
    async with gateway.customer() as customer:
        await customer.socket.connection.send(raw)
        error = await customer.socket.until(lambda f: True, among="error")
        assert error["code"] == code
        await goes_on(customer)


async def test_an_error_names_the_message_it_is_about(gateway: Gateway) -> None:
    async with gateway.customer() as customer:
        await customer.socket.send(type="message", client_id="my-message-1", text="x" * 5000)
        error = await customer.socket.until(lambda f: True, among="error")
        assert error["client_id"] == "my-message-1"


async def test_too_many_frames_are_refused_with_a_time_to_wait(gateway: Gateway) -> None:
    async with gateway.customer() as customer:
        for _ in range(45):
            await customer.socket.send(type="ping")
        error = await customer.socket.until(lambda f: True, among="error")
        assert error["code"] == "rate_limited"
        assert 0 < error["retry_after_s"] <= 10


async def test_a_flood_of_bad_frames_ends_the_connection(gateway: Gateway) -> None:
    async with gateway.customer() as customer:
        for _ in range(25):
            await customer.socket.connection.send("not json")
        assert await customer.socket.closed() == 4400


async def test_a_token_of_another_customer_opens_nothing(gateway: Gateway) -> None:
    async with gateway.customer() as rina:
        await goes_on(rina)
        stranger = (await gateway.token())["token"]
        async with gateway.customer(stranger, rina.id) as refused:
            assert refused.welcome["code"] == "forbidden"
            assert await refused.socket.closed() == 4403
        response = await gateway.client.get(
            f"/api/v1/customer/conversations/{rina.id}/transcript",
            headers={"Authorization": f"Bearer {stranger}"},
        )
        assert response.status_code == 403
        await goes_on(rina)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30."])
async def test_a_broken_token_is_refused(gateway: Gateway, token: str) -> None:
    async with gateway.socket("/ws/customer") as socket:
        await socket.send(type="hello", v=1, token=token)
        assert (await socket.next())["code"] == "unauthorized"
        assert await socket.closed() == 4401


async def test_an_unknown_conversation_is_refused(gateway: Gateway) -> None:
    nowhere = "00000000-0000-4000-8000-000000000000"
    token = (await gateway.token())["token"]
    async with gateway.customer(token, nowhere) as refused:
        assert refused.welcome["code"] == "not_found"


async def test_a_foreign_page_is_refused(gateway: Gateway) -> None:
    async with gateway.socket("/ws/customer", origin="https://evil.example") as socket:
        assert await socket.closed() == 4403
    response = await gateway.client.post(
        "/api/v1/customer/token", json={}, headers={"Origin": "https://evil.example"}
    )
    assert response.status_code == 403


async def test_staff_need_a_session_and_a_csrf_token(gateway: Gateway) -> None:
    async with gateway.socket("/ws/agent") as socket:
        assert await socket.closed() == 4401
    cookie = await gateway.staff("Ani")
    headers = {"Cookie": f"hangat_staff={cookie}"}
    assert (await gateway.client.get("/api/v1/follow-ups", headers=headers)).status_code == 200
    refused = await gateway.client.post("/api/v1/staff/sign-out", headers=headers)
    assert refused.status_code == 403


async def test_guessing_a_password_is_slowed_down(gateway: Gateway) -> None:
    await gateway.staff("Ani")
    body = {"email": "ani@bank.example", "password": "salah"}
    codes = [
        (await gateway.client.post("/api/v1/staff/sign-in", json=body)).status_code
        for _ in range(6)
    ]
    assert codes == [401] * 5 + [429]


async def test_headers_and_pages_keep_strangers_out(gateway: Gateway) -> None:
    response = await gateway.client.get("/health")
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    large = await gateway.client.post("/api/v1/customer/token", content=b"x" * 100_000)
    assert large.status_code == 413


async def test_ready_tells_the_truth_about_the_bot(gateway: Gateway) -> None:
    ready = (await gateway.client.get("/ready")).json()
    assert ready["ready"]
    assert not ready["degraded"]


async def test_a_call_back_without_a_number_is_refused(gateway: Gateway) -> None:
    async with gateway.customer() as customer:
        await customer.socket.send(type="ask_human", client_id=customer.new_id())
        await customer.socket.event(lambda e: e.get("notice") == "nobody_on_duty")
        await customer.socket.send(type="follow_up", client_id=customer.new_id(), kind="callback")
        error = await customer.socket.until(lambda f: True, among="error")
        assert error["code"] == "invalid"
        await goes_on(customer)
