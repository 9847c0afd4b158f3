"""The index in memory: how a question and every article are compared, line by line."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.knowledge.articles import KINDS, Article
from handoff.knowledge.letters import Alike, Letters, best_few, table
from handoff.knowledge.ranking import Match
from handoff.knowledge.words import content_words

Vector = NDArray[np.float32]


class Near(NamedTuple):
    """Fields of `Match`, each a column: an article a row, in the order of all articles."""

    passage: Sequence[float | None]
    title: Sequence[float | None]
    asked: Sequence[float | None]
    asked_few: Sequence[float | None]


class Lines:
    """Which lines each article has, so that the best of thousands are found at once."""

    def __init__(self, keys: Sequence[tuple[str, str]], slugs: Sequence[str]) -> None:
        """*keys*: slug and kind of every line; *slugs*: of all articles, in their order."""
        places = {slug: place for place, slug in enumerate(slugs)}
        rows: dict[str, list[list[int]]] = {kind: [[] for _ in slugs] for kind in KINDS}
        for i, (slug, kind) in enumerate(keys):
            rows[kind][places[slug]].append(i)
        self._tables = {kind: table(each) for kind, each in rows.items()}

    def nearest(self, cosines: Vector) -> Near:
        """*cosines*: of each line, shape (lines,); -inf of one that doesn't count."""
        near = np.append(cosines, -np.inf)  # The last stands for no line.
        best = {kind: best_few(near[lines]) for kind, lines in self._tables.items()}
        asked = best["asked"]
        found = np.maximum((asked > -np.inf).sum(axis=1), 1)
        few = np.where(asked > -np.inf, asked, 0.0).sum(axis=1) / found
        few = np.where(asked[:, 0] > -np.inf, few, -np.inf)
        return Near(
            passage=_known(best["passage"][:, 0]),
            title=_known(best["title"][:, 0]),
            asked=_known(asked[:, 0]),
            asked_few=_known(few),
        )


def _known(cosines: Vector) -> list[float | None]:
    return [cosine if cosine > -np.inf else None for cosine in cosines.tolist()]


def by_words(
    words: Iterable[str], having: Mapping[str, Collection[str]], articles: int
) -> Mapping[str, float]:
    """`Match.words` of each article that has any of the *words*: one that few have tells more.

    *having*: the articles that have each word; *articles*: how many there are.
    """
    found: defaultdict[str, float] = defaultdict(float)
    for word in words:
        slugs = having.get(word, ())
        for slug in slugs:
            found[slug] += math.log(1 + articles / len(slugs))
    return found


def matches(
    articles: Iterable[tuple[str, tuple[str, ...]]], near: Near | None, words: Mapping[str, float]
) -> list[Match]:
    """What is known of each. *articles*: slug and intents; *words*: of `by_words`."""
    if near is None:
        return [Match(slug, intents, words=words.get(slug, 0.0)) for slug, intents in articles]
    return [
        Match(slug, intents, passage, title, asked, few, words.get(slug, 0.0))
        for (slug, intents), passage, title, asked, few in zip(articles, *near, strict=True)
    ]


def with_letters(found: Iterable[Match], alike: Mapping[str, Alike]) -> list[Match]:
    """What the index says, with what `Letters` say of those that they know."""
    return [
        Match(*match[:-2], *alike[match.slug]) if match.slug in alike else match for match in found
    ]


class Index:
    """Articles and the vectors of their lines."""

    def __init__(self, articles: Sequence[Article], vectors: Mapping[str, Vector]) -> None:
        """*vectors*: unit vectors by the text of the line."""
        self._articles = articles
        lines = [(article, line) for article in articles for line in article.lines()]
        self._lines = Lines(
            [(article.slug, line.kind) for article, line in lines],
            [article.slug for article in articles],
        )
        self._asked = {
            (article.slug, line.text): place
            for place, (article, line) in enumerate(lines)
            if line.kind == "asked"
        }
        self._letters = Letters(articles)
        self._matrix = np.stack([vectors[line.text] for _, line in lines])
        self._words = [
            Counter(word for text in article.said().splitlines() for word in content_words(text))
            for article in articles
        ]

    def matches(
        self, text: str, vector: Vector, *, without: tuple[str, str] | None = None
    ) -> list[Match]:
        """What the index says of every article.

        *without*: an article and a text of its own that is taken out, for measurements with
        questions that are in the index; of one that is not there, nothing is taken out.
        """
        if without is not None and without not in self._asked:
            without = None
        left_out = Counter(content_words(without[1])) if without else Counter[str]()
        cosines = self._matrix @ vector
        if without is not None:
            cosines[self._asked[without]] = -np.inf
        wanted = content_words(text)
        having = {
            word: [
                article.slug
                for article, words in zip(self._articles, self._words, strict=True)
                if words[word] > (left_out[word] if without and article.slug == without[0] else 0)
            ]
            for word in wanted
        }
        return with_letters(
            matches(
                [(article.slug, article.intents) for article in self._articles],
                self._lines.nearest(cosines),
                by_words(wanted, having, len(self._articles)),
            ),
            self._letters.alike(text, without=without),
        )
