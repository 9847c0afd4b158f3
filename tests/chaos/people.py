"""Customers and agents that behave as the pages do: remember, resend, resume, one at a time.

Whatever is cut, they connect again with their cursor; what they wrote and have no answer to they
send again under the same id. Their pauses are a page's, shortened.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

#: Seconds that a page gives a connection to be made.
CONNECT_S = 1.5
#: Heartbeats without a frame after which a page takes its connection for dead.
_SILENCE = 3
#: Seconds that a page waits for the answer to what it sent.
ANSWER_S = 3.0
_PAUSE_S = (0.02, 0.3)

_LOST = (OSError, WebSocketException, TimeoutError, httpx.HTTPError)
Frame = dict[str, Any]


class Gap(Exception):
    """Something in between is missing: connect anew from the cursor."""


class Log:
    """What one page knows of one conversation. Fails where the service breaks its own rules."""

    def __init__(self) -> None:
        self.state: Frame = {"seq": 0}
        self.events: list[Frame] = []

    @property
    def cursor(self) -> int:
        return int(self.state["seq"])

    def snapshot(self, frame: Frame) -> None:
        if frame["resumed"]:
            self.append(frame)
        else:
            self.state, self.events = frame["state"], list(frame["events"])
            seqs = [event["seq"] for event in self.events]
            assert seqs == list(range(1, self.cursor + 1)), seqs

    def append(self, frame: Frame) -> None:
        for event in frame["events"]:
            if event["seq"] <= self.cursor:
                assert event["seq"] == self.events[event["seq"] - 1]["seq"]
                continue
            if event["seq"] != len(self.events) + 1:
                raise Gap
            self.events.append(event)
        if frame["state"]["seq"] > len(self.events):
            raise Gap
        if frame["state"]["seq"] >= self.cursor:
            self.state = frame["state"]


class Page:
    """A connection that is always made again. *door*: where the gateway is now."""

    path = ""

    def __init__(self, door: Callable[[], str], rng: random.Random) -> None:
        self._door = door
        self._rng = rng
        self._socket: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._answer_by: float | None = None
        self.connections = 0
        self.refused: list[Frame] = []
        self.moved = asyncio.Event()

    @asynccontextmanager
    async def here(self) -> AsyncIterator[None]:
        """Open while this is entered."""
        self._task = asyncio.create_task(self._stay())
        try:
            yield
        finally:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            if not self._task.cancelled() and (fault := self._task.exception()):
                raise fault

    def vanish(self) -> None:
        """Lose the connection as a telephone in a tunnel does: no goodbye."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def until(self, what: Callable[[], Any], within: float = 30.0, saying: str = "") -> None:
        """Wait until *what* is true of this page."""
        try:
            async with asyncio.timeout(within):
                while not what():
                    if self._task is not None and self._task.done():
                        self._task.result()
                    self.moved.clear()
                    await self.moved.wait()
        except TimeoutError as error:
            raise AssertionError(f"not within {within:g} s: {saying or what}; {self!r}") from error

    async def _stay(self) -> None:
        while True:
            try:
                await self._session()
            except (*_LOST, Gap):
                await asyncio.sleep(self._rng.uniform(*_PAUSE_S))

    async def _session(self) -> None:
        async with connect(
            f"{self._door().replace('http', 'ws', 1)}{self.path}",
            open_timeout=CONNECT_S,
            close_timeout=0.2,
            ping_interval=None,
            max_size=None,
            additional_headers=self.headers(),
        ) as socket:
            self._socket = socket
            self.connections += 1
            self._answer_by = None
            silence = CONNECT_S
            try:
                await socket.send(json.dumps(await self.hello()))
                while True:
                    now = asyncio.get_running_loop().time()
                    patience = min(silence, (self._answer_by or now + silence) - now)
                    async with asyncio.timeout(max(patience, 0.0)):
                        frame: Frame = json.loads(await socket.recv())
                    silence = frame.get("heartbeat_s", silence / _SILENCE) * _SILENCE
                    await self.take(frame)
                    await self.pump()
                    self.moved.set()
            finally:
                self._socket = None
                self.lost()

    async def send(self, frame: Frame, *, answered: bool = True) -> None:
        """Raises what a lost connection raises."""
        if self._socket is None:
            raise TimeoutError
        if answered and self._answer_by is None:
            self._answer_by = asyncio.get_running_loop().time() + ANSWER_S
        await self._socket.send(json.dumps(frame))

    def answered(self) -> None:
        self._answer_by = None

    def headers(self) -> dict[str, str]:
        return {}

    async def hello(self) -> Frame:
        raise NotImplementedError

    async def take(self, frame: Frame) -> None:
        raise NotImplementedError

    async def pump(self) -> None:
        raise NotImplementedError

    def lost(self) -> None:
        raise NotImplementedError


