"""The stores in memory: for tests and for replays. Same contract as PostgreSQL, one process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from handoff.application.ports import (
    Advanced,
    ConversationSummary,
    Customer,
    EmailTaken,
    FollowUp,
    Hint,
    Look,
    OwedTurn,
    PolicyVersion,
    Presence,
    StaffMember,
    StaffSession,
    UnknownConversation,
)
from handoff.application.uses import NEXT, Outcome, SourceFigures, SuggestionUse
from handoff.domain import events as e
from handoff.domain.conversation import Conversation, Floor
from handoff.domain.escalation import EscalationPolicy
from handoff.domain.ids import ClientId, ConversationId, CustomerId, StaffId
from handoff.domain.queue import order_key
from handoff.knowledge.sharing import Earlier

_ENDS = (e.HandedBack, e.Requeued, e.Closed)


class MemoryHints:
    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Hint]] = set()

    async def listen(self) -> AsyncIterator[Hint]:
        queue: asyncio.Queue[Hint] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield Hint(conversation_id=None)
            while True:
                yield await queue.get()
        finally:
            self._queues.discard(queue)

    async def publish(self, hint: Hint) -> None:
        for queue in self._queues:
            queue.put_nowait(hint)


class Memory:
    """Everything that the memory stores share; each store is a view of it."""

    def __init__(self) -> None:
        self.hints = MemoryHints()
        self.customers = MemoryCustomers(self)
        self.staff = MemoryStaff(self)
        self.follow_ups = MemoryFollowUps(self)
        self.policies = MemoryPolicies(self)
        self.conversations = MemoryConversations(self)
        self.suggestions = MemorySuggestions(self)


class MemoryCustomers:
    def __init__(self, memory: Memory) -> None:
        self.rows: dict[CustomerId, Customer] = {}

    async def create(self, customer: Customer, at: datetime) -> None:
        self.rows[customer.id] = customer

    async def get(self, customer_id: CustomerId) -> Customer | None:
        return self.rows.get(customer_id)

    async def of_site(self, new: CustomerId, subject: str, name: str, at: datetime) -> Customer:
        known = next((c.id for c in self.rows.values() if c.subject == subject), new)
        self.rows[known] = Customer(id=known, subject=subject, name=name)
        return self.rows[known]


class MemoryFollowUps:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.rows: dict[str, FollowUp] = {}

    async def all(self, *, closed: bool) -> Sequence[FollowUp]:
        rows = [self._named(f) for f in self.rows.values() if (f.closed_at is not None) == closed]
        if closed:
            return sorted(rows, key=lambda f: f.closed_at or f.created_at, reverse=True)[:200]
        return sorted(rows, key=lambda f: f.created_at)

    async def close(
        self, reference: str, staff_id: StaffId, note: str, at: datetime
    ) -> FollowUp | None:
        row = self.rows.get(reference)
        if row is None or row.closed_at is not None:
            return None
        closer = self._memory.staff.rows[staff_id].name
        self.rows[reference] = replace(row, closed_at=at, closed_by=closer, note=note)
        return self._named(self.rows[reference])

    def withdraw(self, reference: str, at: datetime) -> None:
        row = self.rows[reference]
        if row.closed_at is None:
            self.rows[reference] = replace(row, closed_at=at)

    async def count_open(self) -> int:
        return sum(1 for row in self.rows.values() if row.closed_at is None)

    def _named(self, row: FollowUp) -> FollowUp:
        conversation = self._memory.conversations.rows[row.conversation_id]
        return replace(row, customer_name=conversation.customer_name)


class MemoryStaff:
    def __init__(self, memory: Memory) -> None:
        self.rows: dict[StaffId, StaffMember] = {}
        self._sessions: dict[bytes, tuple[StaffId, str, datetime]] = {}
        self._failed: defaultdict[str, list[datetime]] = defaultdict(list)
        self._presence: dict[StaffId, tuple[Presence, datetime]] = {}

    async def add(self, member: StaffMember, at: datetime) -> None:
        await self.save(member)

    async def save(self, member: StaffMember) -> None:
        known = await self.by_email(member.email)
        if known is not None and known.id != member.id:
            raise EmailTaken(member.email)
        self.rows[member.id] = member

    async def get(self, staff_id: StaffId) -> StaffMember | None:
        return self.rows.get(staff_id)

    async def by_email(self, email: str) -> StaffMember | None:
        return next((m for m in self.rows.values() if m.email.lower() == email.lower()), None)

    async def all(self) -> Sequence[StaffMember]:
        return sorted(self.rows.values(), key=lambda m: (m.name, m.id))

    async def open_session(
        self, token_hash: bytes, staff_id: StaffId, csrf: str, at: datetime, expires_at: datetime
    ) -> None:
        self._sessions[token_hash] = (staff_id, csrf, expires_at)

    async def session(self, token_hash: bytes, now: datetime) -> StaffSession | None:
        staff_id, csrf, expires_at = self._sessions.get(token_hash, (None, "", now))
        member = self.rows.get(staff_id) if staff_id else None
        if member is None or not member.active or expires_at <= now:
            return None
        return StaffSession(staff=member, csrf=csrf, expires_at=expires_at)

    async def end_sessions_of(self, staff_id: StaffId) -> None:
        self._sessions = {k: v for k, v in self._sessions.items() if v[0] != staff_id}

    async def note_failed_sign_in(self, key: str, at: datetime) -> None:
        self._failed[key].append(at)

    async def failed_sign_ins(self, key: str, since: datetime) -> Sequence[datetime]:
        return sorted(at for at in self._failed[key] if at > since)

    async def renew_presence(
        self, staff_id: StaffId, status: Presence | None, until: datetime
    ) -> Presence:
        kept, _ = self._presence.get(staff_id, ("available", until))
        self._presence[staff_id] = (status or kept, until)
        return status or kept

    async def shorten_presence(self, staff_id: StaffId, until: datetime) -> None:
        if staff_id in self._presence:
            status, lease_until = self._presence[staff_id]
            self._presence[staff_id] = (status, min(lease_until, until))

    async def presences(self, now: datetime) -> Mapping[StaffId, Presence]:
        return {
            staff_id: status
            for staff_id, (status, until) in self._presence.items()
            if until > now and staff_id in self.rows and self.rows[staff_id].active
        }


class MemoryPolicies:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.rows: list[PolicyVersion] = []

    async def head(self) -> int:
        return len(self.rows)

    async def history(self, limit: int) -> Sequence[PolicyVersion]:
        return self.rows[::-1][:limit]

    async def add(
        self,
        policy: EscalationPolicy,
        at: datetime,
        *,
        by: StaffId | None,
        note: str | None,
        undoes: int | None = None,
    ) -> bool:
        if policy.version != len(self.rows) + 1:
            return False
        name = self._memory.staff.rows[by].name if by else None
        self.rows.append(PolicyVersion(policy=policy, at=at, by=name, note=note, undoes=undoes))
        await self._memory.hints.publish(Hint(conversation_id=None))
        return True


class MemorySuggestions:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.rows: dict[str, SuggestionUse] = {}

    async def answers(self, language: str, but: ConversationId) -> Sequence[Earlier]:
        """The newest first replies to customers' messages, outside the conversation *but*."""
        found: list[tuple[datetime, Earlier]] = []
        conversations = self._memory.conversations
        for id_, records in conversations.logs.items():
            conversation = conversations.rows[id_]
            if id_ == but or conversation.language != language:
                continue
            before: e.Event | None = None
            for recorded in records:
                event = recorded.event
                if isinstance(event, e.AgentReplied) and isinstance(before, e.MessageReceived):
                    names = (conversation.customer_name, event.agent_name)
                    earlier = Earlier(
                        customer=conversation.customer_id,
                        asked=before.text,
                        text=event.text,
                        names=tuple(name for name in names if name),
                    )
                    found.append((recorded.at, earlier))
                if isinstance(event, e.MessageReceived | e.AgentReplied):
                    before = event
        return [one for _, one in sorted(found, key=lambda each: each[0], reverse=True)]

    async def record(self, use: SuggestionUse) -> bool:
        """False: its id belongs to another member of staff or another conversation."""
        row = self.rows.setdefault(use.id, use)
        if (row.conversation_id, row.staff_id) != (use.conversation_id, use.staff_id):
            return False
        if use.outcome in NEXT[row.outcome]:
            self.rows[use.id] = replace(row, outcome=use.outcome)
        return True

    async def figures(self, since: datetime) -> Sequence[SourceFigures]:
        """Of what was inserted at *since* or later, by source."""
        uses = [use for use in self.rows.values() if use.at >= since]
        return [
            SourceFigures(
                source=source,
                inserted=sum(use.source == source for use in uses),
                **{
                    outcome.value: sum(
                        (use.source, use.outcome) == (source, outcome) for use in uses
                    )
                    for outcome in Outcome
                    if outcome is not Outcome.INSERTED
                },
            )
            for source in sorted({use.source for use in uses})
        ]


