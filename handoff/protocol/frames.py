"""The frames of the two websocket protocols, `customer` and `agent`.

One JSON object a text frame. Frames from a client refuse unknown fields, so that a typo in a
client is an error that its author sees. The JSON schema of everything here is exported for
TypeScript (`python -m handoff.protocol.export`); docs/protocol.md explains the course of a
connection.
"""

from __future__ import annotations

import enum
import unicodedata
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from handoff.domain.commands import Reader
from handoff.domain.conversation import Floor
from handoff.domain.escalation import EscalationReason
from handoff.domain.events import ClosedBy, FollowUpKind, Outcome
from handoff.domain.evidence import Decision

VERSION = 1
#: The websocket subprotocol that both sides name.
SUBPROTOCOL = "hangat.v1"
MAX_FRAME_BYTES = 32 * 1024
MAX_TEXT = 4000
MAX_COMMENT = 1000
#: Newest events that a snapshot carries; older ones are in the transcript.
MAX_EVENTS = 500

Id = Annotated[
    str,
    StringConstraints(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    ),
]
ClientIdField = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]


def _visible(text: str) -> str:
    """Refuses what shows as an empty bubble: separators and invisible signs only."""
    if not any(unicodedata.category(sign)[0] not in "CZ" for sign in text):
        raise ValueError("there is nothing to read in it")
    return text


Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_TEXT, strip_whitespace=True),
    AfterValidator(_visible),
]
Language = Literal["id", "en"]
#: 8 to 15 digits (E.164), grouped as people write them.
Phone = Annotated[
    str,
    StringConstraints(pattern=r"^\+?\(?[0-9](?:[ ()-]{0,2}[0-9]){7,14}$", strip_whitespace=True),
]
Seq = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClientFrame(Frame):
    """From a client: what is a number must be sent as one."""

    model_config = ConfigDict(strict=True)


# ---------------------------------------------------------------- from a customer


class CustomerHello(ClientFrame):
    """First frame of a connection. *cursor* is the last number that the client has."""

    type: Literal["hello"] = "hello"
    v: Literal[1]
    token: Annotated[str, StringConstraints(max_length=4096)]
    conversation: Id | None = None
    cursor: Seq = 0
    language: Language = "id"


class CustomerMessage(ClientFrame):
    type: Literal["message"] = "message"
    client_id: ClientIdField
    text: Text


class ChooseReply(ClientFrame):
    """The customer taps button *option* (from 0) of the bot's reply with number *seq*."""

    type: Literal["choose"] = "choose"
    client_id: ClientIdField
    seq: Seq
    option: Annotated[int, Field(ge=0, le=99)]


class AskHuman(ClientFrame):
    type: Literal["ask_human"] = "ask_human"
    client_id: ClientIdField


class RequestFollowUp(ClientFrame):
    """Instead of waiting: a call-back (needs *phone*) or a numbered ticket."""

    type: Literal["follow_up"] = "follow_up"
    client_id: ClientIdField
    kind: FollowUpKind
    phone: Phone | None = None

    @model_validator(mode="after")
    def _a_call_back_needs_a_number(self) -> Self:
        if (self.kind is FollowUpKind.CALLBACK) != (self.phone is not None):
            raise ValueError("a call-back needs a phone number, a ticket takes none")
        return self


class EndConversation(ClientFrame):
    type: Literal["end"] = "end"
    client_id: ClientIdField


class RateConversation(ClientFrame):
    type: Literal["rate"] = "rate"
    client_id: ClientIdField
    score: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[str, StringConstraints(max_length=MAX_COMMENT, strip_whitespace=True)] = ""


class CustomerTyping(ClientFrame):
    type: Literal["typing"] = "typing"
    on: bool


class CustomerSeen(ClientFrame):
    type: Literal["seen"] = "seen"
    seq: Seq


class ChooseLanguage(ClientFrame):
    type: Literal["language"] = "language"
    language: Language


class RenewToken(ClientFrame):
    """A newer token for the same customer, before the old one runs out."""

    type: Literal["renew"] = "renew"
    token: Annotated[str, StringConstraints(max_length=4096)]


class Ping(ClientFrame):
    type: Literal["ping"] = "ping"


CustomerFrame = Annotated[
    CustomerHello
    | CustomerMessage
    | ChooseReply
    | AskHuman
    | RequestFollowUp
    | EndConversation
    | RateConversation
    | CustomerTyping
    | CustomerSeen
    | ChooseLanguage
    | RenewToken
    | Ping,
    Field(discriminator="type"),
]


