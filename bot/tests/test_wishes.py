"""A wish for a person in so many words, and its refusal."""

import pytest

from components.wishes import refuses_a_person, wants_a_person
from reading import person, refusal


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


@pytest.mark.parametrize(
    "text", ["udah lah, orang aja", "petugas aja deh", "langsung cs aja", "just a person please"]
)
def test_nothing_but_a_person(text: str) -> None:
    assert person.is_all_that_is_wished(text)


@pytest.mark.parametrize("text", ["orang", "udah aja", "teman saya orang bank", "orang tua aja"])
def test_something_but_a_person(text: str) -> None:
    assert not person.is_all_that_is_wished(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ngaco. kartu saya ga ketelen. saya mau EDC buat toko", "ngaco. saya mau EDC buat toko"),
        ("kartu saya tidak hilang cuma lupa taruh", "lupa taruh"),
        ("my card wasn't stolen, I want a new PIN", "I want a new PIN"),
        ("bukan kartu tertelan", ""),
        ("kartu ga keluar dari mesin", None),
        ("ga ketelen kan kartunya?", None),
        ("kartu saya hilang", None),
    ],
)
def test_what_did_not_happen(text: str, rest: str) -> None:
    assert refusal.without_what_did_not_happen(text) == rest
