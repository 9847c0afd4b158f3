"""What is said right after something was shown, undone or filed, and what it means there."""

import re
from typing import Any, Callable, Dict, List

import pytest
from conftest import Chat, Databases, ScriptedGateway, execute, load_bank, texts

from actions.transfer_found import is_of
from reading import closing, undo

Start = Callable[..., Chat]
SHOWN = {
    "when": {"day": "2026-11-22", "time": "14.38", "part": None},
    "amount": 500_000,
    "destination": "BCA",
}


@pytest.mark.parametrize(
    ("name", "value", "same"),
    [
        ("transfer_destination", "BCA", True),
        ("transfer_destination", "BCA •••• 7890", True),
        ("transfer_destination", "BRI", False),
        ("transfer_amount", 500_000, True),
        ("transfer_amount", 300_000, False),
        ("transfer_when", {"day": "2026-11-22", "time": None, "part": "siang"}, True),
        ("transfer_when", {"day": "2026-11-22", "time": None, "part": "pagi"}, False),
        ("transfer_when", {"day": "2026-11-22", "time": "02.30", "part": None}, True),
        ("transfer_when", {"day": "2026-11-22", "time": "09.00", "part": None}, False),
        ("transfer_when", {"day": "2026-11-22", "time": None, "part": None}, True),
        ("transfer_when", {"day": "2026-11-21", "time": None, "part": None}, False),
    ],
)
def test_a_detail_of_the_transfer_that_was_shown(name: str, value: Any, same: bool) -> None:
    assert is_of(SHOWN, name, value) is same


@pytest.mark.parametrize(
    "words",
    [
        "blokir aja deh tetep", "eh jadi diblokir aja", "ya blokir lagi", "tetep diblokir deh",
        "yaudah blokir", "block it anyway", "mending diblokir aja", "jadi aja deh",
    ],
)  # fmt: skip
def test_words_that_block_after_all(words: str) -> None:
    assert undo.blocks_after_all(words)


@pytest.mark.parametrize(
    "words",
    ["jangan diblokir lagi", "blokirnya batalin aja", "makasih", "jadi saldo saya berapa"],
)
def test_words_that_do_not_block(words: str) -> None:
    assert not undo.blocks_after_all(words)


@pytest.mark.parametrize(
    "words",
    [
        "Terus?", "trus gimana", "udah gitu aja?", "oke terus apa lagi", "now what",
        "is that it?", "tinggal nunggu ya?", "trus skrg gimana kak",
    ],
)  # fmt: skip
def test_whether_that_was_all(words: str) -> None:
    assert closing.asks_what_next(words)


@pytest.mark.parametrize(
    "words",
    [
        "terus saldo saya berapa", "udah masuk. terus?", "udah gitu saldo kepotong lagi",
        "udah itu aja", "Ya itu saja mbak", "That's it.",
    ],
)  # fmt: skip
def test_a_new_matter_is_not_whether_that_was_all(words: str) -> None:
    assert not closing.asks_what_next(words)


@pytest.fixture(autouse=True)
def bank_as_seeded(request: pytest.FixtureRequest) -> None:
    """No card is blocked and nothing filed."""
    if "chat" in request.fixturenames:
        databases: Databases = request.getfixturevalue("databases")
        execute(databases.bank, "DROP SCHEMA demo_bank CASCADE")
        load_bank(databases.bank)


@pytest.mark.parametrize(
    "words",
    ["yg bca dong, temen gw udh nagih wkwk", "iya yang 500rb itu", "yang hari ini", "yg itu dong"],
)
def test_naming_what_is_shown_is_a_yes(chat: Start, databases: Databases, words: str) -> None:
    execute(
        databases.bank,
        "UPDATE demo_bank.transactions SET at = date_trunc('minute', now()) - interval '1 minute'"
        " WHERE id = 'seed-rina-1'",
    )
    talk = chat("rina")
    assert "BCA" in texts(talk.say("transfer saya belum nyampe"))
    answer = talk.say(words)
    assert "TF-" in texts(answer), answer


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("bukan, yang ke BRI", "BRI"),
        ("yg 300rb", "Rp300\\.000"),
        ("iya tapi yang 300rb", "Rp300\\.000"),
    ],
)
def test_naming_another_is_a_no(
    chat: Start, databases: Databases, words: str, kept: str
) -> None:
    talk = chat("rina")
    talk.say("transfer saya belum nyampe")
    answer = talk.say(words)
    assert answer["form"] == "transfer_form", answer
    assert "TF-" not in texts(answer)
    for detail in ("kemarin sore", "300rb", "ke BRI"):
        if "?" in texts(answer) and not re.search(kept, texts(answer)):
            answer = talk.say(detail)
    assert re.search(kept, texts(answer)), answer