# ---------------------------------------------------------------- what both audiences see


class Author(enum.StrEnum):
    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"


class NoticeKind(enum.StrEnum):
    STARTED = "started"
    BOT_STARTING = "bot_starting"
    ESCALATED = "escalated"
    NOBODY_ON_DUTY = "nobody_on_duty"
    MESSAGE_KEPT = "message_kept"
    SECRET_WARNED = "secret_warned"  # noqa: S105 - the name of a notice, not a password
    AGENT_JOINED = "agent_joined"
    AGENT_LEFT = "agent_left"
    HANDED_BACK = "handed_back"
    WAIT_CANCELLED = "wait_cancelled"
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_WITHDRAWN = "follow_up_withdrawn"
    CLOSED = "closed"


class SeenView(Frame):
    kind: Literal["seen"] = "seen"
    seq: int
    at: datetime
    floor: Floor
    by: Reader
    up_to: int


class RatedView(Frame):
    kind: Literal["rated"] = "rated"
    seq: int
    at: datetime
    floor: Floor
    score: int
    #: Only agents are shown the words.
    comment: str = ""
    #: Of the customer's own: the acknowledgement.
    client_id: str | None = None


class LanguageView(Frame):
    kind: Literal["language"] = "language"
    seq: int
    at: datetime
    floor: Floor
    language: str


class SkippedView(Frame):
    """An event that this audience has no business with: only its number counts."""

    kind: Literal["skipped"] = "skipped"
    seq: int
    at: datetime
    floor: Floor


# ---------------------------------------------------------------- to a customer


class ButtonView(Frame):
    option: int
    title: str


class LinkView(Frame):
    """An address that stands in a text, and the title of the article there."""

    url: str
    title: str


class CustomerMessageView(Frame):
    """A bubble. One reply of the bot can hold several texts; buttons belong to the last."""

    kind: Literal["message"] = "message"
    seq: int
    at: datetime
    #: Who holds the floor after this event.
    floor: Floor
    author: Author
    #: The agent's first name, "Asisten virtual", or None for the customer's own words.
    name: str | None
    texts: tuple[str, ...]
    #: Our own help pages in the texts: show the title in place of the address.
    links: tuple[LinkView, ...] = ()
    buttons: tuple[ButtonView, ...] = ()
    #: Of the customer's own message: this coming back is the acknowledgement.
    client_id: str | None = None
    #: Kinds of secrets that were masked in it.
    masked: tuple[str, ...] = ()


class CustomerNoticeView(Frame):
    """A line between the bubbles, in words for the customer."""

    kind: Literal["notice"] = "notice"
    seq: int
    at: datetime
    floor: Floor
    notice: NoticeKind
    text: str
    agent: str | None = None
    reference: str | None = None
    follow_up: FollowUpKind | None = None
    reason: EscalationReason | None = None
    #: Set when the customer's own action caused it.
    client_id: str | None = None


CustomerEventView = Annotated[
    CustomerMessageView | CustomerNoticeView | SeenView | RatedView | LanguageView | SkippedView,
    Field(discriminator="kind"),
]


class CustomerState(Frame):
    """The snapshot for a customer: the same as what all events up to *seq* lead to."""

    conversation: Id
    seq: int
    floor: Floor
    language: str
    customer_name: str | None
    agent: str | None
    bot_is_writing: bool
    nobody_on_duty: bool
    follow_up: str | None
    rating: int | None
    can_rate: bool
    seen_by_agent: int
    seen_by_customer: int


class Waiting(Frame):
    """Where the customer stands in line. *minutes* is an honest range; None: not known yet."""

    type: Literal["waiting"] = "waiting"
    position: int
    minutes: tuple[int, int] | None
    on_duty: int


class CustomerWelcome(Frame):
    """Answer to hello. *events* follow the cursor, or are all of them (*resumed* false)."""

    type: Literal["welcome"] = "welcome"
    v: Literal[1] = 1
    resumed: bool
    state: CustomerState
    events: tuple[CustomerEventView, ...]
    token_expires_at: datetime
    heartbeat_s: float
    max_text: int = MAX_TEXT


class CustomerEvents(Frame):
    """New events, in order, without gaps, and the state after the last of them."""

    type: Literal["events"] = "events"
    events: tuple[CustomerEventView, ...]
    state: CustomerState


