"""``hangat evaluate``: a detector and the baselines, measured on the same conversations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from handoff.domain.escalation import EscalationPolicy, EscalationReason
from handoff.domain.evidence import TELLING
from handoff.protocol import policies
from handoff.simulation import baselines as rules
from handoff.simulation.detections import Detection
from handoff.simulation.dialogues import BadLine, Dialogue, read
from handoff.simulation.metrics import FRUSTRATED, Measures, measure
from handoff.simulation.outcomes import Case
from handoff.simulation.statistics import RESAMPLES, Figure


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should be; *least*: from this on, else up to this."""

    value: float
    least: bool

    def met(self, figure: Figure) -> bool | None:
        """None where it was not measured."""
        if figure.value is None:
            return None
        return figure.value >= self.value if self.least else figure.value <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.value:.2f}"


#: Figures that have a goal, in the order in which they are shown.
GOALS: Mapping[str, Goal] = {
    "within_one": Goal(0.85, True),
    "false_transfer": Goal(0.02, False),
    "false_offer": Goal(0.06, False),
    "too_early": Goal(0.05, False),
    "turn_auc": Goal(0.95, True),
    "turn_average_precision": Goal(0.75, True),
    "asked_recall": Goal(0.99, True),
    "asked_precision": Goal(0.97, True),
    "calibration_error": Goal(0.03, False),
    "calibration_error_worst_slice": Goal(0.06, False),
    "language_gap": Goal(0.08, False),
    "register_gap": Goal(0.08, False),
}
REASON_GOAL = Goal(0.80, True)
#: The lower end of this interval must be above zero.
GAIN = "gain"

