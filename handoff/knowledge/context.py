"""Which article answers a message that leans on what was said before: "malam juga bisa?".

The words alone often name nothing. What they mean is looked for twice, alone and behind the message
that was answered before; the open matter and what was told already have their say. What each is
worth was learnt from follow-ups with their articles (`handoff.training.in_context`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handoff.knowledge.ranking import WEIGHTS, Match, Ranked, Weights, likeness, rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where a conversation stands.

    *before*: the customer's last question; *opening*: the one that opened the matter, empty where
    that is the same; *matter*: the intent that is open; *told*: the articles that were given, the
    last one last.
    """

    before: str = ""
    opening: str = ""
    matter: str | None = None
    told: tuple[str, ...] = ()

    def leant_on(self) -> tuple[str, ...]:
        """The messages that another may lean on, the latest first."""
        return tuple(dict.fromkeys(filter(None, (self.before.strip(), self.opening.strip()))))

    def behind(self, text: str) -> tuple[str, ...]:
        """The message behind each of those that it may lean on."""
        return tuple(f"{each} {text}" for each in self.leant_on())


class Parts(NamedTuple):
    """What speaks for one article; the fields are the first ones of `ContextWeights`, in order."""

    alone: float
    together: float
    of_the_matter: float
    told: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextWeights:
    """What each part counts, in nats; docs/decisions/0036 says how they were learnt."""

    alone: float = 0.38
    together: float = 0.26
    of_the_matter: float = 1.4
    told: float = 2.08
    #: What speaks for "no article answers this".
    none: float = 0.08


#: An article is given as the answer where it is so much likelier than none, in nats.
SURE = 1.5
#: It is shown as the nearest that there is, to a question, down to so much less likely than none.
NEAR = -0.5
IN_CONTEXT = ContextWeights()


def parts(alone: Match, together: Match, context: Context, weights: Weights = WEIGHTS) -> Parts:
    """What speaks for an article: likeness of the words is counted from the bar of `Weights`."""
    return Parts(
        alone=likeness(alone, weights) - weights.fits,
        together=likeness(together, weights) - weights.fits,
        of_the_matter=float(context.matter in alone.intents),
        told=float(alone.slug in context.told),
    )


def likeliest(found: Sequence[Sequence[Match]]) -> list[Match]:
    """Of each article what the index says of the wording that is most like it.

    *found*: what it says of each of several wordings.
    """
    best: dict[str, tuple[float, Match]] = {}
    for match in (match for each in found for match in each):
        like, known = likeness(match), best.get(match.slug)
        if known is None or like > known[0]:
            best[match.slug] = (like, match)
    return [match for _, match in best.values()]


def rank_in_context(
    alone: Sequence[Match],
    together: Sequence[Match],
    context: Context,
    intents: Mapping[str, float] | None = None,
    weights: ContextWeights = IN_CONTEXT,
) -> list[Ranked]:
    """All articles, the likeliest first; equal ones by their name.

    *alone*: what the index says of the message; *together*: of `Context.behind`. The reading
    (*intents*) of a message that leans on another misleads more than it helps: it has a say only
    where there are no vectors.
    """
    if any(match.passage is None for match in alone):
        return rank(together, intents)  # words alone: the more of them, the better
    behind = {match.slug: match for match in together}
    scored = []
    for match in alone:
        found = parts(match, behind.get(match.slug, match), context)
        score = (
            weights.alone * found.alone
            + weights.together * found.together
            + weights.of_the_matter * found.of_the_matter
            + weights.told * found.told
            - weights.none
        )
        scored.append(Ranked(match.slug, score, score >= SURE, score >= NEAR))
    return sorted(scored, key=lambda ranked: (-ranked.score, ranked.slug))
