"""Who cannot sign in is not asked to again, and nobody is asked line after line."""

import re
from typing import Callable

import pytest
from conftest import Chat, texts

from reading.signing_in import why_not

Start = Callable[..., Chat]
ASKED = r"[Mm]asuk (?:dulu|dahulu|terlebih)|[Ss]ign in on"


@pytest.mark.parametrize(
    "words",
    [
        "ga punya aplikasinya",
        "HP IBU JADUL NAK",
        "ibu mah teu gaduh aplikasi",
        "kulo mboten saged mlebet",
        "aku ora iso mlebu mas",
        "gabisa login",
        "saya sudah tua, tidak mengerti hp",
        "tanpa login bisa ga",
        "Beliau tidak dapat menggunakan aplikasi",
        "I can't log in",
        "I don't have a smartphone",
    ],
)
def test_who_cannot_sign_in_is_heard_without_being_asked(words: str) -> None:
    assert why_not(words) == "none"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("ga bisa", "none"),
        ("saya tidak bisa nak", "none"),
        ("MASUK KE MANA, SAYA TIDAK TAHU CARANYA", "none"),
        ("otp nya ke nomor lama", "old_number"),
        ("nomernya udah ga aktif", "old_number"),
        ("the code goes to my old number", "old_number"),
        ("lupa kata sandinya", "password"),
        ("akun saya keblokir", "locked"),
        ("belum masuk, sebentar", None),
        ("oke", None),
        ("mau ganti nomor hp", None),
    ],
)
def test_right_after_being_asked_less_will_do(words: str, why: "str | None") -> None:
    assert why_not(words, asked=True) == why


@pytest.mark.parametrize(
    "words",
    [
        "uang belum masuk",
        "transfer saya ga masuk ke rekening teman",
        "otp ga masuk masuk",
        "lupa pin atm",
        "pin saya keblokir",
        "kartu kredit terblokir",
        "gnti no hp",
        "bukan lupa password, diganti orang",
    ],
)
def test_other_troubles_are_none_with_signing_in(words: str) -> None:
    assert why_not(words) is None


@pytest.mark.parametrize(
    ("wish", "cannot", "way"),
    [
        ("saldo saya berapa", "ga punya aplikasi kak", "ATM kami"),
        ("lupa pin atm", "ga bisa masuk, kodenya ke nomor lama", "Nomor lama"),
        ("transfer saya gagal", "hp saya rusak", "dilaporkan di cabang"),
        ("kartu saya hilang", "saya lupa kata sandi", "diblokir"),
        ("minta e-statement bulan lalu", "mbah ora nduwe hp", "dicetak di cabang"),
    ],
)
def test_the_way_without_is_named(chat: Start, wish: str, cannot: str, way: str) -> None:
    talk = chat()
    assert re.search(ASKED, texts(talk.say(wish)))
    answer = talk.say(cannot)
    assert way in texts(answer), answer
    assert not re.search(ASKED, texts(answer))
    again = talk.say("tetap tidak bisa masuk")
    assert "petugas" in texts(again)
    assert not re.search(ASKED, texts(again))


def test_it_is_remembered_for_the_next_matter(chat: Start) -> None:
    talk = chat(language="en")
    first = talk.say("what is my balance? I don't have a smartphone")
    assert "cash machines" in texts(first), first
    second = talk.say("show me my recent transactions")
    assert "branch" in texts(second), second
    assert not re.search(ASKED, texts(first) + texts(second))


def test_several_lines_are_asked_once(chat: Start) -> None:
    talk = chat()
    heard = [texts(talk.say(line)) for line in ("tf gagal", "transfer gagal nih", "tf gagal kak")]
    assert len([text for text in heard if re.search(ASKED, text)]) == 1, heard
    assert len(set(heard)) == len(heard)
    talk.customer = "rina"
    assert talk.say("udah masuk")["form"] == "transfer_form"
