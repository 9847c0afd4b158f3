"""What short words refer to."""

from typing import Optional

import pytest

from channels.reference import (
    earlier,
    last_part,
    picked,
    points_back,
    without_correction,
    without_greeting,
)

BUTTONS = [
    {"title": "Cek saldo", "payload": "/check_balance"},
    {"title": "PIN kartu", "payload": "/pin_problem"},
    {"title": "Bukan itu", "payload": "/deny"},
]


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("yang pertama", "/check_balance"),
        ("yg kedua kak", "/pin_problem"),
        ("2", "/pin_problem"),
        ("no 1", "/check_balance"),
        ("the second one", "/pin_problem"),
        ("pilihan ketiga", "/deny"),
        ("yang terakhir aja", "/deny"),
        ("cek saldo", "/check_balance"),
        ("PIN Kartu!", "/pin_problem"),
        ("yang pertama gak bisa login", None),
        ("2 juta", None),
        ("saldo", None),
        ("", None),
    ],
)
def test_a_quick_reply_is_picked_in_words(text: str, payload: Optional[str]) -> None:
    assert picked(text, BUTTONS) == payload


def test_nothing_is_picked_where_nothing_is_offered() -> None:
    assert picked("yang pertama", []) is None
    assert picked("1", BUTTONS[:1]) is None
    assert picked("3", BUTTONS[:2]) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("eh bukan, maksud saya mutasi rekening", "mutasi rekening"),
        ("bukan itu, cara bayar qris", "cara bayar qris"),
        ("maksudnya kartu kredit", "kartu kredit"),
        ("eh bukan, yang kartu kredit", "kartu kredit"),
        ("no, I meant the exchange rate", "the exchange rate"),
        ("sorry, actually my credit card bill", "my credit card bill"),
        ("saldo saya berapa", None),
        ("bukan", None),
        ("", None),
    ],
)
def test_what_a_correction_goes_on_with(text: str, rest: Optional[str]) -> None:
    assert without_correction(text) == rest


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("halo min selamat pagi, mau cek saldo dong", "mau cek saldo dong"),
        ("assalamualaikum kak transfer saya gagal", "transfer saya gagal"),
        ("Good morning, I lost my card", "I lost my card"),
        ("selamat pagi", None),
        ("halo", None),
        ("pagi tadi saya transfer", None),
        ("saldo saya berapa", None),
        ("", None),
    ],
)
def test_what_a_greeting_goes_on_with(text: str, rest: Optional[str]) -> None:
    assert without_greeting(text) == rest


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("yang tadi gimana", True),
        ("balik ke yang tadi", True),
        ("oke terus yang tadi", True),
        ("soal laporan tadi", True),
        ("what about the earlier one", True),
        ("tadi pagi", False),
        ("yang tadi pagi", False),
        ("saldo", False),
        ("transfer saya tadi gagal terus saldo kepotong padahal belum sampai", False),
    ],
)
def test_a_matter_from_before(text: str, back: bool) -> None:
    assert points_back(text) is back


def test_the_matter_before_the_current_one() -> None:
    assert earlier([]) is None
    assert earlier(["a"]) == "a"
    assert earlier(["a", "a", "b", "b"]) == "a"
    assert earlier(["a", "b", "a"]) == "b"


def test_the_last_part() -> None:
    assert last_part("dicuri. KETELEN") == "KETELEN"
    assert last_part("yang kartu kredit") is None
