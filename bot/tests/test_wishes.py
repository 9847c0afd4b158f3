"""What is said in so many words: a wish for a person, its refusal, and what is to be closed."""

from typing import Any, Dict, List, Optional

import pytest
import yaml
from conftest import BOT
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.wishes import ExplicitWish, refuses_a_person, wants_a_person
from reading import person, refusal
from reading.closure import instead_of_closing


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


@pytest.mark.parametrize(
    "text",
    [
        "aduh ga ngerti kak. kalo ke kantornya langsung bisa ga, yg kertas tadi?",
        "kalo ke kantornya langsung bisa ga",
        "bisa dateng ke cabang aja ga",
        "can I just go to the branch for it?",
    ],
)
def test_who_asks_whether_to_come_to_a_branch_wishes_for_nobody_here(text: str) -> None:
    assert not person.is_wished_for(text, 0.85)


@pytest.mark.parametrize(
    "text",
    ["ribet, ke cabang jauh, minta CS aja", "ga sempet ke kantor, telepon saya aja", "orang aja"],
)
def test_who_speaks_of_a_branch_and_of_a_person_may_wish_for_one(text: str) -> None:
    assert person.is_wished_for(text, 0.5)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mau nutup kartu anak eh maksudnya buku sama kartu buat anak", "open_account"),
        ("mau nutup eh maksudnya buka rekening buat anak", "open_account"),
        ("I want to close, I mean open an account for my son", "open_account"),
        ("nutup kartu", "block_card"),
        ("nutup kartunya gimana kalo gitu", "block_card"),
        ("aplikasi yg mana? cuma ada wa. nutup kartunya gimana kalo gitu", "block_card"),
        ("tolong tutup atm saya", "block_card"),
        ("mau nutup rekening eh maksudnya kartu", "block_card"),
        ("please close my card", "block_card"),
        ("mau tutup kartu eh maksudnya rekening", None),
        ("mau buka eh tutup rekening", None),
        ("tutup rekening sama kartunya", None),
        ("tutup rekening anak saya", None),
        ("mau berhenti pakai kartu kredit, tutup aja", None),
        ("cabang tutup jam berapa", None),
        ("eh", None),
    ],
)
def test_what_is_closed(text: str, meant: Optional[str]) -> None:
    assert instead_of_closing(text) == meant


def test_no_sentence_of_who_closes_an_account_is_taken_for_another() -> None:
    lost = [
        line
        for path in sorted((BOT / "data" / "nlu").glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        if block.get("intent") == "close_account"
        for line in block["examples"].splitlines()
        if instead_of_closing(line)
    ]
    assert not lost


def read(text: str, **confidences: float) -> List[Dict[str, Any]]:
    """What is left of these readings, the likeliest first."""
    ranking = [{"name": name, "confidence": sure} for name, sure in confidences.items()]
    message = Message({TEXT: text, INTENT: ranking[0], INTENT_RANKING_KEY: ranking})
    ExplicitWish(["close_account"]).process([message])
    assert message.get(INTENT) == message.get(INTENT_RANKING_KEY)[0]
    return message.get(INTENT_RANKING_KEY)


def test_what_was_read_as_closing_an_account_counts_for_the_card() -> None:
    text = "nutup kartunya gimana kalo gitu"
    first, second = read(text, close_account=0.42, block_card=0.41, card_swallowed=0.04)
    assert (first["name"], first["confidence"]) == ("block_card", pytest.approx(0.83))
    assert second["name"] == "card_swallowed"
    assert read("tutup rekening", close_account=0.9, block_card=0.1)[0]["name"] == "close_account"
    assert read(text, card_swallowed=0.9, close_account=0.1)[0]["name"] == "card_swallowed"
