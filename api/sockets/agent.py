"""The agent's socket: many conversations and the lists on one connection."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from typing import assert_never

import structlog

from api.routes.staff import staff_view
from api.sockets.link import LOOK_AGAIN_S, REFUSALS, Ended, Link, refusal, together
from api.sockets.news import News
from api.sockets.watch import HouseWatch
from handoff.application.conversations import Done
from handoff.application.lists import House, shown_to
from handoff.application.ports import (
    ConversationSummary,
    Hint,
    StaffSession,
    StoreUnavailable,
)
from handoff.application.staff import actor_of
from handoff.bootstrap import Services
from handoff.domain import events as e
from handoff.domain.ids import ClientId, ConversationId
from handoff.protocol import frames as f
from handoff.protocol.session import CLOSE_TRY_LATER, CLOSE_UNAUTHORIZED
from handoff.protocol.views import AgentView, agent_event

log = structlog.get_logger()

_PREVIEW = 120
#: Frames that change nothing and tell nothing: not worth asking for the session each time.
_PASSIVE = (f.Ping, f.AgentTyping, f.AgentSeen, f.Unfollow)
#: Conversations that one connection may follow at once.
_MAX_FOLLOWED = 50


class AgentConnection:
    def __init__(
        self,
        link: Link[f.AgentFrame],
        services: Services,
        watch: HouseWatch,
        session: StaffSession,
        token: str,
    ) -> None:
        self._link = link
        self._services = services
        self._watch = watch
        self._token = token
        self._session = session
        self._actor = actor_of(session)
        self._wake = asyncio.Event()
        self._views: dict[ConversationId, AgentView] = {}
        self._hubs: dict[ConversationId, ExitStack] = {}
        self._news: dict[ConversationId, News] = {}
        self._typing: dict[ConversationId, bool] = {}
        self._house_changed = True
        self._inbox: f.Inbox | None = None

    async def run(self) -> None:
        """Until the connection ends. Raises Ended."""
        hello = await self._link.hello(self._services.settings.hello_s)
        try:
            presence = await self._services.staff.renew(self._actor)
        except StoreUnavailable as error:
            await self._link.send(refusal(error, hello))
            raise Ended(CLOSE_TRY_LATER, "unavailable") from error
        await self._link.send(
            f.AgentWelcome(
                me=staff_view(self._session.staff),
                presence=presence,
                heartbeat_s=self._services.settings.heartbeat_s,
            )
        )
        # Somebody is on duty now: those who wait are to hear of it.
        try:
            await self._services.hints.publish(Hint(conversation_id=None))
        except StoreUnavailable as error:
            log.warning("presence.unavailable", staff=self._actor.staff_id, error=str(error))
        with ExitStack() as stack:
            stack.enter_context(self._watch.watching(self._on_house))
            stack.callback(self._unfollow_all)
            await together(self._read(), self._pump())

    # ------------------------------------------------------------------ in

    async def _read(self) -> None:
        while True:
            frame = await self._link.receive()
            try:
                if not isinstance(frame, _PASSIVE):
                    await self._check_session()
                await self._handle(frame)
            except REFUSALS as error:
                conflict = isinstance(frame, f.Accept)
                await self._link.send(refusal(error, frame, conflict=conflict))
                continue
            request = getattr(frame, "request", None)
            if request is not None:
                await self._link.send(f.Done(request=request))

    async def _handle(self, frame: f.AgentFrame) -> None:
        service, actor = self._services.conversations, self._actor
        match frame:
            case f.Follow():
                await self._follow(ConversationId(frame.conversation), frame.cursor)
            case f.Unfollow():
                self._unfollow(ConversationId(frame.conversation))
            case f.Accept():
                await service.accept(actor, ConversationId(frame.conversation))
            case f.AgentMessage():
                await self._acknowledge(
                    await service.agent_message(
                        actor,
                        ConversationId(frame.conversation),
                        ClientId(frame.client_id),
                        frame.text,
                    )
                )
            case f.AgentNote():
                await self._acknowledge(
                    await service.note(
                        actor,
                        ConversationId(frame.conversation),
                        ClientId(frame.client_id),
                        frame.text,
                    )
                )
            case f.HandBackFrame():
                await service.hand_back(actor, ConversationId(frame.conversation), frame.note)
            case f.RequeueFrame():
                await service.requeue(actor, ConversationId(frame.conversation))
            case f.CloseFrame():
                await service.close(actor, ConversationId(frame.conversation))
            case f.AgentSeen():
                await service.seen(actor, ConversationId(frame.conversation), frame.seq)
            case f.AgentTyping():
                await self._type(ConversationId(frame.conversation), frame.on)
            case f.SetPresence():
                status = await self._services.staff.renew(actor, frame.status)
                await self._link.send(f.PresenceView(status=status))
            case f.Ping():
                await self._link.send(self._heartbeat())
            case f.AgentHello():
                raise AssertionError("the intake lets one hello through")
            case _:
                assert_never(frame)

    async def _follow(self, conversation_id: ConversationId, cursor: int) -> None:
        service = self._services.conversations
        self._unfollow(conversation_id)
        if len(self._views) >= _MAX_FOLLOWED:
            self._unfollow(next(iter(self._views)))
        hub = ExitStack()
        hub.enter_context(self._services.hub.following(conversation_id, self._on_hint))
        try:
            records = await service.log(self._actor, conversation_id)
        except BaseException:
            hub.close()
            raise
        view = AgentView(records, conversation_id, self._actor.staff_id)
        self._hubs[conversation_id], self._views[conversation_id] = hub, view
        self._news[conversation_id] = News()
        state = view.state()
        resumed = max(1, state.seq - f.MAX_EVENTS) <= cursor <= state.seq
        await self._link.send(
            f.ConversationSnapshot(
                resumed=resumed, state=state, events=view.after(cursor if resumed else 0)
            )
        )
        self._wake.set()

    def _unfollow(self, conversation_id: ConversationId) -> None:
        if conversation_id in self._hubs:
            self._hubs.pop(conversation_id).close()
            del self._views[conversation_id], self._news[conversation_id]

    def _unfollow_all(self) -> None:
        for conversation_id in list(self._hubs):
            self._unfollow(conversation_id)

    async def _type(self, conversation_id: ConversationId, on: bool) -> None:
        view = self._views.get(conversation_id)
        if view is not None and view.conversation.agent_id == self._actor.staff_id:
            await self._services.hints.publish(
                Hint(conversation_id=conversation_id, typing="agent", on=on)
            )

    async def _acknowledge(self, done: Done) -> None:
        """A resend of what was long stored comes back at once: the pump has it behind it."""
        view = self._views.get(done.conversation.id)
        if view is None:
            return
        for recorded in done.records:
            if done.resend and recorded.seq <= view.conversation.seq:
                shown = agent_event(recorded, view.conversation.floor, self._actor.staff_id)
                await self._link.send(
                    f.AgentEvents(
                        conversation=done.conversation.id, events=(shown,), state=view.state()
                    )
                )

    # ------------------------------------------------------------------ out

    def _on_hint(self, hint: Hint) -> None:
        if hint.typing is not None:
            if hint.typing == "agent" or hint.conversation_id is None:
                return
            self._typing[hint.conversation_id] = hint.on
        elif hint.conversation_id is None:
            for news in self._news.values():
                news.must_read = True
        else:
            view = self._views.get(hint.conversation_id)
            if view is None:
                return  # still being read; its first look comes after that
            if not self._news[hint.conversation_id].hear(hint, view.conversation.seq):
                return
        self._wake.set()

    def _on_house(self) -> None:
        self._house_changed = True
        self._wake.set()

    async def _pump(self) -> None:
        loop = asyncio.get_running_loop()
        every = self._services.settings.heartbeat_s
        beat_at = loop.time() + every
        while True:
            try:
                async with asyncio.timeout_at(beat_at):
                    await self._wake.wait()
            except TimeoutError:
                log.debug("agent.heartbeat", staff=self._actor.staff_id)
            self._wake.clear()
            await self._send_new()
            typing, self._typing = self._typing, {}
            for conversation_id, on in typing.items():
                await self._link.send(
                    f.AgentTypingView(conversation=conversation_id, author=f.Author.CUSTOMER, on=on)
                )
            if self._house_changed and self._watch.house is not None:
                self._house_changed = False
                await self._send_inbox(self._watch.house)
            if loop.time() >= beat_at:
                await self._still_there()
                await self._link.send(self._heartbeat())
                beat_at = loop.time() + every

    async def _send_new(self) -> None:
        for conversation_id, view in list(self._views.items()):
            news = self._news.get(conversation_id)
            if news is None:
                continue  # unfollowed meanwhile
            shown = view.conversation.seq
            records = news.take(shown)
            try:
                if records is None:
                    records = await self._services.conversations.conversations.log(
                        conversation_id, shown
                    )
            except StoreUnavailable as error:
                news.must_read = True
                asyncio.get_running_loop().call_later(LOOK_AGAIN_S, self._wake.set)
                log.warning("pump.unavailable", conversation=conversation_id, error=str(error))
                continue
            if events := view.feed(records):
                await self._link.send(
                    f.AgentEvents(conversation=conversation_id, events=events, state=view.state())
                )

    async def _send_inbox(self, house: House) -> None:
        try:
            await self._check_session()
        except StoreUnavailable:
            self._house_changed = True
            return
        mine, others = shown_to(house, self._actor)
        inbox = f.Inbox(
            waiting=_cards(house.waiting),
            mine=_cards(mine),
            others=_cards(others),
            on_duty=house.on_duty,
            open_follow_ups=house.open_follow_ups,
        )
        if inbox != self._inbox:
            self._inbox = inbox
            await self._link.send(inbox)

    async def _check_session(self) -> None:
        """Raises Ended: signed out or deactivated, here or elsewhere. StoreUnavailable."""
        if await self._services.staff.session(self._token) is None:
            raise Ended(CLOSE_UNAUTHORIZED, "session over")

    async def _still_there(self) -> None:
        """Renew the presence lease, if the session still holds."""
        try:
            await self._check_session()
            await self._services.staff.renew(self._actor)
        except StoreUnavailable as error:
            log.warning("presence.unavailable", staff=self._actor.staff_id, error=str(error))

    def _heartbeat(self) -> f.AgentHeartbeat:
        return f.AgentHeartbeat(
            cursors={i: view.conversation.seq for i, view in self._views.items()}
        )


def _cards(summaries: Sequence[ConversationSummary]) -> tuple[f.Card, ...]:
    return tuple(_card(summary) for summary in summaries)


def _card(summary: ConversationSummary) -> f.Card:
    c = summary.conversation
    author, text = _words(summary.last.event) if summary.last else (None, None)
    return f.Card(
        conversation=c.id,
        seq=c.seq,
        floor=c.floor,
        customer_name=c.customer_name,
        signed_in=summary.subject is not None,
        language=c.language,
        reason=c.reason,
        topic=c.topic,
        queued_at=c.queued_at,
        due_at=c.due_at,
        nobody_on_duty=c.nobody_on_duty_said,
        agent=c.agent_name,
        last_text=text[:_PREVIEW] if text else None,
        last_author=author,
        last_at=summary.last.at if summary.last else c.started_at,
        unread=summary.unread,
    )


def _words(event: e.Event) -> tuple[f.Author | None, str | None]:
    match event:
        case e.MessageReceived():
            return f.Author.CUSTOMER, event.text
        case e.AgentReplied():
            return f.Author.AGENT, event.text
        case e.BotReplied() if event.messages:
            return f.Author.BOT, event.messages[-1].text
    return None, None
