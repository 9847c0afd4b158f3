"""The sentence of an article that answers a question about it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.knowledge.articles import Wording
from handoff.knowledge.telling import sentences, telling

FEE = "Kartu baru Rp25.000."
TIME = "Selesai dalam 3 hari kerja."
PLACE = "Datang ke cabang mana pun."
PAPERS = "Bawa e-KTP asli."
PARTS = (FEE, TIME, PLACE, PAPERS)
#: Nothing is like anything: only what a sentence holds counts.
APART = np.zeros((len(PARTS), 2), np.float32)
NOTHING = np.zeros(2, np.float32)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("bayar brp?", FEE),
        ("is there a fee?", FEE),
        ("brp lm jadinya", TIME),
        ("How long does that take?", TIME),
        ("ambilnya di mana ya", PLACE),
        ("ning endi mas?", PLACE),
        ("apa saja yang harus saya bawa?", PAPERS),
    ],
)
def test_what_holds_the_thing_asked_for(question: str, part: str) -> None:
    assert telling(question, NOTHING, NOTHING, PARTS, APART).parts[0] == part


def test_without_such_words_the_likest_and_what_is_as_like() -> None:
    rows = np.eye(4, dtype=np.float32)
    for i, part in enumerate(PARTS):
        assert telling("lah?", rows[i], rows[i], PARTS, rows).parts == (part,)
    both = (rows[0] + rows[2]) / np.float32(2**0.5)
    assert telling("lah?", both, both, PARTS, rows).parts == (FEE, PLACE)


def test_the_whole_answer_is_not_said_again() -> None:
    rows = np.eye(4, dtype=np.float32)
    more = (rows[0] * np.float32(0.68)) + (rows[1] * np.float32(0.74))
    assert telling("lah?", more, more, PARTS, rows).parts == (FEE, TIME)
    assert telling("lah?", more, more, PARTS, rows, whole=2).parts == (TIME,)
    assert telling("lah?", more, more, PARTS, rows, whole=3).parts == (FEE, TIME)


def test_the_sentences_of_an_answer_and_its_steps() -> None:
    wording = Wording("Judul", "Gratis sampai Rp10.000. Selesai hari itu.", ("Buka.",), ())
    assert sentences(wording) == ("Gratis sampai Rp10.000.", "Selesai hari itu.", "Buka.")


vectors = st.lists(st.floats(-1, 1, width=32), min_size=3, max_size=3).map(
    lambda values: np.array(values, np.float32)
)


@settings(deadline=None)
@given(
    st.text(max_size=40),
    vectors,
    vectors,
    st.lists(st.tuples(st.text(max_size=30), vectors), min_size=1, max_size=8),
)
def test_one_or_two_parts_in_their_order(
    text: str,
    alone: np.ndarray[tuple[int], np.dtype[np.float32]],
    together: np.ndarray[tuple[int], np.dtype[np.float32]],
    given_parts: list[tuple[str, np.ndarray[tuple[int], np.dtype[np.float32]]]],
) -> None:
    parts = [f"{i} {part}" for i, (part, _) in enumerate(given_parts)]
    found = telling(text, alone, together, parts, np.stack([row for _, row in given_parts])).parts
    assert 1 <= len(found) <= 2
    places = [parts.index(part) for part in found]
    assert places == sorted(set(places))
