"""A member of staff over the agent protocol, for tests whose subject is another page."""

from __future__ import annotations

import json
import uuid
from types import TracebackType
from typing import Any, Self

import httpx
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

_ANSWER_S = 15.0


class Desk:
    """Signed in; connected while it is entered; away until `available` is called."""

    def __init__(self, base_url: str, email: str, password: str) -> None:
        answer = httpx.post(
            f"{base_url}/api/v1/staff/sign-in", json={"email": email, "password": password}
        )
        answer.raise_for_status()
        cookie = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
        self._connection = connect(
            f"{base_url.replace('http', 'ws', 1)}/ws/agent",
            subprotocols=[Subprotocol("hangat.v1")],
            additional_headers={"Cookie": cookie},
        )
        self._socket: ClientConnection

    def __enter__(self) -> Self:
        self._socket = self._connection.__enter__()
        self._send(type="hello", v=1)
        self._until(lambda frame: frame["type"] == "welcome")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.__exit__(kind, error, trace)

    def available(self) -> None:
        self._request(type="presence", status="available")

    def away(self) -> None:
        self._request(type="presence", status="away")

    def accept(self, conversation: str) -> None:
        self._request(type="accept", conversation=conversation)
        self._send(type="follow", conversation=conversation, cursor=0)
        self._until(lambda frame: frame["type"] == "snapshot")

    def say(self, conversation: str, text: str) -> None:
        client_id = str(uuid.uuid4())
        self._send(type="message", conversation=conversation, client_id=client_id, text=text)
        self._until(
            lambda frame: any(e.get("client_id") == client_id for e in frame.get("events", ()))
        )

    def types(self, conversation: str) -> None:
        self._send(type="typing", conversation=conversation, on=True)

    def reads(self, conversation: str, text: str) -> None:
        """Wait for the customer's *text* and say that it was seen."""

        def seq(frame: dict[str, Any]) -> int | None:
            return next(
                (e["seq"] for e in frame.get("events", ()) if text in e.get("texts", ())), None
            )

        frame = self._until(seq)
        self._send(type="seen", conversation=conversation, seq=seq(frame))

    def hand_back(self, conversation: str) -> None:
        self._request(type="hand_back", conversation=conversation, note="selesai")

    def close(self, conversation: str) -> None:
        self._request(type="close", conversation=conversation)

    def _send(self, **frame: Any) -> None:
        self._socket.send(json.dumps(frame))

    def _request(self, **frame: Any) -> None:
        """Send and wait until it was carried out."""
        request = str(uuid.uuid4())
        self._send(request=request, **frame)
        answer = self._until(lambda got: got.get("request") == request)
        assert answer["type"] != "error", answer

    def _until(self, what: Any) -> dict[str, Any]:
        while True:
            frame: dict[str, Any] = json.loads(self._socket.recv(timeout=_ANSWER_S))
            if what(frame):
                return frame
