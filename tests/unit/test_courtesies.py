"""Thanks, goodbyes and "understood" of who waits: what is read as one, and what is said to it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.conversation import Floor
from handoff.domain.courtesies import Courtesy, courtesy
from handoff.domain.masking import mask
from handoff.domain.waits import Says, wait_says
from handoff.protocol import wordings
from handoff.protocol.courtesies import WITHDRAWS
from handoff.protocol.language import LANGUAGES, Language
from tests.unit.test_conversation import (
    PLANS,
    Chat,
    History,
    kinds,
    modest,
    play,
    ticket,
    waiting,
)

MINUTE = timedelta(minutes=1)
CHEER = (
    r"sama-sama|senang|\bsia?p\b|welcome|no problem|sampai (?:jumpa|nanti)|goodbye|see you|\bbye"
)
READ = {
    Courtesy.UNDERSTOOD: """oke · ok · siap · siap kak · baik · Baik, saya tunggu di sini. · ya udah
        ywdh · ok ditunggu · sip · nggih · iya
        Nggih, ditunggu teleponnya · 👍 · got it · I'll wait
        alright · oke gapapa""",
    Courtesy.THANKS: """makasih · terima kasih banyak · okeee makasi kak 🫶 · baik, terima kasih
        YO WIS NAK IBU TUNGGU, TERIMA KASIH · matur nuwun · oke deh mksh bg · ok thanks · 🙏🙏
        Terima kasih atas perhatiannya, saya menunggu telepon petugas. · thank you so much""",
    Courtesy.LATER: """nanti aja deh · besok aja · lain kali saja, terima kasih · cukup kak makasih
        nanti saya balik lagi · that's all, thanks · maybe later""",
    Courtesy.GOODBYE: """dah · dadah · bye kak · sampai jumpa · pamit dulu ya · thanks, bye
        Baik, terima kasih banyak. Selamat siang. · good night · see you""",
}
UNREAD = """halo · selamat siang · kartu saya hilang · oke? · ok tapi kartu saya gimana · yaelah
    oke blokir sekarang · makasih ga jadi · ga usah deh · udahlah · lama amat · masih nunggu
    terima kasih, tapi belum beres · baik, nomor saya berapa ya · hmm · siap transfer · 😡 · !!!
    assalamualaikum · i have to wait how long · thanks for nothing"""


def phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.splitlines() for phrase in line.split("·")]


@pytest.mark.parametrize(
    ("text", "kind"), [(text, kind) for kind, texts in READ.items() for text in phrases(texts)]
)
def test_a_courtesy_is_read_for_what_it_is(text: str, kind: Courtesy) -> None:
    said = courtesy(text)
    assert said is not None
    assert said.kind is kind


@pytest.mark.parametrize("text", phrases(UNREAD))
def test_whoever_says_more_is_read_by_others(text: str) -> None:
    assert courtesy(text) is None


@pytest.mark.parametrize(
    ("text", "formal", "language"),
    [
        ("Baik, terima kasih.", True, "id"),
        ("oke makasih kak", False, "id"),
        ("thank you", True, "en"),
        ("thanks", False, None),
        ("ok", False, None),
        ("see you", True, "en"),
        ("Baik kak, terima kasih ya", True, "id"),
        ("sampai jumpa", True, "id"),
        ("sampai jumpa bang", False, "id"),
    ],
)
def test_register_and_language_are_heard(text: str, formal: bool, language: str | None) -> None:
    said = courtesy(text)
    assert said is not None
    assert (said.formal, said.language) == (formal, language)


@settings(deadline=None)
@given(
    st.sampled_from([text for texts in READ.values() for text in phrases(texts)]),
    st.sampled_from(["kartu", "blokir", "saldo", "kenapa", "refund", "4000"]),
)
def test_one_word_that_means_something_is_enough_to_be_no_courtesy(text: str, word: str) -> None:
    assert courtesy(f"{text} {word}") is None
    assert courtesy(f"{word} {text}") is None
    assert courtesy(f"{text}?") is None


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    said = courtesy(text)
    assert said is None or isinstance(said.kind, Courtesy)


# ------------------------------------------------------------------ while waiting


