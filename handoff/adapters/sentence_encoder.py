"""Sentences to vectors, with the product's own encoder or any other.

The product's own encoder is a folder (``data/models/encoder-N``) that runs on onnxruntime alone.
It is a `sentence_transformers` folder as well: ``SentenceTransformer(folder)`` gives the same
vectors, at the price of PyTorch in memory (docs/decisions/0011).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

CARD = "card.json"
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
#: Texts with the vectors that the model gave them where it was made, a JSON object a line.
CHECK = "check.jsonl"


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def version(self) -> str:
        """Names the weights; stored with everything that was computed from them."""
        ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of length 1, shape (len(texts), dimension), in the order of the texts."""
        ...


class DamagedModel(RuntimeError):
    """A model's folder is incomplete or not what its card says."""


class OnnxEncoder:
    """The product's encoder on one thread: a second one costs more than it brings on busy cores.

    Thread-safe; `encode` computes and releases the interpreter's lock while it does.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Raises DamagedModel."""
        card = read_card(folder)
        self._version = str(card["version"])
        self._dimension = int(str(card["dimension"]))
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )

    @property
    def version(self) -> str:
        return self._version

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One text at a time: its vector must not depend on which others come with it.

        The graph scales its 8-bit products by the largest value of a batch; in batches of six the
        cosine with the text's own vector fell to .96. On one thread a batch gains little.
        """
        vectors = np.zeros((len(texts), self._dimension), np.float32)
        for place, row in enumerate(self._tokenizer.encode_batch_fast(list(texts))):
            ids = np.array([row.ids], np.int64)
            inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            vectors[place] = self._session.run(None, inputs)[0][0]
        return vectors


def read_card(folder: Path) -> dict[str, object]:
    """The card of a model's folder, after its files were checked against it.

    Raises DamagedModel, which says what is wrong with which file.
    """
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        for name, expected in card["sha256"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
                raise DamagedModel(f"{folder / name} is not the file that {CARD} names.")
    except FileNotFoundError as error:
        raise DamagedModel(f"{error.filename} is missing.") from error
    except OSError as error:
        raise DamagedModel(f"{error.filename} cannot be read: {error.strerror}.") from error
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise DamagedModel(f"{folder / CARD} cannot be read: {error}.") from error
    assert isinstance(card, dict)
    return card


def is_own(name: str) -> bool:
    """Whether a model's name is a folder in our format."""
    return (Path(name) / CARD).exists()


class HubEncoder:
    """Any other model: a name on a hub or a folder, run by `sentence_transformers`."""

    def __init__(self, name: str) -> None:
        """Raises ImportError where the `encoders` dependencies are not installed."""
        from sentence_transformers import SentenceTransformer

        self._name = name
        self._model = SentenceTransformer(name, device="cpu")
        self._dimension = int(self._model.get_embedding_dimension() or 0)

    @property
    def version(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        made = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(made, np.float32).reshape(len(texts), self._dimension)


def load(name: str) -> Encoder:
    """The encoder that a setting names: a folder of ours, or what `sentence_transformers` loads.

    Raises DamagedModel, ImportError, OSError (no such model).
    """
    return OnnxEncoder(Path(name)) if is_own(name) else HubEncoder(name)
