"""What must happen even if whoever should have done it was killed.

Each step finds its work in the table, so it does not matter who runs it, how many do, or when one
dies: the commands are idempotent and decided under the row's lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from handoff.application.bot_turns import BotTurns
from handoff.application.conversations import ConversationService
from handoff.application.ports import Clock, Conversations, Staff
from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.conversation import IllegalCommand
from handoff.domain.escalation import EscalationPolicy
from handoff.domain.ids import ConversationId

log = structlog.get_logger()

#: At most so many of a kind in one round, so that one backlog does not starve the others.
BATCH = 100
#: Bot turns are claimed only as many as are asked at once: with a silent bot, a longer line would
#: outlast its own leases.
TURNS_AT_ONCE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    service: ConversationService
    conversations: Conversations
    staff: Staff
    bot_turns: BotTurns
    clock: Clock
    #: The policy in force, asked at each step: no I/O.
    policy: Callable[[], EscalationPolicy]
    bot_lease: timedelta

    async def owed_turns(self) -> int:
        """Bot turns whose asker died: ask again, or escalate. Returns how many."""
        now = self.clock()
        owed = await self.conversations.claim_owed_turns(now, now + self.bot_lease, TURNS_AT_ONCE)
        for conversation_id in owed:
            log.warning("upkeep.owed_turn", conversation=conversation_id)
        results = await asyncio.gather(
            *(
                # A bot that is starting is asked again in the next round: other work must go on.
                self.bot_turns.take(conversation_id, patient=lambda: False)
                for conversation_id in owed
            ),
            return_exceptions=True,
        )
        # One that failed is found again when its lease lapses, and kept no other one waiting.
        for error in results:
            if error is not None:
                raise error
        return len(owed)

    async def absent_agents(self) -> int:
        """Conversations of agents who are gone go back to the queue, at their old place."""
        absent = await self.conversations.held_by_absent(self.clock())
        for conversation_id, agent_id in absent:
            await self._do(
                conversation_id,
                c.Requeue(agent_id=agent_id, cause=e.RequeueCause.LEASE_LAPSED),
            )
        return len(absent)

    async def unattended(self) -> int:
        """Nobody waits in silence: told that nobody is there, and in the end given a ticket."""
        now, policy = self.clock(), self.policy()
        on_duty = "available" in (await self.staff.presences(now)).values()
        changed = 0
        for summary in await self.conversations.waiting():
            conversation = summary.conversation
            assert conversation.waiting_since is not None, "it waits"
            patience = policy.waiting_ticket_after if on_duty else policy.unattended_ticket_after
            if not on_duty and not conversation.nobody_on_duty_said:
                await self._do(conversation.id, c.ReportNobodyOnDuty())
                changed += 1
            elif now - conversation.waiting_since >= patience:
                await self._do(
                    conversation.id,
                    c.OpenFollowUp(kind=e.FollowUpKind.TICKET, reference="", by_customer=False),
                )
                changed += 1
        return changed

    async def idle(self) -> int:
        """Conversations with the bot that everybody has left are closed."""
        before = self.clock() - self.policy().idle_close_after
        idle = await self.conversations.idle_with_bot(before, BATCH)
        for conversation_id in idle:
            await self._do(conversation_id, c.Close(by=e.ClosedBy.SYSTEM))
        return len(idle)

    async def _do(self, conversation_id: ConversationId, command: c.Command) -> None:
        try:
            await self.service.by_system(conversation_id, command)
        except IllegalCommand as error:
            # Somebody acted between the look and the lock, so there is nothing left to do.
            log.info("upkeep.overtaken", conversation=conversation_id, detail=str(error))
