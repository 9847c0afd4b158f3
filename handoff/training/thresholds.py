"""Choosing the thresholds that are shipped, on the calibration conversations.

Transfers without need are bounded by conformal risk control (Angelopoulos et al., 2024): with
`n` calm conversations of which `k` were transferred, (k + 1) / (n + 1) must not exceed the bound,
which then holds in expectation for the next conversation of their kind.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handoff.domain.escalation import EscalationPolicy
from handoff.domain.evidence import (
    BUILDING_UP,
    JUDGED,
    Accumulation,
    Decision,
    EscalationReason,
    Rule,
    Thresholds,
)
from handoff.domain.signals import Signal
from handoff.simulation.dialogues import Dialogue
from handoff.simulation.replay import replay

#: Goals of the product: shares of calm conversations, and of those that need a person.
FALSE_TRANSFERS = 0.02
FALSE_OFFERS = 0.06
TOO_EARLY = 0.05

#: With a leaning for each reason this is free; a plain figure reads well on the admin page.
_TRANSFER_AT = 0.7
_NEVER = -6.0
_LEANS = (_NEVER, *(step / 4 for step in range(-16, 17)))
_OFFER_AT = (0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2)
_PRIORS = (0.03, 0.1, 0.25)
_DRIFTS = (0.0, 0.4, 1.0)
_KEEPS = (0.3, 0.6, 0.9)
#: What a transfer without need costs, in transfers in time: tried from dear to cheap.
_PRICES = (32.0, 16.0, 8.0, 5.0, 4.0, 3.5, 3.0, 2.5, 2.0, 1.0)
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Read:
    """A conversation with the signals of its customer turns."""

    dialogue: Dialogue
    signals: Sequence[Signal | None]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts under one set of thresholds."""

    in_time: int  # transferred at the right turn or the next
    needed: int
    too_early: int  # by more than one customer turn
    false_transfers: int
    false_offers: int
    calm: int
    reached: int  # offered or transferred at the right turn or the next

    @property
    def allowed(self) -> bool:
        return (
            (self.false_transfers + 1) / (self.calm + 1) <= FALSE_TRANSFERS
            and self.false_offers / self.calm <= FALSE_OFFERS
            and self.too_early / self.needed <= TOO_EARLY
        )


def score(data: Sequence[Read], thresholds: Thresholds) -> Score:
    policy = EscalationPolicy(thresholds=thresholds)
    in_time = needed = too_early = transfers = offers = calm = reached = 0
    for read in data:
        found = replay(read.dialogue.turns, read.signals, policy)
        places = {index: n for n, index in enumerate(read.dialogue.customer_turns)}
        at = read.dialogue.handoff_at
        if at is None:
            calm += 1
            transfers += found.handoff_at is not None
            offers += any(
                turn.verdict is not None and turn.verdict.decision is Decision.OFFER
                for turn in found.turns
            )
            continue
        needed += 1
        if found.handoff_at is not None:
            delay = places[found.handoff_at] - places[at]
            in_time += delay in (0, 1)
            too_early += delay < -1
        wanted = {places[at], places[at] + 1}
        reached += any(
            turn.verdict is not None
            and turn.verdict.decision is not Decision.STAY
            and places[turn.index] in wanted
            for turn in found.turns
        )
    return Score(in_time, needed, too_early, transfers, offers, calm, reached)


def choose(data: Sequence[Read]) -> tuple[Thresholds, Score, Score]:
    """The most transfers in time within the bounds; their score; and the one to expect.

    A price of a transfer without need decides the leaning of every reason and how its evidence
    builds up. Which price: the one that serves best where it is chosen without a writer and
    counted on that writer, since so many values fit any one set of conversations too well. Then the
    lowest threshold for offers that keeps the bounds.
    """
    whole, without = _Grid(data), _without_each_writer(data)
    tried = []
    for price in _PRICES:
        chosen = whole.thresholds(whole.best(price))
        hoped = sum_of(score(own, grid.thresholds(grid.best(price))) for grid, own in without)
        if (reached := score(data, chosen)).allowed:
            tried.append((chosen, reached, hoped))
    if not tried:
        never = whole.thresholds(dict.fromkeys(JUDGED, _Choice(None, _NEVER)))
        return never, score(data, never), score(data, never)
    best, found, expected = max(tried, key=lambda each: _expected_worth(each[2]))
    for offer_at in _OFFER_AT:
        offering = replace(best, offer_at=offer_at)
        reached = score(data, offering)
        if reached.allowed and reached.reached > found.reached:
            best, found = offering, reached
    return best, found, expected


def _expected_worth(hoped: Score) -> tuple[int, int]:
    """Within the bound the most in time; beyond it the fewest without need."""
    over = max(0, hoped.false_transfers - int(FALSE_TRANSFERS * hoped.calm))
    return -over, hoped.in_time


