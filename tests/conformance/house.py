"""The use cases over any stores, with a clock that the test moves and a bot that it scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from handoff.application.absence import Absence
from handoff.application.bot_turns import BotTurns
from handoff.application.conversations import ConversationService, Done
from handoff.application.lists import Lists
from handoff.application.ports import (
    BotAway,
    BotTurn,
    BotUnavailable,
    Conversations,
    Customer,
    Customers,
    FollowUps,
    Hints,
    Policies,
    Presence,
    Staff,
    StaffMember,
)
from handoff.application.upkeep import Upkeep
from handoff.application.uses import Suggestions
from handoff.detector.measured import MeasuredDetector
from handoff.domain import events as e
from handoff.domain.access import CustomerActor, Role, StaffActor
from handoff.domain.commands import RecordBotReply
from handoff.domain.conversation import Conversation, replay
from handoff.domain.escalation import EscalationPolicy, EscalationReason
from handoff.domain.ids import ClientId, ConversationId, CustomerId, StaffId
from handoff.protocol.views import CustomerView

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POLICY = EscalationPolicy()
BOT_LEASE = timedelta(seconds=11)
BOT_START = timedelta(seconds=60)
BOT_BLIP = timedelta(seconds=6)
PRESENCE_LEASE = timedelta(seconds=45)


@dataclass(frozen=True, kw_only=True)
class Stores:
    conversations: Conversations
    customers: Customers
    follow_ups: FollowUps
    staff: Staff
    policies: Policies
    suggestions: Suggestions
    hints: Hints


class Clock:
    def __init__(self) -> None:
        self.now = T0

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, by: timedelta) -> None:
        self.now += by


def answer(
    text: str = "Baik, ini jawabannya.",
    *,
    outcome: e.Outcome = e.Outcome.ANSWERED,
    topic: str | None = "cek_saldo",
    escalate: EscalationReason | None = None,
    buttons: Sequence[str] = (),
) -> Callable[[BotTurn], RecordBotReply]:
    def reply(turn: BotTurn) -> RecordBotReply:
        return RecordBotReply(
            session=turn.session,
            answers=turn.answers,
            messages=(
                e.BotMessage(
                    text=text,
                    buttons=tuple(e.Button(title=b, payload=f"/{b.lower()}") for b in buttons),
                ),
            ),
            outcome=outcome,
            topic=topic,
            escalate=escalate,
        )

    return reply


class ScriptedBot:
    """Does what the test says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.script: list[Callable[[BotTurn], RecordBotReply] | BaseException] = []
        self.asked: list[BotTurn] = []
        #: While not None, whoever asks waits for it, after `asked` has grown.
        self.gate: asyncio.Event | None = None
        self.waiting = asyncio.Event()
        #: Whether nobody is there, and since when it is known to be starting.
        self.away = False
        self.starting_since: datetime | None = None
        #: Set when somebody looks whether it is there.
        self.looked = asyncio.Event()
        #: Set when somebody asked and it was not there.
        self.missed = asyncio.Event()

    async def reply(self, turn: BotTurn) -> RecordBotReply:
        if self.away:
            self.missed.set()
            raise BotAway("refused")
        self.asked.append(turn)
        act = self.script.pop(0) if self.script else answer(f"Jawaban {len(self.asked)}")
        if self.gate is not None:
            self.waiting.set()
            await self.gate.wait()
        if isinstance(act, BaseException):
            raise act
        return act(turn)

    async def healthy(self) -> str | None:
        self.looked.set()
        return "away" if self.away else None

    def is_down(self, times: int = 1) -> None:
        self.script += [BotUnavailable("no answer before the deadline")] * times

    def hold(self) -> asyncio.Event:
        """Make the bot late until the returned event is set."""
        self.gate, self.waiting = asyncio.Event(), asyncio.Event()
        return self.gate