class TypingView(Frame):
    type: Literal["typing"] = "typing"
    author: Author
    on: bool


class Heartbeat(Frame):
    """*seq* is the newest number of the conversation: a client that lacks it says hello again."""

    type: Literal["heartbeat"] = "heartbeat"
    seq: int


class ErrorCode(enum.StrEnum):
    MALFORMED = "malformed"  #: not JSON, not an object, not text
    INVALID = "invalid"  #: unknown type or field, missing field, value out of range
    TOO_LARGE = "too_large"
    RATE_LIMITED = "rate_limited"
    UNAUTHORIZED = "unauthorized"  #: no, broken or expired token or session
    FORBIDDEN = "forbidden"  #: not yours
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"  #: somebody else was faster
    AT_CAPACITY = "at_capacity"
    ILLEGAL = "illegal"  #: not while the floor is where it is
    UNAVAILABLE = "unavailable"  #: the database cannot be reached; try again


class ErrorView(Frame):
    """A refusal. What was sent is not stored. *retry*: the same frame may succeed later."""

    type: Literal["error"] = "error"
    code: ErrorCode
    #: For people who build clients; the pages have words of their own for each code.
    message: str
    retry: bool = False
    retry_after_s: float | None = None
    client_id: str | None = None
    request: str | None = None
    conversation: str | None = None


CustomerServerFrame = Annotated[
    CustomerWelcome | CustomerEvents | Waiting | TypingView | Heartbeat | ErrorView,
    Field(discriminator="type"),
]


# ---------------------------------------------------------------- from an agent

RequestId = ClientIdField


class AgentHello(ClientFrame):
    type: Literal["hello"] = "hello"
    v: Literal[1]


class SetPresence(ClientFrame):
    type: Literal["presence"] = "presence"
    request: RequestId
    status: Literal["available", "away"]


class Follow(ClientFrame):
    """Send me this conversation from *cursor* on, and what comes."""

    type: Literal["follow"] = "follow"
    conversation: Id
    cursor: Seq = 0


class Unfollow(ClientFrame):
    type: Literal["unfollow"] = "unfollow"
    conversation: Id


class Accept(ClientFrame):
    type: Literal["accept"] = "accept"
    request: RequestId
    conversation: Id


class AgentMessage(ClientFrame):
    type: Literal["message"] = "message"
    conversation: Id
    client_id: ClientIdField
    text: Text


class AgentNote(ClientFrame):
    type: Literal["note"] = "note"
    conversation: Id
    client_id: ClientIdField
    text: Text


class HandBackFrame(ClientFrame):
    type: Literal["hand_back"] = "hand_back"
    request: RequestId
    conversation: Id
    note: Annotated[str, StringConstraints(max_length=1000, strip_whitespace=True)] = ""


class RequeueFrame(ClientFrame):
    type: Literal["requeue"] = "requeue"
    request: RequestId
    conversation: Id


class CloseFrame(ClientFrame):
    type: Literal["close"] = "close"
    request: RequestId
    conversation: Id


class AgentTyping(ClientFrame):
    type: Literal["typing"] = "typing"
    conversation: Id
    on: bool


class AgentSeen(ClientFrame):
    type: Literal["seen"] = "seen"
    conversation: Id
    seq: Seq


AgentFrame = Annotated[
    AgentHello
    | SetPresence
    | Follow
    | Unfollow
    | Accept
    | AgentMessage
    | AgentNote
    | HandBackFrame
    | RequeueFrame
    | CloseFrame
    | AgentTyping
    | AgentSeen
    | Ping,
    Field(discriminator="type"),
]


# ---------------------------------------------------------------- to an agent


class StaffView(Frame):
    id: Id
    name: str
    email: str
    role: Literal["agent", "supervisor", "admin"]
    capacity: int


class Card(Frame):
    """One conversation in a list of the console."""

    conversation: Id
    seq: int
    floor: Floor
    customer_name: str | None
    signed_in: bool
    language: str
    reason: EscalationReason | None
    topic: str | None
    queued_at: datetime | None
    due_at: datetime | None
    nobody_on_duty: bool
    agent: str | None
    #: The newest message of anyone, shortened, and who wrote it.
    last_text: str | None
    last_author: Author | None
    last_at: datetime
    #: Customer messages that the agent has not seen.
    unread: int


