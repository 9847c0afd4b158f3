"""What a customer turn looks like, beside its meaning: from its text, and from what went before.

Pure: vectors come in as arguments. A feature of a turn sees that turn and earlier ones only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handoff.domain.signals import Speaker, Turn

_WORD = re.compile(r"\w+")
_LONG_LETTER = re.compile(r"([^\W\d_])\1{2,}")
_SAD = set("😡🤬😠😤😒🙄😑😩😫😭😢😞💔👎🤦🥴😮‍💨")
_GLAD = set("😊😁😄🙂😍🥰👍🙏❤🎉😂🤣😆")
#: From this cosine on two turns say the same; chosen on training conversations.
SAME = 0.75
#: The bot's texts are fewer and longer: the same matter alone makes them alike.
SAME_ANSWER = 0.9

TEXT_FEATURES = (
    "words", "shouting", "exclamations", "questions", "elongated", "sad_signs", "glad_signs",
    "dots", "masked_letters",
)  # fmt: skip


def text_features(text: str) -> NDArray[np.float32]:
    """One value for each of TEXT_FEATURES, all roughly between 0 and 3."""
    words = _WORD.findall(text)
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters) / len(letters) if len(letters) > 5 else 0.0
    return np.array(
        [
            np.log1p(len(words)) / 2,
            capitals,
            min(text.count("!"), 4) / 2,
            min(text.count("?"), 4) / 2,
            min(len(_LONG_LETTER.findall(text)), 3) / 2,
            min(sum(c in _SAD for c in text), 3) / 2,
            min(sum(c in _GLAD for c in text), 3) / 2,
            float("..." in text or "…" in text),
            min(len(re.findall(r"\w[*#@$]+\w?", text)), 3) / 2,
        ],
        np.float32,
    )


#: Probabilities are kept within what four digits can tell.
_LEAST = 1e-4


def log_odds(share: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of probabilities."""
    held = np.clip(share, _LEAST, 1 - _LEAST)
    found: NDArray[np.float32] = np.log(held / (1 - held)).astype(np.float32)
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch with the bot up to a customer turn, its last; vectors has a row for each turn."""

    turns: Sequence[Turn]
    vectors: NDArray[np.float32]

    def alike(self) -> list[int]:
        """The customer's earlier turns that said the same; small talk does not count."""
        if len(_WORD.findall(self.turns[-1].text)) < 2:
            return []
        near = self.vectors[:-1] @ self.vectors[-1]
        return [
            i
            for i, turn in enumerate(self.turns[:-1])
            if turn.speaker is Speaker.CUSTOMER and near[i] >= SAME
        ]


def repeats(said: Said) -> int:
    """How many of the customer's earlier turns said the same."""
    return len(said.alike())


def repeating_for(said: Said) -> float | None:
    """Seconds since the first of them, where times are known."""
    alike = said.alike()
    if not alike:
        return None
    first, now = said.turns[alike[0]].at, said.turns[-1].at
    return None if first is None or now is None else max(0.0, now - first)


def bot_repeats(said: Said) -> int:
    """How many earlier answers of the bot its last one repeated."""
    bots = [i for i, turn in enumerate(said.turns) if turn.speaker is Speaker.BOT]
    if not bots:
        return 0
    near = said.vectors[bots[:-1]] @ said.vectors[bots[-1]]
    return int((near >= SAME_ANSWER).sum())
