"""Choosing thresholds: the quick search counts what the product would do, within its bounds."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from handoff.domain.evidence import JUDGED, EscalationReason, Thresholds
from handoff.domain.signals import Signal, Speaker, Turn
from handoff.simulation.dialogues import Dialogue
from handoff.training.thresholds import (
    FALSE_OFFERS,
    FALSE_TRANSFERS,
    Read,
    _evidence,
    choose,
    score,
    within,
)

REASONS = (None, None, *JUDGED)


def talk(number: int, chance: random.Random) -> Read:
    """Scores that mostly, but not always, tell when a person is needed, and why."""
    reason = REASONS[number % len(REASONS)]
    turns = [
        Turn(speaker=speaker, text="halo")
        for _ in range(chance.randint(2, 6))
        for speaker in (Speaker.CUSTOMER, Speaker.BOT)
    ]
    places = list(range(0, len(turns), 2))
    at = None if reason is None else chance.choice(places)

    def chances(index: int, of: EscalationReason) -> float:
        wanted = at is not None and index >= at and of is reason
        return min(1.0, max(0.0, chance.gauss(0.8 if wanted else 0.1, 0.25)))

    signals = [
        Signal(
            model_version="test-1",
            repeats=0,
            asked_for_human=chances(index, EscalationReason.ASKED_FOR_HUMAN),
            sensitive=chances(index, EscalationReason.SENSITIVE),
            frustration=chances(index, EscalationReason.FRUSTRATED),
            stuck=chances(index, EscalationReason.NO_PROGRESS),
            needed=min(
                1.0, max(0.0, chance.gauss(0.9 if at is not None and index >= at else 0.1, 0.2))
            ),
        )
        for index in places
    ]
    return Read(
        Dialogue(
            id=f"test-0{number % 3}-{number:04}", language="id", turns=tuple(turns),
            frustration={}, intents={},
            handoff_at=at, reason=reason, annotated=True,
        ),
        signals,
    )  # fmt: skip


@pytest.fixture(scope="module")
def data() -> list[Read]:
    chance = random.Random(1)
    return [talk(number, chance) for number in range(180)]


@pytest.mark.parametrize("threshold", [0.4, 0.6, 0.8])
def test_the_quick_look_at_transfers_is_what_a_replay_does(
    data: list[Read], threshold: float
) -> None:
    plain = replace(Thresholds(), offer_at=threshold, transfer_at=threshold)
    replayed = score(data, plain)
    first = [(_evidence(read) >= threshold).nonzero()[0] for read in data]
    assert replayed.false_transfers == sum(
        len(turns) > 0 for read, turns in zip(data, first, strict=True) if read.calm
    )


def test_what_is_chosen_keeps_the_bounds_and_is_good(data: list[Read]) -> None:
    chosen, found, expected = choose(data)
    assert found == score(data, chosen)
    assert within(found.false_transfers, found.calm, FALSE_TRANSFERS)
    assert found.false_offers <= FALSE_OFFERS * found.calm
    assert found.in_time > 0.4 * found.needed
    assert (expected.needed, expected.calm) == (found.needed, found.calm)
    assert chosen.offer_at <= chosen.transfer_at


def test_without_anything_to_see_nobody_is_transferred(data: list[Read]) -> None:
    blind = [
        Read(each.dialogue, [Signal(model_version="test-1", repeats=0) for _ in each.signals])
        for each in data
    ]
    _, found, _ = choose(blind)
    assert (found.in_time, found.false_transfers, found.false_offers) == (0, 0, 0)