class SignalView(Frame):
    """What was measured of a customer turn. Absent scores were not measured."""

    model_version: str
    repeats: int
    sentiment: float | None = None
    frustration: float | None = None
    #: The strongest evidence for a person after this turn, 0 to 1, and what it led to. Absent
    #: where nothing was judged.
    evidence: float | None = None
    decision: Decision | None = None


class AgentMessageView(Frame):
    kind: Literal["message"] = "message"
    seq: int
    at: datetime
    floor: Floor
    author: Author
    name: str | None
    texts: tuple[str, ...]
    links: tuple[LinkView, ...] = ()
    buttons: tuple[ButtonView, ...] = ()
    client_id: str | None = None
    masked: tuple[str, ...] = ()
    #: Of a bot reply: what it took the customer to want, and what came of it.
    intent: str | None = None
    confidence: float | None = None
    outcome: Outcome | None = None
    signal: SignalView | None = None


class NoteView(Frame):
    kind: Literal["note"] = "note"
    seq: int
    at: datetime
    floor: Floor
    name: str
    text: str
    #: Of the viewer's own notes only.
    client_id: str | None = None
    masked: tuple[str, ...] = ()


class AgentNoticeView(Frame):
    """A line between the bubbles, in words for the agent."""

    kind: Literal["notice"] = "notice"
    seq: int
    at: datetime
    floor: Floor
    notice: NoticeKind
    #: In Indonesian and in English; the console shows the one its agent reads.
    text: dict[Literal["id", "en"], str]
    agent: str | None = None
    reference: str | None = None
    follow_up: FollowUpKind | None = None
    phone: str | None = None
    reason: EscalationReason | None = None
    topic: str | None = None
    failures: int | None = None
    note: str | None = None
    closed_by: ClosedBy | None = None


AgentEventView = Annotated[
    AgentMessageView
    | NoteView
    | AgentNoticeView
    | SeenView
    | RatedView
    | LanguageView
    | SkippedView,
    Field(discriminator="kind"),
]


class AgentState(Frame):
    """The snapshot of one conversation for staff."""

    conversation: Id
    seq: int
    floor: Floor
    language: str
    customer_name: str | None
    signed_in: bool
    agent: str | None
    agent_id: str | None
    #: This viewer holds the floor.
    mine: bool
    reason: EscalationReason | None
    topic: str | None
    failures: int
    handoffs: int
    queued_at: datetime | None
    due_at: datetime | None
    nobody_on_duty: bool
    follow_up: str | None
    settled: str | None
    rating: int | None
    seen_by_customer: int
    seen_by_agent: int
    started_at: datetime


class AgentWelcome(Frame):
    type: Literal["welcome"] = "welcome"
    v: Literal[1] = 1
    me: StaffView
    presence: Literal["available", "away"]
    heartbeat_s: float
    max_text: int = MAX_TEXT


class Inbox(Frame):
    """All that waits, earliest due first, and the viewer's own. Sent whole when it changes."""

    type: Literal["inbox"] = "inbox"
    waiting: tuple[Card, ...]
    mine: tuple[Card, ...]
    #: Conversations with other people; supervisors and admins only.
    others: tuple[Card, ...] = ()
    on_duty: int
    open_follow_ups: int


class ConversationSnapshot(Frame):
    """Answer to follow. *resumed*: the events continue the viewer's cursor."""

    type: Literal["snapshot"] = "snapshot"
    resumed: bool
    state: AgentState
    events: tuple[AgentEventView, ...]


class AgentEvents(Frame):
    type: Literal["events"] = "events"
    conversation: Id
    events: tuple[AgentEventView, ...]
    state: AgentState


class AgentTypingView(Frame):
    type: Literal["typing"] = "typing"
    conversation: Id
    author: Author
    on: bool


class Done(Frame):
    """The request with this id was carried out."""

    type: Literal["done"] = "done"
    request: str


class PresenceView(Frame):
    type: Literal["presence"] = "presence"
    status: Literal["available", "away"]


class AgentHeartbeat(Frame):
    """The newest number of each followed conversation."""

    type: Literal["heartbeat"] = "heartbeat"
    cursors: dict[str, int]


AgentServerFrame = Annotated[
    AgentWelcome
    | Inbox
    | ConversationSnapshot
    | AgentEvents
    | AgentTypingView
    | Done
    | PresenceView
    | AgentHeartbeat
    | ErrorView,
    Field(discriminator="type"),
]
