"""What the use cases need from the outside world, in the core's own words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from handoff.domain.access import Role
from handoff.domain.commands import RecordBotReply
from handoff.domain.conversation import Conversation, Settled
from handoff.domain.escalation import EscalationPolicy, EscalationReason
from handoff.domain.events import FollowUpKind, Recorded
from handoff.domain.ids import ClientId, ConversationId, CustomerId, StaffId
from handoff.domain.signals import Signal, Turn

Presence = Literal["available", "away"]


class StoreUnavailable(Exception):
    """The database cannot be reached, or did not answer in time. Nothing was stored."""


class UnknownConversation(Exception):
    """There is no conversation with this id."""


class Clock(Protocol):
    def __call__(self) -> datetime: ...


# ------------------------------------------------------------------ conversations


class LockedConversation(Protocol):
    """One conversation, locked for the length of a transaction."""

    conversation: Conversation
    #: The host site's own name for its customer; None while anonymous.
    subject: str | None

    async def find(self, sender: str, client_id: ClientId) -> Recorded | None:
        """What *sender* ("customer" or a staff id) already sent under this id."""
        ...

    async def record(self, seq: int) -> Recorded | None: ...

    async def append(
        self, records: Sequence[Recorded], after: Conversation, lease: datetime | None = None
    ) -> None:
        """*lease*: until when the caller is the one to ask the bot for the turn that is owed.

        It lapses by itself; None changes nothing.
        """
        ...

    async def reserve(self, agent_id: StaffId) -> bool:
        """Lock the agent's row and say whether one more conversation fits."""
        ...

    async def look(self, look: Look) -> tuple[Recorded | None, int]:
        """What a decision needs, at once: `find`, and how many of the staff take conversations."""
        ...

    async def next_reference(self) -> str:
        """A new, unique, readable number for a follow-up."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSummary:
    """A conversation with what its card in a list needs."""

    conversation: Conversation
    subject: str | None
    #: The newest record that holds words, whoever wrote them.
    last: Recorded | None
    #: Customer messages with a higher number than the agent has seen.
    unread: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedTurn:
    """A conversation whose bot owes an answer, and the messages that it has not answered."""

    conversation: Conversation
    subject: str | None
    said: Sequence[Recorded]


@dataclass(frozen=True, slots=True)
class Look:
    """What `LockedConversation.look` will be asked, said beforehand."""

    sender: str | None
    client_id: ClientId | None
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Advanced:
    """What is known of a conversation that was advanced without having been read."""

    subject: str | None


class Conversations(Protocol):
    def locked(
        self, conversation_id: ConversationId, ahead: Look | None = None
    ) -> AbstractAsyncContextManager[LockedConversation]:
        """Raises UnknownConversation, StoreUnavailable. An exception inside rolls back.

        *ahead*: the look that will follow, which then costs no round trip of its own.
        """
        ...

    async def advance(
        self,
        before: Conversation,
        records: Sequence[Recorded],
        after: Conversation,
        lease: datetime | None = None,
    ) -> Advanced | None:
        """`append` to a conversation that nobody locked, if its newest number is still *before*'s.

        None: it is not, or one of *records* was sent before; nothing is stored then. No follow-up
        may be among them. Raises StoreUnavailable.
        """
        ...

    async def create(self, first: Recorded, conversation: Conversation) -> ConversationId:
        """Store it, unless the customer has an open one. Returns whichever is the open one."""
        ...

    async def get(self, conversation_id: ConversationId) -> Conversation: ...

    async def log(
        self, conversation_id: ConversationId, after: int = 0, newest: int | None = None
    ) -> Sequence[Recorded]:
        """Records with a number above *after*, oldest first; only the *newest* of them if given."""
        ...

    async def heads(
        self, conversation_ids: Sequence[ConversationId]
    ) -> Mapping[ConversationId, int]:
        """The newest number of each."""
        ...

    async def owed_turn(self, conversation_id: ConversationId) -> OwedTurn | None:
        """What the bot owes an answer to now; None when it owes none."""
        ...

    async def newest_open(self, customer_id: CustomerId) -> ConversationId | None: ...

    async def open_of(self, customer_id: CustomerId) -> Sequence[ConversationId]:
        """All conversations of this customer that are not closed."""
        ...

    async def waiting(self) -> Sequence[ConversationSummary]:
        """All on the floor `queue`, earliest due first."""
        ...

    async def with_agents(self) -> Sequence[ConversationSummary]: ...

    async def counts(self) -> Mapping[str, int]:
        """On each floor; `closed`, and what was opened and never written in, left out."""
        ...

    async def handling_times(self, since: datetime) -> Sequence[timedelta]:
        """How long agents held the floor, for assignments that ended after *since*."""
        ...

    # upkeep
    async def keep_turn(self, conversation_id: ConversationId, until: datetime) -> bool:
        """The caller asks the bot until then, and no longer. False: it owes nothing any more."""
        ...

    async def claim_owed_turns(
        self, now: datetime, until: datetime, limit: int
    ) -> Sequence[ConversationId]:
        """Bot turns that are owed and leased by nobody: now leased by the caller."""
        ...

    async def held_by_absent(self, now: datetime) -> Sequence[tuple[ConversationId, StaffId]]:
        """Conversations whose agent's presence lease has lapsed."""
        ...

    async def idle_with_bot(self, before: datetime, limit: int) -> Sequence[ConversationId]: ...


