"""The trained detector: from vectors of a conversation's turns to the signals of its customer.

Pure numpy. Weights come in as arrays, whoever loads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handoff.detector import features
from handoff.detector.course import OUTPUTS, Course, scalars
from handoff.detector.words import View, Words
from handoff.domain.signals import SENSITIVE as SENSITIVE
from handoff.domain.signals import Signal, Speaker, Turn

Array = NDArray[np.float32]

#: Unit vectors are lengthened, as in training, so that usual strengths of regularisation fit.
LENGTH = 4.0
#: What a calibrated probability is given of.
JUDGED = ("frustrated", "asked", "sensitive", "stuck", "needs")
ASKED = "request_human"
#: A sensitive matter is named where a turn shows it at least so clearly, and no longer ago than so
#: many customer turns: a help that does not fit is worse than none.
CLEAR = 0.9
NAMED_FROM = 3
#: What single turns show by themselves: log-odds of asked, sensitive, frustrated.
ALONE = 3


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear model: (n, d) to (n, k)."""

    weight: Array  # (k, d)
    bias: Array  # (k,)

    def __call__(self, rows: Array) -> Array:
        found: Array = rows @ self.weight.T + self.bias
        return found


@dataclass(frozen=True, slots=True)
class Singles:
    """What a turn shows by itself."""

    intent_names: tuple[str, ...]
    intents: Linear
    sentiment: Linear  # negative, neutral, positive
    sentiment_words: View  # the same by its words
    mood: Linear  # log-odds of frustration


@dataclass(frozen=True, slots=True)
class Models:
    """All models, and what makes their log-odds probabilities (Platt, 1999): a*x + b."""

    version: str
    singles: Singles
    words: Words
    course: Course
    calibration: Mapping[str, tuple[float, float]]

    def probability(self, name: str, log_odds: float) -> float:
        slope, offset = self.calibration[name]
        return float(1 / (1 + np.exp(-(slope * log_odds + offset))))


def sentiment(
    turns: Sequence[Turn], vectors: Array, places: Sequence[int], singles: Singles
) -> Array:
    """How likely the turns at some places are negative, neutral and positive: (len(places), 3).

    Vector and words vote by the geometric mean.
    """
    by_words = np.stack([singles.sentiment_words(turns, place) for place in places])
    by_vectors = singles.sentiment(vectors[list(places)] * np.float32(LENGTH))
    return softmax(((by_vectors + by_words) / 2).astype(np.float32))


def softmax(rows: Array) -> Array:
    raised = np.exp(rows - rows.max(axis=1, keepdims=True))
    found: Array = raised / raised.sum(axis=1, keepdims=True)
    return found


def beside(turns: Sequence[Turn], vectors: Array, singles: Singles, words: Words) -> Array:
    """What the sequence model sees of the turns beside their vectors.

    Shape (n, SCALARS + ALONE + what the words give).
    """
    long = vectors * np.float32(LENGTH)
    intents, names = softmax(singles.intents(long)), singles.intent_names
    alone = np.stack(
        [
            features.log_odds(intents[:, names.index(ASKED)]),
            features.log_odds(intents[:, [names.index(name) for name in SENSITIVE]].sum(axis=1)),
            singles.mood(long)[:, 0],
        ],
        axis=1,
    )
    # What the bot says shows nothing of the customer.
    alone[[turn.speaker is not Speaker.CUSTOMER for turn in turns]] = _NOTHING
    worded = np.clip(words(turns), -_MOST, _MOST)
    return np.concatenate([scalars(turns, vectors), alone / 4, worded / 4], axis=1)


_NOTHING = np.array([-6.0, -6.0, -4.0], np.float32)
_MOST = 6.0


def log_odds(turns: Sequence[Turn], vectors: Array, models: Models) -> Array:
    """Of every output after every turn of one stretch with the bot: (n, len(OUTPUTS))."""
    return models.course(vectors, beside(turns, vectors, models.singles, models.words))


def signals(turns: Sequence[Turn], vectors: Array, models: Models) -> list[Signal]:
    """One for each customer turn of one stretch with the bot; vectors has a row for each turn."""
    places = [i for i, turn in enumerate(turns) if turn.speaker is Speaker.CUSTOMER]
    return _signals(turns, vectors, places, models)


def last_signal(turns: Sequence[Turn], vectors: Array, models: Models) -> Signal:
    """Of the last turn, the customer's, of one stretch with the bot."""
    return _signals(turns, vectors, [len(turns) - 1], models)[0]


def _signals(
    turns: Sequence[Turn], vectors: Array, places: Sequence[int], models: Models
) -> list[Signal]:
    found = log_odds(turns, vectors, models)
    if not places:
        return []
    moods = sentiment(turns, vectors, places, models.singles)
    shown = _shown(turns, vectors, models.singles)
    return [
        replace(_signal(turns, vectors, i, found[i], mood, models), topic=_newest(shown[: i + 1]))
        for i, mood in zip(places, moods, strict=True)
    ]


def _shown(turns: Sequence[Turn], vectors: Array, singles: Singles) -> list[list[str | None]]:
    """For each turn the sensitive matter that it shows clearly by itself; nothing for the bot's."""
    chances = softmax(singles.intents(vectors * np.float32(LENGTH)))
    shown: list[list[str | None]] = []
    for turn, row in zip(turns, chances, strict=True):
        likeliest = int(row.argmax())
        name = singles.intent_names[likeliest]
        clear = name in SENSITIVE and row[likeliest] >= CLEAR
        shown.append([name if clear else None] if turn.speaker is Speaker.CUSTOMER else [])
    return shown


def _newest(shown: Sequence[Sequence[str | None]]) -> str | None:
    said = [name for turn in shown for name in turn]
    return next((name for name in reversed(said[-NAMED_FROM:]) if name), None)


def _signal(
    turns: Sequence[Turn], vectors: Array, place: int, found: Array, mood: Array, models: Models
) -> Signal:
    said = features.Said(turns[: place + 1], vectors[: place + 1])
    chance = {
        name: round(models.probability(name, float(found[OUTPUTS.index(name)])), 4)
        for name in JUDGED
    }
    return Signal(
        model_version=models.version,
        repeats=features.repeats(said),
        repeating_for_s=features.repeating_for(said),
        bot_repeats=features.bot_repeats(said),
        sentiment=round(float(mood[2] - mood[0]), 4),
        frustration=chance["frustrated"],
        asked_for_human=chance["asked"],
        sensitive=chance["sensitive"],
        stuck=chance["stuck"],
        needed=chance["needs"],
    )


def stretches(turns: Sequence[Turn]) -> list[tuple[int, int]]:
    """Where the bot had the conversation: begin and end, without the agents' turns between them.

    What was said before an agent says nothing about the bot after it.
    """
    found, start = [], 0
    for index, turn in enumerate(turns):
        if turn.speaker is Speaker.AGENT:
            found.append((start, index))
            start = index + 1
    found.append((start, len(turns)))
    return [(start, end) for start, end in found if end > start]


def all_signals(turns: Sequence[Turn], vectors: Array, models: Models) -> list[Signal | None]:
    """One for each customer turn of a recorded conversation."""
    return [
        each
        for start, end in stretches(turns)
        for each in signals(turns[start:end], vectors[start:end], models)
    ]
