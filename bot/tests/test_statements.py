"""A statement is ordered where a month is named or the wish is plain, and never by a question."""

import re
from datetime import datetime
from typing import Callable, List

import psycopg2
import pytest
from conftest import Chat, Databases, execute, texts

from rasa_sdk import Tracker

from actions.accounts import EStatement
from reading import statements

Start = Callable[..., Chat]
NOW = datetime(2026, 11, 22, 9, 0)


@pytest.mark.parametrize(
    "words",
    [
        "minta e-statement dong",
        "kirim rekening koran ke email saya",
        "bisa kirim rekening koran ke email saya?",
        "please send me my statement",
        "butuh e-statement buat kpr",
    ],
)
def test_a_plain_wish(words: str) -> None:
    assert statements.to_be_sent(words)


@pytest.mark.parametrize(
    "words",
    [
        "e-statement itu apa",
        "berapa biaya rekening koran",
        "apakah cap basah pada rekening koran dapat diperoleh di cabang?",
        "mau rekening koran bercap",
        "can i get a statement?",
        "rekening koran",
        "bapak ndak punya email nak yang dikirim lewat esemes saja bisa to",
        "jangan dikirim e-statement lagi",
        "tolong e-statement lewat wa aja",
    ],
)
def test_no_plain_wish(words: str) -> None:
    assert not statements.to_be_sent(words)


def test_what_is_wished_on_paper_is_told_from_an_article_and_no_month_is_asked_for() -> None:
    tracker = Tracker("a:1", {"customer_id": "rina"}, {"text": ""}, [], False, None, {}, "")
    for words, paper in (
        ("surat referensi bank buat visa, rekening koran tiga bulan terakhir", True),
        ("kirim rekening koran tiga bulan terakhir", False),
    ):
        assert EStatement()._is_asked_about(words, tracker) is paper
        assert EStatement()._is_only_asked(words, tracker) is paper


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("batalkan yang itu", []),
        ("maaf bukan oktober", []),
        ("salah bulan", []),
        ("Maaf, saya tidak meminta bulan Oktober. Mohon dibatalkan yang itu.", []),
        ("bukan oktober, tapi september", [9]),
        ("wrong month, I meant august", [8]),
        ("lho kok oktober, kan saya minta agustus", [8]),
        ("salah, harusnya juli", [7]),
    ],
)
def test_an_order_is_taken_back(words: str, months: List[int]) -> None:
    assert statements.not_that_one(words, at_once=True)
    assert [month for _, month in statements.instead(words, NOW)] == months


@pytest.mark.parametrize("words", ["makasih", "oke", "kapan dikirim?", "berapa biayanya"])
def test_no_order_is_taken_back(words: str) -> None:
    assert not statements.not_that_one(words, at_once=True)


def ordered(databases: Databases) -> int:
    """Requests that were made in this test's conversations."""
    with psycopg2.connect(databases.bank) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM demo_bank.tickets WHERE kind = 'e_statement'")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    "words", ["rekening koran saya", "e-statement", "bisa dapet e-statement ga ya kak"]
)
def test_the_month_is_asked_for(chat: Start, databases: Databases, words: str) -> None:
    before = ordered(databases)
    talk = chat("rina")
    asked = talk.say(words)
    assert asked["outcome"] == "asked", asked
    assert len(asked["messages"][-1]["buttons"]) == 3
    assert ordered(databases) == before
    newest = asked["messages"][-1]["buttons"][0]["title"]
    sent = talk.say("yang terakhir aja")
    assert newest in texts(sent), sent
    assert ordered(databases) == before + 1


def test_several_of_the_months_asked_for(chat: Start) -> None:
    talk = chat("rina")
    names = [b["title"] for b in talk.say("e-statement")["messages"][-1]["buttons"]]
    sent = texts(talk.say("semuanya dong"))
    assert all(name in sent for name in names), sent


def test_a_question_orders_nothing(chat: Start, databases: Databases) -> None:
    before = ordered(databases)
    talk = chat("budi")
    talk.say("Apakah rekening koran bisa dicap basah oleh bank? Untuk kedutaan.")
    talk.say("berapa biaya e-statement")
    assert ordered(databases) == before


@pytest.mark.parametrize(
    ("words", "has"),
    [
        ("Maaf, saya tidak meminta bulan itu. Mohon dibatalkan.", "tidak dapat|tidak bisa|sudah berjalan|telanjur"),
        ("eh salah bulan", "[Gg]ratis|tanpa biaya|tidak dikenai"),
        ("maaf bukan itu, yang Juni", "Juni"),
        ("batalin dong, harusnya mei 2026", "Mei 2026"),
    ],
)
def test_what_was_ordered_is_answered_honestly(chat: Start, words: str, has: str) -> None:
    talk = chat("budi")
    assert "ES-" in texts(talk.say("kirim e-statement bulan lalu"))
    answer = talk.say(words)
    assert answer["outcome"] == "answered", answer
    assert re.search(has, texts(answer)), answer
    assert "@" in texts(answer)


@pytest.mark.parametrize(
    "before", [[], ["laporan TF-100042 sudah sampai mana"], ["e-statement itu apa"]]
)
@pytest.mark.parametrize(
    "words",
    [
        "bapak ndak punya email nak yang dikirim lewat esemes saja bisa to",
        "lewat email atau sms ya",
        "jangan dikirim ke email",
    ],
)
def test_a_way_or_a_no_orders_nothing(
    chat: Start, databases: Databases, before: List[str], words: str
) -> None:
    talk = chat("tono")
    for one in before:
        talk.say(one)
    answer = talk.say(words)
    assert "ES-" not in texts(answer), answer
    assert ordered(databases) == 0


@pytest.fixture(autouse=True)
def no_requests(request: pytest.FixtureRequest) -> None:
    """No request of an earlier test is there."""
    if "chat" in request.fixturenames:
        databases = request.getfixturevalue("databases")
        execute(databases.bank, "DELETE FROM demo_bank.tickets WHERE kind = 'e_statement'")
