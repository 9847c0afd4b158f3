"""The intent classifier: one model on weighted counts, one on the sentence's vector, as equals."""

from typing import Any, Dict, List, Optional, Text

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import spmatrix, vstack
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

_TRUSTED = {"scipy.sparse._csr.csr_matrix"}
"""What the stored weights hold besides scikit-learn's own types."""

_LEFT_OVER = "out_of_scope"
_SURE = 0.5
_UNSURE = 0.15
"""Takes any confidence below the threshold of the fallback, and most below an offered reading."""
_SMALLEST = 1e-9


def _counts(message: Message) -> Optional[spmatrix]:
    """The counts of a message, one row; None if it has none."""
    found = message.get_sparse_features(attribute=TEXT)[1]
    return found.features.tocsr() if found is not None else None


def _vector(message: Message) -> Optional[np.ndarray]:
    """The dense vector of a message, shape (1, dimension); None if it has none."""
    found = message.get_dense_features(attribute=TEXT)[1]
    return np.asarray(found.features).reshape(1, -1) if found is not None else None


def _has_known_words(message: Message) -> bool:
    """Whether the first of the featurizers that count knows any word of the message.

    The first one counts words, the second one parts of words (config.yml).
    """
    counted = [
        feature.features
        for feature in message.features
        if feature.type == FEATURE_TYPE_SENTENCE and "CountVectors" in feature.origin
    ]
    return not counted or bool(counted[0].nnz)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class WeightedIntentClassifier(LogisticRegressionClassifier):
    """Two logistic regressions, on TF-IDF weights of the counts and on the dense vectors.

    A confidence is the geometric mean of theirs: who has nothing to say takes little part.
    Settings: `counts_C` and `vectors_C`, the inverse of the regularisation of each; `random_state`;
    `ranking_length`.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The parent's settings, `counts_C` and `vectors_C`."""
        parents = LogisticRegressionClassifier.get_default_config()
        return {**parents, "counts_C": 30.0, "vectors_C": 3.0}

    def __init__(
        self,
        config: Dict[Text, Any],
        name: Text,
        model_storage: ModelStorage,
        resource: Resource,
    ) -> None:
        """As the parent, which stores whatever is in `clf`: here two models by name."""
        super().__init__(config, name, model_storage, resource)
        seed = self.config["random_state"]
        self.clf = {
            "counts": make_pipeline(
                TfidfTransformer(sublinear_tf=True),
                LogisticRegression(
                    C=self.config["counts_C"],
                    solver="liblinear",
                    class_weight="balanced",
                    random_state=seed,
                ),
            ),
            "vectors": LogisticRegression(
                C=self.config["vectors_C"],
                class_weight="balanced",
                tol=1e-3,
                max_iter=200,
                random_state=seed,
            ),
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Train both. Raises ValueError when an example lacks counts or a vector."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        counts, vectors = [_counts(e) for e in examples], [_vector(e) for e in examples]
        if not examples or any(x is None for x in [*counts, *vectors]):
            raise ValueError("Every example needs counts and a vector: see the pipeline.")
        intents = [e.get(INTENT) for e in examples]
        self.clf["counts"].fit(vstack(counts).tocsr(), intents)
        self.clf["vectors"].fit(np.concatenate(vectors), intents)
        self.persist()
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the intent and the ranking; without a text no intent, and confidence 0.

        Words that are all unknown are no sure sign of anything: without them little more than the
        intercepts decides, and theirs is out_of_scope. A typo in a word that is known otherwise
        still gets a confident reading.
        """
        for message in messages:
            ranking = self._ranking(message)
            if not ranking:
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [], add_to_output=True)
                continue
            first = ranking[0]
            doubtful = first["name"] == _LEFT_OVER or first["confidence"] < _SURE
            if doubtful and not _has_known_words(message):
                ranking = [{**r, "confidence": r["confidence"] * _UNSURE} for r in ranking]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> List[Dict[Text, Any]]:
        if not (message.get(TEXT) or "").strip():
            return []
        features = {"counts": _counts(message), "vectors": _vector(message)}
        logs = [
            np.log(np.maximum(self.clf[name].predict_proba(found)[0], _SMALLEST))
            for name, found in features.items()
            if found is not None
        ]
        means = np.exp(np.mean(logs, axis=0))
        means /= means.sum()
        order = np.argsort(-means)[: self.config["ranking_length"] or None]
        names = self.clf["vectors"].classes_
        return [{"name": str(names[i]), "confidence": float(means[i])} for i in order]

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "WeightedIntentClassifier":
        """The trained component. Unlike the parent, never an untrained one: raises ValueError."""
        with model_storage.read_from(resource) as folder:
            path = folder / f"{resource.name}.skops"
            unknown = set(skops.io.get_untrusted_types(file=path)) - _TRUSTED
            if unknown:
                raise ValueError(f"The stored classifier holds unexpected types: {unknown}")
            classifier = skops.io.load(path, trusted=sorted(_TRUSTED))
        component = cls(config, execution_context.node_name, model_storage, resource)
        component.clf = classifier
        return component
