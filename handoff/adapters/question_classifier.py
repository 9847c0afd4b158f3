"""The classifier of questions: which article, by all that was asked in conversations before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from handoff.adapters.sentence_encoder import DamagedModel, read_card
from handoff.knowledge.context import Context
from handoff.knowledge.weighing import (
    ARTICLE,
    OTHER,
    SENTENCE,
    Expected,
    Weighing,
    Weighings,
)

Array = NDArray[np.float32]

WEIGHTS = "weights.safetensors"
#: Classes beside the articles: a question that none of them answers, and no question to them.
GAP, IDLE = "#gap", "#idle"
#: Unit vectors of some hundred numbers are small; so large they are easy to learn from.
_SCALE = 10.0


class QuestionClassifier:
    """Networks of one hidden layer on vectors of the sentence encoder; their mean counts.

    An article that it does not know is neither expected nor ruled out (`weighing`). *encoder*,
    *reranker*: the versions of those that it goes with.
    """

    def __init__(self, folder: Path) -> None:
        """Raises DamagedModel."""
        card = read_card(folder)
        try:
            self.encoder, self.reranker = str(card["encoder"]), str(card["reranker"])
            self._names = list(map(str, _list(card["classes"])))
            self.weighings = Weighings(_weighing(card["read"]), _weighing(card["unread"]))
            self._weights = safetensors.numpy.load((folder / WEIGHTS).read_bytes())
            self._networks = len(_list(card["seeds"]))
        except (KeyError, TypeError, ValueError, AssertionError, SafetensorError) as error:
            raise DamagedModel(f"{folder} cannot be read: {error!r}.") from error
        self._weights = {name: array.astype(np.float32) for name, array in self._weights.items()}

    def expect(self, vectors: Sequence[Array], context: Context) -> Expected:
        """*vectors*: unit vectors of the message, and of it behind each that it may lean on."""
        row, told = seen(vectors, context), told_of(context, self._names)
        [found] = chances(self._weights, self._networks, row[None], told[None])
        return expected(found, self._names)


#: How many columns each part of a weighing has.
_COLUMNS = {
    "article": len(ARTICLE), "gap": len(OTHER), "idle": len(OTHER), "sentence": len(SENTENCE),
}  # fmt: skip


def _weighing(learnt: object) -> Weighing:
    """Raises KeyError, TypeError, ValueError."""
    assert isinstance(learnt, Mapping)
    found = Weighing(**{name: tuple(map(float, learnt[name])) for name in _COLUMNS})
    if any(len(getattr(found, name)) != count for name, count in _COLUMNS.items()):
        raise ValueError("the weighing has other columns")
    return found


def seen(vectors: Sequence[Array], context: Context) -> Array:
    """What a network reads: the message, behind the latest and the first that it leans on."""
    alone = vectors[0]
    behind = vectors[1:] or [alone]
    state = (float(bool(context.leant_on())), float(bool(context.told)))
    whole = np.concatenate([alone, behind[0], behind[-1]]) * _SCALE
    return np.concatenate([whole, state]).astype(np.float32)


def told_of(context: Context, names: Sequence[str]) -> Array:
    """For each class whether it was told, and whether that was the last: shape (classes, 2)."""
    told = np.zeros((len(names), 2), np.float32)
    for place, name in enumerate(names):
        if name in context.told:
            told[place] = (1.0, float(name == context.told[-1]))
    return told


def chances(weights: Mapping[str, Array], networks: int, rows: Array, told: Array) -> Array:
    """The mean of the networks' probabilities, shape (messages, classes).

    *rows*, *told*: of `seen` and `told_of`, a message a row.
    """
    found = []
    for n in range(networks):
        hidden = np.maximum(rows @ weights[f"{n} in weight"] + weights[f"{n} in bias"], 0.0)
        scores = hidden @ weights[f"{n} out weight"] + weights[f"{n} out bias"]
        scores = scores + told @ weights[f"{n} told"]
        shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
        found.append(shifted / shifted.sum(axis=1, keepdims=True))
    mean: Array = np.mean(found, axis=0)
    return mean


def expected(found: Array, names: Sequence[str]) -> Expected:
    """Of one message, from the probability of each class."""
    logs = dict(zip(names, map(float, np.log(np.maximum(found, 1e-9))), strict=True))
    gap, idle = logs.pop(GAP), logs.pop(IDLE)
    return Expected(logs, gap, idle)


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
