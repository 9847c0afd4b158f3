"""The conversation state machine.

Rule: everything that moves a conversation from one holder of the floor to another lives in this
file. It does no I/O: `decide` says what happens next, `evolve` folds what happened, and the shell
around them stores and sends.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.blocking import asks_to_block
from handoff.domain.courtesies import Courteous, Courtesy, courtesy
from handoff.domain.escalation import EscalationPolicy, EscalationReason
from handoff.domain.evidence import (
    TELLING,
    Because,
    Decision,
    Evidence,
    Rule,
    Thresholds,
    Verdict,
    declined,
    judge,
    unoffered,
)
from handoff.domain.ids import ClientId, ConversationId, CustomerId, StaffId
from handoff.domain.masking import SecretKind
from handoff.domain.offers import (
    Answer,
    Offer,
    answer_of,
    made_too,
    names_its_deed,
    speaks_anew,
)
from handoff.domain.queue import Place
from handoff.domain.signals import SENSITIVE, Signal
from handoff.domain.waits import (
    Says,
    asks_beside,
    asks_something,
    came_right,
    cancels,
    names_the_wait,
    wait_says,
    wants_bot,
)
from handoff.domain.wanted import asks_how_to_be_called, wanted
from handoff.domain.worries import asks_in_fear


class Floor(enum.StrEnum):
    """Who answers the customer's next message."""

    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"
    CLOSED = "closed"


#: Which event moves the floor where. An event absent from a row keeps the floor.
TRANSITIONS: dict[Floor, dict[type[e.Event], Floor]] = {
    Floor.BOT: {e.Escalated: Floor.QUEUE, e.Closed: Floor.CLOSED},
    Floor.QUEUE: {
        e.AgentAssigned: Floor.AGENT,
        e.FollowUpOpened: Floor.BOT,
        e.WaitCancelled: Floor.BOT,
    },
    Floor.AGENT: {
        e.Requeued: Floor.QUEUE,
        e.HandedBack: Floor.BOT,
        e.Closed: Floor.CLOSED,
    },
    Floor.CLOSED: {},
}


class IllegalCommand(Exception):
    """The command makes no sense for whoever holds the floor."""

    def __init__(self, command: c.Command, floor: Floor) -> None:
        super().__init__(f"{type(command).__name__} while the floor is {floor.value}")
        self.command = command
        self.floor = floor


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a person settled before the bot got the floor back."""

    topic: str | None
    note: str
    agent_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """The wait that goes on, at its old place, once the bot has done what was asked for."""

    since: datetime
    reason: EscalationReason
    topic: str | None
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What whoever waits was told and asked."""

    #: Number of the question whether the wait shall be cancelled, while it is open; else 0.
    asked: int = 0
    #: When we last said something to who waits.
    at: datetime | None = None
    #: When they wrote last, and when what they wrote in one go began.
    heard: datetime | None = None
    burst: datetime | None = None
    #: Of the follow-up that is pending: what it is, and the end of the number that was left.
    kind: e.FollowUpKind | None = None
    phone_end: str | None = None
    #: What articles said to who waited, in this conversation.
    answers: tuple[str, ...] = ()
    #: Of the follow-up that is pending: the wait for which it stands meanwhile.
    back: Back | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The snapshot of one conversation: the fold of its events."""

    id: ConversationId
    seq: int
    floor: Floor
    customer_id: CustomerId
    customer_name: str | None
    language: str
    started_at: datetime
    updated_at: datetime
    #: Grows each time the bot gets the floor back; an answer from an older session is not said.
    bot_session: int = 1
    #: Since when the bot owes an answer; None when it owes none.
    awaiting_bot_since: datetime | None = None
    #: The newest event that there is something to see of: "seen" itself is nothing to see.
    news_seq: int = 1
    last_customer_seq: int = 0
    answered_seq: int = 0
    #: The customer's matter as the bot last understood it, and how often it failed on it.
    topic: str | None = None
    failures: int = 0
    last_answer: tuple[str, ...] = ()
    settled: Settled | None = None
    #: What has accumulated since the bot last took the floor.
    evidence: Evidence = field(default_factory=Evidence)
    #: The offer of a person that is to be made, or that nothing has been said to yet.
    offer: Offer | None = None
    #: An offer that the customer passed over with their last question: only who names what it does
    #: accepts it yet.
    passed: Offer | None = None
    #: Our own lines so far that can be worded in several ways: none is said twice in one way.
    lines: tuple[str, ...] = ()
    #: How often a person was needed so far.
    handoffs: int = 0
    reason: EscalationReason | None = None
    queued_at: datetime | None = None
    due_at: datetime | None = None
    #: Since when the customer waits without having been told anything new about it.
    waiting_since: datetime | None = None
    nobody_on_duty_said: bool = False
    told: Told = field(default_factory=Told)
    agent_id: StaffId | None = None
    agent_name: str | None = None
    follow_up: str | None = None
    closed_by: e.ClosedBy | None = None
    rating: int | None = None
    seen_by_customer: int = 0
    seen_by_agent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a decision may depend on besides the conversation and the command."""

    at: datetime
    on_duty: int
    policy: EscalationPolicy
    #: When staff hours begin again, where nobody is on duty because of the hour; None: not known.
    opens_at: datetime | None = None

    @property
    def opens(self) -> datetime | None:
        """`opens_at`, where nobody is on duty."""
        return None if self.on_duty else self.opens_at


def start(
    conversation_id: ConversationId, event: e.ConversationStarted, at: datetime
) -> tuple[e.Recorded, Conversation]:
    """The first event of a conversation and its snapshot."""
    conversation = Conversation(
        id=conversation_id,
        seq=1,
        floor=Floor.BOT,
        customer_id=event.customer_id,
        customer_name=event.customer_name,
        language=event.language,
        started_at=at,
        updated_at=at,
    )
    return e.Recorded(seq=1, at=at, event=event), conversation


def replay(conversation_id: ConversationId, log: Sequence[e.Recorded]) -> Conversation:
    """The snapshot that *log*, complete and in order, leads to."""
    first = log[0]
    if not isinstance(first.event, e.ConversationStarted):
        raise ValueError("a log begins with ConversationStarted")
    _, conversation = start(conversation_id, first.event, first.at)
    for recorded in log[1:]:
        conversation = evolve(conversation, recorded)
    return conversation


def apply(
    conversation: Conversation, command: c.Command, situation: Situation
) -> tuple[tuple[e.Recorded, ...], Conversation]:
    """Decide, number and fold: the records to append, oldest first, and the new snapshot."""
    records = []
    for event in decide(conversation, command, situation):
        recorded = e.Recorded(seq=conversation.seq + 1, at=situation.at, event=event)
        conversation = evolve(conversation, recorded)
        records.append(recorded)
    return tuple(records), conversation


