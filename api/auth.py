"""Who is asking: customers by bearer token, staff by session cookie and a CSRF header."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Header, Request
from starlette.requests import HTTPConnection

from api.errors import BadCsrf
from handoff.application.ports import BadToken, StaffSession
from handoff.application.staff import actor_of
from handoff.bootstrap import Services
from handoff.domain.access import CustomerActor, StaffActor

COOKIE = "hangat_staff"
_SAFE = frozenset({"GET", "HEAD"})


def services_of(connection: HTTPConnection) -> Services:
    services: Services = connection.app.state.services
    return services


def wired(request: Request) -> Services:
    return services_of(request)


Wired = Annotated[Services, Depends(wired)]


async def customer(
    services: Wired, authorization: Annotated[str, Header(max_length=5000)] = ""
) -> CustomerActor:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise BadToken("no bearer token")
    actor, _, _ = await services.customers.actor(token)
    return actor


async def staff_session(connection: HTTPConnection) -> StaffSession | None:
    """The session of the cookie, if it holds; for sockets too."""
    token = connection.cookies.get(COOKIE)
    return await services_of(connection).staff.session(token) if token else None


async def staff(
    request: Request, x_csrf_token: Annotated[str, Header(max_length=200)] = ""
) -> StaffActor:
    session = await staff_session(request)
    if session is None:
        raise BadToken("no session")
    if request.method not in _SAFE and not hmac.compare_digest(
        x_csrf_token.encode(), session.csrf.encode()
    ):
        raise BadCsrf
    return actor_of(session)


CustomerIs = Annotated[CustomerActor, Depends(customer)]
StaffIs = Annotated[StaffActor, Depends(staff)]
