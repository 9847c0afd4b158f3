"""How well detections fit annotated conversations: the figures of `hangat evaluate`.

Pure. Conversations are sorted first, so that their order changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from handoff.domain.evidence import BUILDING_UP, JUDGED, EscalationReason
from handoff.simulation import gain
from handoff.simulation.detections import DetectedTurn
from handoff.simulation.outcomes import ALL, CALM, NEEDED, Case, Outcome, outcome
from handoff.simulation.statistics import (
    RESAMPLES,
    Bin,
    Bools,
    Curve,
    Figure,
    Floats,
    Scored,
    auc,
    average_precision,
    calibration_error,
    figure,
    precision_recall,
    reliability,
    resamples,
    share,
)

#: From this annotated level on a customer is frustrated.
FRUSTRATED = 2
#: Below this a slice is shown, and is no candidate for the worst one or for a gap.
LEAST_TURNS, LEAST_DIALOGUES = 100, 10
#: What slices are made by. A reason is part of the answer: it is left out of the worst slice.
KINDS = ("reason", "language", "register", "part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Everything that is measured of one detector on one set of conversations."""

    figures: Mapping[str, Figure]
    #: By kind of slice, then by its name.
    slices: Mapping[str, Mapping[str, Mapping[str, Figure]]]
    #: How many conversations were handed over with each delay, and how many never were (None).
    delays: Mapping[int | None, int]
    curve: Curve
    reliability: tuple[Bin, ...]


def measure(
    cases: Iterable[Case], telling: float, *, seed: int = 0, count: int = RESAMPLES
) -> Measures:
    """*telling*: the probability from which a turn is said to ask for a person.

    Conversations that nobody annotated count for nothing.
    """
    sample = _Sample(cases, seed, count)
    figures: dict[str, Figure] = {}
    for tests, base in (
        (NEEDED, sample.needed), (CALM, sample.calm), (ALL, sample.everything),
    ):  # fmt: skip
        figures |= {name: sample.share(test, base) for name, test in tests.items()}
    figures |= _turn_figures(sample) | _asked(sample, telling)
    slices = {kind: _slices(sample, kind) for kind in KINDS}
    figures |= _gaps(sample, slices) | _worst(slices)
    builds_up = np.array([c.dialogue.reason in BUILDING_UP for c in sample.cases], bool)
    figures |= gain.figures(
        [c.detection for c in sample.cases], sample.places, builds_up, sample.weights
    )
    if all(c.dialogue.reason is None for c in sample.cases):
        slices["reason"] = {}
    turns = sample.turns(lambda turn: turn.frustration)
    delays = [o.delay for o in sample.outcomes if o.needed]
    return Measures(
        figures=figures,
        slices=slices,
        delays=dict(sorted(Counter(delays).items(), key=lambda at: (at[0] is None, at[0] or 0))),
        curve=precision_recall(turns),
        reliability=reliability(turns),
    )


class _Sample:
    """Annotated cases in one order, with the weights of their resamples."""

    def __init__(self, cases: Iterable[Case], seed: int, count: int) -> None:
        known = [case for case in cases if case.dialogue.annotated]
        self.cases = sorted(known, key=lambda case: (case.part, case.dialogue.id))
        self.outcomes = [outcome(case) for case in self.cases]
        self.weights = resamples(len(self.cases), seed, count)
        self.needed = np.array([o.needed for o in self.outcomes], bool)
        self.calm = ~self.needed
        self.everything = np.ones(len(self.cases), bool)
        #: Where a person is needed, in customer turns from 0.
        self.places = [
            None if c.dialogue.handoff_at is None
            else c.dialogue.customer_turns.index(c.dialogue.handoff_at)
            for c in self.cases
        ]  # fmt: skip

    def share(self, test: Callable[[Outcome], bool], base: Bools) -> Figure:
        """Share of the conversations of *base* that pass the test."""
        hits = np.array([test(o) for o in self.outcomes], bool) & base
        statistic = share(hits.astype(float), base.astype(float))
        return figure(statistic, self.weights, int(base.sum()))

    def within(self, base: Bools) -> Floats:
        """Hits within one turn, by dialogue."""
        return np.array([o.delay in (0, 1) for o in self.outcomes], float) * base

    def turns(
        self,
        score: Callable[[DetectedTurn], float | None],
        base: Bools | None = None,
        *,
        until_handoff: bool = False,
    ) -> Scored:
        """Customer turns with an annotated frustration and a score."""
        scores: list[float] = []
        labels: list[bool] = []
        of: list[int] = []
        for at, case in enumerate(self.cases):
            if base is not None and not base[at]:
                continue
            last = case.dialogue.handoff_at if until_handoff else None
            for turn in case.detection.turns:
                level, value = case.dialogue.frustration.get(turn.index), score(turn)
                if level is None or value is None or (last is not None and turn.index > last):
                    continue
                scores.append(value)
                labels.append(level >= FRUSTRATED)
                of.append(at)
        return Scored(np.array(scores, float), np.array(labels, bool), np.array(of, np.intp))

    def ranked(self, turns: Scored) -> dict[str, Figure]:
        of = len(turns.score)
        return {
            "auc": figure(auc(turns), self.weights, of),
            "average_precision": figure(average_precision(turns), self.weights, of),
        }

    def calibration(self, turns: Scored) -> Figure:
        # A score that is no probability (a baseline's count of words) has no calibration.
        if len(turns.score) and not (turns.score.min() >= 0 and turns.score.max() <= 1):
            return Figure(None, None, None, 0)
        return figure(calibration_error(turns), self.weights, len(turns.score))