class CustomerPage(Page):
    """Writes what is put into its outbox, one at a time."""

    path = "/ws/customer"

    def __init__(self, door: Callable[[], str], rng: random.Random, name: str) -> None:
        super().__init__(door, rng)
        self.name = name
        self.log = Log()
        self.token: str | None = None
        self.conversation: str | None = None
        self.outbox: deque[Frame] = deque()
        self.arrived: dict[str, int] = {}
        self.sent: list[Frame] = []
        self._under_way: str | None = None
        self._welcomed = False

    def __repr__(self) -> str:
        return (
            f"<{self.name} {self.conversation} at {self.log.cursor}, floor "
            f"{self.log.state.get('floor')}, {len(self.outbox)} to send, "
            f"{self.connections} connections, refused {self.refused}>"
        )

    def write(self, **frame: Any) -> str:
        """Put a frame into the outbox; its client_id. It goes out when its turn comes."""
        frame["client_id"] = f"{self.name}-{len(self.sent):04d}"
        self.outbox.append(frame)
        self.sent.append(frame)
        return str(frame["client_id"])

    def say(self, text: str) -> str:
        return self.write(type="message", text=text)

    async def nudge(self) -> None:
        """Look at the outbox now: something was put into it from outside."""
        if self._welcomed:
            try:
                await self.pump()
            except _LOST:
                return  # the session notices by itself

    @property
    def at_rest(self) -> bool:
        """All that was written arrived, and somebody has answered or is about to."""
        state = self.log.state
        return not self.outbox and state.get("floor") == "bot" and not state["bot_is_writing"]

    async def hello(self) -> Frame:
        if self.token is None:
            async with httpx.AsyncClient(trust_env=False, timeout=CONNECT_S) as client:
                answer = await client.post(f"{self._door()}/api/v1/customer/token", json={})
                answer.raise_for_status()
                self.token = answer.json()["token"]
        return {
            "type": "hello",
            "v": 1,
            "token": self.token,
            "conversation": self.conversation,
            "cursor": self.log.cursor,
        }

    async def take(self, frame: Frame) -> None:
        match frame["type"]:
            case "welcome":
                self.log.snapshot(frame)
                self.conversation = frame["state"]["conversation"]
                self._welcomed = True
                self._acknowledge(frame["events"])
            case "events":
                self.log.append(frame)
                self._acknowledge(frame["events"])
            case "heartbeat":
                if frame["seq"] > self.log.cursor:
                    raise Gap
            case "error":
                self._under_way = None
                self.answered()
                if frame["retry"]:
                    await asyncio.sleep(self._rng.uniform(*_PAUSE_S))
                elif self.outbox and self.outbox[0]["client_id"] == frame["client_id"]:
                    refused = self.outbox.popleft()
                    if refused["type"] != "ask_human":  # then a person was faster
                        self.refused.append(frame)

    def _acknowledge(self, events: list[Frame]) -> None:
        for event in events:
            client_id = event.get("client_id")
            if client_id is None:
                continue
            assert self.arrived.setdefault(client_id, event["seq"]) == event["seq"], "doubled"
            if self.outbox and self.outbox[0]["client_id"] == client_id:
                self.outbox.popleft()
                self._under_way = None
                self.answered()
        # Who asked for a person and has one, or waits for one, has what was asked for.
        asks = bool(self.outbox) and self.outbox[0]["type"] == "ask_human"
        if asks and self.log.state["floor"] != "bot":
            self.outbox.popleft()
            self._under_way = None
            self.answered()

    async def pump(self) -> None:
        if self._welcomed and self._under_way is None and self.outbox:
            self._under_way = self.outbox[0]["client_id"]
            await self.send(self.outbox[0])

    def lost(self) -> None:
        self._welcomed = False
        self._under_way = None


