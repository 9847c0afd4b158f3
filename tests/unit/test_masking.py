"""Masking of secrets: own test set, properties over arbitrary texts, and linear time."""

from __future__ import annotations

import json
import string
import time
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handoff.domain.masking import Masked, SecretKind, mask


class Example(TypedDict):
    text: str
    expected: str
    kinds: list[str]


def _examples() -> list[Example]:
    lines = (Path(__file__).parent / "data" / "masking.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


EXAMPLES = _examples()
PARTS = [
    "pin", "pin saya", "otp", "otp nya", "kode", "kodenya", "cvv", "password", "pw gw", "sandi",
    "kata sandi:", "is my pin", "itu", "adalah", ":", "=", ",", ".", "\n", " ", "-", "lama", "baru",
    "dan", "ke", "dari", "jam", "3 kali", "6 digit", "123456", "1234", "123", "10.30", "150.000",
    "Rp1.250.000", "hunter2", "satu dua tiga empat", "08123456789", "4111 1111 1111 1111", "va",
    "4111111111111111", "3174051203900001", "12/26", "[PIN disamarkan]", "[kartu •••• 1111]", "nik",
    "1", "2", "[kata sandi disamarkan]", "\u200b", "(", ")",
    "12345678901234567890123", "4", "x", "\"",
]  # fmt: skip


def luhn_ok(digits: str) -> bool:
    doubled = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    turned = enumerate(reversed(digits))
    return sum(doubled[int(d)] if place % 2 else int(d) for place, d in turned) % 10 == 0


def with_check_digit(digits: str) -> str:
    return next(digits + check for check in string.digits if luhn_ok(digits + check))


@st.composite
def cards(draw: st.DrawFn) -> str:
    first = draw(st.sampled_from(["4", "51", "2221", "3528", "6011", "5899"]))
    body = draw(st.text(string.digits, min_size=15 - len(first), max_size=15 - len(first)))
    return with_check_digit(first + body)


def test_the_set_is_large_and_has_both_sides() -> None:
    texts = [example["text"] for example in EXAMPLES]
    stays = [example for example in EXAMPLES if example["text"] == example["expected"]]
    assert len(set(texts)) == len(texts) >= 150
    assert len(stays) >= 60
    assert {kind for example in EXAMPLES for kind in example["kinds"]} == set(SecretKind)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["text"][:60] for example in EXAMPLES])
def test_example(example: Example) -> None:
    masked = mask(example["text"])
    assert masked.text == example["expected"]
    assert masked.kinds == {SecretKind(kind) for kind in example["kinds"]}


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["text"][:60] for example in EXAMPLES])
@pytest.mark.parametrize("dress", [str.upper, str.title, lambda t: f"Halo kak,\n{t}\nmakasih"])
def test_case_and_surroundings_do_not_matter(example: Example, dress: Callable[[str], str]) -> None:
    """What was masked stays masked, and what stayed stays, in capitals and inside a longer text."""
    text = dress(example["text"])
    masked = mask(text)
    if example["text"] == example["expected"]:
        assert masked.text == text
    else:
        assert {SecretKind(kind) for kind in example["kinds"]} <= masked.kinds


@pytest.mark.parametrize(
    ("text", "expecting", "expected"),
    [
        ("482913", {SecretKind.OTP}, "[OTP disamarkan]"),
        ("482 913", {SecretKind.OTP}, "[OTP disamarkan]"),
        ("ini kak: 482913", {SecretKind.OTP}, "ini kak: [OTP disamarkan]"),
        ("1234", {SecretKind.PIN}, "[PIN disamarkan]"),
        ("satu dua tiga empat lima enam", {SecretKind.PIN}, "[PIN disamarkan]"),
        ("123", {SecretKind.CVV, SecretKind.OTP}, "[CVV disamarkan]"),
        ("rahasia123", {SecretKind.PASSWORD}, "[kata sandi disamarkan]"),
        ("4111 1111 1111 1112", {SecretKind.CARD_NUMBER}, "[kartu •••• 1112]"),
        ("3174991203909999", {SecretKind.NIK}, "[NIK disamarkan]"),
        ("482913", set(), "482913"),
        ("081234567890", {SecretKind.OTP}, "081234567890"),
        ("saya transfer 482913", {SecretKind.OTP}, "saya transfer 482913"),
        ("Rp150.000", {SecretKind.OTP}, "Rp150.000"),
        ("10.30", {SecretKind.OTP}, "10.30"),
        ("12", {SecretKind.PIN}, "12"),
        ("lupa", {SecretKind.PASSWORD}, "lupa"),
    ],
)
def test_a_bare_value_is_masked_when_expected(
    text: str, expecting: set[SecretKind], expected: str
) -> None:
    masked = mask(text, expecting=frozenset(expecting))
    assert masked.text == expected
    assert bool(masked.kinds) == (text != expected)
    assert mask(masked.text, expecting=frozenset(expecting)) == masked


def test_digits_that_are_both_go_by_the_nearest_word() -> None:
    both = next(
        number for serial in range(1, 100) if luhn_ok(number := f"317405120390{serial:04d}")
    )
    assert mask(f"nik saya {both}").kinds == {SecretKind.NIK}
    assert mask(f"kartu saya {both}").kinds == {SecretKind.CARD_NUMBER}
    assert mask(both).kinds == {SecretKind.CARD_NUMBER}


def test_a_virtual_account_stays_behind_its_name_only() -> None:
    number = with_check_digit("880812345678123")
    assert mask(f"no va {number}").text == f"no va {number}"
    assert mask(f"virtual account BCA: {number}").kinds == frozenset()
    assert mask(number).kinds == {SecretKind.CARD_NUMBER}


