"""The index in memory: what PostgreSQL computes, for measurements and where vectors are kept."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from handoff.knowledge.articles import Article
from handoff.knowledge.ranking import FEW, Match
from handoff.knowledge.words import content_words

Vector = NDArray[np.float32]


def nearest(lines: Iterable[tuple[tuple[str, str], float]]) -> dict[str, dict[str, float]]:
    """Fields of `Match` by article, from (slug, kind) and cosine of each line."""
    found: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for key, cosine in lines:
        found[key].append(cosine)
    fields: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (slug, kind), cosines in found.items():
        cosines.sort(reverse=True)
        fields[slug][kind] = cosines[0]
        if kind == "asked":
            fields[slug]["asked_few"] = sum(cosines[:FEW]) / len(cosines[:FEW])
    return dict(fields)


class Index:
    """Articles and the vectors of their lines."""

    def __init__(self, articles: Sequence[Article], vectors: Mapping[str, Vector]) -> None:
        """*vectors*: unit vectors by the text of the line."""
        self._articles = articles
        lines = [(article, line) for article in articles for line in article.lines()]
        self._keys = [(article.slug, str(line.kind)) for article, line in lines]
        self._texts = [line.text for _, line in lines]
        self._asked = {(article.slug, line.text) for article, line in lines if line.kind == "asked"}
        self._matrix = np.stack([vectors[text] for text in self._texts])
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
        cosines = (self._matrix @ vector).tolist()
        near = nearest(
            (key, cosine)
            for key, text_, cosine in zip(self._keys, self._texts, cosines, strict=True)
            if without is None or (key[0], text_) != without
        )
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
        return [
            Match(slug=a.slug, intents=a.intents, words=by_slug[a.slug], **near.get(a.slug, {}))
            for a in self._articles
        ]
