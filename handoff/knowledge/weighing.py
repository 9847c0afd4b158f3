"""What a message is answered with, weighed from all that was read of it.

Three readers see different things: the cross-encoder the words of message and sentence, the vectors
what is alike, and a classifier of questions what was meant in conversations before. None of them
knows how far it may be trusted with what customers really write. That is learnt (stacking, Wolpert
1992) as a conditional logit (McFadden, 1974) from conversations with the assistant itself, which
neither model had seen: docs/decisions/0041. Where many write at once there is no time for the
cross-encoder; the others are weighed without it then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from handoff.knowledge.context import Context
from handoff.knowledge.reranking import Candidate, Verdict

Rows = NDArray[np.float64]

#: What the columns of an article, of "gap" and "idle", and of a sentence are.
ARTICLE = (
    "read", "expected", "behind the most expected", "told", "last", "of the matter",
    "alone", "together", "own", "both",
)  # fmt: skip
OTHER = ("always", "leaning", "read", "expected")
SENTENCE = ("read", "own", "both", "first", "second", "step", "said", "length", "expected")
#: Logarithms are not followed further down: what is that unlikely is all the same.
_LEAST_READ, _LEAST_EXPECTED = -12.0, -9.0
#: What an article counts as that is newer than the classifier, which can't have met it: as if it
#: were expected as much as not, and none of the others more.
_UNKNOWN = float(np.log(0.5))
_LONG = 100
#: Articles whose sentences the cross-encoder reads.
MOST_READ = 3
_TINY = 1e-12


#: By name of the article and sentence; None for a sentence that is newer than the classifier.
OfSentence = Callable[[str, str], float | None]


def _never_met(_slug: str, _sentence: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a message is about, by all that was asked before: logarithms of probabilities.

    *sentence*: that of a sentence among those of its article, should that one answer.
    """

    articles: Mapping[str, float]
    gap: float
    idle: float
    sentence: OfSentence = _never_met

    def likeliest(self) -> list[str]:
        """The articles, the likeliest first."""
        return sorted(self.articles, key=lambda slug: (-self.articles[slug], slug))


@dataclass(frozen=True, slots=True)
class Weighing:
    """What each column counts, in the order of `ARTICLE`, `OTHER` (twice) and `SENTENCE`."""

    article: tuple[float, ...]
    gap: tuple[float, ...]
    idle: tuple[float, ...]
    sentence: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Weighings:
    """For messages that the cross-encoder has read, and for those it had no time for."""

    read: Weighing
    unread: Weighing


def unread(candidates: Sequence[Candidate]) -> Verdict:
    """What nobody has read: every article as likely as another, and its sentences likewise."""
    sentences = Counter(each.slug for each in candidates)
    share = 1 / (len(sentences) + 2)
    return Verdict(
        tuple(candidates), tuple(share / sentences[each.slug] for each in candidates), share, share
    )


def article_rows(verdict: Verdict, expected: Expected) -> tuple[list[str], Rows]:
    """The articles that were read, and what speaks for each: shape (articles, len(ARTICLE))."""
    read = verdict.of_articles()
    hopes = {slug: expected.articles.get(slug) for slug in read}
    most = max((hope for hope in hopes.values() if hope is not None), default=0.0)
    rows = []
    for slug, chance in read.items():
        mine = np.array([each.features for each in verdict.candidates if each.slug == slug])
        told, last, _, matter, alone, together, *_ = mine[0]
        own, both = mine[:, 6].max(), mine[:, 7].max()
        hope = hopes[slug]
        hoped = _UNKNOWN if hope is None else max(hope, _LEAST_EXPECTED)
        behind = 0.0 if hope is None else hoped - max(most, _LEAST_EXPECTED)
        rows.append((_log(chance), hoped, behind, told, last, matter, alone, together, own, both))
    return list(read), np.array(rows, np.float64).reshape(-1, len(ARTICLE))


def other_rows(verdict: Verdict, expected: Expected, *, leaning: bool) -> Rows:
    """What speaks for "gap" and for "idle": shape (2, len(OTHER))."""
    return np.array(
        [
            (1.0, float(leaning), _log(verdict.gap), max(expected.gap, _LEAST_EXPECTED)),
            (1.0, float(leaning), _log(verdict.idle), max(expected.idle, _LEAST_EXPECTED)),
        ],
        np.float64,
    )


def sentence_rows(
    candidates: Sequence[Candidate], chances: Sequence[float], expected: Expected
) -> Rows:
    """What speaks for each sentence of one article: shape (sentences, len(SENTENCE))."""
    unknown = -float(np.log(max(len(candidates), 1)))  # as likely as any other
    hopes = [expected.sentence(each.slug, each.sentence) for each in candidates]
    return np.array(
        [
            (
                _log(chance), each.features[6], each.features[7], float(each.place == 0),
                float(each.place == 1), each.features[8], each.features[2],
                len(each.sentence) / _LONG,
                unknown if hope is None else max(hope, _LEAST_EXPECTED),
            )
            for each, chance, hope in zip(candidates, chances, hopes, strict=True)
        ],
        np.float64,
    ).reshape(-1, len(SENTENCE))  # fmt: skip


def weigh(verdict: Verdict, expected: Expected, context: Context, weighing: Weighing) -> Verdict:
    """The same candidates with what they are worth when all is counted; together 1 again."""
    slugs, rows = article_rows(verdict, expected)
    others = other_rows(verdict, expected, leaning=bool(context.leant_on()))
    scores = np.array(
        [*(rows @ np.array(weighing.article)),
         others[0] @ np.array(weighing.gap), others[1] @ np.array(weighing.idle)]
    )  # fmt: skip
    *shares, gap, idle = _shared_out(scores)
    chances = np.zeros(len(verdict.candidates))
    for slug, share in zip(slugs, shares, strict=True):
        places = [i for i, each in enumerate(verdict.candidates) if each.slug == slug]
        mine = sentence_rows(
            [verdict.candidates[i] for i in places],
            [verdict.chances[i] for i in places],
            expected,
        )
        chances[places] = share * _shared_out(mine @ np.array(weighing.sentence))
    return replace(verdict, chances=tuple(map(float, chances)), gap=float(gap), idle=float(idle))


def worth_reading(guess: Verdict) -> list[int]:
    """The places of the candidates that the cross-encoder should read, in their order.

    *guess*: all candidates, weighed before anybody has read them. The cross-encoder hardly helps to
    find the article, but much to find its sentence (decision 0042): the articles that are likely
    by all the rest will do, and take it a fraction of the time.
    """
    likely = list(guess.of_articles())[:MOST_READ]
    return [place for place, each in enumerate(guess.candidates) if each.slug in likely]


def _shared_out(scores: Rows) -> Rows:
    shifted = np.exp(scores - scores.max())
    shares: Rows = shifted / shifted.sum()
    return shares


def _log(chance: float) -> float:
    return float(max(np.log(max(chance, _TINY)), _LEAST_READ))
