"""Whatever the OpenAPI description allows, and some that it does not: never a 500."""

from __future__ import annotations

import asyncio
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok

from handoff.domain.access import Role
from tests.support.gateway import Gateway, running_gateway

EXAMPLES = 25


def probe(base_url: str, headers: dict[str, str]) -> list[str]:
    """Ask every operation of the description; the operations that were asked."""
    schema = schemathesis.openapi.from_url(f"{base_url}/openapi.json")
    asked = []
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Any) -> None:
            # Signing out with the admin's own session would end the test of all the rest.
            mine = {} if case.operation.path.endswith("sign-out") else headers
            case.call_and_validate(headers=mine, checks=(not_a_server_error,))

        ask()
        asked.append(f"{operation.method.upper()} {operation.path}")
    return asked


async def test_no_request_breaks_the_service(database_url: str) -> None:
    async with running_gateway(database_url, demo=True) as gateway:
        headers = await as_admin(gateway)
        asked = await asyncio.to_thread(probe, gateway.base_url, headers)
        assert "POST /api/v1/customer/token" in asked
        assert "PATCH /api/v1/staff/{staff_id}" in asked
        assert (await gateway.client.get("/ready")).json()["ready"]
        session = await gateway.client.get("/api/v1/staff/session", headers=headers)
        assert session.status_code == 200, "everything was asked as an admin"


async def as_admin(gateway: Gateway) -> dict[str, str]:
    cookie = await gateway.staff("Ketua", role=Role.ADMIN)
    headers = {"Cookie": f"hangat_staff={cookie}"}
    session = (await gateway.client.get("/api/v1/staff/session", headers=headers)).json()
    return headers | {"X-CSRF-Token": session["csrf"]}
