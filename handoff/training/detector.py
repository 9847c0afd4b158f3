"""`hangat train detector`: heads on the encoder's vectors, then calibrated.

Three groups of our own data, by different writers, and none in two of them:

- the encoder saw the training sentences and the training conversations of its own passes;
- the heads with context learn from the training conversations, the single-turn heads also from
  sentences and moods;
- calibration (Platt, 1999) and thresholds use the calibration conversations.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from handoff.adapters.detector import CARD, WEIGHTS
from handoff.adapters.sentence_encoder import Encoder
from handoff.detector.features import Read
from handoff.detector.models import (
    ASKED,
    HEADS,
    LENGTH,
    SENSITIVE,
    Linear,
    Models,
    context_features,
    reads,
    seen,
    signal,
    stretches,
)
from handoff.domain.signals import Speaker, Turn
from handoff.simulation import dialogues as simulation
from handoff.training import rows, thresholds
from handoff.training.plan import Sources

Array = NDArray[np.float32]
Target = NDArray[np.bool_]

SENTIMENTS = ("negative", "neutral", "positive")
#: Inverse strength of regularisation of each head, chosen by leaving training passes out.
STRENGTH: Mapping[str, float] = {
    "intents": 10.0, "sentiment": 1.0, "mood": 0.5, "asked": 0.002, "sensitive": 0.1,
    "frustrated": 0.002, "stuck": 0.01,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation with its annotation, and the vectors of its turns."""

    id: str
    turns: tuple[Turn, ...]
    intents: tuple[str | None, ...]
    frustration: tuple[int | None, ...]
    handoff_at: int | None
    reason: str | None
    vectors: Array

    @property
    def writer(self) -> str:
        return self.id.split("-")[1]


class Vectors:
    """Vectors of texts, each encoded once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Array] = {}

    def __call__(self, texts: Sequence[str]) -> Array:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        for start in range(0, len(new), 512):
            some = new[start : start + 512]
            self._known.update(zip(some, self._encoder.encode(some), strict=True))
        return np.stack([self._known[text] for text in texts])


def dialogues(folder: Path, vectors: Vectors) -> list[Dialogue]:
    """One part of ``data/dialogues``."""
    found = []
    for path in sorted(folder.glob("pass-*.jsonl")):
        for _, row in rows.json_lines(path):
            said = row["turns"]
            assert isinstance(said, list)
            handoff, reason = row["handoff_at"], row["reason"]
            found.append(
                Dialogue(
                    id=str(row["id"]),
                    turns=tuple(
                        Turn(speaker=Speaker(t["speaker"]), text=t["text"], at=t.get("at"))
                        for t in said
                    ),
                    intents=tuple(t.get("intent") for t in said),
                    frustration=tuple(t.get("frustration") for t in said),
                    handoff_at=handoff if isinstance(handoff, int) else None,
                    reason=str(reason) if reason is not None else None,
                    vectors=vectors([t["text"] for t in said]),
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Moment:
    """A customer turn of a conversation as the heads with context see it, and what is so of it."""

    dialogue: Dialogue
    index: int
    features: Array

    def frustrated(self) -> bool:
        return (self.dialogue.frustration[self.index] or 0) >= 2

    def stuck(self) -> bool:
        """At or after the turn at which a person was needed because nothing moved."""
        at = self.dialogue.handoff_at
        return self.dialogue.reason == "no_progress" and at is not None and self.index >= at


def moments(data: Sequence[Dialogue], models: Models) -> list[Moment]:
    """All customer turns, up to where an agent came."""
    return [
        Moment(dialogue, index, context_features(history))
        for dialogue in data
        for index, history in histories(dialogue, models)
    ]


def histories(dialogue: Dialogue, models: Models) -> Iterator[tuple[int, Sequence[Read]]]:
    """Each customer turn before an agent's first, with what was said up to it."""
    found = reads(dialogue.turns, dialogue.vectors, models)
    for start, index in stretches(dialogue.turns):
        if start:
            return
        yield index, found[start : index + 1]


