"""Staff hours: what is written, and when they begin again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from handoff.domain.hours import ZONES, hours
from handoff.settings import Settings

WIB = ZONES["WIB"]
OFFICE = "Mon-Fri 08:00-17:00, Sat 09:00-12:00 WIB"
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
    lambda at: at.replace(tzinfo=UTC)
)


def wib(day: int, hour: int, minute: int = 0) -> datetime:
    """In March 2026, whose second is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=WIB)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        pytest.param(wib(2, 7), wib(2, 8), id="before they begin"),
        pytest.param(wib(2, 12), None, id="they should be there"),
        pytest.param(wib(2, 17), wib(3, 8), id="in the evening"),
        pytest.param(wib(6, 18), wib(7, 9), id="on Friday evening"),
        pytest.param(wib(7, 12), wib(9, 8), id="on Saturday afternoon"),
        pytest.param(wib(8, 3), wib(9, 8), id="on Sunday"),
    ],
)
def test_when_they_begin_again(at: datetime, opens: datetime | None) -> None:
    known = hours(OFFICE)
    assert known is not None
    assert known.opens_after(at) == opens
    assert known.opens_after(at.astimezone(UTC)) == opens


def test_on_a_day_off_nobody_is_there() -> None:
    known = hours(OFFICE, frozenset({date(2026, 3, 9), date(2026, 3, 10)}))
    assert known is not None
    assert known.opens_after(wib(9, 12)) == wib(11, 8)
    assert known.opens_after(wib(7, 13)) == wib(11, 8)


def test_spans_may_go_over_the_weekend_and_name_their_zone() -> None:
    known = hours("sat-mon 10:00-14:00 wit, mon 18:00-20:00")
    assert known is not None
    assert {span.weekday for span in known.spans} == {5, 6, 0}
    opens = known.opens_after(datetime(2026, 3, 2, 15, tzinfo=ZONES["WIT"]))
    assert opens == datetime(2026, 3, 2, 18, tzinfo=ZONES["WIT"])
    assert opens is not None
    assert opens.tzname() == "WIT"


def test_nothing_written_is_nothing_known() -> None:
    assert hours("") is None
    assert hours(" , ") is None


@pytest.mark.parametrize(
    "text",
    [
        "daily 08:00-17:00",
        "Mon-Foo 08:00-17:00",
        "Mon 8-17",
        "Mon 17:00-08:00",
        "Mon 08:00-25:00",
        "Mon 08:00-12:00 WIB, Tue 08:00-12:00 WIT",
    ],
)
def test_what_cannot_be_read_is_said_at_the_start(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        hours(text)
    with pytest.raises(ValidationError):
        Settings(
            database_url=SecretStr("x"),
            rasa_token=SecretStr("x"),
            secret_key=SecretStr("s" * 32),
            site_key=SecretStr("s" * 32),
            staff_hours=text,
        )


@settings(deadline=None)
@given(at=MOMENTS)
def test_what_is_named_lies_ahead_within_hours_and_nothing_lies_before_it(at: datetime) -> None:
    known = hours(OFFICE)
    assert known is not None
    opens = known.opens_after(at)
    if opens is None:
        local = at.astimezone(WIB)
        assert any(
            span.weekday == local.weekday() and span.opens <= local.time() < span.closes
            for span in known.spans
        )
        return
    assert opens > at
    assert known.opens_after(opens) is None, "then they are there"
    between = at + (opens - at) / 2
    assert known.opens_after(between) == opens
    assert opens - at < timedelta(days=3)
