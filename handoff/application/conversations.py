"""Use cases around one conversation: look, lock, check access, decide, append."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from handoff.application.ports import (
    Clock,
    Conversations,
    Customer,
    Detector,
    LockedConversation,
    Look,
    OwedTurn,
    StoreUnavailable,
)
from handoff.application.readings import Readings
from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.access import (
    Action,
    Actor,
    CustomerActor,
    StaffActor,
    Subject,
    allowed,
    require,
)
from handoff.domain.conversation import (
    Conversation,
    Floor,
    IllegalCommand,
    Situation,
    apply,
    needs_reference,
    start,
)
from handoff.domain.escalation import EscalationPolicy
from handoff.domain.evidence import TELLING, EscalationReason, Verdict
from handoff.domain.hours import Hours
from handoff.domain.ids import ClientId, ConversationId
from handoff.domain.masking import Masked, mask
from handoff.domain.queue import Place
from handoff.domain.signals import Signal, Turn
from handoff.domain.turns import turns
from handoff.domain.waits import Says, wait_says
from handoff.protocol import wordings
from handoff.protocol.language import Language

log = structlog.get_logger()

_CUSTOMER = "customer"
#: How long a message waits for what surely answers it; sentences are read for that.
_ARTICLE_S = 0.8


class AtCapacity(Exception):
    """The agent already has as many conversations as they handle at once."""


class UnknownChoice(Exception):
    """The bot did not offer this button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a command. *owed*: the bot owes an answer now and the caller holds its lease."""

    conversation: Conversation
    records: tuple[e.Recorded, ...]
    owed: bool = False
    #: This was sent before: *records* hold what it caused then.
    resend: bool = False
    #: What is owed, where the command itself holds all of it.
    turn: OwedTurn | None = None


def subject_of(conversation: Conversation) -> Subject:
    return Subject(
        owner=conversation.customer_id,
        holder=conversation.agent_id,
        was_handed_over=conversation.handoffs > 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationService:
    conversations: Conversations
    detector: Detector
    clock: Clock
    #: The policy in force, asked at each decision: no I/O.
    policy: Callable[[], EscalationPolicy]
    #: How long one bot turn may stay with whoever asks the bot; longer than the bot's deadline.
    bot_lease: timedelta
    detector_deadline_s: float
    #: Where a conversation stands in line; None: nobody says.
    place: Callable[[ConversationId], Awaitable[Place | None]] | None = None
    #: What surely answers a message in a language, beside what was said and the matter for which
    #: is waited; None: nothing is known.
    article: (
        Callable[[str, str, Sequence[e.Recorded], str | None], Awaitable[c.ArticleFound | None]]
        | None
    ) = None
    #: Whether anybody is on duty, as a hint outside of any transaction; None: nobody says.
    attended: Callable[[], Awaitable[bool]] | None = None
    #: When staff are usually on duty; None: nobody has said.
    hours: Hours | None = None
    #: How the detector does in this process.
    readings: Readings = field(default_factory=Readings)

    # ------------------------------------------------------------------ reading

    async def get(self, actor: Actor, conversation_id: ConversationId) -> Conversation:
        """Raises AccessDenied, UnknownConversation."""
        conversation = await self.conversations.get(conversation_id)
        reading = Action.READ_OWN if isinstance(actor, CustomerActor) else Action.READ_CONVERSATION
        require(actor, reading, subject_of(conversation))
        return conversation

    async def log(
        self,
        actor: Actor,
        conversation_id: ConversationId,
        after: int = 0,
        newest: int | None = None,
    ) -> Sequence[e.Recorded]:
        await self.get(actor, conversation_id)
        return await self.conversations.log(conversation_id, after, newest)

    # ------------------------------------------------------------------ the customer

    async def begin(self, customer: Customer, language: str) -> Conversation:
        """The customer's open conversation, or a new one."""
        open_one = await self.conversations.newest_open(customer.id)
        if open_one is not None:
            return await self.conversations.get(open_one)
        first, conversation = start(
            ConversationId(str(uuid4())),
            e.ConversationStarted(
                customer_id=customer.id, customer_name=customer.name, language=language
            ),
            self.clock(),
        )
        created = await self.conversations.create(first, conversation)
        if created != conversation.id:  # another page of the customer's was faster
            return await self.conversations.get(created)
        log.info("conversation.started", conversation=conversation.id)
        return conversation

    async def receive(
        self,
        actor: CustomerActor,
        conversation_id: ConversationId,
        client_id: ClientId,
        text: str,
        said: Sequence[e.Recorded],
        seen: Conversation | None = None,
    ) -> Done:
        """The customer wrote *text*. A resend under the same *client_id* changes nothing.

        *said*: the customer's and the bot's turns since the bot last took the floor, as far as the
        caller has seen them; only the detector reads them. *seen*: the newest snapshot that the
        caller has.
        """
        masked = _masked(text)
        signal = await self._read(conversation_id, turns(said, masked.text, self.clock()))
        command = c.ReceiveMessage(
            client_id=client_id, text=masked.text, masked=masked.kinds, signal=signal
        )
        if seen is not None and seen.floor is Floor.QUEUE:
            command = await self._beside(command, seen, said)
        elif seen is not None:
            after = self._handed_over(seen, command)
            if after is not None and not command.masked and not _is_upset(command):
                found = await self._answering(command.text, after, said)
                command = replace(command, article=found)
        if seen is not None and allowed(actor, Action.TAKE_PART, subject_of(seen)):
            done = await self._at_once(seen, command)
            if done is not None:
                return _told(done)
        return await self._run(actor, conversation_id, command, lease=True)

    async def choose(
        self,
        actor: CustomerActor,
        conversation_id: ConversationId,
        client_id: ClientId,
        seq: int,
        option: int,
    ) -> Done:
        """The customer tapped a button: of the bot's, or of an offer. Raises UnknownChoice."""
        async with self.conversations.locked(conversation_id) as locked:
            require(actor, Action.TAKE_PART, subject_of(locked.conversation))
            offered = await locked.record(seq)
            command = _tapped(offered, option, client_id, locked.conversation.language)
            done = await self._decide(locked, command, _CUSTOMER, client_id, lease=True)
        return _told(done)

    async def ask_for_human(
        self, actor: CustomerActor, conversation_id: ConversationId, client_id: ClientId
    ) -> Done:
        return await self._run(actor, conversation_id, c.AskForHuman(client_id=client_id))

    async def open_follow_up(
        self,
        actor: CustomerActor,
        conversation_id: ConversationId,
        client_id: ClientId,
        kind: e.FollowUpKind,
        phone: str | None,
    ) -> Done:
        async with self.conversations.locked(conversation_id) as locked:
            require(actor, Action.TAKE_PART, subject_of(locked.conversation))
            known = await locked.find(_CUSTOMER, client_id)
            if known is not None:
                return Done(conversation=locked.conversation, records=(known,), resend=True)
            command = c.OpenFollowUp(
                kind=kind,
                reference=await locked.next_reference(),
                phone=phone,
                client_id=client_id,
            )
            done = await self._decide(locked, command, _CUSTOMER, client_id)
        return _told(done)

    async def end(
        self, actor: CustomerActor, conversation_id: ConversationId, client_id: ClientId
    ) -> Done:
        async with self.conversations.locked(conversation_id) as locked:
            require(actor, Action.TAKE_PART, subject_of(locked.conversation))
            waits = locked.conversation.floor is Floor.QUEUE
            command = c.Close(
                by=e.ClosedBy.CUSTOMER,
                client_id=client_id,
                reference=await locked.next_reference() if waits else "",
            )
            done = await self._decide(locked, command, _CUSTOMER, client_id)
        return _told(done)

    async def rate(
        self,
        actor: CustomerActor,
        conversation_id: ConversationId,
        client_id: ClientId,
        score: int,
        comment: str,
    ) -> Done:
        masked = _masked(comment)
        return await self._run(
            actor,
            conversation_id,
            c.Rate(client_id=client_id, score=score, comment=masked.text, masked=masked.kinds),
        )

    async def set_language(
        self, actor: CustomerActor, conversation_id: ConversationId, language: str
    ) -> Done:
        return await self._run(actor, conversation_id, c.SetLanguage(language=language))

    async def identify(self, conversation_id: ConversationId, customer: Customer) -> Done:
        """The host site's word for who this is; the caller has verified it."""
        command = c.IdentifyCustomer(customer_id=customer.id, name=customer.name or "")
        async with self.conversations.locked(conversation_id) as locked:
            done = await self._decide(locked, command, _CUSTOMER, None)
        return _told(done)

    async def seen(self, actor: Actor, conversation_id: ConversationId, up_to: int) -> Done:
        if isinstance(actor, CustomerActor):
            command = c.MarkSeen(by=c.Reader.CUSTOMER, up_to=up_to)
            return await self._run(actor, conversation_id, command)
        command = c.MarkSeen(by=c.Reader.AGENT, up_to=up_to)
        return await self._run(actor, conversation_id, command, action=Action.SPEAK)

    # ------------------------------------------------------------------ the agent

    async def accept(self, actor: StaffActor, conversation_id: ConversationId) -> Done:
        """Take a waiting conversation.

        Raises IllegalCommand: somebody was faster. AtCapacity.
        """
        async with self.conversations.locked(conversation_id) as locked:
            conversation = locked.conversation
            require(actor, Action.ACCEPT, subject_of(conversation))
            if conversation.floor is Floor.AGENT and conversation.agent_id == actor.staff_id:
                return Done(conversation=conversation, records=())  # asked twice
            command = c.AcceptConversation(agent_id=actor.staff_id, agent_name=actor.name)
            if conversation.floor is not Floor.QUEUE:
                raise IllegalCommand(command, conversation.floor)
            if not await locked.reserve(actor.staff_id):
                raise AtCapacity
            done = await self._decide(locked, command, actor.staff_id, None)
        return _told(done)

    async def agent_message(
        self, actor: StaffActor, conversation_id: ConversationId, client_id: ClientId, text: str
    ) -> Done:
        masked = _masked(text)
        command = c.SendAgentMessage(
            agent_id=actor.staff_id, client_id=client_id, text=masked.text, masked=masked.kinds
        )
        return await self._run(actor, conversation_id, command, action=Action.SPEAK)

    async def note(
        self, actor: StaffActor, conversation_id: ConversationId, client_id: ClientId, text: str
    ) -> Done:
        masked = _masked(text)
        command = c.AddNote(
            agent_id=actor.staff_id,
            agent_name=actor.name,
            client_id=client_id,
            text=masked.text,
            masked=masked.kinds,
        )
        return await self._run(actor, conversation_id, command, action=Action.ADD_NOTE)

    async def hand_back(
        self, actor: StaffActor, conversation_id: ConversationId, note: str
    ) -> Done:
        masked = _masked(note)
        command = c.HandBack(agent_id=actor.staff_id, note=masked.text, masked=masked.kinds)
        return await self._run(actor, conversation_id, command, action=Action.SPEAK)

    async def requeue(
        self,
        actor: StaffActor,
        conversation_id: ConversationId,
        cause: e.RequeueCause = e.RequeueCause.AGENT,
    ) -> Done:
        command = c.Requeue(agent_id=actor.staff_id, cause=cause)
        return await self._run(actor, conversation_id, command, action=Action.SPEAK)

    async def close(self, actor: StaffActor, conversation_id: ConversationId) -> Done:
        command = c.Close(by=e.ClosedBy.AGENT, agent_id=actor.staff_id)
        return await self._run(actor, conversation_id, command, action=Action.SPEAK)

    # ------------------------------------------------------------------ the house itself

    async def by_system(
        self,
        conversation_id: ConversationId,
        command: c.Command,
        seen: Conversation | None = None,
    ) -> Done:
        """A command of the bot's or of upkeep: no actor, no access to check.

        *seen*: the snapshot that it was made for.
        """
        if seen is not None and isinstance(command, c.RecordBotReply):
            at_once = await self._at_once(seen, command)
            if at_once is not None:
                return _told(at_once)
        ahead = Look(None, None, self.clock())
        async with self.conversations.locked(conversation_id, ahead) as locked:
            if isinstance(command, c.OpenFollowUp):
                command = replace(command, reference=await locked.next_reference())
            done = await self._decide(locked, command, None, None, lease=True)
        return _told(done)

    async def with_article(
        self, reply: c.RecordBotReply, seen: Conversation, said: Sequence[e.Recorded]
    ) -> c.RecordBotReply:
        """*reply* with what surely answers the messages in *said*, if it hands over.

        *seen*: the snapshot that it was made for.
        """
        after = self._handed_over(seen, reply)
        messages = [r.event for r in said if isinstance(r.event, e.MessageReceived)]
        if after is None or any(message.masked or message.choice for message in messages):
            return reply
        if any(_is_frustrated(message.signal) for message in messages):
            return reply
        text = "\n".join(message.text for message in messages)
        return replace(reply, article=await self._answering(text, after, ()))

    async def keep_turn(self, conversation_id: ConversationId) -> bool:
        """The caller goes on asking the bot for another lease; False: nothing is owed any more."""
        return await self.conversations.keep_turn(conversation_id, self.clock() + self.bot_lease)

    # ------------------------------------------------------------------ parts

    async def _run(
        self,
        actor: Actor,
        conversation_id: ConversationId,
        command: c.Command,
        *,
        action: Action = Action.TAKE_PART,
        lease: bool = False,
    ) -> Done:
        sender = _CUSTOMER if isinstance(actor, CustomerActor) else actor.staff_id
        client_id: ClientId | None = getattr(command, "client_id", None)
        ahead = Look(sender, client_id, self.clock())
        async with self.conversations.locked(conversation_id, ahead) as locked:
            subject = subject_of(locked.conversation)
            if action is Action.SPEAK and locked.conversation.floor is not Floor.AGENT:
                # Theirs until a moment ago, perhaps: the floor is the reason, not the right.
                require(actor, Action.READ_CONVERSATION, subject)
                raise IllegalCommand(command, locked.conversation.floor)
            require(actor, action, subject)
            if isinstance(command, c.ReceiveMessage) and needs_reference(
                locked.conversation, command
            ):
                command = replace(command, reference=await locked.next_reference())
            done = await self._decide(locked, command, sender, client_id, lease=lease)
        return _told(done)

    async def _decide(
        self,
        locked: LockedConversation,
        command: c.Command,
        sender: str | None,
        client_id: ClientId | None,
        *,
        lease: bool = False,
    ) -> Done:
        before = locked.conversation
        now = self.clock()
        # Asked of the transaction itself: one that waited here for a second connection while it
        # holds its first would, with enough others like it, wait for ever.
        known, on_duty = await locked.look(Look(sender, client_id, now))
        if known is not None:
            return Done(conversation=before, records=(known,), resend=True)
        situation = self._situation(now, on_duty)
        records, after = apply(before, command, situation)
        until = now + self.bot_lease if lease and _owed(records) else None
        if records:
            await locked.append(records, after, until)
        return _done(before, records, after, locked.subject, leased=until is not None)

    def _situation(self, now: datetime, on_duty: int) -> Situation:
        opens_at = self.hours.opens_after(now) if self.hours else None
        return Situation(at=now, on_duty=on_duty, policy=self.policy(), opens_at=opens_at)

    async def _at_once(self, before: Conversation, command: c.Command) -> Done | None:
        """Decide on a snapshot that is still the newest, in one statement and without a look.

        None: it is not, or the decision needs the look; then nothing was stored. Where the bot
        keeps the floor, that is so only if it counts whether anybody is on duty.
        """
        if before.floor is not Floor.BOT:
            return None
        now = self.clock()
        records, after = apply(before, command, self._situation(now, 0))
        if not records or after.floor is not Floor.BOT:
            return None
        if (records, after) != apply(before, command, self._situation(now, 1)):
            return None  # whether anybody is on duty counts
        if any(isinstance(recorded.event, e.FollowUpWithdrawn) for recorded in records):
            return None  # more is written than the conversation
        until = now + self.bot_lease if _owed(records) else None
        advanced = await self.conversations.advance(before, records, after, until)
        if advanced is None:
            return None
        return _done(before, records, after, advanced.subject, leased=until is not None)

    async def _beside(
        self, command: c.ReceiveMessage, seen: Conversation, said: Sequence[e.Recorded]
    ) -> c.ReceiveMessage:
        """*command* with what who waits asks for; without it where that cannot be had in time."""
        try:
            async with asyncio.timeout(_ARTICLE_S):
                if wait_says(command.text) is Says.HOW_LONG:
                    place = await self.place(seen.id) if self.place else None
                    return replace(command, place=place)
                # With nobody there, what is left unanswered is answered by nobody.
                calm = seen.nobody_on_duty_said or not _is_upset(command)
                if self.article is not None and not command.masked and calm:
                    found = await self.article(command.text, seen.language, said, seen.topic)
                    return replace(command, article=found)
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("waiting.untold", conversation=seen.id, error=type(error).__name__)
        except Exception as error:  # whatever it is, the message is not lost
            log.error("waiting.failed", conversation=seen.id, error=type(error).__name__)
        return command

    def _handed_over(self, seen: Conversation, command: c.Command) -> Conversation | None:
        """*seen* after *command*, if that hands over where nobody is on duty.

        Who asked for a person, and nothing else, is answered by that person.
        """
        if self.article is None or seen.floor is not Floor.BOT:
            return None
        _, after = apply(seen, command, self._situation(self.clock(), 0))
        asked = after.reason is EscalationReason.ASKED_FOR_HUMAN
        return after if after.floor is Floor.QUEUE and not asked else None

    async def _answering(
        self, text: str, after: Conversation, said: Sequence[e.Recorded]
    ) -> c.ArticleFound | None:
        """What surely answers *text* of who waits then, if nobody is on duty.

        None where that cannot be had in time.
        """
        if self.article is None:
            return None
        try:
            async with asyncio.timeout(_ARTICLE_S):
                if self.attended is not None and await self.attended():
                    return None
                return await self.article(text, after.language, said, after.topic)
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("waiting.untold", conversation=after.id, error=type(error).__name__)
        except Exception as error:
            log.error("waiting.failed", conversation=after.id, error=type(error).__name__)
        return None

    async def _read(self, conversation_id: ConversationId, turns_: Sequence[Turn]) -> Signal | None:
        """The detector's reading; None when it fails: the certain rules go on without it."""
        try:
            async with asyncio.timeout(self.detector_deadline_s):
                signal = await self.detector.read(turns_)
        except Exception as error:
            self.readings.failed(type(error).__name__)
            log.error(
                "detector.failed",
                conversation=conversation_id,
                error=type(error).__name__,
                failures=self.readings.failures,
            )
            return None
        self.readings.succeeded(signal.model_version)
        return signal