def decide(
    conversation: Conversation, command: c.Command, situation: Situation
) -> tuple[e.Event, ...]:
    """The events that *command* causes, oldest first. Empty: nothing to do, and that is fine.

    Raises:
        IllegalCommand: the command makes no sense for whoever holds the floor.
    """
    floor = conversation.floor
    match command:
        case c.ReceiveMessage() if floor is not Floor.CLOSED:
            return _received(conversation, command, situation)

        case c.AnswerOffer() if floor is not Floor.CLOSED and (
            # Who accepts an old offer wants a person; who declines one changes nothing by it.
            floor is not Floor.BOT or command.accepted or _is_open(conversation, command.choice)
        ):
            tapped = _tapped(command)
            if floor is not Floor.BOT:
                return (tapped,)
            return _answered(conversation, tapped, command.offered, command.accepted, situation)

        case c.AnswerWait() if floor is not Floor.CLOSED and (
            # Who taps "cancel" after the wait is over changes nothing by it.
            floor is not Floor.BOT or command.waits
        ):
            return _wait_answered(conversation, command, situation)

        case c.AnswerWithdrawal() if floor in (Floor.QUEUE, Floor.AGENT) or _pending(
            conversation, command.asked
        ):
            return _withdrawal_answered(conversation, command)

        case c.AskForHuman() if floor is Floor.BOT:
            return _escalated(
                conversation,
                situation,
                EscalationReason.ASKED_FOR_HUMAN,
                client_id=command.client_id,
            )
        case c.RecordBotReply():
            return _bot_replied(conversation, command, situation)

        case c.ReportBotUnavailable():
            if not _owes(conversation, command.session, command.answers):
                return ()
            kind, reference = conversation.told.kind, conversation.follow_up
            if kind is not None and reference is not None and not situation.on_duty:
                # Staff read it with what is pending; a second one would bring nobody sooner.
                wording = _wording(conversation, _MISSED)
                return (e.BotMissed(kind=kind, reference=reference, wording=wording),)
            return _escalated(
                conversation,
                situation,
                EscalationReason.BOT_UNAVAILABLE,
                detail=command.detail,
            )

        case c.ReportBotStarting():
            since, told = conversation.awaiting_bot_since, conversation.told.at
            if since is None or not _owes(conversation, command.session, command.answers):
                return ()
            if told is not None and told >= since:
                return ()  # it was said
            return (e.BotAwaited(wording=_wording(conversation, _AWAITED)),)

        case c.AcceptConversation() if floor is Floor.QUEUE:
            return (e.AgentAssigned(agent_id=command.agent_id, agent_name=command.agent_name),)

        case c.SendAgentMessage(agent_id=agent_id) if _holds(conversation, agent_id):
            return (
                e.AgentReplied(
                    agent_id=agent_id,
                    agent_name=_name(conversation),
                    client_id=command.client_id,
                    text=command.text,
                    masked=command.masked,
                ),
            )

        case c.AddNote() if floor is not Floor.CLOSED:
            return (
                e.NoteAdded(
                    agent_id=command.agent_id,
                    agent_name=command.agent_name,
                    client_id=command.client_id,
                    text=command.text,
                    masked=command.masked,
                ),
            )

        case c.HandBack(agent_id=agent_id) if _holds(conversation, agent_id):
            return (
                e.HandedBack(agent_id=agent_id, agent_name=_name(conversation), note=command.note),
            )

        case c.Requeue(agent_id=agent_id) if _holds(conversation, agent_id):
            requeued = e.Requeued(
                agent_id=agent_id, agent_name=_name(conversation), cause=command.cause
            )
            return (requeued, *_unattended(situation, conversation.reason))

        case c.ReportNobodyOnDuty() if floor is Floor.QUEUE:
            return (
                ()
                if conversation.nobody_on_duty_said
                else _unattended(situation, conversation.reason)
            )
        case c.ReportNobodyOnDuty():
            return ()

        case c.OpenFollowUp() if floor is Floor.QUEUE and conversation.reason is not None:
            return (
                e.FollowUpOpened(
                    kind=command.kind,
                    reference=command.reference,
                    phone=command.phone,
                    reason=conversation.reason,
                    topic=conversation.topic,
                    by_customer=command.by_customer,
                    client_id=command.client_id,
                ),
            )

        case c.Close(by=e.ClosedBy.CUSTOMER) if floor is not Floor.CLOSED:
            closed = e.Closed(by=command.by, agent_id=None, client_id=command.client_id)
            if floor is Floor.QUEUE and conversation.told.asked:
                # They said that no person is needed, were asked, and leave: that is an answer.
                return (_cancelled(conversation), closed)
            if floor is Floor.QUEUE:
                # The matter needed a person and none has come: it must not go with the customer.
                return (_ticket(conversation, command.reference), closed)
            return (closed,)
        case c.Close(by=e.ClosedBy.AGENT, agent_id=closer) if closer and _holds(
            conversation, closer
        ):
            return (e.Closed(by=command.by, agent_id=closer, client_id=command.client_id),)
        case c.Close(by=e.ClosedBy.SYSTEM) if floor is Floor.BOT:
            # Only the bot's conversations end by themselves: one that waits for a person, or is
            # with one, never ends in silence.
            return (e.Closed(by=command.by, agent_id=None),)

        case c.Rate() if conversation.rating is None and (
            floor is Floor.CLOSED or conversation.handoffs > 0
        ):
            return (
                e.Rated(client_id=command.client_id, score=command.score, comment=command.comment),
            )

        case c.MarkSeen(by=c.Reader.CUSTOMER, up_to=up_to):
            up_to = min(up_to, conversation.news_seq)
            return (e.SeenByCustomer(up_to=up_to),) if up_to > conversation.seen_by_customer else ()
        case c.MarkSeen(by=c.Reader.AGENT, up_to=up_to):
            up_to = min(up_to, conversation.news_seq)
            return (e.SeenByAgent(up_to=up_to),) if up_to > conversation.seen_by_agent else ()

        case c.SetLanguage(language=language) if floor is not Floor.CLOSED:
            if language == conversation.language:
                return ()
            return (e.LanguageChanged(language=language),)

        case c.IdentifyCustomer() if floor is not Floor.CLOSED:
            if (command.customer_id, command.name) == (
                conversation.customer_id,
                conversation.customer_name,
            ):
                return ()
            return (
                e.CustomerIdentified(customer_id=command.customer_id, customer_name=command.name),
            )
    raise IllegalCommand(command, floor)


