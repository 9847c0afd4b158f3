"""The tasks that the encoder learns at once, and the loss of each.

Batches are a function of (seed, step) alone, so an interrupted run goes on as if it had not been.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional as f

from handoff.training.noise import Noise

Encode = Callable[[Sequence[str]], Tensor]  # texts -> unit vectors, shape (n, dim)

#: Vectors have length 1; logits of heads and similarities need a wider range.
SCALE = 20.0


class Task(Protocol):
    """One task: how much of the run it gets, and the loss of its batch number ``step``."""

    name: str
    share: float

    def head(self, dimension: int) -> nn.Module | None:
        """What is trained on the vectors beside the encoder; None for vectors among themselves."""
        ...

    def loss(
        self, encode: Encode, heads: Mapping[str, nn.Module], chance: random.Random
    ) -> Tensor: ...


@dataclass
class Classes:
    """Texts with one label each: cross-entropy of a linear head, and pull of equal labels.

    The second part is the supervised contrastive loss of Khosla et al. (2020), temperature .1.
    Batches take every class equally often to the power ``flatten`` (0 as in the data, 1 evenly).
    """

    name: str
    share: float
    texts: Sequence[str]
    labels: Sequence[str]
    noise: Noise
    batch: int = 48
    noisy: float = 0.4
    pull: float = 0.0
    smoothing: float = 0.05
    flatten: float = 0.5
    names: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = sorted(set(self.labels))
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for text, label in zip(self.texts, self.labels, strict=True):
            self._by_name[label].append(text)
        self._weights = [len(self._by_name[name]) ** (1 - self.flatten) for name in self.names]

    def head(self, dimension: int) -> nn.Module:
        return nn.Linear(dimension, len(self.names))

    def draw(self, chance: random.Random) -> tuple[list[str], list[int]]:
        texts, labels = [], []
        for label in chance.choices(range(len(self.names)), self._weights, k=self.batch):
            text = chance.choice(self._by_name[self.names[label]])
            texts.append(self.noise(text, chance) if chance.random() < self.noisy else text)
            labels.append(label)
        return texts, labels

    def loss(self, encode: Encode, heads: Mapping[str, nn.Module], chance: random.Random) -> Tensor:
        texts, labels = self.draw(chance)
        vectors, target = encode(texts), torch.tensor(labels)
        logits = heads[self.name](vectors * SCALE)
        found: Tensor = f.cross_entropy(logits, target, label_smoothing=self.smoothing)
        return found + self.pull * contrast(vectors, target) if self.pull else found


@dataclass
class Frustration:
    """Customer turns with frustration 0 to 3: three cumulative yes/no decisions (>=1, >=2, =3)."""

    name: str
    share: float
    texts: Sequence[str]
    levels: Sequence[int]
    noise: Noise
    batch: int = 32
    noisy: float = 0.4

    def __post_init__(self) -> None:
        self._strong = [i for i, level in enumerate(self.levels) if level >= 2]
        self._rest = [i for i, level in enumerate(self.levels) if level < 2]

    def head(self, dimension: int) -> nn.Module:
        return nn.Linear(dimension, 3)

    def loss(self, encode: Encode, heads: Mapping[str, nn.Module], chance: random.Random) -> Tensor:
        # A third of each batch is frustrated: in the data it is a tenth.
        third = self.batch // 3
        rows = chance.choices(self._strong, k=third)
        rows += chance.choices(self._rest, k=self.batch - third)
        texts = [
            self.noise(self.texts[i], chance) if chance.random() < self.noisy else self.texts[i]
            for i in rows
        ]
        target = torch.tensor([[self.levels[i] >= least for least in (1, 2, 3)] for i in rows])
        logits = heads[self.name](encode(texts) * SCALE)
        return f.binary_cross_entropy_with_logits(logits, target.float())


@dataclass
class Groups:
    """Texts that mean the same: each finds its partner among the others of the batch.

    Multiple negatives ranking loss (Henderson et al., 2017), both ways. A group's other members
    never count as negatives because a batch holds one pair of a group.
    """

    name: str
    share: float
    groups: Sequence[Sequence[str]]
    noise: Noise
    batch: int = 24
    noisy: float = 0.5

    def head(self, dimension: int) -> None:
        return None

    def loss(self, encode: Encode, heads: Mapping[str, nn.Module], chance: random.Random) -> Tensor:
        del heads
        left, right = [], []
        for group in chance.sample(self.groups, min(self.batch, len(self.groups))):
            one, other = chance.sample(group, 2) if len(group) > 1 else (group[0], group[0])
            if one == other or chance.random() < self.noisy:
                one = self.noise(one, chance)
            left.append(one)
            right.append(other)
        vectors = encode([*left, *right])
        return ranking(vectors[: len(left)], vectors[len(left) :])


@dataclass
class Retrieval:
    """A question finds its passage among all passages of the batch."""

    name: str
    share: float
    pairs: Mapping[str, tuple[Sequence[str], Sequence[str]]]  # key -> its questions, its passages
    noise: Noise
    batch: int = 24
    noisy: float = 0.3

    def head(self, dimension: int) -> None:
        return None

    def loss(self, encode: Encode, heads: Mapping[str, nn.Module], chance: random.Random) -> Tensor:
        del heads
        asked, answers = [], []
        for key in chance.sample(sorted(self.pairs), min(self.batch, len(self.pairs))):
            questions, passages = self.pairs[key]
            text = chance.choice(questions)
            asked.append(self.noise(text, chance) if chance.random() < self.noisy else text)
            answers.append(chance.choice(passages))
        vectors = encode([*asked, *answers])
        return ranking(vectors[: len(asked)], vectors[len(asked) :])


def contrast(vectors: Tensor, labels: Tensor, temperature: float = 0.1) -> Tensor:
    """Supervised contrastive loss over a batch of unit vectors; 0 where no label recurs."""
    near = vectors @ vectors.T / temperature
    same = labels[:, None] == labels[None, :]
    itself = torch.eye(len(labels), dtype=torch.bool)
    same &= ~itself
    log = near.masked_fill(itself, -1e4).log_softmax(dim=1)
    has = same.any(dim=1)
    if not bool(has.any()):
        return vectors.sum() * 0
    mean: Tensor = (log * same).sum(dim=1)[has] / same.sum(dim=1)[has]
    return -mean.mean()


def ranking(left: Tensor, right: Tensor) -> Tensor:
    """Each row of ``left`` belongs to the same row of ``right`` and to no other."""
    near = left @ right.T * SCALE
    target = torch.arange(len(left))
    return (f.cross_entropy(near, target) + f.cross_entropy(near.T, target)) / 2
