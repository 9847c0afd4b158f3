"""What somebody wants to happen to a conversation."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from handoff.domain.escalation import EscalationReason
from handoff.domain.events import (
    BotMessage,
    Choice,
    ClosedBy,
    FollowUpKind,
    Link,
    Outcome,
    PersonOffered,
    RequeueCause,
    WaitCancelled,
    WithdrawalAsked,
)
from handoff.domain.ids import ClientId, CustomerId, StaffId
from handoff.domain.masking import SecretKind
from handoff.domain.queue import Place
from handoff.domain.signals import Signal


class Reader(enum.StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFound:
    """An article of the knowledge base that surely answers a message, in *language*."""

    slug: str
    language: str
    answer: str
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveMessage:
    """The customer wrote, or tapped one of the bot's buttons (*choice*). *text* is masked.

    *signal*: the detector's reading of what was written; a tap is not read. *place*: in line, where
    who waits asks for it. *article*: what answers it, where they ask something else, or are handed
    over with a question. *reference*: new and unique, where what who waits asks for may lead to a
    follow-up.
    """

    client_id: ClientId
    text: str
    masked: frozenset[SecretKind] = frozenset()
    choice: Choice | None = None
    signal: Signal | None = None
    place: Place | None = None
    article: ArticleFound | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOffer:
    """The customer tapped a button of *offered*, an offer of a person."""

    client_id: ClientId
    text: str
    choice: Choice
    offered: PersonOffered
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWait:
    """The customer tapped whether they wait for a person (*waits*) or not.

    *again*: the wait that they had cancelled and go back to.
    """

    client_id: ClientId
    text: str
    choice: Choice
    waits: bool
    again: WaitCancelled | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWithdrawal:
    """The customer tapped whether they withdraw the follow-up that *asked* is about."""

    client_id: ClientId
    text: str
    choice: Choice
    asked: WithdrawalAsked
    withdraws: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForHuman:
    """The customer pressed "talk to a person"."""

    client_id: ClientId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBotReply:
    """The bot's answer to every customer message up to *answers*, given in *session*.

    *tapped*: the last of them was a tap on one of its buttons. *article*: what surely answers them,
    where it wants a person.
    """

    session: int
    answers: int
    messages: tuple[BotMessage, ...]
    outcome: Outcome
    intent: str | None = None
    confidence: float | None = None
    topic: str | None = None
    escalate: EscalationReason | None = None
    tapped: bool = False
    article: ArticleFound | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBotUnavailable:
    """The bot, asked in *session* about all up to *answers*, gave no usable answer in time."""

    session: int
    answers: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBotStarting:
    """The bot, asked in *session* about all up to *answers*, is starting, and is waited for."""

    session: int
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptConversation:
    agent_id: StaffId
    agent_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAgentMessage:
    agent_id: StaffId
    client_id: ClientId
    text: str
    masked: frozenset[SecretKind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """An internal note: never shown to the customer, never given to the bot."""

    agent_id: StaffId
    agent_name: str
    client_id: ClientId
    text: str
    masked: frozenset[SecretKind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandBack:
    """The agent gives the floor back to the bot; *note* says what was settled."""

    agent_id: StaffId
    note: str
    masked: frozenset[SecretKind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Requeue:
    agent_id: StaffId
    cause: RequeueCause


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNobodyOnDuty:
    """A customer waits and nobody is there to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFollowUp:
    """A call-back or a ticket instead of waiting. *reference* is new and unique."""

    kind: FollowUpKind
    reference: str
    phone: str | None = None
    by_customer: bool = True
    client_id: ClientId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Who waits for a person and ends it leaves a ticket: *reference* is new and unique."""

    by: ClosedBy
    agent_id: StaffId | None = None
    client_id: ClientId | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    client_id: ClientId
    score: int
    comment: str
    masked: frozenset[SecretKind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSeen:
    by: Reader
    up_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLanguage:
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyCustomer:
    """The host site vouches for who the customer is."""

    customer_id: CustomerId
    name: str


Command = (
    ReceiveMessage
    | AnswerOffer
    | AnswerWait
    | AnswerWithdrawal
    | AskForHuman
    | RecordBotReply
    | ReportBotUnavailable
    | ReportBotStarting
    | AcceptConversation
    | SendAgentMessage
    | AddNote
    | HandBack
    | Requeue
    | ReportNobodyOnDuty
    | OpenFollowUp
    | Close
    | Rate
    | MarkSeen
    | SetLanguage
    | IdentifyCustomer
)
