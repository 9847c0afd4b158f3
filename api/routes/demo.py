"""The demo bank's site: it signs in anybody, so it is served only where the demo is switched on.

A real host site does the same on its own server, with its own customers: it signs who is signed
in, with the key that it shares with us, and its page hands that to the widget.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from api.auth import Wired
from api.errors import problem, refusals
from handoff.bootstrap import DemoCustomer, Services
from handoff.protocol import rest

router = APIRouter(prefix="/demo/api", tags=["demo"])


class DemoSignIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    subject: str


@router.get("/customers")
async def customers(services: Wired) -> rest.DemoCustomers:
    return rest.DemoCustomers(
        items=tuple(
            rest.DemoCustomer(
                subject=c.subject, name=c.name, about=f"{c.accounts} rekening, {c.cards} kartu"
            )
            for c in await _customers(services)
        )
    )


@router.post("/sign-in", response_model=rest.DemoIdentity, responses=refusals(404))
async def sign_in(body: DemoSignIn, services: Wired) -> rest.DemoIdentity | Response:
    for customer in await _customers(services):
        if customer.subject == body.subject:
            identity = services.tokens.sign_identity(
                customer.subject, customer.name, services.conversations.clock()
            )
            return rest.DemoIdentity(identity=identity, name=customer.name)
    return problem(404, "not_found", "There is no such demo customer.")


async def _customers(services: Services) -> Sequence[DemoCustomer]:
    return await services.demo_bank.customers() if services.demo_bank else ()