class MemoryConversations:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.rows: dict[ConversationId, Conversation] = {}
        self.logs: dict[ConversationId, list[e.Recorded]] = {}
        self.bot_leases: dict[ConversationId, datetime] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._references = 0

    @asynccontextmanager
    async def locked(
        self, conversation_id: ConversationId, ahead: Look | None = None
    ) -> AsyncIterator[_Locked]:
        if conversation_id not in self.rows:
            raise UnknownConversation(conversation_id)
        async with self._locks[conversation_id], AsyncExitStack() as held:
            transaction = _Locked(self, self._memory, self.rows[conversation_id], held)
            yield transaction
            await transaction.commit()

    async def advance(
        self,
        before: Conversation,
        records: Sequence[e.Recorded],
        after: Conversation,
        lease: datetime | None = None,
    ) -> Advanced | None:
        async with self.locked(before.id) as locked:
            if locked.conversation.seq != before.seq:
                return None
            for recorded in records:
                event = recorded.event
                if isinstance(event, e.MessageReceived) and await locked.find(
                    "customer", event.client_id
                ):
                    return None
            await locked.append(records, after, lease)
        return Advanced(subject=locked.subject)

    async def create(self, first: e.Recorded, conversation: Conversation) -> ConversationId:
        open_one = await self.newest_open(conversation.customer_id)
        if open_one is not None:
            return open_one
        self.rows[conversation.id] = conversation
        self.logs[conversation.id] = [first]
        await self._memory.hints.publish(Hint(conversation_id=conversation.id))
        return conversation.id

    async def get(self, conversation_id: ConversationId) -> Conversation:
        try:
            return self.rows[conversation_id]
        except KeyError:
            raise UnknownConversation(conversation_id) from None

    async def log(
        self, conversation_id: ConversationId, after: int = 0, newest: int | None = None
    ) -> Sequence[e.Recorded]:
        records = [r for r in self.logs.get(conversation_id, []) if r.seq > after]
        return records if newest is None else records[max(0, len(records) - newest) :]

    async def heads(
        self, conversation_ids: Sequence[ConversationId]
    ) -> Mapping[ConversationId, int]:
        return {i: self.rows[i].seq for i in conversation_ids if i in self.rows}

    async def owed_turn(self, conversation_id: ConversationId) -> OwedTurn | None:
        conversation = self.rows.get(conversation_id)
        if conversation is None or conversation.awaiting_bot_since is None:
            return None
        customer = self._memory.customers.rows.get(conversation.customer_id)
        said = [
            r
            for r in self.logs[conversation_id]
            if r.seq > conversation.answered_seq and isinstance(r.event, e.MessageReceived)
        ]
        return OwedTurn(
            conversation=conversation, subject=customer.subject if customer else None, said=said
        )

    async def newest_open(self, customer_id: CustomerId) -> ConversationId | None:
        of_customer = [self.rows[i] for i in await self.open_of(customer_id)]
        return max(of_customer, key=lambda c: c.started_at).id if of_customer else None

    async def open_of(self, customer_id: CustomerId) -> Sequence[ConversationId]:
        return [
            c.id
            for c in self.rows.values()
            if c.customer_id == customer_id and c.floor is not Floor.CLOSED
        ]

    async def waiting(self) -> Sequence[ConversationSummary]:
        waiting = [c for c in self.rows.values() if c.floor is Floor.QUEUE]
        return [self._summary(c) for c in sorted(waiting, key=order_key)]

    async def with_agents(self) -> Sequence[ConversationSummary]:
        held = [c for c in self.rows.values() if c.floor is Floor.AGENT]
        return [self._summary(c) for c in sorted(held, key=order_key)]

    async def counts(self) -> Mapping[str, int]:
        counts: defaultdict[str, int] = defaultdict(int)
        for conversation in self.rows.values():
            begun = conversation.floor is not Floor.BOT or conversation.last_customer_seq > 0
            if conversation.floor is not Floor.CLOSED and begun:
                counts[conversation.floor.value] += 1
        return dict(counts)

    async def handling_times(self, since: datetime) -> Sequence[timedelta]:
        took: list[tuple[datetime, timedelta]] = []
        for records in self.logs.values():
            begun: datetime | None = None
            for recorded in records:
                if isinstance(recorded.event, e.AgentAssigned):
                    begun = recorded.at
                elif isinstance(recorded.event, _ENDS) and begun is not None:
                    if recorded.at > since:
                        took.append((recorded.at, recorded.at - begun))
                    begun = None
        return [duration for _, duration in sorted(took, reverse=True)[:200]]

    async def claim_owed_turns(
        self, now: datetime, until: datetime, limit: int
    ) -> Sequence[ConversationId]:
        owed = [
            c
            for c in self.rows.values()
            if c.awaiting_bot_since is not None
            and self.bot_leases.get(c.id, datetime.min.replace(tzinfo=now.tzinfo)) < now
        ]
        owed.sort(key=lambda c: c.awaiting_bot_since or now)
        for conversation in owed[:limit]:
            self.bot_leases[conversation.id] = until
        return [conversation.id for conversation in owed[:limit]]

    async def keep_turn(self, conversation_id: ConversationId, until: datetime) -> bool:
        conversation = self.rows.get(conversation_id)
        if conversation is None or conversation.awaiting_bot_since is None:
            return False
        self.bot_leases[conversation_id] = until
        return True

    async def held_by_absent(self, now: datetime) -> Sequence[tuple[ConversationId, StaffId]]:
        present = self._memory.staff._presence
        return [
            (c.id, c.agent_id)
            for c in self.rows.values()
            if c.agent_id is not None
            and (c.agent_id not in present or present[c.agent_id][1] < now)
        ]

    async def idle_with_bot(self, before: datetime, limit: int) -> Sequence[ConversationId]:
        idle = [
            c
            for c in self.rows.values()
            if c.floor is Floor.BOT and c.awaiting_bot_since is None and c.updated_at < before
        ]
        return [c.id for c in sorted(idle, key=lambda c: c.updated_at)[:limit]]

    def next_reference(self) -> str:
        self._references += 1
        return f"HG-{self._references:06d}"

    def _summary(self, conversation: Conversation) -> ConversationSummary:
        log = self.logs[conversation.id]
        spoken = (
            r
            for r in reversed(log)
            if isinstance(r.event, e.MessageReceived | e.AgentReplied)
            or (isinstance(r.event, e.BotReplied) and r.event.messages)
        )
        customer = self._memory.customers.rows.get(conversation.customer_id)
        return ConversationSummary(
            conversation=conversation,
            subject=customer.subject if customer else None,
            last=next(spoken, None),
            unread=sum(
                1
                for r in log
                if r.seq > conversation.seen_by_agent and isinstance(r.event, e.MessageReceived)
            ),
        )


