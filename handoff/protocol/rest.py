"""Bodies of the REST interface that the pages use. Times are RFC 3339 in UTC."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from handoff.domain.escalation import EscalationReason
from handoff.domain.events import FollowUpKind
from handoff.domain.evidence import Rule
from handoff.protocol.frames import Id, Language, StaffView

Role = Literal["agent", "supervisor", "admin"]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Problem(Body):
    """Every refusal over REST has this body."""

    error: str
    message: str


class TokenRequest(Body):
    """Asks for a customer token: a new anonymous one, a renewal, or one bound to an identity."""

    #: The token that the client holds, perhaps run out up to a week ago.
    token: Annotated[str, StringConstraints(max_length=4096)] | None = None
    #: Signed by the host site: who its signed-in customer is.
    identity: Annotated[str, StringConstraints(max_length=4096)] | None = None


class TokenGrant(Body):
    token: str
    expires_at: datetime
    customer: Id
    #: Name from the host site's identity; None while anonymous.
    name: str | None
    #: The customer's newest conversation that is not closed.
    conversation: Id | None


class SignIn(Body):
    email: Annotated[str, StringConstraints(max_length=254, strip_whitespace=True)]
    password: Annotated[str, StringConstraints(max_length=1024)]


class Session(Body):
    """Of a signed-in member of staff. *csrf* goes back in the header X-CSRF-Token."""

    me: StaffView
    csrf: str
    expires_at: datetime


class FollowUpView(Body):
    reference: str
    kind: FollowUpKind
    conversation: Id
    customer_name: str | None
    phone: str | None
    reason: EscalationReason
    topic: str | None
    created_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    note: str | None


class FollowUpList(Body):
    items: tuple[FollowUpView, ...]


class CloseFollowUp(Body):
    note: Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]


class StaffAccount(Body):
    id: Id
    name: str
    email: str
    role: Role
    capacity: int
    active: bool
    #: Now, on any of their connections.
    presence: Literal["available", "away", "offline"]


class StaffList(Body):
    items: tuple[StaffAccount, ...]


class NewStaff(Body):
    name: Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
    email: Annotated[
        str,
        StringConstraints(max_length=254, strip_whitespace=True, pattern=r"^[^@\s]+@[^@\s]+$"),
    ]
    role: Role
    capacity: Annotated[int, Field(ge=1, le=20)] = 4
    password: Annotated[str, StringConstraints(min_length=12, max_length=1024)]


class ChangeStaff(Body):
    """Only what is given changes."""

    name: (
        Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)] | None
    ) = None
    role: Role | None = None
    capacity: Annotated[int, Field(ge=1, le=20)] | None = None
    active: bool | None = None
    password: Annotated[str, StringConstraints(min_length=12, max_length=1024)] | None = None


class Part(Body):
    """One thing that the service needs, and whether it is well."""

    name: Literal["database", "bot", "detector"]
    ok: bool
    message: str
    latency_ms: float | None


class Readiness(Body):
    ready: bool
    #: Ready for customers although not everything is well: the bot is down and people still
    #: answer, or nothing reads the customers' turns and only the certain rules hand over.
    degraded: bool
    parts: tuple[Part, ...]


class Liveness(Body):
    status: Literal["ok"] = "ok"
    version: str


class SystemView(Body):
    """For the admin page."""

    readiness: Readiness
    version: str
    policy_version: int
    on_duty: int
    waiting: int
    with_agents: int
    with_bot: int
    open_follow_ups: int


#: What no value of a policy comes near; what it may be is the domain's to say.
_MANY = 10**9
Amount = Annotated[int, Field(ge=-_MANY, le=_MANY)]
Share = Annotated[float, Field(ge=-_MANY, le=_MANY, allow_inf_nan=False)]


class PolicyRules(Body):
    """How far each reason may lead by itself: to nothing, to an offer, to a transfer."""

    asked_for_human: Rule
    sensitive: Rule
    frustrated: Rule
    no_progress: Rule


class PolicyAccumulation(Body):
    """How evidence builds up over turns; made with the detector's model, see the glossary."""

    prior: Share
    drift: Share
    keep: Share
    most: Share


class PolicyAccumulations(Body):
    frustrated: PolicyAccumulation
    no_progress: PolicyAccumulation


class PolicyLeanings(Body):
    """Added to the log-odds of each reason's evidence, in nats; made with the detector's model."""

    asked_for_human: Share
    sensitive: Share
    frustrated: Share
    no_progress: Share


