"""Waiting for a condition with a deadline: the only way in which these tests wait."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Value = TypeVar("Value")


def eventually(
    predicate: Callable[[], Value], timeout: float = 10.0, every: float = 0.05, what: str = ""
) -> Value:
    """Call until the result is true and return it; AssertionError after ``timeout`` seconds.

    An AssertionError of the predicate counts as "not yet", so it may hold assertions itself.
    """
    end = time.monotonic() + timeout
    while True:
        failure: AssertionError | None = None
        try:
            value = predicate()
            if value:
                return value
        except AssertionError as error:
            failure = error
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout:g} s: {what or predicate}") from failure
        time.sleep(every)


async def eventually_async(
    predicate: Callable[[], Value | Awaitable[Value]],
    timeout: float = 10.0,  # noqa: ASYNC109
    every: float = 0.02,
    what: str = "",
) -> Value:
    """As :func:`eventually`, without holding up the event loop."""
    end = time.monotonic() + timeout
    while True:
        failure: AssertionError | None = None
        try:
            result = predicate()
            value: Value = await result if inspect.isawaitable(result) else result  # type: ignore[assignment]
            if value:
                return value
        except AssertionError as error:
            failure = error
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout:g} s: {what or predicate}") from failure
        await asyncio.sleep(every)
