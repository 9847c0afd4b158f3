"""One connection's intake, without I/O: bytes in, a frame or a refusal out.

Time is an argument, in seconds of any clock that only goes forward.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from handoff.protocol import frames as f

F = TypeVar("F", bound=f.Frame)

#: Close codes of our own (4000–4999 are for applications).
CLOSE_BAD_FRAMES = 4400
CLOSE_UNAUTHORIZED = 4401
CLOSE_FORBIDDEN = 4403
CLOSE_NO_HELLO = 4408
CLOSE_TOO_FAST = 4429
CLOSE_TRY_LATER = 1013

#: A client that sends so many bad frames is broken or hostile: it is not talked to any more.
MAX_REFUSALS = 20
WINDOW_S = 10.0

CUSTOMER_FRAMES: TypeAdapter[f.CustomerFrame] = TypeAdapter(f.CustomerFrame)
AGENT_FRAMES: TypeAdapter[f.AgentFrame] = TypeAdapter(f.AgentFrame)


@dataclass(frozen=True, slots=True)
class Refused:
    error: f.ErrorView
    #: Close with this code after the error was sent.
    close: int | None = None


class Intake(Generic[F]):
    """Checks size, rate and form; the first frame must be a hello, and only the first."""

    def __init__(self, frames: TypeAdapter[Any], *, per_10s: int) -> None:
        self._frames = frames
        self._limit = per_10s
        self._recent: deque[float] = deque()
        self._refusals = 0
        self._greeted = False

    def feed(self, data: str | bytes, now: float) -> F | Refused:
        size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "replace"))
        if size > f.MAX_FRAME_BYTES:
            return self._refuse(
                f.ErrorCode.TOO_LARGE, f"a frame has at most {f.MAX_FRAME_BYTES} bytes"
            )
        about = _about(data)
        while self._recent and self._recent[0] <= now - WINDOW_S:
            self._recent.popleft()
        if len(self._recent) >= self._limit:
            wait = self._recent[0] + WINDOW_S - now
            return self._refuse(
                f.ErrorCode.RATE_LIMITED,
                f"at most {self._limit} frames in {WINDOW_S:.0f} s",
                about,
                close_with=CLOSE_TOO_FAST,
                retry_after_s=round(max(wait, 0.1), 1),
            )
        self._recent.append(now)
        if isinstance(data, bytes):
            return self._refuse(f.ErrorCode.MALFORMED, "frames are text, not binary")
        try:
            frame: F = self._frames.validate_json(data)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            if first["type"] == "json_invalid":
                # Half an emoji is JSON by the letter, and what browsers send for a cut one.
                code = f.ErrorCode.MALFORMED if about is None else f.ErrorCode.INVALID
                return self._refuse(code, "not JSON in valid Unicode", about)
            where = ".".join(str(part) for part in first["loc"])
            return self._refuse(f.ErrorCode.INVALID, f"{where}: {first['msg']}", about)
        if isinstance(frame, f.CustomerHello | f.AgentHello) is self._greeted:
            wanted = "hello comes once" if self._greeted else "hello comes first"
            return self._refuse(f.ErrorCode.INVALID, wanted, about)
        self._greeted = True
        return frame

    def _refuse(
        self,
        code: f.ErrorCode,
        message: str,
        about: _About | None = None,
        *,
        close_with: int = CLOSE_BAD_FRAMES,
        retry_after_s: float | None = None,
    ) -> Refused:
        self._refusals += 1
        error = f.ErrorView(
            code=code,
            message=message,
            retry=code is f.ErrorCode.RATE_LIMITED,
            retry_after_s=retry_after_s,
            client_id=about.client_id if about else None,
            request=about.request if about else None,
            conversation=about.conversation if about else None,
        )
        return Refused(error, close_with if self._refusals >= MAX_REFUSALS else None)


@dataclass(frozen=True, slots=True)
class _About:
    """Which message or request a refusal is about, as far as the frame says so readably."""

    client_id: str | None
    request: str | None
    conversation: str | None


def _about(data: str | bytes) -> _About | None:
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None

    def short(name: str) -> str | None:
        value = body.get(name)
        return value if isinstance(value, str) and len(value) <= 64 else None

    return _About(short("client_id"), short("request"), short("conversation"))
