"""Vectors of texts that were encoded lately, for everybody who encodes in one process."""

from __future__ import annotations

from collections import OrderedDict

from handoff.adapters.sentence_encoder import Vectors

#: Texts that are remembered: the turns of some thousand open conversations, 1.5 kB each.
_MOST = 16_384


class RememberedVectors:
    """The vectors of one encoder by their text; the longest unused ones are forgotten.

    A customer's message is read by the detector first and looked for in the knowledge base next:
    the second of them finds its vector here. Used on the event loop only, so nothing is locked.
    """

    def __init__(self, most: int = _MOST) -> None:
        """*most*: how many are kept."""
        self._most = most
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()

    def __len__(self) -> int:
        return len(self._vectors)

    def get(self, text: str) -> Vectors | None:
        """The text's vector, or None where it is not remembered."""
        vector = self._vectors.get(text)
        if vector is not None:
            self._vectors.move_to_end(text)
        return vector

    def put(self, text: str, vector: Vectors) -> None:
        """Remember it, and forget what was not asked for in the longest time."""
        # A row of a batch would keep the whole batch in memory.
        self._vectors[text] = vector.copy()
        self._vectors.move_to_end(text)
        while len(self._vectors) > self._most:
            self._vectors.popitem(last=False)
