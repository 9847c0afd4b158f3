"""What is counted in whole sentences is what Rasa's own featurizers count in them."""

from pathlib import Path
from typing import Any, Dict, List

import numpy as np
import pytest
from components.classifier import WeightedIntentClassifier
from components.counts import SentenceCounts, SentencePatterns
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.nlu.featurizers.sparse_featurizer.regex_featurizer import RegexFeaturizer
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

LEARNT = [
    ("Cek saldo rekening BCA saya", "check_balance"),
    ("cek saldo saldo SALDO", "check_balance"),
    ("Transfer 500.000 ke 081234 gagal!!", "transfer_problem"),
    ("kartu ATM-ku ketelan mesin mandiri...", "card_swallowed"),
    ("what's my balance? 😀", "check_balance"),
]
ASKED = ["saldoo mandiri", "BCA, bca 12", "zzz", "ke ATM-ku 5", "...", "", "what’s up"]
PATTERNS = [{"name": "bank", "elements": ["bca", "mandiri", "bni"]}]
NUMBERS = [{"name": "number", "pattern": r"\d+"}]
WORDS: Dict[str, Any] = {"min_ngram": 1, "max_ngram": 2}
PIECES: Dict[str, Any] = {"analyzer": "char_wb", "min_ngram": 2, "max_ngram": 5}


def read(kind: Any, settings: Dict[str, Any], folder: Path) -> List[Message]:
    """Messages with what a featurizer of that kind, trained, stored and loaded, says of them."""
    split = WhitespaceTokenizer(WhitespaceTokenizer.get_default_config())
    examples = [Message.build(text, intent) for text, intent in LEARNT]
    data = TrainingData(examples, lookup_tables=PATTERNS, regex_features=NUMBERS)
    split.process_training_data(data)
    config = {**kind.get_default_config(), **settings}
    folder.mkdir()
    storage, resource = LocalModelStorage.create(folder), Resource("featurizer")
    context = ExecutionContext(GraphSchema({}), node_name="featurizer")
    kind.create(config, storage, resource, context).train(data)
    loaded = kind.load(config, storage, resource, context)
    asked = split.process([Message({"text": text}) for text in ASKED])
    loaded.process_training_data(data)
    return [*examples, *loaded.process(asked)]


@pytest.mark.parametrize(
    ("whole", "rasas", "settings"),
    [
        (SentenceCounts, CountVectorsFeaturizer, WORDS),
        (SentenceCounts, CountVectorsFeaturizer, PIECES),
        (SentencePatterns, RegexFeaturizer, {"case_sensitive": False}),
        (SentencePatterns, RegexFeaturizer, {"case_sensitive": True}),
    ],
)
def test_a_sentence_gets_what_rasa_gives_it_and_its_words_nothing(
    whole: Any, rasas: Any, settings: Dict[str, Any], tmp_path: Path
) -> None:
    ours = read(whole, settings, tmp_path / "ours")
    theirs = read(rasas, settings, tmp_path / "theirs")
    for one, other in zip(ours, theirs):
        _, expected = other.get_sparse_features("text")
        words, found = one.get_sparse_features("text")
        assert words is None
        if expected is None:
            assert found is None
            continue
        assert found.features.shape == expected.features.shape
        assert np.array_equal(found.features.toarray(), expected.features.toarray())


def test_side_by_side_the_intents_get_the_weights_of_one_training(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    rows = csr_matrix(chance.poisson(0.3, (90, 40)).astype(float))
    intents = np.array([f"intent_{n}" for n in chance.choice(4, 90, p=[0.5, 0.3, 0.1, 0.1])])
    examples = []
    for row, intent in zip(rows, intents):
        examples.append(Message({"text": "cek saldo", "intent": intent}))
        examples[-1].add_features(Features(row, "sentence", "text", "SentenceCounts"))
    config = {**WeightedIntentClassifier.get_default_config(), "vectors_C": None}
    storage = LocalModelStorage.create(tmp_path)
    classifier = WeightedIntentClassifier(config, "intent", storage, Resource("intent"))
    classifier.train(TrainingData(examples))
    weigh, found = (step for _, step in classifier.clf["counts"].steps)
    expected = LogisticRegression(C=30.0, solver="liblinear", class_weight="balanced")
    expected.fit(weigh.transform(rows), intents)
    assert list(found.classes_) == list(expected.classes_)
    assert np.allclose(found.coef_, expected.coef_, atol=1e-6)
    assert np.allclose(found.intercept_, expected.intercept_, atol=1e-6)
    assert np.allclose(
        found.predict_proba(weigh.transform(rows)), expected.predict_proba(weigh.transform(rows))
    )