@pytest.mark.parametrize("words", ["bisa dicancel ga sih?", "bisa cancel ga?", "kpn nyampenya yaa"])
def test_a_question_in_the_form_is_answered_and_the_form_asks_once(
    chat: Start, gateway: ScriptedGateway, words: str
) -> None:
    said = "Transfer yang sudah terkirim tidak bisa ditarik; yang tertunda selesai dalam 1×24 jam."

    def answer(question: Dict[str, Any]) -> List[Dict[str, Any]]:
        return [
            {
                "slug": "transfer-not-arrived", "intents": ["transfer_problem"], "title": "t",
                "answer": said, "steps": [], "fits": True, "near": True, "telling": [], "url": None,
            }
        ]  # fmt: skip

    talk = chat("rina")
    talk.say("transfer saya ke bca gagal")
    gateway.answer = answer
    told = talk.say(words)
    assert said in texts(told), told
    assert told["form"] == "transfer_form"
    assert not re.search("tangkap|belum jelas|keliru", texts(told))
    assert "BCA" not in texts(told)  # The question stands; that it waits is said once.
    assert len(re.findall("belum saya buat|Tinggal jawaban", texts(told))) == 1
    gateway.answer = None
    assert "TF-" in texts(talk.say("iya"))


def blocked(chat: Start) -> Chat:
    """Budi, who has two cards, has just had one blocked."""
    talk = chat("budi")
    talk.say("blokir kartu debit saya, hilang")
    assert "BK-" in texts(talk.say("ya"))
    return talk


@pytest.mark.parametrize(
    "words", ["blokir aja deh tetep", "eh jadi diblokir aja", "yaudah blokir lagi kak"]
)
def test_after_an_undo_the_same_card_is_meant(chat: Start, words: str) -> None:
    talk = blocked(chat)
    assert "8820" in texts(talk.say("eh ketemu kartunya"))
    asked = talk.say(words)
    assert asked["form"] == "block_card_form", asked
    assert "8820" in texts(asked)
    assert "BK-" in texts(talk.say("iya"))


@pytest.mark.parametrize("words", ["batalin", "eh gajadi", "batalkan blokirnya"])
def test_what_is_undone_is_said_to_be(chat: Start, words: str) -> None:
    talk = blocked(chat)
    talk.say("eh ketemu kartunya")
    answer = talk.say(words)
    assert re.search("sudah dibatalkan|udah dibatalin|aktif", texts(answer)), answer
    assert "WIB" not in texts(answer)
    assert answer["form"] is None


@pytest.mark.parametrize(
    "words", ["kapan jadi kartu barunya", "ganti kartu bayar brp", "brp biaya ganti"]
)
def test_the_new_card_is_asked_about_after_a_block(chat: Start, words: str) -> None:
    answer = blocked(chat).say(words)
    assert answer["form"] is None, answer
    assert "3.480.000" not in texts(answer)
    assert re.search("cabang", texts(answer)), answer


def test_advice_on_a_kept_card_is_given_once(chat: Start) -> None:
    talk = chat()
    heard = [
        texts(talk.say(line))
        for line in (
            "kartu saya tertelan mesin atm",
            "kartunya ketelen, kalau besok ke bank apa bisa diambil, harus bawa apa?",
            "jadi kartu saya yang ketelen bisa diambil tidak?",
        )
    ]
    advice = [text for text in heard if re.search(r"orang (?:di sekitar|tak dikenal)", text)]
    menu = [text for text in heard if "Kartu > Blokir" in text]
    assert len(advice) == 1, heard
    assert len(menu) <= 1, heard
    assert len(set(heard)) == len(heard)


@pytest.mark.parametrize("words", ["terus?", "trus gimana", "udah gitu aja?"])
@pytest.mark.parametrize(
    ("who", "wish", "number"),
    [
        ("rina", "transfer saya ke bca gagal", "TF-"),
        ("sari", "uang atm ga keluar tapi saldo kepotong", "AT-"),
        ("rina", "kartu saya hilang, blokir", "BK-"),
    ],
)
def test_after_a_report_nothing_more_is_needed(
    chat: Start, who: str, wish: str, number: str, words: str
) -> None:
    talk = chat(who)
    talk.say(wish)
    filed = texts(talk.say("ya"))
    report = re.search(rf"{number}\d+", filed)
    assert report, filed
    answer = talk.say(words)
    assert report[0] in texts(answer), answer
    done = r"[Tt]idak ada lagi|sudah selesai|(?:[Ss]|[^\w])?udah beres|tunggu|apa-apa lagi|Tinggal"
    assert re.search(done, texts(answer), re.IGNORECASE)
    assert answer["form"] is None
