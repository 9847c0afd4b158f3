"""`hangat train detector`: models on the encoder's vectors, then calibrated.

Three groups of our own data, by different writers, and none in two of them:

- the encoder saw the training sentences and the training conversations of its own passes;
- the single-turn models learn from training sentences, moods and SmSA, the sequence model from all
  training conversations, part of which the encoder never saw;
- calibration (Platt, 1999) and thresholds use the calibration conversations.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import safetensors.numpy
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from handoff.adapters.detector import CARD, COURSE, SENTIMENT_WORDS, WEIGHTS, WORDS
from handoff.adapters.sentence_encoder import Encoder
from handoff.detector.course import OUTPUTS, Course
from handoff.detector.models import (
    JUDGED,
    LENGTH,
    Linear,
    Models,
    Singles,
    all_signals,
    beside,
    log_odds,
)
from handoff.detector.models import sentiment as shown_sentiment
from handoff.detector.words import Words
from handoff.domain.evidence import Thresholds
from handoff.domain.signals import Speaker, Turn
from handoff.simulation import dialogues as simulation
from handoff.training import course, rows, thresholds, words
from handoff.training.course import CourseRecipe, Lesson
from handoff.training.noise import Noise
from handoff.training.plan import Sources

Array = NDArray[np.float32]
Target = NDArray[np.bool_]

SEED = 7
#: Inverse strength of regularisation, chosen by leaving training passes out. The encoder knows the
#: labels of SmSA's rows by heart, so that of sentiment was chosen on halves of `valid.tsv` in turn:
#: 1 gave .882, .003 to .03 between .890 and .892, each half with the other's choice .891.
STRENGTH: Mapping[str, float] = {"intents": 10.0, "sentiment": 0.03, "mood": 0.5}

#: How often a conversation held with the assistant counts: there are few, and its answers are the
#: ones that will be judged.
HELD_TIMES = 2


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


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that the models learn from."""

    sentences: Sequence[rows.Sentence]
    moods: Sequence[rows.Mood]
    turns: Sequence[rows.CustomerTurn]
    sentiment: Sequence[rows.Labelled]
    talks: list[course.Told]
    held: list[course.Told]
    noise: Noise


def material(sources: Sources) -> Material:
    parts = sources.data / "dialogues"
    return Material(
        sentences=rows.training_sentences(sources.nlu),
        moods=rows.moods(sources.data / "moods" / "train"),
        turns=rows.customer_turns(parts / "train"),
        sentiment=rows.smsa(sources.open, "train"),
        talks=course.told(parts / "train"),
        held=course.told(parts / "held" / "train"),
        noise=Noise(
            rows.slang_pairs(sources.open) if "indocollex" not in sources.missing() else ()
        ),
    )


def train_singles(given: Material, vectors: Vectors) -> Singles:
    """What a turn shows by itself."""
    felt = [(turn.text, turn.frustration >= 2) for turn in given.turns]
    felt += [(mood.text, mood.frustration >= 2) for mood in given.moods]

    def fit(name: str, texts: Sequence[str], target: Sequence[bool] | Sequence[str]) -> Linear:
        head = LogisticRegression(C=STRENGTH[name], max_iter=1000)
        head.fit(vectors(texts) * np.float32(LENGTH), target)
        return Linear(head.coef_.astype(np.float32), head.intercept_.astype(np.float32))

    return Singles(
        intent_names=tuple(sorted({s.intent for s in given.sentences})),
        intents=fit(
            "intents", [s.text for s in given.sentences], [s.intent for s in given.sentences]
        ),
        # Classes in alphabetical order: negative, neutral, positive.
        sentiment=fit(
            "sentiment", [r.text for r in given.sentiment], [r.label for r in given.sentiment]
        ),
        sentiment_words=words.sentiment(given.sentiment),
        mood=fit("mood", [text for text, _ in felt], [target for _, target in felt]),
    )


