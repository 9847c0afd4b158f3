"""The real gateway over a real database, in this process, with a bot that the test scripts."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, Self

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from api.app import create_app
from api.sockets.wire import Wire
from api.turns import Turns
from handoff.application.ports import Detector
from handoff.bootstrap import Services
from handoff.domain.access import Role
from handoff.settings import Settings

PASSWORD = secrets.token_urlsafe(12)
Answer = Callable[[dict[str, Any]], Awaitable[Response]]


def said(text: str = "Baik.", **fields: Any) -> dict[str, Any]:
    """An answer of the assistant's, as its channel gives it."""
    answer: dict[str, Any] = {
        "messages": [{"text": text, "buttons": []}] if text else [],
        "intent": "check_balance",
        "confidence": 0.9,
        "topic": "check_balance",
        "outcome": "answered",
        "escalate": None,
        "form": None,
    }
    return answer | fields


@dataclass
class ScriptedRasa:
    """Stands where Rasa's server stands: same address, same contract, answers as told."""

    answer: Answer
    asked: list[dict[str, Any]] = field(default_factory=list)

    def app(self) -> Starlette:
        async def turn(request: Request) -> Response:
            body = await request.json()
            self.asked.append(body)
            return await self.answer(body)

        async def status(request: Request) -> Response:
            return JSONResponse({"model_file": "scripted", "num_active_training_jobs": 0})

        return Starlette(
            routes=[
                Route("/webhooks/hangat/turn", turn, methods=["POST"]),
                Route("/status", status),
            ]
        )

    def says(self, *answers: dict[str, Any]) -> None:
        """Give these answers in turn; the last one again and again."""
        left = list(answers)

        async def next_one(body: dict[str, Any]) -> Response:
            return JSONResponse(left.pop(0) if len(left) > 1 else left[0])

        self.answer = next_one

    def fails(self, status: int = 503) -> None:
        async def fail(body: dict[str, Any]) -> Response:
            return JSONResponse({"error": "no_model", "message": ""}, status)

        self.answer = fail

    def holds(self) -> asyncio.Event:
        """Answer only when the event that this returns is set."""
        release = asyncio.Event()

        async def held(body: dict[str, Any]) -> Response:
            await release.wait()
            return JSONResponse(said("Terlambat."))

        self.answer = held
        return release


class Socket:
    """A websocket client that speaks the protocol, frame by frame."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self._events: deque[dict[str, Any]] = deque()
        self.unread: list[dict[str, Any]] = []

    async def send(self, **frame: Any) -> None:
        await self.connection.send(json.dumps(frame))

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(10):
            frame: dict[str, Any] = json.loads(await self.connection.recv())
        self._events.extend(frame.get("events", ()))
        return frame

    async def until(
        self, what: Callable[[dict[str, Any]], Any], among: str | None = None
    ) -> dict[str, Any]:
        """The next frame (of type *among*) for which *what* is true."""
        while True:
            frame = await self.next()
            if (among is None or frame["type"] == among) and what(frame):
                return frame

    async def event(self, what: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The next event view for which *what* is true; each is looked at once."""
        while True:
            while self._events:
                event = self._events.popleft()
                if what(event):
                    return event
            await self.next()

    async def closed(self) -> int:
        """Read until the server closes; its code. What came before it is in `unread`."""
        async with asyncio.timeout(20):
            with suppress(ConnectionClosed):
                while True:
                    self.unread.append(json.loads(await self.connection.recv()))
        code = self.connection.close_code
        assert code is not None
        return code


