"""What agents answered before, as a suggestion to another agent: which of it may be, and fits."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handoff.knowledge.words import content_words

#: Characters of a reply that is worth repeating: less is a courtesy, more is a letter.
SHORTEST, LONGEST = 25, 500
#: Share of the question's weight that the earlier question must have.
_ALIKE = 0.5
_LEAST_SHARED = 2
_PERSONAL = re.compile(r"\d{3,}|\[|@|https?:|Rp\s?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A reply of an agent's, and the customer's message before it."""

    #: CONVERSATION:SEQ of the reply.
    reference: str
    asked: str
    text: str
    #: Of customer and agent: a reply that names one is not repeated to another.
    names: tuple[str, ...]


def reusable(reply: Earlier) -> bool:
    """Whether it may be shown beside another customer's conversation.

    Numbers, amounts, addresses, masked secrets and names belong to whom they were written to.
    """
    if not SHORTEST <= len(reply.text) <= LONGEST or _PERSONAL.search(reply.text):
        return False
    said = set(re.findall(r"\w+", reply.text.casefold()))
    named = {part for name in reply.names for part in re.findall(r"\w+", name.casefold())}
    return not said & {part for part in named if len(part) > 2}


def alike(question: str, replies: Sequence[Earlier], limit: int) -> list[Earlier]:
    """The replies to the messages most like *question*, best first; no two with one text."""
    wanted = content_words(question)
    usable = [(reply, set(content_words(reply.asked))) for reply in replies if reusable(reply)]
    counts = Counter(word for _, words in usable for word in words)
    weights = {word: math.log(1 + len(usable) / counts[word]) for word in wanted if counts[word]}
    # A word that nobody used before counts in full: the earlier questions lack it.
    whole = sum(weights.get(word, math.log(1 + len(usable))) for word in wanted)
    scored: dict[str, tuple[float, Earlier]] = {}
    for reply, words in usable:
        shared = words & weights.keys()
        share = sum(weights[word] for word in shared) / whole if whole else 0.0
        key = " ".join(reply.text.casefold().split())
        if len(shared) >= _LEAST_SHARED and share >= _ALIKE and share > scored.get(key, (0.0,))[0]:
            scored[key] = (share, reply)
    best = sorted(scored.values(), key=lambda found: (-found[0], found[1].reference))
    return [reply for _, reply in best[:limit]]
