"""The stores of customers, follow-ups and staff."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from handoff.application.ports import Customer, EmailTaken, StaffMember
from handoff.domain import events as e
from handoff.domain.access import Role
from handoff.domain.escalation import EscalationReason
from handoff.domain.ids import CustomerId, StaffId
from tests.conformance.house import PRESENCE_LEASE, T0, House, Rina, Stores

MINUTE = timedelta(minutes=1)


# ------------------------------------------------------------------ customers


async def anonymous(stores: Stores) -> Customer:
    customer = Customer(id=CustomerId(str(uuid4())), subject=None, name=None)
    await stores.customers.create(customer, T0)
    return customer


async def test_a_customer_is_found_again(stores: Stores) -> None:
    customer = await anonymous(stores)
    assert await stores.customers.get(customer.id) == customer
    assert await stores.customers.get(CustomerId(str(uuid4()))) is None


def new_id() -> CustomerId:
    return CustomerId(str(uuid4()))


async def test_whom_the_site_vouches_for_is_made_once_and_found_again(stores: Stores) -> None:
    new = new_id()
    rina = await stores.customers.of_site(new, "CIF-1", "Rina", T0)
    assert rina == Customer(id=new, subject="CIF-1", name="Rina")
    assert await stores.customers.get(new) == rina
    renamed = await stores.customers.of_site(new_id(), "CIF-1", "Rina Kusuma", T0)
    assert renamed == Customer(id=new, subject="CIF-1", name="Rina Kusuma")
    assert (await stores.customers.of_site(new_id(), "CIF-2", "Dewi", T0)).id != new


async def test_two_pages_bound_at_once_are_one_customer(stores: Stores) -> None:
    bound = await asyncio.gather(
        *(stores.customers.of_site(new_id(), "CIF-1", "Rina", T0) for _ in range(4))
    )
    assert len({customer.id for customer in bound}) == 1


# ------------------------------------------------------------------ follow-ups


async def follow_up(house: House, kind: e.FollowUpKind = e.FollowUpKind.TICKET) -> str:
    rina: Rina = await house.customer()
    await rina.asks_for_person()
    phone = "+62 812 0000 0001" if kind is e.FollowUpKind.CALLBACK else None
    done = await house.service.open_follow_up(rina.actor, rina.id, rina.client_id(), kind, phone)
    event = done.records[0].event
    assert isinstance(event, e.FollowUpOpened)
    return event.reference


async def test_open_follow_ups_oldest_first(house: House, stores: Stores) -> None:
    first = await follow_up(house)
    house.clock.pass_(MINUTE)
    second = await follow_up(house, e.FollowUpKind.CALLBACK)
    listed = await stores.follow_ups.all(closed=False)
    assert [f.reference for f in listed] == [first, second]
    assert (listed[1].kind, listed[1].phone) == (e.FollowUpKind.CALLBACK, "+62 812 0000 0001")
    assert listed[0].reason is EscalationReason.ASKED_FOR_HUMAN
    assert listed[0].created_at == T0
    assert await stores.follow_ups.count_open() == 2
    assert await stores.follow_ups.all(closed=True) == []


async def test_a_follow_up_is_closed_once(house: House, stores: Stores) -> None:
    reference = await follow_up(house)
    sari = await house.agent()
    house.clock.pass_(MINUTE)
    closed = await stores.follow_ups.close(reference, sari.staff_id, "sudah ditelepon", T0 + MINUTE)
    assert closed is not None
    assert (closed.closed_by, closed.note) == ("Sari Wulandari", "sudah ditelepon")
    assert closed.closed_at == T0 + MINUTE
    assert await stores.follow_ups.close(reference, sari.staff_id, "lagi", T0 + 2 * MINUTE) is None
    assert await stores.follow_ups.close("HG-999999", sari.staff_id, "", T0) is None
    assert await stores.follow_ups.all(closed=True) == [closed]
    assert await stores.follow_ups.count_open() == 0


async def test_closed_follow_ups_newest_first(house: House, stores: Stores) -> None:
    sari = await house.agent()
    references = [await follow_up(house) for _ in range(3)]
    for number, reference in enumerate(references):
        await stores.follow_ups.close(reference, sari.staff_id, "", T0 + number * MINUTE)
    listed = await stores.follow_ups.all(closed=True)
    assert [f.reference for f in listed] == references[::-1]


async def test_no_open_follow_up_is_left_out_of_the_list(house: House, stores: Stores) -> None:
    references = {await follow_up(house) for _ in range(3)}
    rina = await house.customer()
    await rina.asks_for_person()
    async with stores.conversations.locked(rina.id) as locked:  # a backlog, in one transaction
        now, records = locked.conversation, []
        for number in range(210):
            seq = now.seq + number + 1
            opened = e.FollowUpOpened(
                kind=e.FollowUpKind.TICKET,
                reference=f"OLD-{number}",
                phone=None,
                reason=EscalationReason.ASKED_FOR_HUMAN,
                topic=None,
                by_customer=False,
            )
            records.append(e.Recorded(seq=seq, at=T0, event=opened))
        await locked.append(records, replace(now, seq=records[-1].seq))
    listed = {f.reference for f in await stores.follow_ups.all(closed=False)}
    assert len(listed) == 213
    assert references < listed


async def test_a_follow_up_carries_the_customers_name(house: House, stores: Stores) -> None:
    rina = await house.customer()
    await rina.signs_in("CIF-1", "Rina")
    await rina.asks_for_person()
    await house.service.open_follow_up(
        rina.actor, rina.id, rina.client_id(), e.FollowUpKind.TICKET, None
    )
    (listed,) = await stores.follow_ups.all(closed=False)
    assert listed.customer_name == "Rina"
    assert listed.conversation_id == rina.id


# ------------------------------------------------------------------ staff


def member(name: str = "Sari Wulandari", email: str = "sari@bank.example") -> StaffMember:
    return StaffMember(
        id=StaffId(str(uuid4())),
        email=email,
        name=name,
        role=Role.AGENT,
        capacity=3,
        active=True,
        password_hash="hash",
    )


async def test_staff_are_added_changed_and_found(stores: Stores) -> None:
    sari, budi = member(), member("Budi", "budi@bank.example")
    await stores.staff.add(sari, T0)
    await stores.staff.add(budi, T0)
    assert await stores.staff.get(sari.id) == sari
    assert await stores.staff.by_email("SARI@bank.example") == sari
    assert await stores.staff.all() == [budi, sari]  # by name
    promoted = replace(sari, role=Role.SUPERVISOR, capacity=5, name="Ani", active=False)
    await stores.staff.save(promoted)
    assert await stores.staff.get(sari.id) == promoted
    assert await stores.staff.all() == [promoted, budi]


async def test_nobody_is_there_who_was_not_added(stores: Stores) -> None:
    assert await stores.staff.get(StaffId(str(uuid4()))) is None
    assert await stores.staff.by_email("nobody@bank.example") is None
    assert await stores.staff.all() == []


async def test_an_address_is_taken_whatever_its_case(stores: Stores) -> None:
    sari, budi = member(), member("Budi", "budi@bank.example")
    await stores.staff.add(sari, T0)
    await stores.staff.add(budi, T0)
    with pytest.raises(EmailTaken):
        await stores.staff.add(member("Ani", "Sari@Bank.example"), T0)
    with pytest.raises(EmailTaken):
        await stores.staff.save(replace(budi, email="SARI@bank.example"))
    assert await stores.staff.all() == [budi, sari]


async def test_a_session_holds_until_it_expires(stores: Stores) -> None:
    sari = member()
    await stores.staff.add(sari, T0)
    await stores.staff.open_session(b"digest", sari.id, "csrf", T0, T0 + MINUTE)
    session = await stores.staff.session(b"digest", T0)
    assert session is not None
    assert (session.staff, session.csrf, session.expires_at) == (sari, "csrf", T0 + MINUTE)
    assert await stores.staff.session(b"digest", T0 + MINUTE) is None
    assert await stores.staff.session(b"other", T0) is None


async def test_sessions_end(stores: Stores) -> None:
    sari, budi = member(), member("Budi", "budi@bank.example")
    for one in (sari, budi):
        await stores.staff.add(one, T0)
    for token, one in ((b"b", sari), (b"c", sari), (b"d", budi)):
        await stores.staff.open_session(token, one.id, "csrf", T0, T0 + MINUTE)
    assert await stores.staff.session(b"b", T0) is not None
    await stores.staff.end_sessions_of(sari.id)
    assert await stores.staff.session(b"b", T0) is None
    assert await stores.staff.session(b"c", T0) is None
    assert await stores.staff.session(b"d", T0) is not None


async def test_who_was_switched_off_has_no_session_and_is_not_there(stores: Stores) -> None:
    sari = member()
    await stores.staff.add(sari, T0)
    await stores.staff.open_session(b"a", sari.id, "csrf", T0, T0 + MINUTE)
    await stores.staff.renew_presence(sari.id, "available", T0 + MINUTE)
    await stores.staff.save(replace(sari, active=False))
    assert await stores.staff.session(b"a", T0) is None
    assert await stores.staff.presences(T0) == {}


async def test_failed_sign_ins_are_counted_by_key_and_time(stores: Stores) -> None:
    times = [T0, T0 + MINUTE, T0 + 2 * MINUTE]
    for at in times:
        await stores.staff.note_failed_sign_in("sari", at)
    await stores.staff.note_failed_sign_in("budi", T0 + MINUTE)
    failed = stores.staff.failed_sign_ins
    assert await failed("sari", T0 - MINUTE) == times
    assert await failed("sari", T0) == times[1:]  # after, not at
    assert await failed("budi", T0) == [T0 + MINUTE]
    assert await failed("tono", T0) == []


async def test_presence_is_a_lease(house: House, stores: Stores) -> None:
    sari, budi = await house.agent(status=None), await house.agent("Budi", status=None)
    until = T0 + PRESENCE_LEASE
    renew, presences = stores.staff.renew_presence, stores.staff.presences
    assert await renew(sari.staff_id, None, until) == "available"  # a new one
    assert await renew(budi.staff_id, "away", until) == "away"
    assert await presences(T0) == {sari.staff_id: "available", budi.staff_id: "away"}
    assert await renew(budi.staff_id, None, until + MINUTE) == "away"  # keeps its status
    assert await presences(until) == {budi.staff_id: "away"}
    assert await renew(budi.staff_id, "available", until + MINUTE) == "available"
    assert await presences(until + MINUTE) == {}


async def test_a_presence_can_be_shortened_and_never_grows_by_it(
    house: House, stores: Stores
) -> None:
    sari = await house.agent()
    shorten, presences = stores.staff.shorten_presence, stores.staff.presences
    await shorten(sari.staff_id, T0 + timedelta(hours=1))
    assert await presences(T0 + PRESENCE_LEASE) == {}
    await shorten(sari.staff_id, T0 + timedelta(seconds=5))
    assert await presences(T0 + timedelta(seconds=4)) == {sari.staff_id: "available"}
    assert await presences(T0 + timedelta(seconds=5)) == {}
    await shorten(StaffId(str(uuid4())), T0)  # who was never there is no error
