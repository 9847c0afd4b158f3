"""Waiting: who is next, and how long it takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """A place in line from 1, and an honest range of whole minutes; None: not known."""

    position: int
    minutes: tuple[int, int] | None


#: Fewer finished conversations than this say nothing about how long one takes.
MIN_SAMPLES = 5
#: Waiting customers who give up, per minute: without it the estimate is far too long.
ABANDONMENT_PER_MINUTE = 0.02


class Waits(Protocol):
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def queued_at(self) -> datetime | None: ...
    @property
    def id(self) -> str: ...


def order_key(waiting: Waits) -> tuple[datetime, datetime, str]:
    """Earliest due first; `due_at` is written once, so priority never starves anyone."""
    if waiting.due_at is None or waiting.queued_at is None:
        raise ValueError(f"conversation {waiting.id} does not wait")
    return (waiting.due_at, waiting.queued_at, waiting.id)


def estimate_wait(ahead: int, places: int, handling: Sequence[timedelta]) -> tuple[int, int] | None:
    """An honest range of whole minutes until a place is free for the one with *ahead* before it.

    Expected wait in an M/M/c+M queue: the sum over i = 0..ahead of 1 / (c·μ + i·θ), with c
    *places* (agents times what each handles at once, all of them busy), μ the rate at which one
    conversation ends, θ the rate at which a waiting customer gives up. The range is a half to
    one and a half of it, as waiting times scatter about as much as their mean.

    None when nobody works or too few conversations have ended to know μ.
    """
    if places <= 0 or len(handling) < MIN_SAMPLES:
        return None
    mean = sum(handling, timedelta()).total_seconds() / 60 / len(handling)
    rate = places / max(mean, 1 / 60)
    expected = sum(1 / (rate + i * ABANDONMENT_PER_MINUTE) for i in range(ahead + 1))
    return (max(1, math.floor(expected / 2)), max(2, math.ceil(expected * 1.5)))
