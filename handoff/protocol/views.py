"""An event, as one audience may see it. Pure; nothing reaches a page but through here.

A `View` folds the log while it shows it, so that the state which goes with a batch of events is
exactly the state after the last of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handoff.domain import events as e
from handoff.domain.commands import Reader
from handoff.domain.conversation import Conversation, Floor, evolve, replay
from handoff.domain.escalation import EscalationReason
from handoff.domain.ids import ConversationId, StaffId
from handoff.domain.turns import hear
from handoff.protocol import frames as f
from handoff.protocol import texts, wordings

_NOTICES: dict[type[e.Event], f.NoticeKind] = {
    e.ConversationStarted: f.NoticeKind.STARTED,
    e.Escalated: f.NoticeKind.ESCALATED,
    e.BotAwaited: f.NoticeKind.BOT_STARTING,
    e.NobodyOnDuty: f.NoticeKind.NOBODY_ON_DUTY,
    e.MessageKept: f.NoticeKind.MESSAGE_KEPT,
    e.BotMissed: f.NoticeKind.MESSAGE_KEPT,
    e.SecretWarned: f.NoticeKind.SECRET_WARNED,
    e.AgentAssigned: f.NoticeKind.AGENT_JOINED,
    e.Requeued: f.NoticeKind.AGENT_LEFT,
    e.HandedBack: f.NoticeKind.HANDED_BACK,
    e.WaitCancelled: f.NoticeKind.WAIT_CANCELLED,
    e.FollowUpOpened: f.NoticeKind.FOLLOW_UP,
    e.FollowUpWithdrawn: f.NoticeKind.FOLLOW_UP_WITHDRAWN,
    e.Closed: f.NoticeKind.CLOSED,
}
#: Said to the customer as a message; staff read it as a notice.
_FOR_STAFF = frozenset({e.WaitCancelled, e.FollowUpWithdrawn})


class CustomerView:
    """What the customer of one conversation sees, in one language."""

    def __init__(self, log: Sequence[e.Recorded], conversation_id: ConversationId) -> None:
        """*log*: complete, from number 1."""
        self.conversation = replay(conversation_id, log)
        self._said: list[e.Recorded] = []
        hear(self._said, log)
        self._shown = [
            customer_event(recorded, floor, self.language)
            for recorded, floor in zip(log, _floors(log), strict=True)
        ]

    @property
    def language(self) -> texts.Language:
        return _language(self.conversation.language)

    def after(self, cursor: int) -> tuple[f.CustomerEventView, ...]:
        return tuple(view for view in self._shown if view.seq > cursor)[-f.MAX_EVENTS :]

    def feed(self, records: Sequence[e.Recorded]) -> tuple[f.CustomerEventView, ...]:
        """Show what came since; records that were shown before are left out."""
        new = []
        for recorded in records:
            if recorded.seq > self.conversation.seq:
                self.conversation = evolve(self.conversation, recorded)
                new.append(customer_event(recorded, self.conversation.floor, self.language))
                hear(self._said, [recorded])
        return tuple(new)

    @property
    def said(self) -> Sequence[e.Recorded]:
        """The turns since the bot last took the floor, and what `hear` keeps; oldest first."""
        return tuple(self._said)

    def state(self) -> f.CustomerState:
        c = self.conversation
        return f.CustomerState(
            conversation=c.id,
            seq=c.seq,
            floor=c.floor,
            language=c.language,
            customer_name=c.customer_name,
            agent=texts.first_name(c.agent_name) if c.agent_name else None,
            bot_is_writing=c.awaiting_bot_since is not None,
            nobody_on_duty=c.nobody_on_duty_said,
            follow_up=c.follow_up,
            rating=c.rating,
            can_rate=c.rating is None and (c.floor is Floor.CLOSED or c.handoffs > 0),
            seen_by_agent=c.seen_by_agent,
            seen_by_customer=c.seen_by_customer,
        )


class AgentView:
    """What a member of staff sees of one conversation."""

    def __init__(
        self, log: Sequence[e.Recorded], conversation_id: ConversationId, viewer: StaffId
    ) -> None:
        """*log*: complete, from number 1."""
        self.conversation = replay(conversation_id, log)
        self._viewer = viewer
        language = _language(self.conversation.language)
        self._shown = [
            agent_event(recorded, floor, viewer, language)
            for recorded, floor in zip(log, _floors(log), strict=True)
        ]

    def after(self, cursor: int) -> tuple[f.AgentEventView, ...]:
        return tuple(view for view in self._shown if view.seq > cursor)[-f.MAX_EVENTS :]

    def feed(self, records: Sequence[e.Recorded]) -> tuple[f.AgentEventView, ...]:
        new = []
        for recorded in records:
            if recorded.seq > self.conversation.seq:
                self.conversation = evolve(self.conversation, recorded)
                language = _language(self.conversation.language)
                new.append(agent_event(recorded, self.conversation.floor, self._viewer, language))
        return tuple(new)

    def state(self) -> f.AgentState:
        c = self.conversation
        return f.AgentState(
            conversation=c.id,
            seq=c.seq,
            floor=c.floor,
            language=c.language,
            customer_name=c.customer_name,
            signed_in=c.customer_name is not None,
            agent=c.agent_name,
            agent_id=c.agent_id,
            mine=c.agent_id == self._viewer,
            reason=c.reason,
            topic=c.topic,
            failures=c.failures,
            handoffs=c.handoffs,
            queued_at=c.queued_at,
            due_at=c.due_at,
            nobody_on_duty=c.nobody_on_duty_said,
            follow_up=c.follow_up,
            settled=c.settled.note if c.settled else None,
            rating=c.rating,
            seen_by_customer=c.seen_by_customer,
            seen_by_agent=c.seen_by_agent,
            started_at=c.started_at,
        )


def customer_event(
    recorded: e.Recorded, floor: Floor, language: texts.Language
) -> f.CustomerEventView:
    """No note, no score, no reading of the customer, no full name of the agent."""
    event = recorded.event
    base: dict[str, Any] = {"seq": recorded.seq, "at": recorded.at, "floor": floor}
    match event:
        case e.MessageReceived():
            return f.CustomerMessageView(
                **base,
                author=f.Author.CUSTOMER,
                name=None,
                texts=(event.text,),
                client_id=event.client_id,
                masked=_masked(event.masked),
            )
        case e.BotReplied() if event.messages:
            return f.CustomerMessageView(
                **base,
                author=f.Author.BOT,
                name=texts.BOT_NAME[language],
                texts=tuple(message.text for message in event.messages),
                links=_links(event),
                buttons=_buttons(event),
            )
        case _ if isinstance(event, wordings.Spoken):
            return f.CustomerMessageView(
                **base,
                author=f.Author.BOT,
                name=texts.BOT_NAME[language],
                texts=(wordings.said(event, language),),
                links=_links(event),
                buttons=_numbered(wordings.buttons(event, language)),
            )
        case e.AgentReplied():
            return f.CustomerMessageView(
                **base,
                author=f.Author.AGENT,
                name=texts.first_name(event.agent_name),
                texts=(event.text,),
            )
        case e.SeenByAgent():
            return f.SeenView(**base, by=Reader.AGENT, up_to=event.up_to)
        case e.SeenByCustomer():
            return f.SeenView(**base, by=Reader.CUSTOMER, up_to=event.up_to)
        case e.Rated():
            return f.RatedView(**base, score=event.score, client_id=event.client_id)
        case e.LanguageChanged():
            return f.LanguageView(**base, language=event.language)
    line = texts.for_customer(event, language)
    notice = _NOTICES.get(type(event))
    if line is None or notice is None:
        return f.SkippedView(**base)
    name = getattr(event, "agent_name", None)
    return f.CustomerNoticeView(
        **base,
        notice=notice,
        text=line,
        agent=texts.first_name(name) if name else None,
        reference=getattr(event, "reference", None),
        follow_up=event.kind if isinstance(event, e.FollowUpOpened) else None,
        reason=_reason(event),
        client_id=getattr(event, "client_id", None),
    )


def agent_event(
    recorded: e.Recorded, floor: Floor, viewer: StaffId, language: texts.Language = "id"
) -> f.AgentEventView:
    """Everything but what other members of staff use to tell their own resends apart.

    *language*: the customer's, in which our own lines to them are shown.
    """
    event = recorded.event
    base: dict[str, Any] = {"seq": recorded.seq, "at": recorded.at, "floor": floor}
    match event:
        case e.MessageReceived():
            return f.AgentMessageView(
                **base,
                author=f.Author.CUSTOMER,
                name=None,
                texts=(event.text,),
                masked=_masked(event.masked),
                signal=_signal(event),
            )
        case e.BotReplied():
            return f.AgentMessageView(
                **base,
                author=f.Author.BOT,
                name=None,
                texts=tuple(message.text for message in event.messages),
                links=_links(event),
                buttons=_buttons(event),
                intent=event.intent,
                confidence=event.confidence,
                outcome=event.outcome,
            )
        case _ if isinstance(event, wordings.Spoken) and type(event) not in _FOR_STAFF:
            return f.AgentMessageView(
                **base,
                author=f.Author.BOT,
                name=None,
                texts=(wordings.said(event, language),),
                links=_links(event),
                buttons=_numbered(wordings.buttons(event, language)),
            )
        case e.AgentReplied():
            return f.AgentMessageView(
                **base,
                author=f.Author.AGENT,
                name=event.agent_name,
                texts=(event.text,),
                client_id=event.client_id if event.agent_id == viewer else None,
                masked=_masked(event.masked),
            )
        case e.NoteAdded():
            return f.NoteView(
                **base,
                name=event.agent_name,
                text=event.text,
                client_id=event.client_id if event.agent_id == viewer else None,
                masked=_masked(event.masked),
            )
        case e.SeenByAgent():
            return f.SeenView(**base, by=Reader.AGENT, up_to=event.up_to)
        case e.SeenByCustomer():
            return f.SeenView(**base, by=Reader.CUSTOMER, up_to=event.up_to)
        case e.Rated():
            return f.RatedView(**base, score=event.score, comment=event.comment)
        case e.LanguageChanged():
            return f.LanguageView(**base, language=event.language)
    notice = _NOTICES.get(type(event))
    words = {lang: texts.for_agent(event, lang) or "" for lang in texts.LANGUAGES}
    if notice is None:
        return f.SkippedView(**base)
    escalated = event if isinstance(event, e.Escalated) else None
    follow_up = event if isinstance(event, e.FollowUpOpened | e.FollowUpWithdrawn) else None
    return f.AgentNoticeView(
        **base,
        notice=notice,
        text=words,
        agent=getattr(event, "agent_name", None),
        reference=follow_up.reference if follow_up else None,
        follow_up=follow_up.kind if follow_up else None,
        phone=event.phone if isinstance(event, e.FollowUpOpened) else None,
        reason=escalated.reason if escalated else None,
        topic=escalated.topic if escalated else None,
        failures=escalated.failures if escalated else None,
        note=event.note if isinstance(event, e.HandedBack) else None,
        closed_by=event.by if isinstance(event, e.Closed) else None,
    )


def transcript(log: Sequence[e.Recorded], conversation_id: ConversationId) -> list[str]:
    """The conversation as the customer saw it, a line each, with times as people read them."""
    view = CustomerView(log, conversation_id)
    language = view.language
    lines = []
    for shown in view.after(0):
        at = texts.moment(shown.at, language)
        if isinstance(shown, f.CustomerMessageView):
            name = shown.name or view.conversation.customer_name or texts.CUSTOMER[language]
            lines += [f"[{at}] {name}: {text}" for text in shown.texts]
        elif isinstance(shown, f.CustomerNoticeView):
            lines.append(f"[{at}] — {shown.text}")
    return lines


def _floors(log: Sequence[e.Recorded]) -> list[Floor]:
    """The floor after each record of a complete log."""
    conversation: Conversation | None = None
    floors = []
    for recorded in log:
        conversation = (
            replay(ConversationId(""), [recorded])
            if conversation is None
            else evolve(conversation, recorded)
        )
        floors.append(conversation.floor)
    return floors


def _reason(event: e.Event) -> EscalationReason | None:
    """Of an escalation, as its customer may see it: how they sounded is not for them."""
    reason = event.reason if isinstance(event, e.Escalated) else None
    return None if reason is EscalationReason.FRUSTRATED else reason


def _language(tag: str) -> texts.Language:
    return "en" if tag == "en" else "id"


def _masked(kinds: frozenset[Any]) -> tuple[str, ...]:
    return tuple(sorted(str(kind) for kind in kinds))


def _buttons(event: e.BotReplied) -> tuple[f.ButtonView, ...]:
    return _numbered([button.title for message in event.messages for button in message.buttons])


def _links(event: e.BotReplied | wordings.Spoken) -> tuple[f.LinkView, ...]:
    links: dict[e.Link, None] = {}
    match event:
        case e.BotReplied(messages=messages):
            links = dict.fromkeys(link for message in messages for link in message.links)
        case e.ArticleShown(link=e.Link() as link):
            links = {link: None}
    return tuple(f.LinkView(url=link.url, title=link.title) for link in links)


def _numbered(titles: Sequence[str]) -> tuple[f.ButtonView, ...]:
    return tuple(f.ButtonView(option=i, title=title) for i, title in enumerate(titles))


def _signal(event: e.MessageReceived) -> f.SignalView | None:
    signal, verdict = event.signal, event.verdict
    if signal is None:
        return None
    return f.SignalView(
        model_version=signal.model_version,
        repeats=signal.repeats,
        sentiment=signal.sentiment,
        frustration=signal.frustration,
        evidence=verdict.evidence if verdict else None,
        decision=verdict.decision if verdict else None,
    )
