"""Where a websocket comes in: origin, subprotocol, room, session; then the connection runs."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import APIRouter, WebSocket

from api.auth import COOKIE, services_of, staff_session
from api.security import Origins
from api.sockets.agent import AgentConnection
from api.sockets.customer import CustomerConnection
from api.sockets.link import Doors, Ended, Link
from handoff.application.ports import StoreUnavailable
from handoff.protocol import frames as f
from handoff.protocol.session import (
    AGENT_FRAMES,
    CLOSE_FORBIDDEN,
    CLOSE_TRY_LATER,
    CLOSE_UNAUTHORIZED,
    CUSTOMER_FRAMES,
    Intake,
)

log = structlog.get_logger()
router = APIRouter()


@router.websocket("/ws/customer")
async def customer(socket: WebSocket) -> None:
    state = socket.app.state
    origins: Origins = state.origins
    known = origins.is_site(socket.headers.get("origin"), socket.headers.get("host"))
    intake: Intake[f.CustomerFrame] = Intake(
        CUSTOMER_FRAMES, per_10s=state.services.settings.frames_per_10s
    )
    link = Link(socket, intake)
    await socket.accept(f.SUBPROTOCOL if _speaks(socket) else None)
    connection = CustomerConnection(link, state.services, state.watch, state.turns)
    await _serve(socket, link, connection, None if known else Ended(CLOSE_FORBIDDEN, "origin"))


@router.websocket("/ws/agent")
async def agent(socket: WebSocket) -> None:
    state = socket.app.state
    origins: Origins = state.origins
    services = services_of(socket)
    intake: Intake[f.AgentFrame] = Intake(AGENT_FRAMES, per_10s=services.settings.frames_per_10s)
    link = Link(socket, intake)
    await socket.accept(f.SUBPROTOCOL if _speaks(socket) else None)
    if not origins.is_own(socket.headers.get("origin"), socket.headers.get("host")):
        await link.close(Ended(CLOSE_FORBIDDEN, "origin"))
        return
    try:
        session = await staff_session(socket)
    except StoreUnavailable:
        await link.close(Ended(CLOSE_TRY_LATER, "unavailable"))
        return
    if session is None:
        await link.close(Ended(CLOSE_UNAUTHORIZED, "no session"))
        return
    connection = AgentConnection(link, services, state.watch, session, socket.cookies[COOKIE])
    await _serve(socket, link, connection, None)


def _speaks(socket: WebSocket) -> bool:
    return f.SUBPROTOCOL in socket.scope.get("subprotocols", ())


async def _serve(
    socket: WebSocket,
    link: Link[Any],
    connection: CustomerConnection | AgentConnection,
    refused: Ended | None,
) -> None:
    doors: Doors = socket.app.state.doors
    address = socket.client.host if socket.client else ""
    with doors.entered(address) as room:
        try:
            if refused is not None:
                raise refused
            if not room:
                raise Ended(CLOSE_TRY_LATER, "too many connections")
            await connection.run()
        except Ended as ended:
            await link.close(ended)
        except Exception:
            log.exception("socket.broken", path=socket.url.path)
            await link.close(Ended(1011, "broken"))