class _Locked:
    """Collects what a transaction writes; nothing is seen of it before the commit."""

    def __init__(
        self,
        store: MemoryConversations,
        memory: Memory,
        conversation: Conversation,
        held: AsyncExitStack,
    ) -> None:
        self.conversation = conversation
        customer = memory.customers.rows.get(conversation.customer_id)
        self.subject = customer.subject if customer else None
        self._held = held
        self._store = store
        self._memory = memory
        self._records: list[e.Recorded] = []
        self._lease: datetime | None = None

    async def find(self, sender: str, client_id: ClientId) -> e.Recorded | None:
        for recorded in self._log():
            event = recorded.event
            if (
                getattr(event, "client_id", None) == client_id
                and (getattr(event, "agent_id", None) or "customer") == sender
            ):
                return recorded
        return None

    async def record(self, seq: int) -> e.Recorded | None:
        return next((r for r in self._log() if r.seq == seq), None)

    def _log(self) -> list[e.Recorded]:
        return [*self._store.logs[self.conversation.id], *self._records]

    async def append(
        self, records: Sequence[e.Recorded], after: Conversation, lease: datetime | None = None
    ) -> None:
        self._records.extend(records)
        self.conversation = after
        self._lease = lease or self._lease

    async def reserve(self, agent_id: StaffId) -> bool:
        # Until the end of the transaction, as a row lock is: two that count at once both fit.
        await self._held.enter_async_context(self._store._locks[agent_id])
        agent = self._memory.staff.rows.get(agent_id)
        held = sum(1 for c in self._store.rows.values() if c.agent_id == agent_id)
        return agent is not None and agent.active and held < agent.capacity

    async def look(self, look: Look) -> tuple[e.Recorded | None, int]:
        known = None
        if look.sender and look.client_id:
            known = await self.find(look.sender, look.client_id)
        presences = await self._memory.staff.presences(look.now)
        return known, sum(1 for status in presences.values() if status == "available")

    async def next_reference(self) -> str:
        return self._store.next_reference()

    async def commit(self) -> None:
        id_ = self.conversation.id
        if self._lease is not None:
            self._store.bot_leases[id_] = self._lease
        if not self._records:
            return
        self._store.rows[id_] = self.conversation
        self._store.logs[id_].extend(self._records)
        if self.conversation.awaiting_bot_since is None:
            self._store.bot_leases.pop(id_, None)
        for recorded in self._records:
            if isinstance(recorded.event, e.FollowUpWithdrawn):
                self._memory.follow_ups.withdraw(recorded.event.reference, recorded.at)
            if isinstance(recorded.event, e.Escalated) and recorded.event.resumes:
                self._memory.follow_ups.withdraw(recorded.event.resumes, recorded.at)
            if isinstance(recorded.event, e.FollowUpOpened):
                self._memory.follow_ups.rows[recorded.event.reference] = FollowUp(
                    reference=recorded.event.reference,
                    kind=recorded.event.kind,
                    conversation_id=id_,
                    customer_name=None,
                    phone=recorded.event.phone,
                    reason=recorded.event.reason,
                    topic=recorded.event.topic,
                    created_at=recorded.at,
                )
        await self._memory.hints.publish(Hint(conversation_id=id_))