def fit(
    features: Array, target: Sequence[bool] | Sequence[str] | Target, strength: float
) -> Linear:
    """Logistic regression on standardised features, with the scaling folded into its weights."""
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    head = LogisticRegression(C=strength, max_iter=2000).fit((features - mean) / scale, target)
    weight = head.coef_ / scale
    return Linear(weight.astype(np.float32), (head.intercept_ - weight @ mean).astype(np.float32))


def plain(features: Array, target: Sequence[bool] | Sequence[str], strength: float) -> Linear:
    """The same without scaling: for vectors, whose directions are alike."""
    head = LogisticRegression(C=strength, max_iter=1000).fit(features, target)
    return Linear(head.coef_.astype(np.float32), head.intercept_.astype(np.float32))


def platt(log_odds: Array, target: Target) -> tuple[float, float]:
    """Slope and offset that make log-odds calibrated; with Platt's correction for few positives."""
    yes, no = int(target.sum()), int((~target).sum())
    soft = np.where(target, (yes + 1) / (yes + 2), 1 / (no + 2))
    x = np.concatenate([log_odds, log_odds])[:, np.newaxis]
    y = np.concatenate([np.ones(len(target)), np.zeros(len(target))])
    head = LogisticRegression(C=1e6).fit(x, y, sample_weight=np.concatenate([soft, 1 - soft]))
    return float(head.coef_[0, 0]), float(head.intercept_[0])


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that heads learn from."""

    sentences: Sequence[rows.Sentence]
    moods: Sequence[rows.Mood]
    sentiment: Sequence[rows.Labelled]
    train: Sequence[Dialogue]


def train_heads(material: Material, vectors: Vectors, version: str) -> Models:
    """All heads, not yet calibrated."""
    turns = [
        (turn.text, intent, level)
        for dialogue in material.train
        for turn, intent, level in zip(
            dialogue.turns, dialogue.intents, dialogue.frustration, strict=True
        )
        if intent is not None and level is not None
    ]
    felt = [(text, level >= 2) for text, _, level in turns]
    felt += [(mood.text, mood.frustration >= 2) for mood in material.moods]
    mood = plain(vectors([t for t, _ in felt]) * LENGTH, [y for _, y in felt], STRENGTH["mood"])
    own = vectors([s.text for s in material.sentences]) * LENGTH
    single = Models(
        version=version,
        intent_names=tuple(sorted({s.intent for s in material.sentences})),
        intents=plain(own, [s.intent for s in material.sentences], STRENGTH["intents"]),
        sentiment=plain(
            vectors([r.text for r in material.sentiment]) * LENGTH,
            [r.label for r in material.sentiment],
            STRENGTH["sentiment"],
        ),
        heads={"mood": mood},
        calibration={},
    )
    rows_seen = moments(material.train, single)
    features = np.stack([moment.features for moment in rows_seen])
    with_context = {
        name: fit(seen(name, features), target, STRENGTH[name])
        for name, target in truths(rows_seen).items()
        if name != "mood"
    }
    return replace(single, heads={"mood": mood, **with_context})


def calibrate(models: Models, unseen: Sequence[Dialogue]) -> Models:
    """Models whose probabilities hold on conversations of writers that they never saw."""
    calibration = {
        name: platt(odds, target) for name, (odds, target) in scores(models, unseen).items()
    }
    return replace(models, calibration=calibration)


def scores(models: Models, data: Sequence[Dialogue]) -> dict[str, tuple[Array, Target]]:
    """For each yes/no head: its log-odds of the customer turns, and what is so."""
    found = moments(data, models)
    features = np.stack([m.features for m in found])
    vectors = np.stack([m.dialogue.vectors[m.index] for m in found]) * np.float32(LENGTH)
    targets = truths(found)
    return {
        name: (
            models.heads[name](vectors if name == "mood" else seen(name, features))[:, 0],
            targets[name],
        )
        for name in HEADS
    }


def truths(found: Sequence[Moment]) -> dict[str, Target]:
    """What is so of the moments, for each yes/no head."""
    intents = [m.dialogue.intents[m.index] for m in found]
    frustrated = np.array([m.frustrated() for m in found])
    return {
        "mood": frustrated,
        "asked": np.array([i == ASKED for i in intents]),
        "sensitive": np.array([i in SENSITIVE for i in intents]),
        "frustrated": frustrated,
        "stuck": np.array([m.stuck() for m in found]),
    }


def save(models: Models, card: Mapping[str, object], folder: Path) -> None:
    """Weights as safetensors, and the card with their hash."""
    folder.mkdir(parents=True, exist_ok=True)
    linear = {"intents": models.intents, "sentiment": models.sentiment, **models.heads}
    arrays = {f"{name} weight": head.weight for name, head in linear.items()}
    arrays |= {f"{name} bias": head.bias for name, head in linear.items()}
    arrays = {name: np.ascontiguousarray(value, np.float32) for name, value in arrays.items()}
    save_file(arrays, folder / WEIGHTS)
    digest = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    about = {**card, "version": models.version, "calibration": models.calibration,
             "intents": list(models.intent_names),
             "sha256": {WEIGHTS: digest}}  # fmt: skip
    (folder / CARD).write_text(
        json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def writers(data: Sequence[Dialogue]) -> list[str]:
    return sorted({dialogue.writer for dialogue in data})


def replayable(folder: Path, data: Sequence[Dialogue], models: Models) -> list[thresholds.Read]:
    """Conversations with their signals, as `hangat detect` would read them."""
    by_id = {dialogue.id: dialogue for dialogue in data}
    made = []
    for path in sorted(folder.glob("pass-*.jsonl")):
        with open(path, "rb") as lines:
            for row in simulation.read(lines):
                if isinstance(row, simulation.BadLine):
                    raise rows.BadRow(f"{path}, {row}")
                own = by_id[row.id]
                found = reads(own.turns, own.vectors, models)
                signals = [signal(found[a : b + 1], models) for a, b in stretches(own.turns)]
                made.append(thresholds.Read(row, signals))
    return made


def ranking(models: Models, data: Sequence[Dialogue]) -> dict[str, dict[str, float]]:
    """How well each head ranks the customer turns of conversations that it never saw."""
    return {
        name: {
            "turns": len(target),
            "so": int(target.sum()),
            "auc": round(float(roc_auc_score(target, odds)), 4),
            "average_precision": round(float(average_precision_score(target, odds)), 4),
        }
        for name, (odds, target) in scores(models, data).items()
    }


def train_detector(
    sources: Sources, encoder: Encoder, folder: Path, report: Callable[[str], None]
) -> None:
    """Train, calibrate and write ``folder``."""
    vectors = Vectors(encoder)
    report(f"encoding with {encoder.version}")
    parts = sources.data / "dialogues"
    material = Material(
        sentences=rows.training_sentences(sources.nlu),
        moods=rows.moods(sources.data / "moods" / "train"),
        sentiment=rows.smsa(sources.open, "train"),
        train=dialogues(parts / "train", vectors),
    )
    version = f"{folder.name}+{sources.version()}"
    report("training the heads")
    models = train_heads(material, vectors, version)
    report("calibrating on conversations of other writers")
    unseen = dialogues(parts / "calibration", vectors)
    models = calibrate(models, unseen)
    report("choosing thresholds")
    data = replayable(parts / "calibration", unseen, models)
    chosen, found = thresholds.choose(data)
    halves = [[r for r in data if r.dialogue.id.split("-")[1] == w] for w in writers(unseen)]
    crossed = [
        thresholds.score(other, thresholds.choose(half)[0])
        for half, other in zip(halves, reversed(halves), strict=True)
    ]
    card: dict[str, object] = {
        "kind": "detector",
        "encoder": encoder.version,
        "data_version": sources.version(),
        "strength": dict(STRENGTH),
        "ranking": ranking(models, unseen),
        "thresholds": asdict(replace(chosen, rules=dict(chosen.rules))),
        "on_calibration": asdict(found),
        "chosen_on_one_half_measured_on_the_other": [asdict(each) for each in crossed],
    }
    save(models, card, folder)
    report(f"{folder} is written")
