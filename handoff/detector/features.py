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

Vector = NDArray[np.float32]

_WORD = re.compile(r"\w+")
_LONG_LETTER = re.compile(r"([^\W\d_])\1{2,}")
_SAD = set("😡🤬😠😤😒🙄😑😩😫😭😢😞💔👎🤦🥴😮‍💨")
_GLAD = set("😊😁😄🙂😍🥰👍🙏❤🎉😂🤣😆")
#: From this cosine on two turns say the same; chosen on training conversations.
SAME = 0.75

TEXT_FEATURES = (
    "words", "shouting", "exclamations", "questions", "elongated", "sad_signs", "glad_signs",
    "dots", "masked_letters",
)  # fmt: skip
PATH_FEATURES = (
    "turns", "like_previous", "like_earlier", "like_mean", "like_first", "repeats", "intent_run",
    "same_intent", "same_intent_before", "shorter", "bot_like_previous", "bot_like_earlier",
    "bot_repeats", "near_bot", "near_bot_before", "bot_words", "bot_asks", "after_customer",
    "frustration_before", "frustration_rise", "frustration_most",
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


@dataclass(frozen=True, slots=True)
class Read:
    """What single-turn models say of one turn: its vector, intent probabilities, frustration."""

    turn: Turn
    vector: Vector
    intents: NDArray[np.float32]
    frustration: float  # log-odds from the turn alone; 0 for turns of others
    asked: float  # log-odds that it asks for a person, from its intent
    sensitive: float  # the same for intents that go to a person whatever the mood


def path_features(history: Sequence[Read]) -> NDArray[np.float32]:
    """One value for each of PATH_FEATURES, of the last turn of *history*, a customer's.

    Times are left out: those in our training conversations are partly made up.
    """
    now = history[-1]
    mine = [read for read in history[:-1] if read.turn.speaker is Speaker.CUSTOMER]
    bots = [read for read in history if read.turn.speaker is Speaker.BOT]
    like = np.array([float(now.vector @ read.vector) for read in mine] or [0.0])
    same = np.array([float(now.intents @ read.intents) for read in mine] or [0.0])
    run = 0
    for share in same[::-1] if mine else ():
        if share < 0.3:
            break
        run += 1
    moods = [read.frustration for read in mine] or [_CALM]
    bot_like = np.array(
        [float(bots[-1].vector @ read.vector) for read in bots[:-1]] if len(bots) > 1 else [0.0]
    )
    length = len(_WORD.findall(now.turn.text))
    before = len(_WORD.findall(mine[-1].turn.text)) if mine else length
    previous = history[-2].turn if len(history) > 1 else None
    return np.array(
        [
            np.log1p(len(mine)),
            like[-1],
            like.max(),
            like.mean(),
            like[0],
            np.log1p(repeats(now, mine)),
            np.log1p(run),
            same[-1],
            same[-2] if len(same) > 1 else 0.0,
            np.log1p(before) - np.log1p(length),
            bot_like[-1],
            bot_like.max(),
            np.log1p(bot_repeats(bots)),
            float(now.vector @ bots[-1].vector) if bots else 0.0,
            float(mine[-1].vector @ bots[-1].vector) if bots and mine else 0.0,
            np.log1p(len(_WORD.findall(bots[-1].turn.text))) / 2 if bots else 0.0,
            float("?" in bots[-1].turn.text) if bots else 0.0,
            float(previous is not None and previous.speaker is Speaker.CUSTOMER),
            moods[-1],
            now.frustration - moods[-1],
            max(moods),
        ],
        np.float32,
    )


#: Log-odds before anything was said.
_CALM = -4.0
_LEAST = 1e-4


def log_odds(share: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of probabilities, kept within what four digits can tell."""
    held = np.clip(share, _LEAST, 1 - _LEAST)
    found: NDArray[np.float32] = np.log(held / (1 - held)).astype(np.float32)
    return found


def intent_features(history: Sequence[Read]) -> NDArray[np.float32]:
    """What the last turn of *history* is about, and the strongest of what earlier turns were about.

    First four values, then the log-odds of every intent.
    """
    now = history[-1]
    mine = [read for read in history[:-1] if read.turn.speaker is Speaker.CUSTOMER]
    before = [
        max((read.sensitive for read in mine), default=_CALM),
        max((read.asked for read in mine), default=_CALM),
    ]
    first = np.array([now.asked, now.sensitive, *before], np.float32)
    return np.concatenate([first, log_odds(now.intents)])


def repeats(now: Read, earlier: Sequence[Read]) -> int:
    """How many of the customer's earlier turns said the same; small talk does not count."""
    if len(_WORD.findall(now.turn.text)) < 2:
        return 0
    return sum(float(now.vector @ read.vector) >= SAME for read in earlier)


def repeating_for(now: Read, earlier: Sequence[Read]) -> float | None:
    """Seconds since the first earlier turn that said the same, where times are known."""
    for read in earlier:
        if float(now.vector @ read.vector) >= SAME:
            if read.turn.at is None or now.turn.at is None:
                return None
            return max(0.0, now.turn.at - read.turn.at)
    return None


def bot_repeats(bots: Sequence[Read]) -> int:
    """How many earlier answers of the bot its last one repeated."""
    if not bots:
        return 0
    return sum(float(bots[-1].vector @ read.vector) >= SAME_ANSWER for read in bots[:-1])


#: The bot's texts are fewer and longer: the same matter alone makes them alike.
SAME_ANSWER = 0.9
