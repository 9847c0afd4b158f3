"""`hangat measure designs`: ways to see what a customer turn shows, compared on the same turns.

Every design learns from the training conversations and ranks the customer turns of the calibration
conversations, whose writers it never saw. The test conversations stay untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from handoff.adapters.sentence_encoder import Encoder
from handoff.detector.course import OUTPUTS, SCALARS, Course
from handoff.detector.models import ALONE, JUDGED, LENGTH
from handoff.domain.signals import Speaker
from handoff.training import course, words
from handoff.training.course import CourseRecipe, Lesson
from handoff.training.detector import SEED, Vectors, lessons, material, train_singles
from handoff.training.plan import Sources

Array = NDArray[np.float32]
#: Inverse strengths of regularisation tried; the best on calibration is reported, for every
#: design alike, so that none loses by its setting.
_STRENGTHS = (0.003, 0.03, 0.3, 3.0)


@dataclass(frozen=True, slots=True)
class Ranked:
    """How a design ranks the turns of one output: area under the ROC curve, average precision."""

    auc: float
    average_precision: float


Design = Mapping[str, Ranked]


@dataclass(frozen=True, slots=True)
class _Place:
    """A customer turn of a lesson."""

    lesson: Lesson
    index: int

    def before(self, speaker: Speaker) -> int | None:
        turns = self.lesson.told.turns
        return next((i for i in range(self.index - 1, -1, -1) if turns[i].speaker is speaker), None)

    def text(self, index: int | None) -> str:
        return "" if index is None else self.lesson.told.turns[index].text

    def vector(self, index: int | None) -> Array:
        vectors = self.lesson.vectors
        return np.zeros_like(vectors[0]) if index is None else vectors[index]


def compare(sources: Sources, encoder: Encoder, report: Callable[[str], None]) -> dict[str, Design]:
    """Every design by its name, the simplest first."""
    vectors, given = Vectors(encoder), material(sources)
    report("encoding")
    singles = train_singles(given, vectors)
    worded = words.learn(words.examples(given.talks, given.sentences, given.moods))
    train = lessons(given.talks, vectors, singles, worded.without)
    told = course.told(sources.data / "dialogues" / "calibration")
    unseen = lessons(told, vectors, singles, lambda _: worded.all)
    learnt, asked = _places(train), _places(unseen)
    found: dict[str, Design] = {}
    linear: dict[str, Callable[[Sequence[_Place]], Array]] = {
        "vector of the turn": _turn,
        "vectors of the turn and of what came before": _history,
        "these with text and trajectory features": _everything,
    }
    for name, see in (("words of the turn", _now), ("words of the turn and before", _past)):
        report(name)
        counts = _Words(see)
        found[name] = _linear(counts.learn(learnt), counts(asked), learnt, asked)[0]
    scores: dict[str, dict[str, Array]] = {}
    for name, features in linear.items():
        report(name)
        found[name], scores[name] = _linear(features(learnt), features(asked), learnt, asked)
    last, best = list(linear)[-1], "sequence model, single turns and words read first"
    for name, width in (
        ("sequence model", SCALARS),
        ("sequence model, single turns read first", SCALARS + ALONE),
        (best, None),
    ):
        report(name)
        cut = [Lesson(x.told, x.vectors, x.beside[:, :width]) for x in train]
        model = Course(course.fit(cut, SEED, CourseRecipe()))
        odds = np.concatenate([model(x.vectors, x.beside[:, :width])[_customer(x)] for x in unseen])
        scores[name] = {output: odds[:, OUTPUTS.index(output)] for output in JUDGED}
        found[name] = _ranked(scores[name], asked)
    both = {n: _even(scores[last][n]) + _even(scores[best][n]) for n in JUDGED}
    found["features and sequence model, log-odds added"] = _ranked(both, asked)
    return found


def _customer(lesson: Lesson) -> list[int]:
    turns = lesson.told.turns
    return [i for i, turn in enumerate(turns) if turn.speaker is Speaker.CUSTOMER]


def _places(data: Sequence[Lesson]) -> list[_Place]:
    return [_Place(lesson, index) for lesson in data for index in _customer(lesson)]


def _truths(places: Sequence[_Place], output: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether it is so, and whether that is known."""
    column = OUTPUTS.index(output)
    so = np.array([p.lesson.told.truths[p.index, column] > 0 for p in places])
    return so, np.array([p.lesson.told.known[p.index, column] > 0 for p in places])