# ------------------------------------------------------------------ customers, follow-ups, staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    id: CustomerId
    #: The host site's own name for its customer; None while anonymous.
    subject: str | None
    name: str | None


class Customers(Protocol):
    async def create(self, customer: Customer, at: datetime) -> None: ...

    async def get(self, customer_id: CustomerId) -> Customer | None: ...

    async def of_site(self, new: CustomerId, subject: str, name: str, at: datetime) -> Customer:
        """The customer whom the host site calls *subject*: known, or from now on under *new*."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    reference: str
    kind: FollowUpKind
    conversation_id: ConversationId
    customer_name: str | None
    phone: str | None
    reason: EscalationReason
    topic: str | None
    created_at: datetime
    closed_at: datetime | None = None
    closed_by: str | None = None
    note: str | None = None


class FollowUps(Protocol):
    async def all(self, *, closed: bool) -> Sequence[FollowUp]:
        """Open: oldest first. Closed: newest first, at most 200."""
        ...

    async def close(
        self, reference: str, staff_id: StaffId, note: str, at: datetime
    ) -> FollowUp | None:
        """None when there is no such open one."""
        ...

    async def count_open(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    id: StaffId
    email: str
    name: str
    role: Role
    capacity: int
    active: bool
    password_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSession:
    staff: StaffMember
    csrf: str
    expires_at: datetime


class EmailTaken(Exception):
    """Another member of staff signs in with this address."""


class Staff(Protocol):
    async def add(self, member: StaffMember, at: datetime) -> None:
        """Raises EmailTaken."""
        ...

    async def save(self, member: StaffMember) -> None: ...

    async def get(self, staff_id: StaffId) -> StaffMember | None: ...

    async def by_email(self, email: str) -> StaffMember | None: ...

    async def all(self) -> Sequence[StaffMember]: ...

    async def open_session(
        self, token_hash: bytes, staff_id: StaffId, csrf: str, at: datetime, expires_at: datetime
    ) -> None: ...

    async def session(self, token_hash: bytes, now: datetime) -> StaffSession | None: ...

    async def end_sessions_of(self, staff_id: StaffId) -> None: ...

    async def note_failed_sign_in(self, key: str, at: datetime) -> None: ...

    async def failed_sign_ins(self, key: str, since: datetime) -> Sequence[datetime]:
        """Oldest first."""
        ...

    async def renew_presence(
        self, staff_id: StaffId, status: Presence | None, until: datetime
    ) -> Presence:
        """Extend the lease; *status* None keeps the last one (`available` for a new one)."""
        ...

    async def shorten_presence(self, staff_id: StaffId, until: datetime) -> None: ...

    async def presences(self, now: datetime) -> Mapping[StaffId, Presence]:
        """Of everyone whose lease holds."""
        ...


# ------------------------------------------------------------------ policies


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    """A policy, and who set it when and why. It never changes."""

    #: Carries the version's number.
    policy: EscalationPolicy
    at: datetime
    #: Name of who set it; None: shipped with Hangat.
    by: str | None
    note: str | None
    #: The version that this one took back.
    undoes: int | None


class Policies(Protocol):
    async def head(self) -> int:
        """Number of the newest version; 0 when there is none."""
        ...

    async def history(self, limit: int) -> Sequence[PolicyVersion]:
        """The newest *limit* versions, newest first, without those that nobody here can read."""
        ...

    async def add(
        self,
        policy: EscalationPolicy,
        at: datetime,
        *,
        by: StaffId | None,
        note: str | None,
        undoes: int | None = None,
    ) -> bool:
        """Store it as the next version; its own number says which. Every process is hinted.

        False: the version before it is not, or no longer, the newest. Nothing was stored then.
        """
        ...


# ------------------------------------------------------------------ trust


class BadToken(Exception):
    """A token that is broken, not ours, or has run out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom the host site vouches for."""

    subject: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenHolder:
    """Whose token it is, until when, and when the host site last vouched for them."""

    customer_id: CustomerId
    expires_at: datetime
    vouched_at: datetime | None


class Tokens(Protocol):
    def grant(
        self, customer_id: CustomerId, now: datetime, vouched_at: datetime | None
    ) -> tuple[str, datetime]: ...

    def customer(self, token: str, now: datetime, *, renewing: bool = False) -> TokenHolder:
        """Raises BadToken. *renewing*: one that ran out a while ago still says who it is."""
        ...

    def identity(self, token: str, now: datetime) -> Identity:
        """Raises BadToken."""
        ...

    def sign_identity(self, subject: str, name: str, now: datetime) -> str: ...


class Passwords(Protocol):
    async def hash(self, password: str) -> str: ...

    async def matches(self, password: str, hashed: str | None) -> bool:
        """Takes as long for an account that does not exist (None)."""
        ...


# ------------------------------------------------------------------ bot, detector, hints


class BotUnavailable(Exception):
    """The bot gave no usable answer in time."""


class BotAway(BotUnavailable):
    """Nobody is there: it is starting, or gone. It kept nothing of the turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotTurn:
    """What the bot is asked: all customer words that it has not answered."""

    conversation_id: ConversationId
    session: int
    answers: int
    text: str
    #: The bot's own payload of the button that the customer tapped.
    payload: str | None
    language: str
    subject: str | None
    customer_name: str | None
    settled: Settled | None
    #: How likely the detector takes one of these words for a sensitive matter; None: not all were
    #: read.
    sensitive: float | None = None


class Bot(Protocol):
    async def reply(self, turn: BotTurn) -> RecordBotReply:
        """Raises BotUnavailable: past its deadline, or no usable answer. BotAway: not there."""
        ...

    async def healthy(self) -> str | None:
        """None when well, else what is wrong, in a sentence."""
        ...


class Detector(Protocol):
    async def read(self, turns: Sequence[Turn]) -> Signal:
        """What the last of *turns*, the customer's new message, shows.

        *turns*: all of the customer's and the bot's since the bot last took the floor, oldest
        first. May raise anything: the conversation then goes on by the certain rules.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Something changed: look. Losing one costs a poll interval, never a message."""

    #: None: look at everything (the channel was cut for a while).
    conversation_id: ConversationId | None
    #: Its newest number, where the hint says so: who has it already need not look.
    seq: int | None = None
    #: What was appended, where it happened in this process: nobody need read it back.
    records: tuple[Recorded, ...] = ()
    #: Set for what is never stored: somebody is typing.
    typing: Literal["customer", "agent"] | None = None
    on: bool = False


class Hints(Protocol):
    def listen(self) -> AsyncIterator[Hint]: ...

    async def publish(self, hint: Hint) -> None: ...