class PolicyTargets(Body):
    """Seconds within which a person should be there, by the reason of the escalation."""

    asked_for_human: Amount
    sensitive: Amount
    frustrated: Amount
    no_progress: Amount
    bot_unavailable: Amount


class PolicyContent(Body):
    """All values of a policy, without its version. `_s` are seconds."""

    #: Evidence, above 0 to 1, from which a person is offered.
    offer_at: Share
    #: Evidence, *offer_at* to 1, from which a person takes over.
    transfer_at: Share
    rules: PolicyRules
    accumulations: PolicyAccumulations
    leanings: PolicyLeanings
    #: Offers in one stretch with the bot.
    most_offers: Amount
    #: Customer turns between two offers.
    offer_pause: Amount
    #: Failures on one topic after which a person takes over.
    max_failures: Amount
    targets_s: PolicyTargets
    #: With nobody on duty, a waiting customer gets a ticket after this.
    unattended_ticket_after_s: Amount
    #: With people on duty but none free, likewise.
    waiting_ticket_after_s: Amount
    #: A conversation with the bot in which nothing happens for this long is closed.
    idle_close_after_s: Amount


class PolicyVersion(Body):
    """One version of the policy. It never changes."""

    number: int
    at: datetime
    #: Name of who set it; None: shipped with Hangat.
    by: str | None
    #: Why; None where *undoes* says it, and for what was shipped.
    note: str | None
    #: The version that this one took back.
    undoes: int | None
    content: PolicyContent


class PolicyHistory(Body):
    #: Newest first; the first one is in force.
    versions: tuple[PolicyVersion, ...]
    #: What this version of Hangat comes with.
    shipped: PolicyContent


class NewPolicy(Body):
    #: Number of the version that the change was made on: refused when it is no longer in force.
    base: Annotated[int, Field(ge=1, le=_MANY)]
    note: Annotated[str, StringConstraints(min_length=3, max_length=500, strip_whitespace=True)]
    content: PolicyContent


class UndoPolicy(Body):
    #: Number of the version to take back: refused when it is no longer in force.
    base: Annotated[int, Field(ge=1, le=_MANY)]


class PolicyProblem(Problem):
    """The domain refuses a value of a policy. *field* is its name in `PolicyContent`."""

    field: str


class DemoCustomer(Body):
    subject: str
    name: str
    about: str


class DemoCustomers(Body):
    items: tuple[DemoCustomer, ...]


class DemoIdentity(Body):
    """What the demo bank's site signs for its signed-in customer."""

    identity: str
    name: str


class ArticleView(Body):
    """An article of the knowledge base in one language."""

    slug: str
    title: str
    answer: str
    steps: tuple[str, ...]
    updated: date
    #: Whether it answers what was searched for, by the search's own judgement.
    fits: bool
    #: Its page for customers; None where they could not reach it.
    url: str | None


class ArticleList(Body):
    items: tuple[ArticleView, ...]


SuggestionSource = Literal["article", "answer"]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class SuggestionView(Body):
    """A reply that an agent may insert and edit; it is never sent by itself."""

    source: SuggestionSource
    #: Names it when its use is reported: the article's slug, or a digest of the earlier answer.
    reference: Reference
    #: The article's title; None for an earlier answer.
    title: str | None
    text: str
    #: The article's page; None for an earlier answer, and where customers could not reach it.
    url: str | None


class SuggestionList(Body):
    """Up to three, for the customer's last message, best first."""

    #: Number of that message: a client that knows a newer one leaves the list unshown. 0: none.
    seq: Annotated[int, Field(ge=0)]
    #: The customer's, in which the replies are written.
    language: Language
    items: tuple[SuggestionView, ...]


class SuggestionUse(Body):
    """What became of a suggestion that an agent inserted. Sent once more for each change."""

    source: SuggestionSource
    reference: Reference
    #: Which of the list it was, from 1.
    place: Annotated[int, Field(ge=1, le=3)]
    outcome: Literal["inserted", "taken_back", "sent", "sent_edited"]


class SuggestionSourceFigures(Body):
    """How many were inserted, and how many of these taken back, sent as they were, or changed."""

    source: SuggestionSource
    inserted: int
    taken_back: int
    sent: int
    sent_edited: int


class SuggestionFigures(Body):
    since: datetime
    #: A source of which nothing was inserted is left out.
    items: tuple[SuggestionSourceFigures, ...]
