"""A small sequence model over the turns of a conversation: what each customer turn shows, given
what went before.

A gated recurrent unit (Cho et al., 2014) reads one turn after the other: its vector, who said it,
how it is written, how much it is like earlier ones, and what it shows by itself. Pure numpy;
trained by `handoff.training.course`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from handoff.detector.features import SAME, SAME_ANSWER, TEXT_FEATURES, text_features
from handoff.domain.signals import Speaker, Turn

Array = NDArray[np.float32]

#: What is said of each customer turn, as log-odds: frustration of at least 1, 2, 3; that it asks
#: for a person; that its matter is sensitive; that the conversation is getting nowhere; that a
#: person is needed by now.
OUTPUTS = ("impatient", "frustrated", "angry", "asked", "sensitive", "stuck", "needs")
#: Unit vectors are lengthened so that one step of training changes enough.
LENGTH = 8.0
SCALARS = 2 + len(TEXT_FEATURES) + 6


def scalars(turns: Sequence[Turn], vectors: Array) -> Array:
    """Beside the vectors (n, dim), what the model sees of the turns: (n, SCALARS)."""
    found = np.zeros((len(turns), SCALARS), np.float32)
    near = vectors @ vectors.T
    for i, turn in enumerate(turns):
        same = [j for j in range(i) if turns[j].speaker is turn.speaker]
        others = [j for j in range(i) if turns[j].speaker is not turn.speaker]
        like = near[i, same] if same else np.zeros(1, np.float32)
        least = SAME if turn.speaker is Speaker.CUSTOMER else SAME_ANSWER
        found[i, 0] = turn.speaker is Speaker.CUSTOMER
        found[i, 1] = turn.speaker is Speaker.BOT
        found[i, 2:-6] = text_features(turn.text)
        found[i, -6:] = (
            like[-1],
            like.max(),
            min(int((like >= least).sum()), 3) / 2,
            near[i, others[-1]] if others else 0.0,
            np.log1p(len(same)) / 2,
            bool(i) and turns[i - 1].speaker is turn.speaker,
        )
    return found


class Course:
    """Several trained models whose log-odds are averaged.

    Each weight has one entry a model in its first dimension; names are those of training.
    """

    def __init__(self, weights: Mapping[str, Array]) -> None:
        """Raises KeyError for a weight that is missing."""
        self._project = _layer(weights, "project.weight", "project.bias")
        self._from_input = _layer(weights, "gru.weight_ih_l0", "gru.bias_ih_l0")
        self._from_state = _layer(weights, "gru.weight_hh_l0", "gru.bias_hh_l0")
        self._out = _layer(weights, "out.weight", "out.bias")

    def __call__(self, vectors: Array, beside: Array) -> Array:
        """Log-odds of every output after every turn, shape (n, len(OUTPUTS)).

        vectors: (n, dim); beside: (n, k), as in training.
        """
        projected = np.tanh(_linear(vectors * np.float32(LENGTH), self._project))
        models = len(projected)
        rows = np.concatenate([projected, np.broadcast_to(beside, (models, *beside.shape))], axis=2)
        given = _linear(rows, self._from_input)
        weight, bias = self._from_state
        state = np.zeros((models, 1, weight.shape[1]), np.float32)
        states = np.zeros((models, len(vectors), weight.shape[1]), np.float32)
        for i in range(len(vectors)):
            reset, keep, new = np.split(given[:, i : i + 1], 3, axis=2)
            held_reset, held_keep, held = np.split(state @ weight + bias, 3, axis=2)
            kept = _sigmoid(keep + held_keep)
            fresh = np.tanh(new + _sigmoid(reset + held_reset) * held)
            state = (1 - kept) * fresh + kept * state
            states[:, i] = state[:, 0]
        found: Array = _linear(np.concatenate([states, rows], axis=2), self._out).mean(axis=0)
        return found


Layer = tuple[Array, Array]


def _layer(weights: Mapping[str, Array], weight: str, bias: str) -> Layer:
    """Transposed for rows on the left: (models, in, out) and (models, 1, out)."""
    return np.ascontiguousarray(weights[weight].transpose(0, 2, 1)), weights[bias][:, np.newaxis]


def _linear(rows: Array, layer: Layer) -> Array:
    weight, bias = layer
    found: Array = rows @ weight + bias
    return found


def _sigmoid(values: Array) -> Array:
    found: Array = np.float32(1) / (np.float32(1) + np.exp(-values))
    return found
