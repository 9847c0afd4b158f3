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

_TRANSFER_AT = (0.5, 0.6, 0.7, 0.8, 0.9)
_OFFER_SHARES = (0.6, 0.75, 0.9)  # of transfer_at
_DRIFTS = (0.0, 0.3, 0.7, 1.2)
_KEEPS = (0.3, 0.6, 0.9)
_PRIORS = (0.05, 0.15, 0.3)


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
        cost = 4 * self.false_transfers + self.too_early + 0.5 * self.false_offers
        return self.allowed, self.in_time - 0.25 * cost


def score(data: Sequence[Read], thresholds: Thresholds) -> Score:
    policy = EscalationPolicy(thresholds=thresholds)
    in_time = needed = too_early = transfers = offers = calm = 0
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
    return Score(in_time, needed, too_early, transfers, offers, calm)


def choose(data: Sequence[Read]) -> tuple[Thresholds, Score]:
    """The best of a grid: first how evidence builds up for each reason, then both thresholds.

    The two reasons that build up are chosen in turns, twice, as they hardly touch each other.
    """
    best = Thresholds()
    found = score(data, best)
    for _ in range(2):
        for reason in (EscalationReason.FRUSTRATED, EscalationReason.NO_PROGRESS):
            best, found = _best(data, best, found, _with_accumulation(best, reason))
        best, found = _best(data, best, found, _with_thresholds(best))
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
    for transfer_at, share in itertools.product(_TRANSFER_AT, _OFFER_SHARES):
        yield replace(base, transfer_at=transfer_at, offer_at=round(share * transfer_at, 3))
