"""Who reads a recorded conversation: turns in, one signal for each customer turn out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from handoff.detector.measured import MODEL_VERSION, normalised
from handoff.domain.signals import Signal, Speaker, Turn


class Reader(Protocol):
    @property
    def model_version(self) -> str: ...

    def read(self, turns: Sequence[Turn]) -> Sequence[Signal | None]:
        """One entry for each customer turn, in order, each judged on what came before it.

        None where a turn could not be read.
        """
        ...


class MeasuredReader:
    """What needs no model: exact repeats, since the bot last took the floor from an agent."""

    model_version = MODEL_VERSION

    def read(self, turns: Sequence[Turn]) -> list[Signal | None]:
        signals: list[Signal | None] = []
        customer: list[tuple[str, float | None]] = []
        bot: list[str] = []
        with_agent = False
        for turn in turns:
            said = normalised(turn.text)
            if turn.speaker is Speaker.AGENT:
                with_agent = True
            elif turn.speaker is Speaker.BOT:
                if with_agent:
                    customer, bot, with_agent = [], [], False
                bot.append(said)
            else:
                same = [at for earlier, at in customer if said and earlier == said]
                signals.append(
                    Signal(
                        model_version=MODEL_VERSION,
                        repeats=len(same),
                        repeating_for_s=_since(same, turn.at),
                        bot_repeats=bot[:-1].count(bot[-1]) if bot else 0,
                    )
                )
                customer.append((said, turn.at))
        return signals


def _since(same: list[float | None], now: float | None) -> float | None:
    if not same or same[0] is None or now is None:
        return None
    return max(0.0, now - same[0])