def evolve(conversation: Conversation, recorded: e.Recorded) -> Conversation:
    """*conversation* after *recorded*."""
    event = recorded.event
    after = replace(
        conversation,
        seq=recorded.seq,
        updated_at=recorded.at,
        floor=TRANSITIONS[conversation.floor].get(type(event), conversation.floor),
        news_seq=conversation.news_seq
        if isinstance(event, e.SeenByCustomer | e.SeenByAgent)
        else recorded.seq,
    )
    match event:
        case e.MessageReceived():
            return replace(
                after,
                last_customer_seq=recorded.seq,
                evidence=event.evidence or conversation.evidence,
                offer=_offer_after(conversation.offer, event),
                passed=_passed_after(conversation),
                # Whatever they say, the question is answered by it or over.
                told=_heard_at(conversation, recorded.at),
            )
        case e.BotTurnRequested():
            return replace(after, awaiting_bot_since=recorded.at)
        case e.BotReplied():
            topic, failures = _failures(conversation, event)
            return replace(
                after,
                awaiting_bot_since=None,
                answered_seq=event.answers,
                topic=topic,
                failures=failures,
                last_answer=_texts(event) or conversation.last_answer,
                offer=None if event.withheld else conversation.offer,
                evidence=unoffered(conversation.evidence)
                if event.withheld
                else conversation.evidence,
            )
        case e.PersonOffered():
            # Led to by the bot's failing alone, it has the most that can speak for it.
            due = conversation.offer
            read = due.evidence if due is not None and due.reason is event.reason else 1.0
            made = made_too(conversation.evidence.made, event.reason, read)
            return replace(
                after,
                offer=Offer(
                    reason=event.reason,
                    because=event.because,
                    seq=recorded.seq,
                    asked=event.asked,
                    buttons=event.buttons,
                ),
                passed=None,
                evidence=replace(conversation.evidence, made=made),
                lines=(*conversation.lines, _offering(event.reason)),
            )
        case e.BotCarriesOn():
            return replace(
                after,
                # What led to the offer no longer counts, how often the bot failed included.
                failures=0,
                answered_seq=conversation.last_customer_seq - event.goes_on,
                evidence=declined(conversation.evidence),
                offer=None,
                passed=None,
                lines=(*conversation.lines, _CARRYING_ON),
            )
        case e.Escalated():
            return replace(
                after,
                offer=None,
                passed=None,
                lines=(*conversation.lines, _escalating(event.reason)),
                awaiting_bot_since=None,
                handoffs=conversation.handoffs + 1,
                topic=event.topic,
                failures=event.failures,
                reason=event.reason,
                queued_at=recorded.at,
                waiting_since=recorded.at,
                due_at=event.due_at,
                nobody_on_duty_said=False,
                told=_told_afresh(conversation, recorded.at),
                follow_up=None,
            )
        case e.NobodyOnDuty():
            told = replace(conversation.told, at=recorded.at)
            return replace(after, nobody_on_duty_said=True, waiting_since=recorded.at, told=told)
        case e.MessageKept() | e.SecretWarned() | e.WaitKept() | e.CancelAsked() | e.BotAwaited():
            asked = recorded.seq if isinstance(event, e.CancelAsked) else conversation.told.asked
            line = _kept_line(event) if isinstance(event, e.MessageKept) else _LINES[type(event)]
            return replace(
                after,
                lines=(*conversation.lines, line),
                told=replace(conversation.told, at=recorded.at, asked=asked),
            )
        case e.BotMissed():
            return replace(
                after,
                awaiting_bot_since=None,
                answered_seq=conversation.last_customer_seq,
                offer=None,
                lines=(*conversation.lines, _MISSED),
                told=replace(conversation.told, at=recorded.at),
            )
        case e.ArticleShown():
            answers = (*conversation.told.answers, event.answer)
            told = replace(conversation.told, at=recorded.at, answers=answers)
            return replace(after, lines=(*conversation.lines, _SHOWN), told=told)
        case e.PlaceTold():
            told = replace(conversation.told, at=recorded.at)
            return replace(after, lines=(*conversation.lines, _PLACED), told=told)
        case e.FollowUpTold():
            told = replace(conversation.told, at=recorded.at)
            if after.floor is not Floor.BOT:
                return replace(after, told=told)
            # It was answered: an offer that it led to would come out of the blue later.
            answered_seq = conversation.last_customer_seq
            return replace(after, told=told, answered_seq=answered_seq, offer=None)
        case e.Acknowledged():
            told = replace(conversation.told, at=recorded.at)
            line = _acknowledging(event.courtesy, event.reference)
            lines = (*conversation.lines, line)
            if after.floor is not Floor.BOT:
                return replace(after, told=told, lines=lines)
            answered_seq = conversation.last_customer_seq
            return replace(after, told=told, lines=lines, answered_seq=answered_seq, offer=None)
        case e.WithdrawalAsked() | e.FollowUpKept():
            asked = recorded.seq if isinstance(event, e.WithdrawalAsked) else 0
            return replace(
                after,
                lines=(*conversation.lines, _LINES[type(event)]),
                told=replace(conversation.told, at=recorded.at, asked=asked),
                answered_seq=conversation.last_customer_seq,
                offer=None,
            )
        case e.FollowUpWithdrawn():
            # A fresh session: the one before knows that something is pending.
            lines = (*conversation.lines, _WITHDRAWN)
            return replace(_bot_again(after, None), lines=lines, follow_up=None)
        case e.WaitCancelled():
            lines = (*conversation.lines, _CANCELLED)
            again = replace(_bot_again(after, None), lines=lines)
            if not event.goes_on:
                return again
            return replace(again, answered_seq=conversation.last_customer_seq - 1)
        case e.AgentAssigned():
            return replace(
                after,
                agent_id=event.agent_id,
                agent_name=event.agent_name,
                nobody_on_duty_said=False,
                told=_told_afresh(conversation),
            )
        case e.Requeued():
            # queued_at and due_at stay: whoever was waiting keeps the old place in line.
            return replace(
                after,
                agent_id=None,
                agent_name=None,
                waiting_since=recorded.at,
                told=_told_afresh(conversation, recorded.at),
            )
        case e.HandedBack():
            settled = Settled(
                topic=conversation.topic, note=event.note, agent_name=event.agent_name
            )
            return _bot_again(after, settled)
        case e.FollowUpOpened():
            settled = Settled(topic=event.topic, note=event.reference, agent_name=None)
            told = replace(
                _told_afresh(conversation),
                kind=event.kind,
                phone_end=event.phone_end,
                back=_back(event, recorded.at),
            )
            again = replace(_bot_again(after, settled), follow_up=event.reference, told=told)
            if not event.goes_on:
                return again
            return replace(again, answered_seq=conversation.last_customer_seq - 1)
        case e.Closed():
            return replace(
                after,
                awaiting_bot_since=None,
                offer=None,
                passed=None,
                nobody_on_duty_said=False,
                told=_told_afresh(conversation),
                agent_id=None,
                agent_name=None,
                closed_by=event.by,
            )
        case e.CustomerIdentified():
            return replace(after, customer_id=event.customer_id, customer_name=event.customer_name)
        case e.LanguageChanged():
            return replace(after, language=event.language)
        case e.Rated():
            return replace(after, rating=event.score)
        case e.SeenByCustomer():
            return replace(after, seen_by_customer=event.up_to)
        case e.SeenByAgent():
            return replace(after, seen_by_agent=event.up_to)
        case e.AgentReplied() | e.NoteAdded():
            return after
        case e.ConversationStarted():
            raise ValueError("a conversation starts once")
    assert_never(event)


