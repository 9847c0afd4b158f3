"""Which article answers a question: likeness of vectors, words and letters, in one score."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Match(NamedTuple):
    """What the index says of one article and one question; made a thousand times for a message.

    Cosines are those of the nearest line of their kind; None where there are no vectors, or where
    nobody wrote down how the article is asked for.
    """

    slug: str
    intents: tuple[str, ...]
    passage: float | None = None
    title: float | None = None
    asked: float | None = None
    #: Mean over the three nearest questions: one that is alike by chance moves it little.
    asked_few: float | None = None
    #: Weight of the question's words that the article has; rare words weigh more.
    words: float = 0.0
    #: Likeness of letters (`letters`): to what was asked, and to title or answer.
    letters_asked: float = 0.0
    letters_said: float = 0.0


#: Of how many questions `Match.asked_few` and `Match.letters_asked` are the mean.
FEW = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """An article with its score.

    *fits*: it may be given as the answer; *near*: it may be shown as what lies nearest to it.
    """

    slug: str
    score: float
    fits: bool
    near: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each part counts: docs/decisions/0036 says how they were chosen."""

    passage: float = 6.4
    asked: float = 6.8
    asked_few: float = 5.2
    #: Per unit of `Match.words`: a rare word is worth about one, one that all have nothing.
    words: float = 0.26
    letters_asked: float = 11.6
    letters_said: float = 8.1
    #: Per unit of log-odds between this article's intent and one that is not read at all.
    intent: float = 0.3
    #: Least score of an article that is given as an answer, the reading left aside: it says what
    #: a question is about, not that an article answers it.
    fits: float = 16.6
    #: The same where there are no vectors to compare.
    fits_by_words: float = 6.5


WEIGHTS = Weights()
_UNLIKELY = 0.005
"""The probability taken for an intent that the reading does not name."""


def rank(
    matches: Sequence[Match],
    intents: Mapping[str, float] | None = None,
    weights: Weights = WEIGHTS,
) -> list[Ranked]:
    """All articles, the likeliest first; equal ones by their name.

    *intents*: how likely each reading of the question is; None or empty where nobody read it.
    """
    scored = []
    for match in matches:
        score = likeness(match, weights)
        least = weights.fits_by_words if match.passage is None else weights.fits
        of_reading = weights.intent * reading(match, intents) if intents else 0.0
        fits = score >= least
        scored.append(Ranked(match.slug, score + of_reading, fits, fits))
    return sorted(scored, key=lambda ranked: (-ranked.score, ranked.slug))


def likeness(match: Match, weights: Weights = WEIGHTS) -> float:
    """How alike a question and an article are, by vectors, words and letters."""
    # Nobody has asked for a new article yet: its title stands in.
    asked = match.title if match.asked is None else match.asked
    few = asked if match.asked_few is None else match.asked_few
    return (
        weights.passage * (match.passage or 0.0)
        + weights.asked * (asked or 0.0)
        + weights.asked_few * (few or 0.0)
        + weights.words * match.words
        + weights.letters_asked * match.letters_asked
        + weights.letters_said * match.letters_said
    )


def reading(match: Match, intents: Mapping[str, float]) -> float:
    """Log-odds between this article's intent and one that is not read at all."""
    likely = max(intents.get(intent, 0.0) for intent in match.intents)
    return math.log(max(likely, _UNLIKELY)) - math.log(_UNLIKELY)
