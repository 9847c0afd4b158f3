"""What can be measured of a turn without a model: nothing else is claimed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from handoff.domain.signals import Signal, Speaker, Turn

MODEL_VERSION = "measured-1"


@lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """Words only, case and repeated letters folded: "Haloooo??" and "haloo" are the same turn."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"\w+", folded)
    return re.sub(r"(.)\1+", r"\1", " ".join(words))


class MeasuredDetector:
    """Counts exact repeats. Scores stay absent until a trained model measures them."""

    async def read(self, turns: Sequence[Turn]) -> Signal:
        now = turns[-1]
        same = _like(now, [turn for turn in turns[:-1] if turn.speaker is Speaker.CUSTOMER])
        bots = [turn for turn in turns if turn.speaker is Speaker.BOT]
        since = same[0].at if same else None
        return Signal(
            model_version=MODEL_VERSION,
            repeats=len(same),
            repeating_for_s=None if since is None or now.at is None else now.at - since,
            bot_repeats=len(_like(bots[-1], bots[:-1])) if bots else 0,
        )


def _like(turn: Turn, earlier: Sequence[Turn]) -> list[Turn]:
    """Those of *earlier* that say exactly what *turn* does."""
    text = normalised(turn.text)
    return [each for each in earlier if text and normalised(each.text) == text]
