"""How often the right article comes first: the product's own search on questions of customers."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from handoff.adapters.sentence_encoder import load as load_encoder
from handoff.knowledge.articles import Article, parse
from handoff.knowledge.index import Index, Vector
from handoff.knowledge.ranking import Match, Ranked, rank
from handoff.settings import ModelSettings
from handoff.training.rows import Question, json_lines, questions

_DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the questions. *answered*: the first article fits; *rightly*: of these."""

    first: float
    first_three: float
    answered: float
    rightly: float


def articles(folder: Path) -> list[Article]:
    """Every article of a folder. Raises BadArticle."""
    files = sorted(path for path in folder.glob("*.md") if path.stem != "README")
    return [parse(path.stem, path.read_text(encoding="utf-8")) for path in files]


def figures(asked: Sequence[Question], found: Sequence[Sequence[Ranked]]) -> Figures:
    """What the rankings are worth."""
    places = [
        [ranked.slug for ranked in each].index(question.article)
        for question, each in zip(asked, found, strict=True)
    ]
    fits = [each[0].fits for each in found]
    right = [place == 0 for place, fit in zip(places, fits, strict=True) if fit]
    return Figures(
        first=float(np.mean([place == 0 for place in places])),
        first_three=float(np.mean([place < 3 for place in places])),
        answered=float(np.mean(fits)),
        rightly=float(np.mean(right)) if right else 0.0,
    )


class Search:
    """The search of one encoder over one folder of articles."""

    def __init__(self, encoder: str, folder: Path) -> None:
        self._encoder = load_encoder(encoder)
        read = articles(folder)
        texts = list(dict.fromkeys(line.text for article in read for line in article.lines()))
        vectors = dict(zip(texts, self._encoder.encode(texts), strict=True))
        self._index = Index(read, vectors)

    def vectors(self, texts: Sequence[str]) -> Vector:
        """A row a text."""
        return self._encoder.encode(texts)

    def matches(
        self, text: str, vector: Vector, without: tuple[str, str] | None = None
    ) -> list[Match]:
        """What the index says of every article; see `Index.matches`."""
        return self._index.matches(text, vector, without=without)

    def ranked(
        self,
        asked: Sequence[Question],
        vectors: Vector,
        readings: Sequence[Mapping[str, float] | None],
        *,
        leave_out: bool,
    ) -> list[list[Ranked]]:
        """A ranking for each question. *leave_out*: each is taken out of the index before."""
        return [
            rank(
                self.matches(q.text, vector, (q.article, q.text) if leave_out else None),
                reading,
            )
            for q, vector, reading in zip(asked, vectors, readings, strict=True)
        ]


def readings(path: Path, asked: Sequence[Question]) -> list[Mapping[str, float]]:
    """The assistant's own reading of each question, from what `hangat parse` wrote of them.

    Raises KeyError for a question that is not among them.
    """
    read: dict[str, Mapping[str, float]] = {}
    for _, row in json_lines(path):
        ranking = row["ranking"]
        assert isinstance(ranking, list)
        read[str(row["text"])] = {each["name"]: float(each["confidence"]) for each in ranking}
    return [read[question.text] for question in asked]


def main() -> None:
    """`python -m handoff.training.retrieval --part test [--readings FILE]`."""
    settings = ModelSettings()
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--part", choices=("train", "test"), default="train")
    options.add_argument("--encoder", default=settings.encoder)
    options.add_argument("--readings", type=Path, help="what `hangat parse` wrote of the questions")
    given = options.parse_args()
    search = Search(given.encoder, _DATA / "knowledge")
    asked = questions(_DATA / "questions" / given.part)
    vectors = search.vectors([question.text for question in asked])
    # Questions of the train part are in the index: each is measured without itself.
    leave_out = given.part == "train"
    ways: dict[str, Sequence[Mapping[str, float] | None]] = {
        "by the question alone": [None] * len(asked),
    }
    if given.readings is not None:
        ways["with the assistant's reading"] = readings(given.readings, asked)
    for name, read in ways.items():
        found = figures(asked, search.ranked(asked, vectors, read, leave_out=leave_out))
        print(f"{name}: {len(asked)} questions, {found}")


if __name__ == "__main__":
    main()
