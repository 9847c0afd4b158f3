"""How an encoder's vectors are turned into figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from handoff.training.figures import OUT_OF_SCOPE, read_intents
from handoff.training.rows import Sentence

MATTERS = ("saldo", "kartu", "cuaca")


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """One axis for each matter: texts of one matter cannot be told apart."""
    return np.stack([np.eye(3, dtype=np.float32)[MATTERS.index(text)] for text in texts])


def said(matter: str, intent: str, times: int) -> list[Sentence]:
    return [Sentence(matter, intent, "id", "neutral", "01")] * times


def test_what_may_well_be_out_of_scope_is_declined_though_an_intent_is_likelier() -> None:
    train = [
        *said("saldo", "check_balance", 60),
        *said("saldo", OUT_OF_SCOPE, 1),
        *said("kartu", "block_card", 30),
        *said("kartu", OUT_OF_SCOPE, 12),
        *said("cuaca", OUT_OF_SCOPE, 20),
    ]
    found = read_intents(embed, train, list(MATTERS))
    assert list(found) == ["check_balance", OUT_OF_SCOPE, OUT_OF_SCOPE]
