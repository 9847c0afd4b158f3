"""What messages name: amounts, days, and names that are told from everyday words."""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Dict, List, Tuple

import pytest
import yaml
from conftest import BOT
from hypothesis import example, given, settings
from hypothesis import strategies as st

from actions import parsers
from actions.wording import WIB, rupiah
from reading.amounts import find_amounts
from reading.days import find_days
from reading.entities import settle, ticket_number
from reading.words import find_spelled

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=WIB)  # a Saturday
BLOCKS = yaml.safe_load((BOT / "data" / "nlu" / "entities.yml").read_text(encoding="utf-8"))["nlu"]


def listed(kind: str) -> Dict[str, List[str]]:
    """The lookup tables, or the synonyms, by name."""
    return {
        block[kind]: [line[2:] for line in block["examples"].splitlines()]
        for block in BLOCKS
        if kind in block
    }


LOOKUPS = listed("lookup")
PATTERNS = [
    *(("ticket", pattern) for pattern in listed("regex")["ticket"]),
    *(
        (name, "|".join(rf"\b{re.escape(word)}\b" for word in words))
        for name, words in LOOKUPS.items()
    ),
]
NAMES = {word.lower(): name for name, words in listed("synonym").items() for word in words}


def entities(text: str) -> List[Dict[str, Any]]:
    """As the pipeline finds them: lookup tables, synonyms, and what reading/ makes of it."""
    named = [
        {
            "entity": kind,
            "start": match.start(),
            "end": match.end(),
            "value": NAMES.get(match[0].lower(), match[0]),
        }
        for kind, pattern in PATTERNS
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]
    return settle(text, named, NOW)


def read(text: str) -> List[Tuple[str, Any]]:
    return [(entity["entity"], entity["value"]) for entity in entities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "tf ke bca dari td pagi blm msk, saldo udh kepotong",
            [("bank", "BCA"), ("date", "2026-11-21")],
        ),
        (
            "transfer 500rb ke mandiri kemaren sore jam 4",
            [("amount", 500_000), ("bank", "Mandiri"), ("date", "2026-11-20")],
        ),
        ("topup dana 50rb ga masuk", [("wallet", "DANA"), ("amount", 50_000)]),
        ("dana saya belum kembali", []),
        ("Dana Rp2.000.000 untuk sewa belum diterima", [("amount", 2_000_000)]),
        ("DANA", [("wallet", "DANA")]),
        ("yen kirim sajuta potongane piro", [("amount", 1_000_000)]),
        ("tukar 200 ribu yen", [("currency", "JPY")]),
        ("bulan kemarin belum bayar", []),
        ("penarikan dana 2jt dari deposito", [("amount", 2_000_000), ("account_type", "deposito")]),
        ("eh bukan, yang kartu kredit", [("account_type", "kartu kredit")]),
        ("my credit card", [("account_type", "kartu kredit")]),
        ("cabang di jogja yang buka sabtu", [("city", "Yogyakarta"), ("date", "2026-11-14")]),
        ("malang banget nasib saya", []),
        ("ada atm di malang?", [("city", "Malang")]),
        ("kurs dolar singapura sama ringgit", [("currency", "SGD"), ("currency", "MYR")]),
        ("tukar 100 dolar berapa", [("currency", "USD")]),
        ("how much is $50", [("currency", "USD")]),
        ("status tf-100042", [("ticket", "TF-100042")]),
        ("cek laporan nomor 100042", [("ticket", "100042")]),
        ("100042", [("ticket", "100042")]),
        ("tf 500000 ke bri", [("amount", 500_000), ("bank", "BRI")]),
        ("otp 123456 tidak masuk", []),
        ("saya urus secara mandiri saja", []),
        ("jago banget botnya", []),
        ("kirim ke jago 2jt500", [("bank", "Bank Jago"), ("amount", 2_500_000)]),
        ("bank dki", [("bank", "Bank DKI")]),
        ("dari BCA ke CIMB Niaga", [("bank", "BCA"), ("bank", "CIMB Niaga")]),
        ("selamat pagi min", []),
        ("gopay sama ovo", [("wallet", "GoPay"), ("wallet", "OVO")]),
        ("lima ratus ribu hari senin", [("amount", 500_000), ("date", "2026-11-16")]),
        ("on 20 November I sent 2 million", [("date", "2026-11-20"), ("amount", 2_000_000)]),
        ("rekening koran bulan lalu", []),
        ("", []),
    ],
)
def test_what_a_message_names(text: str, expected: List[Tuple[str, Any]]) -> None:
    assert read(text) == expected


def test_a_day_has_its_time_and_part() -> None:
    (found,) = entities("kemaren sore jam 4an")
    assert (found["time"], found["part"], found["text"]) == ("16.00", "sore", "kemaren sore jam 4an")