def _without_each_writer(data: Sequence[Read]) -> list[tuple[_Grid, list[Read]]]:
    """For each writer what is chosen from, the others', and what is counted on, the writer's own.

    With one writer alone both are the same.
    """
    by_writer: dict[str, list[Read]] = {}
    for read in data:
        by_writer.setdefault(read.dialogue.id.split("-")[1], []).append(read)
    if len(by_writer) < 2:
        return [(_Grid(data), list(data))]
    return [
        (_Grid([read for other in by_writer if other != writer for read in by_writer[other]]), own)
        for writer, own in by_writer.items()
    ]


def sum_of(scores: Iterable[Score]) -> Score:
    columns = zip(*(astuple(each) for each in scores), strict=True)
    return Score(*map(sum, columns))


@dataclass(frozen=True, slots=True)
class _Choice:
    """How one reason is treated; how is None where its evidence does not build up."""

    how: Accumulation | None
    lean: float


class _Grid:
    """When each reason by itself would transfer each conversation, for every choice.

    Nothing is offered meanwhile, so that reasons do not touch each other: a conversation goes to a
    person with the first of them.
    """

    def __init__(self, data: Sequence[Read]) -> None:
        self._data = data
        handoffs = [read.dialogue.handoff_at for read in data]
        self._calm = np.array([at is None for at in handoffs])
        self._wanted = np.array(
            [
                -1 if at is None else read.dialogue.customer_turns.index(at)
                for read, at in zip(data, handoffs, strict=True)
            ]
        )
        self._hits = {
            reason: {
                choice: hits for how in _ways(reason) for choice, hits in self._first(reason, how)
            }
            for reason in JUDGED
        }

    def thresholds(self, choices: Mapping[EscalationReason, _Choice]) -> Thresholds:
        plain = Thresholds()
        return replace(
            plain,
            offer_at=_TRANSFER_AT,
            transfer_at=_TRANSFER_AT,
            leanings={reason: choice.lean for reason, choice in choices.items()},
            accumulations={
                reason: choices[reason].how or how for reason, how in plain.accumulations.items()
            },
        )

    def best(self, price: float) -> dict[EscalationReason, _Choice]:
        """One reason after the other, some rounds: they hardly touch each other."""
        chosen = {reason: next(iter(hits)) for reason, hits in self._hits.items()}
        for reason in [*JUDGED] * _ROUNDS:
            others = np.min(
                [self._hits[r][c] for r, c in chosen.items() if r is not reason], axis=0
            )
            chosen[reason] = max(
                self._hits[reason].items(),
                key=lambda item: self._worth(np.minimum(others, item[1]), price),
            )[0]
        return chosen

    def counted(self, choices: Mapping[EscalationReason, _Choice]) -> tuple[int, int, int]:
        """Transfers in time, without need and too early."""
        return self._count(np.min([self._hits[r][c] for r, c in choices.items()], axis=0))

    def _count(self, first: NDArray[np.float64]) -> tuple[int, int, int]:
        late = first - self._wanted
        in_time = ~self._calm & (late >= 0) & (late <= 1)
        wrong = self._calm & np.isfinite(first)
        return int(in_time.sum()), int(wrong.sum()), int((~self._calm & (late < -1)).sum())

    def _worth(self, first: NDArray[np.float64], price: float) -> float:
        in_time, wrong, early = self._count(first)
        return in_time - price * wrong - early / 2

    def _first(
        self, reason: EscalationReason, how: Accumulation | None
    ) -> Iterator[tuple[_Choice, NDArray[np.float64]]]:
        """For each leaning the customer turn, from 0, that reaches the threshold; else infinity."""
        plain = Thresholds()
        rules = {each: Rule.TRANSFER if each is reason else Rule.OFF for each in JUDGED}
        builds = plain.accumulations if how is None else {**plain.accumulations, reason: how}
        policy = EscalationPolicy(
            thresholds=replace(
                plain,
                offer_at=1.0,
                transfer_at=1.0,
                rules=rules,
                accumulations=builds,
                leanings=dict.fromkeys(JUDGED, 0.0),
            )
        )
        paths = []
        for read in self._data:
            found = replay(read.dialogue.turns, read.signals, policy)
            paths.append(
                np.array(
                    [
                        next(p.evidence for p in turn.verdict.parts if p.reason is reason)
                        if turn.verdict
                        else 0.0
                        for turn in found.turns
                    ]
                )
            )
        for lean in _LEANS:
            # The evidence that this leaning lifts to the threshold.
            least = 1 / (1 + (1 - _TRANSFER_AT) / _TRANSFER_AT * math.exp(lean))
            over = [np.flatnonzero(path >= least) for path in paths]
            yield (
                _Choice(how, lean),
                np.array([each[0] if len(each) else np.inf for each in over]),
            )


def _ways(reason: EscalationReason) -> list[Accumulation | None]:
    if reason not in BUILDING_UP:
        return [None]
    return [
        Accumulation(prior=prior, drift=drift, keep=keep, most=4.0)
        for prior, drift, keep in itertools.product(_PRIORS, _DRIFTS, _KEEPS)
    ]
