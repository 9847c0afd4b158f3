"""Another sentence encoder in our folder format: `hangat export encoder`.

Our format is what Rasa's interpreter can run, without PyTorch and without a hub (bot/components).
"""

from __future__ import annotations

import hashlib
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer, normalizers
from torch import Tensor, nn

from handoff.adapters.sentence_encoder import CARD, MODEL, TOKENIZER, OnnxEncoder
from handoff.training.export import quantise, vectors_at, write_check, write_folder

LONGEST = 128
_INPUTS = ("input_ids", "attention_mask")
#: Cosine with the model as it was, below which a folder is no longer that model.
_LEAST_8_BIT, _LEAST_FLOAT = 0.95, 0.9999


class NotExportable(ValueError):
    """The model cannot become a folder of ours; the text says why."""


@dataclass(frozen=True, slots=True)
class Exported:
    """How near the folder's vectors are to the model's own, on a few sentences."""

    lowest: float  # cosine
    mean: float
    bytes: int


class _Whole(nn.Module):
    """Ids and mask through every module of the model, to unit vectors."""

    def __init__(self, parts: Sequence[nn.Module]) -> None:
        super().__init__()
        self._parts = nn.ModuleList(parts)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        features = {"input_ids": input_ids, "attention_mask": attention_mask}
        for part in self._parts:
            features = part(features)
        return nn.functional.normalize(features["sentence_embedding"].float(), dim=-1)


def export(
    name: str,
    folder: Path,
    texts: Sequence[str],
    *,
    prompt: str | None = None,
    eight_bits: bool = True,
    longest: int = LONGEST,
) -> Exported:
    """Write the model ``name`` (a folder, or a hub's name that is in its cache) as our folder.

    texts: sentences to compare both on. prompt: what stands before every text; without it the
    model's default one. longest: pieces of a text that count, or fewer where the model takes fewer.
    Raises NotExportable; OSError where there is no such model.
    """
    model = SentenceTransformer(name, device="cpu").eval()
    transformer = getattr(model[0], "auto_model", None) if len(model) else None
    tokenizer = _tokenizer(model, prompt, longest)
    if transformer is None or tokenizer is None:
        raise NotExportable(
            f"{name} does not begin with a transformer that has a fast tokenizer: it cannot run on "
            "onnxruntime alone. The service can still load it by name; Rasa cannot."
        )
    if prompt is None:
        prompt = _default_prompt(model)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as place:
        plain = Path(place) / "plain.onnx"
        _to_onnx(model, transformer, tokenizer, plain)
        if eight_bits:
            heads, hidden = _sizes(transformer)
            quantise(plain, folder / MODEL, heads, hidden, lambda path: vectors_at(path, tokenizer))
        else:
            (folder / MODEL).write_bytes(plain.read_bytes())
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    digest = hashlib.sha256((folder / MODEL).read_bytes()).hexdigest()
    write_folder(
        folder,
        {
            "version": f"{folder.name}+{digest[:12]}",
            "kind": "sentence encoder",
            "base": Path(name).name if Path(name).is_dir() else name,
            "prompt": prompt,
            "weights": "8 bits" if eight_bits else "float",
            "exported": datetime.now(UTC).date().isoformat(),
        },
        dimension=int(model.get_embedding_dimension() or 0),
        longest=_cut(model, longest),
    )
    return _compared(model, folder, texts, prompt, _LEAST_8_BIT if eight_bits else _LEAST_FLOAT)


def _tokenizer(model: SentenceTransformer, prompt: str | None, longest: int) -> Tokenizer | None:
    """The model's own, cutting long texts and with the prompt before each; None without one."""
    own = getattr(model.tokenizer, "backend_tokenizer", None)
    if own is None:
        return None
    made = Tokenizer.from_str(own.to_str())
    made.no_padding()
    made.enable_truncation(_cut(model, longest))
    if prompt is None:
        prompt = _default_prompt(model)
    if prompt:
        if not all(getattr(part, "include_prompt", True) for part in model):
            raise NotExportable("The model leaves its prompt out of the mean: ours cannot do that.")
        first = normalizers.Prepend(prompt)
        made.normalizer = (
            normalizers.Sequence([first, made.normalizer]) if made.normalizer else first
        )
    return made


def _cut(model: SentenceTransformer, longest: int) -> int:
    return min(longest, model.max_seq_length or longest)


def _default_prompt(model: SentenceTransformer) -> str:
    name = model.default_prompt_name
    return (model.prompts.get(name) or "") if name else ""


def _sizes(transformer: nn.Module) -> tuple[int, int]:
    """Heads and width, by the names that BERT and its relatives give them; 0 for unknown."""
    config = transformer.config
    heads = getattr(config, "num_attention_heads", None) or getattr(config, "n_heads", 0)
    hidden = getattr(config, "hidden_size", None) or getattr(config, "dim", 0)
    return int(heads), int(hidden)  # type: ignore[arg-type]


def _to_onnx(
    model: SentenceTransformer, transformer: nn.Module, tokenizer: Tokenizer, path: Path
) -> None:
    """The float graph, traced on a sentence and a shorter one that is filled up."""
    if hasattr(transformer, "set_attn_implementation"):
        transformer.set_attn_implementation("eager")  # type: ignore[operator]
    rows = [tokenizer.encode(text).ids for text in ("saldo saya berapa ya", "saldo")]
    width = max(map(len, rows))
    filler = int(getattr(model.tokenizer, "pad_token_id", 0) or 0)
    ids = torch.tensor([row + [filler] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    axes = {name: {0: "texts", 1: "pieces"} for name in _INPUTS}
    try:
        with torch.inference_mode(), warnings.catch_warnings():
            # The newer exporter needs one more package and writes no smaller graph.
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", torch.jit.TracerWarning)  # type: ignore[attr-defined]
            # Of the mask: its indices are never negative, and the vectors are compared below.
            warnings.filterwarnings("ignore", "Exporting aten::index", UserWarning)
            torch.onnx.export(
                _Whole(list(model)).eval(),
                (ids, mask),
                str(path),
                input_names=list(_INPUTS),
                output_names=["sentence_embedding"],
                dynamic_axes=axes | {"sentence_embedding": {0: "texts"}},
                opset_version=17,
                dynamo=False,
            )
    except (RuntimeError, TypeError, KeyError, ValueError) as error:
        reason = str(error).strip().splitlines()
        raise NotExportable(
            f"The model cannot be written as ONNX: {reason[0] if reason else type(error).__name__}"
        ) from error


def _compared(
    model: SentenceTransformer, folder: Path, texts: Sequence[str], prompt: str, least: float
) -> Exported:
    """What the folder gives beside what the model gives; a folder that is too far off is undone."""
    expected: NDArray[np.float32] = np.asarray(
        model.encode(list(texts), prompt=prompt, normalize_embeddings=True, batch_size=1),
        np.float32,
    )
    near = (OnnxEncoder(folder).encode(texts) * expected).sum(axis=1)
    if float(near.mean()) < least:
        (folder / CARD).unlink()
        raise NotExportable(
            f"The folder's vectors are not the model's (mean cosine {near.mean():.3f}): nothing "
            "can use it. Try --float, which keeps the weights as they are."
        )
    write_check(folder)
    size = sum(file.stat().st_size for file in folder.iterdir())
    return Exported(float(near.min()), float(near.mean()), size)
