"""Training the sequence model over turns (`handoff.detector.course`)."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as f

from handoff.detector.course import LENGTH, OUTPUTS, SCALARS, scalars
from handoff.detector.models import ASKED, SENSITIVE
from handoff.domain.signals import Speaker, Turn
from handoff.training import rows
from handoff.training.noise import Noise
from handoff.training.tasks import Encode

Array = NDArray[np.float32]

PROJECTED, STATE = 64, 96


@dataclass(frozen=True, slots=True)
class Told:
    """The turns of a conversation up to where a person took over, and what is so of each.

    truths has a row a turn and a column an output; known is 0 where nothing is to be learnt.
    """

    id: str
    turns: tuple[Turn, ...]
    truths: Array
    known: Array


def told(folder: Path) -> list[Told]:
    """One part of ``data/dialogues`` or of ``data/dialogues/held``."""
    return [_told(row) for row in rows.conversations(folder)]


def _told(row: Mapping[str, object]) -> Told:
    said = row["turns"]
    assert isinstance(said, list)
    speakers = [turn["speaker"] for turn in said]
    if "agent" in speakers:
        said = said[: speakers.index("agent")]
    if (handed := row.get("handed_over_at")) is not None:
        # What was written while waiting was said to the queue: nobody judges it.
        assert isinstance(handed, int)
        said = said[: handed + 1]
    truths = np.zeros((len(said), len(OUTPUTS)), np.float32)
    known = np.zeros_like(truths)
    at, reason = row["handoff_at"], row["reason"]
    for i, turn in enumerate(said):
        if turn["speaker"] != "customer":
            continue
        needs = isinstance(at, int) and i >= at
        level, intent = turn["frustration"], turn["intent"]
        truths[i] = (
            level >= 1, level >= 2, level >= 3, intent == ASKED, intent in SENSITIVE,
            needs and reason == "no_progress", needs,
        )  # fmt: skip
        known[i] = 1
        # Whoever is angry or asked for a person may well be getting nowhere; nobody noted it.
        if needs and reason != "no_progress":
            known[i, OUTPUTS.index("stuck")] = 0
    turns = tuple(
        Turn(speaker=Speaker(turn["speaker"]), text=turn["text"], at=turn.get("at"))
        for turn in said
    )
    return Told(str(row["id"]), turns, truths, known)


def spliced(sentences: Sequence[rows.Sentence], talks: Sequence[Told], seed: int) -> list[Told]:
    """Training sentences as the next turn of a conversation, or as the first of one.

    There are many more ways to ask for a person among the sentences than in conversations. All of
    these are taken, and three times as many others, none of a sensitive matter. What a sentence
    does not say of itself (frustration, progress) stays unknown; in a conversation that needs a
    person, so does whether one is needed, unless it asks for one. Without those a person asked for
    after a stall was taken for one more turn of it.
    """
    chance = random.Random(f"splice {seed}")
    asking = [row for row in sentences if row.intent == ASKED]
    others = [row for row in sentences if row.intent not in (ASKED, *SENSITIVE)]
    needs = OUTPUTS.index("needs")
    calm = [each for each in talks if not each.truths[:, needs].any()]
    troubled = [each for each in talks if each.truths[:, needs].any()]
    made = []
    for row in asking + chance.sample(others, min(3 * len(asking), len(others))):
        talk = chance.choice(chance.choices((calm, troubled, ()), _BEHIND)[0] or (None,))
        ends = (
            [i for i, turn in enumerate(talk.turns) if turn.speaker is Speaker.BOT] if talk else []
        )
        before = talk.turns[: chance.choice(ends) + 1] if talk and ends else ()
        said = (*before, Turn(speaker=Speaker.CUSTOMER, text=row.text))
        truths = np.zeros((len(said), len(OUTPUTS)), np.float32)
        known = np.zeros_like(truths)
        asks = row.intent == ASKED
        in_trouble = talk is not None and bool(talk.truths[:, needs].any())
        for name in ("asked", "needs"):
            truths[-1, OUTPUTS.index(name)] = asks
            known[-1, OUTPUTS.index(name)] = name == "asked" or asks or not in_trouble
        made.append(Told(f"sentence-{row.writer}", said, truths, known))
    return made


#: How often a sentence stands behind a calm conversation, behind one that needs a person, alone.
_BEHIND = (0.4, 0.3, 0.3)


def retold(talks: Sequence[Told], noise: Noise, seed: int) -> list[Told]:
    """Every conversation once more, told a little differently.

    Half of the customer's turns are mistyped. Half of the conversations come after a short one in
    which nothing went wrong: what was settled before must not count, and needs come late, too.
    """
    chance = random.Random(f"retold {seed}")
    short = [
        each for each in talks
        if len(each.turns) <= _SHORT and not each.truths[:, OUTPUTS.index("needs")].any()
    ]  # fmt: skip
    made = []
    for each in talks:
        before = chance.choice(short) if short and chance.random() < 0.5 else None
        parts = [each] if before is None or before is each else [before, each]
        turns = tuple(
            replace(turn, text=noise(turn.text, chance), at=None)
            if turn.speaker is Speaker.CUSTOMER and chance.random() < 0.5
            else replace(turn, at=None)
            for part in parts
            for turn in part.turns
        )
        truths = np.concatenate([part.truths for part in parts])
        known = np.concatenate([part.known for part in parts])
        made.append(Told(each.id, turns, truths, known))
    return made


#: Turns of a conversation that may come before another.
_SHORT = 8


class CourseModel(nn.Module):
    """As `handoff.detector.course.Course`, with the same names of weights."""

    def __init__(self, dimension: int, beside: int = SCALARS, dropout: float = 0.2) -> None:
        super().__init__()
        self.project = nn.Linear(dimension, PROJECTED)
        self.drop = nn.Dropout(dropout)
        self.gru = nn.GRU(PROJECTED + beside, STATE, batch_first=True)
        self.out = nn.Linear(STATE + PROJECTED + beside, len(OUTPUTS))

    def forward(self, vectors: Tensor, beside: Tensor) -> Tensor:
        """Vectors (n, turns, dim) and (n, turns, beside) to log-odds (n, turns, outputs)."""
        seen = torch.cat([self.drop(torch.tanh(self.project(vectors * LENGTH))), beside], dim=-1)
        states, _ = self.gru(seen)
        found: Tensor = self.out(torch.cat([self.drop(states), seen], dim=-1))
        return found

    def loss(self, batch: Sequence[Told], vectors: Sequence[Tensor]) -> Tensor:
        """Mean cross-entropy of everything that is known of the customer's turns."""
        beside = [
            torch.from_numpy(scalars(each.turns, found.detach().float().numpy()))
            for each, found in zip(batch, vectors, strict=True)
        ]
        logits = self(_padded(vectors), _padded(beside))
        truths = _padded([torch.from_numpy(each.truths) for each in batch])
        known = _padded([torch.from_numpy(each.known) for each in batch])
        losses = f.binary_cross_entropy_with_logits(logits, truths, reduction="none")
        return (losses * known).sum() / known.sum()