class AgentPage(Page):
    """Takes whoever waits, answers what was not answered, hands back after *enough* replies."""

    path = "/ws/agent"

    def __init__(
        self,
        door: Callable[[], str],
        rng: random.Random,
        cookie: str,
        *,
        enough: int = 2,
        takes: bool = True,
    ) -> None:
        super().__init__(door, rng)
        self.cookie = cookie
        self.enough = enough
        self.takes = takes
        self.logs: dict[str, Log] = {}
        self.answers: dict[str, list[Frame]] = {}  #: what came back for each request
        self.waiting: list[str] = []
        self.mine: list[str] = []
        self.me = ""
        self._following: set[str] = set()
        self._under_way: dict[str, str] = {}  #: conversation -> request or client_id
        self._requests = 0

    def __repr__(self) -> str:
        held = {i: log.state.get("floor") for i, log in self.logs.items()}
        return (
            f"<agent, {self.connections} connections, {held}, waits for {self._under_way}, "
            f"refused {self.refused}>"
        )

    def headers(self) -> dict[str, str]:
        return {"Cookie": f"hangat_staff={self.cookie}"}

    async def hello(self) -> Frame:
        return {"type": "hello", "v": 1}

    async def take(self, frame: Frame) -> None:
        match frame["type"]:
            case "welcome":
                self.me = frame["me"]["id"]
                for conversation in self.logs:
                    await self._follow(conversation)
            case "inbox":
                self.waiting = [card["conversation"] for card in frame["waiting"]]
                self.mine = [card["conversation"] for card in frame["mine"]]
                for conversation in self.mine:
                    if conversation not in self._following:
                        await self._follow(conversation)
            case "snapshot":
                log = self.logs.setdefault(frame["state"]["conversation"], Log())
                log.snapshot(frame)
                self._acknowledge(frame["state"]["conversation"], frame["events"])
            case "events":
                log = self.logs[frame["conversation"]]
                log.append(frame)
                self._acknowledge(frame["conversation"], frame["events"])
            case "heartbeat":
                for conversation, seq in frame["cursors"].items():
                    if seq > self.logs[conversation].cursor:
                        raise Gap
            case "done" | "error":
                request = frame["request"] or frame.get("client_id")
                for conversation, under_way in list(self._under_way.items()):
                    if under_way == request:
                        del self._under_way[conversation]
                        self.answered()
                if request is not None:
                    self.answers.setdefault(request, []).append(frame)
                if frame["type"] == "error" and frame["retry"]:
                    await asyncio.sleep(self._rng.uniform(*_PAUSE_S))
                    if request is None and frame["conversation"] is not None:
                        await self._follow(frame["conversation"])
                elif frame["type"] == "error":
                    self.refused.append(frame)

    def _acknowledge(self, conversation: str, events: list[Frame]) -> None:
        """What is shown arrived, whether it was told as news or stands in a snapshot: a reply that
        is sent again before its conversation could be followed again comes back only there."""
        for event in events:
            if event.get("client_id") == self._under_way.get(conversation, ""):
                del self._under_way[conversation]
                self.answered()

    def answered(self) -> None:
        """One answer came: the others that are still owed get their own time."""
        loop = asyncio.get_running_loop()
        self._answer_by = loop.time() + ANSWER_S if self._under_way else None

    async def pump(self) -> None:
        if not self.takes:
            return
        for conversation in self.waiting:
            if conversation not in self._under_way:
                await self._ask(conversation, type="accept")
        self.waiting = []
        for conversation, log in self.logs.items():
            state = log.state
            if conversation in self._under_way or not state.get("mine"):
                continue
            if conversation not in self._following:
                continue
            replies, unanswered = _since_taken(log.events)
            if unanswered:
                client_id = f"balas-{unanswered[-1]['seq']:04d}"
                self._under_way[conversation] = client_id
                await self.send(
                    {
                        "type": "message",
                        "conversation": conversation,
                        "client_id": client_id,
                        "text": f"Saya baca: {unanswered[-1]['texts'][0]}",
                    }
                )
            elif replies >= self.enough:
                await self._ask(conversation, type="hand_back", note="selesai")

    def lost(self) -> None:
        self._following.clear()
        self._under_way.clear()
        self.waiting = []

    async def _follow(self, conversation: str) -> None:
        log = self.logs.get(conversation)
        self._following.add(conversation)
        await self.send(
            {
                "type": "follow",
                "conversation": conversation,
                "cursor": log.cursor if log else 0,
            },
            answered=False,
        )

    async def _ask(self, conversation: str, **frame: Any) -> None:
        self._requests += 1
        request = f"request-{self._requests:05d}"
        self._under_way[conversation] = request
        await self.send({"request": request, "conversation": conversation, **frame})


def _since_taken(events: list[Frame]) -> tuple[int, list[Frame]]:
    """The agent's replies since they took over, and the customer's words that none followed."""
    replies, unanswered = 0, []
    for event in events:
        if event.get("notice") == "agent_joined":
            replies = 0
        if event.get("author") == "agent":
            replies, unanswered = replies + 1, []
        elif event.get("author") == "customer":
            unanswered.append(event)
        elif event.get("author") == "bot":
            unanswered = []
    return replies, unanswered
