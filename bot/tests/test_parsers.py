"""What customers write for amounts, days, yes and no, and account numbers."""

from datetime import date, datetime

import pytest

from actions import parsers
from actions.wording import WIB

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=WIB)  # a Saturday


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("500rb", 500_000),
        ("500 ribu", 500_000),
        ("2jt", 2_000_000),
        ("1,5 juta", 1_500_000),
        ("1.5jt", 1_500_000),
        ("1,25 juta", 1_250_000),
        ("Rp1.250.000", 1_250_000),
        ("rp 1.250.000,00", 1_250_000),
        ("IDR 750,000", 750_000),
        ("1250000", 1_250_000),
        ("sekitar 300k lah", 300_000),
        ("2 million", 2_000_000),
        ("dua juta", 2_000_000),
        ("dua ratus ribu", 200_000),
        ("dua juta setengah", 2_500_000),
        ("lima belas ribu", 15_000),
        ("sejuta", 1_000_000),
        ("sejuta setengah", 1_500_000),
        ("goban", 50_000),
        ("tf 750rb ke bca 1234567890 kemarin", 750_000),
        ("tanggal 20 jam 9, 500rb", 500_000),
        ("1.500 ribu", 1_500_000),
        ("Rp5.000", 5_000),
    ],
)
def test_amounts(text: str, amount: int) -> None:
    assert parsers.parse_amount(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "tanggal 20/11/2026",
        "jam 09.30",
        "1234567890",
        "081234567890",
        "kemarin sore",
        "ke BCA",
        "0",
        "2026",
        "",
        "rp 900.000.000.000.000",
    ],
)
def test_no_amount(text: str) -> None:
    assert parsers.parse_amount(text) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("300", 300_000),
        ("sekitar 300", 300_000),
        ("5000", 5_000),
        ("300rb", 300_000),
        ("2jt", 2_000_000),
        ("jam 9", None),
        ("0", None),
        ("ga tau", None),
    ],
)
def test_amounts_that_were_asked_for(text: str, amount: "int | None") -> None:
    assert parsers.parse_amount(text, asked=True) == amount


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("tadi pagi", 1), ("dari td siang", 1), ("tadi jam 9", 1), ("tadi jam 00:10", 0),
        ("tadi", 0), ("hari ini", 0), ("nanti malam", 0),
    ],
)  # fmt: skip
def test_what_was_earlier_is_the_day_before_just_after_midnight(text: str, back: int) -> None:
    late = datetime(2026, 11, 23, 0, 20, tzinfo=WIB)
    found = parsers.parse_when(text, late)
    assert found is not None
    assert found.day == date(2026, 11, 23 - back)


@pytest.mark.parametrize(
    ("text", "day", "time", "part"),
    [
        ("hari ini", date(2026, 11, 21), None, None),
        ("tadi pagi", date(2026, 11, 21), None, "pagi"),
        ("barusan", date(2026, 11, 21), None, None),
        ("kemarin sore", date(2026, 11, 20), None, "sore"),
        ("kmrn", date(2026, 11, 20), None, None),
        ("kemarin lusa", date(2026, 11, 19), None, None),
        ("semalam", date(2026, 11, 20), None, None),
        ("tadi malam", date(2026, 11, 20), None, "malam"),
        ("20 November", date(2026, 11, 20), None, None),
        ("20 nov 2026 jam 14.05", date(2026, 11, 20), "14.05", None),
        ("20/11", date(2026, 11, 20), None, None),
        ("5-11-2026", date(2026, 11, 5), None, None),
        ("1 desember", date(2025, 12, 1), None, None),
        ("dua hari lalu", date(2026, 11, 19), None, None),
        ("3 hari yang lalu", date(2026, 11, 18), None, None),
        ("seminggu lalu", date(2026, 11, 14), None, None),
        ("minggu lalu", date(2026, 11, 14), None, None),
        ("senin", date(2026, 11, 16), None, None),
        ("Sabtu kemarin", date(2026, 11, 14), None, None),
        ("tanggal 18", date(2026, 11, 18), None, None),
        ("tgl 30", date(2026, 10, 30), None, None),
        ("jam 9", date(2026, 11, 21), "09.00", None),
        ("jam 3 sore", date(2026, 11, 21), "15.00", "sore"),
        ("yesterday", date(2026, 11, 20), None, None),
        ("yesterday at 3 pm", date(2026, 11, 20), "15.00", None),
        ("3 days ago", date(2026, 11, 18), None, None),
        ("this morning", date(2026, 11, 21), None, "pagi"),
        ("Nov 19th", date(2026, 11, 19), None, None),
        ("last week", date(2026, 11, 14), None, None),
    ],
)
def test_days(text: str, day: date, time: "str | None", part: "str | None") -> None:
    assert parsers.parse_when(text, NOW) == parsers.When(day, time, part)


