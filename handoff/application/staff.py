"""Members of staff: signing in, being there, and their accounts."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

import structlog

from handoff.application.conversations import ConversationService
from handoff.application.ports import (
    Clock,
    Conversations,
    Hint,
    Hints,
    Passwords,
    Presence,
    Staff,
    StaffMember,
    StaffSession,
)
from handoff.domain.access import AccessDenied, Action, Role, StaffActor, require
from handoff.domain.conversation import IllegalCommand
from handoff.domain.events import RequeueCause
from handoff.domain.ids import StaffId

log = structlog.get_logger()

#: Failed sign-ins that a quarter of an hour allows: for one account from one network address,
#: from one address in all, and for one account from everywhere. The last is high, so that nobody
#: is locked out by others who know the address, and still bounds a guess that comes from many.
ATTEMPTS_PER_ACCOUNT_AND_ADDRESS = 5
ATTEMPTS_PER_ADDRESS = 20
ATTEMPTS_PER_ACCOUNT = 200
WINDOW = timedelta(minutes=15)


class WrongCredentials(Exception):
    """No such account, not active, or not its password: the answer does not say which."""


@dataclass(slots=True)
class TooManyAttempts(Exception):
    retry_after_s: int


class LastAdmin(Exception):
    """Without an active admin nobody could manage accounts any more."""


class UnknownStaff(Exception):
    """There is no such member of staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    token: str
    session: StaffSession


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffService:
    staff: Staff
    conversations: Conversations
    service: ConversationService
    passwords: Passwords
    hints: Hints
    clock: Clock
    session_life: timedelta
    presence_lease: timedelta

    # ------------------------------------------------------------------ sessions

    async def sign_in(self, email: str, password: str, address: str) -> SignedIn:
        """Raises WrongCredentials, TooManyAttempts (before the password is looked at)."""
        now = self.clock()
        keys = {
            _key("both", f"{email.lower()} {address}"): ATTEMPTS_PER_ACCOUNT_AND_ADDRESS,
            _key("address", address): ATTEMPTS_PER_ADDRESS,
            _key("account", email.lower()): ATTEMPTS_PER_ACCOUNT,
        }
        for key, limit in keys.items():
            failed = await self.staff.failed_sign_ins(key, now - WINDOW)
            if len(failed) >= limit:
                wait = failed[-limit] + WINDOW - now
                log.warning("staff.sign_in_limited")
                raise TooManyAttempts(max(1, int(wait.total_seconds())))
        member = await self.staff.by_email(email)
        hashed = member.password_hash if member else None
        if not await self.passwords.matches(password, hashed) or not (member and member.active):
            for key in keys:
                await self.staff.note_failed_sign_in(key, now)
            log.warning("staff.sign_in_failed")
            raise WrongCredentials
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        expires_at = now + self.session_life
        await self.staff.open_session(_digest(token), member.id, csrf, now, expires_at)
        log.info("staff.signed_in", staff=member.id)
        session = StaffSession(staff=member, csrf=csrf, expires_at=expires_at)
        return SignedIn(token=token, session=session)

    async def session(self, token: str) -> StaffSession | None:
        return await self.staff.session(_digest(token), self.clock())

    async def sign_out(self, actor: StaffActor) -> int:
        """Go off duty: end the agent's sessions, here and elsewhere, and give back what they hold.

        Returns how many conversations went back to the queue.
        """
        await self.staff.end_sessions_of(actor.staff_id)
        await self.staff.shorten_presence(actor.staff_id, self.clock())
        given_back = 0
        for summary in await self.conversations.with_agents():
            if summary.conversation.agent_id == actor.staff_id:
                try:
                    await self.service.requeue(
                        actor, summary.conversation.id, RequeueCause.SIGNED_OUT
                    )
                    given_back += 1
                except (IllegalCommand, AccessDenied):  # no longer theirs
                    log.info("staff.nothing_to_requeue", conversation=summary.conversation.id)
        await self.hints.publish(Hint(conversation_id=None))
        log.info("staff.signed_out", staff=actor.staff_id, given_back=given_back)
        return given_back

    # ------------------------------------------------------------------ presence

    async def renew(self, actor: StaffActor, status: Presence | None = None) -> Presence:
        """The socket says that the agent is there; *status* changes what for."""
        until = self.clock() + self.presence_lease
        renewed = await self.staff.renew_presence(actor.staff_id, status, until)
        if status is not None:
            await self.hints.publish(Hint(conversation_id=None))
        return renewed

    async def on_duty(self) -> int:
        presences = await self.staff.presences(self.clock())
        return sum(1 for status in presences.values() if status == "available")

    # ------------------------------------------------------------------ accounts

    async def accounts(
        self, actor: StaffActor
    ) -> tuple[Sequence[StaffMember], Mapping[StaffId, Presence]]:
        require(actor, Action.SEE_SYSTEM)
        return await self.staff.all(), await self.staff.presences(self.clock())

    async def add(
        self, actor: StaffActor, *, email: str, name: str, role: Role, capacity: int, password: str
    ) -> StaffMember:
        """Raises AccessDenied, EmailTaken."""
        require(actor, Action.MANAGE_STAFF)
        return await self.enrol(
            email=email, name=name, role=role, capacity=capacity, password=password
        )

    async def enrol(
        self, *, email: str, name: str, role: Role, capacity: int, password: str
    ) -> StaffMember:
        """Add an account from the machine itself: no actor. Raises EmailTaken."""
        member = StaffMember(
            id=StaffId(str(uuid4())),
            email=email,
            name=name,
            role=role,
            capacity=capacity,
            active=True,
            password_hash=await self.passwords.hash(password),
        )
        await self.staff.add(member, self.clock())
        log.info("staff.added", staff=member.id, role=role.value)
        return member

    async def change(
        self,
        actor: StaffActor,
        staff_id: StaffId,
        *,
        name: str | None = None,
        role: Role | None = None,
        capacity: int | None = None,
        active: bool | None = None,
        password: str | None = None,
    ) -> StaffMember:
        """Raises AccessDenied, UnknownStaff, LastAdmin."""
        require(actor, Action.MANAGE_STAFF)
        member = await self.staff.get(staff_id)
        if member is None:
            raise UnknownStaff(staff_id)
        changed = replace(
            member,
            name=member.name if name is None else name,
            role=member.role if role is None else role,
            capacity=member.capacity if capacity is None else capacity,
            active=member.active if active is None else active,
            password_hash=await self.passwords.hash(password) if password else member.password_hash,
        )
        if _is_admin(member) and not _is_admin(changed):
            admins = [other for other in await self.staff.all() if _is_admin(other)]
            if len(admins) == 1:
                raise LastAdmin
        await self.staff.save(changed)
        if not changed.active or password is not None:
            await self.staff.end_sessions_of(staff_id)
        if not changed.active:
            await self.staff.shorten_presence(staff_id, self.clock())
            await self.hints.publish(Hint(conversation_id=None))
        log.info("staff.changed", staff=staff_id, by=actor.staff_id)
        return changed


def actor_of(session: StaffSession) -> StaffActor:
    return StaffActor(session.staff.id, session.staff.name, session.staff.role)


def _is_admin(member: StaffMember) -> bool:
    return member.active and member.role is Role.ADMIN


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
