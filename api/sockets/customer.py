"""The customer's socket: frames in through the use cases, events out from the cursor."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import assert_never

import structlog

from api.sockets.link import LOOK_AGAIN_S, REFUSALS, Ended, Link, refusal, together
from api.sockets.news import News
from api.sockets.watch import HouseWatch
from api.turns import Turns
from handoff.application.conversations import Done
from handoff.application.ports import BadToken, Customer, Hint, StoreUnavailable
from handoff.bootstrap import Services
from handoff.domain.access import CustomerActor
from handoff.domain.conversation import Floor
from handoff.domain.events import CustomerIdentified, Recorded
from handoff.domain.ids import ClientId, ConversationId
from handoff.protocol import frames as f
from handoff.protocol.session import CLOSE_FORBIDDEN, CLOSE_TRY_LATER, CLOSE_UNAUTHORIZED
from handoff.protocol.views import CustomerView, customer_event

log = structlog.get_logger()

#: Seconds that a page has to bring its new token after its customer signed in.
_RENEWAL_S = 5.0


class CustomerConnection:
    def __init__(
        self, link: Link[f.CustomerFrame], services: Services, watch: HouseWatch, turns: Turns
    ) -> None:
        self._link = link
        self._services = services
        self._watch = watch
        self._turns = turns
        self._wake = asyncio.Event()
        self._news = News()
        self._typing: bool | None = None
        #: Until when (loop time) a token that is not the conversation's is waited on.
        self._foreign_until = math.inf
        #: Entered while the customer waits: who does not wait needs no house.
        self._line = ExitStack()
        self._in_line = False
        self._actor: CustomerActor
        self._expires_at: datetime
        self._id: ConversationId
        self._view: CustomerView

    async def run(self) -> None:
        """Until the connection ends. Raises Ended."""
        frame = await self._link.hello(self._services.settings.hello_s)
        if not isinstance(frame, f.CustomerHello):
            raise AssertionError("the intake lets nothing but a hello through first")
        welcome = await self._greet(frame)
        with ExitStack() as stack:
            stack.enter_context(self._services.hub.following(self._id, self._on_hint))
            stack.enter_context(self._line)
            await self._link.send(welcome)
            self._wake.set()  # a first look: what came while the welcome was read woke nobody
            await together(self._read(), self._pump())

    # ------------------------------------------------------------------ hello

    async def _greet(self, hello: f.CustomerHello) -> f.CustomerWelcome:
        services = self._services
        try:
            self._actor, customer, self._expires_at = await services.customers.actor(hello.token)
            self._id = await self._conversation(hello, customer)
            records = await services.conversations.log(self._actor, self._id)
        except REFUSALS as error:
            code = CLOSE_FORBIDDEN
            if isinstance(error, BadToken):
                code = CLOSE_UNAUTHORIZED
            elif isinstance(error, StoreUnavailable):
                code = CLOSE_TRY_LATER
            shown = refusal(error, hello)
            await self._link.send(shown)
            raise Ended(code, shown.code.value) from error
        self._view = CustomerView(records, self._id)
        state = self._view.state()
        # A cursor from the future, or from another conversation, is no cursor of ours.
        oldest = max(1, state.seq - f.MAX_EVENTS)
        resumed = hello.conversation == self._id and oldest <= hello.cursor <= state.seq
        return f.CustomerWelcome(
            resumed=resumed,
            state=state,
            events=self._view.after(hello.cursor if resumed else 0),
            token_expires_at=self._expires_at,
            heartbeat_s=services.settings.heartbeat_s,
        )

    async def _conversation(self, hello: f.CustomerHello, customer: Customer) -> ConversationId:
        conversations = self._services.conversations
        if hello.conversation is None:
            return (await conversations.begin(customer, hello.language)).id
        return (await conversations.get(self._actor, ConversationId(hello.conversation))).id

    # ------------------------------------------------------------------ in

    async def _read(self) -> None:
        while True:
            frame = await self._link.receive()
            self._check_expiry(frame)
            try:
                done = await self._handle(frame)
            except REFUSALS as error:
                await self._link.send(refusal(error, frame))
                continue
            if done is not None:
                await self._acknowledge(done)
                if done.owed:
                    self._turns.take(self._id, done.turn)

    async def _handle(self, frame: f.CustomerFrame) -> Done | None:
        service, actor, id_ = self._services.conversations, self._actor, self._id
        match frame:
            case f.CustomerMessage():
                view = self._view
                return await service.receive(
                    actor, id_, ClientId(frame.client_id), frame.text, view.said, view.conversation
                )
            case f.ChooseReply():
                return await service.choose(
                    actor, id_, ClientId(frame.client_id), frame.seq, frame.option
                )
            case f.AskHuman():
                return await service.ask_for_human(actor, id_, ClientId(frame.client_id))
            case f.RequestFollowUp():
                return await service.open_follow_up(
                    actor, id_, ClientId(frame.client_id), frame.kind, frame.phone
                )
            case f.EndConversation():
                return await service.end(actor, id_, ClientId(frame.client_id))
            case f.RateConversation():
                return await service.rate(
                    actor, id_, ClientId(frame.client_id), frame.score, frame.comment
                )
            case f.CustomerSeen():
                return await service.seen(actor, id_, frame.seq)
            case f.ChooseLanguage():
                return await service.set_language(actor, id_, frame.language)
            case f.CustomerTyping():
                if self._view.conversation.floor is Floor.AGENT:
                    await self._services.hints.publish(
                        Hint(conversation_id=id_, typing="customer", on=frame.on)
                    )
                return None
            case f.RenewToken():
                await self._renew(frame)
                return None
            case f.Ping():
                await self._link.send(f.Heartbeat(seq=self._view.conversation.seq))
                return None
            case f.CustomerHello():
                raise AssertionError("the intake lets one hello through")
        assert_never(frame)

    async def _renew(self, frame: f.RenewToken) -> None:
        actor, _, expires_at = await self._services.customers.actor(frame.token)
        # The conversation may have been bound to somebody else by now; then this refuses.
        await self._services.conversations.get(actor, self._id)
        self._actor, self._expires_at = actor, expires_at
        self._foreign_until = math.inf
        self._news.must_read = True
        self._wake.set()

    async def _acknowledge(self, done: Done) -> None:
        """A resend of what was long stored comes back at once: the pump has it behind it."""
        for recorded in done.records:
            if done.resend and recorded.seq <= self._view.conversation.seq:
                view = customer_event(recorded, self._view.conversation.floor, self._view.language)
                await self._link.send(f.CustomerEvents(events=(view,), state=self._view.state()))

    def _check_expiry(self, frame: f.CustomerFrame | None = None) -> None:
        expired = self._services.conversations.clock() >= self._expires_at
        if expired and not isinstance(frame, f.RenewToken):
            raise Ended(CLOSE_UNAUTHORIZED, "token expired")

    # ------------------------------------------------------------------ out

    def _on_hint(self, hint: Hint) -> None:
        if hint.typing == "agent":
            self._typing = hint.on
        elif not self._news.hear(hint, self._view.conversation.seq):
            return
        self._wake.set()

    async def _pump(self) -> None:
        loop = asyncio.get_running_loop()
        every = self._services.settings.heartbeat_s
        waiting: f.Waiting | None = None
        beat_at = loop.time() + every
        while True:
            foreign = self._foreign_until < math.inf
            try:
                async with asyncio.timeout_at(self._foreign_until if foreign else beat_at):
                    await self._wake.wait()
            except TimeoutError:
                self._check_expiry()
            self._wake.clear()
            # The bot is asked first: showing the customer's own words again can wait for that.
            await asyncio.sleep(0)
            typing, self._typing = self._typing, None
            beat = loop.time() >= beat_at
            if beat:
                self._news.must_read = True
            await self._send_new()
            if self._foreign_until < math.inf:
                if loop.time() >= self._foreign_until:
                    raise Ended(CLOSE_UNAUTHORIZED, "bound to another customer")
                continue
            self._stand_in_line()
            if typing is not None:
                await self._link.send(f.TypingView(author=f.Author.AGENT, on=typing))
            place = self._place()
            if place is not None and place != waiting:
                await self._link.send(place)
            waiting = place
            if beat:
                await self._link.send(f.Heartbeat(seq=self._view.conversation.seq))
                beat_at = loop.time() + every

    def _stand_in_line(self) -> None:
        waits = self._view.conversation.floor is Floor.QUEUE
        if waits and not self._in_line:
            self._line.enter_context(self._watch.watching(self._wake.set))
        elif self._in_line and not waits:
            self._line.pop_all().close()
        self._in_line = waits

    async def _send_new(self) -> None:
        shown = self._view.conversation.seq
        records = self._news.take(shown)
        try:
            if records is None:
                records = await self._services.conversations.conversations.log(self._id, shown)
        except StoreUnavailable as error:
            self._news.must_read = True
            asyncio.get_running_loop().call_later(LOOK_AGAIN_S, self._wake.set)
            log.warning("pump.unavailable", conversation=self._id, error=str(error))
            return
        if self._leaves(records):
            return
        events = self._view.feed(records)
        if events:
            await self._link.send(f.CustomerEvents(events=events, state=self._view.state()))

    def _leaves(self, records: Sequence[Recorded]) -> bool:
        """Whether the conversation is no longer this token's.

        From there on nothing is shown, until a newer token proves to be its customer's: the page
        that signs its customer in gets one right away, anybody else does not.
        """
        owner = self._view.conversation.customer_id
        for recorded in records:
            if isinstance(recorded.event, CustomerIdentified):
                owner = recorded.event.customer_id
        if owner == self._actor.customer_id:
            return False
        if self._foreign_until == math.inf:
            self._foreign_until = asyncio.get_running_loop().time() + _RENEWAL_S
        return True

    def _place(self) -> f.Waiting | None:
        house = self._watch.house
        if self._view.conversation.floor is not Floor.QUEUE or house is None:
            return None
        place = house.place(self._id)
        if place is None:
            return None
        return f.Waiting(position=place.position, minutes=place.minutes, on_duty=house.on_duty)