def _padded(parts: Sequence[Tensor]) -> Tensor:
    return nn.utils.rnn.pad_sequence(list(parts), batch_first=True)


@dataclass
class Conversations:
    """Whole conversations: every customer turn judged on what came before it."""

    name: str
    share: float
    told: Sequence[Told]
    noise: Noise
    batch: int = 8
    noisy: float = 0.25

    def head(self, dimension: int) -> nn.Module:
        return CourseModel(dimension)

    def loss(self, encode: Encode, heads: Mapping[str, nn.Module], chance: random.Random) -> Tensor:
        batch = chance.sample(self.told, min(self.batch, len(self.told)))
        texts = [
            self.noise(turn.text, chance)
            if turn.speaker is Speaker.CUSTOMER and chance.random() < self.noisy
            else turn.text
            for each in batch
            for turn in each.turns
        ]
        vectors = torch.split(encode(texts), [len(each.turns) for each in batch])
        model = heads[self.name]
        assert isinstance(model, CourseModel)
        with torch.autocast("cpu", enabled=False):
            # The mean over seven outputs, most of them sure, is small beside the other losses.
            return 4 * model.loss(batch, [part.float() for part in vectors])


@dataclass(frozen=True, slots=True)
class Lesson:
    """A conversation with the vectors of its turns, and what is seen beside them."""

    told: Told
    vectors: Array
    beside: Array


@dataclass(frozen=True, slots=True)
class CourseRecipe:
    """How the sequence model is trained on vectors that stay as they are."""

    models: int = 5
    epochs: int = 12
    batch: int = 16
    rate: float = 2e-3
    decay: float = 0.02
    dropout: float = 0.3
    #: Standard deviation of what is added to each coordinate: writers' wordings are few.
    blur: float = 0.01


def fit(
    lessons: Sequence[Lesson],
    seed: int,
    recipe: CourseRecipe,
    progress: Callable[[], None] = lambda: None,
) -> dict[str, Array]:
    """Weights by name, one entry a model, as `handoff.detector.course.Course` takes them."""
    each = [_fit_one(lessons, seed * 101 + i, recipe, progress) for i in range(recipe.models)]
    return {name: np.stack([weights[name] for weights in each]) for name in each[0]}


def _fit_one(
    lessons: Sequence[Lesson], seed: int, recipe: CourseRecipe, progress: Callable[[], None]
) -> dict[str, Array]:
    torch.manual_seed(seed)
    chance = random.Random(f"course {seed}")
    first = lessons[0]
    model = CourseModel(first.vectors.shape[1], first.beside.shape[1], recipe.dropout)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=recipe.rate, weight_decay=recipe.decay, fused=True
    )
    steps = -(-len(lessons) // recipe.batch)
    pace = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.rate, total_steps=recipe.epochs * steps, pct_start=0.15
    )
    rows = [
        tuple(map(torch.from_numpy, (x.vectors, x.beside, x.told.truths, x.told.known)))
        for x in lessons
    ]
    model.train()
    for _ in range(recipe.epochs):
        chance.shuffle(rows)
        for start in range(0, len(rows), recipe.batch):
            vectors, beside, truths, known = map(
                _padded, zip(*rows[start : start + recipe.batch], strict=True)
            )
            logits = model(vectors + recipe.blur * torch.randn_like(vectors), beside)
            losses = f.binary_cross_entropy_with_logits(logits, truths, reduction="none")
            optimizer.zero_grad(set_to_none=True)
            loss: Tensor = (losses * known).sum() / known.sum()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            pace.step()
        progress()
    return {name: value.detach().numpy().copy() for name, value in model.state_dict().items()}
