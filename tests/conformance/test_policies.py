"""Versions of the policy: stored once, in order, and known to whoever decides."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from handoff.adapters.memory import Memory
from handoff.application.policies import (
    NothingToUndo,
    PolicyInForce,
    PolicyService,
    SamePolicy,
    StalePolicy,
)
from handoff.application.ports import Hint, StoreUnavailable
from handoff.domain import events as e
from handoff.domain.access import AccessDenied, Role, StaffActor
from handoff.domain.conversation import Floor
from handoff.domain.escalation import EscalationPolicy, EscalationReason
from handoff.domain.evidence import Rule, Thresholds
from handoff.domain.ids import StaffId
from tests.conformance.house import T0, House, Stores
from tests.support.detector import ANGRY, ScriptedDetector
from tests.support.polling import eventually_async

SHIPPED = EscalationPolicy()
EARLIER = EscalationPolicy(
    thresholds=Thresholds(
        offer_at=0.35,
        transfer_at=0.7,
        rules={**SHIPPED.thresholds.rules, EscalationReason.NO_PROGRESS: Rule.OFFER},
        most_offers=1,
    ),
    max_failures=2,
    waiting_ticket_after=timedelta(minutes=30),
)


def process(stores: Stores, shipped: EscalationPolicy = SHIPPED) -> PolicyInForce:
    """What one process knows of the policy in force."""
    return PolicyInForce(stores.policies, shipped, lambda: T0)


@pytest.fixture
async def in_force(stores: Stores) -> PolicyInForce:
    known = process(stores)
    await known.look()
    return known


@pytest.fixture
def service(stores: Stores, in_force: PolicyInForce) -> PolicyService:
    return PolicyService(
        policies=stores.policies, in_force=in_force, shipped=SHIPPED, clock=lambda: T0
    )


@pytest.fixture
async def admin(house: House) -> StaffActor:
    member = await house.member("Dewi Lestari")
    return StaffActor(member.id, member.name, Role.ADMIN)


async def hinted(stores: Stores, ready: asyncio.Event) -> None:
    """Until somebody says: look at everything."""
    hints = stores.hints.listen()
    assert await anext(hints) == Hint(conversation_id=None), "the first one is for the start"
    ready.set()
    while (await anext(hints)).conversation_id is not None:
        pass


# ------------------------------------------------------------------ what is stored


async def test_a_new_house_has_none(stores: Stores) -> None:
    assert await stores.policies.head() == 0
    assert list(await stores.policies.history(10)) == []


async def test_what_is_stored_comes_back_whole(stores: Stores, admin: StaffActor) -> None:
    first, second = replace(SHIPPED, version=1), replace(EARLIER, version=2)
    assert await stores.policies.add(first, T0, by=None, note=None)
    later = T0 + timedelta(hours=1)
    assert await stores.policies.add(second, later, by=admin.staff_id, note="lebih cepat")
    assert await stores.policies.add(replace(first, version=3), later, by=None, note=None, undoes=2)
    assert await stores.policies.head() == 3
    newest, changed, shipped = await stores.policies.history(10)
    assert (shipped.policy, shipped.at, shipped.by, shipped.note) == (first, T0, None, None)
    assert (changed.policy, changed.at) == (second, later)
    assert (changed.by, changed.note, changed.undoes) == ("Dewi Lestari", "lebih cepat", None)
    assert (newest.policy.version, newest.undoes) == (3, 2)
    assert [v.policy.version for v in await stores.policies.history(2)] == [3, 2]


@pytest.mark.parametrize("version", [1, 3, 9])
async def test_only_the_next_one_is_stored(stores: Stores, version: int) -> None:
    await stores.policies.add(replace(SHIPPED, version=1), T0, by=None, note=None)
    assert not await stores.policies.add(replace(EARLIER, version=version), T0, by=None, note=None)
    assert await stores.policies.head() == 1


async def test_of_many_at_once_one_is_stored(stores: Stores) -> None:
    added = await asyncio.gather(
        *(
            stores.policies.add(replace(SHIPPED, version=1), T0, by=None, note=None)
            for _ in range(5)
        )
    )
    assert sorted(added) == [False] * 4 + [True]


async def test_a_new_version_is_hinted(stores: Stores) -> None:
    ready = asyncio.Event()
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        tasks.create_task(hinted(stores, ready))
        await ready.wait()
        await stores.policies.add(replace(SHIPPED, version=1), T0, by=None, note=None)


# ------------------------------------------------------------------ what is in force


async def test_nobody_decides_before_the_policy_is_known(stores: Stores) -> None:
    with pytest.raises(StoreUnavailable):
        process(stores)()


async def test_a_new_house_starts_with_what_is_shipped(stores: Stores) -> None:
    some = [process(stores) for _ in range(4)]
    await asyncio.gather(*(one.look() for one in some))
    assert {one().version for one in some} == {1}
    assert some[0]() == SHIPPED
    assert await stores.policies.head() == 1


async def test_a_house_that_changed_nothing_follows_a_new_release(stores: Stores) -> None:
    await process(stores).look()
    newer = process(stores, EARLIER)
    await newer.look()
    assert newer() == replace(EARLIER, version=2)
    older = process(stores)
    await older.look()
    assert older() == newer(), "a gateway of the release before does not take it back"
    assert await stores.policies.head() == 2


async def test_a_house_that_changed_it_keeps_its_own(
    stores: Stores, service: PolicyService, admin: StaffActor
) -> None:
    own = replace(SHIPPED, max_failures=5)
    await service.change(admin, 1, own, "bot makin pintar")
    newer = process(stores, EARLIER)
    await newer.look()
    assert newer() == replace(own, version=2)


async def test_a_change_is_known_everywhere_once_looked(
    stores: Stores, service: PolicyService, in_force: PolicyInForce, admin: StaffActor
) -> None:
    elsewhere = process(stores)
    await elsewhere.look()
    new = await service.change(admin, 1, EARLIER, "lebih cepat ditawarkan")
    assert new.policy == replace(EARLIER, version=2)
    assert in_force() == new.policy, "the process that stored it knows it at once"
    assert elsewhere().version == 1
    await elsewhere.look()
    assert elsewhere() == new.policy


async def test_a_hint_is_enough(stores: Stores, service: PolicyService, admin: StaffActor) -> None:
    """With a poll that never comes, a hint alone brings the new version."""
    elsewhere = PolicyInForce(stores.policies, SHIPPED, lambda: T0, poll_s=3600)
    await elsewhere.look()
    async with elsewhere.running():
        await service.change(admin, 1, EARLIER, "lebih cepat ditawarkan")
        elsewhere.wake(Hint(conversation_id=None))
        await eventually_async(lambda: elsewhere().version == 2)


async def test_who_cannot_look_keeps_what_is_known(
    stores: Stores, in_force: PolicyInForce, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> int:
        raise StoreUnavailable("no database")

    monkeypatch.setattr(stores.policies, "head", broken)
    await in_force.look()
    assert in_force() == SHIPPED


# ------------------------------------------------------------------ who may, and what


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
async def test_only_admins_change_it(service: PolicyService, role: Role) -> None:
    other = StaffActor(StaffId(str(uuid4())), "Sari", role)
    with pytest.raises(AccessDenied):
        await service.change(other, 1, EARLIER, "coba")
    with pytest.raises(AccessDenied):
        await service.undo(other, 1)
    if role is Role.AGENT:
        with pytest.raises(AccessDenied):
            await service.history(other)
    else:
        assert len(await service.history(other)) == 1


async def test_a_change_of_an_old_version_is_refused(
    service: PolicyService, in_force: PolicyInForce, admin: StaffActor
) -> None:
    await service.change(admin, 1, EARLIER, "lebih cepat")
    with pytest.raises(StalePolicy, match="2"):
        await service.change(admin, 1, SHIPPED, "lebih lambat")
    with pytest.raises(StalePolicy, match="2"):
        await service.undo(admin, 1)
    assert in_force().version == 2


async def test_of_two_admins_at_once_one_is_told(service: PolicyService, admin: StaffActor) -> None:
    done = await asyncio.gather(
        service.change(admin, 1, EARLIER, "lebih cepat"),
        service.change(admin, 1, replace(EARLIER, max_failures=9), "lebih sabar"),
        return_exceptions=True,
    )
    assert sum(isinstance(one, StalePolicy) for one in done) == 1
    assert len(await service.history(admin)) == 2


async def test_a_change_that_changes_nothing_is_no_version(
    service: PolicyService, admin: StaffActor
) -> None:
    with pytest.raises(SamePolicy):
        await service.change(admin, 1, replace(SHIPPED, version=9), "sama saja")


async def test_undone_is_a_version_with_what_was_before(
    service: PolicyService, in_force: PolicyInForce, admin: StaffActor
) -> None:
    with pytest.raises(NothingToUndo):
        await service.undo(admin, 1)
    await service.change(admin, 1, EARLIER, "lebih cepat")
    undone = await service.undo(admin, 2)
    assert (undone.policy, undone.undoes) == (replace(SHIPPED, version=3), 2)
    assert in_force() == undone.policy
    again = await service.undo(admin, 3)
    assert again.policy == replace(EARLIER, version=4), "what was undone can be undone"
    assert [v.undoes for v in await service.history(admin)] == [3, 2, None, None]


# ------------------------------------------------------------------ what it decides


async def test_the_next_message_is_decided_by_the_new_version(house: House) -> None:
    """One and the same words: what the policy says counts from one message to the next."""
    memory = Memory()
    in_force = PolicyInForce(memory.policies, SHIPPED, house.clock)
    await in_force.look()
    detector = ScriptedDetector({"dasar penipu": ANGRY})
    house.service = replace(house.service, policy=in_force, detector=detector)

    async def floor_and_version() -> tuple[Floor, int]:
        rina = await house.customer()
        done = await rina.writes("dasar penipu")
        event = done.records[0].event
        assert isinstance(event, e.MessageReceived)
        assert event.verdict is not None
        return done.conversation.floor, event.verdict.policy_version

    assert await floor_and_version() == (Floor.QUEUE, 1)
    off = {**SHIPPED.thresholds.rules, EscalationReason.FRUSTRATED: Rule.OFF}
    calmer = EscalationPolicy(version=2, thresholds=Thresholds(rules=off))
    assert await memory.policies.add(calmer, T0, by=None, note=None)
    await in_force.look()
    assert await floor_and_version() == (Floor.BOT, 2)
