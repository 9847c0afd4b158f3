"""With nobody on duty: the bot goes on where it can, and what is said connects with nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given

from handoff.domain import events as e
from handoff.domain.conversation import Floor
from handoff.domain.escalation import EscalationReason
from handoff.domain.evidence import Decision
from handoff.domain.hours import ZONES
from handoff.domain.masking import mask
from handoff.domain.offers import answered
from handoff.domain.signals import Signal
from handoff.protocol import texts, unattended, wordings
from handoff.protocol.language import LANGUAGES, Language
from tests.unit.test_conversation import (
    PLANS,
    POLICY,
    Chat,
    History,
    kinds,
    modest,
    play,
    ticket,
    waiting,
)

STUCK = Signal(model_version="test-1", repeats=3, stuck=0.99, needed=0.99)
ANGRY = Signal(model_version="test-1", repeats=0, frustration=0.99, needed=0.99)
ASKS = Signal(model_version="test-1", repeats=0, asked_for_human=0.99, needed=0.99)
SENSITIVE = Signal(model_version="test-1", repeats=0, sensitive=0.99, needed=0.99)
OPENS = datetime(2026, 3, 9, 8, tzinfo=ZONES["WIB"])


def fails(chat: Chat, number: int) -> list[e.Event]:
    return chat.turn(text=f"Maksudnya? {number}", outcome=e.Outcome.FALLBACK, topic="kartu")


def failed(times: int, *, on_duty: int = 0) -> tuple[Chat, list[e.Event]]:
    chat = Chat(on_duty=on_duty)
    events: list[e.Event] = []
    for number in range(times):
        events = fails(chat, number)
    return chat, events


# ------------------------------------------------------------------ a bot that gets nowhere


def test_the_third_failure_is_answered_and_keeping_it_for_a_person_is_offered() -> None:
    chat, (replied, offered) = failed(3)
    assert isinstance(replied, e.BotReplied)
    assert replied.messages, "its choices stay"
    assert isinstance(offered, e.PersonOffered)
    assert (offered.reason, offered.attended) == (EscalationReason.NO_PROGRESS, False)
    assert chat.now.floor is Floor.BOT


def test_whoever_goes_on_is_not_asked_again_at_each_failure_and_is_not_left_there() -> None:
    chat, _ = failed(3)
    assert [kinds(fails(chat, number)) for number in (3, 4)] == [[e.BotReplied]] * 2
    silent, escalated, nobody = fails(chat, 5)
    assert isinstance(silent, e.BotReplied)
    assert isinstance(escalated, e.Escalated)
    assert (escalated.reason, escalated.failures) == (
        EscalationReason.NO_PROGRESS,
        2 * POLICY.max_failures,
    )
    assert isinstance(nobody, e.NobodyOnDuty)


def test_as_soon_as_somebody_is_there_the_next_failure_brings_them() -> None:
    chat, _ = failed(3)
    chat.on_duty = 1
    assert e.Escalated in kinds(fails(chat, 3))


def test_the_same_answer_once_more_is_not_said_again() -> None:
    chat = Chat(on_duty=0)
    for _ in range(3):
        chat.turn()
    replied, offered = chat.turn()
    assert isinstance(replied, e.BotReplied)
    assert replied.messages == ()
    assert isinstance(offered, e.PersonOffered)


def test_the_offer_is_answered_in_words_and_accepting_it_leads_to_the_choice_of_a_follow_up() -> (
    None
):
    chat, _ = failed(3)
    received, escalated, nobody = chat.do(chat.says("ya simpan"))
    assert isinstance(received, e.MessageReceived)
    assert isinstance(escalated, e.Escalated)
    assert (escalated.offered, escalated.attended) == (True, False)
    assert isinstance(nobody, e.NobodyOnDuty)
    chat, _ = failed(3)
    assert kinds(chat.do(chat.says("coba lagi di sini"))) == [e.MessageReceived, e.BotCarriesOn]
    assert (chat.now.failures, chat.now.floor) == (0, Floor.BOT)


def test_a_bot_that_gives_up_by_itself_offers_once_and_then_hands_over() -> None:
    chat = Chat(on_duty=0)
    gives_up = EscalationReason.NO_PROGRESS
    silent, offered = chat.turn(text=None, outcome=e.Outcome.ESCALATE, escalate=gives_up)
    assert isinstance(silent, e.BotReplied)
    assert isinstance(offered, e.PersonOffered)
    again = chat.turn(text=None, outcome=e.Outcome.ESCALATE, escalate=gives_up)
    assert kinds(again) == [e.BotReplied, e.Escalated, e.NobodyOnDuty]


@pytest.mark.parametrize("on_duty", [0, 1])
def test_what_is_read_leads_to_an_offer_behind_the_next_answer_or_to_a_person(on_duty: int) -> None:
    chat = Chat(on_duty=on_duty)
    received, *then = chat.do(replace(chat.says("dari tadi itu terus"), signal=STUCK))
    assert isinstance(received, e.MessageReceived)
    assert received.verdict is not None
    assert received.verdict.decision is (Decision.TRANSFER if on_duty else Decision.OFFER)
    if on_duty:
        assert kinds(then) == [e.Escalated]
        return
    assert kinds(then) == [e.BotTurnRequested]
    assert kinds(chat.do(chat.bot())) == [e.BotReplied, e.PersonOffered]


@pytest.mark.parametrize(
    ("signal", "reason"),
    [
        (ASKS, EscalationReason.ASKED_FOR_HUMAN),
        (SENSITIVE, EscalationReason.SENSITIVE),
        (ANGRY, EscalationReason.FRUSTRATED),
    ],
)
def test_every_other_reason_hands_over_as_ever(signal: Signal, reason: EscalationReason) -> None:
    chat = Chat(on_duty=0)
    _, escalated, nobody = chat.do(replace(chat.says("tolong"), signal=signal))
    assert isinstance(escalated, e.Escalated)
    assert (escalated.reason, escalated.attended) == (reason, False)
    assert isinstance(nobody, e.NobodyOnDuty)


def test_a_bot_with_nothing_to_say_hands_over() -> None:
    chat, _ = failed(2)
    events = chat.turn(text=None, outcome=e.Outcome.FALLBACK, topic="kartu")
    assert kinds(events) == [e.BotReplied, e.Escalated, e.NobodyOnDuty]


@modest
@given(history=PLANS.map(play))
def test_in_any_history_an_offer_says_whether_anybody_is_there(history: History) -> None:
    for step in history.steps:
        for event in step.events:
            if isinstance(event, e.PersonOffered):
                assert event.attended == (step.situation.on_duty > 0)
                assert step.after.floor is Floor.BOT
            if isinstance(event, e.Escalated) and not event.attended and not event.offered:
                stuck = event.reason is EscalationReason.NO_PROGRESS
                message = isinstance(step.events[0], e.MessageReceived)
                assert not (stuck and message), "a reading alone takes the bot from nobody"


def test_a_bot_that_is_down_leaves_what_is_pending_as_it_is() -> None:
    chat = waiting(on_duty=0)
    chat.do(ticket())
    chat.do(chat.says("saldo saya berapa"))
    (missed,) = chat.do(chat.bot_down())
    assert isinstance(missed, e.BotMissed)
    assert "Tiket HG-000001 tetap" in (texts.for_customer(missed, "id") or "")
    assert (chat.now.floor, chat.now.follow_up) == (Floor.BOT, "HG-000001")
    assert chat.now.awaiting_bot_since is None
    assert kinds(chat.do(chat.says("halo"))) == [e.MessageReceived, e.BotTurnRequested]
    chat.on_duty = 1
    assert kinds(chat.do(chat.bot_down())) == [e.Escalated]


def test_what_is_said_of_the_bot_is_true_of_it() -> None:
    chat = Chat(on_duty=0)
    _, nobody = chat.do(chat.asks_for_person())
    assert "asisten virtual bisa membantu lagi" in (texts.for_customer(nobody, "id") or "")
    chat = Chat(on_duty=0)
    chat.do(chat.says("halo"))
    _, nobody = chat.do(chat.bot_down())
    assert "asisten" not in (texts.for_customer(nobody, "id") or "")
    assert "assistant" not in (texts.for_customer(nobody, "en") or "")


# ------------------------------------------------------------------ when somebody is there


def test_the_notice_says_when_staff_hours_begin_again() -> None:
    known, unknown = e.NobodyOnDuty(opens_at=OPENS), e.NobodyOnDuty()
    assert (texts.for_customer(known, "id") or "").endswith(
        "Jam petugas berikutnya: Senin, 9 Mar, pukul 08.00 WIB."
    )
    assert (texts.for_customer(known, "en") or "").endswith(
        "Staff hours begin again on Monday, 9 Mar, at 08:00 WIB."
    )
    assert "pukul" not in (texts.for_customer(unknown, "id") or "")


@pytest.mark.parametrize("kind", list(e.FollowUpKind))
def test_so_does_the_answer_to_how_long(kind: e.FollowUpKind) -> None:
    told = e.FollowUpTold(
        kind=kind, reference="HG-000001", phone_end="2222", number=False, on_duty=False
    )
    assert "jamnya belum diketahui" in wordings.said(told, "id")
    at = wordings.said(replace(told, opens_at=OPENS), "id")
    assert "belum diketahui" not in at
    assert "Senin, 9 Mar, pukul 08.00 WIB" in at
    placed = e.PlaceTold(position=None, minutes=None, on_duty=False, opens_at=OPENS)
    assert "08:00 WIB" in wordings.said(placed, "en")


def test_a_time_is_named_only_while_nobody_is_there() -> None:
    chat = waiting(on_duty=1)
    _, told = chat.do(chat.says("masih lama ga"), after=timedelta(minutes=1))
    assert isinstance(told, e.PlaceTold)
    assert told.opens_at is None


# ------------------------------------------------------------------ the words


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_offer_with_nobody_there_connects_with_nobody(language: Language) -> None:
    accept, decline = wordings.KEEPING[language]
    assert (answered(accept), answered(decline)) == (True, False)
    for reason, ways in unattended.OFFERS.items():
        lines = [
            wordings.said(
                e.PersonOffered(reason=reason, because=(), wording=n, attended=False), language
            )
            for n in range(3)
        ]
        assert sorted(lines) == sorted(ways[language])
        assert len(set(lines)) == 3
        for line in lines:
            assert "?" in line
            assert not any(word in line.casefold() for word in ("sambung", "connect", "!", "now?"))
            assert (
                "bertugas" in line
                or "tidak ada" in line
                or "duty" in line
                or "nobody" in line.casefold()
            )
            assert len(line) <= 160
            assert mask(line).text == line
    assert set(unattended.OFFERS) == set(wordings.OFFERS)
