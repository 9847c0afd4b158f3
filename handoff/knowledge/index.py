"""The index in memory: what PostgreSQL computes, for measurements and where vectors are kept."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from handoff.knowledge.articles import Article
from handoff.knowledge.letters import Alike, Letters, best_few, table
from handoff.knowledge.ranking import Match
from handoff.knowledge.words import content_words

Vector = NDArray[np.float32]


class Lines:
    """Which lines each article has, so that the best of thousands are found at once."""

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        """*keys*: slug and kind of every line."""
        self._slugs = list(dict.fromkeys(slug for slug, _ in keys))
        places = {slug: place for place, slug in enumerate(self._slugs)}
        rows: defaultdict[str, list[list[int]]] = defaultdict(lambda: [[] for _ in self._slugs])
        for i, (slug, kind) in enumerate(keys):
            rows[kind][places[slug]].append(i)
        self._tables = {kind: table(each) for kind, each in rows.items()}

    def nearest(self, cosines: Vector) -> dict[str, dict[str, float]]:
        """Fields of `Match` by article, from the cosine of each line: shape (lines,)."""
        near = np.append(cosines, -np.inf)  # The last stands for no line.
        found: dict[str, dict[str, float]] = {slug: {} for slug in self._slugs}
        for kind, lines in self._tables.items():
            best = best_few(near[lines])
            for fields, row in zip(found.values(), best.tolist(), strict=True):
                have = [cosine for cosine in row if cosine > -np.inf]
                if have:
                    fields[kind] = have[0]
                    if kind == "asked":
                        fields["asked_few"] = sum(have) / len(have)
        return found


def with_letters(found: Iterable[Match], alike: Mapping[str, Alike]) -> list[Match]:
    """What the index says, with what `Letters` say of those that they know."""
    return [_with(match, alike.get(match.slug)) for match in found]


def _with(match: Match, alike: Alike | None) -> Match:
    if alike is None:
        return match
    # A thousand times for a message: `replace` takes three times as long.
    return Match(
        slug=match.slug, intents=match.intents, passage=match.passage, title=match.title,
        asked=match.asked, asked_few=match.asked_few, words=match.words,
        letters_asked=alike.asked, letters_said=alike.said,
    )  # fmt: skip


class Index:
    """Articles and the vectors of their lines."""

    def __init__(self, articles: Sequence[Article], vectors: Mapping[str, Vector]) -> None:
        """*vectors*: unit vectors by the text of the line."""
        self._articles = articles
        lines = [(article, line) for article in articles for line in article.lines()]
        self._lines = Lines([(article.slug, str(line.kind)) for article, line in lines])
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
        near = self._lines.nearest(cosines)
        have: dict[str, list[str]] = {}
        for word in content_words(text):
            have[word] = [
                article.slug
                for article, words in zip(self._articles, self._words, strict=True)
                if words[word] > (left_out[word] if without and article.slug == without[0] else 0)
            ]
        by_slug: defaultdict[str, float] = defaultdict(float)
        for slugs in have.values():
            for slug in slugs:
                by_slug[slug] += math.log(1 + len(self._articles) / len(slugs))
        return with_letters(
            [
                Match(slug=a.slug, intents=a.intents, words=by_slug[a.slug], **near.get(a.slug, {}))
                for a in self._articles
            ],
            self._letters.alike(text, without=without),
        )
