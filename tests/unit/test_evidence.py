"""From signals to a decision: what holds for any signal, and examples that can be read."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from handoff.domain.escalation import EscalationPolicy
from handoff.domain.evidence import (
    JUDGED,
    Accumulation,
    Because,
    Decision,
    EscalationReason,
    Evidence,
    Fact,
    Rule,
    Thresholds,
    Verdict,
    decided_again,
    declined,
    judge,
)
from handoff.domain.signals import Signal

Reason = EscalationReason
ORDER = tuple(Decision)
SCORES = ("asked_for_human", "sensitive", "frustration", "stuck", "needed")

probabilities = st.floats(0, 1)
signals = st.builds(
    Signal,
    model_version=st.just("test-1"),
    repeats=st.integers(0, 4),
    repeating_for_s=st.none() | st.floats(0, 5000),
    bot_repeats=st.integers(0, 3),
    sentiment=st.none() | st.floats(-1, 1),
    frustration=st.none() | probabilities,
    asked_for_human=st.none() | probabilities,
    sensitive=st.none() | probabilities,
    stuck=st.none() | probabilities,
    needed=st.none() | probabilities,
)
accumulations = st.builds(
    Accumulation,
    prior=st.floats(0.01, 0.9),
    drift=st.floats(0, 2),
    keep=st.floats(0, 1),
    most=st.floats(0.1, 10),
)


@st.composite
def policies(draw: st.DrawFn) -> Thresholds:
    offer_at = draw(st.floats(0.01, 1))
    return Thresholds(
        offer_at=offer_at,
        transfer_at=draw(st.floats(offer_at, 1)),
        rules={reason: draw(st.sampled_from(Rule)) for reason in JUDGED},
        accumulations={
            Reason.FRUSTRATED: draw(accumulations),
            Reason.NO_PROGRESS: draw(accumulations),
        },
        leanings={reason: draw(st.floats(-7, 7)) for reason in JUDGED},
        most_offers=draw(st.integers(0, 3)),
        offer_pause=draw(st.integers(0, 4)),
    )


def signal(**scores: float | None) -> Signal:
    return Signal(model_version="test-1", **({"repeats": 0} | scores))  # type: ignore[arg-type]


def after(*turns: Signal, thresholds: Thresholds | None = None) -> tuple[list[Verdict], Evidence]:
    evidence, verdicts = Evidence(), []
    for turn in turns:
        verdict, evidence = judge(turn, evidence, thresholds or Thresholds(), 1)
        verdicts.append(verdict)
    return verdicts, evidence


_BUILDS_UP = Accumulation(prior=0.1, drift=0.3, keep=0.8, most=4.0)
#: No reason is told more surely than another: examples do not hang on what is shipped.
EVEN = Thresholds(
    offer_at=0.45,
    transfer_at=0.75,
    accumulations={Reason.FRUSTRATED: _BUILDS_UP, Reason.NO_PROGRESS: _BUILDS_UP},
    leanings=dict.fromkeys(JUDGED, 0.0),
)
ANGRY = signal(frustration=0.9, sentiment=-0.8)
CROSS = signal(frustration=0.45, sentiment=-0.4)
CALM = signal(frustration=0.02, stuck=0.02, sentiment=0.1, asked_for_human=0.0, sensitive=0.0)


# ------------------------------------------------------------------ any signal, any policy


@given(st.lists(signals, max_size=20), policies())
def test_evidence_is_never_negative_and_never_more_than_certain(
    turns: list[Signal], thresholds: Thresholds
) -> None:
    verdicts, evidence = after(*turns, thresholds=thresholds)
    assert evidence.frustrated >= 0
    assert evidence.no_progress >= 0
    for verdict in verdicts:
        assert all(0 <= part.evidence <= 1 for part in verdict.parts)
        assert verdict.evidence == max(part.evidence for part in verdict.parts)


@given(st.lists(signals, max_size=6), signals, st.sampled_from(SCORES), policies(), st.data())
def test_a_higher_probability_never_leads_to_less(
    earlier: list[Signal], turn: Signal, score: str, thresholds: Thresholds, data: st.DataObject
) -> None:
    _, before = after(*earlier, thresholds=thresholds)
    low = data.draw(probabilities)
    high = data.draw(st.floats(low, 1))
    less, _ = judge(replace(turn, **{score: low}), before, thresholds, 1)  # type: ignore[arg-type]
    more, _ = judge(replace(turn, **{score: high}), before, thresholds, 1)  # type: ignore[arg-type]
    for weak, strong in zip(less.parts, more.parts, strict=True):
        assert weak.evidence <= strong.evidence
    assert ORDER.index(less.decision) <= ORDER.index(more.decision)


@given(st.lists(signals, min_size=1, max_size=12), policies())
def test_the_decision_is_the_strongest_that_a_rule_allows(
    turns: list[Signal], thresholds: Thresholds
) -> None:
    for verdict in after(*turns, thresholds=thresholds)[0]:
        strongest = max((part.decision for part in verdict.parts), key=ORDER.index)
        assert verdict.decision in (strongest, Decision.STAY)
        if verdict.decision is not strongest:
            assert strongest is Decision.OFFER
            assert not verdict.may_offer
        assert (verdict.reason is None) == (verdict.decision is Decision.STAY)
        for part in verdict.parts:
            assert part.rule is thresholds.rules[part.reason]
            if part.rule is Rule.OFF:
                assert part.decision is Decision.STAY
            if part.rule is Rule.OFFER:
                assert part.decision is not Decision.TRANSFER
        if verdict.reason is not None:
            assert part_of(verdict, verdict.reason).decision is verdict.decision


@given(st.lists(signals, max_size=25), policies())
def test_offers_are_few_and_apart(turns: list[Signal], thresholds: Thresholds) -> None:
    verdicts, evidence = after(*turns, thresholds=thresholds)
    offered = [at for at, verdict in enumerate(verdicts) if verdict.decision is Decision.OFFER]
    assert len(offered) == evidence.offers <= thresholds.most_offers
    for first, second in pairwise(offered):
        assert second - first > thresholds.offer_pause


@given(st.lists(signals, min_size=1, max_size=6), policies())
def test_the_stored_numbers_lead_to_the_same_decision(
    turns: list[Signal], thresholds: Thresholds
) -> None:
    stored = TypeAdapter(Verdict)
    for verdict in after(*turns, thresholds=thresholds)[0]:
        row = json.loads(json.dumps(stored.dump_python(verdict, mode="json")))
        read = stored.validate_python(row)
        assert read == verdict
        assert decided_again(read) == (verdict.decision, verdict.reason)


@given(st.lists(signals, max_size=6), st.integers(0, 3), st.integers(0, 3))
def test_what_nobody_measured_changes_nothing(
    earlier: list[Signal], repeats: int, bot_repeats: int
) -> None:
    _, before = after(*earlier)
    unmeasured = Signal(model_version="measured-1", repeats=repeats, bot_repeats=bot_repeats)
    verdict, evidence = judge(unmeasured, before, Thresholds(), 1)
    assert evidence == replace(before, turns=before.turns + 1)
    assert all(part.probability is None for part in verdict.parts)
    assert verdict.decision is Decision.STAY


@given(st.lists(signals, max_size=8), policies())
def test_who_declined_starts_from_nothing_but_is_not_asked_more_often(
    turns: list[Signal], thresholds: Thresholds
) -> None:
    _, evidence = after(*turns, thresholds=thresholds)
    cleared = declined(evidence)
    assert (cleared.frustrated, cleared.no_progress) == (0, 0)
    assert (cleared.offers, cleared.turns, cleared.moods) == (
        evidence.offers,
        evidence.turns,
        evidence.moods,
    )
    verdict, _ = judge(CALM, cleared, Thresholds(), 1)
    assert verdict.decision is Decision.STAY


@given(st.lists(signals, max_size=8))
def test_calm_turns_bring_evidence_down(turns: list[Signal]) -> None:
    _, evidence = after(*turns)
    before = evidence
    for _ in range(12):
        verdict, now = judge(CALM, before, Thresholds(), 1)
        assert now.frustrated <= before.frustrated
        assert now.no_progress <= before.no_progress
        before = now
    assert (before.frustrated, before.no_progress) == (0, 0)
    assert verdict.decision is Decision.STAY


# ------------------------------------------------------------------ examples


def part_of(verdict: Verdict, reason: EscalationReason) -> object:
    return next(part for part in verdict.parts if part.reason is reason)


def test_a_calm_conversation_stays_with_the_bot_however_long_it_is() -> None:
    verdicts, evidence = after(*[CALM] * 40)
    assert {verdict.decision for verdict in verdicts} == {Decision.STAY}
    assert evidence.turns == 40


def test_who_is_cross_turn_after_turn_is_offered_a_person_and_then_given_one() -> None:
    verdicts, _ = after(*[CROSS] * 6, thresholds=EVEN)
    decisions = [verdict.decision for verdict in verdicts]
    assert decisions[0] is Decision.STAY  # one cross word is no reason
    assert Decision.OFFER in decisions
    assert decisions[-1] is Decision.TRANSFER
    assert verdicts[-1].reason is Reason.FRUSTRATED


def test_asking_for_a_person_is_named_before_any_mood() -> None:
    (verdict,), _ = after(signal(asked_for_human=0.95, frustration=0.99))
    assert (verdict.decision, verdict.reason) == (Decision.TRANSFER, Reason.ASKED_FOR_HUMAN)
    assert verdict.because == (Because(fact=Fact.ASKED), Because(fact=Fact.FRUSTRATED))


def test_why_is_told_with_its_numbers() -> None:
    moods = (0.3, -0.1, -0.6)
    turns = [signal(sentiment=mood, stuck=0.5) for mood in moods]
    turns[-1] = replace(turns[-1], repeats=2, repeating_for_s=231.0, bot_repeats=1, stuck=0.97)
    verdicts, _ = after(*turns, thresholds=EVEN)
    assert verdicts[-1].reason is Reason.NO_PROGRESS
    assert verdicts[-1].because == (
        Because(fact=Fact.REPEATS, count=3, minutes=4),
        Because(fact=Fact.BOT_REPEATS, count=2),
        Because(fact=Fact.MOOD_FALLING),
    )


def test_a_sum_that_is_never_forgiven_stays_a_number() -> None:
    kept = Accumulation(prior=0.1, drift=0.0, keep=1.0, most=4.0)
    thresholds = Thresholds(
        accumulations={Reason.FRUSTRATED: kept, Reason.NO_PROGRESS: kept},
        rules=dict.fromkeys(JUDGED, Rule.OFF),
    )
    verdicts, _ = after(*[ANGRY] * 400, thresholds=thresholds)
    assert verdicts[-1].evidence == 1.0
    assert verdicts[-1].decision is Decision.STAY


def test_a_leaning_leads_sooner_and_tells_why() -> None:
    turn = signal(asked_for_human=0.2)
    (neutral,), _ = after(turn)
    leaning = Thresholds(leanings={**dict.fromkeys(JUDGED, 0.0), Reason.ASKED_FOR_HUMAN: 3.0})
    (soon,), _ = after(turn, thresholds=leaning)
    assert neutral.decision is Decision.STAY
    assert soon.decision is Decision.TRANSFER
    assert soon.because == (Because(fact=Fact.ASKED),)
    assert soon.parts[0].probability == 0.2  # what was measured is told as it was


@pytest.mark.parametrize(
    "values",
    [
        {"offer_at": 0.0},
        {"offer_at": 0.9, "transfer_at": 0.8},
        {"transfer_at": 1.1},
        {"most_offers": -1},
        {"rules": {Reason.FRUSTRATED: Rule.OFF}},
        {"accumulations": {}},
        {"leanings": {}},
        {"leanings": dict.fromkeys(JUDGED, 7.5)},
        {
            "accumulations": {
                Reason.FRUSTRATED: Accumulation(prior=0.0, drift=0, keep=1, most=1),
                Reason.NO_PROGRESS: Accumulation(prior=0.1, drift=0, keep=1, most=1),
            }
        },
    ],
    ids=lambda values: next(iter(values)),
)
def test_thresholds_that_make_no_sense_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must|range"):
        Thresholds(**values)  # type: ignore[arg-type]


def test_the_policy_in_force_is_a_value_with_thresholds() -> None:
    assert EscalationPolicy().thresholds == Thresholds()
