"""The figures of an evaluation: known values for known detectors, and what must always hold."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.evidence import JUDGED, Decision, EscalationReason
from handoff.domain.signals import Speaker, Turn
from handoff.simulation import baselines
from handoff.simulation.detections import DetectedTurn, Detection
from handoff.simulation.dialogues import Dialogue
from handoff.simulation.metrics import Measures, measure
from handoff.simulation.outcomes import CALM, DELAYS, NEEDED, Case, outcome
from handoff.simulation.statistics import (
    Scored,
    auc,
    average_precision,
    calibration_error,
    figure,
    resamples,
    share,
)

Reason = EscalationReason
ONE = np.ones((1, 1))


def dialogue(
    name: str, levels: list[int], needed: int | None = None, reason: Reason | None = None
) -> Dialogue:
    """Customer and bot in turns; *needed* counts customer turns."""
    turns = [
        Turn(speaker=Speaker(who), text=f"{who}") for _ in levels for who in ("customer", "bot")
    ]
    return Dialogue(
        id=name,
        language="id",
        turns=tuple(turns),
        annotated=True,
        handoff_at=None if needed is None else 2 * needed,
        reason=None if needed is None else reason or Reason.FRUSTRATED,
        frustration={2 * i: level for i, level in enumerate(levels)},
        intents={},
    )


def detected(of: Dialogue, transfer: int | None, offers: tuple[int, ...] = ()) -> Detection:
    """A transfer and offers at these customer turns, nothing scored."""
    turns = tuple(
        DetectedTurn(
            index=index,
            decision=Decision.TRANSFER
            if at == transfer
            else Decision.OFFER
            if at in offers
            else Decision.STAY,
        )
        for at, index in enumerate(of.customer_turns)
    )
    return Detection(id=of.id, handoff_at=None, reason=None, turns=turns)


def case(of: Dialogue, transfer: int | None, offers: tuple[int, ...] = ()) -> Case:
    return Case(dialogue=of, detection=detected(of, transfer, offers), part="p")


def perfect(of: Dialogue) -> Case:
    """Says what the annotator said."""
    turns = []
    for index in of.customer_turns:
        now = index == of.handoff_at
        turns.append(
            DetectedTurn(
                index=index,
                frustration=float(of.frustration[index] >= 2),
                asked_for_human=float(now and of.reason is Reason.ASKED_FOR_HUMAN),
                sensitive=float(now and of.reason is Reason.SENSITIVE),
                stuck=float(now and of.reason is Reason.NO_PROGRESS),
                evidence=float(now),
                decision=Decision.TRANSFER if now else Decision.STAY,
            )
        )
    found = Detection(id=of.id, handoff_at=of.handoff_at, reason=of.reason, turns=tuple(turns))
    return Case(dialogue=of, detection=found, part="p")


@st.composite
def conversations(draw: st.DrawFn) -> list[Dialogue]:
    """Some that need a person and some that do not, and turns of both kinds."""
    made = [dialogue("needs", [0, 3], 1), dialogue("calm", [0, 1])]
    for at in range(draw(st.integers(0, 6))):
        levels = draw(st.lists(st.integers(0, 3), min_size=1, max_size=5))
        needed = draw(st.none() | st.integers(0, len(levels) - 1))
        made.append(dialogue(f"d{at}", levels, needed, draw(st.sampled_from(JUDGED))))
    return made


def figures(cases: list[Case]) -> dict[str, float | None]:
    return {n: f.value for n, f in measure(cases, 0.8, count=20).figures.items()}


# ------------------------------------------------------------------ what must hold


@given(conversations())
def test_who_is_right_everywhere_has_perfect_figures(made: list[Dialogue]) -> None:
    found = figures([perfect(one) for one in made])
    for name in ("within_one", "right_turn", "turn_auc", "turn_average_precision"):
        assert found[name] == 1, name
    for name in ("false_transfer", "false_offer", "too_early", "late", "missed"):
        assert found[name] == 0, name
    assert found["calibration_error"] == 0
    if any(one.reason is Reason.ASKED_FOR_HUMAN for one in made):
        assert found["asked_recall"] == found["asked_precision"] == 1


@given(conversations())
def test_who_transfers_at_once_hits_by_chance_and_is_always_wrong_on_calm_ones(
    made: list[Dialogue],
) -> None:
    cases = [
        Case(
            dialogue=one,
            detection=baselines.by_rule(one, baselines.every_turn, Reason.FRUSTRATED),
            part="p",
        )
        for one in made
    ]
    found = figures(cases)
    places = [one.handoff_at // 2 for one in made if one.handoff_at is not None]
    assert found["right_turn"] == pytest.approx(np.mean([p == 0 for p in places]))
    assert found["one_early"] == pytest.approx(np.mean([p == 1 for p in places]))
    assert found["too_early"] == pytest.approx(np.mean([p > 1 for p in places]))
    assert found["missed"] == found["late"] == 0
    assert found["false_transfer"] == found["transferred"] == 1
    assert found["turn_auc"] == 0.5


@given(conversations(), st.data())
def test_every_transfer_that_was_needed_is_one_of_the_delays(
    made: list[Dialogue], data: st.DataObject
) -> None:
    cases = [
        case(one, data.draw(st.none() | st.integers(0, len(one.customer_turns) - 1)))
        for one in made
    ]
    found = figures(cases)
    assert sum(found[name] or 0 for name in DELAYS) == pytest.approx(1)
    right, after = found["right_turn"], found["next_turn"]
    assert right is not None
    assert after is not None
    assert found["within_one"] == pytest.approx(right + after)


@given(conversations(), st.randoms(use_true_random=False))
def test_the_order_of_conversations_changes_nothing(
    made: list[Dialogue], order: random.Random
) -> None:
    cases = []
    for one in made:
        turns = tuple(
            DetectedTurn(index=i, frustration=order.random(), evidence=order.random())
            for i in one.customer_turns
        )
        detection = Detection(id=one.id, handoff_at=None, reason=None, turns=turns)
        cases.append(Case(dialogue=one, detection=detection, part=order.choice("pq")))
    shuffled = list(cases)
    order.shuffle(shuffled)
    assert measure(cases, 0.8, count=20) == measure(shuffled, 0.8, count=20)


@given(conversations())
def test_intervals_hold_what_was_measured_in_between(made: list[Dialogue]) -> None:
    for found in measure([case(one, 0) for one in made], 0.8, count=50).figures.values():
        if found.low is not None and found.high is not None:
            assert found.low <= found.high


def test_the_detector_that_says_nothing_has_no_turn_figures() -> None:
    found = measure([case(dialogue("a", [0, 3], 1), None), case(dialogue("b", [0]), None)], 0.8)
    assert found.figures["missed"].value == 1
    for name in ("turn_auc", "calibration_error", "asked_recall", "gain"):
        assert found.figures[name].value is None
    assert found.delays == {None: 1}


def test_conversations_that_nobody_annotated_count_for_nothing() -> None:
    known = [perfect(dialogue("a", [0, 3], 1)), perfect(dialogue("b", [0]))]
    silent = replace(dialogue("c", [3]), annotated=False)
    assert measure([*known, case(silent, 0)], 0.8, count=20) == measure(known, 0.8, count=20)


def test_nothing_to_measure_is_no_error() -> None:
    found: Measures = measure([], 0.8, count=20)
    assert all(one.value is None for one in found.figures.values())


# ------------------------------------------------------------------ one conversation

NEEDS = dialogue("a", [0] * 6, 3)


@pytest.mark.parametrize(
    ("transfer", "name"),
    [
        (0, "too_early"), (1, "too_early"), (2, "one_early"), (3, "right_turn"),
        (4, "next_turn"), (5, "late"), (None, "missed"),
    ],
)  # fmt: skip
def test_a_delay_is_counted_in_customer_turns(transfer: int | None, name: str) -> None:
    found = outcome(case(NEEDS, transfer))
    assert [one for one, test in DELAYS.items() if test(found)] == [name]
    assert NEEDED["within_one"](found) == (transfer in (3, 4))


def test_an_offer_in_time_is_no_transfer() -> None:
    found = outcome(case(NEEDS, None, offers=(1, 4)))
    assert NEEDED["offer_or_transfer_within_one"](found)
    assert DELAYS["missed"](found)


def test_what_is_offered_after_the_transfer_does_not_count() -> None:
    calm = dialogue("a", [0] * 4)
    assert not CALM["false_offer"](outcome(case(calm, 1, offers=(2,))))
    assert CALM["false_offer"](outcome(case(calm, 1, offers=(0,))))


# ------------------------------------------------------------------ statistics


def scored(score: list[float], label: list[bool]) -> Scored:
    return Scored(np.array(score), np.array(label), np.zeros(len(score), np.intp))


def test_ranking_figures_are_those_of_the_textbook() -> None:
    turns = scored([0.9, 0.8, 0.7, 0.6, 0.5], [True, False, True, False, False])
    assert auc(turns)(ONE)[0] == pytest.approx(5 / 6)
    assert average_precision(turns)(ONE)[0] == pytest.approx((1 + 2 / 3) / 2)
    tied = scored([0.5, 0.5, 0.1], [True, False, False])
    assert auc(tied)(ONE)[0] == pytest.approx(0.75)
    assert average_precision(tied)(ONE)[0] == pytest.approx(0.5)


def test_ranking_figures_are_those_of_scikit_learn() -> None:
    from sklearn.metrics import average_precision_score, roc_auc_score

    draw = np.random.default_rng(1)
    score, label = draw.integers(0, 20, 200) / 20, draw.random(200) < 0.3
    of = draw.integers(0, 10, 200)
    turns = Scored(score, label, of)
    weights = resamples(10, seed=2, count=5)
    for row, area, precision in zip(
        weights, auc(turns)(weights), average_precision(turns)(weights), strict=True
    ):
        drawn = {"sample_weight": row[of]}
        assert area == pytest.approx(roc_auc_score(label, score, **drawn))
        assert precision == pytest.approx(average_precision_score(label, score, **drawn))


def test_calibration_error_is_the_distance_from_the_truth() -> None:
    half = scored([0.5] * 100, [True] * 50 + [False] * 50)
    assert calibration_error(half)(ONE)[0] == 0
    boasts = scored([0.9] * 100, [True] * 50 + [False] * 50)
    assert calibration_error(boasts)(ONE)[0] == pytest.approx(0.4)


def test_a_resample_draws_as_many_as_there_are() -> None:
    assert (resamples(7, count=30).sum(axis=1) == 7).all()


def test_an_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    draw = np.random.default_rng(3)
    covered = 0
    for seed in range(200):
        hits = (draw.random(150) < 0.3).astype(float)
        found = figure(share(hits, np.ones(150)), resamples(150, seed, 200), 150)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 0.3 <= found.high
    assert 0.88 <= covered / 200 <= 0.99


# ------------------------------------------------------------------ gain of evidence


def build_up(name: str, path: list[tuple[float, float]], needed: int | None) -> Case:
    """Customer turns by their own probability and the evidence after them."""
    of = dialogue(name, [0] * len(path), needed)
    turns = tuple(
        DetectedTurn(index=i, frustration=alone, evidence=together)
        for i, (alone, together) in zip(of.customer_turns, path, strict=True)
    )
    return Case(
        dialogue=of,
        detection=Detection(id=name, handoff_at=None, reason=None, turns=turns),
        part="p",
    )


def test_evidence_gains_where_weak_signs_add_up_and_single_ones_mislead() -> None:
    slow = [(0.4, 0.3), (0.4, 0.6), (0.4, 0.9)]
    flash = [(0.6, 0.5), (0.1, 0.3), (0.1, 0.1)]
    cases = [build_up(f"n{i}", slow, 2) for i in range(20)]
    cases += [build_up(f"c{i}", flash, None) for i in range(20)]
    found = measure(cases, 0.8).figures
    assert found["gain"].value == found["gain_building_up"].value == 1
    assert found["gain"].low == 1


def test_evidence_that_is_the_turn_itself_gains_nothing() -> None:
    draw = np.random.default_rng(4)
    cases = []
    for i in range(40):
        path = [(float(p), float(p)) for p in draw.random(4)]
        cases.append(build_up(str(i), path, 2 if i % 2 else None))
    found = measure(cases, 0.8).figures
    assert found["gain"].value == found["gain"].low == found["gain"].high == 0


# ------------------------------------------------------------------ rules

NOT_UNDERSTOOD = "Maaf, saya tidak mengerti."


@pytest.mark.parametrize(
    ("rule", "texts", "found"),
    [
        (baselines.keywords, ["saya mau bicara dengan petugas"], True),
        (baselines.keywords, ["can I talk to a real person please"], True),
        (baselines.keywords, ["berapa biaya admin"], False),
        (baselines.anger_words, ["percuma, payah banget"], True),
        (baselines.anger_words, ["terima kasih"], False),
        (baselines.two_fallbacks, ["a", NOT_UNDERSTOOD, "b", "Kurang paham.", "c"], True),
        (baselines.two_fallbacks, ["a", NOT_UNDERSTOOD, "b", "Saldo Rp5.000", "c"], False),
        (baselines.two_fallbacks, ["a", "Coba.", "b", "Coba.", "c", "coba!", "d"], True),
        (baselines.two_fallbacks, ["a", "Coba.", "b", "Coba.", "c"], False),
        (baselines.every_turn, ["halo"], True),
    ],
)  # fmt: skip
def test_rules_see_what_they_are_for(rule: baselines.Rule, texts: list[str], found: bool) -> None:
    speakers = (Speaker.CUSTOMER, Speaker.BOT)
    turns = [Turn(speaker=speakers[i % 2], text=text) for i, text in enumerate(texts)]
    assert bool(rule(turns, len(turns) - 1)) is found


def test_the_mood_as_a_rule_needs_a_measured_mood() -> None:
    of = dialogue("a", [0, 0])
    assert baselines.by_sentiment(of, detected(of, None)) is None
    moods = tuple(
        DetectedTurn(index=i, sentiment=mood)
        for i, mood in zip(of.customer_turns, (0.1, -0.7), strict=True)
    )
    measured = Detection(id="a", handoff_at=None, reason=None, turns=moods)
    found = baselines.by_sentiment(of, measured)
    assert found is not None
    assert found.handoff_at == 2
