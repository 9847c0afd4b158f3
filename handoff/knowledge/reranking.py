"""Which sentence answers a message in the middle of a conversation, or that none of them does.

The search in context (`handoff.knowledge.context`) compares vectors: it finds what a message is
about. Whether a sentence answers it is read by a cross-encoder (Nogueira and Cho, 2019), which has
the message, the one before it and the sentence before it at once. Two answers stand beside the
sentences: that it is a question which none of them answers, and that it is no question to them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.knowledge.articles import Wording
from handoff.knowledge.context import Context, parts
from handoff.knowledge.ranking import WEIGHTS, Match, Ranked

Array = NDArray[np.float32]
#: What a message is: a question that is answered here, one that is not, or none to the articles.
Asks = Literal["answered", "gap", "idle"]
YesNo = Literal["yes", "no"]

#: What is known of a sentence beside its words; the order of `Candidate.features`.
FEATURES = ("told", "last", "said", "of_the_matter", "alone", "together", "own", "behind", "step")
#: Articles that are read beside those that were told: found by the search, and besides expected
#: by the classifier of questions (decision 0041).
MOST_ARTICLES = 4
MOST_EXPECTED = 2
#: Sentences of each of them that are read, the most alike. Its answer is read as well: that is what
#: most come for, and it may be in other words than theirs (decision 0038).
MOST_ALIKE = 4
#: Articles told that are read again, the latest ones.
MOST_TOLD = 2
#: Likeness of words is counted in about the same units as the other features.
_SCALE = 0.2
_TOGETHER = 0.2
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence or step of an article, by its place in `sentences`, and what is known of it."""

    slug: str
    place: int
    title: str
    sentence: str
    features: tuple[float, ...]

    @property
    def text(self) -> str:
        """As it is read: a sentence by itself often does not say what it is about."""
        return f"{self.title}: {self.sentence}" if self.sentence else ""


