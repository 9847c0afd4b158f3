"""The trained detector: from vectors of a conversation's turns to the signals of its customer.

Pure numpy. Weights come in as arrays, whoever loads them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handoff.detector import features
from handoff.detector.features import Read
from handoff.domain.signals import Signal, Speaker, Turn

Array = NDArray[np.float32]

#: Unit vectors are lengthened, as in training, so that usual strengths of regularisation fit.
LENGTH = 4.0
#: Names of the yes/no heads, and of those with context, which see what went before.
HEADS = ("mood", "asked", "sensitive", "frustrated", "stuck")
#: Sees no vectors: the few sensitive turns of our conversations are too few to learn them from.
LEAN = "sensitive"
ASKED = "request_human"
#: Intents whose matter goes to a person whatever the mood (data/intents.yml, route human).
SENSITIVE = ("bereavement", "close_account", "file_complaint", "fraud_report", "payment_hardship")


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear model on standardised features: (n, d) to (n, k)."""

    weight: Array  # (k, d)
    bias: Array  # (k,)

    def __call__(self, rows: Array) -> Array:
        found: Array = rows @ self.weight.T + self.bias
        return found


@dataclass(frozen=True, slots=True)
class Models:
    """All heads, and what makes their log-odds probabilities (Platt, 1999): a*x + b."""

    version: str
    intent_names: tuple[str, ...]
    intents: Linear
    sentiment: Linear  # negative, neutral, positive
    heads: Mapping[str, Linear]
    calibration: Mapping[str, tuple[float, float]]

    def probability(self, head: str, log_odds: float) -> float:
        slope, offset = self.calibration[head]
        return float(1 / (1 + np.exp(-(slope * log_odds + offset))))


def softmax(rows: Array) -> Array:
    raised = np.exp(rows - rows.max(axis=1, keepdims=True))
    found: Array = raised / raised.sum(axis=1, keepdims=True)
    return found


def reads(turns: Sequence[Turn], vectors: Array, models: Models) -> list[Read]:
    """What the single-turn models say of each turn; vectors has one row a turn."""
    long = vectors * LENGTH
    intents = softmax(models.intents(long))
    moods = models.heads["mood"](long)[:, 0]
    names = models.intent_names
    asked = features.log_odds(intents[:, names.index(ASKED)])
    sensitive = features.log_odds(intents[:, [names.index(n) for n in SENSITIVE]].sum(axis=1))
    return [
        Read(
            turn,
            vectors[i],
            intents[i],
            float(moods[i]) if turn.speaker is Speaker.CUSTOMER else 0.0,
            float(asked[i]),
            float(sensitive[i]),
        )
        for i, turn in enumerate(turns)
    ]


def lean_features(history: Sequence[Read]) -> Array:
    """The last turn of *history*, a customer's, without vectors."""
    now = history[-1]
    return np.concatenate(
        [
            features.path_features(history),
            features.text_features(now.turn.text),
            np.array([now.frustration], np.float32),
            features.intent_features(history),
        ]
    )


def context_features(history: Sequence[Read]) -> Array:
    """What the models with context see of the last turn of *history*, a customer's."""
    now = history[-1]
    bots = [read for read in history if read.turn.speaker is Speaker.BOT]
    mine = [read for read in history[:-1] if read.turn.speaker is Speaker.CUSTOMER]
    nothing = np.zeros_like(now.vector)
    return np.concatenate(
        [
            lean_features(history),
            now.vector,
            bots[-1].vector if bots else nothing,
            mine[-1].vector if mine else nothing,
        ]
    )


def seen(head: str, context: Array) -> Array:
    """The columns of context features that a head with context sees."""
    return context[:, : -3 * _VECTOR] if head == LEAN else context


#: Dimension of the encoder's vectors, three of which end the context features.
_VECTOR = 384


def signal(history: Sequence[Read], models: Models) -> Signal:
    """The signal of the last turn of *history*, a customer's, given what went before."""
    now = history[-1]
    mine = [read for read in history[:-1] if read.turn.speaker is Speaker.CUSTOMER]
    bots = [read for read in history if read.turn.speaker is Speaker.BOT]
    long = now.vector[np.newaxis] * LENGTH
    mood = softmax(models.sentiment(long))[0]
    context = context_features(history)[np.newaxis]
    chance = {
        name: models.probability(name, float(models.heads[name](seen(name, context))[0, 0]))
        for name in HEADS[1:]
    }
    return Signal(
        model_version=models.version,
        repeats=features.repeats(now, mine),
        repeating_for_s=features.repeating_for(now, mine),
        bot_repeats=features.bot_repeats(bots),
        sentiment=round(float(mood[2] - mood[0]), 4),
        frustration=round(chance["frustrated"], 4),
        asked_for_human=round(chance["asked"], 4),
        sensitive=round(chance["sensitive"], 4),
        stuck=round(chance["stuck"], 4),
    )


def stretches(turns: Sequence[Turn]) -> list[tuple[int, int]]:
    """For each customer turn: where the stretch with the bot began that it belongs to, and itself.

    An agent's turn ends a stretch: what was before it says nothing about the bot after it.
    """
    found, start = [], 0
    for index, turn in enumerate(turns):
        if turn.speaker is Speaker.AGENT:
            start = index + 1
        elif turn.speaker is Speaker.CUSTOMER:
            found.append((start, index))
    return found