def _received(
    conversation: Conversation, command: c.ReceiveMessage, situation: Situation
) -> tuple[e.Event, ...]:
    received = e.MessageReceived(
        client_id=command.client_id,
        text=command.text,
        masked=command.masked,
        choice=command.choice,
        signal=command.signal,
    )
    if conversation.floor is Floor.QUEUE:
        return (received, *_while_waiting(conversation, received, command, situation))
    if conversation.floor is not Floor.BOT:
        return (received,)
    offer = conversation.offer if conversation.offer and conversation.offer.seq else None
    if command.choice is None and offer is not None:
        said = answer_of(command.text)
        # A bare "yes" may be meant for what the bot asked.
        if said is not None and (said.names or not offer.asked):
            answer = _answered_in_words(conversation, received, command, offer, said, situation)
            if answer:
                return answer
    standing = offer or conversation.passed
    if (
        command.choice is None
        and standing is not None
        and not conversation.told.asked
        and names_its_deed(command.text)
    ):
        answer = _answered(conversation, received, standing, True, situation)
        return (*answer, *_beside_transfer(conversation, command.article, situation))
    if command.choice is None and command.signal is not None:
        verdict, evidence = judged(
            conversation, command.signal, situation.policy, on_duty=situation.on_duty
        )
        received = replace(received, verdict=verdict, evidence=evidence)
        if verdict.decision is Decision.TRANSFER and verdict.reason is not None:
            sensitive = verdict.reason is EscalationReason.SENSITIVE
            topic = (sensitive and command.signal.topic) or conversation.topic
            named = replace(conversation, topic=topic)
            escalated = _escalated(named, situation, verdict.reason, because=verdict.because)
            shown = _beside_transfer(named, command.article, situation)
            return (received, *escalated, *shown)
    if conversation.awaiting_bot_since is None:
        about = _about_follow_up(conversation, received, situation)
        return (received, about or e.BotTurnRequested())
    return (received,)


def _answered_in_words(
    conversation: Conversation,
    received: e.MessageReceived,
    command: c.ReceiveMessage,
    offer: Offer,
    said: Answer,
    situation: Situation,
) -> tuple[e.Event, ...]:
    """What *said* to *offer* leads to; nothing of what is said beside it is lost.

    Empty: what is beside a decline shows more clearly that a person is needed.
    """
    if said.accepts:
        accepted = _answered(conversation, received, offer, True, situation)
        shown = _beside_transfer(conversation, command.article, situation) if said.more else ()
        return (*accepted, *shown)
    if not said.more:
        return _answered(conversation, received, offer, False, situation)
    signal = command.signal
    if signal is None:
        return ()  # nothing tells what is beside it
    # "No, I want a person" is no decline; and it was not a loss that was declined.
    asks = max(signal.asked_for_human or 0.0, signal.frustration or 0.0) >= TELLING
    grave = (signal.sensitive or 0.0) >= TELLING
    declined_it = offer.reason is EscalationReason.SENSITIVE
    if (asks and not said.names) or (grave and not declined_it):
        return ()
    wording = _wording(conversation, _CARRYING_ON)
    return (received, e.BotCarriesOn(wording=wording, goes_on=True), e.BotTurnRequested())


def _beside_transfer(
    conversation: Conversation, found: c.ArticleFound | None, situation: Situation
) -> tuple[e.Event, ...]:
    """What surely answers the question of who is handed over while nobody is there to.

    The notice of a fraud says itself what to do now.
    """
    if found is None or situation.on_duty or conversation.topic in _SAYS_WHAT_TO_DO:
        return ()
    if found.answer in conversation.told.answers:
        return ()
    return (_shown(conversation, found),)


def _tapped(command: c.AnswerOffer | c.AnswerWait | c.AnswerWithdrawal) -> e.MessageReceived:
    """The button of ours that the customer tapped, as their message."""
    return e.MessageReceived(
        client_id=command.client_id,
        text=command.text,
        masked=frozenset(),
        choice=command.choice,
        signal=None,
    )


def _about_follow_up(
    conversation: Conversation, received: e.MessageReceived, situation: Situation
) -> e.Event | None:
    """What *received* leads to if it is about the pending call-back or ticket."""
    kind, reference = conversation.told.kind, conversation.follow_up
    if reference is None or kind is None or received.choice is not None:
        return None
    says = wait_says(received.text)
    withdrawal = e.WithdrawalAsked(
        kind=kind, reference=reference, wording=_wording(conversation, _WITHDRAWING)
    )
    if conversation.told.asked:
        answer = True if says is Says.NO_FOLLOW_UP else cancels(received.text)
        if answer is not None:
            return _withdrawn(conversation, withdrawal, withdraws=answer)
    # Once the bot has said something, "ga jadi" is about that.
    dropped = says in (Says.DROPPED, Says.NO_PERSON) or (
        says is Says.SETTLED and came_right(received.text)
    )
    if says is Says.NO_FOLLOW_UP or (dropped and not conversation.last_answer):
        return withdrawal
    if says not in (Says.HOW_LONG, Says.WHICH_NUMBER):
        return _farewell(conversation, received.text, situation)
    if says is Says.HOW_LONG and conversation.last_answer and not names_the_wait(received.text):
        return None  # "berapa lama?" is about what the bot has just said
    return e.FollowUpTold(
        kind=kind,
        reference=reference,
        phone_end=conversation.told.phone_end,
        number=says is Says.WHICH_NUMBER,
        on_duty=situation.on_duty > 0,
        opens_at=situation.opens,
    )


def _farewell(conversation: Conversation, text: str, situation: Situation) -> e.Acknowledged | None:
    """To who leaves while a follow-up is pending: what stays, once. All else is for the bot."""
    said = courtesy(text)
    if said is None or said.kind is not Courtesy.GOODBYE:
        return None
    if _acknowledging(Courtesy.GOODBYE, conversation.follow_up) in conversation.lines:
        return None
    return _acknowledged(conversation, said, situation)


def _acknowledged(
    conversation: Conversation, said: Courteous, situation: Situation
) -> e.Acknowledged:
    return e.Acknowledged(
        courtesy=said.kind,
        formal=said.formal,
        language=said.language or conversation.language,
        on_duty=situation.on_duty > 0,
        wording=_wording(conversation, _acknowledging(said.kind, conversation.follow_up)),
        quiet=_is_grave(conversation),
        follow_up=conversation.told.kind,
        reference=conversation.follow_up,
        phone_end=conversation.told.phone_end,
    )


def _is_grave(conversation: Conversation) -> bool:
    """Whether the open matter, or one that was settled or left here, is no matter for cheer."""
    settled = conversation.settled.topic if conversation.settled else None
    return not _GRAVE.isdisjoint({conversation.topic, settled})


def _pending(conversation: Conversation, asked: e.WithdrawalAsked) -> bool:
    """Whether it is still to be answered: later taps come from a page that has not caught up."""
    return (
        conversation.floor is Floor.BOT
        and conversation.follow_up == asked.reference
        and conversation.awaiting_bot_since is None
    )


def _withdrawal_answered(
    conversation: Conversation, command: c.AnswerWithdrawal
) -> tuple[e.Event, ...]:
    tapped = _tapped(command)
    if conversation.floor is not Floor.BOT:
        return (tapped,)
    return (tapped, _withdrawn(conversation, command.asked, withdraws=command.withdraws))


def _withdrawn(
    conversation: Conversation, asked: e.WithdrawalAsked, *, withdraws: bool
) -> e.FollowUpWithdrawn | e.FollowUpKept:
    made = e.FollowUpWithdrawn if withdraws else e.FollowUpKept
    line = _WITHDRAWN if withdraws else _KEPT_ON
    return made(kind=asked.kind, reference=asked.reference, wording=_wording(conversation, line))


