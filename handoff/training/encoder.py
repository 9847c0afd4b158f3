"""Fine-tuning the sentence encoder on all its tasks at once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypedDict

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from handoff.training.checkpoint import Checkpoint
from handoff.training.tasks import Task


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the outcome beside the data; written into the model's card."""

    seed: int = 7
    steps: int = 4_800
    rate: float = 1e-4
    embedding_rate: float = 3e-5
    head_rate: float = 1e-3
    warm_up: float = 0.06
    decay: float = 0.01
    dropout: float = 0.1  # of the embeddings; noise in the texts does the rest
    longest: int = 96  # pieces of a training text: one review in twenty is longer
    start: str = ""  # version of the shipped encoder that it goes on from; empty: from the base


class Progress(TypedDict):
    """Where a run is."""

    step: int
    steps: int
    seconds_left: float
    losses: dict[str, float]


class SentenceModel(nn.Module):
    """Transformer, mean over the pieces, length 1: the vectors that everything else uses."""

    def __init__(self, transformer: BertModel, tokenizer: Tokenizer, longest: int) -> None:
        super().__init__()
        self.transformer = transformer
        self._tokenizer = Tokenizer.from_str(tokenizer.to_str())
        self._tokenizer.enable_truncation(longest)
        self._tokenizer.enable_padding(pad_id=1, pad_token="<pad>")  # noqa: S106

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Ids and mask of shape (n, pieces) to unit vectors of shape (n, dim)."""
        hidden = self.transformer(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1e-9)
        return nn.functional.normalize(mean.float(), dim=-1)

    def encode(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors of the texts, in their order.

        Short and long texts go separately: padding is work for nothing.
        """
        encoded = self._tokenizer.encode_batch_fast(list(texts))
        lengths = [sum(row.attention_mask) for row in encoded]
        order = sorted(range(len(texts)), key=lengths.__getitem__)
        cuts = [0, len(order) // 2, len(order)] if len(order) >= 32 else [0, len(order)]
        parts = []
        for start, end in pairwise(cuts):
            rows = order[start:end]
            width = max(lengths[i] for i in rows)
            ids = torch.tensor([encoded[i].ids[:width] for i in rows])
            mask = torch.tensor([encoded[i].attention_mask[:width] for i in rows])
            parts.append(self(ids, mask))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back]


def schedule(tasks: Sequence[Task], steps: int, seed: int) -> list[int]:
    """Which task each step trains: every task by its share, in an order drawn from the seed."""
    total = sum(task.share for task in tasks)
    turns = [i for i, task in enumerate(tasks) for _ in range(round(steps * task.share / total))]
    random.Random(f"schedule {seed}").shuffle(turns)
    return (turns * 2)[:steps]


def train(
    model: SentenceModel,
    heads: nn.ModuleDict,
    tasks: Sequence[Task],
    recipe: Recipe,
    checkpoint: Checkpoint | None = None,
    report: Callable[[Progress], None] = lambda progress: None,
) -> None:
    """Train in place; goes on from ``checkpoint`` when it holds an unfinished run.

    Weights are float32; products are computed in bfloat16 where the machine has it.
    """
    optimizer = torch.optim.AdamW(
        _parameter_groups(model, heads, recipe), betas=(0.9, 0.98), fused=True
    )
    peaks = [group["lr"] for group in optimizer.param_groups]
    parts = nn.ModuleDict({"model": model, "heads": heads})
    start = checkpoint.resume(parts, optimizer) if checkpoint else 0
    turns = schedule(tasks, recipe.steps, recipe.seed)
    named: Mapping[str, nn.Module] = dict(heads.items())
    losses: dict[str, float] = {}
    began = time.monotonic()
    parts.train()
    quicken(model.transformer, recipe.dropout)
    for step in range(start, recipe.steps):
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * slope(step / recipe.steps, recipe.warm_up)
        torch.manual_seed(recipe.seed * 1_000_003 + step)
        task = tasks[turns[step]]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = task.loss(model.encode, named, random.Random(f"{recipe.seed} {step}"))
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parts.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        seen = losses.get(task.name)
        losses[task.name] = loss.item() if seen is None else 0.95 * seen + 0.05 * loss.item()
        done = step + 1
        if checkpoint:
            checkpoint.save(parts, optimizer, done, recipe.steps)
        if done % 20 == 0 or done == recipe.steps:
            pace = (time.monotonic() - began) / (done - start)
            report(
                Progress(
                    step=done,
                    steps=recipe.steps,
                    seconds_left=pace * (recipe.steps - done),
                    losses=dict(losses),
                )
            )
    parts.eval()


def quicken(transformer: BertModel, dropout: float) -> None:
    """Dropout only on the embeddings, and attention as plain products.

    Drawing masks in every layer took a sixth of a step on two cores, and the backward pass of the
    fused attention kernel half of one: .90 and 1.1 s a step against .65 s.
    """
    transformer.set_attn_implementation("eager")
    for module in transformer.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    transformer.embeddings.dropout.p = dropout


def slope(done: float, warm_up: float) -> float:
    return done / warm_up if done < warm_up else max(0.0, (1 - done) / (1 - warm_up))


def _parameter_groups(
    model: SentenceModel, heads: nn.ModuleDict, recipe: Recipe
) -> list[dict[str, object]]:
    embeddings = list(model.transformer.embeddings.parameters())
    known = {id(parameter) for parameter in embeddings}
    body = [p for p in model.transformer.parameters() if id(p) not in known]
    return [
        {"params": embeddings, "lr": recipe.embedding_rate, "weight_decay": 0.0},
        {
            "params": [p for p in body if p.ndim > 1],
            "lr": recipe.rate,
            "weight_decay": recipe.decay,
        },
        {"params": [p for p in body if p.ndim == 1], "lr": recipe.rate, "weight_decay": 0.0},
        {"params": list(heads.parameters()), "lr": recipe.head_rate, "weight_decay": recipe.decay},
    ]
