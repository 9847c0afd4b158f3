"""When does a person take over, and how soon should one be there?

A policy is a value with a version: the same object decides live, in a replay and in a test.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType


class EscalationReason(enum.StrEnum):
    ASKED_FOR_HUMAN = "asked_for_human"  #: in words or by the button
    SENSITIVE = "sensitive"  #: a matter that goes to a person whatever the mood
    FRUSTRATED = "frustrated"  #: accumulated evidence crossed the threshold
    NO_PROGRESS = "no_progress"  #: the third failure on one topic
    BOT_UNAVAILABLE = "bot_unavailable"  #: no usable answer from the bot before its deadline


_TARGETS: Mapping[EscalationReason, timedelta] = MappingProxyType(
    {
        EscalationReason.SENSITIVE: timedelta(minutes=1),
        EscalationReason.FRUSTRATED: timedelta(minutes=2),
        EscalationReason.BOT_UNAVAILABLE: timedelta(minutes=2),
        EscalationReason.ASKED_FOR_HUMAN: timedelta(minutes=3),
        EscalationReason.NO_PROGRESS: timedelta(minutes=3),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPolicy:
    """The rules in force, as one value.

    Only what is certain decides here. Thresholds on measured evidence join this value together
    with the detector that measures it.
    """

    version: int = 1
    #: Failures on one topic after which a person takes over.
    max_failures: int = 3
    #: How soon a person should be there; ``due_at`` is the time of escalation plus this.
    targets: Mapping[EscalationReason, timedelta] = field(default_factory=lambda: _TARGETS)
    #: With nobody on duty, a waiting customer who chooses nothing gets a ticket after this.
    unattended_ticket_after: timedelta = timedelta(minutes=10)
    #: With people on duty but none free, likewise.
    waiting_ticket_after: timedelta = timedelta(minutes=60)
    #: A conversation with the bot in which nothing happens for this long is closed.
    idle_close_after: timedelta = timedelta(hours=24)

    def due_at(self, reason: EscalationReason, queued_at: datetime) -> datetime:
        return queued_at + self.targets[reason]
