"""Choosing the thresholds that are shipped, on the calibration conversations.

Transfers without need are bounded by conformal risk control (Angelopoulos et al., 2024): with
`n` calm conversations of which `k` were transferred, (k + 1) / (n + 1) must not exceed the bound,
which then holds in expectation for the next conversation of their kind.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from handoff.domain.escalation import EscalationPolicy
from handoff.domain.evidence import Accumulation, Decision, EscalationReason, Thresholds
from handoff.domain.signals import Signal
from handoff.simulation.dialogues import Dialogue
from handoff.simulation.replay import replay

#: Goals of the product: shares of calm conversations, and of those that need a person.
FALSE_TRANSFERS = 0.02
FALSE_OFFERS = 0.06
TOO_EARLY = 0.05

_TRANSFER_AT = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)
_OFFER_SHARES = (0.85, 0.8, 0.75, 0.7, 0.6)  # of transfer_at
_DRIFTS = (0.0, 0.3, 0.7, 1.2)
_KEEPS = (0.5, 0.8, 1.0)
_PRIORS = (0.03, 0.1, 0.25)


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

    @property
    def value(self) -> tuple[bool, float]:
        """In time as often as possible within the bounds; beyond them, as near as possible."""
        cost = self.false_transfers + 0.25 * self.too_early + 0.1 * self.false_offers
        return self.allowed, self.in_time + 0.2 * self.reached - cost


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


def choose(data: Sequence[Read]) -> tuple[Thresholds, Score]:
    """The best of a grid. For each pair of thresholds: how evidence builds up, one reason after
    the other, as the two hardly touch each other."""
    best, found = Thresholds(), score(data, Thresholds())
    for base in _with_thresholds(Thresholds()):
        tuned, reached = base, score(data, base)
        for reason in (EscalationReason.FRUSTRATED, EscalationReason.NO_PROGRESS):
            tuned, reached = _best(data, tuned, reached, _with_accumulation(tuned, reason))
        if reached.value > found.value:
            best, found = tuned, reached
    for share in _OFFER_SHARES:
        offering = replace(best, offer_at=round(share * best.transfer_at, 3))
        best, found = _best(data, best, found, iter([offering]))
    return best, found


def _best(
    data: Sequence[Read], best: Thresholds, found: Score, candidates: Iterator[Thresholds]
) -> tuple[Thresholds, Score]:
    for candidate in candidates:
        tried = score(data, candidate)
        if tried.value > found.value:
            best, found = candidate, tried
    return best, found


def _with_accumulation(base: Thresholds, reason: EscalationReason) -> Iterator[Thresholds]:
    for prior, drift, keep in itertools.product(_PRIORS, _DRIFTS, _KEEPS):
        how = Accumulation(prior=prior, drift=drift, keep=keep, most=4.0)
        yield replace(base, accumulations={**base.accumulations, reason: how})


def _with_thresholds(base: Thresholds) -> Iterator[Thresholds]:
    for transfer_at in _TRANSFER_AT:
        yield replace(base, transfer_at=transfer_at, offer_at=round(0.9 * transfer_at, 3))