class House:
    """Everything wired together over *stores*."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self.clock = Clock()
        self.bot = ScriptedBot()
        self.service = ConversationService(
            conversations=stores.conversations,
            detector=MeasuredDetector(),
            clock=self.clock,
            policy=lambda: POLICY,
            bot_lease=BOT_LEASE,
            detector_deadline_s=5,
            place=Lists(
                conversations=stores.conversations,
                staff=stores.staff,
                follow_ups=stores.follow_ups,
                clock=self.clock,
            ).place,
        )
        self.turns = BotTurns(
            service=self.service,
            conversations=stores.conversations,
            bot=self.bot,
            absence=Absence(
                self.bot,
                self.clock,
                start=BOT_START,
                blip=BOT_BLIP,
                starting=lambda: self.bot.starting_since,
                every_s=0.01,
            ),
            look_s=0.03,
        )
        self.upkeep = Upkeep(
            service=self.service,
            conversations=stores.conversations,
            staff=stores.staff,
            bot_turns=self.turns,
            clock=self.clock,
            policy=lambda: POLICY,
            bot_lease=BOT_LEASE,
        )

    # ------------------------------------------------------------------ people

    async def customer(self) -> Rina:
        """A new customer with an open conversation."""
        customer = Customer(id=CustomerId(str(uuid4())), subject=None, name=None)
        await self.stores.customers.create(customer, self.clock())
        conversation = await self.service.begin(customer, "id")
        return Rina(self, CustomerActor(customer.id), conversation.id)

    async def agent(
        self,
        name: str = "Sari Wulandari",
        *,
        capacity: int = 3,
        status: Presence | None = "available",
    ) -> StaffActor:
        """A new agent, on duty for one presence lease unless *status* is None."""
        member = await self.member(name, capacity=capacity)
        if status is not None:
            until = self.clock() + PRESENCE_LEASE
            await self.stores.staff.renew_presence(member.id, status, until)
        return StaffActor(member.id, member.name, member.role)

    async def member(self, name: str, *, capacity: int = 3, active: bool = True) -> StaffMember:
        id_ = StaffId(str(uuid4()))
        member = StaffMember(
            id=id_,
            email=f"{id_}@bank.example",
            name=name,
            role=Role.AGENT,
            capacity=capacity,
            active=active,
            password_hash="-",
        )
        await self.stores.staff.add(member, self.clock())
        return member

    # ------------------------------------------------------------------ looking

    async def log(self, conversation_id: ConversationId) -> list[e.Recorded]:
        return list(await self.stores.conversations.log(conversation_id))

    async def kinds(self, conversation_id: ConversationId) -> list[str]:
        return [type(r.event).__name__ for r in await self.log(conversation_id)]

    async def sound(self, conversation_id: ConversationId) -> Conversation:
        """The snapshot, after checking that the log leads to it."""
        now = await self.stores.conversations.get(conversation_id)
        log = await self.log(conversation_id)
        assert [r.seq for r in log] == list(range(1, len(log) + 1))
        assert replay(conversation_id, log) == now
        return now


class Rina:
    """A customer at the widget."""

    def __init__(self, house: House, actor: CustomerActor, id_: ConversationId) -> None:
        self.house = house
        self.actor = actor
        self.id = id_
        self.sent = 0

    def client_id(self) -> ClientId:
        self.sent += 1
        return ClientId(f"{self.actor.customer_id[:8]}-{self.sent:04d}")

    async def writes(self, text: str = "halo", client_id: ClientId | None = None) -> Done:
        """A message arrives and nobody asks the bot yet."""
        seen = CustomerView(await self.house.log(self.id), self.id)
        return await self.house.service.receive(
            self.actor, self.id, client_id or self.client_id(), text, seen.said, seen.conversation
        )

    async def says(self, text: str = "halo") -> Done:
        """A message arrives and the bot is asked, if it owes an answer."""
        done = await self.writes(text)
        if done.owed:
            await self.house.turns.take(self.id, done.turn)
        return done

    async def signs_in(self, subject: str, name: str) -> None:
        """The host site vouches for the customer; the conversation is theirs from now on."""
        customer = await self.house.stores.customers.of_site(
            CustomerId(str(uuid4())), subject, name, self.house.clock()
        )
        await self.house.service.identify(self.id, customer)
        self.actor = CustomerActor(customer.id)

    async def asks_for_person(self) -> Done:
        return await self.house.service.ask_for_human(self.actor, self.id, self.client_id())