def _owed(records: Sequence[e.Recorded]) -> bool:
    return any(isinstance(recorded.event, e.BotTurnRequested) for recorded in records)


def _done(
    before: Conversation,
    records: tuple[e.Recorded, ...],
    after: Conversation,
    subject: str | None,
    *,
    leased: bool,
) -> Done:
    turn = None
    if leased and before.last_customer_seq <= before.answered_seq:
        turn = OwedTurn(conversation=after, subject=subject, said=records[:1])
    return Done(conversation=after, records=records, owed=_owed(records), turn=turn)


def _is_upset(command: c.ReceiveMessage) -> bool:
    """An article is no answer to anger."""
    return _is_frustrated(command.signal)


def _is_frustrated(signal: Signal | None) -> bool:
    return signal is not None and (signal.frustration or 0.0) >= TELLING


def _masked(text: str) -> Masked:
    """*text* as it may be stored: without secrets, and without NUL, which PostgreSQL refuses."""
    return mask(text.replace("\0", ""))


def _tapped(
    offered: e.Recorded | None, option: int, client_id: ClientId, tag: str
) -> c.ReceiveMessage | c.AnswerOffer | c.AnswerWait | c.AnswerWithdrawal:
    """What tapping button *option* of *offered* says. Raises UnknownChoice."""
    language: Language = "en" if tag == "en" else "id"
    buttons: Sequence[e.Button] = ()
    match offered:
        case e.Recorded(event=e.BotReplied(messages=messages)):
            buttons = [button for message in messages for button in message.buttons]
        case e.Recorded(event=e.BotCarriesOn(buttons=again)):
            buttons = again
        case e.Recorded(event=e.PersonOffered() as offer):
            buttons = _named(wordings.buttons(offer, language), "offer:accepted", "offer:declined")
        case e.Recorded(event=e.CancelAsked()):
            buttons = _named(wordings.CANCELLING[language], "wait:cancelled", "wait:kept")
        case e.Recorded(event=e.WaitCancelled()):
            buttons = _named(wordings.BACK[language], "wait:again")
        case e.Recorded(event=e.WithdrawalAsked(kind=kind)):
            buttons = _named(
                wordings.WITHDRAWING[kind][language], "follow_up:withdrawn", "follow_up:kept"
            )
    if offered is None or not 0 <= option < len(buttons):
        raise UnknownChoice
    button = buttons[option]
    choice = e.Choice(seq=offered.seq, option=option, payload=button.payload)
    if isinstance(offered.event, e.PersonOffered):
        return c.AnswerOffer(
            client_id=client_id,
            text=button.title,
            choice=choice,
            offered=offered.event,
            accepted=option == 0,
        )
    if isinstance(offered.event, e.WithdrawalAsked):
        return c.AnswerWithdrawal(
            client_id=client_id,
            text=button.title,
            choice=choice,
            asked=offered.event,
            withdraws=option == 0,
        )
    if isinstance(offered.event, e.CancelAsked | e.WaitCancelled):
        return c.AnswerWait(
            client_id=client_id,
            text=button.title,
            choice=choice,
            waits=isinstance(offered.event, e.WaitCancelled) or option == 1,
            again=offered.event if isinstance(offered.event, e.WaitCancelled) else None,
        )
    return c.ReceiveMessage(client_id=client_id, text=button.title, choice=choice)


