"""Training the models of words (`handoff.detector.words`).

The sequence model reads what these models say of its own training conversations, so each of those
is read by models that learnt without its writer (stacking; Wolpert, 1992). Otherwise it would
trust words more than they deserve: a linear model on pieces of words knows its rows by heart.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from handoff.detector.course import OUTPUTS
from handoff.detector.models import ASKED, SENSITIVE
from handoff.detector.words import BUCKETS, WORDED, Numbers, View, Words, seen, weighed
from handoff.domain.signals import Speaker, Turn
from handoff.training import rows
from handoff.training.course import Told

Array = NDArray[np.float32]

FOLDS = 5
#: Inverse strength of regularisation, that of the baseline of words.
STRENGTH = 10.0
#: A piece of fewer rows is not learnt.
_LEAST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Example:
    """A customer turn in its place; truths and known as in `handoff.training.course.Told`."""

    turns: Sequence[Turn]
    place: int
    truths: Array
    known: Array
    writer: str


def examples(
    talks: Sequence[Told], sentences: Sequence[rows.Sentence], moods: Sequence[rows.Mood]
) -> list[Example]:
    """Turns of conversations, and single messages, of which less is known."""
    made = [
        Example(each.turns, i, each.truths[i], each.known[i], writer(each))
        for each in talks
        for i, turn in enumerate(each.turns)
        if turn.speaker is Speaker.CUSTOMER
    ]
    for row in sentences:
        truths = {"asked": row.intent == ASKED, "sensitive": row.intent in SENSITIVE}
        made.append(_single(row.text, truths, f"sentence-{row.writer}"))
    for mood in moods:
        levels = enumerate(("impatient", "frustrated", "angry"), start=1)
        truths = {name: mood.frustration >= least for least, name in levels}
        # Moods do not say who wrote them: parts of them stand for writers.
        made.append(_single(mood.text, truths, f"mood-{zlib.crc32(mood.text.encode()) % FOLDS}"))
    return made


def _single(text: str, truths: dict[str, bool], who: str) -> Example:
    so, known = np.zeros((2, len(OUTPUTS)), np.float32)
    for name, truth in truths.items():
        so[OUTPUTS.index(name)], known[OUTPUTS.index(name)] = truth, 1
    return Example((Turn(speaker=Speaker.CUSTOMER, text=text),), 0, so, known, who)


def writer(told: Told) -> str:
    """Of a conversation, or of the sentence that was spliced into one."""
    kind = "sentence" if told.id.startswith("sentence-") else "conversation"
    return f"{kind}-{rows.writer(told.id)}"


@dataclass(frozen=True, slots=True)
class Worded:
    """Models that learnt from all, and models that learnt without a group of writers."""

    all: Words
    folds: tuple[Words, ...]
    fold: dict[str, int]  # of each writer

    def without(self, told: Told) -> Words:
        """The models that never saw this writer."""
        return self.folds[self.fold[writer(told)]]


def learn(given: Sequence[Example]) -> Worded:
    writers = sorted({example.writer for example in given})
    fold = {who: i % FOLDS for i, who in enumerate(writers)}
    of = np.array([fold[example.writer] for example in given])
    so = np.stack([example.truths for example in given]) > 0
    known = np.stack([example.known for example in given]) > 0
    everyone = np.ones(len(given), np.bool_)
    groups = [everyone, *(of != i for i in range(FOLDS))]
    views: list[list[View]] = []
    for before in (False, True):
        rarity, counted = _counted(given, before)
        views.append([_fit(before, rarity, counted, so, known & who[:, None]) for who in groups])
    whole, *parts = (Words(pair) for pair in zip(*views, strict=True))
    return Worded(Words(tuple(map(_halved, whole.views))), tuple(parts), fold)


def sentiment(given: Sequence[rows.Labelled]) -> View:
    """Of three moods, in the alphabetical order of their names."""
    turns = [(Turn(speaker=Speaker.CUSTOMER, text=row.text),) for row in given]
    rarity, counted = _rare([seen(each, 0, before=False) for each in turns])
    head = LogisticRegression(C=STRENGTH, max_iter=500).fit(counted, [row.label for row in given])
    weight, bias = head.coef_.T.astype(np.float32), head.intercept_.astype(np.float32)
    return _halved(View(False, rarity, weight, bias))


def _halved(view: View) -> View:
    """With the half precision in which it is stored: what is calibrated is what is shipped."""
    rarity, weight, bias = (
        part.astype(np.float16).astype(np.float32) for part in (view.rarity, view.weight, view.bias)
    )
    return View(view.before, rarity, weight, bias)


def _counted(given: Sequence[Example], before: bool) -> tuple[Array, csr_matrix]:
    """How rare each piece is (smoothed inverse document frequency), and the rows by it."""
    return _rare([seen(example.turns, example.place, before=before) for example in given])


def _rare(pieces: Sequence[tuple[Numbers, Array]]) -> tuple[Array, csr_matrix]:
    rows_with = np.zeros(BUCKETS, np.int64)
    for numbers, _ in pieces:
        rows_with[np.unique(numbers)] += 1
    rarity = (np.log((1 + len(pieces)) / (1 + rows_with)) + 1).astype(np.float32)
    rarity[rows_with < _LEAST_ROWS] = 0
    kept = [weighed(rarity, *each) for each in pieces]
    ends = np.cumsum([0, *(len(numbers) for numbers, _ in kept)])
    numbers = np.concatenate([numbers for numbers, _ in kept]).astype(np.int32)
    values = np.concatenate([values for _, values in kept])
    return rarity, csr_matrix((values, numbers, ends), shape=(len(pieces), BUCKETS))


def _fit(
    before: bool,
    rarity: Array,
    counted: csr_matrix,
    so: NDArray[np.bool_],
    known: NDArray[np.bool_],
) -> View:
    heads = []
    for name in WORDED:
        column = OUTPUTS.index(name)
        learnt = known[:, column]
        head = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
        heads.append(head.fit(counted[learnt], so[learnt, column]))
    weight = np.stack([head.coef_[0] for head in heads], axis=1).astype(np.float32)
    bias = np.array([head.intercept_[0] for head in heads], np.float32)
    return View(before, rarity, weight, bias)
