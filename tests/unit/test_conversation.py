"""The conversation state machine: examples that can be read, then what holds for any history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.conversation import (
    TRANSITIONS,
    Conversation,
    Floor,
    IllegalCommand,
    Settled,
    Situation,
    apply,
    evolve,
    judged,
    replay,
    start,
)
from handoff.domain.escalation import EscalationPolicy, EscalationReason
from handoff.domain.evidence import Decision, Evidence, decided_again
from handoff.domain.ids import ClientId, ConversationId, CustomerId, StaffId
from handoff.domain.masking import SecretKind
from handoff.domain.offers import names_its_deed
from handoff.domain.signals import Signal
from handoff.protocol import codec

ID = ConversationId("c0000000-0000-4000-8000-000000000001")
RINA = CustomerId("a0000000-0000-4000-8000-000000000001")
SARI = StaffId("b0000000-0000-4000-8000-000000000001")
BUDI = StaffId("b0000000-0000-4000-8000-000000000002")
NAMES = {SARI: "Sari Wulandari", BUDI: "Budi Santoso"}
T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POLICY = EscalationPolicy()


# ------------------------------------------------------------------ a small language for examples


class Chat:
    """A conversation under test: `do` carries out commands and keeps the log."""

    def __init__(self, *, on_duty: int = 1, policy: EscalationPolicy = POLICY) -> None:
        self.at = T0
        self.on_duty = on_duty
        self.policy = policy
        self.sent = 0
        begun = e.ConversationStarted(customer_id=RINA, customer_name=None, language="id")
        first, self.now = start(ID, begun, T0)
        self.log = [first]

    def do(self, *commands: c.Command, after: timedelta = timedelta(seconds=5)) -> list[e.Event]:
        """Carry out *commands*, each *after* the one before; the events of the last."""
        records: Sequence[e.Recorded] = ()
        for command in commands:
            self.at += after
            situation = Situation(at=self.at, on_duty=self.on_duty, policy=self.policy)
            records, self.now = apply(self.now, command, situation)
            self.log.extend(records)
        return [r.event for r in records]

    def client_id(self) -> ClientId:
        self.sent += 1
        return ClientId(f"client-{self.sent:04d}")

    # what can be said
    def says(self, text: str = "halo") -> c.ReceiveMessage:
        return c.ReceiveMessage(client_id=self.client_id(), text=text)

    def bot(
        self,
        text: str | None = "Saldo Anda dapat dilihat di menu utama.",
        outcome: e.Outcome = e.Outcome.ANSWERED,
        topic: str | None = "cek_saldo",
        escalate: EscalationReason | None = None,
    ) -> c.RecordBotReply:
        return c.RecordBotReply(
            session=self.now.bot_session,
            answers=self.now.last_customer_seq,
            messages=() if text is None else (e.BotMessage(text=text),),
            outcome=outcome,
            topic=topic,
            escalate=escalate,
        )

    def bot_down(self) -> c.ReportBotUnavailable:
        return c.ReportBotUnavailable(
            session=self.now.bot_session,
            answers=self.now.last_customer_seq,
            detail="no answer before the deadline",
        )

    def asks_for_person(self) -> c.AskForHuman:
        return c.AskForHuman(client_id=self.client_id())

    def turn(self, **reply: object) -> list[e.Event]:
        """The customer writes and the bot does what *reply* says."""
        self.do(self.says())
        return self.do(self.bot(**reply))  # type: ignore[arg-type]


def accepts(agent: StaffId = SARI) -> c.AcceptConversation:
    return c.AcceptConversation(agent_id=agent, agent_name=NAMES[agent])


def ticket(by_customer: bool = True) -> c.OpenFollowUp:
    return c.OpenFollowUp(
        kind=e.FollowUpKind.TICKET, reference="HG-000001", by_customer=by_customer
    )


def tap_on_wait(*, waits: bool) -> c.AnswerWait:
    """A tap on the question whether to cancel, or under what says that it is cancelled."""
    choice = e.Choice(seq=1, option=int(waits), payload="wait")
    return c.AnswerWait(client_id=ClientId("x"), text="...", choice=choice, waits=waits)


def tap_on_follow_up(*, withdraws: bool) -> c.AnswerWithdrawal:
    """A tap on the question whether to withdraw what `ticket` makes."""
    asked = e.WithdrawalAsked(kind=e.FollowUpKind.TICKET, reference="HG-000001", wording=0)
    return c.AnswerWithdrawal(
        client_id=ClientId("x"),
        text="...",
        choice=e.Choice(seq=1, option=int(not withdraws), payload="follow_up"),
        asked=asked,
        withdraws=withdraws,
    )


def answers(*, accepted: bool) -> c.AnswerOffer:
    """A tap on an offer that is not open."""
    return c.AnswerOffer(
        client_id=ClientId("x"),
        text="Ya",
        choice=e.Choice(seq=1, option=int(not accepted), payload="offer"),
        offered=OFFERED,
        accepted=accepted,
    )


def a_tap_on_the_wait(now: Conversation, dice: int) -> c.Command:
    """Cancel, wait on, or back to a wait that was cancelled."""
    tap = tap_on_wait(waits=dice % 3 > 0)
    again = GIVEN_UP if dice % 3 == 1 else None
    return replace(tap, client_id=ClientId(f"w-{now.seq}-{dice}"), again=again)


GIVEN_UP = e.WaitCancelled(
    reason=EscalationReason.SENSITIVE, topic="fraud_report", due_at=T0, wording=0
)
OFFERED = e.PersonOffered(reason=EscalationReason.FRUSTRATED, because=(), wording=0)


def kinds(events: Sequence[e.Event]) -> list[type[e.Event]]:
    return [type(event) for event in events]


def waiting(**situation: int) -> Chat:
    chat = Chat(**situation)  # type: ignore[arg-type]
    chat.do(chat.says(), chat.asks_for_person())
    return chat


def with_agent() -> Chat:
    chat = waiting()
    chat.do(accepts())
    return chat


# ------------------------------------------------------------------ examples


def test_the_whole_way_there_and_back() -> None:
    chat = Chat()
    assert kinds(chat.do(chat.says("saldo saya berapa?"))) == [
        e.MessageReceived,
        e.BotTurnRequested,
    ]
    assert kinds(chat.do(chat.bot())) == [e.BotReplied]
    assert kinds(chat.do(chat.asks_for_person())) == [e.Escalated]
    assert kinds(chat.do(chat.says("tolong cepat"))) == [e.MessageReceived]
    assert kinds(chat.do(accepts())) == [e.AgentAssigned]
    reply = c.SendAgentMessage(agent_id=SARI, client_id=chat.client_id(), text="Selamat pagi.")
    assert kinds(chat.do(reply)) == [e.AgentReplied]
    assert kinds(chat.do(c.HandBack(agent_id=SARI, note="Kartu sudah diblokir."))) == [e.HandedBack]
    assert kinds(chat.do(chat.says("terima kasih"))) == [e.MessageReceived, e.BotTurnRequested]
    assert chat.now.floor is Floor.BOT
    assert chat.now.handoffs == 1


@pytest.mark.parametrize(
    ("reason", "minutes"),
    [
        (EscalationReason.SENSITIVE, 1),
        (EscalationReason.FRUSTRATED, 2),
        (EscalationReason.BOT_UNAVAILABLE, 2),
        (EscalationReason.ASKED_FOR_HUMAN, 3),
        (EscalationReason.NO_PROGRESS, 3),
    ],
)
def test_a_person_is_due_soon_after_an_escalation(reason: EscalationReason, minutes: int) -> None:
    chat = Chat()
    chat.turn(text=None, outcome=e.Outcome.ESCALATE, escalate=reason)
    assert chat.now.reason is reason
    assert chat.now.queued_at == chat.at
    assert chat.now.due_at == chat.at + timedelta(minutes=minutes)


def test_two_quick_messages_are_one_question_and_get_one_answer() -> None:
    chat = Chat()
    asked = chat.do(chat.says("halo")) + chat.do(chat.says("kartu saya hilang"))
    assert kinds(asked).count(e.BotTurnRequested) == 1
    answer = chat.bot()  # the bot was asked with both
    assert kinds(chat.do(answer)) == [e.BotReplied]
    assert chat.do(answer) == []  # the same answer a second time, of another asker
    assert chat.now.awaiting_bot_since is None


def test_a_message_while_the_bot_answers_is_asked_next() -> None:
    chat = Chat()
    chat.do(chat.says("halo"))
    first = chat.bot()
    chat.do(chat.says("kartu saya hilang"))
    assert kinds(chat.do(first)) == [e.BotReplied, e.BotTurnRequested]
    assert kinds(chat.do(chat.bot())) == [e.BotReplied]


@pytest.mark.parametrize(
    "then",
    [
        pytest.param(lambda chat: [chat.asks_for_person()], id="in the queue"),
        pytest.param(lambda chat: [chat.asks_for_person(), accepts()], id="with an agent"),
        pytest.param(
            lambda chat: [c.Close(by=e.ClosedBy.CUSTOMER, reference="HG-000001")], id="closed"
        ),
        pytest.param(
            lambda chat: [
                chat.asks_for_person(),
                accepts(),
                c.HandBack(agent_id=SARI, note=""),
                chat.says("lagi"),
            ],
            id="with the bot again, in a new session",
        ),
    ],
)
def test_a_late_answer_is_not_said(then: Callable[[Chat], list[c.Command]]) -> None:
    chat = Chat()
    chat.do(chat.says())
    late, down = chat.bot(), chat.bot_down()
    chat.do(*then(chat))
    before = chat.now
    assert chat.do(late) == []
    assert chat.do(down) == []
    assert chat.now == before


def test_an_old_report_that_the_bot_is_down_does_not_disturb_a_newer_turn() -> None:
    chat = Chat()
    chat.do(chat.says())
    stale = chat.bot_down()
    chat.do(chat.bot(), chat.says())
    assert chat.do(stale) == []
    assert chat.now.floor is Floor.BOT


@pytest.mark.parametrize("session", [0, 2])
def test_what_belongs_to_another_session_is_not_said(session: int) -> None:
    chat = Chat()
    chat.do(chat.says())
    assert chat.do(replace(chat.bot(), session=session)) == []
    assert chat.do(replace(chat.bot_down(), session=session)) == []


FAILURES = [
    pytest.param([("fallback", "a")] * 3, 3, id="third failure on one topic"),
    pytest.param([("failed", "a")] * 3, 3, id="could not do it three times"),
    pytest.param([("fallback", None)] * 3, 3, id="never understood at all"),
    pytest.param([("fallback", "a"), ("fallback", None), ("failed", "a")], 3, id="no topic: same"),
    pytest.param([("failed", "a")] * 2 + [("failed", "b")] * 2, None, id="another topic is afresh"),
    pytest.param([("failed", "a")] * 2 + [("failed", "b")] * 3, 5, id="and fails by itself"),
    pytest.param([("failed", "a"), ("failed", "b")] * 4, None, id="to and fro never adds up"),
    pytest.param(
        [("failed", "a"), ("chitchat", "c"), ("failed", "a"), ("chitchat", None), ("failed", "a")],
        5,
        id="chitchat neither counts nor resets",
    ),
    pytest.param([("chitchat", None)] * 6, None, id="chitchat alone"),
    pytest.param([("answered", "a"), ("asked", "a")] * 4, None, id="progress"),
    pytest.param([("same", "a")] * 4, 4, id="the same answer again is a failure"),
    pytest.param([("same", "a"), ("same", "b")] * 4, None, id="the same answer to another matter"),
    pytest.param(
        [("same", "a"), ("same", "b"), ("failed", "b"), ("failed", "b")],
        None,
        id="which does not count against that matter",
    ),
]


@pytest.mark.parametrize(("turns", "escalates_at"), FAILURES)
def test_the_third_failure_on_one_topic_brings_a_person(
    turns: list[tuple[str, str | None]], escalates_at: int | None
) -> None:
    chat = Chat()
    for number, (what, topic) in enumerate(turns, start=1):
        text = "Silakan buka menu kartu." if what == "same" else f"Jawaban {number}"
        outcome = e.Outcome.ANSWERED if what == "same" else e.Outcome(what)
        events = chat.turn(text=text, outcome=outcome, topic=topic)
        if number == escalates_at:
            silent, escalated = events
            assert isinstance(silent, e.BotReplied)
            assert silent.messages == ()
            assert isinstance(escalated, e.Escalated)
            assert (escalated.reason, escalated.failures) == (EscalationReason.NO_PROGRESS, 3)
            assert (chat.now.failures, chat.now.topic) == (3, escalated.topic)
            return
        assert kinds(events) == [e.BotReplied], f"turn {number}"
    assert escalates_at is None


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ({"text": None, "outcome": e.Outcome.ANSWERED}, EscalationReason.BOT_UNAVAILABLE),
        ({"text": "Sebentar.", "outcome": e.Outcome.ESCALATE}, EscalationReason.SENSITIVE),
        (
            {"text": "Sebentar.", "escalate": EscalationReason.ASKED_FOR_HUMAN},
            EscalationReason.ASKED_FOR_HUMAN,
        ),
    ],
    ids=["silence", "wants a person without a reason", "with one"],
)
def test_a_bot_that_cannot_go_on_brings_a_person(
    reply: dict[str, object], reason: EscalationReason
) -> None:
    chat = Chat()
    assert kinds(chat.turn(**reply)) == [e.BotReplied, e.Escalated]
    assert chat.now.reason is reason


def test_a_bot_that_is_down_brings_a_person() -> None:
    chat = Chat()
    chat.do(chat.says())
    (escalated,) = chat.do(chat.bot_down())
    assert isinstance(escalated, e.Escalated)
    assert escalated.reason is EscalationReason.BOT_UNAVAILABLE
    assert escalated.detail == "no answer before the deadline"


def test_nobody_on_duty_is_said_at_once_and_once() -> None:
    chat = Chat(on_duty=0)
    chat.do(chat.says())
    assert kinds(chat.do(chat.asks_for_person())) == [e.Escalated, e.NobodyOnDuty]
    assert chat.do(c.ReportNobodyOnDuty()) == []


def test_whoever_waits_is_told_when_the_last_agent_leaves() -> None:
    chat = waiting()
    assert chat.do(c.ReportNobodyOnDuty()) == []  # somebody is there
    chat.on_duty = 0
    assert kinds(chat.do(c.ReportNobodyOnDuty())) == [e.NobodyOnDuty]


def test_a_follow_up_gives_the_floor_back_to_the_bot() -> None:
    chat = waiting(on_duty=0)
    (opened,) = chat.do(ticket())
    assert isinstance(opened, e.FollowUpOpened)
    assert opened.reason is EscalationReason.ASKED_FOR_HUMAN
    assert chat.now.floor is Floor.BOT
    assert chat.now.follow_up == "HG-000001"
    assert chat.now.settled == Settled(topic=None, note="HG-000001", agent_name=None)


@pytest.mark.parametrize("cause", list(e.RequeueCause))
def test_a_requeue_keeps_the_place_in_line(cause: e.RequeueCause) -> None:
    chat = with_agent()
    place = (chat.now.queued_at, chat.now.due_at)
    requeue = c.Requeue(agent_id=SARI, cause=cause)
    assert kinds(chat.do(requeue, after=timedelta(minutes=20))) == [e.Requeued]
    assert (chat.now.queued_at, chat.now.due_at) == place
    assert chat.now.agent_id is None
    assert kinds(chat.do(accepts(BUDI))) == [e.AgentAssigned]


def test_a_requeue_with_nobody_left_is_told_at_once() -> None:
    chat = with_agent()
    chat.on_duty = 0
    requeue = c.Requeue(agent_id=SARI, cause=e.RequeueCause.LEASE_LAPSED)
    assert kinds(chat.do(requeue)) == [e.Requeued, e.NobodyOnDuty]


def test_handed_back_the_bot_starts_afresh_and_knows_what_was_settled() -> None:
    chat = Chat()
    for _ in range(3):
        chat.turn(text="?", outcome=e.Outcome.FALLBACK, topic="blokir_kartu")
    chat.do(accepts(), chat.says("halo?"), c.HandBack(agent_id=SARI, note="Kartu diblokir."))
    now = chat.now
    assert (now.bot_session, now.failures, now.topic, now.last_answer) == (2, 0, None, ())
    assert now.settled == Settled(
        topic="blokir_kartu", note="Kartu diblokir.", agent_name="Sari Wulandari"
    )
    assert now.answered_seq == now.last_customer_seq  # what the agent answered is not asked again
    assert (now.reason, now.queued_at, now.due_at, now.agent_id) == (None, None, None, None)


def test_only_the_bots_conversations_end_by_themselves() -> None:
    end = c.Close(by=e.ClosedBy.SYSTEM)
    for chat in (waiting(), with_agent()):
        with pytest.raises(IllegalCommand):
            chat.do(end)
    chat = Chat()
    assert kinds(chat.do(end)) == [e.Closed]


def test_who_is_identified_twice_is_identified_once() -> None:
    chat = Chat()
    identify = c.IdentifyCustomer(customer_id=RINA, name="Rina")
    assert kinds(chat.do(identify)) == [e.CustomerIdentified]
    assert chat.do(identify) == []


def test_reading_on_never_goes_back() -> None:
    chat = Chat()
    chat.do(chat.says())
    assert chat.do(c.MarkSeen(by=c.Reader.CUSTOMER, up_to=99)) == [e.SeenByCustomer(up_to=3)]
    assert chat.do(c.MarkSeen(by=c.Reader.CUSTOMER, up_to=2)) == []
    assert chat.do(c.MarkSeen(by=c.Reader.AGENT, up_to=2)) == [e.SeenByAgent(up_to=2)]


A_MESSAGE = c.ReceiveMessage(client_id=ClientId("x"), text="halo")
LEGAL: dict[str, tuple[c.Command, set[Floor]]] = {
    "message": (A_MESSAGE, {Floor.BOT, Floor.QUEUE, Floor.AGENT}),
    "ask": (c.AskForHuman(client_id=ClientId("x")), {Floor.BOT}),
    "accepts an old offer": (answers(accepted=True), {Floor.BOT, Floor.QUEUE, Floor.AGENT}),
    "declines an old offer": (answers(accepted=False), {Floor.QUEUE, Floor.AGENT}),
    "waits on, or again": (tap_on_wait(waits=True), {Floor.BOT, Floor.QUEUE, Floor.AGENT}),
    "cancels the wait": (tap_on_wait(waits=False), {Floor.QUEUE, Floor.AGENT}),
    "withdraws what is not pending": (
        tap_on_follow_up(withdraws=True),
        {Floor.QUEUE, Floor.AGENT},
    ),
    "accept": (accepts(BUDI), {Floor.QUEUE}),
    "reply": (
        c.SendAgentMessage(agent_id=SARI, client_id=ClientId("x"), text="halo"),
        {Floor.AGENT},
    ),
    "reply of another": (
        c.SendAgentMessage(agent_id=BUDI, client_id=ClientId("x"), text="halo"),
        set(),
    ),
    "note": (
        c.AddNote(agent_id=BUDI, agent_name="Budi", client_id=ClientId("x"), text="catatan"),
        {Floor.BOT, Floor.QUEUE, Floor.AGENT},
    ),
    "hand back": (c.HandBack(agent_id=SARI, note=""), {Floor.AGENT}),
    "hand back of another": (c.HandBack(agent_id=BUDI, note=""), set()),
    "requeue": (c.Requeue(agent_id=SARI, cause=e.RequeueCause.AGENT), {Floor.AGENT}),
    "requeue of another": (c.Requeue(agent_id=BUDI, cause=e.RequeueCause.AGENT), set()),
    "follow-up": (ticket(), {Floor.QUEUE}),
    "customer ends": (
        c.Close(by=e.ClosedBy.CUSTOMER, reference="HG-000001"),
        {Floor.BOT, Floor.QUEUE, Floor.AGENT},
    ),
    "agent closes": (c.Close(by=e.ClosedBy.AGENT, agent_id=SARI), {Floor.AGENT}),
    "another closes": (c.Close(by=e.ClosedBy.AGENT, agent_id=BUDI), set()),
    "nobody closes": (c.Close(by=e.ClosedBy.AGENT), set()),
    "system closes": (c.Close(by=e.ClosedBy.SYSTEM), {Floor.BOT}),
    "rate": (  # once a person was needed, or at the end
        c.Rate(client_id=ClientId("x"), score=5, comment=""),
        {Floor.QUEUE, Floor.AGENT, Floor.CLOSED},
    ),
    "language": (c.SetLanguage(language="en"), {Floor.BOT, Floor.QUEUE, Floor.AGENT}),
    "identify": (
        c.IdentifyCustomer(customer_id=RINA, name="Rina"),
        {Floor.BOT, Floor.QUEUE, Floor.AGENT},
    ),
    # of machines, which may come late: never an error
    "nobody on duty": (c.ReportNobodyOnDuty(), set(Floor)),
    "seen": (c.MarkSeen(by=c.Reader.CUSTOMER, up_to=1), set(Floor)),
    "bot replies": (
        c.RecordBotReply(session=1, answers=2, messages=(), outcome=e.Outcome.ANSWERED),
        set(Floor),
    ),
    "bot is starting": (c.ReportBotStarting(session=1, answers=2), set(Floor)),
    "bot is down": (c.ReportBotUnavailable(session=1, answers=2, detail=""), set(Floor)),
}


@pytest.mark.parametrize("floor", list(Floor))
@pytest.mark.parametrize("name", list(LEGAL))
def test_who_may_do_what_on_which_floor(name: str, floor: Floor) -> None:
    command, floors = LEGAL[name]
    chat = {Floor.BOT: Chat, Floor.QUEUE: waiting, Floor.AGENT: with_agent}.get(floor, Chat)()
    if floor is Floor.CLOSED:
        chat.do(c.Close(by=e.ClosedBy.CUSTOMER, reference="HG-000001"))
    if floor in floors:
        chat.do(command)
    else:
        with pytest.raises(IllegalCommand) as caught:
            chat.do(command)
        assert (caught.value.command, caught.value.floor) == (command, floor)


def test_every_command_is_in_the_table() -> None:
    assert {type(command) for command, _ in LEGAL.values()} == set(get_args(c.Command))


def test_the_transition_table_names_every_floor_and_no_strangers() -> None:
    assert set(TRANSITIONS) == set(Floor)
    known = set(get_args(e.Event))
    for floor, row in TRANSITIONS.items():
        assert set(row) <= known
        assert floor not in row.values(), "an event that keeps the floor has no entry"
    assert TRANSITIONS[Floor.CLOSED] == {}


@pytest.mark.parametrize("kind", get_args(e.Event), ids=lambda kind: kind.__name__)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_every_event_can_be_folded(kind: type[e.Event], data: st.DataObject) -> None:
    event = data.draw(st.from_type(kind))
    recorded = e.Recorded(seq=2, at=T0, event=event)
    if kind is e.ConversationStarted:
        with pytest.raises(ValueError, match="starts once"):
            evolve(Chat().now, recorded)
    else:
        assert evolve(Chat().now, recorded).seq == 2


def test_a_log_begins_with_the_start() -> None:
    with pytest.raises(ValueError, match="begins with"):
        replay(ID, [e.Recorded(seq=1, at=T0, event=e.BotTurnRequested())])


@pytest.mark.parametrize(("read", "named"), [("fraud_report", "fraud_report"), (None, "cek_saldo")])
def test_who_is_handed_over_by_what_was_read_is_handed_over_with_the_matter(
    read: str | None, named: str
) -> None:
    chat = Chat(on_duty=0)
    chat.turn(topic="cek_saldo")
    signal = Signal(model_version="test-1", repeats=0, sensitive=0.99, needed=0.99, topic=read)
    _, escalated, nobody = chat.do(replace(chat.says("saya ketipu"), signal=signal))
    assert isinstance(escalated, e.Escalated)
    assert isinstance(nobody, e.NobodyOnDuty)
    assert (escalated.reason, escalated.topic) == (EscalationReason.SENSITIVE, named)
    assert chat.now.topic == named


# ------------------------------------------------------------------ properties of any history


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command of a history, and what came of it."""

    before: Conversation
    command: c.Command
    situation: Situation
    records: tuple[e.Recorded, ...]
    after: Conversation
    refused: bool

    @property
    def events(self) -> tuple[e.Event, ...]:
        return tuple(r.event for r in self.records)


