"""Figures with intervals: every statistic is a function of how often each dialogue counts.

Weights of one say what the data says; the weights of a resample (how often each dialogue was
drawn) say what other data might have said. All figures of one sample are resampled alike, so that
differences between them are paired.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Indexes = NDArray[np.intp]
#: From weights (resamples x dialogues) to one value a resample; NaN where there is none.
Statistic = Callable[[Floats], Floats]

RESAMPLES = 1000
BINS = 10
_AT_ONCE = 100  # resamples; bounds memory


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with the 95 % percentile interval of a bootstrap over dialogues.

    None where there is nothing to measure it on. *of*: how many cases it was measured on.
    """

    value: float | None
    low: float | None
    high: float | None
    of: int


def resamples(dialogues: int, seed: int = 0, count: int = RESAMPLES) -> Floats:
    """How often each dialogue is drawn: with as many draws as there are dialogues."""
    if not dialogues:
        return np.zeros((count, 0))
    draw = np.random.default_rng(seed)
    return draw.multinomial(dialogues, np.full(dialogues, 1 / dialogues), count).astype(float)


def figure(statistic: Statistic, weights: Floats, of: int) -> Figure:
    """The statistic of the sample itself, and its interval over *weights*."""
    value = float(statistic(np.ones((1, weights.shape[1])))[0])
    if not of or np.isnan(value):
        return Figure(None, None, None, of)
    drawn = np.concatenate(
        [statistic(weights[at : at + _AT_ONCE]) for at in range(0, len(weights), _AT_ONCE)]
    )
    drawn = drawn[~np.isnan(drawn)]
    if not len(drawn):
        return Figure(value, None, None, of)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(value, float(low), float(high), of)


def share(hits: Floats, cases: Floats) -> Statistic:
    """Hits per case; both given by dialogue."""
    return lambda weights: _divide(weights @ hits, weights @ cases)


def _divide(top: Floats, bottom: Floats) -> Floats:
    out: Floats = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=out, where=bottom > 0)
    return out


@dataclass(frozen=True, slots=True)
class Scored:
    """Turns with a score and a label, and the dialogue that each belongs to."""

    score: Floats
    label: Bools
    dialogue: Indexes

    def where(self, mask: Bools) -> Scored:
        return Scored(self.score[mask], self.label[mask], self.dialogue[mask])


def _by_score(turns: Scored) -> tuple[Indexes, Indexes]:
    """Turns from the highest score to the lowest, and where each group of equal scores starts."""
    order = np.argsort(-turns.score, kind="stable")
    ranked = turns.score[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]) if len(order) else order
    return order, starts


def _masses(turns: Scored, weights: Floats) -> tuple[Floats, Floats]:
    """Weight of the true and of the false turns in each group of equal scores, highest first."""
    order, starts = _by_score(turns)
    of_turn = weights[:, turns.dialogue[order]]
    label = turns.label[order].astype(float)
    return (
        np.add.reduceat(of_turn * label, starts, axis=1),
        np.add.reduceat(of_turn * (1 - label), starts, axis=1),
    )


def auc(turns: Scored) -> Statistic:
    """Share of pairs, one true and one false, that the score orders rightly; ties count half."""

    def statistic(weights: Floats) -> Floats:
        if not len(turns.score):
            return np.full(len(weights), np.nan)
        true, false = _masses(turns, weights)
        below = false.sum(axis=1, keepdims=True) - np.cumsum(false, axis=1)
        right = (true * (below + false / 2)).sum(axis=1)
        return _divide(right, true.sum(axis=1) * false.sum(axis=1))

    return statistic


def average_precision(turns: Scored) -> Statistic:
    """Precision at each threshold, weighted with the recall that it adds."""

    def statistic(weights: Floats) -> Floats:
        if not len(turns.score):
            return np.full(len(weights), np.nan)
        true, false = _masses(turns, weights)
        found = np.cumsum(true, axis=1)
        precision = _divide(found, found + np.cumsum(false, axis=1))
        return _divide((np.nan_to_num(precision) * true).sum(axis=1), true.sum(axis=1))

    return statistic


def bins(score: Floats, count: int = BINS) -> Indexes:
    """Bins of equal mass, as far as equal scores, which stay together, allow it."""
    edges = np.unique(np.quantile(score, np.arange(1, count) / count)) if len(score) else score
    return np.searchsorted(edges, score, side="right").astype(np.intp)


def calibration_error(turns: Scored) -> Statistic:
    """Expected calibration error: how far probability and truth lie apart in bins of equal mass.

    The bins are those of the sample itself, also in resamples.
    """
    member = bins(turns.score)
    gap = turns.label.astype(float) - turns.score

    def statistic(weights: Floats) -> Floats:
        of_turn = weights[:, turns.dialogue]
        apart = np.zeros(len(weights))
        for one in np.unique(member):
            apart += np.abs((of_turn * gap)[:, member == one].sum(axis=1))
        return _divide(apart, of_turn.sum(axis=1))

    return statistic


# ------------------------------------------------------------------ what plots show


@dataclass(frozen=True, slots=True)
class Curve:
    """Recall and precision at each threshold, the highest threshold first."""

    recall: tuple[float, ...]
    precision: tuple[float, ...]


def precision_recall(turns: Scored) -> Curve:
    if not turns.label.any():
        return Curve((), ())
    true, false = _masses(turns, np.ones((1, int(turns.dialogue.max()) + 1)))
    found = np.cumsum(true[0])
    said = found + np.cumsum(false[0])
    return Curve(tuple(map(float, found / found[-1])), tuple(map(float, found / said)))


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a reliability diagram."""

    said: float  # mean probability
    found: float  # share that was true
    turns: int


def reliability(turns: Scored) -> tuple[Bin, ...]:
    member = bins(turns.score)
    return tuple(
        Bin(
            float(turns.score[member == one].mean()),
            float(turns.label[member == one].mean()),
            int((member == one).sum()),
        )
        for one in np.unique(member)
    )