#: What each figure is, in the order in which they are shown.
TITLES: Mapping[str, str] = {
    "within_one": "handed over at the right turn or the next",
    "right_turn": "at the right turn",
    "next_turn": "at the next turn",
    "one_early": "one turn early",
    "too_early": "too early by more than one turn",
    "late": "late by more than one turn",
    "missed": "never handed over",
    "offer_or_transfer_within_one": "offered or handed over at the right turn or the next",
    "false_transfer": "transferred without need",
    "false_offer": "offered without need",
    "false_offer_or_transfer": "either without need",
    "transferred": "transferred, of all conversations",
    "offered": "offered, of all conversations",
    "turn_auc": "turn AUC, frustrated or not",
    "turn_average_precision": "turn average precision",
    "turn_auc_until_handoff": "turn AUC, turns up to the handoff",
    "turn_average_precision_until_handoff": "turn average precision, turns up to the handoff",
    "frustrated_turns": "frustrated, of all customer turns",
    "calibration_error": "calibration error",
    "calibration_error_worst_slice": "calibration error, worst language, register or part",
    "asked_recall": "asked for a person, same turn: recall",
    "asked_precision": "asked for a person, same turn: precision",
    "language_gap": "gap between languages",
    "register_gap": "gap between registers",
    "gain": "gain of evidence, mean of false rates 0 to .10",
    "gain_building_up": "gain of evidence, frustrated and no progress only",
    "gain_at_0.02": "gain of evidence at false rate .02",
    "gain_at_0.05": "gain of evidence at false rate .05",
    "gain_at_0.10": "gain of evidence at false rate .10",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything that the report speaks about."""

    files: tuple[str, ...]
    conversations: int
    model_version: str
    policy: EscalationPolicy
    detector: Measures
    #: By title.
    baselines: Mapping[str, Measures]
    #: Baselines and slices that were left out, with the reason.
    left_out: tuple[str, ...]
    #: Registers are guessed from the words: the files do not say them.
    registers_guessed: bool

    def json(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "format": 1,
            "files": list(self.files),
            "conversations": self.conversations,
            "model_version": self.model_version,
            "policy": policies.encode(self.policy),
            "resamples": RESAMPLES,
            "goals": {name: asdict(goal) for name, goal in GOALS.items()},
            "detector": _plain(self.detector),
            "baselines": {name: _plain(found) for name, found in self.baselines.items()},
            "left_out": list(self.left_out),
            "registers_guessed": self.registers_guessed,
        }


def evaluate(
    conversations: Sequence[tuple[str, Dialogue]],
    detected: Mapping[tuple[str, str], Detection],
    *,
    policy: EscalationPolicy,
    model_version: str,
    train: Iterable[Path] = (),
    sentences: Path | None = None,
    with_baselines: bool = True,
    say: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """*conversations* with the name of their part; *detected* by part and id.

    *train*: files that the baseline which learns may learn from. *sentences*: folder of the
    training sentences, from which registers are learnt where no conversation says its own.
    """
    annotated = [(part, one) for part, one in conversations if one.annotated]
    left_out: list[str] = []
    told = any(one.register is not None for _, one in annotated)
    if not told and sentences is not None:
        annotated = _with_registers(annotated, sentences, left_out, say)

    def measured(detect: Detect) -> Measures:
        cases = [Case(dialogue=d, detection=detect(part, d), part=part) for part, d in annotated]
        return measure(cases, TELLING)

    say("measuring the detector")
    detector = measured(lambda part, dialogue: detected[part, dialogue.id])
    others: dict[str, Measures] = {}
    if with_baselines:
        for title, (rule, reason) in _RULES.items():
            say(f"measuring: {title}")
            others[title] = measured(_ruled(rule, reason))
        moods = {(part, d.id): rules.by_sentiment(d, detected[part, d.id]) for part, d in annotated}
        if all(moods.values()) and moods:
            found = {key: mood for key, mood in moods.items() if mood is not None}
            others["sentiment threshold"] = measured(lambda part, d: found[part, d.id])
        else:
            left_out.append("sentiment threshold: the detector measured no sentiment")
        _learnt(annotated, train, measured, others, left_out, say)
    return Evaluation(
        files=tuple(sorted({part for part, _ in conversations})),
        conversations=len(annotated),
        model_version=model_version,
        policy=policy,
        detector=detector,
        baselines=others,
        left_out=tuple(left_out),
        registers_guessed=not told and any(one.register for _, one in annotated),
    )


_RULES: Mapping[str, tuple[rules.Rule, EscalationReason]] = {
    "words that ask for a person": (rules.keywords, EscalationReason.ASKED_FOR_HUMAN),
    "two fallbacks in a row": (rules.two_fallbacks, EscalationReason.NO_PROGRESS),
    "angry words": (rules.anger_words, EscalationReason.FRUSTRATED),
    "these three together": (rules.common_practice, EscalationReason.FRUSTRATED),
    "transfer at every turn": (rules.every_turn, EscalationReason.FRUSTRATED),
}
_LEARNT = "TF-IDF and LR on each turn"
_LEAST = 10
_NEEDS = "needs scikit-learn; `uv sync --inexact --group training` installs it"

Detect = Callable[[str, Dialogue], Detection]


def _ruled(rule: rules.Rule, reason: EscalationReason) -> Detect:
    return lambda _, dialogue: rules.by_rule(dialogue, rule, reason)


def _learnt(
    annotated: Sequence[tuple[str, Dialogue]],
    train: Iterable[Path],
    measured: Callable[[Detect], Measures],
    others: dict[str, Measures],
    left_out: list[str],
    say: Callable[[str], None],
) -> None:
    if find_spec("sklearn") is None:
        left_out.append(f"{_LEARNT}: {_NEEDS}")
        return
    from handoff.training import turn_baseline

    ids = {dialogue.id for _, dialogue in annotated}
    known = [
        one
        for path in train
        for one in read(path.read_bytes().split(b"\n"))
        if not isinstance(one, BadLine) and one.annotated and one.id not in ids
    ]
    if not _enough(known):
        left_out.append(f"{_LEARNT}: too few other annotated conversations to learn from")
        return
    say(f"training: {_LEARNT}")
    model = turn_baseline.learn(known)
    others[_LEARNT] = measured(lambda _, dialogue: model.detect(dialogue))


def _with_registers(
    annotated: Sequence[tuple[str, Dialogue]],
    sentences: Path,
    left_out: list[str],
    say: Callable[[str], None],
) -> list[tuple[str, Dialogue]]:
    if find_spec("sklearn") is None:
        left_out.append(f"registers: {_NEEDS}")
        return list(annotated)
    from handoff.training.registers import Registers
    from handoff.training.rows import training_sentences

    say("training: registers")
    model = Registers(training_sentences(sentences))
    return [(part, model.named(dialogue)) for part, dialogue in annotated]


def _enough(known: Sequence[Dialogue]) -> bool:
    """Some of every kind, in every fold."""
    needed = sum(one.handoff_at is not None for one in known)
    frustrated = sum(level >= FRUSTRATED for one in known for level in one.frustration.values())
    return min(needed, len(known) - needed, frustrated) >= _LEAST


def write_json(found: Evaluation, folder: Path) -> Path:
    """``metrics.json`` in a folder that is there."""
    path = folder / "metrics.json"
    path.write_text(json.dumps(found.json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _plain(found: Measures) -> dict[str, Any]:
    return {
        "figures": {name: asdict(one) for name, one in found.figures.items()},
        "slices": {
            kind: {
                name: {one: asdict(value) for one, value in figures.items()}
                for name, figures in parts.items()
            }
            for kind, parts in found.slices.items()
        },
        "delays": {"never" if d is None else str(d): n for d, n in found.delays.items()},
        "precision_recall": asdict(found.curve),
        "reliability": [asdict(one) for one in found.reliability],
    }
