"""Vectors that were computed lately: kept within bounds, shared, never mixed up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from handoff.adapters.encoding import ThreadEncoding
from handoff.adapters.remembered import RememberedVectors
from handoff.adapters.sentence_encoder import Vectors


class _Lengths:
    """An encoder that gives a text's length, and tells what it was given."""

    version, dimension = "lengths", 2

    def __init__(self) -> None:
        self.given: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.given += texts
        return np.array([[len(text), 1] for text in texts], np.float32).reshape(-1, 2)


def test_the_longest_unused_is_forgotten() -> None:
    remembered = RememberedVectors(most=2)
    for text in ("a", "b"):
        remembered.put(text, np.zeros(2, np.float32))
    assert remembered.get("a") is not None
    remembered.put("c", np.zeros(2, np.float32))
    assert [text for text in "abc" if remembered.get(text) is not None] == ["a", "c"]
    assert len(remembered) == 2


def test_no_batch_is_kept_for_the_sake_of_one_row() -> None:
    remembered = RememberedVectors()
    batch = np.ones((32, 2), np.float32)
    remembered.put("a", batch[3])
    batch[:] = 0
    kept = remembered.get("a")
    assert kept is not None
    assert kept.base is None
    assert kept.tolist() == [1, 1]


async def test_only_what_nobody_has_encoded_is_encoded() -> None:
    encoder, remembered = _Lengths(), RememberedVectors()
    remembered.put("halo", np.array([7, 7], np.float32))
    encoding = ThreadEncoding(encoder, remembered)
    made = await encoding.encode(["kartu", "halo", "kartu", "tf"])
    assert made.tolist() == [[5, 1], [7, 7], [5, 1], [2, 1]]
    assert encoder.given == ["kartu", "tf"]
    again = await encoding.encode(["tf"])
    assert (again.tolist(), encoder.given) == ([[2, 1]], ["kartu", "tf"])
    assert (await encoding.encode([])).shape == (0, 2)
