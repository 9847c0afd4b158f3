"""A wish for a person in so many words, and its refusal."""

import pytest

from components.wishes import refuses_a_person, wants_a_person


@pytest.mark.parametrize(
    "text",
    [
        "saldo saya salah, saya mau bicara dengan orang",
        "mau ngomong sama orang",
        "bisa bicara dengan CS?",
        "tolong sambungkan ke petugas",
        "minta CS dong",
        "saya gak mau bicara sama bot, mau petugas",
        "can I talk to a person",
        "my card is gone and I want an agent",
    ],
)
def test_an_explicit_wish(text: str) -> None:
    assert wants_a_person(text)
    assert not refuses_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "saya sudah bicara dengan petugas kemarin tapi belum beres",
        "mau bicara dengan orang tua saya dulu",
        "mau kirim uang ke orang",
        "apakah harus datang ke petugas cabang",
        "is there a fee when I talk about a loan",
    ],
)
def test_people_in_other_matters(text: str) -> None:
    assert not wants_a_person(text)
    assert not refuses_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "gak usah CS",
        "gak mau bicara sama CS, saldo aja",
        "saya gak mau ngomong sama orang",
        "tidak perlu disambungkan ke petugas",
    ],
)
def test_a_refusal(text: str) -> None:
    assert refuses_a_person(text)