def judged(
    conversation: Conversation, signal: Signal, policy: EscalationPolicy, *, on_duty: int
) -> tuple[Verdict, Evidence]:
    """What *signal* leads to here, and the evidence after it.

    With nobody on duty a bot that gets nowhere at most offers to keep the matter for a person: a
    transfer would take the bot away and bring nobody. That a person is needed is then no wish for
    one, and no sensitive matter, where the turn itself shows neither.
    """
    at = thresholds(conversation, signal, policy)
    verdict, evidence = judge(signal, conversation.evidence, at, policy.version)
    if on_duty or verdict.decision is not Decision.TRANSFER:
        return verdict, evidence
    shown = {
        EscalationReason.ASKED_FOR_HUMAN: signal.asked_for_human,
        EscalationReason.SENSITIVE: signal.sensitive,
    }
    unseen = [reason for reason, likely in shown.items() if likely is not None and likely < _SEEN]
    if verdict.reason not in (EscalationReason.NO_PROGRESS, *unseen):
        return verdict, evidence
    less = {EscalationReason.NO_PROGRESS: Rule.OFFER, **dict.fromkeys(unseen, Rule.OFF)}
    at = replace(at, rules={**at.rules, **less})
    return judge(signal, conversation.evidence, at, policy.version)


def thresholds(conversation: Conversation, signal: Signal, policy: EscalationPolicy) -> Thresholds:
    """Those of *policy*; while a call-back or ticket is pending, a remark at most offers a person.

    Another sensitive matter than that of the follow-up goes to a person as ever.
    """
    if conversation.follow_up is None:
        return policy.thresholds
    # Just after it was taken nobody is offered what they have, unless they ask for it.
    fresh = conversation.evidence.turns < policy.thresholds.offer_pause
    rules = {
        reason: _at_most(
            Rule.OFF if fresh and reason is not EscalationReason.ASKED_FOR_HUMAN else Rule.OFFER,
            rule,
        )
        for reason, rule in policy.thresholds.rules.items()
    }
    if signal.topic is not None and not _is_settled(conversation, signal.topic):
        sensitive = EscalationReason.SENSITIVE
        rules[sensitive] = policy.thresholds.rules[sensitive]
    return replace(policy.thresholds, rules=rules)


def _at_most(most: Rule, rule: Rule) -> Rule:
    order = tuple(Rule)
    return min(most, rule, key=order.index)


def _is_settled(conversation: Conversation, topic: str | None) -> bool:
    """Whether *topic* is the matter of the follow-up; a matter that has no name may well be."""
    settled = conversation.settled
    return topic is None or settled is None or settled.topic is None or settled.topic == topic


def needs_reference(conversation: Conversation, command: c.ReceiveMessage) -> bool:
    """Whether what who waits writes may lead to a follow-up: then the command has a reference."""
    return (
        conversation.floor is Floor.QUEUE
        and command.choice is None
        and (
            _wants_block(conversation, command.text)
            or wanted(command.text) is not None
            or (_has_bot(conversation) and wants_bot(command.text))
        )
    )


def _wants_block(conversation: Conversation, text: str) -> bool:
    """Whether who waits asks that a card is blocked, which the bot could do."""
    return _has_bot(conversation) and asks_to_block(text)


def _has_bot(conversation: Conversation) -> bool:
    """Whether it is not for want of the bot that a person is waited for."""
    return conversation.reason is not EscalationReason.BOT_UNAVAILABLE


def _while_waiting(
    conversation: Conversation,
    received: e.MessageReceived,
    command: c.ReceiveMessage,
    situation: Situation,
) -> tuple[e.Event, ...]:
    """What we say to a message in the queue: one thing at most, and nothing twice in a burst."""
    if received.choice is not None:
        return ()
    lines, told = conversation.lines, conversation.told
    just_now = told.at is not None and situation.at - told.at < _QUIET
    if received.masked & _SECRETS:
        warned = bool(lines) and lines[-1] == _WARNED and just_now
        return () if warned else (e.SecretWarned(wording=_wording(conversation, _WARNED)),)
    left = _left(conversation, command, situation)
    if left:
        return left
    answer = _about_cancelling(conversation, received.text, situation)
    if answer is not None:
        return (answer,)
    says = wait_says(received.text)
    if says in (Says.WHICH_NUMBER, Says.CALL_ME) or asks_how_to_be_called(received.text):
        return (_no_number(situation),)
    if says is Says.HOW_LONG and (situation.on_duty or conversation.nobody_on_duty_said):
        told_already = bool(lines) and lines[-1] == _PLACED and just_now
        return () if told_already else (_standing(command.place, situation),)
    unsaid = not situation.on_duty and not conversation.nobody_on_duty_said
    polite = courtesy(received.text)
    if polite is not None and not unsaid:
        heard = _heard(conversation, polite.kind, situation)
        return () if heard else (_acknowledged(conversation, polite, situation),)
    found = command.article
    if found is not None and not unsaid and found.answer not in told.answers:
        return (_shown(conversation, found),)
    if situation.on_duty:
        return ()
    said = [line for line in _since_transfer(lines) if line in (_KEPT, _WORRIED, _GUIDED)]
    again = bool(said)
    if not unsaid and _is_owed_a_word(conversation, received.text, situation):
        unable = conversation.reason is EscalationReason.BOT_UNAVAILABLE
        worried = e.MessageKept(
            wording=_wording(conversation, _WORRIED),
            again=again,
            worried=True,
            topic=None if unable else conversation.topic,
        )
        return (worried,)
    if _is_covered(conversation, situation):
        return ()
    if unsaid:
        return _unattended(situation, conversation.reason)
    # To a question a receipt is no answer, and a third is none to anything; nor is the same once
    # more what helps.
    since = len(said) if _GUIDED not in said else said[::-1].index(_GUIDED)
    asks = asks_something(received.text) and (since > 0 or _GUIDED not in said)
    guides = asks or since > 1
    kept = e.MessageKept(
        wording=_wording(conversation, _KEPT) + lines.count(_GUIDED),
        again=again,
        guides=guides,
        bot=_has_bot(conversation),
    )
    return (kept,)


def _left(
    conversation: Conversation, command: c.ReceiveMessage, situation: Situation
) -> tuple[e.Event, ...]:
    """How who waits leaves the queue by what they write: nothing of it is lost by that."""
    reference, text = command.reference, command.text
    if not reference:
        return ()
    blocks = _wants_block(conversation, text)
    wish = wanted(text)
    if wish is not None and (wish.plain or not situation.on_duty):
        # As by the button; with people on duty only in so many words.
        left = replace(
            _ticket(conversation, reference),
            kind=e.FollowUpKind.CALLBACK if wish.phone else e.FollowUpKind.TICKET,
            phone=wish.phone,
            by_customer=True,
        )
        if blocks:
            return _for_bot(left)
        return _with_answer(conversation, left, command) if wish.asks else (left,)
    # Who has not signed in could only be asked to by the bot: with people there they wait on.
    if blocks and (not situation.on_duty or conversation.customer_name is not None):
        # The bot can do it now: the matter is kept, and with people there the wait goes on after.
        back = conversation.due_at if situation.on_duty else None
        return _for_bot(replace(_ticket(conversation, reference), back=back))
    if situation.on_duty or not _has_bot(conversation) or not wants_bot(text):
        return ()
    asks = asks_beside(text)
    if conversation.reason is EscalationReason.SENSITIVE:
        # Somebody else may be telling them what to write: the matter stays with staff.
        left = replace(_ticket(conversation, reference), instead=True)
        return _with_answer(conversation, left, command) if asks else (left,)
    cancelled = replace(_cancelled(conversation), goes_on=asks)
    return (cancelled, e.BotTurnRequested()) if asks else (cancelled,)