class Polar(NamedTuple):
    """Probabilities that a sentence says yes, or no, to the message; the rest is neither."""

    yes: float
    no: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Probabilities, together 1: of every candidate in their order, and of the two others.

    *gap*: it is a question, and nothing here answers it. *idle*: it asks nothing of the articles.
    *polar*: of every candidate, if it is the answer; empty where nobody has looked.
    """

    candidates: tuple[Candidate, ...]
    chances: tuple[float, ...]
    gap: float
    idle: float
    polar: tuple[Polar, ...] = ()

    def of_articles(self) -> Mapping[str, float]:
        """Of each article that was read, the likeliest first."""
        found: dict[str, float] = {}
        for candidate, chance in zip(self.candidates, self.chances, strict=True):
            found[candidate.slug] = found.get(candidate.slug, 0.0) + chance
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @property
    def asks(self) -> Asks:
        """What the message is: it is answered, as far as a likely article goes, or it is not."""
        if any(each.fits for each in ranked(self)):
            return "answered"
        return "gap" if self.gap >= self.idle else "idle"

    def sentences(self, slug: str) -> list[tuple[Candidate, float]]:
        """Those of one article, the likeliest first."""
        mine = [
            (candidate, chance)
            for candidate, chance in zip(self.candidates, self.chances, strict=True)
            if candidate.slug == slug
        ]
        return sorted(mine, key=lambda each: (-each[1], each[0].place))


#: An article is given as the answer where it is so likely; it is offered as the nearest that there
#: is from the lower bar on (decisions 0040, 0041). Two that are equally likely are both a guess.
LIKELY = 0.45
NEAR = 0.2
#: "Yes" or "no" is said before a sentence that is so likely the answer, and means it with so much
#: certainty: before a wrong sentence it is worse than none (decisions 0037, 0038).
SURELY_IT = 0.8
POLAR = 0.97
#: A second sentence is said, too, where it is at least so likely as the best one, as a share.
_ALSO = 0.5
_MOST_SAID = 2


def ranked(verdict: Verdict, rest: Sequence[Ranked] = ()) -> list[Ranked]:
    """The articles that were read, the likeliest first, then the *rest*, none of which fits."""
    nothing = math.log(max(verdict.gap + verdict.idle, _TINY))
    read = verdict.of_articles()
    scores = {slug: math.log(max(chance, _TINY)) - nothing for slug, chance in read.items()}
    found = [
        Ranked(slug, score, read[slug] >= LIKELY, read[slug] >= NEAR)
        for slug, score in scores.items()
    ]
    return found + [
        replace(each, fits=False, near=False) if each.fits or each.near else each
        for each in rest
        if each.slug not in scores
    ]


def telling(verdict: Verdict, slug: str) -> tuple[str, ...]:
    """The one or two sentences of an article that answer, in its order; none was read: none."""
    mine = verdict.sentences(slug)[:_MOST_SAID]
    said = [each for each, chance in mine if chance >= _ALSO * mine[0][1]]
    return tuple(each.sentence for each in sorted(said, key=lambda each: each.place))


def yes_or_no(verdict: Verdict, slug: str) -> YesNo | None:
    """What the likeliest sentence of an article says to the message, where that is certain."""
    mine = verdict.sentences(slug)
    if not (mine and verdict.polar) or mine[0][1] < SURELY_IT:
        return None
    polar = verdict.polar[verdict.candidates.index(mine[0][0])]
    return "yes" if polar.yes >= POLAR else "no" if polar.no >= POLAR else None


def candidates(
    slugs: Sequence[str],
    alone: Sequence[Match],
    together: Sequence[Match],
    context: Context,
    wordings: Mapping[str, Wording],
    vectors: Mapping[str, Array],
    text: Sequence[Array],
) -> list[Candidate]:
    """The sentences worth reading: all of what was told last; answer and most alike of the others.

    *alone*, *together*: what the index says of the message, and of it behind the one before.
    *slugs*: those of `to_read` that there still are. *wordings*, *vectors*: of these by slug, and
    perhaps of others; vectors of shape (sentences, dim).
    *text*: unit vectors of the message, and of it behind each that it may lean on.
    """
    found: list[Candidate] = []
    for slug in slugs:
        made = of_article(slug, alone, together, context, wordings[slug], vectors[slug], text)
        if slug not in context.told:
            alike = vectors[slug] @ text[0] + _TOGETHER * _nearest(vectors[slug], text[1:] or text)
            best = {*np.argsort(-alike, kind="stable")[:MOST_ALIKE].tolist()}
            answer = range(len(wordings[slug].sentences()))
            made = [made[place] for place in sorted(best.union(answer))]
        found += made
    return found


def of_article(
    slug: str,
    alone: Sequence[Match],
    together: Sequence[Match],
    context: Context,
    wording: Wording,
    vectors: Array,
    text: Sequence[Array],
) -> list[Candidate]:
    """All sentences of one article; see `candidates`."""
    match = next(each for each in alone if each.slug == slug)
    behind = next((each for each in together if each.slug == slug), match)
    like = parts(match, behind, context, WEIGHTS)
    own, both = vectors @ text[0], _nearest(vectors, text[1:] or text)
    answer = len(wording.sentences())
    steps = answer + len(wording.details)
    told = slug in context.told
    return [
        Candidate(
            slug,
            place,
            wording.title,
            sentence,
            (
                float(told),
                float(told and slug == context.told[-1]),
                float(told and place < answer),
                like.of_the_matter,
                like.alone * _SCALE,
                like.together * _SCALE,
                float(own[place]),
                float(both[place]),
                float(place >= steps),
            ),
        )
        for place, sentence in enumerate(sentences(wording))
    ]


def _nearest(vectors: Array, texts: Sequence[Array]) -> Array:
    """Of each row the likeness to the text that is most like it: shape (rows,)."""
    found: Array = np.max([vectors @ text for text in texts], axis=0)
    return found


def to_read(ranked: Sequence[Ranked], context: Context, expected: Sequence[str] = ()) -> list[str]:
    """The articles whose sentences are read: the last that were told, then the likeliest.

    *ranked*: all of them, as the search in context does; *expected*: likewise, as the classifier of
    questions does.
    """
    known = {each.slug for each in ranked}
    told = [slug for slug in context.told if slug in known][-MOST_TOLD:]
    found = [each.slug for each in ranked if each.slug not in told][:MOST_ARTICLES]
    more = [slug for slug in expected if slug in known and slug not in told][:MOST_EXPECTED]
    return list(dict.fromkeys((*told, *found, *more)))


def sentences(wording: Wording) -> tuple[str, ...]:
    """Those of the answer, the details and the steps."""
    return (*wording.sentences(), *wording.details, *wording.steps)
