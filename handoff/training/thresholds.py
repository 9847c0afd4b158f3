"""Choosing the thresholds that are shipped, on the calibration conversations.

Transfers without need are bounded by conformal risk control (Angelopoulos et al., 2024): with
`n` calm conversations of which `k` were transferred, (k + 1) / (n + 1) must not exceed the bound,
which then holds in expectation for the next conversation of their kind.

Two thresholds are chosen and nothing else. A leaning for each reason and how its evidence builds
up were searched once: on writers left out they served worse than one threshold for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handoff.domain.escalation import EscalationPolicy
from handoff.domain.evidence import Decision, Thresholds
from handoff.domain.signals import Signal
from handoff.simulation.dialogues import Dialogue
from handoff.simulation.replay import replay
from handoff.training import rows

#: Goals of the product: shares of calm conversations.
FALSE_TRANSFERS = 0.02
FALSE_OFFERS = 0.06

_TRANSFER_AT = tuple(step / 100 for step in range(30, 100))
_OFFER_AT = tuple(step / 100 for step in range(5, 100, 5))
#: Above what any evidence reaches.
_NEVER = 1.0


@dataclass(frozen=True, slots=True)
class Read:
    """A conversation with the signals of its customer turns."""

    dialogue: Dialogue
    signals: Sequence[Signal | None]

    @property
    def calm(self) -> bool:
        return self.dialogue.handoff_at is None


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


def within(wrong: int, calm: int, bound: float) -> bool:
    return (wrong + 1) / (calm + 1) <= bound


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

    To be expected is what each writer's conversations come to under thresholds that were chosen on
    the other writers.
    """
    best = _chosen(data)
    expected = _sum(score(own, _chosen(others)) for others, own in _without_each_writer(data))
    return best, score(data, best), expected


def _chosen(data: Sequence[Read]) -> Thresholds:
    transfer_at = _transfer_at(data)
    if transfer_at == _NEVER:
        return replace(Thresholds(), offer_at=_NEVER, transfer_at=_NEVER)
    tried = (
        replace(Thresholds(), offer_at=min(offer_at, transfer_at), transfer_at=transfer_at)
        for offer_at in _OFFER_AT
    )
    # Where nothing is offered below a transfer, the bound on offers holds by itself.
    return next(each for each in tried if _offers_are_few(data, each))


def _offers_are_few(data: Sequence[Read], thresholds: Thresholds) -> bool:
    """Within the bound for every writer: customers to come will be others, and offers are cheap to
    withhold. A bound on all together let one in ten test conversations have a needless one.
    """
    return all(
        found.false_offers <= FALSE_OFFERS * found.calm
        for found in (score(own, thresholds) for own in _by_writer(data).values())
    )


def _transfer_at(data: Sequence[Read]) -> float:
    """The threshold that hits most within the bound; the middle one where several do."""
    paths = [_evidence(read) for read in data]
    calm = sum(read.calm for read in data)
    hits: dict[float, int] = {}
    for threshold in _TRANSFER_AT:
        first = [np.flatnonzero(path >= threshold) for path in paths]
        wrong = sum(len(turns) > 0 for read, turns in zip(data, first, strict=True) if read.calm)
        if within(wrong, calm, FALSE_TRANSFERS):
            hits[threshold] = sum(
                len(turns) > 0 and turns[0] - wanted in (0, 1)
                for read, turns in zip(data, first, strict=True)
                if (wanted := _wanted(read)) is not None
            )
    most = max(hits.values(), default=0)
    best = [threshold for threshold, count in hits.items() if count == most]
    return best[len(best) // 2] if most else _NEVER


def _wanted(read: Read) -> int | None:
    """The customer turn, from 0, at which a person is needed."""
    at = read.dialogue.handoff_at
    return None if at is None else read.dialogue.customer_turns.index(at)


def _evidence(read: Read) -> NDArray[np.float64]:
    """The strongest evidence after each customer turn, as long as nothing comes of it."""
    policy = EscalationPolicy(thresholds=replace(Thresholds(), offer_at=_NEVER, transfer_at=_NEVER))
    found = replay(read.dialogue.turns, read.signals, policy)
    return np.array(
        [
            max(part.evidence for part in turn.verdict.parts) if turn.verdict else 0.0
            for turn in found.turns
        ]
    )


def _without_each_writer(data: Sequence[Read]) -> list[tuple[list[Read], list[Read]]]:
    """For each writer what is chosen from, the others', and what is counted on, the writer's own.

    With one writer alone both are the same.
    """
    by_writer = _by_writer(data)
    if len(by_writer) < 2:
        return [(list(data), list(data))]
    return [
        ([read for other in by_writer if other != writer for read in by_writer[other]], own)
        for writer, own in by_writer.items()
    ]


def _by_writer(data: Sequence[Read]) -> dict[str, list[Read]]:
    found: dict[str, list[Read]] = {}
    for read in data:
        found.setdefault(rows.writer(read.dialogue.id), []).append(read)
    return found


def _sum(scores: Iterable[Score]) -> Score:
    columns = zip(*(astuple(each) for each in scores), strict=True)
    return Score(*map(sum, columns))
