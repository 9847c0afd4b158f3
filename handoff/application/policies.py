"""The policy in force: read once, known in every process, changed by adding a version."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace

import structlog

from handoff.application.ports import Clock, Hint, Policies, PolicyVersion, StoreUnavailable
from handoff.domain.access import Action, StaffActor, require
from handoff.domain.escalation import EscalationPolicy

log = structlog.get_logger()

#: Versions that are shown, and among which a shipped one is looked for.
HISTORY = 200


class StalePolicy(Exception):
    """The change was made on a version that is no longer in force; says which one is."""


class SamePolicy(Exception):
    """The change changes nothing."""


class NothingToUndo(Exception):
    """The first version came before any change."""


class PolicyInForce:
    """What this process decides by. Asking costs no I/O.

    Hints say when to look at the table; a poll is the floor under them. Who cannot look keeps what
    is known. Who has never been able to look knows nothing, and decides nothing.
    """

    def __init__(
        self, policies: Policies, shipped: EscalationPolicy, clock: Clock, *, poll_s: float = 2.0
    ) -> None:
        self._policies = policies
        self._shipped = shipped
        self._clock = clock
        self._poll_s = poll_s
        self._known: EscalationPolicy | None = None
        #: The newest number that was seen; the version known is an older one if that is unreadable.
        self._head = 0
        self._shipped_is_stored = False
        self._cut_off = False
        self._woken = asyncio.Event()
        self._looking = asyncio.Lock()

    def __call__(self) -> EscalationPolicy:
        """Raises StoreUnavailable before the first look that succeeded."""
        if self._known is None:
            raise StoreUnavailable("the policy in force is not known yet")
        return self._known

    async def look(self) -> None:
        """Take what is in force now. Trouble is logged, and leaves what is known as it is."""
        kept = self._known.version if self._known else None
        try:
            # One at a time: an older answer must not replace a newer one.
            async with self._looking:
                await self._look()
        except StoreUnavailable as error:
            if not self._cut_off:
                log.warning("policy.unavailable", kept=kept, error=str(error))
            self._cut_off = True
        except Exception:
            # The house goes on by what it knows, whatever is wrong with the newest version.
            log.exception("policy.failed", kept=kept)
        else:
            self._cut_off = False

    def wake(self, hint: Hint) -> None:
        """Listener for hints: a change of the policy is about no one conversation."""
        if hint.conversation_id is None:
            self._woken.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keeps looking meanwhile."""
        task = asyncio.create_task(self._keep_looking())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _keep_looking(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll_s):
                    await self._woken.wait()
            self._woken.clear()
            await self.look()

    async def _look(self) -> None:
        if not self._shipped_is_stored:
            await self._store_shipped()
            self._shipped_is_stored = True
        head = await self._policies.head()
        if head == self._head and self._known is not None:
            return
        readable = next(iter(await self._policies.history(HISTORY)), None)
        newest = readable.policy if readable else self._shipped
        if newest != self._known:
            log.info("policy.in_force", version=newest.version, newest=head)
        self._known, self._head = newest, head

    async def _store_shipped(self) -> None:
        """A new house starts with what is shipped; one that never changed it follows a new release.

        What was shipped once is not shipped again: gateways of two releases on one database would
        otherwise overrule each other in turn.
        """
        versions = await self._policies.history(HISTORY)
        head = await self._policies.head()
        if head and (not versions or not _is_shipped(versions[0])):
            return
        if versions and versions[0].policy.version != head:
            return
        if any(_same(v.policy, self._shipped) for v in versions if _is_shipped(v)):
            return
        shipped = replace(self._shipped, version=head + 1)
        # Another process that starts at the same moment may be faster, with the same.
        if await self._policies.add(shipped, self._clock(), by=None, note=None):
            log.info("policy.shipped", version=shipped.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyService:
    policies: Policies
    in_force: PolicyInForce
    shipped: EscalationPolicy
    clock: Clock

    async def history(self, actor: StaffActor) -> Sequence[PolicyVersion]:
        """Newest first. Raises AccessDenied."""
        require(actor, Action.SEE_SYSTEM)
        return await self.policies.history(HISTORY)

    async def change(
        self, actor: StaffActor, base: int, policy: EscalationPolicy, note: str
    ) -> PolicyVersion:
        """Set *policy* as the version after *base*.

        Raises AccessDenied, StalePolicy, SamePolicy.
        """
        require(actor, Action.CHANGE_POLICY)
        before = await self._expected(base)
        if _same(before[0].policy, policy):
            raise SamePolicy
        return await self._add(actor, base, policy, note=note)

    async def undo(self, actor: StaffActor, base: int) -> PolicyVersion:
        """Set what was in force before *base*, as the version after it.

        Raises AccessDenied, StalePolicy, NothingToUndo.
        """
        require(actor, Action.CHANGE_POLICY)
        before = await self._expected(base)
        if len(before) == 1:
            raise NothingToUndo
        return await self._add(actor, base, before[1].policy, undoes=base)

    async def _expected(self, base: int) -> Sequence[PolicyVersion]:
        """*base*, which is in force, and the version before it."""
        newest = await self.policies.history(2)
        if not newest or newest[0].policy.version != base:
            raise StalePolicy(newest[0].policy.version if newest else 0)
        return newest

    async def _add(
        self,
        actor: StaffActor,
        base: int,
        policy: EscalationPolicy,
        *,
        note: str | None = None,
        undoes: int | None = None,
    ) -> PolicyVersion:
        new = replace(policy, version=base + 1)
        at = self.clock()
        added = await self.policies.add(new, at, by=actor.staff_id, note=note, undoes=undoes)
        if not added:
            raise StalePolicy(await self.policies.head())
        log.info("policy.changed", version=new.version, staff=actor.staff_id, undoes=undoes)
        await self.in_force.look()
        return PolicyVersion(policy=new, at=at, by=actor.name, note=note, undoes=undoes)


def _is_shipped(version: PolicyVersion) -> bool:
    return version.by is None


def _same(one: EscalationPolicy, other: EscalationPolicy) -> bool:
    return replace(one, version=0) == replace(other, version=0)
