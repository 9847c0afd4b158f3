"""What happened to a conversation. Facts: stored, never edited."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from handoff.domain.courtesies import Courtesy
from handoff.domain.escalation import EscalationReason
from handoff.domain.evidence import Because, Evidence, Verdict
from handoff.domain.ids import ClientId, CustomerId, StaffId
from handoff.domain.masking import SecretKind
from handoff.domain.signals import Signal


class Outcome(enum.StrEnum):
    """What the bot did with the customer's turn."""

    ANSWERED = "answered"
    ASKED = "asked"  #: it needs something from the customer first
    FALLBACK = "fallback"  #: it did not understand
    FAILED = "failed"  #: it understood and could not do it, or the customer says it did not help
    CHITCHAT = "chitchat"
    ESCALATE = "escalate"  #: it says that a person is needed


class FollowUpKind(enum.StrEnum):
    CALLBACK = "callback"
    TICKET = "ticket"


class ClosedBy(enum.StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"  #: nothing happened for too long


class RequeueCause(enum.StrEnum):
    AGENT = "agent"  #: the agent put it back
    SIGNED_OUT = "signed_out"
    LEASE_LAPSED = "lease_lapsed"  #: the agent's connection has been gone for too long


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A reply that the bot offers. *payload* is the bot's own and never leaves the server."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The page of an article that a text names by its address, and the article's title."""

    url: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BotMessage:
    text: str
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The customer tapped button *option* of the bot's reply with number *seq*."""

    seq: int
    option: int
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationStarted:
    customer_id: CustomerId
    customer_name: str | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerIdentified:
    customer_id: CustomerId
    customer_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChanged:
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived:
    client_id: ClientId
    text: str
    masked: frozenset[SecretKind]
    choice: Choice | None
    signal: Signal | None
    #: What the signal led to, and the evidence after it; None where nothing was judged: another
    #: than the bot had the floor, a button was tapped, an offer was answered, nothing was read.
    verdict: Verdict | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BotTurnRequested:
    """The bot holds the floor and owes an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotReplied:
    """*answers* is the number of the last customer message that this answers."""

    answers: int
    messages: tuple[BotMessage, ...]
    outcome: Outcome
    intent: str | None
    confidence: float | None
    topic: str | None
    #: It answers a button that the customer tapped.
    tapped: bool = False
    #: What was read led to an offer of a person, which is not made behind this answer.
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BotAwaited:
    """The bot is starting: the customer was told so, and that the message is kept."""

    wording: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOffered:
    """After its answer the bot offered a person. *wording*: which of the ways to say it."""

    reason: EscalationReason
    because: tuple[Because, ...]
    wording: int
    #: Whether the answer had asked something too, and the buttons that it had.
    asked: bool = False
    buttons: tuple[Button, ...] = ()
    #: Whether anybody was on duty; if not, what is offered is that it is kept for a person.
    attended: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BotCarriesOn:
    """The customer declined a person and the bot said a short line to that.

    *buttons*: those of its answer before the offer, which the offer had covered. *goes_on*: the
    customer's last message says more than that, and is for the bot.
    """

    wording: int
    buttons: tuple[Button, ...] = ()
    goes_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """A person is needed. The numbers that led here travel with the event."""

    reason: EscalationReason
    topic: str | None
    failures: int
    policy_version: int
    due_at: datetime
    detail: str | None = None
    client_id: ClientId | None = None
    #: What was seen of the customer, for the explanation.
    because: tuple[Because, ...] = ()
    #: The customer accepted the offer of a person.
    offered: bool = False
    #: Which of the ways to say it to the customer.
    wording: int = 0
    #: Whether anybody was on duty; if not, `NobodyOnDuty` follows and nobody "goes on" with it.
    attended: bool = True
    #: The ticket that stood for the wait while the bot did what was asked; closed by this.
    resumes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyOnDuty:
    """The waiting customer was told that nobody is there, and what can be done instead.

    *opens_at*: when staff hours begin again, in their zone; None: nobody has said. *bot*: whether
    the bot can go on helping once a follow-up was chosen.
    """

    opens_at: datetime | None = None
    bot: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageKept:
    """Who wrote while nobody is on duty was told that it is kept, and what can be done now.

    *again*: what can be done was said before, in this wait. *worried*: they asked something in
    fear, and are told what to do now, as it fits *topic*. *guides*: no receipt once more, but what
    helps here and now; *bot*: that is also to go on with the bot.
    """

    wording: int
    again: bool = False
    worried: bool = False
    topic: str | None = None
    guides: bool = False
    bot: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BotMissed:
    """The bot did not answer, nobody is on duty and a follow-up is pending: that stays as it is."""

    kind: FollowUpKind
    reference: str
    wording: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretWarned:
    """Who sent a secret while waiting was told never to give it to anybody."""

    wording: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAsked:
    """Who waits said something as if no person were needed any more, and was asked."""

    wording: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitKept:
    """Who was asked waits on, at the same place."""

    wording: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitCancelled:
    """The customer wants no person any more: the bot has the floor again, and there is no ticket.

    *reason*, *topic*, *due_at*: of the wait, for who changes their mind. *goes_on*: the customer's
    last message is for the bot.
    """

    reason: EscalationReason
    topic: str | None
    due_at: datetime
    wording: int
    goes_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleShown:
    """Who waits asked something that an article answers: it was shown, and they wait on."""

    slug: str
    language: str
    answer: str
    link: Link | None
    wording: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTold:
    """Who waits asked how long it takes, and was told what is known of it."""

    position: int | None
    minutes: tuple[int, int] | None
    on_duty: bool
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpTold:
    """The customer asked about the call-back or ticket that is pending, and was told.

    *number*: about the telephone number; then *kind* None says that none was left yet.
    """

    kind: FollowUpKind | None
    reference: str | None
    phone_end: str | None
    number: bool
    on_duty: bool
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """Who waits said thanks, goodbye or "understood", and was answered in a sentence.

    *formal*, *language*: how they said it. *follow_up*, *reference*, *phone_end*: what stays
    pending; without it, it is the place in line. *quiet*: it is about a grave matter.
    """

    courtesy: Courtesy
    formal: bool
    language: str
    on_duty: bool
    wording: int
    follow_up: FollowUpKind | None = None
    reference: str | None = None
    phone_end: str | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalAsked:
    """The customer said something as if the pending follow-up were not needed any more."""

    kind: FollowUpKind
    reference: str
    wording: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpKept:
    """Who was asked keeps it."""

    kind: FollowUpKind
    reference: str
    wording: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpWithdrawn:
    """The customer does not need it any more: it is closed, unless staff were faster."""

    kind: FollowUpKind
    reference: str
    wording: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAssigned:
    agent_id: StaffId
    agent_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentReplied:
    agent_id: StaffId
    agent_name: str
    client_id: ClientId
    text: str
    masked: frozenset[SecretKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded:
    agent_id: StaffId
    agent_name: str
    client_id: ClientId
    text: str
    masked: frozenset[SecretKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedBack:
    agent_id: StaffId
    agent_name: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Requeued:
    agent_id: StaffId
    agent_name: str
    cause: RequeueCause


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpOpened:
    """*goes_on*: the customer's last message is for the bot, which can do at once what it asks.

    *back*: once it has, the wait goes on, due when it was. *instead*: they would rather be answered
    by the bot, and the matter stays with staff.
    """

    kind: FollowUpKind
    reference: str
    phone: str | None
    reason: EscalationReason
    topic: str | None
    by_customer: bool
    client_id: ClientId | None = None
    goes_on: bool = False
    back: datetime | None = None
    instead: bool = False

    @property
    def phone_end(self) -> str | None:
        """The last four digits: what the customer is told of the number."""
        return "".join(filter(str.isdigit, self.phone))[-4:] if self.phone else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    by: ClosedBy
    agent_id: StaffId | None
    client_id: ClientId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    client_id: ClientId
    score: int
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenByCustomer:
    up_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenByAgent:
    up_to: int


Event = (
    ConversationStarted
    | CustomerIdentified
    | LanguageChanged
    | MessageReceived
    | BotTurnRequested
    | BotReplied
    | BotAwaited
    | PersonOffered
    | BotCarriesOn
    | Escalated
    | NobodyOnDuty
    | MessageKept
    | BotMissed
    | SecretWarned
    | CancelAsked
    | WaitKept
    | WaitCancelled
    | ArticleShown
    | PlaceTold
    | FollowUpTold
    | Acknowledged
    | WithdrawalAsked
    | FollowUpKept
    | FollowUpWithdrawn
    | AgentAssigned
    | AgentReplied
    | NoteAdded
    | HandedBack
    | Requeued
    | FollowUpOpened
    | Closed
    | Rated
    | SeenByCustomer
    | SeenByAgent
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An event at its place in the log of one conversation: numbers start at 1, without gaps."""

    seq: int
    at: datetime
    event: Event