@dataclass(frozen=True, kw_only=True)
class History:
    log: tuple[e.Recorded, ...]
    steps: tuple[Step, ...]


TEXTS = ("Silakan buka menu kartu.", "Maaf, saya belum mengerti.", "Baik.")
#: What customers write, courtesies among it.
WRITTEN = (
    *("kartu saya hilang", "Baik.", "makasih ya", "dadah kak", "ga jadi deh", "halo"),
    *("uang saya masih ada ga", "blokir kartu"),
)
TOPICS = (None, "cek_saldo", "blokir_kartu")
OUTCOMES = tuple(e.Outcome)
REASONS = (None, None, None, None, None, *EscalationReason)
CAUSES = tuple(e.RequeueCause)


def an_agent(now: Conversation, dice: int) -> StaffId:
    """Mostly the one who holds the floor, sometimes the other."""
    return now.agent_id if now.agent_id is not None and dice % 4 else (SARI, BUDI)[dice // 4 % 2]


def a_session(now: Conversation, dice: int) -> int:
    return now.bot_session if dice % 3 else max(1, now.bot_session + (dice // 3 % 3) - 1)


def answers_to(now: Conversation, dice: int) -> int:
    """Mostly all that was said, sometimes less of it."""
    return now.last_customer_seq if dice % 3 else dice % (now.last_customer_seq + 1)


def a_reply(now: Conversation, dice: int) -> c.Command:
    return c.RecordBotReply(
        session=a_session(now, dice),
        answers=answers_to(now, dice // 3),
        messages=tuple(e.BotMessage(text=TEXTS[dice // 7 % 3]) for _ in range(dice // 11 % 6 > 0)),
        outcome=OUTCOMES[dice // 2 % len(OUTCOMES)],
        topic=TOPICS[dice // 13 % 3],
        escalate=REASONS[dice // 17 % len(REASONS)],
        tapped=dice % 4 == 0,
        article=c.ArticleFound(slug="saldo", language="id", answer="...") if dice % 5 else None,
    )


def a_message(now: Conversation, dice: int) -> c.Command:
    return c.ReceiveMessage(
        client_id=ClientId(f"m-{now.seq}-{dice}"),
        text=WRITTEN[dice % len(WRITTEN)],
        masked=frozenset({SecretKind.OTP} if dice % 5 == 0 else ()),
        reference="HG-000002",
    )


SCORES = (0.02, 0.02, 0.1, 0.5, 0.7, 0.95, None)


def a_read_message(now: Conversation, dice: int) -> c.Command:
    """Written and read; right after an offer often an answer to it."""
    answers_ = ("ya, boleh", "tidak usah", "simpan", "di sini aja. saldo berapa?")
    texts = answers_ if now.offer and dice % 3 else WRITTEN
    if now.passed and dice % 3:
        texts = ("ya simpan lah", "ya", "saldo")
    return c.ReceiveMessage(
        client_id=ClientId(f"m-{now.seq}-{dice}"),
        text=texts[dice // 3 % len(texts)],
        signal=Signal(
            model_version="test-1",
            repeats=0,
            sentiment=0.2,
            frustration=SCORES[dice % 7],
            stuck=SCORES[dice // 7 % 7],
            sensitive=SCORES[dice // 49 % 4],
            asked_for_human=SCORES[dice // 196 % 4],
            topic=(None, "fraud_report")[dice % 2],
        ),
    )


def a_tap_on_an_offer(now: Conversation, dice: int) -> c.Command:
    """Mostly on the open one, if there is one."""
    seq = now.offer.seq if now.offer and now.offer.seq and dice % 5 else dice % (now.seq + 1)
    return c.AnswerOffer(
        client_id=ClientId(f"o-{now.seq}-{dice}"),
        text="Ya, sambungkan",
        choice=e.Choice(seq=seq, option=dice // 5 % 2, payload="offer"),
        offered=OFFERED,
        accepted=dice // 5 % 2 == 0,
    )


OF_THE_WAIT = (
    "ga jadi deh",
    "udah ketemu kok",
    "ga usah disambungin petugas",
    "ya batalkan",
    "tetap menunggu",
    "makasih",
    "masih lama ga",
    "ga usah ditelepon",
    "nanti ditelepon ke nomor yang mana",
)
#: Any command that somebody could send now; late, early and foreign ones among them. The number
#: decides the details.
COMMANDS: dict[str, Callable[[Conversation, int], c.Command]] = {
    "message": a_message,
    "another message": a_message,
    "a message that is read": a_read_message,
    "another that is read": a_read_message,
    "tap on an offer": a_tap_on_an_offer,
    "tap on the wait": a_tap_on_the_wait,
    "tap on the follow-up": lambda now, dice: replace(
        tap_on_follow_up(withdraws=dice % 2 == 0), client_id=ClientId(f"u-{now.seq}-{dice}")
    ),
    "asks what an article answers": lambda now, dice: c.ReceiveMessage(
        client_id=ClientId(f"q-{now.seq}-{dice}"),
        text="biaya transfer berapa",
        article=c.ArticleFound(slug=f"article-{dice % 3}", language="id", answer="Rp2.500."),
    ),
    "says something of the wait": lambda now, dice: c.ReceiveMessage(
        client_id=ClientId(f"v-{now.seq}-{dice}"), text=OF_THE_WAIT[dice % len(OF_THE_WAIT)]
    ),
    "asks to block a card": lambda now, dice: c.ReceiveMessage(
        client_id=ClientId(f"k-{now.seq}-{dice}"), text="blokir kartu saya", reference="HG-000001"
    ),
    "bot replies": a_reply,
    "bot replies again": a_reply,
    "ask": lambda now, dice: c.AskForHuman(client_id=ClientId(f"a-{now.seq}-{dice}")),
    "bot is starting": lambda now, dice: c.ReportBotStarting(
        session=a_session(now, dice), answers=answers_to(now, dice // 5)
    ),
    "bot is down": lambda now, dice: c.ReportBotUnavailable(
        session=a_session(now, dice), answers=answers_to(now, dice // 5), detail="down"
    ),
    "accept": lambda _, dice: accepts((SARI, BUDI)[dice % 2]),
    "accept too": lambda _, dice: accepts((SARI, BUDI)[dice % 2]),
    "reply": lambda now, dice: c.SendAgentMessage(
        agent_id=an_agent(now, dice), client_id=ClientId(f"r-{now.seq}-{dice}"), text="Baik."
    ),
    "note": lambda now, dice: c.AddNote(
        agent_id=(SARI, BUDI)[dice % 2],
        agent_name="Sari",
        client_id=ClientId(f"n-{now.seq}-{dice}"),
        text="catatan",
    ),
    "hand back": lambda now, dice: c.HandBack(agent_id=an_agent(now, dice), note="selesai"),
    "requeue": lambda now, dice: c.Requeue(
        agent_id=an_agent(now, dice), cause=CAUSES[dice % len(CAUSES)]
    ),
    "nobody on duty": lambda _now, _dice: c.ReportNobodyOnDuty(),
    "follow-up": lambda _, dice: ticket(bool(dice % 2)),
    "system closes": lambda _now, _dice: c.Close(by=e.ClosedBy.SYSTEM),
    "agent closes": lambda now, dice: c.Close(by=e.ClosedBy.AGENT, agent_id=an_agent(now, dice)),
    # Rarer than the rest: most histories should last.
    "customer ends": lambda now, dice: (
        a_message(now, dice) if dice % 3 else c.Close(by=e.ClosedBy.CUSTOMER, reference="HG-000001")
    ),
    "rate": lambda now, dice: c.Rate(
        client_id=ClientId(f"s-{now.seq}"), score=1 + dice % 5, comment=""
    ),
    "seen": lambda now, dice: c.MarkSeen(by=tuple(c.Reader)[dice % 2], up_to=dice % (now.seq + 3)),
    "language": lambda _, dice: c.SetLanguage(language=("id", "en")[dice % 2]),
    "identify": lambda _, dice: c.IdentifyCustomer(customer_id=RINA, name=TEXTS[dice % 3]),
}

PLANS = st.lists(
    st.tuples(
        st.sampled_from(sorted(COMMANDS)),
        st.integers(0, 5000),  # the details
        st.integers(0, 900),  # seconds since the last one
        st.integers(0, 2),  # people on duty
    ),
    min_size=1,
    max_size=30,
)


def play(plan: Sequence[tuple[str, int, int, int]]) -> History:
    chat = Chat()
    steps = []
    for name, dice, seconds, on_duty in plan:
        before = chat.now
        chat.at += timedelta(seconds=seconds)
        situation = Situation(at=chat.at, on_duty=on_duty, policy=POLICY)
        command = COMMANDS[name](before, dice)
        records: tuple[e.Recorded, ...] = ()
        refused = False
        try:
            records, chat.now = apply(before, command, situation)
        except IllegalCommand:
            refused = True
        chat.log.extend(records)
        steps.append(
            Step(
                before=before,
                command=command,
                situation=situation,
                records=records,
                after=chat.now,
                refused=refused,
            )
        )
    return History(log=tuple(chat.log), steps=tuple(steps))


def test_every_command_occurs_in_histories() -> None:
    made = {type(make(Chat().now, dice)) for make in COMMANDS.values() for dice in (0, 1)}
    assert made == set(get_args(c.Command))


def snapshots(history: History) -> list[tuple[Conversation, e.Recorded, Conversation]]:
    """Before, record, after: for every single record, not only for whole commands."""
    _, now = start(ID, history.log[0].event, history.log[0].at)  # type: ignore[arg-type]
    found = []
    for recorded in history.log[1:]:
        after = evolve(now, recorded)
        found.append((now, recorded, after))
        now = after
    return found


any_history = given(history=PLANS.map(play))
modest = settings(max_examples=120, deadline=None)  # a busy machine is no bug


@modest
@any_history
def test_replaying_the_log_gives_the_snapshot(history: History) -> None:
    assert replay(ID, history.log) == history.steps[-1].after


@modest
@any_history
def test_numbers_have_no_gaps_and_time_no_steps_back(history: History) -> None:
    assert [r.seq for r in history.log] == list(range(1, len(history.log) + 1))
    assert [r.at for r in history.log] == sorted(r.at for r in history.log)
    assert history.steps[-1].after.seq == len(history.log)


@modest
@any_history
def test_an_agent_is_named_if_and_only_if_the_floor_is_theirs(history: History) -> None:
    for _, _, now in snapshots(history):
        assert (now.agent_id is not None) == (now.floor is Floor.AGENT)
        assert (now.agent_id is None) == (now.agent_name is None)


@modest
@any_history
def test_nobody_but_the_holder_speaks_and_nobody_takes_from_an_agent(history: History) -> None:
    for before, recorded, after in snapshots(history):
        if isinstance(recorded.event, e.AgentReplied):
            assert before.agent_id == recorded.event.agent_id
        if before.agent_id is not None and after.agent_id is not None:
            assert before.agent_id == after.agent_id


@modest
@any_history
def test_the_bot_owes_and_speaks_on_its_own_floor_only(history: History) -> None:
    for before, recorded, after in snapshots(history):
        assert after.awaiting_bot_since is None or after.floor is Floor.BOT
        if isinstance(recorded.event, e.BotReplied):
            assert before.floor is Floor.BOT
            assert before.awaiting_bot_since is not None
            assert before.answered_seq < recorded.event.answers <= before.last_customer_seq
    for step in history.steps:
        if isinstance(step.command, c.RecordBotReply) and step.events:
            assert step.command.session == step.before.bot_session


@modest
@any_history
def test_the_bot_is_never_silent_towards_the_customer(history: History) -> None:
    for step in history.steps:
        for event, following in zip(step.events, (*step.events[1:], None), strict=False):
            if isinstance(event, e.BotReplied) and not event.messages:
                assert isinstance(following, e.Escalated | e.PersonOffered)
            if isinstance(event, e.BotReplied) and event.messages:
                assert not isinstance(following, e.Escalated)


@modest
@any_history
def test_a_message_to_the_bot_is_owed_an_answer_until_it_has_one(history: History) -> None:
    for step in history.steps:
        now = step.after
        owing = now.floor is Floor.BOT and now.last_customer_seq > now.answered_seq
        assert owing == (now.awaiting_bot_since is not None)


@modest
@any_history
def test_that_the_bot_is_starting_is_said_once_for_each_answer_that_is_owed(
    history: History,
) -> None:
    since = None
    for before, recorded, after in snapshots(history):
        if isinstance(recorded.event, e.BotAwaited):
            assert before.floor is after.floor is Floor.BOT
            assert before.awaiting_bot_since == after.awaiting_bot_since
            assert before.awaiting_bot_since not in (None, since)
            since = before.awaiting_bot_since


@modest
@any_history
def test_every_decision_comes_out_of_the_stored_row_again(history: History) -> None:
    evidence = Evidence()
    duty = {r.seq: step.situation.on_duty for step in history.steps for r in step.records}
    for before, recorded, after in snapshots(history):
        event = codec.decode(codec.type_name(recorded.event), codec.encode(recorded.event))
        if isinstance(event, e.MessageReceived) and event.verdict is not None:
            assert before.floor is Floor.BOT
            assert event.signal is not None
            assert event.choice is None
            assert before.evidence == evidence
            on_duty = duty[recorded.seq]
            verdict, evidence = judged(before, event.signal, POLICY, on_duty=on_duty)
            assert (event.verdict, event.evidence) == (verdict, evidence)
            assert decided_again(event.verdict) == (verdict.decision, verdict.reason)
        evidence = after.evidence


@modest
@any_history
def test_a_transfer_asks_nothing_of_the_bot(history: History) -> None:
    for step in history.steps:
        first = step.events[0] if step.events else None
        if isinstance(first, e.MessageReceived) and first.verdict is not None:
            transfer = first.verdict.decision is Decision.TRANSFER
            assert transfer == (e.Escalated in kinds(step.events))
            if transfer:
                assert e.BotTurnRequested not in kinds(step.events)
                assert step.after.reason is first.verdict.reason
                assert step.after.floor is Floor.QUEUE


@modest
@any_history
def test_an_offer_follows_an_answer_and_is_over_with_the_next_word(history: History) -> None:
    for step in history.steps:
        made = [event for event in step.events if isinstance(event, e.PersonOffered)]
        if made:
            replied, offered = step.events
            assert isinstance(replied, e.BotReplied)
            unattended = step.situation.on_duty == 0
            assert isinstance(offered, e.PersonOffered)
            assert offered.attended is not unattended
            assert replied.messages or step.before.follow_up or unattended
            assert offered is made[0]
            assert step.before.offer is not None or step.before.follow_up or unattended
            assert step.after.offer is not None
            assert step.after.offer.seq == step.after.seq
    for before, recorded, after in snapshots(history):
        if after.floor is not Floor.BOT:
            assert after.offer is None
        if isinstance(recorded.event, e.MessageReceived) and before.offer and before.offer.seq:
            assert after.offer is None or after.offer.seq == 0
        if after.passed is not None:
            assert after.floor is Floor.BOT
            assert after.offer is None or after.offer.seq == 0
        if isinstance(recorded.event, e.BotCarriesOn):
            assert (after.evidence.frustrated, after.evidence.no_progress) == (0, 0)


@modest
@any_history
def test_an_offer_that_was_passed_over_is_accepted_by_its_name_alone(history: History) -> None:
    for step in history.steps:
        command, before = step.command, step.before
        accepted = [r for r in step.events if isinstance(r, e.Escalated) and r.offered]
        if before.passed is None or not isinstance(command, c.ReceiveMessage):
            continue
        assert bool(accepted) == names_its_deed(command.text)
        # It lasts for what belongs to one question: the next one ends it.
        if not accepted and before.awaiting_bot_since is None and not step.refused:
            assert step.after.passed is None


@modest
@any_history
def test_no_line_is_worded_the_same_twice_while_there_is_another(history: History) -> None:
    ways: dict[str, list[int]] = {}
    for recorded in history.log:
        match recorded.event:
            case e.PersonOffered(reason=reason, wording=wording):
                ways.setdefault(f"offer {reason}", []).append(wording)
            case e.Escalated(reason=reason, wording=wording):
                ways.setdefault(f"transfer {reason}", []).append(wording)
            case e.MessageKept(wording=wording):
                ways.setdefault("kept", []).append(wording)
            case e.SecretWarned(wording=wording):
                ways.setdefault("warned", []).append(wording)
            case e.BotCarriesOn(wording=wording):
                ways.setdefault("carries on", []).append(wording)
            case (
                e.CancelAsked()
                | e.WaitKept()
                | e.WaitCancelled()
                | e.ArticleShown()
                | e.WithdrawalAsked()
                | e.FollowUpKept()
                | e.FollowUpWithdrawn()
                | e.BotAwaited()
                | e.BotMissed()
            ) as event:
                ways.setdefault(type(event).__name__, []).append(event.wording)
    for used in ways.values():
        for three in zip(used, used[1:], used[2:], strict=False):
            assert len({wording % 3 for wording in three}) == 3


@modest
@any_history
def test_an_article_is_shown_once_while_waiting_and_takes_nobody_the_floor(
    history: History,
) -> None:
    shown: list[str] = []
    for before, recorded, after in snapshots(history):
        if isinstance(recorded.event, e.ArticleShown):
            assert before.floor is after.floor is Floor.QUEUE
            assert (before.due_at, before.waiting_since) == (after.due_at, after.waiting_since)
            shown.append(recorded.event.slug)
    assert len(set(shown)) == len(shown)


@modest
@any_history
def test_closed_stays_closed(history: History) -> None:
    for before, recorded, after in snapshots(history):
        if before.floor is Floor.CLOSED:
            assert isinstance(recorded.event, e.Rated | e.SeenByCustomer | e.SeenByAgent)
            assert after.floor is Floor.CLOSED


@modest
@any_history
def test_escalating_moves_from_the_bot_to_the_queue_and_nothing_else_does(
    history: History,
) -> None:
    for before, recorded, after in snapshots(history):
        escalated = isinstance(recorded.event, e.Escalated)
        assert escalated == (before.floor is Floor.BOT and after.floor is Floor.QUEUE)
        assert after.handoffs == before.handoffs + escalated
        if isinstance(recorded.event, e.Escalated):
            assert after.reason is recorded.event.reason
            assert (after.topic, after.failures) == (recorded.event.topic, recorded.event.failures)
            again = after.due_at == GIVEN_UP.due_at
            assert again or after.due_at == POLICY.due_at(recorded.event.reason, recorded.at)


@modest
@any_history
def test_the_place_in_line_is_written_once(history: History) -> None:
    for before, _, after in snapshots(history):
        if {before.floor, after.floor} <= {Floor.QUEUE, Floor.AGENT}:
            assert (before.queued_at, before.due_at) == (after.queued_at, after.due_at)
        if after.floor is Floor.QUEUE:
            assert after.due_at is not None
            assert after.reason is not None


@modest
@any_history
def test_whoever_waits_is_fetched_or_gets_a_follow_up_or_wants_no_person(history: History) -> None:
    for before, recorded, after in snapshots(history):
        if before.floor is Floor.QUEUE and after.floor is not Floor.QUEUE:
            assert isinstance(recorded.event, e.AgentAssigned | e.FollowUpOpened | e.WaitCancelled)
    for step in history.steps:
        if e.WaitCancelled in kinds(step.events):
            # Only at the customer's word, and never together with a ticket.
            assert isinstance(step.command, c.ReceiveMessage | c.AnswerWait | c.Close)
            assert e.FollowUpOpened not in kinds(step.events)


@modest
@any_history
def test_with_nobody_on_duty_nobody_waits_uninformed(history: History) -> None:
    for step in history.steps:
        came_to_wait = any(isinstance(event, e.Escalated | e.Requeued) for event in step.events)
        if came_to_wait and step.situation.on_duty == 0:
            assert e.NobodyOnDuty in kinds(step.events)
        for event in step.events:
            if isinstance(event, e.Escalated):
                assert event.attended == (e.NobodyOnDuty not in kinds(step.events))
        if e.NobodyOnDuty in kinds(step.events):
            assert step.situation.on_duty == 0
            assert not (step.before.nobody_on_duty_said and step.before.floor is Floor.QUEUE), (
                "said twice"
            )


@modest
@any_history
def test_the_bot_gets_the_floor_back_afresh(history: History) -> None:
    for before, recorded, after in snapshots(history):
        assert after.bot_session >= before.bot_session
        if before.floor is not Floor.BOT and after.floor is Floor.BOT:
            assert after.bot_session == before.bot_session + 1
            assert (after.failures, after.topic, after.last_answer) == (0, None, ())
            assert (after.settled is None) == isinstance(recorded.event, e.WaitCancelled)
            assert after.awaiting_bot_since is None
            assert (after.evidence, after.offer) == (Evidence(), None)
        elif isinstance(recorded.event, e.FollowUpWithdrawn):
            assert after.bot_session == before.bot_session + 1
            assert (before.floor, after.floor) == (Floor.BOT, Floor.BOT)
            assert before.follow_up == recorded.event.reference
            assert (after.follow_up, after.settled) == (None, None)
        else:
            assert after.bot_session == before.bot_session


@modest
@any_history
def test_the_bot_never_fails_more_often_than_the_policy_allows(history: History) -> None:
    """Twice as often while nobody is there who could do better."""
    for step in history.steps:
        if step.after.floor is Floor.BOT:
            assert step.after.failures < 2 * POLICY.max_failures
        if step.after.failures >= POLICY.max_failures and step.situation.on_duty:
            failed = isinstance(step.command, c.RecordBotReply) and step.events
            assert not failed or step.after.floor is Floor.QUEUE


@modest
@any_history
def test_a_refused_command_changes_nothing(history: History) -> None:
    for step in history.steps:
        if step.refused or not step.records:
            assert step.after == step.before


@modest
@any_history
def test_the_same_command_again_says_nothing_of_the_bot_twice(history: History) -> None:
    for step in history.steps:
        if isinstance(step.command, c.RecordBotReply | c.ReportBotUnavailable) and step.records:
            later = replace(step.situation, at=step.situation.at + timedelta(seconds=1))
            assert apply(step.after, step.command, later)[0] == ()