def lessons(
    talks: Sequence[course.Told],
    vectors: Vectors,
    singles: Singles,
    worded: Callable[[course.Told], Words],
) -> list[Lesson]:
    """worded: the models of words that read a conversation; none may have learnt from it."""
    made = []
    for told in talks:
        found = vectors([turn.text for turn in told.turns])
        made.append(Lesson(told, found, beside(told.turns, found, singles, worded(told))))
    return made


def platt(odds: Array, target: Target) -> tuple[float, float]:
    """Slope and offset that make log-odds calibrated; with Platt's correction for few positives."""
    yes, no = int(target.sum()), int((~target).sum())
    soft = np.where(target, (yes + 1) / (yes + 2), 1 / (no + 2))
    x = np.concatenate([odds, odds])[:, np.newaxis]
    y = np.concatenate([np.ones(len(target)), np.zeros(len(target))])
    head = LogisticRegression(C=1e6).fit(x, y, sample_weight=np.concatenate([soft, 1 - soft]))
    return float(head.coef_[0, 0]), float(head.intercept_[0])


def calibrate(models: Models, unseen: Sequence[Lesson]) -> Models:
    """Models whose probabilities hold on conversations of writers that they never saw."""
    found = scores(models, unseen)
    return replace(models, calibration={name: platt(*found[name]) for name in JUDGED})


def scores(models: Models, data: Sequence[Lesson]) -> dict[str, tuple[Array, Target]]:
    """For each output: its log-odds of the customer turns of which it is known, and what is so."""
    found = np.concatenate([log_odds(x.told.turns, x.vectors, models) for x in data])
    truths = np.concatenate([x.told.truths for x in data]) > 0
    known = np.concatenate([x.told.known for x in data]) > 0
    return {name: (found[known[:, i], i], truths[known[:, i], i]) for i, name in enumerate(OUTPUTS)}


def ranking(models: Models, data: Sequence[Lesson]) -> dict[str, dict[str, float]]:
    """How well each output ranks the customer turns of conversations that it never saw."""
    return {
        name: {
            "turns": len(target),
            "so": int(target.sum()),
            "auc": round(float(roc_auc_score(target, odds)), 4),
            "average_precision": round(float(average_precision_score(target, odds)), 4),
        }
        for name, (odds, target) in scores(models, data).items()
    }


def sentiment(singles: Singles, vectors: Vectors, valid: Sequence[rows.Labelled]) -> float:
    """Macro-F1 of three-way sentiment on texts that nothing was learnt from."""
    turns = [Turn(speaker=Speaker.CUSTOMER, text=row.text) for row in valid]
    found = vectors([row.text for row in valid])
    odds = shown_sentiment(turns, found, range(len(turns)), singles)
    names = np.array(["negative", "neutral", "positive"])
    truth = [row.label for row in valid]
    return round(float(f1_score(truth, names[odds.argmax(axis=1)], average="macro")), 4)


def replayable(folder: Path, vectors: Vectors, models: Models) -> list[thresholds.Read]:
    """Conversations with their signals, as `hangat detect` would read them."""
    made = []
    for path in simulation.files(folder):
        with open(path, "rb") as lines:
            for row in simulation.read(lines):
                if isinstance(row, simulation.BadLine):
                    raise rows.BadRow(f"{path}, {row}")
                found = vectors([turn.text for turn in row.turns])
                made.append(thresholds.Read(row, all_signals(row.turns, found, models)))
    return made


