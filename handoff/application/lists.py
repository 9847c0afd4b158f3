"""What the console and the customer's waiting line show: read models over the stores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from handoff.application.ports import (
    Clock,
    Conversations,
    ConversationSummary,
    FollowUp,
    FollowUps,
    Staff,
)
from handoff.domain.access import Action, StaffActor, allowed, require
from handoff.domain.ids import ConversationId, StaffId
from handoff.domain.queue import Place, estimate_wait

_LATELY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Who waits and who is with whom, at one moment. Read once, shown to many."""

    waiting: Sequence[ConversationSummary]
    with_agents: Sequence[ConversationSummary]
    on_duty: int
    #: Conversations that the agents on duty handle at once, all together.
    places: int
    handling: Sequence[timedelta]
    open_follow_ups: int

    def place(self, conversation_id: ConversationId) -> Place | None:
        """Position in line from 1 and the honest range of minutes; None if not waiting."""
        for ahead, summary in enumerate(self.waiting):
            if summary.conversation.id == conversation_id:
                free = max(0, self.places - len(self.with_agents))
                if ahead < free:
                    # A place is free: how soon an agent takes it is nothing that we measure.
                    return Place(ahead + 1, None)
                minutes = estimate_wait(ahead - free, self.places, self.handling)
                return Place(ahead + 1, minutes)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    conversations: Conversations
    staff: Staff
    follow_ups: FollowUps
    clock: Clock

    async def house(self) -> House:
        now = self.clock()
        presences = await self.staff.presences(now)
        available = {i for i, status in presences.items() if status == "available"}
        capacity = {m.id: m.capacity for m in await self.staff.all()}
        return House(
            waiting=await self.conversations.waiting(),
            with_agents=await self.conversations.with_agents(),
            on_duty=len(available),
            places=sum(capacity.get(i, 0) for i in available),
            handling=await self.conversations.handling_times(now - _LATELY),
            open_follow_ups=await self.follow_ups.count_open(),
        )

    async def attended(self) -> bool:
        """Whether anybody is on duty."""
        return "available" in (await self.staff.presences(self.clock())).values()

    async def place(self, conversation_id: ConversationId) -> Place | None:
        """Where it stands in line now; None if not waiting. Raises StoreUnavailable."""
        return (await self.house()).place(conversation_id)

    async def follow_up_list(self, actor: StaffActor, *, closed: bool) -> Sequence[FollowUp]:
        require(actor, Action.WORK_FOLLOW_UPS)
        return await self.follow_ups.all(closed=closed)

    async def close_follow_up(
        self, actor: StaffActor, reference: str, note: str
    ) -> FollowUp | None:
        require(actor, Action.WORK_FOLLOW_UPS)
        return await self.follow_ups.close(reference, actor.staff_id, note, self.clock())


def shown_to(
    house: House, actor: StaffActor
) -> tuple[Sequence[ConversationSummary], Sequence[ConversationSummary]]:
    """Of those with agents: the actor's own, and the others' where they may be seen."""
    require(actor, Action.SEE_INBOX)
    own: StaffId = actor.staff_id
    mine = [s for s in house.with_agents if s.conversation.agent_id == own]
    if not allowed(actor, Action.SEE_OTHERS_CHATS):
        return mine, ()
    return mine, [s for s in house.with_agents if s.conversation.agent_id != own]
