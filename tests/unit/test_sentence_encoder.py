"""The encoder that the product ships: what its folder promises, and the same vectors everywhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from handoff.adapters.sentence_encoder import (
    CARD,
    CHECK,
    MODEL,
    TOKENIZER,
    DamagedModel,
    OnnxEncoder,
)

FOLDER = Path(__file__).resolve().parents[2] / "data" / "models" / "encoder-4"
CHECKED = [json.loads(line) for line in (FOLDER / CHECK).read_text("utf-8").splitlines()]
TEXTS = [row["text"] for row in CHECKED]


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(FOLDER)


def test_the_folder_is_small_enough_and_holds_no_pickle() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= 40_000_000
    assert {file.suffix for file in FOLDER.iterdir()} <= {".onnx", ".json", ".jsonl", ".md"}


def test_vectors_are_those_of_the_machine_that_made_them(encoder: OnnxEncoder) -> None:
    made = np.array([row["vector"] for row in CHECKED])
    assert ((encoder.encode(TEXTS) * made).sum(axis=1) > 0.999).all()


def test_sentence_transformers_gives_the_same_vectors(encoder: OnnxEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(FOLDER), device="cpu", trust_remote_code=True)
    assert model.get_embedding_dimension() == encoder.dimension
    made = np.asarray(model.encode(TEXTS, batch_size=len(TEXTS)))
    np.testing.assert_allclose(made, encoder.encode(TEXTS), atol=1e-6)


def test_a_vector_depends_on_its_text_alone(encoder: OnnxEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert (encoder.encode([text])[0] == vector).all()


def test_no_text_and_very_long_text(encoder: OnnxEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)
    assert np.isfinite(encoder.encode(["saldo " * 4000, "\x00", "👩‍👩‍👧‍👦" * 50])).all()


@pytest.mark.parametrize("broken", [CARD, MODEL, TOKENIZER])
def test_a_damaged_folder_says_which_file(broken: str, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(FOLDER, tmp_path / "encoder"))
    (copy / broken).write_text("{}")
    with pytest.raises(DamagedModel, match=broken):
        OnnxEncoder(copy)
    (copy / broken).unlink()
    with pytest.raises(DamagedModel, match=broken):
        OnnxEncoder(copy)
