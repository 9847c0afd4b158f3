"""The classifier of questions: which article and sentence, by all that was asked before."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import partial
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
_TINY = 1e-9


class Sentences:
    """Which class each sentence is: those of an article lie side by side, its languages share them.

    They are known by their words: a sentence that staff have changed since is a new one.
    """

    def __init__(self, keys: Mapping[str, Sequence[Sequence[str]]]) -> None:
        """*keys*: by article, those of each of its sentences; see `key_of`. Raises ValueError."""
        self._place: dict[tuple[str, str], int] = {}
        starts = []
        count = 0
        for slug, classes in keys.items():
            if not classes:
                raise ValueError(f"{slug} has no sentence")
            starts.append(count)
            for each in classes:
                self._place.update(((slug, key), count) for key in each)
                count += 1
        self.starts = np.array(starts, np.int64)
        self.counts = np.diff(np.append(self.starts, count))

    def place(self, slug: str, sentence: str) -> int | None:
        """None for one that it doesn't know."""
        return self._place.get((slug, key_of(sentence)))

    def log(self, shares: Array, slug: str, sentence: str) -> float | None:
        """Of one message. *shares*: of `sentence_chances`, shape (sentences,)."""
        place = self.place(slug, sentence)
        return None if place is None else float(np.log(max(shares[place], _TINY)))


def key_of(sentence: str) -> str:
    """By what a sentence is known."""
    return f"{zlib.crc32(sentence.encode()):08x}"


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
            self._sentences = _sentences(card["sentences"])
            self._weights = safetensors.numpy.load((folder / WEIGHTS).read_bytes())
            self._networks = len(_list(card["seeds"]))
        except (KeyError, TypeError, ValueError, AssertionError, SafetensorError) as error:
            raise DamagedModel(f"{folder} cannot be read: {error!r}.") from error
        self._weights = {name: array.astype(np.float32) for name, array in self._weights.items()}

    def expect(self, vectors: Sequence[Array], context: Context) -> Expected:
        """*vectors*: unit vectors of the message, and of it behind each that it may lean on."""
        told = told_of(context, self._names)[None]
        hidden = hidden_of(self._weights, self._networks, seen(vectors, context)[None])
        [found] = chances(self._weights, hidden, told)
        [shares] = sentence_chances(self._weights, hidden, self._sentences)
        return expected(found, self._names, shares, self._sentences)


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


def _sentences(learnt: object) -> Sentences:
    """Raises TypeError, ValueError, AssertionError."""
    assert isinstance(learnt, Mapping)
    return Sentences(
        {slug: [str(each).split() for each in _list(of)] for slug, of in learnt.items()}
    )


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


def hidden_of(weights: Mapping[str, Array], networks: int, rows: Array) -> list[Array]:
    """What both heads of each network read. *rows*: of `seen`, a message a row."""
    return [
        np.maximum(rows @ weights[f"{n} in weight"] + weights[f"{n} in bias"], 0.0)
        for n in range(networks)
    ]


def chances(weights: Mapping[str, Array], hidden: Sequence[Array], told: Array) -> Array:
    """The mean of the networks' probabilities, shape (messages, classes).

    *hidden*, *told*: of `hidden_of` and `told_of`, a message a row.
    """
    found = []
    for n, each in enumerate(hidden):
        scores = each @ weights[f"{n} out weight"] + weights[f"{n} out bias"]
        scores = scores + told @ weights[f"{n} told"]
        shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
        found.append(shifted / shifted.sum(axis=1, keepdims=True))
    mean: Array = np.mean(found, axis=0)
    return mean


def sentence_chances(
    weights: Mapping[str, Array], hidden: Sequence[Array], sentences: Sentences
) -> Array:
    """The same of each sentence among those of its article, shape (messages, sentences)."""
    starts, counts = sentences.starts, sentences.counts
    found = []
    for n, each in enumerate(hidden):
        scores = each @ weights[f"{n} part weight"] + weights[f"{n} part bias"]
        most = np.maximum.reduceat(scores, starts, axis=1)
        shifted = np.exp(scores - np.repeat(most, counts, axis=1))
        of_article = np.add.reduceat(shifted, starts, axis=1)
        found.append(shifted / np.repeat(of_article, counts, axis=1))
    mean: Array = np.mean(found, axis=0)
    return mean


def expected(found: Array, names: Sequence[str], shares: Array, sentences: Sentences) -> Expected:
    """Of one message, from the probabilities of each class and of each sentence."""
    logs = dict(zip(names, map(float, np.log(np.maximum(found, _TINY))), strict=True))
    gap, idle = logs.pop(GAP), logs.pop(IDLE)
    return Expected(logs, gap, idle, partial(sentences.log, shares))


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value
