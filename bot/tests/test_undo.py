"""Taking a block back: which words do, what the bank allows, and what is said when it fails."""

from typing import Callable

import pytest
from conftest import Chat, Databases, execute, load_bank, texts

from actions import bank as port
from actions.bank import BankUnavailable, Undo
from actions.demo_bank import PostgresBank, undo_minutes
from reading import undo

Start = Callable[..., Chat]
TIME_IS_OVER = (
    "UPDATE demo_bank.cards SET undo_until = now() - interval '1 second'"
    " WHERE blocked_at IS NOT NULL"
)


@pytest.mark.parametrize(
    "text",
    [
        "tolong batalkan blokirnya", "batal blokir dong", "undo", "undo the block please",
        "buka blokir kartu saya", "unblock my card", "blokirnya dibatalin aja", "cancel the block",
        "aktifkan lagi kartu saya", "cabut blokirnya min", "Mohon dibatalkan blokirnya.",
    ],
)  # fmt: skip
def test_words_that_ask_to_undo(text: str) -> None:
    assert undo.asks_to_undo(text)


@pytest.mark.parametrize(
    "text",
    ["blokir kartu saya", "batal", "kartu saya hilang, blokir", "atm diblokir karena salah pin"],
)
def test_words_that_do_not(text: str) -> None:
    assert not undo.asks_to_undo(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("eh kartunya ketemu", True),
        ("kartu atm saya sudah ketemu di tas", True),
        ("udah ketemu ternyata", True),
        ("I found my card", True),
        ("the card was found", True),
        ("kartunya belum ketemu", False),
        ("kartu saya gak ketemu ketemu", False),
        ("I can't find my card", False),
        ("kartu saya hilang", False),
    ],
)
def test_a_card_that_turned_up(text: str, found: bool) -> None:
    assert undo.card_found(text) is found


@pytest.mark.parametrize(
    ("text", "off"),
    [
        ("eh batal", True),
        ("ga jadi deh", True),
        ("aduh, cancel aja min", True),
        ("never mind", True),
        ("eh jangan diblokir dulu", True),
        ("batal transfer ke bca", False),
        ("iya", False),
        ("jangan lupa kirim e-statement", False),
    ],
)
def test_what_was_just_done_is_taken_back(text: str, off: bool) -> None:
    assert undo.called_off(text) is off


@pytest.fixture
def fresh(databases: Databases) -> PostgresBank:
    """The demo bank as it was first loaded."""
    execute(databases.bank, "DROP SCHEMA demo_bank CASCADE")
    load_bank(databases.bank)
    return PostgresBank(databases.bank)


def cards(bank: PostgresBank, customer: str) -> "list[str]":
    return [card.id for card in bank.cards(customer)]


def test_a_block_is_undone_once_and_can_be_made_again(fresh: PostgresBank) -> None:
    block = fresh.block_card("rina", "rina-d", "c|rina-d")
    assert block is not None
    assert block.undo_until is not None
    assert fresh.block_card("rina", "rina-d", "c|rina-d") == block
    assert fresh.undoable_blocks("rina") == [block]
    assert fresh.undo_block("rina", "rina-d") is Undo.DONE
    assert fresh.undo_block("rina", "rina-d") is Undo.DONE
    assert cards(fresh, "rina") == ["rina-d"]
    assert fresh.undoable_blocks("rina") == []
    assert [t.status for t in fresh.tickets("rina") if t.kind == "block_card"] == ["resolved"]
    again = fresh.block_card("rina", "rina-d", "c|rina-d")
    assert again is not None
    assert (again.ticket.number, again.ticket.status) == (block.ticket.number, "open")
    assert cards(fresh, "rina") == []


def test_only_in_time_only_what_was_blocked_here_and_only_ones_own(
    fresh: PostgresBank, databases: Databases
) -> None:
    assert fresh.block_card("rina", "rina-d", "c|rina-d")
    assert fresh.undo_block("budi", "rina-d") is Undo.NOT_POSSIBLE
    execute(databases.bank, TIME_IS_OVER)
    assert fresh.undo_block("rina", "rina-d") is Undo.TOO_LATE
    assert cards(fresh, "rina") == []
    execute(databases.bank, "UPDATE demo_bank.cards SET blocked_at = now() WHERE id = 'budi-d'")
    assert fresh.undo_block("budi", "budi-d") is Undo.NOT_POSSIBLE
    already = fresh.block_card("budi", "budi-d", "c|budi-d")
    assert already is not None
    assert already.undo_until is None


def test_a_bank_without_an_undo_says_so(fresh: PostgresBank, databases: Databases) -> None:
    strict = PostgresBank(databases.bank, undo_minutes=0)
    block = strict.block_card("rina", "rina-d", "c|rina-d")
    assert block is not None
    assert block.undo_until is None
    assert strict.undo_block("rina", "rina-d") is Undo.NOT_POSSIBLE


@pytest.mark.parametrize("said", ["-1", "soon", "1441", ""])
def test_a_wrong_setting_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANGAT_BLOCK_UNDO_MINUTES", said)
    with pytest.raises(ValueError, match="HANGAT_BLOCK_UNDO_MINUTES"):
        undo_minutes()


def test_another_bank_is_plugged_in_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port, "_bank", None)
    monkeypatch.setenv("HANGAT_BANK", "actions.bank:Undo")
    with pytest.raises(TypeError):
        port.the_bank()
    monkeypatch.setenv("HANGAT_BANK", "builtins:dict")
    assert port.the_bank() == {}
    monkeypatch.setattr(port, "_bank", None)
    monkeypatch.delenv("HANGAT_BANK")
    monkeypatch.delenv("HANGAT_BANK_DB_URL", raising=False)
    with pytest.raises(BankUnavailable):
        port.the_bank()