def test_every_name_of_a_lookup_table_has_one_spelling() -> None:
    for kind, words in LOOKUPS.items():
        for word in words:
            assert word.lower() in NAMES, (kind, word)
    kinds = [word.lower() for words in LOOKUPS.values() for word in words]
    assert len(kinds) == len(set(kinds)), "a word in two tables"


# ------------------------------------------------------------------ properties

ONES = "satu dua tiga empat lima enam tujuh delapan sembilan".split()


def in_words(number: int) -> str:
    """A whole number below a billion, as it is said."""
    for scale, name, one in (
        (1_000_000, "juta", "satu juta"), (1_000, "ribu", "seribu"), (100, "ratus", "seratus"),
        (10, "puluh", "sepuluh"),
    ):  # fmt: skip
        if number >= scale and not 11 <= number <= 19:
            count, rest = divmod(number, scale)
            said = one if count == 1 else f"{in_words(count)} {name}"
            return f"{said} {in_words(rest)}" if rest else said
    if number == 11:
        return "sebelas"
    return f"{ONES[number - 11]} belas" if number > 11 else ONES[number - 1]


THOUSANDS = st.integers(min_value=1, max_value=99_999).map(lambda n: n * 1_000)
QUICK = settings(deadline=None, max_examples=60)


@QUICK
@given(THOUSANDS)
def test_an_amount_is_read_however_it_is_written(amount: int) -> None:
    ways = [rupiah(amount), f"{amount // 1_000}rb", f"{amount // 1_000} ribu", f"Rp {amount}"]
    ways += [in_words(amount)]
    if amount % 10_000 == 0:  # with three decimals it would be grouped thousands
        ways += [f"{amount / 1_000_000:.2f}jt".replace(".", ",")]
    for written in ways:
        assert parsers.parse_amount(f"kirim {written} ke ibu") == amount, written


@QUICK
@given(st.integers(min_value=1_000, max_value=999_999_999))
def test_a_number_in_words_is_read(number: int) -> None:
    (found,) = find_spelled(f"ya {in_words(number)} kak")
    assert found.value == number


@QUICK
@given(st.integers(min_value=0, max_value=364), st.sampled_from(["/", "-"]))
def test_a_date_without_a_year_is_the_latest_that_was(back: int, sign: str) -> None:
    day = NOW.date() - timedelta(days=back)
    when = parsers.parse_when(f"tgl {day.day}{sign}{day.month} kemarin", NOW)
    assert when is not None
    assert when.day == day


@QUICK
@given(st.integers(min_value=1, max_value=30), st.sampled_from(["lalu", "yang lalu", "yg lalu"]))
def test_days_are_counted_back(count: int, ago: str) -> None:
    when = parsers.parse_when(f"{count} hari {ago}", NOW)
    assert when == parsers.When(NOW.date() - timedelta(days=count))


PIECES = st.sampled_from(
    """500rb 2jt kemarin sore jam 9 dana DANA ke bca mandiri malang di senin minggu 20/11 tf-100042
    100042 rp dolar yen tadi pagi setengah juta ratus belas tgl 31 kartu kredit $ . , ! 😭 İ ß
    semalam 1.250.000 nov besok lusa depan -- :: 12:30 solo""".split()
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=14).map(" ".join))


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_entities_stand_where_they_say_and_apart(text: str) -> None:
    found = entities(text)
    for entity in found:
        assert 0 <= entity["start"] < entity["end"] <= len(text)
        assert text[entity["start"] : entity["end"]] == entity["text"]
        assert entity["text"].strip() == entity["text"]
        if entity["entity"] == "amount":
            assert 1_000 <= entity["value"] <= parsers.MAX_AMOUNT
        if entity["entity"] == "date":
            date.fromisoformat(entity["value"])
    for one, next_one in pairwise(found):
        assert one["end"] <= next_one["start"]


@settings(deadline=None, max_examples=300)
@given(TEXTS)
@example("31NOV:1/1")
def test_what_is_found_agrees_with_what_is_read(text: str) -> None:
    assert bool(find_amounts(text)) == (parsers.parse_amount(text) is not None)
    if find_days(text, NOW):
        assert parsers.parse_when(text, NOW) is not None
    found = parsers.parse_when(text, NOW)
    assert found is None or re.fullmatch(r"\d\d\.\d\d", found.time or "00.00")


@QUICK
@given(st.from_regex(r"[a-zA-Z]{2,3}[- ]?[0-9]{5,8}", fullmatch=True))
def test_a_ticket_number_has_one_form(written: str) -> None:
    once = ticket_number(written)
    assert re.fullmatch(r"[A-Z]{2,3}-\d{5,8}", once)
    assert ticket_number(once) == once
