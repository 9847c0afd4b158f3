"""What can be measured of a turn without a model: nothing else is claimed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from handoff.domain.signals import Signal

MODEL_VERSION = "measured-1"


@lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """Words only, case and repeated letters folded: "Haloooo??" and "haloo" are the same turn."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"\w+", folded)
    return re.sub(r"(.)\1+", r"\1", " ".join(words))


class MeasuredDetector:
    """Counts exact repeats. Scores stay absent until a trained model measures them."""

    async def read(self, text: str, earlier: Sequence[str]) -> Signal:
        now = normalised(text)
        repeats = sum(1 for turn in earlier if now and normalised(turn) == now)
        return Signal(model_version=MODEL_VERSION, repeats=repeats)