@pytest.mark.parametrize("text", ["hmm", "500rb", "ke BCA", "31/31", "", "1.250.000"])
def test_no_day(text: str) -> None:
    assert parsers.parse_when(text, NOW) is None


def test_a_leap_day_without_a_year_is_read_as_the_last_one_that_was() -> None:
    assert parsers.parse_when("29 Februari", NOW) is None
    assert parsers.parse_when("29 Februari 2024", NOW) == parsers.When(date(2024, 2, 29))


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("e-statement", (2026, 10)),
        ("rekening koran bulan September", (2026, 9)),
        ("statement for December", (2025, 12)),
        ("estatement bulan ini", (2026, 11)),
        ("mutasi Juni 2025 pdf", (2025, 6)),
        ("may i have a statement", (2026, 10)),
    ],
)
def test_months(text: str, month: "tuple[int, int]") -> None:
    assert parsers.parse_months(text, NOW) == [month]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("tiga bulan terakhir", [(2026, 8), (2026, 9), (2026, 10)]),
        ("e-statement 2 bulan terakhir dong", [(2026, 9), (2026, 10)]),
        ("statements of the last 3 months", [(2026, 8), (2026, 9), (2026, 10)]),
        ("bukan, yang Agustus, September, dan Oktober", [(2026, 8), (2026, 9), (2026, 10)]),
        ("Desember sampai Februari", [(2025, 12), (2026, 1), (2026, 2)]),
        ("may 2026 to july", [(2026, 5), (2026, 6), (2026, 7)]),
        ("12 bulan terakhir", [(2026, month) for month in range(5, 11)]),
        ("bulan lalu", [(2026, 10)]),
    ],
)
def test_several_months(text: str, months: "list[tuple[int, int]]") -> None:
    assert parsers.parse_months(text, NOW) == months


@pytest.mark.parametrize("text", ["mutasi", "may i see it", "3 terakhir", ""])
def test_no_month_is_named(text: str) -> None:
    assert parsers.named_months(text, NOW) == []


@pytest.mark.parametrize(
    ("text", "intent", "answer"),
    [
        ("ya", None, True),
        ("iya betul", None, True),
        ("bukan itu", None, False),
        ("", "affirm", True),
        ("", "deny", False),
        ("yes please", None, True),
        ("no", None, False),
        ("saya kurang paham", None, None),
        ("oh iya", None, True),
        ("oke ya", None, True),
        ("makasih ya", "thank", None),
        ("makasih ya", None, None),
        ("lupa kapan ya", None, None),
        ("itu yang mana ya", None, None),
        ("itu yang mana ya", "affirm", None),
        ("boleh tanya dulu", None, True),
        ("kalau boleh tanya dulu", None, None),
        ("ya yang mana aja", None, True),
        ("belum tau ya", None, False),
        ("", None, None),
        ("lah tadi katanya ada", "affirm", None),
        ("kok gitu", "affirm", None),
        ("lah betul", "affirm", True),
    ],
)
def test_yes_and_no(text: str, intent: "str | None", answer: "bool | None") -> None:
    assert parsers.parse_yes_no(text, intent) is answer


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ke BCA 1234567890", "1234567890"),
        ("rek 123-456-7890 ya", "1234567890"),
        ("500000 ke 12345678", "12345678"),
        ("ke BCA kemarin", None),
        ("Rp1.250.000", None),
    ],
)
def test_account_numbers(text: str, number: "str | None") -> None:
    assert parsers.parse_account_number(text) == number