def save(
    models: Models,
    weights: Mapping[str, Array],
    card: Mapping[str, object],
    folder: Path,
) -> None:
    """Weights as safetensors, and the card with their hash."""
    folder.mkdir(parents=True, exist_ok=True)
    singles = models.singles
    linear = {"intents": singles.intents, "sentiment": singles.sentiment, "mood": singles.mood}
    arrays = {f"{name} weight": head.weight for name, head in linear.items()}
    arrays |= {f"{name} bias": head.bias for name, head in linear.items()}
    arrays |= {COURSE + name: array for name, array in weights.items()}
    arrays = {name: np.ascontiguousarray(value, np.float32) for name, value in arrays.items()}
    views = zip(WORDS, models.words.views, strict=True)
    for name, view in ((SENTIMENT_WORDS, singles.sentiment_words), *views):
        # Half the digits are enough for sums of some hundred small parts.
        arrays |= {
            name + part: getattr(view, part).astype(np.float16)
            for part in ("rarity", "weight", "bias")
        }
    # Not `save_file`: what it writes nobody else may read, as in an image with a user of its own.
    (folder / WEIGHTS).write_bytes(safetensors.numpy.save(arrays))
    digest = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    about = {**card, "version": models.version, "calibration": models.calibration,
             "intents": list(singles.intent_names), "sha256": {WEIGHTS: digest}}  # fmt: skip
    (folder / CARD).write_text(
        json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def train_detector(
    sources: Sources,
    encoder: Encoder,
    folder: Path,
    report: Callable[[str], None],
    recipe: CourseRecipe | None = None,
) -> None:
    """Train, calibrate and write ``folder``."""
    recipe = recipe or CourseRecipe()
    torch.set_num_threads(1)  # the models are small: a second thread waits more than it works
    vectors = Vectors(encoder)
    given = material(sources)
    report(f"single turns, encoded with {encoder.version}")
    singles = train_singles(given, vectors)
    report("words")
    talks = [*given.talks, *given.held * HELD_TIMES]
    worded = words.learn(words.examples(talks, given.sentences, given.moods))
    train = lessons(talks, vectors, singles, worded.without)
    spliced = course.spliced(given.sentences, talks, SEED)
    retold = course.retold(talks, given.noise, SEED)
    more = lessons([*spliced, *retold], vectors, singles, worded.without)
    report(f"{recipe.models} sequence models on {len(train):,} conversations")
    rounds = 0

    def progress() -> None:
        nonlocal rounds
        rounds += 1
        if rounds % 10 == 0:
            report(f"round {rounds} of {recipe.models * recipe.epochs}")

    weights = course.fit([*train, *more], SEED, recipe, progress)
    version = f"{folder.name}+{sources.version()}"
    models = Models(
        version=version,
        singles=singles,
        words=worded.all,
        course=Course(weights),
        calibration={},
    )
    report("calibrating on conversations of other writers")
    parts = sources.data / "dialogues"
    unseen = lessons(
        [*course.told(parts / "calibration"), *course.told(parts / "held" / "calibration")],
        vectors, singles, lambda _: worded.all,
    )  # fmt: skip
    models = calibrate(models, unseen)
    report("choosing thresholds")
    # Not on those that were held: too few of them are calm for a bound on needless transfers.
    chosen, found, expected = thresholds.choose(replayable(parts / "calibration", vectors, models))
    held = replayable(parts / "held" / "calibration", vectors, models)
    card: dict[str, object] = {
        "kind": "detector",
        "encoder": encoder.version,
        "data_version": sources.version(),
        "seed": SEED,
        "strength": dict(STRENGTH),
        "recipe": asdict(recipe),
        "learnt_from": {
            "conversations": len(given.talks),
            "held": len(given.held),
            "sentences": len(spliced),
        },
        "calibrated_on": len(unseen),
        "ranking": ranking(models, unseen),
        "smsa_valid_macro_f1": sentiment(singles, vectors, rows.smsa(sources.open, "valid")),
        "thresholds": plain(chosen),
        "on_calibration": asdict(found),
        "on_held_calibration": asdict(thresholds.score(held, chosen)),
        "chosen_without_a_writer_counted_on_that_writer": asdict(expected),
    }
    save(models, weights, card, folder)
    report(f"{folder} is written")


def plain(chosen: Thresholds) -> dict[str, object]:
    """Thresholds as JSON."""
    return {
        "offer_at": chosen.offer_at,
        "transfer_at": chosen.transfer_at,
        "leanings": dict(chosen.leanings),
        "accumulations": {reason: asdict(how) for reason, how in chosen.accumulations.items()},
    }
