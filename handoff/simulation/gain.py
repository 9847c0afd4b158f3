"""What accumulating evidence gains over looking at each turn alone, at equal false rates.

Both transfer at the first turn whose score reaches a threshold. One score is the evidence after
the turn, the other the strongest probability of the turn itself. At a false rate, each is taken
at the threshold, of those within that rate, where it hits most: in every resample anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from handoff.simulation.detections import DetectedTurn, Detection
from handoff.simulation.statistics import Bools, Figure, Floats, figure

#: Shares of the calm conversations that are transferred.
RATES = (0.02, 0.05, 0.1)
_MEAN_OF = tuple(n / 100 for n in range(11))
_THRESHOLDS = 200
_EXACT = 1e-9  # two of a hundred are .02


def figures(
    detections: Sequence[Detection],
    places: Sequence[int | None],
    builds_up: Bools,
    weights: Floats,
) -> dict[str, Figure]:
    """Gain in hits within one turn, at each rate and in the mean of the rates from 0 to .10.

    *places*: the customer turn, from 0, at which a person is needed; None where nobody is.
    *builds_up*: whether the reason is one that is seen over turns, and not in one.
    """
    evidence = _Sweep(detections, places, lambda turn: turn.evidence)
    alone = _Sweep(detections, places, _strongest)
    needed = np.array([place is not None for place in places], bool)

    def gained(some: Bools, *rates: float) -> Figure:
        def statistic(drawn: Floats) -> Floats:
            return evidence.hits(drawn, some, rates) - alone.hits(drawn, some, rates)

        known = evidence.measured and alone.measured
        return figure(statistic, weights, int(some.sum()) if known else 0)

    return {
        "gain": gained(needed, *_MEAN_OF),
        "gain_building_up": gained(needed & builds_up, *_MEAN_OF),
        **{f"gain_at_{rate:.2f}": gained(needed, rate) for rate in RATES},
    }


def _strongest(turn: DetectedTurn) -> float | None:
    parts = (turn.frustration, turn.asked_for_human, turn.sensitive, turn.stuck, turn.needed)
    return max((part for part in parts if part is not None), default=None)


class _Sweep:
    """Hits and false transfers of each conversation at each threshold of one score."""

    def __init__(
        self,
        detections: Sequence[Detection],
        places: Sequence[int | None],
        score: Callable[[DetectedTurn], float | None],
    ) -> None:
        paths = [_path(detection, score) for detection in detections]
        values = np.unique(np.concatenate([*paths, np.zeros(0)]))
        values = values[np.isfinite(values)]
        self.measured = bool(len(values)) and bool(values[-1] > 0)
        if len(values) > _THRESHOLDS:
            ranks = np.linspace(0, len(values) - 1, _THRESHOLDS).round().astype(int)
            values = values[ranks]
        thresholds = np.r_[values, np.inf]
        self._hit = np.zeros((len(paths), len(thresholds)))
        self._false = np.zeros_like(self._hit)
        self._calm = np.array([place is None for place in places], float)
        for at, (path, place) in enumerate(zip(paths, places, strict=True)):
            first = np.searchsorted(path, thresholds)  # the path never falls
            if place is None:
                self._false[at] = first < len(path)
            else:
                self._hit[at] = (first < len(path)) & (first >= place) & (first <= place + 1)

    def hits(self, weights: Floats, some: Bools, rates: Sequence[float]) -> Floats:
        """Share of hits in some conversations, the mean over the rates.

        NaN where a resample has none of them, or no calm one.
        """
        needed = (weights @ some.astype(float))[:, None]
        calm = (weights @ self._calm)[:, None]
        with np.errstate(invalid="ignore", divide="ignore"):
            hit = (weights @ (self._hit * some[:, None])) / needed
            false = (weights @ self._false) / calm
        best = [np.where(false <= rate + _EXACT, hit, -1).max(axis=1) for rate in rates]
        mean: Floats = np.mean(best, axis=0)
        mean[(needed[:, 0] == 0) | (calm[:, 0] == 0)] = np.nan
        return mean


def _path(detection: Detection, score: Callable[[DetectedTurn], float | None]) -> Floats:
    """The highest score up to each customer turn; turns without a verdict add nothing."""
    scores = [
        -np.inf if turn.evidence is None or (value := score(turn)) is None else value
        for turn in detection.turns
    ]
    highest: Floats = np.maximum.accumulate(np.array(scores, float))
    return highest