@dataclass
class Gateway:
    base_url: str
    services: Services
    turns: Turns
    rasa: ScriptedRasa
    client: httpx.AsyncClient
    server: Server

    @property
    def ws_url(self) -> str:
        return self.base_url.replace("http://", "ws://")

    async def token(self, **body: Any) -> dict[str, Any]:
        response = await self.client.post("/api/v1/customer/token", json=body)
        response.raise_for_status()
        grant: dict[str, Any] = response.json()
        return grant

    @asynccontextmanager
    async def socket(
        self, path: str, cookie: str | None = None, origin: str | None = None
    ) -> AsyncIterator[Socket]:
        headers = {"Cookie": f"hangat_staff={cookie}"} if cookie else {}
        async with connect(
            f"{self.ws_url}{path}",
            subprotocols=["hangat.v1"],  # type: ignore[list-item]
            additional_headers=headers,
            origin=origin,  # type: ignore[arg-type]
            max_size=None,
            max_queue=None,
        ) as connection:
            yield Socket(connection)

    @asynccontextmanager
    async def customer(
        self, token: str | None = None, conversation: str | None = None, cursor: int = 0
    ) -> AsyncIterator[Customer]:
        """A customer who has said hello."""
        token = token or (await self.token())["token"]
        async with self.socket("/ws/customer") as socket:
            await socket.send(
                type="hello", v=1, token=token, conversation=conversation, cursor=cursor
            )
            welcome = await socket.next()
            yield Customer(socket, token, welcome)

    async def staff(self, name: str, role: Role = Role.AGENT, capacity: int = 4) -> str:
        """Enrol somebody and sign them in; the session's cookie."""
        email = f"{name.lower()}@bank.example"
        await self.services.staff.enrol(
            email=email, name=name, role=role, capacity=capacity, password=PASSWORD
        )
        return (await self.services.staff.sign_in(email, PASSWORD, name)).token

    @asynccontextmanager
    async def agent(self, name: str, **kwargs: Any) -> AsyncIterator[Socket]:
        """A new agent who has said hello and is available."""
        cookie = await self.staff(name, **kwargs)
        async with self.socket("/ws/agent", cookie=cookie) as socket:
            await socket.send(type="hello", v=1)
            await socket.until(lambda f: f["type"] == "welcome")
            yield socket


@dataclass
class Customer:
    socket: Socket
    token: str
    welcome: dict[str, Any]
    _sent: int = 0

    @property
    def id(self) -> str:
        found: str = self.welcome["state"]["conversation"]
        return found

    async def say(self, text: str, client_id: str | None = None) -> str:
        """Send a message; its client_id."""
        client_id = client_id or self.new_id()
        await self.socket.send(type="message", client_id=client_id, text=text)
        return client_id

    def new_id(self) -> str:
        self._sent += 1
        return f"client-{id(self)}-{self._sent}"


class Server:
    """uvicorn on a free port of this machine, in the running loop.

    *at*: a socket that is bound and does not listen yet, where it shall answer.
    """

    def __init__(self, app: ASGIApp, *, at: socket.socket | None = None, **config: Any) -> None:
        self._at = [at] if at is not None else None
        self._server = uvicorn.Server(
            uvicorn.Config(
                app, host="127.0.0.1", port=0, log_level="warning", access_log=False, **config
            )
        )
        self._server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._server.serve(sockets=self._at))
        async with asyncio.timeout(20):
            while not self._server.started:
                if self._task.done():
                    self._task.result()
                await asyncio.sleep(0.01)
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._server.should_exit = True
        await self._task

    def buffer_little(self, size: int = 8192) -> None:
        """From now on the kernel takes only so many bytes that a client has not read."""
        for listening in self._server.servers[0].sockets:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)

    @property
    def url(self) -> str:
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"


@asynccontextmanager
async def running_gateway(
    database_url: str, *, detector: Detector | None = None, **settings: Any
) -> AsyncIterator[Gateway]:
    """*detector*: instead of the product's own."""

    async def unscripted(body: dict[str, Any]) -> Response:
        return JSONResponse(said(f"Anda bilang: {body['text']}"))

    rasa = ScriptedRasa(unscripted)
    async with Server(rasa.app(), timeout_graceful_shutdown=1) as rasa_server:
        wanted = {
            "database_url": database_url,
            "rasa_url": rasa_server.url,
            "rasa_token": "t" * 32,
            "secret_key": "s" * 32,
            "site_key": "k" * 32,
            "bot_deadline_s": 2.0,
            "log_level": "error",
            # Without articles: to index them takes seconds, and few tests need them.
            "knowledge": "no-articles-here",
        }
        app = create_app(Settings(**(wanted | settings)))
        async with (
            Server(
                app,
                ws=Wire,
                ws_max_size=2 * 1024 * 1024,
                ws_per_message_deflate=False,
                timeout_graceful_shutdown=2,
            ) as server,
            httpx.AsyncClient(base_url=server.url, trust_env=False) as client,
        ):
            if detector is not None:
                services: Services = app.state.services
                reading = replace(services.conversations, detector=detector)
                app.state.services = replace(services, conversations=reading)
            yield Gateway(server.url, app.state.services, app.state.turns, rasa, client, server)
