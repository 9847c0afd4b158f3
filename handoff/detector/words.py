"""What the words of a turn show, beside its vector: linear models on hashed pieces of words.

A vector keeps what a turn is about and blurs how it is said; "itu lagi", "udah dicoba" and a menu
that comes back are said in particular words. Pieces are numbered by their hash (Weinberger et al.,
2009), so no list of words is stored. Pure; trained by `handoff.training.words`.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handoff.domain.signals import Speaker, Turn

Array = NDArray[np.float32]
Numbers = NDArray[np.uint16]

#: What is judged, each by its log-odds; names of `handoff.detector.course.OUTPUTS`.
WORDED = ("impatient", "frustrated", "asked", "sensitive", "stuck", "needs")
BUCKETS = 1 << 16  # what Numbers can tell apart
_LENGTHS = (2, 3, 4, 5)  # of pieces of words
_WORD = re.compile(r"\w+|[^\w\s]")
_LONG = re.compile(r"(.)\1{2,}")
#: The same piece said by the bot, or earlier, counts apart: its number is changed by these bits.
_NOW, _BOT, _BEFORE = np.uint16(0), np.uint16(0x9E37), np.uint16(0x51ED)


@functools.lru_cache(maxsize=4096)  # some hundred pieces of six bytes each
def pieces(text: str) -> tuple[Numbers, Array]:
    """Numbers below BUCKETS of the words, pairs of words and pieces of words; how much each counts.

    Capitals, width and elongation ("lamaaaa") make no difference.
    """
    plain = _LONG.sub(r"\1\1", unicodedata.normalize("NFKC", text).casefold())
    words = _WORD.findall(plain)
    found = Counter(f"w {word}" for word in words)
    found.update(f"w {one} {next_}" for one, next_ in itertools.pairwise(words))
    for word in words:
        framed = f" {word} "
        for length in _LENGTHS:
            found.update(framed[i : i + length] for i in range(len(framed) - length + 1))
    numbers = np.fromiter(
        (zlib.crc32(piece.encode()) % BUCKETS for piece in found), np.uint16, len(found)
    )
    return numbers, 1 + np.log(np.fromiter(found.values(), np.float32, len(found)))


def seen(turns: Sequence[Turn], place: int, *, before: bool) -> tuple[Numbers, Array]:
    """The pieces of a customer turn; with ``before`` also of the bot's and customer's last."""
    parts = [(_NOW, turns[place].text)]
    if before:
        for speaker, bits in ((Speaker.BOT, _BOT), (Speaker.CUSTOMER, _BEFORE)):
            last = next((t.text for t in reversed(turns[:place]) if t.speaker is speaker), None)
            if last is not None:
                parts.append((bits, last))
    counted = [(bits, *pieces(text)) for bits, text in parts]
    return (
        np.concatenate([numbers ^ bits for bits, numbers, _ in counted]),
        np.concatenate([values for _, _, values in counted]),
    )


@dataclass(frozen=True, slots=True)
class View:
    """Linear models on what ``seen`` gives: one for each of WORDED, or of three moods."""

    before: bool
    rarity: Array  # (BUCKETS,): how much more a rare piece counts; 0 for one never learnt
    weight: Array  # (BUCKETS, k)
    bias: Array  # (k,)

    def __call__(self, turns: Sequence[Turn], place: int) -> Array:
        """Log-odds, shape (k,), of the customer turn at ``place``."""
        numbers, values = weighed(self.rarity, *seen(turns, place, before=self.before))
        found: Array = values @ self.weight[numbers] + self.bias
        return found


def weighed(rarity: Array, numbers: Numbers, values: Array) -> tuple[Numbers, Array]:
    """Counts by rarity, with length 1; pieces never learnt fall away."""
    values = values * rarity[numbers]
    known = values > 0
    length = np.sqrt((values[known] ** 2).sum())
    return numbers[known], (values[known] / length if length else values[known])


@dataclass(frozen=True, slots=True)
class Words:
    """All views."""

    views: tuple[View, ...]

    def __call__(self, turns: Sequence[Turn]) -> Array:
        """Log-odds of each view, shape (len(turns), len(views) * len(WORDED)).

        0 for turns that are not the customer's.
        """
        width = len(WORDED)
        found = np.zeros((len(turns), width * len(self.views)), np.float32)
        for i, turn in enumerate(turns):
            if turn.speaker is Speaker.CUSTOMER:
                for at, view in enumerate(self.views):
                    found[i, at * width : (at + 1) * width] = view(turns, i)
        return found