@pytest.mark.parametrize("on_duty", [0, 1])
@pytest.mark.parametrize("kind", list(Courtesy))
def test_who_waits_is_heard_once_in_a_burst(kind: Courtesy, on_duty: int) -> None:
    chat = waiting(on_duty=on_duty)
    first, again, *_ = phrases(READ[kind])
    _, heard = chat.do(chat.says(first), after=MINUTE)
    assert isinstance(heard, e.Acknowledged)
    assert (heard.courtesy, heard.on_duty, heard.follow_up) == (kind, on_duty > 0, None)
    assert chat.now.floor is Floor.QUEUE
    assert kinds(chat.do(chat.says(again))) == [e.MessageReceived]
    assert kinds(chat.do(chat.says(again), after=MINUTE)) == [e.MessageReceived, e.Acknowledged]


def test_what_was_written_before_our_words_could_be_read_is_no_answer_to_them() -> None:
    chat = waiting()
    assert kinds(chat.do(chat.says("oke"), after=timedelta(seconds=1))) == [e.MessageReceived]
    assert kinds(chat.do(chat.says("oke"))) == [e.MessageReceived, e.Acknowledged]
    chat = waiting()
    chat.do(c.MarkSeen(by=c.Reader.CUSTOMER, up_to=chat.now.news_seq), after=timedelta(0))
    seen = chat.do(chat.says("oke"), after=timedelta(seconds=1))
    assert kinds(seen) == [e.MessageReceived, e.Acknowledged]


def test_a_goodbye_is_answered_even_in_a_burst() -> None:
    chat = waiting()
    chat.do(chat.says("makasih"), after=MINUTE)
    burst = chat.do(chat.says("dadah"), after=timedelta(seconds=1))
    assert kinds(burst) == [e.MessageReceived, e.Acknowledged]
    assert kinds(chat.do(chat.says("dadah ya"))) == [e.MessageReceived]


def test_that_nobody_is_there_any_more_comes_first() -> None:
    chat = waiting(on_duty=1)
    chat.on_duty = 0
    assert kinds(chat.do(chat.says("oke"), after=MINUTE)) == [e.MessageReceived, e.NobodyOnDuty]


def test_an_answer_to_a_question_of_ours_is_no_courtesy() -> None:
    chat = waiting()
    chat.do(chat.says("udah ketemu kok"))
    assert kinds(chat.do(chat.says("oke"), after=MINUTE)) == [e.MessageReceived, e.WaitCancelled]


@pytest.mark.parametrize(("text", "says"), [("makasih, bye", "batalkan antrean"), ("ok", None)])
def test_a_goodbye_tells_what_stays_and_what_ends_it(text: str, says: str | None) -> None:
    chat = waiting()
    _, heard = chat.do(chat.says(text), after=MINUTE)
    assert isinstance(heard, e.Acknowledged)
    line = wordings.said(heard, "id")
    assert "antrean" in line
    assert says is None or says in line
    if says is not None:
        ended = chat.do(chat.says(says), after=MINUTE)
        assert kinds(ended) == [e.MessageReceived, e.WaitCancelled]


@pytest.mark.parametrize(
    ("topic", "quiet"),
    [
        ("fraud_report", True),
        ("bereavement", True),
        ("payment_hardship", True),
        ("close_account", False),
        (None, False),
    ],
)
@pytest.mark.parametrize("text", ["Terima kasih.", "makasih ya", "thank you", "thanks, bye"])
def test_no_cheer_meets_a_grave_matter(topic: str | None, quiet: bool, text: str) -> None:
    chat = Chat()
    chat.turn(text=None, outcome=e.Outcome.ESCALATE, topic=topic)
    heard = chat.do(chat.says(text), after=MINUTE)[-1]
    assert isinstance(heard, e.Acknowledged)
    assert heard.quiet is quiet
    if quiet:
        assert not re.search(CHEER, wordings.said(heard, "id"), re.IGNORECASE)


def test_a_grave_matter_that_was_left_or_settled_here_is_remembered() -> None:
    chat = Chat(on_duty=0)
    chat.turn(text=None, outcome=e.Outcome.ESCALATE, topic="bereavement")
    chat.do(ticket())
    heard = chat.do(chat.says("sampai jumpa"), after=MINUTE)[-1]
    assert isinstance(heard, e.Acknowledged)
    assert heard.quiet
    chat.do(chat.asks_for_person())
    heard = chat.do(chat.says("makasih"), after=MINUTE)[-1]
    assert isinstance(heard, e.Acknowledged)
    assert heard.quiet


