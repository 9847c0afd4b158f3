"""A detector whose scores a test writes down beforehand, by text."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypedDict

from handoff.detector.measured import MeasuredDetector, normalised
from handoff.domain.signals import Signal, Turn


class Scores(TypedDict, total=False):
    sentiment: float
    frustration: float
    asked_for_human: float
    sensitive: float
    stuck: float


#: Of every text that the table does not have.
CALM: Scores = {
    "sentiment": 0.2,
    "frustration": 0.02,
    "asked_for_human": 0.01,
    "sensitive": 0.01,
    "stuck": 0.02,
}
#: For one turn: enough for an offer, enough for a transfer.
STUCK: Scores = CALM | {"sentiment": -0.3, "stuck": 0.57}
ANGRY: Scores = CALM | {"sentiment": -0.9, "frustration": 0.99}


class ScriptedDetector:
    """Counts repeats as the product does; its scores come from *table*."""

    def __init__(self, table: Mapping[str, Scores | Sequence[Scores]]) -> None:
        """Several scores of one text are for the first time that it is said, the second, …"""
        self._table = {
            normalised(text): [scores] if isinstance(scores, dict) else list(scores)
            for text, scores in table.items()
        }
        self._measured = MeasuredDetector()
        #: What it was given, newest last.
        self.given: list[tuple[Turn, ...]] = []
        #: Raised instead of reading, while set.
        self.trouble: Exception | None = None
        #: While set, nothing is read before the event is.
        self.held: asyncio.Event | None = None

    async def read(self, turns: Sequence[Turn]) -> Signal:
        self.given.append(tuple(turns))
        if self.trouble is not None:
            raise self.trouble
        if self.held is not None:
            await self.held.wait()
        signal = await self._measured.read(turns)
        row = self._table.get(normalised(turns[-1].text), [CALM])
        scores = row[min(signal.repeats, len(row) - 1)]
        return replace(signal, model_version="scripted-1", **scores)
