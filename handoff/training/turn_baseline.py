"""The baseline that learns: TF-IDF and logistic regression on each turn alone.

Two heads on the same features: is this turn frustrated, and is this the turn at which a person is
needed. The threshold of the second is chosen on training conversations that its model did not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline

from handoff.domain.evidence import Decision, EscalationReason
from handoff.simulation.baselines import transferred
from handoff.simulation.detections import DetectedTurn, Detection
from handoff.simulation.dialogues import Dialogue
from handoff.simulation.metrics import FRUSTRATED
from handoff.simulation.outcomes import Case, outcome

_FOLDS = 3
#: Share of calm training conversations that the chosen threshold may transfer.
_FALSE = 0.05


@dataclass(frozen=True, slots=True)
class TurnBaseline:
    frustrated: Pipeline
    needed: Pipeline
    threshold: float

    def detect(self, dialogue: Dialogue) -> Detection:
        texts = [dialogue.turns[index].text for index in dialogue.customer_turns]
        if not texts:
            return transferred(dialogue, EscalationReason.FRUSTRATED, [])
        return _detection(
            dialogue, _probability(self.frustrated, texts), _probability(self.needed, texts),
            self.threshold,
        )  # fmt: skip


def learn(dialogues: Sequence[Dialogue], seed: int = 0) -> TurnBaseline:
    """From annotated conversations."""
    texts, levels = [], []
    for dialogue in dialogues:
        for index, level in dialogue.frustration.items():
            texts.append(dialogue.turns[index].text)
            levels.append(level >= FRUSTRATED)
    return TurnBaseline(
        frustrated=_pipeline().fit(texts, levels),
        needed=_needed(dialogues),
        threshold=_threshold(dialogues, seed),
    )


def _pipeline() -> Pipeline:
    features = FeatureUnion(
        [
            ("word", TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)),
            (
                "char",
                TfidfVectorizer(
                    analyzer="char_wb", ngram_range=(2, 4), min_df=3, sublinear_tf=True
                ),
            ),
        ]
    )
    return make_pipeline(features, LogisticRegression(C=10, solver="liblinear"))


def _needed(dialogues: Sequence[Dialogue]) -> Pipeline:
    """On turns up to the handoff: later ones are neither calm nor the right moment."""
    texts, labels = [], []
    for dialogue in dialogues:
        for index in dialogue.customer_turns:
            if dialogue.handoff_at is None or index <= dialogue.handoff_at:
                texts.append(dialogue.turns[index].text)
                labels.append(index == dialogue.handoff_at)
    return _pipeline().fit(texts, labels)


def _threshold(dialogues: Sequence[Dialogue], seed: int) -> float:
    """Where most are handed over within one turn, and few calm ones are."""
    folds = np.random.default_rng(seed).integers(0, _FOLDS, len(dialogues))
    unseen: list[tuple[Dialogue, NDArray[np.float64]]] = []
    for fold in range(_FOLDS):
        model = _needed([d for d, of in zip(dialogues, folds, strict=True) if of != fold])
        for dialogue, of in zip(dialogues, folds, strict=True):
            if of == fold and dialogue.turns:
                texts = [dialogue.turns[index].text for index in dialogue.customer_turns]
                unseen.append((dialogue, _probability(model, texts)))
    best, most = 1.0, -1.0
    for threshold in np.arange(0.05, 1, 0.05):
        results = [
            outcome(Case(dialogue=d, detection=_detection(d, p, p, float(threshold)), part=""))
            for d, p in unseen
        ]
        calm = [result.transferred for result in results if not result.needed]
        hits = [result.delay in (0, 1) for result in results if result.needed]
        if np.mean(calm) <= _FALSE and np.mean(hits) > most:
            best, most = float(threshold), float(np.mean(hits))
    return best


def _probability(model: Pipeline, texts: Sequence[str]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = model.predict_proba(texts)[:, 1]
    return found


def _detection(
    dialogue: Dialogue,
    frustrated: NDArray[np.float64],
    needed: NDArray[np.float64],
    threshold: float,
) -> Detection:
    turns = [
        DetectedTurn(
            index=index,
            frustration=float(frustrated[at]),
            decision=Decision.TRANSFER if needed[at] >= threshold else Decision.STAY,
        )
        for at, index in enumerate(dialogue.customer_turns)
    ]
    return transferred(dialogue, EscalationReason.FRUSTRATED, turns)