# ------------------------------------------------------------------ with a follow-up pending


def test_who_leaves_with_a_call_back_pending_is_told_so_once_and_the_rest_is_the_bots() -> None:
    chat = waiting(on_duty=0)
    chat.do(
        c.OpenFollowUp(kind=e.FollowUpKind.CALLBACK, reference="HG-000007", phone="0800 1111 22 22")
    )
    assert kinds(chat.do(chat.says("makasih"))) == [e.MessageReceived, e.BotTurnRequested]
    chat.do(chat.bot("Sama-sama."))
    _, heard = chat.do(chat.says("sampai jumpa"))
    assert isinstance(heard, e.Acknowledged)
    line = wordings.said(heard, "id")
    assert all(part in line for part in ("HG-000007", "2222", "batalkan telepon"))
    assert (chat.now.floor, chat.now.awaiting_bot_since) == (Floor.BOT, None)
    assert kinds(chat.do(chat.says("dadah"))) == [e.MessageReceived, e.BotTurnRequested]


def test_what_a_goodbye_names_withdraws_it() -> None:
    chat = waiting(on_duty=0)
    chat.do(chat.says("dadah"))  # of the place in line: what stays is another thing since
    chat.do(ticket())
    _, heard = chat.do(chat.says("dadah kak"))
    assert isinstance(heard, e.Acknowledged)
    assert "batalkan tiket" in wordings.said(heard, "id")
    assert kinds(chat.do(chat.says("batalkan tiket")))[1:] == [e.WithdrawalAsked]


def test_without_one_goodbyes_are_the_bots() -> None:
    chat = Chat()
    assert kinds(chat.do(chat.says("dadah kak"))) == [e.MessageReceived, e.BotTurnRequested]


@modest
@given(history=PLANS.map(play))
def test_in_any_history_they_promise_only_what_is_there(history: History) -> None:
    for step in history.steps:
        for event in step.events:
            if isinstance(event, e.Acknowledged):
                assert isinstance(step.events[0], e.MessageReceived)
                assert step.before.floor is step.after.floor
                assert step.before.floor is Floor.QUEUE or step.before.follow_up is not None
                assert (event.reference, event.follow_up) == (
                    step.before.follow_up,
                    step.before.told.kind,
                )
                assert step.after.due_at == step.before.due_at
                assert step.after.waiting_since == step.before.waiting_since


# ------------------------------------------------------------------ the words


def lines(language: Language) -> list[tuple[e.Acknowledged, str]]:
    heard = [
        e.Acknowledged(
            courtesy=kind,
            formal=formal,
            language=language,
            on_duty=on_duty,
            wording=wording,
            follow_up=follow_up,
            reference="HG-000012" if follow_up else None,
            phone_end="2222" if follow_up is e.FollowUpKind.CALLBACK else None,
            quiet=quiet,
        )
        for quiet in (True, False)
        for kind in Courtesy
        for formal in (True, False)
        for on_duty in (True, False)
        for wording in range(6)
        for follow_up in (None, *e.FollowUpKind)
    ]
    return [(event, wordings.said(event, "id")) for event in heard]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_short_sentence_that_promises_nothing(language: Language) -> None:
    for event, line in lines(language):
        assert line.count(".") == 1, line
        assert line.endswith(".")
        assert len(line) <= 160
        assert not {"!", "None", "{"} & {*line, *line.split()}
        assert mask(line).text == line
        if not event.on_duty and event.follow_up is None:
            assert not any(word in line for word in ("segera", "sebentar", "soon", "shortly"))
        if event.quiet and event.courtesy is not Courtesy.UNDERSTOOD:
            assert not re.search(CHEER, line, re.IGNORECASE), line
        if event.courtesy in (Courtesy.LATER, Courtesy.GOODBYE):
            assert WITHDRAWS[event.follow_up][language] in line
            assert event.reference is None or event.reference in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_named_is_understood(language: Language) -> None:
    assert wait_says(WITHDRAWS[None][language]) is Says.NO_PERSON
    for kind in e.FollowUpKind:
        assert wait_says(WITHDRAWS[kind][language]) is Says.NO_FOLLOW_UP