def _turn(places: Sequence[_Place]) -> Array:
    return np.stack([p.vector(p.index) for p in places]) * np.float32(LENGTH)


def _history(places: Sequence[_Place]) -> Array:
    rows = [
        np.concatenate(
            [
                p.vector(p.index),
                p.vector(p.before(Speaker.BOT)),
                p.vector(p.before(Speaker.CUSTOMER)),
            ]
        )
        for p in places
    ]
    return np.stack(rows) * np.float32(LENGTH)


def _everything(places: Sequence[_Place]) -> Array:
    beside = np.stack([p.lesson.beside[p.index] for p in places])
    return np.concatenate([_history(places), beside], axis=1)


def _now(place: _Place) -> tuple[str, ...]:
    return (place.text(place.index),)


def _past(place: _Place) -> tuple[str, ...]:
    return (
        place.text(place.index),
        place.text(place.before(Speaker.BOT)),
        place.text(place.before(Speaker.CUSTOMER)),
    )


class _Words:
    """Counts of the words and of the parts of words of some texts of each turn."""

    def __init__(self, see: Callable[[_Place], tuple[str, ...]]) -> None:
        self._see = see
        self._counts: list[tuple[TfidfVectorizer, TfidfVectorizer]] = []

    def learn(self, places: Sequence[_Place]) -> csr_matrix:
        for texts in zip(*map(self._see, places), strict=True):
            words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
            parts = TfidfVectorizer(
                analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True
            )
            self._counts.append((words.fit(texts), parts.fit(texts)))
        return self(places)

    def __call__(self, places: Sequence[_Place]) -> csr_matrix:
        columns = [
            counts.transform(texts)
            for texts, pair in zip(
                zip(*map(self._see, places), strict=True), self._counts, strict=True
            )
            for counts in pair
        ]
        return csr_matrix(hstack(columns))


def _linear(
    learnt: Array | csr_matrix,
    asked: Array | csr_matrix,
    learnt_places: Sequence[_Place],
    asked_places: Sequence[_Place],
) -> tuple[Design, dict[str, Array]]:
    """Logistic regression for each output, by itself."""
    scores: dict[str, Array] = {}
    for output in JUDGED:
        so, known = _truths(learnt_places, output)
        wanted, there = _truths(asked_places, output)
        best = -1.0
        for strength in _STRENGTHS:
            head = LogisticRegression(C=strength, max_iter=300).fit(learnt[known], so[known])
            odds = head.decision_function(asked)
            reached = float(average_precision_score(wanted[there], odds[there]))
            if reached > best:
                best, scores[output] = reached, odds
    return _ranked(scores, asked_places), scores


def _ranked(scores: Mapping[str, Array], places: Sequence[_Place]) -> Design:
    found = {}
    for output, odds in scores.items():
        so, known = _truths(places, output)
        found[output] = Ranked(
            float(roc_auc_score(so[known], odds[known])),
            float(average_precision_score(so[known], odds[known])),
        )
    return found


def _even(odds: Array) -> Array:
    found: Array = (odds - odds.mean()) / odds.std()
    return found


def table(found: Mapping[str, Design]) -> list[str]:
    """As Markdown: average precision, and the area under the curve in brackets."""
    lines = ["| design | " + " | ".join(JUDGED) + " |", "| --- |" + " --- |" * len(JUDGED)]
    for name, design in found.items():
        cells = [f"{design[n].average_precision:.3f} ({design[n].auc:.3f})" for n in JUDGED]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines
