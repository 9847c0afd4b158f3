"""What agents answered before: which of it fits a customer's words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from handoff.knowledge.sharing import Earlier, folded
from handoff.knowledge.words import content_words

#: Share of the question's weight that the earlier question must have.
_ALIKE = 0.5
_LEAST_SHARED = 2


def alike(question: str, replies: Sequence[Earlier]) -> list[Earlier]:
    """The replies to the messages most like *question*, best first; no two with one text.

    Of two that fit alike, what more customers were told comes first.
    """
    wanted = content_words(question)
    usable = [(reply, set(content_words(reply.asked))) for reply in replies]
    counts = Counter(word for _, words in usable for word in words)
    weights = {word: math.log(1 + len(usable) / counts[word]) for word in wanted if counts[word]}
    # A word that nobody used before counts in full: the earlier questions lack it.
    whole = sum(weights.get(word, math.log(1 + len(usable))) for word in wanted)
    told: defaultdict[str, set[str]] = defaultdict(set)
    scored: dict[str, tuple[float, Earlier]] = {}
    for reply, words in usable:
        shared = words & weights.keys()
        share = sum(weights[word] for word in shared) / whole if whole else 0.0
        key = folded(reply.text)
        told[key].add(reply.customer)
        if len(shared) >= _LEAST_SHARED and share >= _ALIKE and share > scored.get(key, (0.0,))[0]:
            scored[key] = (share, reply)
    best = sorted(scored, key=lambda key: (-scored[key][0], -len(told[key]), key))
    return [scored[key][1] for key in best]
