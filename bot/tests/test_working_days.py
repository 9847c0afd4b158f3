"""A term in working days as a day."""

from datetime import date
from typing import List, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading.working_days import asked, asks_how_soon, due, since, term

SUNDAY, FRIDAY = date(2026, 11, 22), date(2026, 11, 20)
TOLD = ["Tim kami memeriksa paling lambat 3 hari kerja; dananya kembali ke rekening asalnya."]


def test_weekends_are_left_out() -> None:
    assert due(SUNDAY, 3) == date(2026, 11, 25)
    assert due(FRIDAY, 1) == date(2026, 11, 23)
    assert due(FRIDAY, 5) == date(2026, 11, 27)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 30))
def test_it_ends_on_a_working_day_and_later_for_each_more(start: date, days: int) -> None:
    last = due(start, days)
    assert last.weekday() < 5
    assert start < last < due(start, days + 1)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("paling lambat 3 hari kerja", 3), ("biasanya 5–14 hari kerja", 14),
        ("within 5 working days", 5), ("tiga hari kerja", 3), ("dalam 1×24 jam", None),
        ("setiap hari kerja mulai pukul 09.00", None),
    ],
)  # fmt: skip
def test_the_term_that_is_told(text: str, days: Optional[int]) -> None:
    assert term(text) == days


@pytest.mark.parametrize(
    "text",
    [
        "3 hari kerja itu sampai kapan", "sampe tgl brp tuh", "berarti hari apa ya?",
        "Mohon disebutkan sampai tanggal berapa.", "jatuhnya kapan kak", "jadi kapan",
        "what date is that?", "until when exactly?", "hari kerja itu sabtu dihitung ga",
    ],
)  # fmt: skip
def test_the_day_is_asked_for(text: str) -> None:
    assert asked(text, TOLD) == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sampai kapan promonya", []), ("makasih", TOLD), ("berapa lama?", TOLD),
        ("cabang buka hari kerja jam berapa", TOLD), ("kapan balik", TOLD),
    ],
)  # fmt: skip
def test_no_day_is_asked_for_or_none_is_known(text: str, told: List[str]) -> None:
    assert asked(text, told) is None


def test_a_term_of_ones_own_needs_none_told() -> None:
    assert asked("10 hari kerja itu sampai tanggal berapa", []) == 10


def test_one_of_two_days_is_asked_for() -> None:
    assert asked("3 hari kerja dr kmrn jd selasa apa rabu", []) == 3
    assert since("3 hari kerja dr kmrn jd selasa apa rabu") == "kmrn jd"
    assert since("jadi kapan") is None


@pytest.mark.parametrize(
    "text", ["kapan balik", "selesainya kapan", "jawab aja tanggalnya", "laporan saya yg td, berapa hari"]
)
def test_how_soon(text: str) -> None:
    assert asks_how_soon(text)