def _named(titles: Sequence[str], *payloads: str) -> Sequence[e.Button]:
    return [e.Button(title=t, payload=p) for t, p in zip(titles, payloads, strict=True)]


def _told(done: Done) -> Done:
    """Log what was committed; a resend was logged when it was new."""
    if not done.resend:
        for recorded in done.records:
            _log(done.conversation, recorded)
    return done


def _log(after: Conversation, recorded: e.Recorded) -> None:
    event = recorded.event
    fields: dict[str, object] = {"event_seq": recorded.seq, "floor": after.floor.value}
    match event:
        case e.MessageReceived(verdict=Verdict(decision=decision, reason=reason)):
            fields |= {"decision": decision.value, "reason": reason}
        case e.PersonOffered():
            fields["reason"] = event.reason.value
        case e.Escalated():
            fields |= {
                "reason": event.reason.value,
                "failures": event.failures,
                "offered": event.offered,
            }
            if event.detail:
                fields["detail"] = event.detail
        case e.BotReplied():
            fields |= {"intent": event.intent, "outcome": event.outcome.value}
        case e.FollowUpOpened():
            fields |= {"kind": event.kind.value, "reference": event.reference}
        case e.Requeued():
            fields["cause"] = event.cause.value
        case e.FollowUpWithdrawn():
            fields |= {"kind": event.kind.value, "reference": event.reference}
        case e.WaitCancelled():
            fields["reason"] = event.reason.value
    log.info(f"conversation.{type(event).__name__}", conversation=after.id, **fields)
