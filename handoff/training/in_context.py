"""How often the right article answers a message that leans on what was said before.

`--fit` learns the weights of `handoff.knowledge.context`: a conditional logit (McFadden, 1974) over
all articles and "none of them", on the train part. Questions that
stand by themselves are put behind a foreign conversation, too: a new matter must not be answered
with the old one.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from handoff.knowledge.articles import Article
from handoff.knowledge.context import (
    IN_CONTEXT,
    Context,
    ContextWeights,
    likeliest,
    parts,
    rank_in_context,
)
from handoff.knowledge.index import Vector
from handoff.knowledge.ranking import Match, Ranked, rank
from handoff.settings import ModelSettings
from handoff.training.chains import chains
from handoff.training.follow_ups import FollowUp, follow_ups
from handoff.training.retrieval import Search, articles
from handoff.training.rows import json_lines, questions, training_sentences

_DATA = Path(__file__).resolve().parents[2] / "data"
SEED = 7
#: Intents of `asking_nothing`, and how many of their sentences are taken.
_ASKS_NOTHING = {"out_of_scope": 300, "request_human": 60} | dict.fromkeys(
    ("greet", "goodbye", "thank", "affirm", "deny", "bot_challenge"), 40
)
#: Keeps the weights of rare parts small, in nats for each unit squared, over all rows.
_RIDGE = 0.5


def first_questions(part: str, articles: Mapping[str, Article]) -> list[FollowUp]:
    """Questions with which a conversation begins, each with the answer of its article."""
    return [
        FollowUp(
            question.text,
            Context(),
            question.article,
            own=True,
            language=question.language,
            says=articles[question.article].wording(question.language).sentences(),
            kind="first",
        )
        for question in questions(_DATA / "questions" / part)
    ]


def asking_nothing(nlu: Path, seed: int = SEED) -> list[FollowUp]:
    """Sentences with which a conversation begins, and which no article is for."""
    chance = random.Random(f"nothing {seed}")
    found = []
    for intent, most in _ASKS_NOTHING.items():
        own = [row for row in training_sentences(nlu) if row.intent == intent]
        found += [
            FollowUp(row.text, Context(), None, language=row.language, kind="none")
            for row in chance.sample(own, min(most, len(own)))
        ]
    return found


def foreign(part: str, rows: Sequence[FollowUp], seed: int = SEED) -> list[FollowUp]:
    """Questions that stand by themselves, each behind a conversation about something else."""
    chance = random.Random(f"foreign {seed}")
    asked = questions(_DATA / "questions" / part)
    made = []
    for question in chance.sample(asked, min(len(rows), len(asked))):
        others = [row.context for row in rows if question.article not in row.context.told]
        made.append(
            FollowUp(
                question.text,
                chance.choice(others),
                question.article,
                own=True,
                language=question.language,
            )
        )
    return made


@dataclass(frozen=True, slots=True)
class Looked:
    """A moment with what the index says of it."""

    row: FollowUp
    alone: Sequence[Match]
    together: Sequence[Match]
    intents: Mapping[str, float] | None
    #: Unit vectors of the message, and of it behind each that it may lean on.
    text: Sequence[Vector]

    def matrix(self) -> NDArray[np.float32]:
        """What speaks for each article: shape (articles, parts)."""
        behind = {match.slug: match for match in self.together}
        return np.array(
            [parts(match, behind[match.slug], self.row.context) for match in self.alone],
            np.float32,
        )


def look(
    search: Search, rows: Sequence[FollowUp], readings: Mapping[str, Mapping[str, float]]
) -> list[Looked]:
    """Asks the index. A question of the train part stands in it: it is measured without itself."""
    texts = [(row.text, *row.context.behind(row.text)) for row in rows]
    every = list(dict.fromkeys(text for each in texts for text in each))
    vectors = dict(zip(every, search.vectors(every), strict=True))
    looked = []
    for row, each in zip(rows, texts, strict=True):
        itself = (row.answer or "", row.text) if row.own else None
        alone, *behind = (search.matches(text, vectors[text], itself) for text in each)
        read = readings.get(row.text)
        together = likeliest(behind or [alone])
        looked.append(Looked(row, alone, together, read, [vectors[t] for t in each]))
    return looked


def fit(data: Sequence[Looked]) -> ContextWeights:
    """The weights under which the rows' own answers are likeliest."""
    matrices = torch.from_numpy(np.stack([looked.matrix() for looked in data]))
    slugs = [match.slug for match in data[0].alone]
    none = len(slugs)
    target = torch.tensor(
        [none if x.row.answer is None else slugs.index(x.row.answer) for x in data]
    )
    counts = torch.zeros(matrices.shape[2] + 1, requires_grad=True)
    optimizer = torch.optim.LBFGS([counts], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = torch.cat([matrices @ counts[:-1], counts[-1].expand(len(data), 1)], dim=1)
        found: torch.Tensor = torch.nn.functional.cross_entropy(scores, target, reduction="sum")
        found = found + _RIDGE * (counts**2).sum()
        found.backward()  # type: ignore[no-untyped-call]
        return found

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    names = [field.name for field in fields(ContextWeights)]
    values = (round(float(value), 2) for value in counts.detach())
    return ContextWeights(**dict(zip(names, values, strict=True)))


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares.

    *first*: the article stands first, of the messages that have one; *right*: and is given as the
    answer; *astray*: another one is given; *needless*: one is given, of those that have none;
    *own*: as *right*, of questions that stand by themselves.
    """

    first: float
    right: float
    astray: float
    needless: float
    own: float


def figures(data: Sequence[Looked], ranked: Sequence[Sequence[Ranked]]) -> Figures:
    """What rankings are worth: the first article is given if it fits."""
    given = [each[0].slug if each[0].fits else None for each in ranked]
    pairs = list(zip((x.row for x in data), given, strict=True))

    def share(of: Sequence[bool]) -> float:
        return round(float(np.mean(of)), 3) if of else 0.0

    leaning = [(row, slug) for row, slug in pairs if row.answer is not None and not row.own]
    top = [each[0].slug for each in ranked]
    return Figures(
        first=share(
            [
                slug == x.row.answer
                for x, slug in zip(data, top, strict=True)
                if x.row.answer is not None and not x.row.own
            ]
        ),
        right=share([slug == row.answer for row, slug in leaning]),
        astray=share([slug not in (None, row.answer) for row, slug in leaning]),
        needless=share([slug is not None for row, slug in pairs if row.answer is None]),
        own=share([slug == row.answer for row, slug in pairs if row.own]),
    )


def ways(data: Sequence[Looked], weights: ContextWeights) -> dict[str, list[list[Ranked]]]:
    """The rankings to compare, by name."""
    return {
        "the message alone": [rank(x.alone, x.intents) for x in data],
        "behind the one before": [rank(x.together, x.intents) for x in data],
        "in context": [
            rank_in_context(x.alone, x.together, x.row.context, x.intents, weights) for x in data
        ],
    }


def main() -> None:
    """`python -m handoff.training.in_context --part test [--readings FILE] [--fit]`."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--part", choices=("train", "test"), default="train")
    options.add_argument("--encoder", default=ModelSettings().encoder)
    options.add_argument("--readings", type=Path, help="what `hangat parse` wrote of the messages")
    options.add_argument("--fit", action="store_true", help="learn the weights and show them")
    given = options.parse_args()
    read: dict[str, Mapping[str, float]] = {}
    if given.readings is not None:
        for _, line in json_lines(given.readings):
            ranking = line["ranking"]
            assert isinstance(ranking, list)
            read[str(line["text"])] = {each["name"]: float(each["confidence"]) for each in ranking}
    known = {each.slug: each for each in articles(_DATA / "knowledge")}
    in_chains = chains(_DATA / "chains" / given.part, known)
    rows = follow_ups(_DATA / "follow_ups" / given.part)
    rows += [row for row in in_chains if row.context.leant_on()]
    rows += foreign(given.part, rows)
    search = Search(given.encoder, _DATA / "knowledge")
    data = look(search, rows, read)
    weights = IN_CONTEXT
    if given.fit:
        weights = fit(data)
        print(asdict(weights))
    for name, ranked in ways(data, weights).items():
        print(f"{name}: {len(data)} messages, {figures(data, ranked)}")


if __name__ == "__main__":
    main()
