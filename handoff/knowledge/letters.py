"""How alike the letters of a question and of an article's lines are: it bears typing errors.

Vectors of sentences know what words mean and miss what was never seen; whole words must be spelt
alike. Pieces of words, rare ones weighing more (TF-IDF over character n-grams within words, Cavnar
and Trenkle, 1994), stand between: "kartunya ketelen mesn" has most of "kartu tertelan mesin".
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.knowledge.articles import Article
from handoff.knowledge.ranking import FEW

_SIZES = (3, 4)
_OTHER = re.compile(r"[^a-z0-9]+")
_STRETCHED = re.compile(r"(.)\1{2,}")


class Alike(NamedTuple):
    """Cosines between 0 and 1. *asked*: mean of the nearest questions; *said*: title or answer."""

    asked: float
    said: float


class Letters:
    """The lines of articles by their letters, in memory: 14 MiB for 4,700 lines."""

    def __init__(self, articles: Sequence[Article]) -> None:
        lines = [(place, line) for place, each in enumerate(articles) for line in each.lines()]
        self._slugs = [article.slug for article in articles]
        self._lines = {(self._slugs[place], line.text): i for i, (place, line) in enumerate(lines)}
        counts = [Counter(pieces(line.text)) for _, line in lines]
        held = Counter(piece for each in counts for piece in each)
        self._rare = {
            piece: math.log((1 + len(lines)) / (1 + by)) + 1 for piece, by in held.items()
        }
        found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for i, each in enumerate(counts):
            for piece, weight in self._weights(each):
                found[piece].append((i, weight))
        self._found = {
            piece: (
                np.array([i for i, _ in held_by], np.intp),
                np.array([weight for _, weight in held_by], np.float32),
            )
            for piece, held_by in found.items()
        }
        asked: list[list[int]] = [[] for _ in articles]
        said: list[list[int]] = [[] for _ in articles]
        for i, (place, line) in enumerate(lines):
            (asked if line.kind == "asked" else said)[place].append(i)
        self._asked, self._said = table(asked), table(said)
        self._size = len(lines)

    def alike(self, text: str, *, without: tuple[str, str] | None = None) -> dict[str, Alike]:
        """By article. *without*: an article and a line of its own that is not looked at."""
        near = np.zeros(self._size + 1, np.float32)  # The last stands for no line.
        for piece, weight in self._weights(Counter(pieces(text))):
            lines, weights = self._found[piece]
            near[lines] += weight * weights
        if without in self._lines:
            near[self._lines[without]] = 0.0
        best = best_few(near[self._asked])
        lines_of = np.maximum((self._asked[:, :FEW] >= 0).sum(axis=1), 1)
        asked, said = best.sum(axis=1) / lines_of, near[self._said].max(axis=1)
        return {
            slug: Alike(*cosines)
            for slug, *cosines in zip(self._slugs, asked.tolist(), said.tolist(), strict=True)
        }

    def _weights(self, counts: Counter[str]) -> Iterator[tuple[str, float]]:
        """Of the pieces that any line has, together a unit vector."""
        known = {
            piece: (1 + math.log(count)) * self._rare[piece]
            for piece, count in counts.items()
            if piece in self._rare
        }
        norm = math.sqrt(sum(weight**2 for weight in known.values()))
        return ((piece, weight / norm) for piece, weight in known.items())


def pieces(text: str) -> Iterator[str]:
    """Three and four letters in a row of each word, whose ends count as a letter."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    for word in _STRETCHED.sub(r"\1", _OTHER.sub(" ", bare)).split():
        ended = f" {word} "
        for size in _SIZES:
            yield from (ended[at : at + size] for at in range(len(ended) - size + 1))


def table(rows: Sequence[Sequence[int]]) -> NDArray[np.intp]:
    """Rows of one width, `FEW` or more; -1, which is the last line, where a row is shorter."""
    width = max([FEW, *map(len, rows)])
    filled = [[*row, *[-1] * (width - len(row))] for row in rows]
    return np.array(filled, np.intp).reshape(len(rows), width)


def best_few(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of each row the `FEW` highest, the highest first: shape (rows, FEW)."""
    found: NDArray[np.float32] = -np.sort(-rows, axis=1)[:, :FEW]
    return found
