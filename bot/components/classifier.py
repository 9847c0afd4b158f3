"""The intent classifier: one model on weighted counts, one on the sentence's vector, as equals."""

from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Text, Tuple

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.utils.class_weight import compute_class_weight

from components.cores import CORES

_TRUSTED = {"scipy.sparse._csr.csr_matrix"}
"""What the stored weights hold besides scikit-learn's own types."""

_LEFT_OVER = "out_of_scope"
_SURE = 0.5
_UNSURE = 0.15
"""Takes any confidence below the threshold of the fallback, and most below an offered reading."""
_SMALLEST = 1e-9


class _Counts(NamedTuple):
    """The counts of a message: columns, how often each, and how many columns there are."""

    columns: np.ndarray
    counts: np.ndarray
    width: int


def _counted(message: Message) -> Optional[_Counts]:
    """What was counted in the whole message; None if nothing was."""
    columns, counts, width = [], [], 0
    for feature in message.features:
        if feature.attribute == TEXT and feature.is_sparse() and _is_of_the_sentence(feature):
            row = feature.features.tocoo(copy=False)
            columns.append(row.col + width)
            counts.append(row.data)
            width += row.shape[1]
    return _Counts(np.concatenate(columns), np.concatenate(counts), width) if columns else None


def _table(rows: List[_Counts]) -> csr_matrix:
    """The counts of many messages, a row each."""
    ends = np.cumsum([0, *(len(row.columns) for row in rows)])
    columns, counts = (np.concatenate(each) for each in list(zip(*rows))[:2])
    return csr_matrix((counts, columns, ends), shape=(len(rows), rows[0].width))


def _is_of_the_sentence(feature: Features) -> bool:
    return feature.type == FEATURE_TYPE_SENTENCE


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
        if _is_of_the_sentence(feature) and "Counts" in feature.origin
    ]
    return not counted or bool(counted[0].nnz)


def _of_each(
    examples: List[Message], features_of: Callable[[Message], Any], name: Text
) -> List[Any]:
    """The features of all examples. Raises ValueError when one has none."""
    rows = [features_of(example) for example in examples]
    if not rows or any(row is None for row in rows):
        raise ValueError(f"Every example needs {name}: see the pipeline.")
    return rows


def _fit_by_intent(
    regression: LogisticRegression, rows: csr_matrix, intents: np.ndarray, workers: Executor
) -> None:
    """What `regression.fit(rows, intents)` does, each intent against all others, but side by side.

    liblinear weighs an intent by how rare it is and all others by 1; it gives the interpreter's
    lock back while it computes.
    """
    names, numbers = np.unique(intents, return_inverse=True)
    weights = compute_class_weight("balanced", classes=names, y=intents)

    def against_others(number: int) -> LogisticRegression:
        alone = clone(regression).set_params(class_weight={0: 1.0, 1: weights[number]})
        return alone.fit(rows, (numbers == number).astype(int))

    found = list(workers.map(against_others, range(len(names))))
    regression.classes_, regression.n_features_in_ = names, rows.shape[1]
    regression.coef_ = np.concatenate([each.coef_ for each in found])
    regression.intercept_ = np.concatenate([each.intercept_ for each in found])
    regression.n_iter_ = np.concatenate([each.n_iter_ for each in found])


class _OfCounts:
    """What the trained pipeline of the counts says of one message, in a twentieth of its time.

    scikit-learn is made for tables: for one row it spends milliseconds on checks and on asking the
    weights of words back from a matrix.
    """

    def __init__(self, weigh: TfidfTransformer, regression: LogisticRegression) -> None:
        self._weights: np.ndarray = weigh.idf_
        self._regression = regression

    def probabilities(self, columns: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """One for each intent, in the order of the regression's classes."""
        weights = (np.log(counts) + 1.0) * self._weights[columns]
        weights /= np.linalg.norm(weights) or 1.0
        scores = self._regression.coef_[:, columns] @ weights + self._regression.intercept_
        each = expit(scores)  # liblinear learns each intent against all others
        return each / each.sum()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class WeightedIntentClassifier(LogisticRegressionClassifier):
    """Two logistic regressions, on TF-IDF weights of the counts and on the dense vectors.

    A confidence is the geometric mean of theirs: who has nothing to say takes little part.
    Settings: `counts_C` and `vectors_C`, the inverse of the regularisation of each, or null for a
    pipeline without that kind of features; `random_state`; `ranking_length`.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """The parent's settings, `counts_C` and `vectors_C`."""
        parents = LogisticRegressionClassifier.get_default_config()
        return {**parents, "counts_C": 30.0, "vectors_C": 3.0}

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Text:
        """What is kept of a training is of use as long as this file is as it was."""
        return Path(__file__).read_text(encoding="utf-8")

    def __init__(
        self,
        config: Dict[Text, Any],
        name: Text,
        model_storage: ModelStorage,
        resource: Resource,
    ) -> None:
        """As the parent, which stores whatever is in `clf`: here two models by name."""
        super().__init__(config, name, model_storage, resource)
        self._ready: Optional[Tuple[Pipeline, _OfCounts]] = None
        seed = self.config["random_state"]
        self.clf = {}
        if self.config["counts_C"] is not None:
            self.clf["counts"] = make_pipeline(
                TfidfTransformer(sublinear_tf=True),
                LogisticRegression(
                    C=self.config["counts_C"],
                    solver="liblinear",
                    class_weight="balanced",
                    random_state=seed,
                ),
            )
        if self.config["vectors_C"] is not None:
            self.clf["vectors"] = LogisticRegression(
                C=self.config["vectors_C"],
                class_weight="balanced",
                tol=1e-3,
                max_iter=200,
                random_state=seed,
            )

    def train(self, training_data: TrainingData) -> Resource:
        """Train both. Raises ValueError when an example lacks counts or a vector."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        intents = np.array([e.get(INTENT) for e in examples])
        with ThreadPoolExecutor(CORES, thread_name_prefix="classifier") as workers:
            others = None
            if "vectors" in self.clf:
                vectors = np.concatenate(_of_each(examples, _vector, "vectors"))
                others = workers.submit(self.clf["vectors"].fit, vectors, intents)
            if "counts" in self.clf:
                weigh, regression = (step for _, step in self.clf["counts"].steps)
                weighed = weigh.fit_transform(_table(_of_each(examples, _counted, "counts")))
                _fit_by_intent(regression, weighed, intents, workers)
            if others is not None:
                others.result()
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
        read = []
        counted = _counted(message) if "counts" in self.clf else None
        if counted is not None:
            read.append(self._of_counts().probabilities(counted.columns, counted.counts))
        vector = _vector(message) if "vectors" in self.clf else None
        if vector is not None:
            read.append(self.clf["vectors"].predict_proba(vector)[0])
        means = np.exp(np.mean(np.log(np.maximum(read, _SMALLEST)), axis=0))
        means /= means.sum()
        order = np.argsort(-means)[: self.config["ranking_length"] or None]
        names = next(iter(self.clf.values())).classes_
        return [{"name": str(names[i]), "confidence": float(means[i])} for i in order]

    def _of_counts(self) -> _OfCounts:
        """Made of the trained pipeline, when the first message is read."""
        if self._ready is None or self._ready[0] is not self.clf["counts"]:
            steps = [step for _, step in self.clf["counts"].steps]
            self._ready = self.clf["counts"], _OfCounts(*steps)
        return self._ready[1]

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
