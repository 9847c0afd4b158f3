"""One websocket: bounded sending, reading through the sans-I/O intake, an orderly end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from handoff.application.conversations import AtCapacity, UnknownChoice
from handoff.application.ports import (
    BadToken,
    StoreUnavailable,
    UnknownConversation,
)
from handoff.domain.access import AccessDenied
from handoff.domain.conversation import IllegalCommand
from handoff.protocol import frames as f
from handoff.protocol.session import Intake, Refused

log = structlog.get_logger()
F = TypeVar("F", bound=f.Frame)

#: A peer that takes no frame for so long loses its socket; it resumes from its cursor.
SEND_TIMEOUT_S = 10.0
#: Seconds after which a look into the table that failed is repeated.
LOOK_AGAIN_S = 1.0

_CODES: dict[type[Exception], tuple[f.ErrorCode, str]] = {
    AccessDenied: (f.ErrorCode.FORBIDDEN, "this is not yours"),
    UnknownConversation: (f.ErrorCode.NOT_FOUND, "no such conversation"),
    UnknownChoice: (f.ErrorCode.INVALID, "the bot did not offer this button"),
    AtCapacity: (f.ErrorCode.AT_CAPACITY, "you hold as many conversations as you may"),
    BadToken: (f.ErrorCode.UNAUTHORIZED, "the token is broken or has run out"),
    StoreUnavailable: (f.ErrorCode.UNAVAILABLE, "the database cannot be reached"),
}
REFUSALS: tuple[type[Exception], ...] = (*_CODES, IllegalCommand)


class Ended(Exception):
    """The connection is over; *code* None: the peer went away by itself."""

    def __init__(self, code: int | None = None, why: str = "") -> None:
        super().__init__(why)
        self.code = code
        self.why = why


class Link(Generic[F]):
    def __init__(self, socket: WebSocket, intake: Intake[F]) -> None:
        self._socket = socket
        self._intake = intake
        self._sending = asyncio.Lock()

    async def send(self, frame: f.Frame) -> None:
        """Raises Ended when the peer is gone or does not read."""
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S), self._sending:
                await self._socket.send_text(frame.model_dump_json())
        except TimeoutError as error:
            raise Ended(1013, "too slow") from error
        except (WebSocketDisconnect, RuntimeError) as error:
            # Starlette says RuntimeError for sending after the close.
            raise Ended from error

    async def receive(self) -> F:
        """The next good frame; bad ones are answered here. Raises Ended."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                message = await self._socket.receive()
            except RuntimeError as error:
                raise Ended from error
            if message["type"] == "websocket.disconnect":
                raise Ended
            text = message.get("text")
            taken = self._intake.feed(message["bytes"] if text is None else text, loop.time())
            if not isinstance(taken, Refused):
                return taken
            await self.send(taken.error)
            if taken.close is not None:
                raise Ended(taken.close, taken.error.code.value)

    async def hello(self, seconds: float) -> F:
        """The first frame. Raises Ended(4408) when it does not come in time."""
        try:
            async with asyncio.timeout(seconds):
                return await self.receive()
        except TimeoutError as error:
            raise Ended(4408, "no hello") from error

    async def close(self, ended: Ended) -> None:
        if ended.code is None or self._socket.application_state is not WebSocketState.CONNECTED:
            return
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await self._socket.close(ended.code, ended.why)
        except (RuntimeError, TimeoutError, WebSocketDisconnect):
            log.info("socket.gone_before_close", code=ended.code)


def refusal(error: Exception, frame: f.Frame, *, conflict: bool = False) -> f.ErrorView:
    """What a use case refused, as an error frame about *frame*."""
    if isinstance(error, IllegalCommand):
        code = f.ErrorCode.CONFLICT if conflict else f.ErrorCode.ILLEGAL
        message = f"not while the floor is {error.floor.value}"
    else:
        code, message = _CODES[type(error)]
    return f.ErrorView(
        code=code,
        message=message,
        retry=code is f.ErrorCode.UNAVAILABLE,
        client_id=getattr(frame, "client_id", None),
        request=getattr(frame, "request", None),
        conversation=getattr(frame, "conversation", None),
    )


class Doors:
    """How many sockets each network address holds."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._open: Counter[str] = Counter()

    @contextmanager
    def entered(self, address: str) -> Iterator[bool]:
        """Whether there is room for one more."""
        self._open[address] += 1
        try:
            yield self._open[address] <= self._limit
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]


async def together(*jobs: Any) -> None:
    """Run *jobs* until one ends; the first Ended is raised, the others are stopped."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