def _with_answer(
    conversation: Conversation, left: e.FollowUpOpened, command: c.ReceiveMessage
) -> tuple[e.Event, ...]:
    """*left*, and what surely answers the question beside it; else the bot is asked."""
    found = command.article
    if found is not None and found.answer not in conversation.told.answers:
        return (left, _shown(conversation, found))
    return _for_bot(left) if _has_bot(conversation) else (left,)


def _for_bot(left: e.FollowUpOpened) -> tuple[e.Event, ...]:
    """*left*, with the message for the bot."""
    return (replace(left, goes_on=True), e.BotTurnRequested())


def _kept_line(event: e.MessageKept) -> str:
    if event.worried:
        return _WORRIED
    return _GUIDED if event.guides else _KEPT


def _is_owed_a_word(conversation: Conversation, text: str, situation: Situation) -> bool:
    """Whether *text* asks something in fear that our last words did not answer.

    The notice of a transfer says what can be done, and so does the answer to such a question.
    """
    at, last = conversation.told.at, conversation.lines[-1:]
    since = situation.at - at if at is not None else _QUIET
    if last == (_WORRIED,) and since < _QUIET:
        return False
    notice = bool(last) and last[0].startswith(_TRANSFER)
    return not (notice and since < _UNREAD) and asks_in_fear(text)


def _heard_at(conversation: Conversation, at: datetime) -> Told:
    """What is told, after a message at *at*: a question that was open is answered, or over."""
    told = replace(conversation.told, asked=0)
    if conversation.floor is not Floor.QUEUE:
        return told
    goes_on = told.heard is not None and at - told.heard < _BURST
    return replace(told, heard=at, burst=told.burst if goes_on else at)


def _is_covered(conversation: Conversation, situation: Situation) -> bool:
    """Whether what we said last is the sign of life for this message, too.

    It is for all that is written in one go with what it followed, but not without end; and for what
    was written before it can have been read.
    """
    told = _heard_at(conversation, situation.at)
    if told.at is None or told.burst is None:
        return False
    since = situation.at - told.at
    return since < _UNREAD or (told.at >= told.burst and since < _QUIET)


def _heard(conversation: Conversation, said: Courtesy, situation: Situation) -> bool:
    """Whether *said* belongs to what was just acknowledged, or was written before our last words.

    A goodbye is answered even so: whoever leaves is to know what stays.
    """
    at, last = conversation.told.at, conversation.lines[-1:]
    if at is None:
        return False
    if said is Courtesy.GOODBYE:
        return situation.at - at < _QUIET and last == (_acknowledging(said),)
    if last and last[0].startswith(_ACKNOWLEDGED):
        return situation.at - at < _QUIET
    seen = conversation.seen_by_customer >= conversation.news_seq
    return not seen and situation.at - at < _UNREAD


def _shown(conversation: Conversation, found: c.ArticleFound) -> e.ArticleShown:
    return e.ArticleShown(
        slug=found.slug,
        language=found.language,
        answer=found.answer,
        link=found.link,
        wording=_wording(conversation, _SHOWN),
    )


def _standing(place: Place | None, situation: Situation) -> e.PlaceTold:
    return e.PlaceTold(
        position=place.position if place else None,
        minutes=place.minutes if place else None,
        on_duty=situation.on_duty > 0,
        opens_at=situation.opens,
    )


def _no_number(situation: Situation) -> e.FollowUpTold:
    return e.FollowUpTold(
        kind=None, reference=None, phone_end=None, number=True, on_duty=situation.on_duty > 0
    )


def _in_burst(conversation: Conversation, situation: Situation) -> bool:
    at = conversation.told.at
    return at is not None and situation.at - at < _BURST


def _about_cancelling(
    conversation: Conversation, text: str, situation: Situation
) -> e.Event | None:
    """What *text* leads to if it says that no person is needed, or answers that question."""
    says = wait_says(text)
    if conversation.told.asked:
        cancelled = cancels(text)
        # Before the question can have been read, "ga jadi" is said once more; after it, it may
        # as well mean that the cancelling is dropped.
        again = says is Says.DROPPED and _in_burst(conversation, situation)
        if cancelled is False:
            return e.WaitKept(wording=_wording(conversation, _WAITING_ON))
        if cancelled or again or says in (Says.NO_PERSON, Says.SETTLED, Says.THANKS):
            return _cancelled(conversation)
    if says is Says.NO_PERSON and conversation.reason is not EscalationReason.SENSITIVE:
        return _cancelled(conversation)
    # Who would rather go on here, with people on duty, may still wait for one of them.
    here = says is None and _has_bot(conversation) and wants_bot(text)
    if says in (Says.NO_PERSON, Says.SETTLED, Says.DROPPED) or here:
        return e.CancelAsked(wording=_wording(conversation, _ASKING))
    return None


def _cancelled(conversation: Conversation) -> e.WaitCancelled:
    if conversation.reason is None or conversation.due_at is None:
        raise ValueError("who waits has a reason and is due")
    return e.WaitCancelled(
        reason=conversation.reason,
        topic=conversation.topic,
        due_at=conversation.due_at,
        wording=_wording(conversation, _CANCELLED),
    )


def _wait_answered(
    conversation: Conversation, command: c.AnswerWait, situation: Situation
) -> tuple[e.Event, ...]:
    """The customer says by a tap whether they wait."""
    tapped = _tapped(command)
    if conversation.floor is Floor.AGENT:
        return (tapped,)  # a person is here, and reads it
    if conversation.floor is Floor.QUEUE:
        if not command.waits:
            return (tapped, _cancelled(conversation))
        return (tapped, e.WaitKept(wording=_wording(conversation, _WAITING_ON)))
    before = command.again
    if before is None:
        asked = EscalationReason.ASKED_FOR_HUMAN
        return (tapped, *_escalated(conversation, situation, asked, because=()))
    named = replace(conversation, topic=before.topic)
    escalated = _escalated(named, situation, before.reason, because=(), due_at=before.due_at)
    return (tapped, *escalated)


def _since_transfer(lines: Sequence[str]) -> Sequence[str]:
    """What we said since a person was needed last."""
    transfers = [place for place, line in enumerate(lines) if line.startswith(_TRANSFER)]
    return lines[transfers[-1] :] if transfers else lines


def _answered(
    conversation: Conversation,
    received: e.MessageReceived,
    offer: Offer | e.PersonOffered,
    accepted: bool,
    situation: Situation,
) -> tuple[e.Event, ...]:
    """The customer says with *received* whether they want the person who was offered."""
    if accepted:
        escalated = _escalated(
            conversation, situation, offer.reason, because=offer.because, offered=True
        )
        return (received, *escalated)
    carries_on = e.BotCarriesOn(wording=_wording(conversation, _CARRYING_ON), buttons=offer.buttons)
    return (received, carries_on)


def _is_open(conversation: Conversation, choice: e.Choice) -> bool:
    return conversation.offer is not None and conversation.offer.seq == choice.seq


