"""With nobody on duty: the bot goes on where it can, and what is said connects with nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given

from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.conversation import Floor
from handoff.domain.escalation import EscalationReason
from handoff.domain.evidence import Decision
from handoff.domain.hours import ZONES
from handoff.domain.masking import mask
from handoff.domain.offers import answered, speaks_anew
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
    failing = chat.bot(outcome=e.Outcome.FAILED)
    assert kinds(chat.do(failing)) == [e.BotReplied, e.PersonOffered]


# ------------------------------------------------------------------ offers that only disturb


def read(chat: Chat, signal: Signal, outcome: e.Outcome) -> list[e.Event]:
    """What comes of a message that is read so and answered so, each time in other words."""
    chat.do(replace(chat.says("dan kalau begitu?"), signal=signal))
    return chat.do(chat.bot(text=f"Begini. {chat.now.seq}", outcome=outcome))


def level(stuck: float) -> Signal:
    return Signal(model_version="test-1", repeats=0, stuck=stuck)


UPSET = Signal(model_version="test-1", repeats=0, frustration=0.5)
ASKING = Signal(model_version="test-1", repeats=0, asked_for_human=0.5)
DELICATE = Signal(model_version="test-1", repeats=0, sensitive=0.5)
CALM = Signal(model_version="test-1", repeats=0, frustration=0.01, stuck=0.01)


@pytest.mark.parametrize(
    ("signal", "made"),
    [(STUCK, False), (level(0.5), False), (ASKING, False), (UPSET, True), (DELICATE, True)],
)
def test_behind_an_answer_only_the_upset_and_delicate_matters_are_offered_a_person(
    signal: Signal, made: bool
) -> None:
    chat = Chat(on_duty=0)
    replied, *offers = read(chat, signal, e.Outcome.ANSWERED)
    assert isinstance(replied, e.BotReplied)
    assert bool(offers) is made
    assert replied.withheld is not made
    assert chat.now.evidence.offers == int(made), "what was not made does not count"
    if not made:
        assert chat.now.offer is None, "and does not come later out of the blue"
    chat = Chat(on_duty=1)
    if signal is not STUCK:
        assert kinds(read(chat, signal, e.Outcome.ANSWERED)) == [e.BotReplied, e.PersonOffered]


def test_the_same_reading_again_is_no_reason_to_offer_again() -> None:
    chat = Chat(on_duty=0)
    asked = e.Outcome.ASKED
    assert e.PersonOffered in kinds(read(chat, level(0.5), asked))
    for _ in range(3):
        read(chat, CALM, asked)
    again = read(chat, level(0.5), asked)
    assert kinds(again) == [e.BotReplied]
    for _ in range(3):
        read(chat, CALM, asked)
    assert e.PersonOffered in kinds(read(chat, ASKING, asked)), "another reason"


@pytest.mark.parametrize(
    ("signal", "outcome"),
    [(level(0.99), e.Outcome.ASKED), (level(0.5), e.Outcome.FAILED), (UPSET, e.Outcome.ANSWERED)],
)
def test_clearly_more_a_failure_or_another_reason_is(signal: Signal, outcome: e.Outcome) -> None:
    chat = Chat(on_duty=0)
    read(chat, level(0.4), e.Outcome.ASKED)
    for _ in range(3):
        read(chat, CALM, e.Outcome.ASKED)
    assert e.PersonOffered in kinds(read(chat, signal, outcome))


def test_a_right_answer_after_failures_is_left_alone() -> None:
    chat, _ = failed(3)
    chat.do(chat.says("tidak, lanjut di sini"))
    for number in range(POLICY.max_failures):
        chat.do(chat.says(f"coba {number}"))
        chat.do(chat.bot(text=f"Belum {number}", outcome=e.Outcome.FAILED, topic="kartu"))
    assert chat.now.offer is not None
    chat.do(chat.says("kalau itu?"))
    events = chat.do(chat.bot(text="Begini.", outcome=e.Outcome.ANSWERED, topic="kartu"))
    assert kinds(events) == [e.BotReplied]


@modest
@given(history=PLANS.map(play))
def test_in_any_history_an_offer_to_nobody_has_something_new_for_it(history: History) -> None:
    for step in history.steps:
        made = [event for event in step.events if isinstance(event, e.PersonOffered)]
        replied = step.events[0] if step.events else None
        if not made or made[0].attended or not isinstance(step.command, c.RecordBotReply):
            if isinstance(replied, e.BotReplied) and replied.withheld:
                assert step.after.offer is None
                assert step.situation.on_duty == 0
            continue
        assert isinstance(replied, e.BotReplied)
        due = step.before.offer
        failing = replied.outcome in (e.Outcome.FALLBACK, e.Outcome.FAILED)
        again = step.before.last_answer == tuple(m.text for m in step.command.messages)
        wanted = step.command.escalate is not None or replied.outcome is e.Outcome.ESCALATE
        if failing or again or wanted:
            continue
        assert due is not None
        plainly = due.evidence >= step.situation.policy.thresholds.transfer_at
        if due.reason is EscalationReason.ASKED_FOR_HUMAN and plainly:
            continue
        assert speaks_anew(due, step.before.evidence.made)
        if replied.outcome is e.Outcome.ANSWERED:
            assert due.of_frustration or due.reason is EscalationReason.SENSITIVE


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
