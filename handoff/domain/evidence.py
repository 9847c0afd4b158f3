"""From signals to a decision: what has accumulated, what that leads to, and why.

Pure: the same functions decide live, in a replay under another policy, and in the tests. Two
reasons are seen in one turn (the customer asks for a person; the matter is sensitive). Two build
up (frustration; getting nowhere): there each turn's log-likelihood ratio is added to what was
there before, less a drift, and never below zero, which is Page's cumulative sum (1954). The sum
is fed only with what is new in a turn: a turn's probability says how *that* turn looks.

Whether a person is needed at all is judged beside the reasons. Evidence for a reason is a weighted
geometric mean of the odds of both: grief, anger at the rain and a flash that passes look like a
reason, and need nobody.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from handoff.domain.signals import Signal


class EscalationReason(enum.StrEnum):
    ASKED_FOR_HUMAN = "asked_for_human"  #: in words or by the button
    SENSITIVE = "sensitive"  #: a matter that goes to a person whatever the mood
    FRUSTRATED = "frustrated"  #: accumulated evidence crossed the threshold
    NO_PROGRESS = "no_progress"  #: the third failure on one topic, or evidence of it
    BOT_UNAVAILABLE = "bot_unavailable"  #: no usable answer from the bot before its deadline


class OutOfRange(ValueError):
    """A value that a policy cannot have: *field*, and a sentence for whoever set it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class Decision(enum.StrEnum):
    """What a turn leads to, from least to most."""

    STAY = "stay"
    OFFER = "offer"  #: the bot answers, and offers a person
    TRANSFER = "transfer"  #: a person takes over, the bot is not asked


class Rule(enum.StrEnum):
    """How far evidence for one reason may lead by itself."""

    OFF = "off"  #: measured and shown, leads to nothing
    OFFER = "offer"  #: offers a person, never transfers
    TRANSFER = "transfer"  #: offers, then transfers