def _offer_after(offer: Offer | None, event: e.MessageReceived) -> Offer | None:
    """An offer to which something was said is over; one that is still to be made stays."""
    verdict = event.verdict
    if verdict is not None and verdict.decision is Decision.OFFER and verdict.reason is not None:
        read = {part.reason: part.evidence for part in verdict.parts}
        evidence = read.get(verdict.reason, verdict.evidence)
        return Offer(reason=verdict.reason, because=verdict.because, evidence=evidence)
    return None if offer is None or offer.seq else offer


def _passed_after(conversation: Conversation) -> Offer | None:
    """The offer that is passed over after one more message: for one question and its answer.

    What is written while the bot still owes that answer belongs to the same question.
    """
    if conversation.offer is not None and conversation.offer.seq:
        return conversation.offer
    return conversation.passed if conversation.awaiting_bot_since is not None else None


_CARRYING_ON = "carries_on"
_AWAITED = "awaited"
_MISSED = "missed"
_KEPT = "kept"
_WORRIED = "worried"
_GUIDED = "guided"
_WARNED = "warned"
_ASKING = "cancel?"
_WAITING_ON = "waits on"
_CANCELLED = "cancelled"
_PLACED = "placed"
_WITHDRAWING = "withdraw?"
_KEPT_ON = "follow-up kept"
_WITHDRAWN = "withdrawn"
_SHOWN = "article"
_LINES: dict[type[e.Event], str] = {
    e.BotAwaited: _AWAITED,
    e.MessageKept: _KEPT,
    e.SecretWarned: _WARNED,
    e.CancelAsked: _ASKING,
    e.WaitKept: _WAITING_ON,
    e.WithdrawalAsked: _WITHDRAWING,
    e.FollowUpKept: _KEPT_ON,
}
_TRANSFER = "transfer."
_ACKNOWLEDGED = "ack."
#: What nobody may ask for. Card numbers and NIK are masked as well, but staff may need those.
_SECRETS = frozenset({SecretKind.PIN, SecretKind.OTP, SecretKind.CVV, SecretKind.PASSWORD})
#: Who sends several secrets in a row is warned once.
_QUIET = timedelta(minutes=1)
#: Messages this close behind something that we said are one burst with what led to it.
_BURST = timedelta(seconds=10)
#: What is written this close behind our words was not written after reading them, unless the
#: customer's page says that they were seen.
_UNREAD = timedelta(seconds=3)
#: Who has not come to an end with the bot by then has left the wait for good.
_BACK_WITHIN = timedelta(minutes=15)
#: A probability below this does not show a wish for a person, or a sensitive matter.
_SEEN = 0.1
#: Matters in which the notice of a transfer says what to do now.
_SAYS_WHAT_TO_DO = frozenset({"fraud_report"})
#: Matters of a loss, a fear or an injury; closing an account is none.
_GRAVE = frozenset(SENSITIVE) - {"close_account"}


def _offering(reason: EscalationReason) -> str:
    return f"offer.{reason}"


def _escalating(reason: EscalationReason) -> str:
    return f"{_TRANSFER}{reason}"


def _acknowledging(said: Courtesy, reference: str | None = None) -> str:
    """*reference*: of the follow-up that is named beside it."""
    return f"{_ACKNOWLEDGED}{said}" + (f".{reference}" if reference else "")


def _wording(conversation: Conversation, line: str) -> int:
    """The next way to say *line*: another one in each conversation, and each time in it.

    Whoever has n ways to say it takes this modulo n.
    """
    return sum(map(ord, conversation.id)) + conversation.lines.count(line)


def _owes(conversation: Conversation, session: int, answers: int) -> bool:
    """Whether what the bot says now in *session*, to all up to *answers*, is still owed."""
    return (
        conversation.floor is Floor.BOT
        and conversation.awaiting_bot_since is not None
        and session == conversation.bot_session
        and answers > conversation.answered_seq
    )


def _bot_replied(
    conversation: Conversation, command: c.RecordBotReply, situation: Situation
) -> tuple[e.Event, ...]:
    if not _owes(conversation, command.session, command.answers):
        return ()  # a late answer: the floor has moved on, so it is not said
    replied = e.BotReplied(
        answers=command.answers,
        messages=command.messages,
        outcome=command.outcome,
        intent=command.intent,
        confidence=command.confidence,
        topic=command.topic,
        tapped=command.tapped,
    )
    topic, failures = _failures(conversation, replied)
    reason = command.escalate
    stuck = False
    if reason is None and failures >= situation.policy.max_failures:
        stuck = _goes_on_stuck(command, failures, situation)
        reason = None if stuck else EscalationReason.NO_PROGRESS
    if reason is None and command.outcome is e.Outcome.ESCALATE:
        reason = EscalationReason.SENSITIVE  # it wants a person and does not say why
    if reason is None and not command.messages:
        reason = EscalationReason.BOT_UNAVAILABLE  # its silence must not become the customer's
    gives_up = reason is EscalationReason.NO_PROGRESS and command.escalate is reason
    failed = _is_failure(conversation, replied)
    if ((stuck and failed) or (gives_up and not situation.on_duty)) and _may_keep(
        conversation, command
    ):
        # Its answer stays, as do its choices: nobody else is there to give a better one.
        again = gives_up or conversation.last_answer == _texts(replied)
        offer = Offer(reason=EscalationReason.NO_PROGRESS, because=())
        offered = _offered(conversation, offer, replied, situation)
        return (_unsaid(replied) if again else replied, offered)
    if reason is not None and _only_offers(conversation, command, reason):
        silent = _unsaid(replied)
        offer = Offer(reason=reason, because=())
        return (silent, _offered(conversation, offer, silent, situation))
    if reason is not None:
        # The words of the transfer are ours: another "I did not understand" would only delay it.
        silent = _unsaid(replied)
        escalating = replace(conversation, topic=topic, failures=failures)
        shown = _beside_transfer(escalating, command.article, situation)
        return (silent, *_escalated(escalating, situation, reason), *shown)
    if conversation.last_customer_seq > command.answers:
        return (replied, e.BotTurnRequested())
    resumed = _resumed(conversation, replied, situation)
    if resumed:
        return (replied, *resumed)
    due = conversation.offer
    if due is None or due.seq:
        return (replied,)
    if not situation.on_duty and not failed and _is_idle(conversation, due, replied, situation):
        return (replace(replied, withheld=True),)
    return (replied, _offered(conversation, due, replied, situation))


def _resumed(
    conversation: Conversation, reply: e.BotReplied, situation: Situation
) -> tuple[e.Event, ...]:
    """The wait goes on behind what the bot was asked to do for it, once it asks nothing more."""
    back = conversation.told.back
    if back is None or not situation.on_duty or reply.outcome is e.Outcome.ASKED:
        return ()
    if situation.at - back.since >= _BACK_WITHIN:
        return ()
    named = replace(conversation, topic=back.topic)
    escalated, *more = _escalated(named, situation, back.reason, because=(), due_at=back.due_at)
    assert isinstance(escalated, e.Escalated)
    return (replace(escalated, resumes=conversation.follow_up), *more)