def test_what_is_typed_between_invisible_characters_is_found_and_the_rest_kept() -> None:
    masked = mask(
        "a\u200bb p\u200bin saya 1\u200b2\u200b3\u200b4\u200b5\u200b6\ufeff é\u0301 z\u200b"
    )
    assert masked.text == "a\u200bb p\u200bin saya [PIN disamarkan]\ufeff é\u0301 z\u200b"


@settings(max_examples=400)
@given(st.text())
def test_any_text_is_masked_once(text: str) -> None:
    masked = mask(text)
    assert mask(masked.text) == masked


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=24), st.sampled_from(["", " "]))
def test_masking_twice_changes_nothing(parts: list[str], glue: str) -> None:
    masked = mask(glue.join(parts))
    assert mask(masked.text) == masked
    assert len(masked.text) <= 24 * max(1, len(glue.join(parts)))


@settings(max_examples=300)
@given(st.text(string.digits + " .-", max_size=120))
def test_masking_digits_twice_changes_nothing(text: str) -> None:
    masked = mask(text)
    assert mask(masked.text) == masked


@given(st.text(st.characters(exclude_categories=["Nd", "Cs"])))
def test_text_without_digits_and_names_stays(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text).lower()
    assume(not any(word in plain for word in ("pass", "sandi", "pw", "akses", "[", "pswd", "psw")))
    assert mask(text) == Masked(text, frozenset())


@given(
    st.text(st.sampled_from("abc xyz,.!?\né\u200b🙂"), max_size=30),
    cards(),
    st.sampled_from(["", " ", "-", ".", "\u200b", "\u00a0", " - "]),
    st.text(st.sampled_from("abc xyz,!?\né\u200b🙂"), max_size=30),
)
def test_a_card_never_survives_and_the_rest_does(
    before: str, card: str, separator: str, after: str
) -> None:
    written = separator.join(card[place : place + 4] for place in range(0, 16, 4))
    masked = mask(before + written + after)
    assert masked.text == f"{before}[kartu •••• {card[-4:]}]{after}"
    assert masked.kinds == {SecretKind.CARD_NUMBER}


@given(st.integers(13, 19), st.text(string.digits, min_size=18, max_size=18))
def test_an_unbroken_luhn_number_never_survives(size: int, digits: str) -> None:
    number = with_check_digit(digits[: size - 1])
    assume(not number.startswith(("08", "62", "0062")))
    assert number not in mask(f"ini {number} ya").text


@given(cards(), st.text(string.digits, max_size=30), st.text(string.digits, max_size=30))
def test_a_card_inside_a_longer_run_never_survives(card: str, before: str, after: str) -> None:
    assert before + card + after not in mask(before + card + after).text


@given(st.integers(1, 999_999_999), st.sampled_from(["Rp{}", "Rp {},00", "{}", "sebesar {},00"]))
def test_amounts_stay(amount: int, form: str) -> None:
    text = "transfer " + form.format(f"{amount:,}".replace(",", ".")) + " gagal, pin saya benar"
    assert mask(text).text == text


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(".:"))
def test_times_stay(hour: int, minute: int, sign: str) -> None:
    for name in ("pin", "otp", "password", "kode"):
        text = f"{name} saya {hour:02d}{sign}{minute:02d} tadi"
        assert mask(text).text == text


@given(st.text(string.digits, min_size=8, max_size=11))
def test_phone_numbers_stay(rest: str) -> None:
    for number in (
        f"08{rest}",
        f"+628{rest}",
        f"628{rest}",
        f"08{rest[:2]}-{rest[2:6]}-{rest[6:]}",
    ):
        for name in ("hp saya", "lupa pin", "otp dikirim ke", "password direset lewat"):
            assert mask(f"{name} {number}").text == f"{name} {number}"


@given(st.text(string.digits, min_size=6, max_size=6))
def test_six_digits_behind_pin_never_survive(code: str) -> None:
    for form in ("pin saya {}", "PIN: {}", "otp nya {}", "kode otp {} ya", "my otp is {}"):
        assert code not in mask(form.format(code)).text
    spaced = " ".join(code)
    assert spaced not in mask(f"pin saya {spaced}").text


def _seconds(text: str) -> float:
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        mask(text)
        best = min(best, time.perf_counter() - start)
    return best


@pytest.mark.parametrize(
    "unit",
    [
        "1", "4111111111111111", "1 ", "4111 1111 1111 1111 ", "satu ", "pin ", "pin:", "pw-",
        "pw ", "password: ", "pin 1 ", "kode ya ", "[", "[pin ", "1-", ".", " ", "\n", "1.",

        "\u200b", "1\u200b", "sandi=", "'", "password '", "é", "7 adalah ", "pin saya 123456 ",
        "pw:http:", "pw[",
    ],
)  # fmt: skip
def test_time_grows_with_the_length(unit: str) -> None:
    """Four times the text in at most about eight times the time."""
    small, large = (unit * (size // len(unit)) for size in (8_000, 32_000))
    assert _seconds(large) < 8 * max(_seconds(small), 0.002)


def test_a_megabyte_of_digits() -> None:
    masked = mask("4" * 1_000_000)
    assert len(masked.text) <= 2_000_000


def test_placeholders_are_not_read_as_names() -> None:
    text = "[PIN disamarkan] 654321"
    assert mask(text).text == text
    assert mask(text).kinds == {SecretKind.PIN}


def test_every_example_is_stable() -> None:
    for first, second in pairwise(EXAMPLES):
        masked = mask(first["text"] + "\n\n" + second["text"])
        assert mask(masked.text) == masked