#: The reasons that a detector can see, in the order in which one is named when several hold.
JUDGED = (
    EscalationReason.ASKED_FOR_HUMAN,
    EscalationReason.SENSITIVE,
    EscalationReason.FRUSTRATED,
    EscalationReason.NO_PROGRESS,
)
#: Of these, the reasons whose evidence builds up over turns.
BUILDING_UP = (EscalationReason.FRUSTRATED, EscalationReason.NO_PROGRESS)
_RULES: Mapping[EscalationReason, Rule] = MappingProxyType(dict.fromkeys(JUDGED, Rule.TRANSFER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accumulation:
    """How evidence for one reason builds up, in nats of log-likelihood ratio."""

    #: Share of turns that look so among calm conversations' turns; where a turn says nothing new.
    prior: float
    #: Taken off at every turn: what a calm conversation must not exceed by chance.
    drift: float
    #: How much of the earlier sum is left at the next turn: things that go well are forgiven.
    keep: float
    #: No single turn adds or takes more.
    most: float


_ACCUMULATIONS: Mapping[EscalationReason, Accumulation] = MappingProxyType(
    {
        EscalationReason.FRUSTRATED: Accumulation(prior=0.1, drift=0.0, keep=0.3, most=4.0),
        EscalationReason.NO_PROGRESS: Accumulation(prior=0.03, drift=0.0, keep=0.3, most=4.0),
    }
)


_LEANINGS: Mapping[EscalationReason, float] = MappingProxyType(dict.fromkeys(JUDGED, 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When a signal leads to something: the part of the policy that is tuned.

    Evidence of every reason is on one scale from 0 to 1, so that two thresholds serve them all.
    """

    offer_at: float = 0.4
    transfer_at: float = 0.63
    rules: Mapping[EscalationReason, Rule] = field(default_factory=lambda: _RULES)
    accumulations: Mapping[EscalationReason, Accumulation] = field(
        default_factory=lambda: _ACCUMULATIONS
    )
    #: Added to the log-odds of a reason's evidence, in nats, where a bank wants one reason seen
    #: sooner or later than the others.
    leanings: Mapping[EscalationReason, float] = field(default_factory=lambda: _LEANINGS)
    #: Offers in one stretch with the bot; a customer who declines is not asked for ever.
    most_offers: int = 2
    #: Customer turns between two offers.
    offer_pause: int = 2

    def __post_init__(self) -> None:
        """Raises OutOfRange with a sentence for whoever set the values."""
        if not 0 < self.offer_at <= self.transfer_at <= 1:
            wrong = "transfer_at" if 0 < self.offer_at <= 1 else "offer_at"
            raise OutOfRange(wrong, "thresholds must satisfy 0 < offer_at <= transfer_at <= 1")
        if set(self.rules) != set(JUDGED):
            raise OutOfRange("rules", f"rules must name exactly {', '.join(JUDGED)}")
        if set(self.leanings) != set(JUDGED):
            raise OutOfRange("leanings", f"leanings must name exactly {', '.join(JUDGED)}")
        if not all(abs(lean) <= _STEEPEST for lean in self.leanings.values()):
            raise OutOfRange("leanings", f"leanings must lie between -{_STEEPEST} and {_STEEPEST}")
        if self.most_offers < 0:
            raise OutOfRange("most_offers", "most_offers must not be negative")
        if self.offer_pause < 0:
            raise OutOfRange("offer_pause", "offer_pause must not be negative")
        if set(self.accumulations) != set(BUILDING_UP):
            named = ", ".join(BUILDING_UP)
            raise OutOfRange("accumulations", f"accumulations must name exactly {named}")
        for reason, how in self.accumulations.items():
            if not (0 < how.prior < 1 and how.drift >= 0 and 0 <= how.keep <= 1 and how.most > 0):
                raise OutOfRange("accumulations", f"the accumulation of {reason} is out of range")


#: Which offers were made, and with how much evidence: one row for each reason.
Made = tuple[tuple[EscalationReason, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What has accumulated since the bot last took the floor. A hand-back starts from nothing."""

    #: Sums of the reasons that build up, in nats.
    frustrated: float = 0.0
    no_progress: float = 0.0
    #: Customer turns so far, offers made, and the turn of the last one.
    turns: int = 0
    offers: int = 0
    offered_at_turn: int = 0
    #: The mood of the turns so far, oldest first: what a trend is read from.
    moods: tuple[float, ...] = ()
    made: Made = ()


class Fact(enum.StrEnum):
    """What an explanation may say; each stands in a verdict only when it holds."""

    ASKED = "asked"  #: the customer asks for a person
    SENSITIVE = "sensitive"
    FRUSTRATED = "frustrated"  #: this turn is frustrated
    MOOD_FALLING = "mood_falling"
    REPEATS = "repeats"  #: the customer said the same ``count`` times in ``minutes``
    BOT_REPEATS = "bot_repeats"  #: the bot gave the same answer ``count`` times
    STUCK = "stuck"  #: getting nowhere, seen from the conversation as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """One fact behind a decision, with its numbers."""

    fact: Fact
    count: int | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How one reason stood at a turn."""

    reason: EscalationReason
    #: The turn's own probability; None where it was not measured.
    probability: float | None
    #: On the scale of the thresholds, after this turn.
    evidence: float
    #: How far it could lead by itself, and how far it did.
    rule: Rule
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a turn led to, with everything needed to come to it again."""

    decision: Decision
    reason: EscalationReason | None
    parts: tuple[Part, ...]
    because: tuple[Because, ...]
    #: Whether the customer could be offered a person: not too often, not too soon again.
    may_offer: bool
    offer_at: float
    transfer_at: float
    policy_version: int
    model_version: str

    @property
    def evidence(self) -> float:
        """The strongest evidence of any reason."""
        return max((part.evidence for part in self.parts), default=0.0)


def judge(
    signal: Signal, before: Evidence, thresholds: Thresholds, policy_version: int
) -> tuple[Verdict, Evidence]:
    """The decision at this turn, and the evidence after it.

    An offer is counted in the evidence that is returned; `declined` takes what led to it away.
    """
    after = _accumulate(signal, before, thresholds)
    parts = tuple(_part(reason, signal, after, thresholds) for reason in JUDGED)
    may_offer = _may_offer(after, thresholds)
    decision, reason = _strongest(parts, may_offer)
    if decision is Decision.OFFER:
        after = replace(after, offers=after.offers + 1, offered_at_turn=after.turns)
    verdict = Verdict(
        decision=decision,
        reason=reason,
        parts=parts,
        because=_because(signal, after, parts),
        may_offer=may_offer,
        offer_at=thresholds.offer_at,
        transfer_at=thresholds.transfer_at,
        policy_version=policy_version,
        model_version=signal.model_version,
    )
    return verdict, after


def decided_again(verdict: Verdict) -> tuple[Decision, EscalationReason | None]:
    """What the numbers that a verdict stores lead to: the very same, or it was tampered with."""
    parts = tuple(
        replace(part, decision=_reached(part.probability, part.evidence, part.rule, verdict))
        for part in verdict.parts
    )
    return _strongest(parts, verdict.may_offer)


def declined(evidence: Evidence) -> Evidence:
    """After the customer said no to a person: what led to the offer no longer counts."""
    return replace(evidence, frustrated=0.0, no_progress=0.0)


def unoffered(evidence: Evidence) -> Evidence:
    """After an offer that was decided on is not made: it does not count as one."""
    return replace(evidence, offers=max(0, evidence.offers - 1))


_ORDER = tuple(Decision)
#: The weight of a reason's own log-odds beside those of "a person is needed". Between .3 and .5 it
#: makes no difference on calibration conversations; either alone is clearly worse.
OWN = 0.4
#: No leaning is steeper: log-odds of 1 in 1,000.
_STEEPEST = 7
#: A probability of exactly 0 or 1 would be infinite evidence.
_LEAST = 1e-4
#: From this probability on a turn is said to be so in an explanation.
TELLING = 0.5
#: How far the mood must have fallen over the last turns for an explanation to say so.
_FALL = 0.4
_MOODS_KEPT = 6


def _accumulate(signal: Signal, before: Evidence, thresholds: Thresholds) -> Evidence:
    sums = {
        EscalationReason.FRUSTRATED: (before.frustrated, signal.frustration),
        EscalationReason.NO_PROGRESS: (before.no_progress, signal.stuck),
    }
    after = {
        reason: _add(total, probability, thresholds.accumulations[reason])
        for reason, (total, probability) in sums.items()
    }
    moods = before.moods if signal.sentiment is None else (*before.moods, signal.sentiment)
    return replace(
        before,
        frustrated=after[EscalationReason.FRUSTRATED],
        no_progress=after[EscalationReason.NO_PROGRESS],
        turns=before.turns + 1,
        moods=moods[-_MOODS_KEPT:],
    )


def _add(total: float, probability: float | None, how: Accumulation) -> float:
    if probability is None:
        return total
    ratio = _log_odds(probability) - _log_odds(how.prior)
    return max(0.0, how.keep * total + max(-how.most, min(how.most, ratio)) - how.drift)


def _log_odds(probability: float) -> float:
    held = min(1 - _LEAST, max(_LEAST, probability))
    return math.log(held / (1 - held))


def _part(
    reason: EscalationReason, signal: Signal, after: Evidence, thresholds: Thresholds
) -> Part:
    probability, evidence = _standing(reason, signal, after, thresholds)
    rule = thresholds.rules[reason]
    return Part(
        reason=reason,
        probability=probability,
        evidence=evidence,
        rule=rule,
        decision=_reached(probability, evidence, rule, thresholds),
    )


def _reached(
    probability: float | None, evidence: float, rule: Rule, at: Thresholds | Verdict
) -> Decision:
    # What was not measured at this turn leads to nothing, whatever stands from earlier ones.
    if probability is None or rule is Rule.OFF or evidence < at.offer_at:
        return Decision.STAY
    over = evidence >= at.transfer_at and rule is Rule.TRANSFER
    return Decision.TRANSFER if over else Decision.OFFER


def _strongest(
    parts: tuple[Part, ...], may_offer: bool
) -> tuple[Decision, EscalationReason | None]:
    """The most that any part leads to, and the first that leads so far."""
    decision = max((part.decision for part in parts), key=_ORDER.index)
    if decision is Decision.STAY or (decision is Decision.OFFER and not may_offer):
        return Decision.STAY, None
    return decision, next(part.reason for part in parts if part.decision is decision)


def _standing(
    reason: EscalationReason, signal: Signal, after: Evidence, thresholds: Thresholds
) -> tuple[float | None, float]:
    """The turn's own probability of a reason, and the evidence for it."""
    match reason:
        case EscalationReason.ASKED_FOR_HUMAN:
            probability = signal.asked_for_human
            own = _log_odds(probability) if probability else None
        case EscalationReason.SENSITIVE:
            probability = signal.sensitive
            own = _log_odds(probability) if probability else None
        case EscalationReason.FRUSTRATED:
            probability = signal.frustration
            own = _built_up(after.frustrated, thresholds.accumulations[reason])
        case _:
            probability = signal.stuck
            own = _built_up(after.no_progress, thresholds.accumulations[reason])
    if own is None:
        return probability, 0.0
    if signal.needed is not None:
        # A reason must be there, and a person be needed for it.
        own = OWN * own + (1 - OWN) * _log_odds(signal.needed)
    return probability, _share(own + thresholds.leanings[reason])


def _built_up(total: float, how: Accumulation) -> float | None:
    """Log-odds of what has accumulated; None where nothing has."""
    return total + _log_odds(how.prior) if total > 0 else None


def _share(log_odds: float) -> float:
    # Not odds / (1 + odds): a sum that is never forgiven would grow beyond what exp can take.
    return 1 / (1 + math.exp(-log_odds))


def _may_offer(evidence: Evidence, thresholds: Thresholds) -> bool:
    since = evidence.turns - evidence.offered_at_turn
    return evidence.offers < thresholds.most_offers and (
        evidence.offers == 0 or since > thresholds.offer_pause
    )


def _because(signal: Signal, after: Evidence, parts: tuple[Part, ...]) -> tuple[Because, ...]:
    """What can be told, the most telling first; empty where the turn shows nothing."""
    facts = []
    leading = {part.reason for part in parts if part.decision is not Decision.STAY}
    if (signal.asked_for_human or 0) >= TELLING or EscalationReason.ASKED_FOR_HUMAN in leading:
        facts.append(Because(fact=Fact.ASKED))
    if (signal.sensitive or 0) >= TELLING or EscalationReason.SENSITIVE in leading:
        facts.append(Because(fact=Fact.SENSITIVE))
    if signal.repeats:
        seconds = signal.repeating_for_s
        minutes = None if seconds is None else max(1, round(seconds / 60))
        facts.append(Because(fact=Fact.REPEATS, count=signal.repeats + 1, minutes=minutes))
    if signal.bot_repeats:
        facts.append(Because(fact=Fact.BOT_REPEATS, count=signal.bot_repeats + 1))
    if (signal.frustration or 0) >= TELLING or EscalationReason.FRUSTRATED in leading:
        facts.append(Because(fact=Fact.FRUSTRATED))
    if len(after.moods) > 2 and after.moods[0] - after.moods[-1] >= _FALL:
        facts.append(Because(fact=Fact.MOOD_FALLING))
    if EscalationReason.NO_PROGRESS in leading and not (signal.repeats or signal.bot_repeats):
        facts.append(Because(fact=Fact.STUCK))
    return tuple(facts)
