"""What is said to who writes while waiting, and what a follow-up or a tap keeps from happening."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given

from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.blocking import asks_to_block
from handoff.domain.conversation import Floor, IllegalCommand
from handoff.domain.escalation import EscalationReason
from handoff.domain.ids import CustomerId
from handoff.domain.masking import SecretKind, mask
from handoff.domain.queue import Place
from handoff.domain.signals import Signal
from handoff.domain.waits import wants_bot
from handoff.domain.wanted import wanted
from handoff.domain.worries import asks_in_fear
from handoff.protocol import texts, unattended, wordings
from handoff.protocol.language import LANGUAGES, Language
from tests.unit.test_conversation import (
    PLANS,
    POLICY,
    SARI,
    Chat,
    History,
    accepts,
    kinds,
    modest,
    play,
    tap_on_follow_up,
    ticket,
    waiting,
)

MINUTE = timedelta(minutes=1)
ASKS = Signal(model_version="test-1", repeats=0, asked_for_human=0.99, needed=0.99)
SENSITIVE = Signal(model_version="test-1", repeats=0, sensitive=0.99, needed=0.99)
TOPIC = "fraud_report"


def sends(chat: Chat, *kinds_: SecretKind) -> c.ReceiveMessage:
    return replace(chat.says("ini kodenya [disamarkan]"), masked=frozenset(kinds_))


def with_ticket() -> Chat:
    """A matter of fraud was handed over, nobody was there, a ticket was taken."""
    chat = Chat(on_duty=0)
    chat.turn(text=None, outcome=e.Outcome.ESCALATE, topic=TOPIC)
    chat.do(ticket())
    return chat


# ------------------------------------------------------------------ while waiting


def test_with_nobody_on_duty_each_burst_gets_one_sign_and_the_first_says_what_can_be_done() -> None:
    chat = waiting(on_duty=0)
    before = chat.now.waiting_since
    for number, wait in enumerate((MINUTE, 10 * MINUTE, MINUTE / 4)):
        _, kept = chat.do(chat.says("bisa dibantu dulu ga"), after=wait)
        assert isinstance(kept, e.MessageKept)
        assert kept.again is (number > 0)
    assert chat.now.waiting_since == before, "the ticket comes as if nothing had been said"


@pytest.mark.parametrize("seconds", [4, 6, 9])
def test_what_is_written_after_the_notice_can_have_been_read_has_its_own_sign(
    seconds: int,
) -> None:
    chat = waiting(on_duty=0)
    first = chat.do(chat.says("bs ditarik lg ga"), after=timedelta(seconds=seconds))
    assert kinds(first) == [e.MessageReceived, e.MessageKept]
    second = chat.do(chat.says("org nya udh ngeblok"), after=timedelta(seconds=3))
    assert kinds(second) == [e.MessageReceived]


def test_what_crossed_with_the_notice_has_none_and_going_on_has_one() -> None:
    chat = waiting(on_duty=0)
    second = timedelta(seconds=1)
    signs = [kinds(chat.do(chat.says(text), after=second))[1:] for text in "abcdef"]
    assert signs == [[], [], [e.MessageKept], [], [], []]


def test_who_writes_without_a_pause_is_not_left_without_end() -> None:
    chat = waiting(on_duty=0)
    five = timedelta(seconds=5)
    signs = [kinds(chat.do(chat.says("halo lagi"), after=five))[1:] for _ in range(25)]
    assert signs.count([e.MessageKept]) == 3


def test_each_wait_has_its_own() -> None:
    chat = waiting(on_duty=0)
    chat.do(chat.says("halo"), after=MINUTE)
    chat.do(ticket(), chat.says("sambungkan"), chat.asks_for_person())
    assert kinds(chat.do(chat.says("halo"), after=MINUTE)) == [e.MessageReceived, e.MessageKept]


def test_a_burst_of_messages_gets_one_notice() -> None:
    chat = waiting(on_duty=0)
    chat.at += MINUTE
    texts_ = ("kartu saya", "hilang", "tolong", "cepat ya")
    said = [chat.do(chat.says(text), after=MINUTE / 30) for text in texts_]
    assert [kinds(events)[1:] for events in said] == [[e.MessageKept], [], [], []]


def test_with_people_on_duty_the_place_in_line_is_enough() -> None:
    chat = waiting(on_duty=1)
    assert kinds(chat.do(chat.says("halo"))) == [e.MessageReceived]
    chat.on_duty = 0  # they left, and upkeep has not looked yet
    halo = chat.do(chat.says("halo"), after=MINUTE)
    assert kinds(halo) == [e.MessageReceived, e.NobodyOnDuty]
    assert kinds(chat.do(chat.says("halo"), after=MINUTE)) == [e.MessageReceived, e.MessageKept]


@pytest.mark.parametrize("on_duty", [0, 1])
@pytest.mark.parametrize("kind", list(SecretKind))
def test_who_sends_a_secret_while_waiting_is_warned(kind: SecretKind, on_duty: int) -> None:
    chat = waiting(on_duty=on_duty)
    warned = kind not in (SecretKind.CARD_NUMBER, SecretKind.NIK)
    notice = [e.SecretWarned] if warned else [] if on_duty else [e.MessageKept]
    assert kinds(chat.do(sends(chat, kind), after=MINUTE)) == [e.MessageReceived, *notice]


def test_several_secrets_in_a_row_are_one_warning() -> None:
    chat = waiting(on_duty=1)
    chat.do(sends(chat, SecretKind.OTP))
    assert kinds(chat.do(sends(chat, SecretKind.PIN))) == [e.MessageReceived]
    later = chat.do(sends(chat, SecretKind.PIN), after=MINUTE)
    assert kinds(later) == [e.MessageReceived, e.SecretWarned]


def test_an_agent_answers_for_themselves() -> None:
    chat = waiting(on_duty=1)
    chat.do(accepts())
    chat.on_duty = 0
    assert kinds(chat.do(sends(chat, SecretKind.OTP))) == [e.MessageReceived]


# ------------------------------------------------------------------ what the assistant can do


@pytest.mark.parametrize(
    "text",
    [
        "blokir kartu",
        "Bisa blokir kartu debit saya sekarang?",
        "tolong kartunya diblokir dulu kak",
        "I'm not on a call with anyone. Could you block card 2047 for me right now, please?",
        "block my card",
        "sambil menunggu, blokirin atm gw dong",
        "tolong tutup kartu saya",
        "kartunya ditutup dulu bisa?",
        "kartu diblok dong",
        "ya wis kalau gitu diblokir saja nak kartunya, ibu takut",
        "gw diblokir dlu sm lu bs ga skrg",
        "tolong bekukan kartu saya",
        "bisa bantu blokir kartu saya ga",
        "block it now please",
    ],
)
def test_who_asks_to_block_a_card_while_nobody_is_there_is_helped_at_once(text: str) -> None:
    chat = waiting(on_duty=0)
    chat.do(chat.says("halo?"), after=MINUTE)
    wish = replace(chat.says(text), reference="HG-000007")
    received, ticket_, asked = chat.do(wish, after=MINUTE)
    assert isinstance(received, e.MessageReceived)
    assert isinstance(ticket_, e.FollowUpOpened)
    assert (ticket_.reference, ticket_.by_customer) == ("HG-000007", False)
    assert isinstance(asked, e.BotTurnRequested)
    assert (chat.now.floor, chat.now.follow_up) == (Floor.BOT, "HG-000007")
    unanswered = [r.seq for r in chat.log if r.seq > chat.now.answered_seq]
    wrote = [r.event for r in chat.log if r.seq in unanswered]
    messages = [event.text for event in wrote if isinstance(event, e.MessageReceived)]
    assert messages == [text], "the bot is asked this and nothing that was written before"
    assert kinds(chat.do(chat.bot())) == [e.BotReplied]


@pytest.mark.parametrize(
    "text",
    [
        "aduh jadi kudu blokir kartu padahal ibu mah belum kasih angkanya",
        "ibu teh ndak bisa blokir di aplikasi",
        "cara blokir kartu gimana",
        "kartu saya diblokir",
        "kartu diblokir?",
        "do i need to block my card?",
        "jangan blokir kartu saya",
        "kartu saya sudah diblokir belum",
        "org nya udh ngeblok gw di ig",
        "tutup kartu kredit saya",
        "tutup rekening saya",
        "kartunya sudah ditutup",
        "kartu saya diblokir sekarang",
        "kartunya udah diblokir aja",
        "kartu ga bisa diblokir",
        "blokir kartunya ga bisa",
        "kartu gw kok diblokir dong",
        "blokir rekening saya",
        "my card is blocked now",
        "",
    ],
)
def test_who_says_something_else_of_it_waits_on(text: str) -> None:
    chat = waiting(on_duty=0)
    wish = replace(chat.says(text), reference="HG-000007")
    assert kinds(chat.do(wish, after=MINUTE)) == [e.MessageReceived, e.MessageKept]


SIGNS_IN = c.IdentifyCustomer(customer_id=CustomerId("rina"), name="Rina")


def blocks(chat: Chat) -> list[e.Event]:
    """Somebody who is signed in waits in a matter of fraud, and asks to block the card."""
    chat.turn(text=None, outcome=e.Outcome.ESCALATE, topic=TOPIC)
    chat.do(SIGNS_IN)
    return chat.do(replace(chat.says("blokir kartu"), reference="HG-000007"), after=MINUTE)


@pytest.mark.parametrize("outcome", [e.Outcome.ANSWERED, e.Outcome.FAILED, e.Outcome.CHITCHAT])
def test_with_people_on_duty_the_card_is_blocked_first_and_the_wait_goes_on_at_its_place(
    outcome: e.Outcome,
) -> None:
    chat = Chat(on_duty=1)
    received, opened, asked = blocks(chat)
    due = chat.log[-3].event if isinstance(chat.log[-3].event, e.Escalated) else None
    assert isinstance(opened, e.FollowUpOpened)
    assert opened.back is not None
    assert due is None or opened.back == due.due_at
    assert kinds([received, asked]) == [e.MessageReceived, e.BotTurnRequested]
    assert "HG-000007" in (texts.for_customer(opened, "id") or "")
    assert kinds(chat.do(chat.bot("Kartu yang mana?", outcome=e.Outcome.ASKED))) == [e.BotReplied]
    chat.do(chat.says("yang debit"))
    replied, escalated = chat.do(chat.bot("Begitu.", outcome=outcome))
    assert isinstance(replied, e.BotReplied)
    assert replied.messages, "what the bot has to say is said"
    assert isinstance(escalated, e.Escalated)
    assert (escalated.due_at, escalated.resumes) == (opened.back, "HG-000007")
    assert (escalated.reason, escalated.topic) == (EscalationReason.SENSITIVE, TOPIC)
    assert (chat.now.floor, chat.now.follow_up, chat.now.told.back) == (Floor.QUEUE, None, None)
    assert wordings.said(escalated, "id") in wordings.RESUMED["id"]


def test_who_left_the_bot_for_long_or_finds_nobody_there_keeps_the_ticket() -> None:
    for on_duty, wait in ((0, MINUTE), (1, 15 * MINUTE)):
        chat = Chat(on_duty=1)
        blocks(chat)
        chat.on_duty = on_duty
        assert kinds(chat.do(chat.bot(), after=wait)) == [e.BotReplied]
        assert (chat.now.floor, chat.now.follow_up) == (Floor.BOT, "HG-000007")


def test_a_message_behind_it_is_answered_before_the_wait_goes_on() -> None:
    chat = Chat(on_duty=1)
    blocks(chat)
    late = chat.bot()
    chat.do(chat.says("yang 2047 ya"))
    assert kinds(chat.do(late)) == [e.BotReplied, e.BotTurnRequested]
    assert kinds(chat.do(chat.bot())) == [e.BotReplied, e.Escalated]


def test_with_people_on_duty_who_is_not_signed_in_or_a_bot_that_is_down_waits_on() -> None:
    chat = waiting(on_duty=1)
    wish = replace(chat.says("blokir kartu"), reference="HG-000007")
    assert kinds(chat.do(wish, after=MINUTE)) == [e.MessageReceived]
    chat = Chat(on_duty=0)
    chat.do(chat.says())
    chat.do(chat.bot_down())
    wish = replace(chat.says("blokir kartu"), reference="HG-000007")
    assert kinds(chat.do(wish, after=MINUTE)) == [e.MessageReceived, e.MessageKept]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_that_the_notice_names_are_understood(language: Language) -> None:
    for way in unattended.BY_TOPIC[TOPIC][language]:
        (named,) = re.findall(r'"(.+?)"', way)
        assert asks_to_block(named)
    for way in wordings.BY_TOPIC[TOPIC][language]:
        assert '"' not in way, "with somebody on duty it is they who are asked"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ticket_of_who_goes_on_says_both(language: Language) -> None:
    chat = waiting(on_duty=0)
    _, opened, _ = chat.do(replace(chat.says("blokir kartu"), reference="HG-000007"))
    line = texts.for_customer(opened, language) or ""
    assert "HG-000007" in line
    assert ("asisten" if language == "id" else "assistant") in line


# ------------------------------------------------------------------ a follow-up in words


def writes(chat: Chat, text: str, **more: object) -> list[e.Event]:
    """A minute later, as the service passes it on."""
    command = replace(chat.says(text), reference="HG-000007", **more)  # type: ignore[arg-type]
    return chat.do(command, after=MINUTE)


@pytest.mark.parametrize("text", ["0812-3456-7890 tlp gw", "nomor ibu 0812 3456 7890", "tiket aja"])
def test_with_nobody_on_duty_what_is_written_is_as_good_as_the_button(text: str) -> None:
    chat = in_fraud()
    received, opened = writes(chat, text)
    assert isinstance(received, e.MessageReceived)
    assert isinstance(opened, e.FollowUpOpened)
    calls = text != "tiket aja"
    assert opened.kind is (e.FollowUpKind.CALLBACK if calls else e.FollowUpKind.TICKET)
    assert (opened.by_customer, opened.phone_end) == (True, "7890" if calls else None)
    assert (chat.now.floor, chat.now.follow_up) == (Floor.BOT, "HG-000007")
    for language in LANGUAGES:
        line = texts.for_customer(opened, language) or ""
        assert "HG-000007" in line
        assert ("7890" in line) is calls
    assert kinds(chat.do(chat.says("saldo saya berapa")))[-1] is e.BotTurnRequested


def test_what_is_asked_beside_the_number_is_answered() -> None:
    chat = waiting(on_duty=0)
    text = "+62 812 3333 4444, after 3pm. also does the money take 2-4 days incoming too?"
    _, opened, asked = writes(chat, text)
    assert isinstance(opened, e.FollowUpOpened)
    assert opened.phone == "+6281233334444"
    assert "4444" in (texts.for_customer(opened, "en") or "")
    assert isinstance(asked, e.BotTurnRequested)
    chat = waiting(on_duty=0)
    assert kinds(writes(chat, text, article=FEE)) == [
        e.MessageReceived, e.FollowUpOpened, e.ArticleShown,
    ]  # fmt: skip
    assert chat.now.awaiting_bot_since is None


def test_a_card_that_shall_be_blocked_and_a_number_lose_neither() -> None:
    chat = in_fraud()
    _, opened, asked = writes(chat, "blokir kartu saya. telepon saya di 0812 3456 7890")
    assert isinstance(opened, e.FollowUpOpened)
    assert (opened.kind, opened.phone_end) == (e.FollowUpKind.CALLBACK, "7890")
    assert isinstance(asked, e.BotTurnRequested)


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("0812-3456-7890", False),
        ("nomor tiket itu di mana", False),
        ("tolong telepon saya di 0812 3456 7890", True),
        ("saya ambil nomor tiket saja", True),
    ],
)
def test_with_people_on_duty_only_who_says_so_plainly_leaves_the_line(
    text: str, leaves: bool
) -> None:
    chat = waiting(on_duty=1)
    writes(chat, text)
    assert (chat.now.floor is Floor.BOT) is leaves


def test_who_asks_how_a_number_is_left_is_told() -> None:
    chat = waiting(on_duty=0)
    for text in ("tinggalin nomer tlp gmn caranya", "how do I leave my number?"):
        _, told = chat.do(chat.says(text), after=MINUTE)
        assert isinstance(told, e.FollowUpTold)
        assert "Tulis nomornya di sini" in (wordings.said(told, "id"))


# ------------------------------------------------------------------ the bot instead of a person

NEEDS_NONE = (
    "Saya tidak memerlukan petugas saat ini. Saya hanya ingin mengetahui daftar dokumennya."
)


def test_who_needs_no_person_and_asks_has_the_bot_back() -> None:
    for text in (NEEDS_NONE, "ama lu aja deh, bs tarik tunai tanpa kartu ga"):
        chat = waiting(on_duty=0)
        _, cancelled, asked = writes(chat, text)
        assert isinstance(cancelled, e.WaitCancelled)
        assert isinstance(asked, e.BotTurnRequested)
        assert chat.now.floor is Floor.BOT
        replied = chat.do(chat.bot("Dokumennya ..."))
        assert kinds(replied) == [e.BotReplied]
    chat = waiting(on_duty=0)
    assert kinds(writes(chat, "bot aja")) == [e.MessageReceived, e.WaitCancelled]
    assert chat.now.awaiting_bot_since is None


def test_in_a_grave_matter_it_stays_with_staff_as_a_ticket() -> None:
    chat = Chat(on_duty=0)
    chat.turn(text=None, outcome=e.Outcome.ESCALATE, topic="bereavement")
    _, opened, shown = writes(chat, NEEDS_NONE, article=FEE)
    assert isinstance(opened, e.FollowUpOpened)
    assert (opened.kind, opened.instead) == (e.FollowUpKind.TICKET, True)
    assert isinstance(shown, e.ArticleShown)
    assert (chat.now.floor, chat.now.awaiting_bot_since) == (Floor.BOT, None)
    for language in LANGUAGES:
        line = texts.for_customer(opened, language) or ""
        assert "HG-000007" in line
        assert ("asisten" if language == "id" else "assistant") in line
    chat = Chat(on_duty=0)
    chat.turn(text=None, outcome=e.Outcome.ESCALATE, topic="bereavement")
    assert kinds(writes(chat, NEEDS_NONE))[1:] == [e.FollowUpOpened, e.BotTurnRequested]


def test_the_bot_instead_is_not_for_who_has_people_there_or_no_bot() -> None:
    chat = waiting(on_duty=1)
    writes(chat, "bot aja")
    assert chat.now.floor is Floor.QUEUE
    chat = Chat(on_duty=0)
    chat.do(chat.says())
    chat.do(chat.bot_down())
    assert kinds(writes(chat, "bot aja")) == [e.MessageReceived, e.MessageKept]


def test_a_second_receipt_is_the_last_and_a_question_gets_none() -> None:
    chat = waiting(on_duty=0)
    said = [chat.do(chat.says("saya di pasar"), after=MINUTE)[1] for _ in range(4)]
    assert all(isinstance(event, e.MessageKept) for event in said)
    guides = [event.guides for event in said if isinstance(event, e.MessageKept)]
    assert guides == [False, False, True, False]
    chat = waiting(on_duty=0)
    lines = []
    for number in range(4):
        _, kept = chat.do(chat.says("apakah mereka bisa bahasa inggris?"), after=MINUTE)
        assert isinstance(kept, e.MessageKept)
        assert kept.guides is (number % 2 == 0)  # what helps is not said twice in a row
        lines.append(wordings.said(kept, "id"))
    assert len(set(lines)) == 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("bot", [True, False])
def test_the_words_that_guide_are_understood_and_promise_nothing(
    language: Language, bot: bool
) -> None:
    for wording in range(3):
        event = e.MessageKept(wording=wording, again=True, guides=True, bot=bot)
        line = texts.for_customer(event, language) or ""
        assert len(line) <= 170
        named = re.findall(r'"(.+?)"', line)
        assert [name for name in named if wanted(name)] == [
            "tiket" if language == "id" else "ticket"
        ]
        assert [name for name in named if wants_bot(name)] == (["bot"] if bot else [])
    unattended_ = texts.for_customer(e.NobodyOnDuty(), language) or ""
    assert all(wanted(name) for name in re.findall(r'"(.+?)"', unattended_))


@pytest.mark.parametrize(
    "text",
    [
        "loh kok ke petugas, saya bilang di sini aja",
        "gak jadi, di sini aja",
        "gw maunya lanjut di sini",
        "lha kok antri, di sini wae",
        "just answer me here please",
        "here is fine",
    ],
)
def test_who_would_rather_go_on_here_is_with_the_bot_again(text: str) -> None:
    chat = waiting(on_duty=0)
    assert kinds(writes(chat, text)) == [e.MessageReceived, e.WaitCancelled]
    chat = waiting(on_duty=0)
    asked = kinds(writes(chat, f"{text}. limit transfer berapa?"))
    assert asked == [e.MessageReceived, e.WaitCancelled, e.BotTurnRequested]
    chat = waiting(on_duty=1)
    assert kinds(writes(chat, text))[1:] == [e.CancelAsked]  # a person may be about to come
    chat = in_fraud()
    _, opened = writes(chat, text)
    assert isinstance(opened, e.FollowUpOpened)
    assert opened.instead


@pytest.mark.parametrize(
    "text",
    [
        "saya di sini",
        "saya tunggu di sini aja",
        "tetap tunggu di sini saja ya",
        "Ya sudah, Ibu di sini saja.",
        "saya sudah bilang di sini tadi",
        "gak mau di sini",
        "jangan di sini",
        "loh kok ke petugas",
        "saya tidak mau orang lain tahu",
    ],
)
def test_who_says_where_they_are_waits_on(text: str) -> None:
    chat = waiting(on_duty=0)
    writes(chat, text)
    assert chat.now.floor is Floor.QUEUE


def test_who_never_asked_for_a_person_has_the_question_answered() -> None:
    for text in (
        "Saya tidak meminta petugas. Berapa biaya cetak rekening koran?",
        "aku ga minta disambungin ke cs, limit qris berapa",
        "I didn't ask for a person. What is the limit?",
    ):
        chat = waiting(on_duty=0)
        asked = kinds(writes(chat, text))
        assert asked == [e.MessageReceived, e.WaitCancelled, e.BotTurnRequested]
    chat = waiting(on_duty=0)
    assert kinds(writes(chat, "Saya tidak meminta petugas"))[1:] == [e.WaitCancelled]


def test_what_is_asked_beside_a_ticket_is_answered() -> None:
    text = (
        "Saya tidak meminta petugas. Mohon catat saja tiket. Sementara itu, bolehkah mutasi tiga "
        "bulan terakhir dicetak di cabang, dan berapa biayanya?"
    )
    chat = waiting(on_duty=0)
    _, opened, shown = writes(chat, text, article=FEE)
    assert isinstance(opened, e.FollowUpOpened)
    assert (opened.kind, opened.by_customer) == (e.FollowUpKind.TICKET, True)
    assert isinstance(shown, e.ArticleShown)
    chat = waiting(on_duty=0)
    assert kinds(writes(chat, text))[1:] == [e.FollowUpOpened, e.BotTurnRequested]
    chat = waiting(on_duty=0)
    assert kinds(writes(chat, "tiket aja. berapa lama nunggunya?"))[1:] == [e.FollowUpOpened]


# ------------------------------------------------------------------ handed over with a question

DEATH = "suami saya meninggal, tabungannya bisa diambil ga, bawa apa"


def test_who_is_handed_over_with_a_question_is_answered_at_once_if_nobody_is_there() -> None:
    said = Chat(on_duty=0).says(DEATH)
    read = Signal(
        model_version="test-1", repeats=0, sensitive=0.99, needed=0.99, topic="bereavement"
    )
    by_reading = Chat(on_duty=0)
    events = by_reading.do(replace(said, signal=read, article=FEE))
    assert kinds(events) == [e.MessageReceived, e.Escalated, e.NobodyOnDuty, e.ArticleShown]
    by_bot = Chat(on_duty=0)
    by_bot.do(said)
    wants = by_bot.bot(outcome=e.Outcome.ESCALATE, topic="bereavement")
    events = by_bot.do(replace(wants, article=FEE))
    assert kinds(events) == [e.BotReplied, e.Escalated, e.NobodyOnDuty, e.ArticleShown]
    for chat in (by_reading, by_bot):
        assert (chat.now.floor, chat.now.told.answers) == (Floor.QUEUE, (FEE.answer,))


def test_not_where_people_are_there_or_the_notice_itself_says_what_to_do() -> None:
    chat = Chat(on_duty=1)
    chat.do(chat.says(DEATH))
    wants = chat.bot(outcome=e.Outcome.ESCALATE, topic="bereavement")
    assert kinds(chat.do(replace(wants, article=FEE))) == [e.BotReplied, e.Escalated]
    chat = Chat(on_duty=0)
    chat.do(chat.says("saya ditipu, uangnya bisa balik ga"))
    wants = chat.bot(outcome=e.Outcome.ESCALATE, topic=TOPIC)
    assert e.ArticleShown not in kinds(chat.do(replace(wants, article=FEE)))


# ------------------------------------------------------------------ a question in fear

IN_FEAR = "aduh deg degan, uang saya masih ada ga ya? saya harus telpon siapa"


def in_fraud() -> Chat:
    chat = Chat(on_duty=0)
    chat.turn(text=None, outcome=e.Outcome.ESCALATE, topic=TOPIC)
    return chat


def test_a_question_in_fear_is_answered_in_the_middle_of_a_burst_and_once() -> None:
    chat = in_fraud()
    chat.do(chat.says("cuma ada wa sama fesbuk"), after=MINUTE)
    _, answer = chat.do(chat.says(IN_FEAR), after=timedelta(seconds=2))
    assert isinstance(answer, e.MessageKept)
    assert (answer.worried, answer.topic) == (True, TOPIC)
    again = chat.do(chat.says("takut, gimana dong?"), after=timedelta(seconds=2))
    assert kinds(again) == [e.MessageReceived]
    _, kept = chat.do(chat.says("halo"), after=MINUTE)
    assert isinstance(kept, e.MessageKept)
    assert (kept.worried, kept.again) == (False, True)


def test_the_notice_itself_answers_what_was_written_before_it_was_read() -> None:
    chat = in_fraud()
    assert kinds(chat.do(chat.says(IN_FEAR), after=timedelta(seconds=2))) == [e.MessageReceived]
    _, answer = chat.do(chat.says(IN_FEAR), after=timedelta(seconds=4))
    assert isinstance(answer, e.MessageKept)
    assert answer.worried


def test_with_people_on_duty_they_answer() -> None:
    chat = waiting(on_duty=1)
    assert kinds(chat.do(chat.says(IN_FEAR), after=MINUTE)) == [e.MessageReceived]


def test_without_the_bot_no_card_is_promised_to_be_blocked() -> None:
    chat = Chat(on_duty=0)
    chat.do(chat.says())
    chat.do(chat.bot_down())
    _, answer = chat.do(chat.says(IN_FEAR), after=MINUTE)
    assert isinstance(answer, e.MessageKept)
    assert (answer.worried, answer.topic) == (True, None)


@pytest.mark.parametrize(
    "text",
    [
        IN_FEAR,
        "UANG SAYA HILANG APA NGGAK NAK??",
        "duitnya masih aman ga ya",
        "saya harus gimana",
        "kudu lapor kemana ya",
        "takut banget, bisa diambil lagi ga?",
        "Is my money still there?",
        "I'm so scared. What should I do?",
        "who do i call",
    ],
)
def test_what_is_a_question_in_fear(text: str) -> None:
    assert asks_in_fear(text)


@pytest.mark.parametrize(
    "text",
    ["halo", "uang saya hilang", "takut", "kartu saya yang biru", "how much is the fee?", ""],
)
def test_what_is_none(text: str) -> None:
    assert not asks_in_fear(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_to_it_says_what_was_kept_what_to_do_and_that_a_number_can_be_left(
    language: Language,
) -> None:
    kept, number = ("tersimpan", "nomor") if language == "id" else ("kept", "number")
    for topic in (TOPIC, "bereavement", None):
        for wording in range(2):
            event = e.MessageKept(wording=wording, worried=True, topic=topic)
            line = texts.for_customer(event, language) or ""
            assert kept in line
            assert number in line
            assert "!" not in line
            assert len(line) <= 230
            assert mask(line).text == line
            assert [asks_to_block(named) for named in re.findall(r'"(.+?)"', line)] == (
                [True] if topic == TOPIC else []
            )


@modest
@given(history=PLANS.map(play))
def test_in_any_history_each_burst_of_who_waits_has_one_sign(history: History) -> None:
    kept: list[datetime] = []
    wrote: datetime | None = None
    for step in history.steps:
        at = step.situation.at
        for event in step.events:
            if isinstance(event, e.Escalated):
                kept, wrote = [], None
            if isinstance(event, e.MessageKept):
                assert event.again is bool(kept)
                if kept:
                    assert event.worried or at - kept[-1] >= timedelta(seconds=3)
                    pause = wrote is None or at - wrote >= timedelta(seconds=10)
                    crossed = step.before.told.at != kept[-1]
                    assert event.worried or pause or at - kept[-1] >= MINUTE or crossed
                kept.append(at)
                assert step.situation.on_duty == 0
                assert step.before.nobody_on_duty_said
            if isinstance(event, e.MessageReceived) and step.before.floor is Floor.QUEUE:
                goes_on = isinstance(step.events[-1], e.BotTurnRequested)
                assert len(step.events) <= 2 + goes_on, "one thing at most is said to a message"
                assert goes_on is (
                    step.after.floor is Floor.BOT and step.after.follow_up is not None
                )
                if event.choice is None and step.situation.on_duty == 0 and len(step.events) == 1:
                    assert step.before.told.at is not None
                    assert at - step.before.told.at < MINUTE, "silence only just after our words"
                wrote = at
            if isinstance(event, e.MessageKept | e.SecretWarned):
                assert isinstance(step.events[0], e.MessageReceived)
                assert step.before.floor is step.after.floor is Floor.QUEUE
                assert step.after.waiting_since == step.before.waiting_since


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_say_what_can_be_done_and_ask_for_nothing(language: Language) -> None:
    for ways, event in (
        (wordings.KEPT, e.MessageKept),
        (wordings.NEVER_GIVE, e.SecretWarned),
    ):
        said = [texts.for_customer(event(wording=i), language) or "" for i in range(3)]
        assert sorted(said) == sorted(ways[language])
        assert len(set(said)) == 3
        for line in said:
            assert "!" not in line
            assert len(line) <= 160
            assert mask(line).text == line
    too = [texts.for_customer(e.MessageKept(wording=i, again=True), language) for i in range(3)]
    assert sorted(filter(None, too)) == sorted(wordings.KEPT_TOO[language])
    for line in wordings.KEPT[language]:
        assert ("tiket" if language == "id" else "ticket") in line
    for line in wordings.NEVER_GIVE[language]:
        assert "PIN" in line
        assert ("tidak kepada kami" if language == "id" else "not even to us") in line


# ------------------------------------------------------------------ no person any more


def test_who_plainly_wants_no_person_is_with_the_assistant_again_and_leaves_no_ticket() -> None:
    chat = waiting()
    received, cancelled = chat.do(chat.says("ga usah disambungin petugas"))
    assert isinstance(received, e.MessageReceived)
    assert isinstance(cancelled, e.WaitCancelled)
    assert (chat.now.floor, chat.now.awaiting_bot_since) == (Floor.BOT, None)
    assert (chat.now.follow_up, chat.now.settled) == (None, None)
    ended = chat.do(c.Close(by=e.ClosedBy.CUSTOMER))
    assert kinds(ended) == [e.Closed]


@pytest.mark.parametrize("on_duty", [0, 1])
@pytest.mark.parametrize("text", ["makasih ga jadi", "udah ketemu kok", "never mind, I found it"])
def test_who_seems_to_be_settled_is_asked(text: str, on_duty: int) -> None:
    chat = waiting(on_duty=on_duty)
    assert kinds(chat.do(chat.says(text))) == [e.MessageReceived, e.CancelAsked]
    assert (chat.now.floor, chat.now.told.asked) == (Floor.QUEUE, chat.now.seq)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("ya", e.WaitCancelled),
        ("ya batalkan", e.WaitCancelled),
        ("makasih", e.WaitCancelled),
        ("ga usah disambungin", e.WaitCancelled),
        ("tetap menunggu", e.WaitKept),
        ("ga usah dibatalin", e.WaitKept),
        ("ga jadi", e.CancelAsked),  # the wait or the cancelling: asked again
    ],
)
def test_the_question_can_be_answered_in_words(text: str, then: type[e.Event]) -> None:
    chat = waiting()
    chat.do(chat.says("udah ketemu kok"))
    assert kinds(chat.do(chat.says(text), after=MINUTE)) == [e.MessageReceived, then]


def test_said_twice_in_a_burst_it_is_no_answer_to_a_question_nobody_has_read() -> None:
    chat = waiting()
    chat.do(chat.says("ga jadi"))
    burst = chat.do(chat.says("ga jadi deh"), after=MINUTE / 20)
    assert kinds(burst) == [e.MessageReceived, e.WaitCancelled]


def test_other_words_leave_the_question_and_the_place_in_line() -> None:
    chat = waiting()
    place = chat.now.due_at
    chat.do(chat.says("udah ketemu kok"))
    assert kinds(chat.do(chat.says("kartu saya yang satu lagi hilang"))) == [e.MessageReceived]
    assert (chat.now.floor, chat.now.told.asked, chat.now.due_at) == (Floor.QUEUE, 0, place)
    _, heard = chat.do(chat.says("ya"))  # to a question that is over: the place stays, and is named
    assert isinstance(heard, e.Acknowledged)
    assert (chat.now.floor, chat.now.due_at) == (Floor.QUEUE, place)


def test_a_sensitive_matter_is_never_dropped_without_asking() -> None:
    chat = Chat()
    chat.turn(text=None, outcome=e.Outcome.ESCALATE, topic=TOPIC)
    asked = chat.do(chat.says("ga usah disambungin petugas"))
    assert kinds(asked) == [e.MessageReceived, e.CancelAsked]


def test_who_was_asked_and_leaves_leaves_no_ticket() -> None:
    chat = waiting()
    chat.do(chat.says("udah ketemu kok"))
    left = chat.do(c.Close(by=e.ClosedBy.CUSTOMER, reference="HG-000001"))
    assert kinds(left) == [e.WaitCancelled, e.Closed]


def test_who_was_asked_and_falls_silent_gets_a_ticket_as_ever() -> None:
    chat = waiting()
    chat.do(chat.says("udah ketemu kok"))
    assert kinds(chat.do(ticket(by_customer=False), after=60 * MINUTE)) == [e.FollowUpOpened]


def taps(chat: Chat, *, waits: bool, again: e.WaitCancelled | None = None) -> c.AnswerWait:
    return c.AnswerWait(
        client_id=chat.client_id(),
        text="...",
        choice=e.Choice(seq=chat.now.seq, option=int(waits), payload="wait"),
        waits=waits,
        again=again,
    )


def test_the_question_can_be_answered_by_a_tap() -> None:
    chat = waiting()
    chat.do(chat.says("ga jadi deh"))
    assert kinds(chat.do(taps(chat, waits=True))) == [e.MessageReceived, e.WaitKept]
    assert kinds(chat.do(taps(chat, waits=False))) == [e.MessageReceived, e.WaitCancelled]
    with pytest.raises(IllegalCommand):
        chat.do(taps(chat, waits=False))


def test_who_changes_their_mind_is_back_at_the_old_place() -> None:
    chat = Chat()
    chat.turn(text=None, outcome=e.Outcome.ESCALATE, topic=TOPIC)
    place = chat.now.due_at
    chat.do(chat.says("udah ketemu kok"))
    _, cancelled = chat.do(taps(chat, waits=False))
    assert isinstance(cancelled, e.WaitCancelled)
    _, escalated = chat.do(taps(chat, waits=True, again=cancelled), after=MINUTE)
    assert isinstance(escalated, e.Escalated)
    assert (chat.now.floor, chat.now.due_at) == (Floor.QUEUE, place)
    assert (chat.now.reason, chat.now.topic) == (EscalationReason.SENSITIVE, TOPIC)


def test_an_agent_who_has_come_reads_it_and_decides() -> None:
    chat = waiting()
    chat.do(chat.says("ga jadi deh"), accepts())
    assert kinds(chat.do(chat.says("ga usah disambungin petugas"))) == [e.MessageReceived]
    assert kinds(chat.do(taps(chat, waits=False))) == [e.MessageReceived]
    assert chat.now.floor is Floor.AGENT


# ------------------------------------------------------------------ how long, and which number


def asks_how_long(chat: Chat, place: Place | None = None) -> c.ReceiveMessage:
    return replace(chat.says("apakah saya harus menunggu lama?"), place=place)


def test_who_asks_how_long_is_told_the_place_in_line() -> None:
    chat = waiting()
    received, told = chat.do(asks_how_long(chat, Place(2, (3, 9))))
    assert isinstance(received, e.MessageReceived)
    assert told == e.PlaceTold(position=2, minutes=(3, 9), on_duty=True)
    assert kinds(chat.do(asks_how_long(chat, Place(2, (3, 9))))) == [e.MessageReceived]
    later = chat.do(asks_how_long(chat, Place(1, None)), after=MINUTE)
    assert later[1:] == [e.PlaceTold(position=1, minutes=None, on_duty=True)]


def test_with_nobody_on_duty_that_is_the_answer() -> None:
    chat = waiting(on_duty=0)
    _, told = chat.do(asks_how_long(chat))
    assert told == e.PlaceTold(position=None, minutes=None, on_duty=False)
    chat = waiting()
    chat.on_duty = 0  # they left, and it was not said yet
    assert kinds(chat.do(asks_how_long(chat), after=MINUTE)) == [e.MessageReceived, e.NobodyOnDuty]


@pytest.mark.parametrize("on_duty", [0, 1])
def test_after_a_ticket_the_answer_is_the_ticket_and_the_bot_is_not_asked(on_duty: int) -> None:
    chat = with_ticket()
    chat.on_duty = on_duty
    received, told = chat.do(asks_how_long(chat))
    assert isinstance(received, e.MessageReceived)
    assert told == e.FollowUpTold(
        kind=e.FollowUpKind.TICKET,
        reference="HG-000001",
        phone_end=None,
        number=False,
        on_duty=on_duty > 0,
    )
    assert (chat.now.floor, chat.now.awaiting_bot_since) == (Floor.BOT, None)
    assert kinds(chat.do(chat.says("oh gitu"))) == [e.MessageReceived, e.BotTurnRequested]


def test_the_number_that_is_called_is_named_by_its_end() -> None:
    chat = waiting(on_duty=0)
    _, none = chat.do(chat.says("nanti kalo ditelpon ke nomor yang mana"), after=MINUTE)
    assert isinstance(none, e.FollowUpTold)
    assert (none.kind, none.number) == (None, True)
    chat.do(replace(ticket(), kind=e.FollowUpKind.CALLBACK, phone="0800 1111 22 22"))
    _, told = chat.do(chat.says("nanti kalo ditelpon ke nomor yang mana"))
    assert isinstance(told, e.FollowUpTold)
    assert (told.kind, told.phone_end, told.number) == (e.FollowUpKind.CALLBACK, "2222", True)
    assert "2222" in (wordings.said(told, "id"))
    chat.do(chat.says("sambungkan"), chat.asks_for_person())
    assert chat.now.told.phone_end is None, "of a new wait there is no number yet"


def test_an_urgent_wish_beside_it_is_heard_first() -> None:
    chat = with_ticket()
    urgent = replace(SENSITIVE, topic="bereavement")
    chat.do(replace(asks_how_long(chat), signal=urgent))
    assert chat.now.floor is Floor.QUEUE


def test_a_question_that_was_answered_leads_to_no_offer_later() -> None:
    chat = with_ticket()
    chat.do(replace(asks_how_long(chat), signal=ASKS))
    assert chat.now.offer is None
    chat.do(chat.says("saldo saya berapa"))
    assert kinds(chat.do(chat.bot())) == [e.BotReplied]


def test_once_the_bot_has_answered_something_a_bare_how_long_is_about_that() -> None:
    chat = with_ticket()
    assert kinds(chat.do(chat.says("berapa lama?")))[1:] == [e.FollowUpTold]
    chat.do(chat.says("kartu baru gimana"))
    chat.do(chat.bot())
    assert kinds(chat.do(chat.says("berapa lama?"))) == [e.MessageReceived, e.BotTurnRequested]
    chat.do(chat.bot())
    asked = chat.do(chat.says("kapan petugasnya baca tiketnya?"))
    assert kinds(asked) == [e.MessageReceived, e.BotTurnRequested]  # "baca" is not known
    chat.do(chat.bot())
    assert kinds(chat.do(chat.says("kapan ditelepon?")))[1:] == [e.FollowUpTold]


def test_while_the_bot_answers_it_answers_this_too() -> None:
    chat = with_ticket()
    chat.do(chat.says("saldo saya berapa"))
    assert kinds(chat.do(asks_how_long(chat))) == [e.MessageReceived]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_names_no_time_that_nobody_knows(language: Language) -> None:
    said = [
        wordings.said(e.PlaceTold(position=position, minutes=minutes, on_duty=on_duty), language)
        for position in (None, 1, 3)
        for minutes in (None, (3, 9))
        for on_duty in (True, False)
    ]
    said += [
        wordings.said(
            e.FollowUpTold(
                kind=kind, reference="HG-000012", phone_end="2222", number=number, on_duty=on_duty
            ),
            language,
        )
        for kind in e.FollowUpKind
        for number in (True, False)
        for on_duty in (True, False)
    ]
    for line in said:
        assert "!" not in line
        assert "None" not in line
        assert mask(line).text == line
        assert ("3" in line and "9" in line) or "menit" not in line


# ------------------------------------------------------------------ no call, no ticket any more


@pytest.mark.parametrize("text", ["ga usah, tiketnya batalin aja", "udah ketemu kok", "ga jadi"])
def test_who_needs_no_follow_up_any_more_is_asked(text: str) -> None:
    chat = with_ticket()
    _, asked = chat.do(chat.says(text))
    assert isinstance(asked, e.WithdrawalAsked)
    assert "tiket HG-000001" in wordings.said(asked, "id")
    assert "ticket HG-000001" in wordings.said(asked, "en")
    assert (asked.reference, chat.now.follow_up) == ("HG-000001", "HG-000001")
    assert (chat.now.told.asked, chat.now.awaiting_bot_since) == (chat.now.seq, None)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("ya batalkan", e.FollowUpWithdrawn),
        ("batalkan tiketnya", e.FollowUpWithdrawn),
        ("jangan", e.FollowUpKept),
        ("saldo saya berapa", e.BotTurnRequested),
    ],
)
def test_that_question_can_be_answered_in_words(text: str, then: type[e.Event]) -> None:
    chat = with_ticket()
    chat.do(chat.says("udah ketemu kok"))
    assert kinds(chat.do(chat.says(text))) == [e.MessageReceived, then]
    withdrawn = then is e.FollowUpWithdrawn
    assert chat.now.follow_up == (None if withdrawn else "HG-000001")
    assert chat.now.floor is Floor.BOT


@pytest.mark.parametrize("withdraws", [True, False])
def test_or_by_a_tap_once(withdraws: bool) -> None:
    chat = with_ticket()
    chat.do(chat.says("ga usah ditelepon"))
    _, then = chat.do(tap_on_follow_up(withdraws=withdraws))
    assert isinstance(then, e.FollowUpWithdrawn if withdraws else e.FollowUpKept)
    if withdraws:
        with pytest.raises(IllegalCommand):
            chat.do(tap_on_follow_up(withdraws=True))


def test_what_was_understood_is_not_what_came_right() -> None:
    chat = with_ticket()
    said = chat.do(chat.says("oke sudah jelas, terima kasih"))
    assert kinds(said) == [e.MessageReceived, e.BotTurnRequested]


def test_once_the_bot_has_said_something_a_bare_no_is_about_that() -> None:
    chat = with_ticket()
    chat.do(chat.says("mau ganti kartu"))
    chat.do(chat.bot())
    assert kinds(chat.do(chat.says("ga jadi"))) == [e.MessageReceived, e.BotTurnRequested]
    chat.do(chat.bot())
    asked = chat.do(chat.says("tiketnya ga usah"))
    assert kinds(asked) == [e.MessageReceived, e.WithdrawalAsked]


# ------------------------------------------------------------------ what an article answers

FEE = c.ArticleFound(slug="transfer-fee", language="en", answer="BI-FAST costs Rp2,500.")


def asks_fee(chat: Chat) -> c.ReceiveMessage:
    return replace(chat.says("how much is the transfer fee"), article=FEE)


@pytest.mark.parametrize("on_duty", [0, 1])
def test_what_an_article_answers_is_shown_beside_the_wait_and_once(on_duty: int) -> None:
    chat = waiting(on_duty=on_duty)
    _, shown = chat.do(asks_fee(chat))
    assert isinstance(shown, e.ArticleShown)
    assert FEE.answer in wordings.said(shown, "id")
    assert (chat.now.floor, chat.now.awaiting_bot_since) == (Floor.QUEUE, None)
    assert kinds(chat.do(asks_fee(chat))) == [e.MessageReceived]
    chat.do(accepts(), c.Requeue(agent_id=SARI, cause=e.RequeueCause.AGENT))
    assert kinds(chat.do(asks_fee(chat)))[:1] == [e.MessageReceived]
    assert e.ArticleShown not in kinds([recorded.event for recorded in chat.log[-2:]])


def test_never_when_a_person_has_come_or_the_bot_answers() -> None:
    chat = waiting()
    chat.do(accepts())
    assert kinds(chat.do(asks_fee(chat))) == [e.MessageReceived]
    chat = Chat()
    assert kinds(chat.do(asks_fee(chat))) == [e.MessageReceived, e.BotTurnRequested]


def test_that_nobody_is_there_is_said_first() -> None:
    chat = waiting()
    chat.on_duty = 0
    assert kinds(chat.do(asks_fee(chat), after=MINUTE)) == [e.MessageReceived, e.NobodyOnDuty]


# ------------------------------------------------------------------ after a call-back or a ticket


def test_a_remark_after_a_ticket_at_most_offers_a_person() -> None:
    chat = with_ticket()
    remark = replace(chat.says("jangan telepon nomor bapak saya ya"), signal=ASKS)
    assert kinds(chat.do(remark)) == [e.MessageReceived, e.BotTurnRequested]
    assert kinds(chat.do(chat.bot())) == [e.BotReplied, e.PersonOffered]
    assert chat.now.floor is Floor.BOT


def test_who_has_just_taken_a_ticket_is_not_offered_a_person_for_thanking() -> None:
    chat = with_ticket()
    worried = replace(SENSITIVE, sensitive=0.3, stuck=0.9, frustration=0.9)
    for _ in range(POLICY.thresholds.offer_pause):
        chat.do(replace(chat.says("baik, kami menunggu telepon"), signal=worried))
        assert kinds(chat.do(chat.bot())) == [e.BotReplied]
    chat.do(replace(chat.says("kok belum ditelepon"), signal=worried))
    assert kinds(chat.do(chat.bot())) == [e.BotReplied, e.PersonOffered]


@pytest.mark.parametrize(("topic", "floor"), [(TOPIC, Floor.BOT), ("bereavement", Floor.QUEUE)])
def test_only_another_sensitive_matter_is_handed_over_at_once(topic: str, floor: Floor) -> None:
    chat = with_ticket()
    chat.do(replace(chat.says("..."), signal=replace(SENSITIVE, topic=topic)))
    assert chat.now.floor is floor


def test_the_bots_wish_for_a_person_is_asked_about_first_then_granted() -> None:
    chat = with_ticket()
    wish = {"text": None, "outcome": e.Outcome.ESCALATE, "topic": None}
    wish["escalate"] = EscalationReason.ASKED_FOR_HUMAN
    chat.on_duty = 1
    silent, offered = chat.turn(**wish)
    assert isinstance(silent, e.BotReplied)
    assert isinstance(offered, e.PersonOffered)
    assert kinds(chat.turn(**wish)) == [e.BotReplied, e.Escalated], "who insists is connected"


def test_a_tapped_wish_for_a_person_is_granted_at_once() -> None:
    chat = with_ticket()
    chat.on_duty = 1
    chat.do(chat.says("Bicara dengan petugas"))
    reply = chat.bot(text=None, outcome=e.Outcome.ESCALATE, topic=None)
    asked = replace(reply, escalate=EscalationReason.ASKED_FOR_HUMAN, tapped=True)
    assert kinds(chat.do(asked)) == [e.BotReplied, e.Escalated]


# ------------------------------------------------------------------ taps and failures


@pytest.mark.parametrize(
    ("outcome", "left"), [(e.Outcome.FALLBACK, 2), (e.Outcome.ANSWERED, 0), (e.Outcome.ASKED, 0)]
)
def test_a_tapped_choice_is_answered_and_is_no_failure(outcome: e.Outcome, left: int) -> None:
    chat = Chat()
    for number in range(POLICY.max_failures - 1):
        chat.turn(text=f"Belum paham {number}.", outcome=e.Outcome.FALLBACK)
    chat.do(chat.says("Buka rekening"))
    tapped = replace(chat.bot(text="Bukan di sini.", outcome=outcome), tapped=True)
    (replied,) = chat.do(tapped)
    assert isinstance(replied, e.BotReplied)
    assert replied.messages
    assert (chat.now.floor, chat.now.failures) == (Floor.BOT, left)


def test_what_led_to_a_declined_offer_no_longer_counts() -> None:
    chat = Chat()
    chat.turn(text="Belum paham.", outcome=e.Outcome.FALLBACK)
    chat.do(
        replace(chat.says("kok begitu"), signal=replace(ASKS, asked_for_human=0.57, needed=0.57))
    )
    chat.do(chat.bot(text="Belum paham juga.", outcome=e.Outcome.FALLBACK))
    assert chat.now.failures == 2
    assert isinstance(chat.log[-1].event, e.PersonOffered)
    chat.do(chat.says("tidak usah"))
    assert chat.now.failures == 0
    chat.turn(text="Masih belum.", outcome=e.Outcome.FALLBACK)
    assert chat.now.floor is Floor.BOT
