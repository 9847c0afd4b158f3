"""What an encoder is worth: every figure of the goals, from its vectors and simple heads on them.

Each function takes vectors, so that frozen, fine-tuned and sparse encoders are measured alike.
Heads are logistic regressions with one fixed strength; nothing is chosen on a test part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import InitVar, dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    roc_auc_score,
)

from handoff.training.rows import Article, CustomerTurn, Labelled, Question, Sentence

#: A row of numbers for each text: vectors, or counts of what is in it.
Rows: TypeAlias = "NDArray[np.float32] | csr_matrix | Beside"
Embed = Callable[[Sequence[str]], Rows]

OUT_OF_SCOPE = "out_of_scope"
#: A sentence is out of scope from this probability on, even where an intent is likelier: the others
#: share theirs among 35. The least at which no more than .05 of what a writer asked of the bank was
#: declined, of a writer whom encoder and head had never read (sentences of pass 16).
DECLINED_FROM = 0.15
#: Unit vectors are lengthened so that the usual strengths of regularisation fit.
_LENGTH = 4.0
_RESAMPLES = 1000


@dataclass(frozen=True)
class Figure:
    """A measured value with the 95 % interval of a bootstrap over its test rows.

    resampled: the statistic of every resample, NaN where it has none; stays in memory.
    """

    value: float
    low: float
    high: float
    resampled: InitVar[NDArray[np.float64] | None] = None

    def __post_init__(self, resampled: NDArray[np.float64] | None) -> None:
        object.__setattr__(self, "_resampled", resampled)

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"

    def resamples(self) -> NDArray[np.float64]:
        """The statistic of every resample. Raises ValueError where there was none."""
        found: NDArray[np.float64] | None = self.__dict__["_resampled"]
        if found is None:
            raise ValueError("this figure was not resampled")
        return found

    def over(self, other: Figure) -> Figure:
        """How much more this is than the same figure of another encoder, with its 95 % interval.

        Both must be measured on the same rows: their resamples are the same then, so that what is
        hard for both cancels. Raises ValueError where one was not resampled.
        """
        mine, theirs = self.resamples(), other.resamples()
        if len(mine) != len(theirs):
            raise ValueError("these figures do not come from the same resamples")
        more = mine - theirs
        low, high = np.nanpercentile(more, [2.5, 97.5])
        return Figure(self.value - other.value, float(low), float(high), more)


def bootstrap(statistic: Callable[[NDArray[np.intp]], float], count: int, seed: int = 0) -> Figure:
    """The statistic of all rows and its percentile interval; resamples without one are left out."""
    draw = np.random.default_rng(seed)
    values = []
    for _ in range(_RESAMPLES):
        try:
            values.append(statistic(draw.integers(0, count, count)))
        except ValueError:  # a resample with one class has no ranking
            values.append(np.nan)
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Figure(statistic(np.arange(count)), float(low), float(high), np.array(values))


class Beside:
    """Several kinds of rows for the same texts. Each gets a head of its own, and the heads vote."""

    def __init__(self, parts: Sequence[NDArray[np.float32] | csr_matrix]) -> None:
        self.parts = parts

    def __mul__(self, length: float) -> Beside:
        return Beside([part * length for part in self.parts])

    def __getitem__(self, rows: NDArray[np.intp]) -> Beside:
        return Beside([part[rows] for part in self.parts])


class _Heads:
    """A logistic regression; for rows side by side one for each kind.

    Their probabilities are joined by the geometric mean, as the assistant does it.
    """

    def __init__(self, strength: float, *, balanced: bool = False) -> None:
        self._strength = strength
        self._weight = "balanced" if balanced else None
        self._heads: list[LogisticRegression] = []

    def fit(self, rows: Rows, target: Sequence[object] | NDArray[np.str_]) -> _Heads:
        self._heads = [
            LogisticRegression(C=self._strength, max_iter=500, class_weight=self._weight).fit(
                part, target
            )
            for part in parts_of(rows)
        ]
        return self

    def predict(self, rows: Rows) -> NDArray[np.str_]:
        said: NDArray[np.str_] = self.names[np.argmax(self.probabilities(rows), axis=1)]
        return said

    @property
    def names(self) -> NDArray[np.str_]:
        return np.asarray(self._heads[0].classes_, np.str_)

    def probabilities(self, rows: Rows) -> NDArray[np.float64]:
        """Of each of the names, shape (n, len(names))."""
        pairs = zip(self._heads, parts_of(rows), strict=True)
        logs = sum(head.predict_log_proba(part) for head, part in pairs)
        return np.asarray(softmax(np.asarray(logs) / len(self._heads), axis=1), np.float64)

    def decision_function(self, rows: Rows) -> NDArray[np.float64]:
        pairs = zip(self._heads, parts_of(rows), strict=True)
        return np.asarray(sum(head.decision_function(part) for head, part in pairs), np.float64)


def parts_of(rows: Rows) -> Sequence[NDArray[np.float32] | csr_matrix]:
    """The kinds of rows that lie side by side, or the only one."""
    return rows.parts if isinstance(rows, Beside) else [rows]


def _near(texts: Rows, others: Rows) -> NDArray[np.float32]:
    """Cosines of every text with every other; side by side their mean."""
    found = [one @ other.T for one, other in zip(parts_of(texts), parts_of(others), strict=True)]
    dense = [part if isinstance(part, np.ndarray) else part.toarray() for part in found]
    return np.asarray(np.mean(dense, axis=0), np.float32)


def read_intents(embed: Embed, train: Sequence[Sentence], texts: Sequence[str]) -> NDArray[np.str_]:
    """The intent of each text, by a head that has learnt from some sentences."""
    head = _Heads(10).fit(embed([s.text for s in train]) * _LENGTH, [s.intent for s in train])
    chances = head.probabilities(embed(texts) * _LENGTH)
    said = head.names[chances.argmax(axis=1)]
    declined = chances[:, head.names == OUT_OF_SCOPE].sum(axis=1) >= DECLINED_FROM
    return np.where(declined, OUT_OF_SCOPE, said)


def intents(
    embed: Embed, train: Sequence[Sentence], test: Sequence[Sentence]
) -> dict[str, Figure | Mapping[str, float]]:
    """Accuracy and macro-F1 over the intents, each intent's recall, each register's accuracy,
    and how out-of-scope sentences fare."""
    said = read_intents(embed, train, [s.text for s in test])
    truth = np.array([s.intent for s in test])
    right = said == truth
    by_intent, by_register = defaultdict(list), defaultdict(list)
    for row, hit in zip(test, right, strict=True):
        by_intent[row.intent].append(hit)
        by_register["English" if row.language == "en" else row.register].append(hit)
    inside = truth != OUT_OF_SCOPE
    return {
        "accuracy": bootstrap(lambda i: float(right[i].mean()), len(test)),
        "macro_f1": bootstrap(
            lambda i: float(f1_score(truth[i], said[i], average="macro", zero_division=0)),
            len(test),
        ),
        "out_of_scope_recall": _share(right[~inside]),
        "wrongly_declined": _share(said[inside] == OUT_OF_SCOPE),
        "intents": {name: float(np.mean(hits)) for name, hits in sorted(by_intent.items())},
        "registers": {name: float(np.mean(hits)) for name, hits in sorted(by_register.items())},
    }


def _share(hits: NDArray[np.bool_]) -> Figure:
    return bootstrap(lambda i: float(hits[i].mean()), len(hits))


def frustration(
    embed: Embed, train: Sequence[CustomerTurn], test: Sequence[CustomerTurn]
) -> dict[str, Figure]:
    """Frustrated (2 or 3) or not, from the single turn without what went before."""
    head = _Heads(1, balanced=True).fit(
        embed([t.text for t in train]) * _LENGTH, [t.frustration >= 2 for t in train]
    )
    score = head.decision_function(embed([t.text for t in test]) * _LENGTH)
    truth = np.array([t.frustration >= 2 for t in test])

    def ranked(measure: Callable[..., float]) -> Figure:
        def statistic(rows: NDArray[np.intp]) -> float:
            if len(set(truth[rows])) < 2:
                raise ValueError("one class has no ranking")
            return float(measure(truth[rows], score[rows]))

        return bootstrap(statistic, len(test))

    return {"auc": ranked(roc_auc_score), "average_precision": ranked(average_precision_score)}


def sentiment(embed: Embed, train: Sequence[Labelled], valid: Sequence[Labelled]) -> Figure:
    """Macro-F1 of three-way sentiment."""
    head = _Heads(1).fit(embed([r.text for r in train]) * _LENGTH, [r.label for r in train])
    said = head.predict(embed([r.text for r in valid]) * _LENGTH)
    truth = np.array([r.label for r in valid])
    return bootstrap(lambda i: float(f1_score(truth[i], said[i], average="macro")), len(valid))


def retrieval(
    embed: Embed, articles: Sequence[Article], questions: Sequence[Question]
) -> dict[str, Figure]:
    """Right article first, and among the first three, by cosine over both languages' passages."""
    passages = embed([a.passage for a in articles])
    near = _near(embed([q.text for q in questions]), passages)
    slugs = sorted({a.slug for a in articles})
    best = np.full((len(questions), len(slugs)), -np.inf, np.float32)
    for column, article in enumerate(articles):
        place = slugs.index(article.slug)
        best[:, place] = np.maximum(best[:, place], near[:, column])
    wanted = np.array([slugs.index(q.article) for q in questions])
    ahead = (best > best[np.arange(len(wanted)), wanted][:, None]).sum(axis=1)
    return {"first": _share(ahead == 0), "first_three": _share(ahead < 3)}


def few_and_all(
    embed: Embed, train: Sequence[Labelled], test: Sequence[Labelled], few: int = 10
) -> dict[str, Figure]:
    """Accuracy with the first ``few`` rows of each class to learn from, and with all of them."""
    vectors, target = embed([r.text for r in train]) * _LENGTH, np.array([r.label for r in train])
    held, truth = embed([r.text for r in test]) * _LENGTH, np.array([r.label for r in test])
    first = np.concatenate([np.flatnonzero(target == name)[:few] for name in sorted(set(target))])
    figures = {}
    for name, rows in (("few", first), ("all", np.arange(len(target)))):
        right = _Heads(10).fit(vectors[rows], target[rows]).predict(held) == truth
        figures[name] = _share(right)
    return figures