def _is_idle(
    conversation: Conversation, offer: Offer, reply: e.BotReplied, situation: Situation
) -> bool:
    """Whether *offer*, with nobody on duty, would only disturb: the bot has just answered, or
    nothing speaks for it that did not speak for an earlier one.

    Who is frustrated has a person offered behind an answer, too, and so has whoever brings a
    matter that is for persons. Who plainly asks for a person always has.
    """
    transfer_at = situation.policy.thresholds.transfer_at
    if offer.reason is EscalationReason.ASKED_FOR_HUMAN and offer.evidence >= transfer_at:
        return False
    matter = offer.reason is EscalationReason.SENSITIVE
    if reply.outcome is e.Outcome.ANSWERED and not offer.of_frustration and not matter:
        return True
    return not speaks_anew(offer, conversation.evidence.made)


def _goes_on_stuck(command: c.RecordBotReply, failures: int, situation: Situation) -> bool:
    """Whether a bot that fails again and again goes on all the same: nobody else is there.

    Not without end, and not if it has nothing to say or wants a person itself.
    """
    able = bool(command.messages) and command.outcome is not e.Outcome.ESCALATE
    return able and not situation.on_duty and failures < 2 * situation.policy.max_failures


def _may_keep(conversation: Conversation, command: c.RecordBotReply) -> bool:
    """Whether to offer now that the matter is kept for a person: not twice in a row."""
    offered = conversation.lines[-1:] == (_offering(EscalationReason.NO_PROGRESS),)
    return not offered and conversation.last_customer_seq <= command.answers


def _only_offers(
    conversation: Conversation, command: c.RecordBotReply, reason: EscalationReason
) -> bool:
    """Whether the bot's wish for a person is first asked about: a call-back or ticket is pending.

    Not where the customer tapped a button, insists, or came with another sensitive matter, and not
    while there is more to answer.
    """
    about = (EscalationReason.ASKED_FOR_HUMAN, EscalationReason.SENSITIVE)
    if conversation.follow_up is None or command.tapped or reason not in about:
        return False
    if conversation.last_customer_seq > command.answers:
        return False
    insists = conversation.lines[-1:] == (_offering(reason),)
    return not insists and _is_settled(conversation, command.topic)


def _texts(reply: e.BotReplied) -> tuple[str, ...]:
    return tuple(message.text for message in reply.messages)


def _unsaid(reply: e.BotReplied) -> e.BotReplied:
    """*reply* without its words: ours stand for them."""
    return replace(reply, messages=())


def _offered(
    conversation: Conversation, offer: Offer, reply: e.BotReplied, situation: Situation
) -> e.PersonOffered:
    return e.PersonOffered(
        reason=offer.reason,
        because=offer.because,
        wording=_wording(conversation, _offering(offer.reason)),
        asked=reply.outcome is e.Outcome.ASKED,
        buttons=tuple(button for message in reply.messages for button in message.buttons),
        attended=situation.on_duty > 0,
    )


def _failures(conversation: Conversation, reply: e.BotReplied) -> tuple[str | None, int]:
    """Topic and failures on it after *reply*.

    A failure is a turn that brought the customer no further: not understood, could not be done,
    or the very same answer to the same matter once more. Another matter starts the count afresh.
    """
    if reply.outcome is e.Outcome.CHITCHAT:
        return conversation.topic, conversation.failures
    same = reply.topic is None or reply.topic == conversation.topic
    topic = conversation.topic if same else reply.topic
    count = conversation.failures if same else 0
    if reply.tapped:
        # Who takes what the bot offers is answered: that is no failure, and an answer ends them.
        helped = not _is_again(conversation, reply) and reply.outcome in (
            e.Outcome.ANSWERED,
            e.Outcome.ASKED,
        )
        return topic, 0 if helped else count
    return topic, count + int(_is_failure(conversation, reply))


def _is_again(conversation: Conversation, reply: e.BotReplied) -> bool:
    """Whether *reply* is the very same answer to the same matter once more."""
    same = reply.topic is None or reply.topic == conversation.topic
    texts = _texts(reply)
    return bool(texts) and same and texts == conversation.last_answer


def _is_failure(conversation: Conversation, reply: e.BotReplied) -> bool:
    if reply.tapped or reply.outcome is e.Outcome.CHITCHAT:
        return False
    failed = reply.outcome in (e.Outcome.FALLBACK, e.Outcome.FAILED)
    return failed or _is_again(conversation, reply)


def _escalated(
    conversation: Conversation,
    situation: Situation,
    reason: EscalationReason,
    *,
    detail: str | None = None,
    client_id: ClientId | None = None,
    because: tuple[Because, ...] | None = None,
    offered: bool = False,
    due_at: datetime | None = None,
) -> tuple[e.Event, ...]:
    """*because*: what was seen; None: what led to the offer that is pending or open, if any.

    *due_at*: of an earlier wait that goes on.
    """
    if because is None:
        because = conversation.offer.because if conversation.offer else ()
    escalated = e.Escalated(
        reason=reason,
        topic=conversation.topic,
        failures=conversation.failures,
        policy_version=situation.policy.version,
        due_at=due_at or situation.policy.due_at(reason, situation.at),
        detail=detail,
        client_id=client_id,
        because=because,
        offered=offered,
        wording=_wording(conversation, _escalating(reason)),
        attended=situation.on_duty > 0,
    )
    return (escalated, *_unattended(situation, reason))


def _ticket(conversation: Conversation, reference: str) -> e.FollowUpOpened:
    if conversation.reason is None or not reference:
        raise ValueError("who waits has a reason, and a ticket has a reference")
    return e.FollowUpOpened(
        kind=e.FollowUpKind.TICKET,
        reference=reference,
        phone=None,
        reason=conversation.reason,
        topic=conversation.topic,
        by_customer=False,
    )


def _unattended(situation: Situation, reason: EscalationReason | None) -> tuple[e.Event, ...]:
    if situation.on_duty:
        return ()
    bot = reason is not EscalationReason.BOT_UNAVAILABLE
    return (e.NobodyOnDuty(opens_at=situation.opens, bot=bot),)


def _bot_again(after: Conversation, settled: Settled | None) -> Conversation:
    """The bot gets the floor back: a fresh session, evidence from zero, and what was settled."""
    return replace(
        after,
        bot_session=after.bot_session + 1,
        answered_seq=after.last_customer_seq,
        topic=None,
        failures=0,
        last_answer=(),
        settled=settled,
        evidence=Evidence(),
        offer=None,
        passed=None,
        reason=None,
        queued_at=None,
        waiting_since=None,
        due_at=None,
        nobody_on_duty_said=False,
        told=_told_afresh(after),
        agent_id=None,
        agent_name=None,
    )


def _back(event: e.FollowUpOpened, at: datetime) -> Back | None:
    """The wait for which the ticket of *event*, opened at *at*, stands; None: for none."""
    if event.back is None:
        return None
    return Back(since=at, reason=event.reason, topic=event.topic, due_at=event.back)


def _told_afresh(conversation: Conversation, at: datetime | None = None) -> Told:
    """A new stretch: only what need not be said twice stays."""
    return Told(at=at, answers=conversation.told.answers)


def _holds(conversation: Conversation, agent_id: StaffId) -> bool:
    return conversation.floor is Floor.AGENT and conversation.agent_id == agent_id


def _name(conversation: Conversation) -> str:
    assert conversation.agent_name is not None, "the floor is with an agent"
    return conversation.agent_name
