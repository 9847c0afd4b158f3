"""Waiting: who is next, and an honest range of minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.domain.queue import MIN_SAMPLES, estimate_wait, order_key

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIVE_MINUTES = [timedelta(minutes=5)] * 20

handling = st.lists(
    st.integers(1, 3600).map(lambda s: timedelta(seconds=s)), min_size=MIN_SAMPLES, max_size=30
)
ahead = st.integers(0, 200)
places = st.integers(1, 50)


@pytest.mark.parametrize(
    ("before", "room", "expected"),
    [
        pytest.param(0, 1, (2, 8), id="next, one place: about five minutes"),
        pytest.param(0, 5, (1, 2), id="next, five places: about one"),
        pytest.param(3, 5, (1, 6), id="three before, five places"),
        pytest.param(20, 2, (18, 55), id="twenty before, two places"),
    ],
)
def test_examples_with_conversations_of_five_minutes(
    before: int, room: int, expected: tuple[int, int]
) -> None:
    assert estimate_wait(before, room, FIVE_MINUTES) == expected


@pytest.mark.parametrize("samples", range(MIN_SAMPLES))
def test_too_few_conversations_say_nothing(samples: int) -> None:
    assert estimate_wait(0, 3, FIVE_MINUTES[:samples]) is None


@pytest.mark.parametrize("room", [0, -1])
def test_where_nobody_works_there_is_no_estimate(room: int) -> None:
    assert estimate_wait(0, room, FIVE_MINUTES) is None


def test_conversations_without_length_do_not_break_it() -> None:
    assert estimate_wait(3, 1, [timedelta()] * MIN_SAMPLES) == (1, 2)


@settings(max_examples=150, deadline=None)
@given(before=ahead, room=places, took=handling)
def test_more_people_ahead_never_shorten_the_wait(
    before: int, room: int, took: list[timedelta]
) -> None:
    now, one_more = estimate_wait(before, room, took), estimate_wait(before + 1, room, took)
    assert now is not None
    assert one_more is not None
    assert now[0] <= one_more[0]
    assert now[1] <= one_more[1]


@settings(max_examples=150, deadline=None)
@given(before=ahead, room=places, took=handling)
def test_more_places_never_lengthen_the_wait(before: int, room: int, took: list[timedelta]) -> None:
    now, roomier = estimate_wait(before, room, took), estimate_wait(before, room + 1, took)
    assert now is not None
    assert roomier is not None
    assert now[0] >= roomier[0]
    assert now[1] >= roomier[1]


@settings(max_examples=150, deadline=None)
@given(before=ahead, room=places, took=handling)
def test_the_range_is_a_range(before: int, room: int, took: list[timedelta]) -> None:
    wait = estimate_wait(before, room, took)
    assert wait is not None
    assert 1 <= wait[0] < wait[1]


@dataclass(frozen=True)
class Waiting:
    id: str
    due_at: datetime | None
    queued_at: datetime | None


def test_earliest_due_is_next_then_who_came_first() -> None:
    late = Waiting("late", T0 + timedelta(minutes=3), T0)
    soon = Waiting("soon", T0 + timedelta(minutes=1), T0 + timedelta(seconds=30))
    tied = Waiting("tied", T0 + timedelta(minutes=3), T0 + timedelta(minutes=1))
    twin = Waiting("twin", T0 + timedelta(minutes=3), T0 + timedelta(minutes=1))
    line = sorted([twin, tied, late, soon], key=order_key)
    assert [w.id for w in line] == ["soon", "late", "tied", "twin"]


@pytest.mark.parametrize(
    "not_waiting", [Waiting("x", None, T0), Waiting("x", T0, None)], ids=["no due_at", "not queued"]
)
def test_who_does_not_wait_has_no_place(not_waiting: Waiting) -> None:
    with pytest.raises(ValueError, match="does not wait"):
        order_key(not_waiting)
