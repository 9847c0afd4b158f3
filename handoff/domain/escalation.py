"""When does a person take over, and how soon should one be there?

A policy is a value with a version: the same object decides live, in a replay and in a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from handoff.domain.evidence import EscalationReason, OutOfRange, Thresholds

__all__ = ["EscalationPolicy", "EscalationReason", "OutOfRange"]


_TARGETS: Mapping[EscalationReason, timedelta] = MappingProxyType(
    {
        EscalationReason.SENSITIVE: timedelta(minutes=1),
        EscalationReason.FRUSTRATED: timedelta(minutes=2),
        EscalationReason.BOT_UNAVAILABLE: timedelta(minutes=2),
        EscalationReason.ASKED_FOR_HUMAN: timedelta(minutes=3),
        EscalationReason.NO_PROGRESS: timedelta(minutes=3),
    }
)


#: A bot that fails more often than this on one topic is a dead end.
_MOST_FAILURES = 10
_SHORTEST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=24)
#: The longest that each wait may be set to.
_WAITS: Mapping[str, timedelta] = MappingProxyType(
    {
        "unattended_ticket_after": _LONGEST_WAIT,
        "waiting_ticket_after": _LONGEST_WAIT,
        "idle_close_after": timedelta(days=30),
    }
)


def _require_wait(wrong: str, name: str, wait: timedelta, most: timedelta) -> None:
    if not _SHORTEST_WAIT <= wait <= most:
        least_s, most_s = (int(limit.total_seconds()) for limit in (_SHORTEST_WAIT, most))
        raise OutOfRange(wrong, f"{name} must be from {least_s} to {most_s} seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPolicy:
    """The rules in force, as one value: what is certain, and when measured evidence suffices."""

    version: int = 1
    #: Failures on one topic after which a person takes over.
    max_failures: int = 3
    #: What is measured leads to an offer or a transfer as these say.
    thresholds: Thresholds = field(default_factory=Thresholds)
    #: How soon a person should be there; ``due_at`` is the time of escalation plus this.
    targets: Mapping[EscalationReason, timedelta] = field(default_factory=lambda: _TARGETS)
    #: With nobody on duty, a waiting customer who chooses nothing gets a ticket after this.
    unattended_ticket_after: timedelta = timedelta(minutes=10)
    #: With people on duty but none free, likewise.
    waiting_ticket_after: timedelta = timedelta(minutes=60)
    #: A conversation with the bot in which nothing happens for this long is closed.
    idle_close_after: timedelta = timedelta(hours=24)

    def __post_init__(self) -> None:
        """Raises OutOfRange with a sentence for whoever set the values."""
        if not 1 <= self.max_failures <= _MOST_FAILURES:
            raise OutOfRange("max_failures", f"max_failures must be from 1 to {_MOST_FAILURES}")
        if set(self.targets) != set(EscalationReason):
            raise OutOfRange("targets", f"targets must name exactly {', '.join(EscalationReason)}")
        for reason, target in self.targets.items():
            _require_wait("targets", f"the target of {reason}", target, _LONGEST_WAIT)
        for field_, most in _WAITS.items():
            _require_wait(field_, field_, getattr(self, field_), most)

    def due_at(self, reason: EscalationReason, queued_at: datetime) -> datetime:
        return queued_at + self.targets[reason]