@pytest.mark.parametrize("words", ["eh batal", "kartunya ketemu min", "undo", "batalkan blokirnya"])
def test_a_block_is_taken_back_in_words(chat: Start, fresh: PostgresBank, words: str) -> None:
    talk = chat("rina")
    talk.say("kartu atm saya hilang, tolong blokir")
    blocked = talk.say("ya")
    assert "BK-" in texts(blocked)
    assert "sebelum" in texts(blocked) or "Sampai" in texts(blocked)
    assert cards(fresh, "rina") == []
    undone = talk.say(words)
    assert undone["outcome"] == "answered"
    assert "4471" in texts(undone)
    assert cards(fresh, "rina") == ["rina-d"]
    assert cards(fresh, "rina") == ["rina-d"]


def test_a_block_is_taken_back_with_a_tap(chat: Start, fresh: PostgresBank) -> None:
    talk = chat("maria", language="en")
    talk.say("I lost my credit card, block it")
    blocked = talk.say("yes")
    undone = talk.tap(blocked, "Undo the block")
    assert "2047" in texts(undone)
    assert "maria-c" in cards(fresh, "maria")


def test_a_block_is_taken_back_from_another_conversation(chat: Start, fresh: PostgresBank) -> None:
    first = chat("rina")
    first.say("blokir kartu debit saya")
    first.say("ya")
    undone = chat("rina").say("tolong buka blokir kartu saya")
    assert "4471" in texts(undone)
    assert cards(fresh, "rina") == ["rina-d"]


def test_too_late_is_said_with_what_to_do_instead(
    chat: Start, fresh: PostgresBank, databases: Databases
) -> None:
    talk = chat("rina")
    talk.say("blokir kartu debit saya")
    talk.say("ya")
    execute(databases.bank, TIME_IS_OVER)
    late = talk.say("eh batalin blokirnya dong, kartunya udah ketemu")
    assert "4471" in texts(late)
    assert "cabang" in texts(late).lower()
    assert "petugas" in texts(late)
    assert cards(fresh, "rina") == []
    assert talk.say("iya boleh")["outcome"] == "escalate"


def test_a_no_after_a_block_is_asked_about(chat: Start, fresh: PostgresBank) -> None:
    talk = chat("budi")
    talk.say("blokir kartu debit saya")
    talk.say("ya")
    offered = talk.say("eh salah kartu")
    assert offered["outcome"] == "asked"
    assert "8820" in texts(offered)
    assert "budi-d" not in cards(fresh, "budi")
    talk.say("iya")
    assert "budi-d" in cards(fresh, "budi")


def test_two_fresh_blocks_are_told_apart(chat: Start, fresh: PostgresBank) -> None:
    for card in ("debit", "kredit"):
        talk = chat("budi")
        talk.say(f"blokir kartu {card} saya")
        talk.say("ya")
    assert cards(fresh, "budi") == []
    later = chat("budi")
    asked = later.say("batalkan blokir kartu saya")
    assert asked["outcome"] == "asked"
    assert len(asked["messages"][-1]["buttons"]) == 2
    later.tap(asked, "Kartu kredit •••• 1093")
    assert cards(fresh, "budi") == ["budi-c"]
    chat("budi").say("batalkan blokir kartu debit saya")
    assert sorted(cards(fresh, "budi")) == ["budi-c", "budi-d"]


def test_a_card_that_turned_up_before_the_yes_is_not_blocked(
    chat: Start, fresh: PostgresBank
) -> None:
    talk = chat("rina")
    talk.say("kartu debit saya hilang, blokir")
    left = talk.say("eh udah ketemu kartunya")
    assert left["form"] is None
    assert cards(fresh, "rina") == ["rina-d"]


def test_a_block_is_taken_back_inside_another_form(chat: Start, fresh: PostgresBank) -> None:
    talk = chat("maria")
    talk.say("blokir kartu debit saya")
    talk.say("ya")
    talk.say("transfer saya gagal")
    between = talk.say("eh kartunya ketemu, batalkan blokirnya")
    assert "5580" in texts(between)
    assert between["form"] == "transfer_form"
    assert "maria-d" in cards(fresh, "maria")
    assert talk.say("kemarin sore")["form"] == "transfer_form"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ehh ketemu kak hehe, ternyata di saku jaket. ga jadi ilang", True),
        ("udah nemu, jatuh di mobil", True),
        ("it was found under the seat", True),
        ("belum ketemu juga", False),
        ("transfernya belum ditemukan", False),
        ("gimana kalau nanti hilang lagi", False),
    ],
)
def test_what_was_missed_has_turned_up(text: str, found: bool) -> None:
    assert undo.turned_up(text) is found


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("jd kartu gw skrg aktif apa keblokir??", True),
        ("cuma mau tau udah kebuka blm", True),
        ("is my card active again?", True),
        ("blokir aja deh", False),
        ("ganti kartu bayar berapa?", False),
    ],
)
def test_how_a_card_stands_is_asked(text: str, asks: bool) -> None:
    assert undo.asks_whether_blocked(text) is asks


def test_what_was_never_blocked_needs_no_sign_in(chat: Start) -> None:
    talk = chat()
    talk.say("kartu atm saya kayaknya hilang")
    found = talk.say("ehh ketemu kak hehe, ternyata di saku jaket, gak jadi ilang")
    assert "belum diblokir" in texts(found)
    assert found["form"] is None
