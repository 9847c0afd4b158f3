"""What must hold of every log, whatever happened while it grew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from handoff.bootstrap import Services
from handoff.domain import events as e
from handoff.domain.conversation import Conversation, Floor, evolve, replay
from handoff.domain.ids import ConversationId, StaffId
from handoff.protocol.views import AgentView, CustomerView
from tests.chaos.people import AgentPage, CustomerPage

Logs = Mapping[ConversationId, Sequence[e.Recorded]]

#: The bot begins anew with these, and the customer is told so.
_GIVEN_BACK = e.FollowUpOpened | e.HandedBack | e.WaitCancelled | e.FollowUpWithdrawn


async def read_all(services: Services) -> Logs:
    rows = await services.database.rows("select id from conversations order by started_at")
    store = services.conversations.conversations
    return {i: await store.log(i) for i in (ConversationId(str(row["id"])) for row in rows)}


async def check(services: Services, customers: Sequence[CustomerPage]) -> Logs:
    """All of it, against what the customers know."""
    logs = await read_all(services)
    for conversation_id, log in logs.items():
        assert [r.seq for r in log] == list(range(1, len(log) + 1))
        stored = await services.conversations.conversations.get(conversation_id)
        assert replay(conversation_id, log) == stored, "the row is the fold of its events"
        one_holder(conversation_id, log)
    no_more_than_capacity(logs, await capacities(services))
    for customer in customers:
        assert customer.conversation is not None
        nothing_lost(customer, logs[ConversationId(customer.conversation)])
    return logs


async def capacities(services: Services) -> dict[StaffId, int]:
    return {member.id: member.capacity for member in await services.staff.staff.all()}


def nothing_lost(customer: CustomerPage, log: Sequence[e.Recorded]) -> None:
    """Invariant 2: what was accepted is there once, as it was written, in the writer's order."""
    assert not customer.refused, customer.refused
    assert not customer.outbox, customer.outbox
    said = [r for r in log if isinstance(r.event, e.MessageReceived)]
    written = [frame for frame in customer.sent if frame["type"] == "message"]
    assert [r.event.client_id for r in said] == [frame["client_id"] for frame in written]
    assert [r.event.text for r in said] == [frame["text"] for frame in written]
    for recorded in said:
        assert customer.arrived[recorded.event.client_id] == recorded.seq
    senders = Counter(
        (getattr(r.event, "agent_id", None), client_id)
        for r in log
        if (client_id := getattr(r.event, "client_id", None)) is not None
    )
    assert all(count == 1 for count in senders.values()), senders


def one_holder(conversation_id: ConversationId, log: Sequence[e.Recorded]) -> None:
    """Invariants 1, 3 and 4 in one conversation, event by event."""
    now: Conversation = replay(conversation_id, log[:1])
    answered = 0
    for recorded in log[1:]:
        event, floor = recorded.event, now.floor
        match event:
            case e.BotReplied():
                assert floor is Floor.BOT, "the bot speaks on its own floor only"
                assert event.answers > answered, "and answers once"
                answered = event.answers
            case e.AgentReplied() | e.HandedBack() | e.Requeued():
                assert (floor, now.agent_id) == (Floor.AGENT, event.agent_id)
            case e.AgentAssigned():
                assert floor is Floor.QUEUE
            case e.Escalated():
                assert floor is Floor.BOT
            case e.Closed(by=e.ClosedBy.SYSTEM):
                assert floor is Floor.BOT, "nobody who waits for a person is closed on"
        now = evolve(now, recorded)


def nobody_waits_in_silence(logs: Logs) -> None:
    """At rest: the bot owes nothing, no escalation is open, each message met somebody."""
    for conversation_id, log in logs.items():
        end = replay(conversation_id, log)
        assert end.floor in (Floor.BOT, Floor.CLOSED), end
        assert end.awaiting_bot_since is None, end
        spoken = max(
            (r.seq for r in log if isinstance(r.event, e.BotReplied | e.AgentReplied)), default=0
        )
        met = max(spoken, end.answered_seq)
        for recorded in log:
            # Both are told to the customer, whose bot has the floor again.
            if isinstance(recorded.event, _GIVEN_BACK):
                met = max(met, recorded.seq)
        assert end.last_customer_seq <= met, f"{conversation_id}: nobody answered"


def no_more_than_capacity(logs: Logs, capacity: Mapping[StaffId, int]) -> None:
    """Invariant 3 over all conversations: in the order in which it happened."""
    moves: list[tuple[object, int, StaffId]] = []
    for conversation_id, log in logs.items():
        now = replay(conversation_id, log[:1])
        for recorded in log[1:]:
            after = evolve(now, recorded)
            if now.agent_id != after.agent_id:
                if now.agent_id is not None:
                    moves.append((recorded.at, -1, now.agent_id))
                if after.agent_id is not None:
                    moves.append((recorded.at, 1, after.agent_id))
            now = after
    held: defaultdict[StaffId, int] = defaultdict(int)
    for _, change, agent_id in sorted(moves, key=lambda move: (move[0], move[1])):
        held[agent_id] += change
        assert 0 <= held[agent_id] <= capacity[agent_id]


def views_are_fresh(
    logs: Logs, customers: Sequence[CustomerPage], agents: Sequence[AgentPage]
) -> None:
    """Invariant 5: what a page put together piece by piece is what a fresh snapshot gives."""
    for customer in customers:
        id_ = ConversationId(customer.conversation or "")
        view = CustomerView(logs[id_], id_)
        assert customer.log.events == [v.model_dump(mode="json") for v in view.after(0)]
        assert customer.log.state == view.state().model_dump(mode="json")
    for agent in agents:
        for conversation, page in agent.logs.items():
            id_ = ConversationId(conversation)
            shown = AgentView(logs[id_], id_, StaffId(agent.me))
            assert page.events == [v.model_dump(mode="json") for v in shown.after(0)]
            assert page.state == shown.state().model_dump(mode="json")
