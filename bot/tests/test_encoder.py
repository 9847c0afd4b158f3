"""The encoder on Rasa's Python, and what is done with a message that has no text."""

import base64
import json
import shutil
from pathlib import Path
from typing import Any, Dict

import numpy as np
import pytest
from components.classifier import WeightedIntentClassifier
from components.encoder import (
    LATEST,
    DamagedModel,
    LatestVectors,
    SentenceEncoder,
    SentenceFeaturizer,
)
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

FOLDER = Path(__file__).resolve().parents[2] / "data" / "models" / "encoder-4"


def test_vectors_are_those_of_the_service() -> None:
    rows = [json.loads(line) for line in (FOLDER / "check.jsonl").read_text("utf-8").splitlines()]
    made = SentenceEncoder(FOLDER).encode([row["text"] for row in rows])
    expected = np.array([row["vector"] for row in rows])
    # Both run onnxruntime 1.23; newer ones give longer texts other 8-bit results (from .994).
    assert ((made * expected).sum(axis=1) > 0.9999).all()


@pytest.mark.parametrize("name", ["card.json", "model.onnx"])
def test_a_damaged_folder_is_refused(tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copytree(FOLDER, tmp_path / "encoder"))
    (copy / name).write_text("{}")
    with pytest.raises(DamagedModel):
        SentenceEncoder(copy)


@pytest.mark.parametrize("by", ["model_dir", "HANGAT_ENCODER"])
def test_another_folder_takes_its_place_by_a_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    other = Path(shutil.copytree(FOLDER, tmp_path / "other"))
    card = json.loads((other / "card.json").read_text("utf-8"))
    (other / "card.json").write_text(json.dumps({**card, "version": "other+1"}), "utf-8")
    config = SentenceFeaturizer.get_default_config()
    if by == "model_dir":
        config["model_dir"] = str(other)
    else:
        monkeypatch.setenv(by, str(other))
    featurizer = SentenceFeaturizer(config, "sentence")
    assert featurizer._encoder.version == "other+1"


def test_a_name_that_is_no_folder_of_ours_says_what_to_do() -> None:
    config = {**SentenceFeaturizer.get_default_config(), "model_dir": "somebody/some-model"}
    with pytest.raises(DamagedModel, match="hangat export encoder"):
        SentenceFeaturizer(config, "sentence")


def test_only_a_text_gets_a_vector() -> None:
    featurizer = SentenceFeaturizer(SentenceFeaturizer.get_default_config(), "sentence")
    messages = [Message({"text": text}) for text in ("cek saldo", "", "  ")] + [Message({})]
    featurizer.process(messages)
    found = [message.get_dense_features("text")[1] for message in messages]
    assert found[0] is not None and found[0].features.shape == (1, 384)
    assert found[1:] == [None, None, None]


def test_a_text_that_was_just_read_is_not_encoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    featurizer = SentenceFeaturizer(SentenceFeaturizer.get_default_config(), "sentence")
    first, again = Message({"text": "cek saldo"}), Message({"text": "cek saldo"})
    featurizer.process([first])
    monkeypatch.setattr(featurizer._encoder, "encode", lambda texts: pytest.fail(str(texts)))
    featurizer.process([again])
    vectors = [message.get_dense_features("text")[1].features for message in (first, again)]
    assert np.array_equal(*vectors)


def said(values: Any, encoder: str) -> Dict[str, Any]:
    raw = np.asarray(values, "<f4").tobytes()
    return {"encoder": encoder, "values": base64.b64encode(raw).decode()}


def test_a_vector_that_the_service_sends_is_taken() -> None:
    featurizer = SentenceFeaturizer(SentenceFeaturizer.get_default_config(), "sentence")
    sent = np.eye(384, dtype=np.float32)[7]
    LATEST.hear("sudah dibaca", said(sent, featurizer._encoder.version))
    LATEST.hear("dibaca lain", said(sent, "another-encoder"))
    LATEST.hear("lebih pendek", said([1.0], featurizer._encoder.version))
    messages = [Message({"text": t}) for t in ("sudah dibaca", "dibaca lain", "lebih pendek")]
    for message in messages:
        featurizer.process([message])
    found = [message.get_dense_features("text")[1].features[0] for message in messages]
    assert np.array_equal(found[0], sent)
    for vector, message in zip(found[1:], messages[1:]):
        assert np.array_equal(vector, featurizer._encoder.encode([message.get("text")])[0])


