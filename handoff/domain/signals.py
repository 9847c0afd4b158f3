"""What one customer turn shows. What was not measured is absent, never guessed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A reading of one customer turn, stored with the message.

    Scores are ``None`` where no model measured them; a reader must not take that for zero.
    """

    #: Which detector said so; stored, so that a replay is honest about it.
    model_version: str
    #: Earlier turns of this customer, since the bot last took the floor, with the same words.
    repeats: int
    #: -1.0 (hostile) to 1.0 (delighted).
    sentiment: float | None = None
    #: Calibrated probability that the customer is frustrated with the bank or the bot, 0.0 to 1.0.
    frustration: float | None = None
    asked_for_human: float | None = None
    sensitive: float | None = None
