"""What happens when a customer comes back to a question after hours."""

from typing import Callable

import pytest
from conftest import Chat, Databases, execute, load_bank, texts

from actions.demo_bank import PostgresBank
from channels.pauses import STALE_S

Start = Callable[..., Chat]
Later = Callable[[Chat, float], None]


@pytest.fixture(autouse=True)
def bank(databases: Databases) -> PostgresBank:
    """The demo bank as it was first loaded."""
    execute(databases.bank, "DROP SCHEMA demo_bank CASCADE")
    load_bank(databases.bank)
    return PostgresBank(databases.bank)


@pytest.fixture
def later(databases: Databases) -> Later:
    """Lets time pass in one conversation: all that was said is so much older."""

    def pass_time(talk: Chat, seconds: float) -> None:
        execute(
            databases.rasa,
            f"UPDATE events SET timestamp = timestamp - {seconds}, data ="
            " jsonb_set(data::jsonb, '{timestamp}', to_jsonb((data::jsonb->>'timestamp')::float"
            f" - {seconds}))::text WHERE sender_id = '{talk.sender}'",
            # One event more: what Rasa keeps in memory is no longer what is stored.
            "INSERT INTO events (sender_id, type_name, timestamp, data) SELECT sender_id, 'slot',"
            " timestamp, jsonb_build_object('event', 'slot', 'name', 'comfort', 'value', false,"
            " 'timestamp', timestamp)::text FROM events"
            f" WHERE sender_id = '{talk.sender}' ORDER BY id DESC LIMIT 1",
        )

    return pass_time


@pytest.mark.parametrize("words", ["ya", "iya blokir aja", "oke"])
def test_an_old_yes_blocks_nothing(
    chat: Start, later: Later, bank: PostgresBank, words: str
) -> None:
    talk = chat("rina")
    talk.say("blokir kartu debit saya")
    later(talk, 2 * 3600)
    asked = talk.say(words)
    assert asked["form"] is None or "4471" in texts(asked)
    assert asked["outcome"] == "asked"
    assert bank.cards("rina")
    while asked["form"] is None:
        assert "blokir kartu" in texts(asked)
        asked = talk.say("ya")
    assert "4471" in texts(asked)
    assert bank.cards("rina")
    assert "BK-" in texts(talk.say("ya"))
    assert not bank.cards("rina")


def test_an_old_tap_blocks_nothing_either(chat: Start, later: Later, bank: PostgresBank) -> None:
    talk = chat("rina")
    question = talk.say("blokir kartu debit saya")
    later(talk, 2 * 3600)
    assert talk.tap(question, "Ya, blokir")["outcome"] == "asked"
    assert bank.cards("rina")


def test_a_yes_in_time_counts(chat: Start, later: Later, bank: PostgresBank) -> None:
    talk = chat("rina")
    talk.say("blokir kartu debit saya")
    later(talk, STALE_S - 60)
    assert "BK-" in texts(talk.say("ya"))
    assert not bank.cards("rina")


def test_a_greeting_hours_later_is_answered_with_what_was_left_open(
    chat: Start, later: Later
) -> None:
    talk = chat("maria")
    talk.say("transfer saya 900rb ke BNI gagal")
    later(talk, 5 * 3600)
    asked = talk.say("halo min")
    assert asked["outcome"] == "asked"
    assert "transfer bermasalah" in texts(asked)
    assert "Rp900.000" not in texts(asked)
    assert talk.say("iya lanjut")["form"] == "transfer_form"
    assert "Rp900.000 ke BNI" in texts(talk.say("dua hari lalu"))


def test_a_detail_that_was_asked_for_may_come_late(chat: Start, later: Later) -> None:
    talk = chat("maria")
    talk.say("transfer saya 900rb ke BNI gagal")
    later(talk, 5 * 3600)
    asked = talk.say("dua hari lalu jam 4 sore")
    assert asked["form"] == "transfer_form"
    assert "Rp900.000 ke BNI" in texts(asked)


def test_what_was_left_open_is_gone_on_with_when_told(chat: Start, later: Later) -> None:
    talk = chat("sari")
    talk.say("narik 300rb di atm duitnya ga keluar")
    later(talk, 3 * 3600)
    asked = talk.say("lanjut yang tadi dong")
    assert asked["form"] == "cash_form"
    assert "Rp300.000" in texts(asked)


def test_another_matter_is_answered_first(chat: Start, later: Later) -> None:
    talk = chat("rina")
    talk.say("blokir kartu debit saya")
    later(talk, 3 * 3600)
    answer = talk.say("saldo saya berapa")
    assert "Rp4.350.000" in texts(answer)
    assert "blokir kartu" in texts(answer)
    assert answer["form"] is None
    assert talk.say("tidak usah")["outcome"] == "chitchat"
    assert "blokir" not in texts(talk.say("saldo saya berapa"))


@pytest.mark.parametrize("words", ["batal aja", "ga jadi", "tidak"])
def test_it_is_called_off_hours_later(
    chat: Start, later: Later, bank: PostgresBank, words: str
) -> None:
    talk = chat("rina")
    talk.say("blokir kartu debit saya")
    later(talk, 3 * 3600)
    assert talk.say(words)["outcome"] == "chitchat"
    assert bank.cards("rina")


def test_a_person_is_still_a_word_away(chat: Start, later: Later) -> None:
    talk = chat("rina")
    talk.say("blokir kartu debit saya")
    later(talk, 3 * 3600)
    answer = talk.say("mau bicara dengan petugas aja")
    assert answer["outcome"] == "escalate"
    assert answer["messages"] == []


def test_without_a_form_nothing_is_asked_about(chat: Start, later: Later) -> None:
    talk = chat("rina")
    assert "Rp4.350.000" in texts(talk.say("cek saldo"))
    later(talk, 8 * 3600)
    assert "Rp4.350.000" in texts(talk.say("yang tadi berapa ya"))