@pytest.mark.parametrize(
    "sent",
    [
        7,
        {"values": "AAAA"},
        {"encoder": "one", "values": [1.0]},
        {"encoder": "one", "values": "no base64!"},
        {"encoder": "one", "values": "AAAA"},  # three bytes
        said([], "one"),
        said([3.0, 4.0], "one"),
        said([float("nan")], "one"),
    ],
)
def test_what_is_no_vector_is_refused(sent: Any) -> None:
    with pytest.raises(ValueError):
        LATEST.hear("cek saldo", sent)


def test_the_oldest_vector_is_forgotten() -> None:
    latest = LatestVectors()
    for number in range(257):
        latest.put("one", str(number), np.ones(1))
    assert latest.get("one", "0") is None
    assert latest.get("one", "1") is not None


def test_many_threads_give_the_vectors_of_one() -> None:
    encoder, texts = SentenceEncoder(FOLDER), ["cek saldo", "halo", "kartu hilang di jalan", "ya"]
    assert np.array_equal(encoder.encode(texts, threads=3), encoder.encode(texts))


def test_the_short_way_gives_the_probabilities_of_the_trained_models(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)

    def message(intent: str = "") -> Message:
        made = Message({"text": "cek saldo", "intent": intent})
        for width, origin in ((30, "SentenceCounts one"), (50, "SentenceCounts two")):
            counts = csr_matrix(chance.poisson(0.2, (1, width)))
            made.add_features(Features(counts, "sentence", "text", origin))
            made.add_features(Features(counts, "sequence", "text", origin))
        vector = chance.normal(size=(1, 8))
        made.add_features(Features(vector, "sentence", "text", "SentenceFeaturizer"))
        return made

    config = WeightedIntentClassifier.get_default_config()
    storage = LocalModelStorage.create(tmp_path)
    classifier = WeightedIntentClassifier(config, "intent", storage, Resource("intent"))
    classifier.train(TrainingData([message(f"intent_{number % 4}") for number in range(60)]))
    for asked in (message() for _ in range(20)):
        counts = asked.get_sparse_features("text")[1].features.tocsr()
        vector = asked.get_dense_features("text")[1].features
        each = [
            classifier.clf["counts"].predict_proba(counts)[0],
            classifier.clf["vectors"].predict_proba(vector)[0],
        ]
        means = np.sqrt(each[0] * each[1])
        means /= means.sum()
        classifier.process([asked])
        ranking = {read["name"]: read["confidence"] for read in asked.get("intent_ranking")}
        expected = dict(zip(classifier.clf["vectors"].classes_, means))
        assert ranking == pytest.approx(expected, abs=1e-12)


def test_a_pipeline_without_vectors_reads_by_counts_alone(tmp_path: Path) -> None:
    def message(column: int, intent: str) -> Message:
        made = Message({"text": "cek saldo", "intent": intent})
        counts = csr_matrix(([1], ([0], [column])), shape=(1, 4))
        made.add_features(Features(counts, "sentence", "text", "SentenceCounts one"))
        made.add_features(Features(counts, "sequence", "text", "SentenceCounts one"))
        return made

    config = {**WeightedIntentClassifier.get_default_config(), "vectors_C": None}
    storage = LocalModelStorage.create(tmp_path)
    classifier = WeightedIntentClassifier(config, "intent", storage, Resource("intent"))
    classifier.train(TrainingData([message(n % 4, f"intent_{n % 4}") for n in range(40)]))
    for column in range(4):
        asked = message(column, "")
        classifier.process([asked])
        assert asked.get("intent")["name"] == f"intent_{column}"


def test_without_a_text_there_is_no_reading(tmp_path: Path) -> None:
    config = WeightedIntentClassifier.get_default_config()
    storage = LocalModelStorage.create(tmp_path)
    classifier = WeightedIntentClassifier(config, "intent", storage, Resource("intent"))
    messages = [Message({"text": " "}), Message({})]
    classifier.process(messages)
    for message in messages:
        assert message.get("intent") == {"name": None, "confidence": 0.0}
        assert message.get("intent_ranking") == []