def _turn_figures(sample: _Sample) -> dict[str, Figure]:
    every = sample.turns(lambda turn: turn.frustration)
    until = sample.turns(lambda turn: turn.frustration, until_handoff=True)
    known = sample.turns(lambda _: 0.0)  # whether or not anybody scored them
    size = len(sample.cases)
    hits = np.bincount(known.dialogue[known.label], minlength=size).astype(float)
    turns = np.bincount(known.dialogue, minlength=size).astype(float)
    figures = {f"turn_{name}": value for name, value in sample.ranked(every).items()}
    figures |= {f"turn_{n}_until_handoff": value for n, value in sample.ranked(until).items()}
    figures["calibration_error"] = sample.calibration(every)
    figures["frustrated_turns"] = figure(share(hits, turns), sample.weights, len(known.score))
    return figures


def _asked(sample: _Sample, telling: float) -> dict[str, Figure]:
    """Turns up to the annotated handoff: later ones may ask once more, and nobody noted it."""
    size = len(sample.cases)
    wanted, said, right = np.zeros(size), np.zeros(size), np.zeros(size)
    measured = False
    for at, case in enumerate(sample.cases):
        handoff_at = case.dialogue.handoff_at
        asks = case.dialogue.reason is EscalationReason.ASKED_FOR_HUMAN
        wanted[at] = asks
        for turn in case.detection.turns:
            measured |= turn.asked_for_human is not None
            late = handoff_at is not None and turn.index > handoff_at
            if late or (turn.asked_for_human or 0) < telling:
                continue
            said[at] += 1
            right[at] += asks and turn.index == handoff_at
    if not measured:
        nothing = Figure(None, None, None, 0)
        return {"asked_recall": nothing, "asked_precision": nothing}
    return {
        "asked_recall": figure(share(right, wanted), sample.weights, int(wanted.sum())),
        "asked_precision": figure(share(right, said), sample.weights, int(said.sum())),
    }


def _names(case: Case, kind: str) -> str | None:
    match kind:
        case "reason":
            return case.dialogue.reason or "nobody needed"
        case "language":
            return case.dialogue.language
        case "register":
            return case.dialogue.register
        case _:
            return case.part


def _slices(sample: _Sample, kind: str) -> dict[str, dict[str, Figure]]:
    named = [_names(case, kind) for case in sample.cases]
    order = [*JUDGED, "nobody needed"] if kind == "reason" else sorted(filter(None, set(named)))
    found = {}
    for name in order:
        base = np.array([one == name for one in named], bool)
        if not base.any():
            continue
        turns = sample.turns(lambda turn: turn.frustration, base)
        needed = base & sample.needed
        found[str(name)] = {
            **{n: sample.share(test, needed) for n, test in NEEDED.items()},
            **{n: sample.share(test, base & sample.calm) for n, test in CALM.items()},
            **{f"turn_{n}": value for n, value in sample.ranked(turns).items()},
            "calibration_error": sample.calibration(turns),
        }
    return found


def _gaps(
    sample: _Sample, slices: Mapping[str, Mapping[str, Mapping[str, Figure]]]
) -> dict[str, Figure]:
    """Recall within one turn, the best slice less the worst, with the paired interval."""
    gaps = {}
    for kind in ("language", "register"):
        names = [
            n for n, of in slices[kind].items() if of["within_one"].of >= LEAST_DIALOGUES
        ]  # fmt: skip
        bases = [
            np.array([_names(c, kind) == n for c in sample.cases], bool) & sample.needed
            for n in names
        ]
        parts = [share(sample.within(base), base.astype(float)) for base in bases]
        of = sum(int(base.sum()) for base in bases) if len(bases) > 1 else 0
        gaps[f"{kind}_gap"] = figure(_spread(parts), sample.weights, of)
    return gaps


def _spread(parts: Sequence[Callable[[Floats], Floats]]) -> Callable[[Floats], Floats]:
    def statistic(weights: Floats) -> Floats:
        if len(parts) < 2:
            return np.full(len(weights), np.nan)
        values = np.stack([part(weights) for part in parts])
        spread: Floats = values.max(axis=0) - values.min(axis=0)
        return spread

    return statistic


def _worst(slices: Mapping[str, Mapping[str, Mapping[str, Figure]]]) -> dict[str, Figure]:
    errors = [
        one
        for kind, parts in slices.items()
        if kind != "reason"
        for one in (figures["calibration_error"] for figures in parts.values())
        if one.value is not None and one.of >= LEAST_TURNS
    ]
    worst = max(errors, key=lambda one: one.value or 0, default=Figure(None, None, None, 0))
    return {"calibration_error_worst_slice": worst}
