"""What one customer turn shows. What was not measured is absent, never guessed."""

from __future__ import annotations

import enum
from dataclasses import dataclass

#: Intents whose matter goes to a person whatever the mood (data/intents.yml, route human).
SENSITIVE = ("bereavement", "close_account", "file_complaint", "fraud_report", "payment_hardship")


class Speaker(enum.StrEnum):
    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing that was said, as a detector reads it."""

    speaker: Speaker
    text: str
    #: Seconds since the first turn; None where times are not known.
    at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A reading of one customer turn, stored with the message.

    Scores are ``None`` where no model measured them; a reader must not take that for zero.
    Probabilities are calibrated: of turns with .8, eight in ten are what it says.
    """

    #: Which detector said so; stored, so that a replay is honest about it.
    model_version: str
    #: Earlier turns of this customer, since the bot last took the floor, that said the same.
    repeats: int
    #: Seconds since the first of these; None without one, or where times are not known.
    repeating_for_s: float | None = None
    #: Earlier answers of the bot, in the same stretch, that its last one repeated.
    bot_repeats: int = 0
    #: -1.0 (hostile) to 1.0 (delighted).
    sentiment: float | None = None
    #: Probability that the customer is frustrated with the bank or the bot.
    frustration: float | None = None
    #: Probability that this turn asks for a person.
    asked_for_human: float | None = None
    #: Probability that this turn shows a matter that goes to a person whatever the mood.
    sensitive: float | None = None
    #: Probability that the conversation has stopped getting anywhere on this matter.
    stuck: float | None = None
    #: Probability that a person is needed by now, for whatever reason.
    needed: float | None = None
    #: Which sensitive matter this turn, or one just before it, shows clearly: one of `SENSITIVE`.
    topic: str | None = None
