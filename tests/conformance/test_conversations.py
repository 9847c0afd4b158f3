"""The store of conversations: locks, logs, lists and leases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from handoff.adapters.memory import MemoryConversations
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.application.ports import Look, UnknownConversation
from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.conversation import Conversation, Floor, Situation, apply
from handoff.domain.ids import ClientId, ConversationId, StaffId
from tests.conformance.house import BOT_LEASE, POLICY, T0, House, Rina, Stores, answer
from tests.support.polling import eventually_async

NOBODY = ConversationId(str(uuid4()))


class Crash(Exception):
    """Somebody pulled the plug."""


async def decided(
    house: House, conversation_id: ConversationId, command: c.Command, on_duty: int = 1
) -> Conversation:
    """Carry out *command* straight on the store."""
    async with house.stores.conversations.locked(conversation_id) as locked:
        situation = Situation(at=house.clock(), on_duty=on_duty, policy=POLICY)
        records, after = apply(locked.conversation, command, situation)
        await locked.append(records, after)
    return after


def message(text: str = "halo", client_id: str | None = None) -> c.ReceiveMessage:
    return c.ReceiveMessage(client_id=ClientId(client_id or uuid4().hex), text=text)


async def waiting(house: House) -> Rina:
    rina = await house.customer()
    await rina.writes("ada orang?")
    await rina.asks_for_person()
    return rina


# ------------------------------------------------------------------ writing


async def test_what_was_appended_is_read_back_exactly(house: House) -> None:
    rina = await house.customer()
    sari = await house.agent()
    house.clock.pass_(timedelta(microseconds=123456))
    house.bot.script = [answer("Pilih satu.", buttons=["Blokir", "Saldo"], topic="kartu")]
    await rina.says("kartu saya 😀 hilang\nsejak tadi")
    await rina.asks_for_person()
    await house.service.accept(sari, rina.id)
    await house.service.agent_message(sari, rina.id, ClientId("agent-0001"), "Baik, Bu.")
    await house.service.hand_back(sari, rina.id, "selesai")
    now = await house.sound(rina.id)
    assert now.settled is not None
    assert (now.settled.note, now.settled.topic) == ("selesai", "kartu")
    assert now.last_answer == ()
    replied = (await house.log(rina.id))[3]
    assert isinstance(replied.event, e.BotReplied)
    assert [b.title for b in replied.event.messages[0].buttons] == ["Blokir", "Saldo"]
    assert replied.at == T0 + timedelta(microseconds=123456)


async def test_an_exception_under_the_lock_leaves_nothing(house: House, stores: Stores) -> None:
    rina = await house.customer()
    before = await stores.conversations.get(rina.id)
    log_before = await house.log(rina.id)

    async def write_and_crash() -> None:
        async with stores.conversations.locked(rina.id) as locked:
            situation = Situation(at=house.clock(), on_duty=1, policy=POLICY)
            records, after = apply(locked.conversation, message(), situation)
            await locked.append(records, after, house.clock() + BOT_LEASE)
            raise Crash

    with pytest.raises(Crash):
        await write_and_crash()
    assert await stores.conversations.get(rina.id) == before
    assert await house.log(rina.id) == log_before
    assert await stores.conversations.claim_owed_turns(T0, T0 + BOT_LEASE, 10) == []
    await rina.says()  # and the lock is free
    await house.sound(rina.id)


async def test_the_lock_admits_one_decider_at_a_time(house: House, stores: Stores) -> None:
    rina = await house.customer()
    inside = 0

    async def decide(number: int) -> None:
        nonlocal inside
        async with stores.conversations.locked(rina.id) as locked:
            inside += 1
            assert inside == 1
            for _ in range(5):  # give the others every chance to come in
                await asyncio.sleep(0)
            situation = Situation(at=house.clock(), on_duty=1, policy=POLICY)
            records, after = apply(locked.conversation, message(f"pesan {number}"), situation)
            await locked.append(records, after)
            inside -= 1

    await asyncio.gather(*(decide(number) for number in range(12)))
    now = await house.sound(rina.id)
    texts = [r.event.text for r in await house.log(rina.id) if hasattr(r.event, "text")]
    assert sorted(texts) == sorted(f"pesan {number}" for number in range(12))
    assert now.seq == 1 + 12 + 1  # the start, the messages, and one turn of the bot


async def before_the_lock(stores: Stores, conversation_id: ConversationId) -> int:
    """How many wait for the lock of the conversation."""
    conversations = stores.conversations
    if isinstance(conversations, MemoryConversations):
        return len(conversations._locks[conversation_id]._waiters or ())
    assert isinstance(conversations, PostgresConversations)
    row = await conversations._database.row(
        "select count(*) as n from pg_stat_activity"
        " where datname = current_database() and wait_event_type = 'Lock'"
    )
    assert row is not None
    waiting: int = row["n"]
    return waiting


async def test_a_look_said_beforehand_sees_what_the_lock_was_waited_for(
    house: House, stores: Stores
) -> None:
    """A resend that waits for its own first sending finds it."""
    rina = await house.customer()
    ahead = Look("customer", ClientId("same-id"), house.clock())

    async def others_wait() -> bool:
        return await before_the_lock(stores, rina.id) == 3

    async def send() -> bool:
        async with stores.conversations.locked(rina.id, ahead) as locked:
            known, _ = await locked.look(ahead)
            if known is None:
                await eventually_async(others_wait, what="the others stand before the lock")
                situation = Situation(at=house.clock(), on_duty=1, policy=POLICY)
                command = message(client_id="same-id")
                await locked.append(*apply(locked.conversation, command, situation))
            return known is None

    assert sorted(await asyncio.gather(*(send() for _ in range(4)))) == [False, False, False, True]
    assert (await house.sound(rina.id)).seq == 3


async def test_without_a_lock_only_the_newest_snapshot_is_advanced(
    house: House, stores: Stores
) -> None:
    """Of many who decide on the same snapshot one stores, and the others nothing."""
    rina = await house.customer()
    before = await stores.conversations.get(rina.id)

    async def decide(number: int) -> bool:
        situation = Situation(at=house.clock(), on_duty=1, policy=POLICY)
        records, after = apply(before, message(f"pesan {number}"), situation)
        return await stores.conversations.advance(before, records, after) is not None

    assert sum(await asyncio.gather(*(decide(number) for number in range(5)))) == 1
    assert (await house.sound(rina.id)).seq == 3
    assert not await decide(6)
    assert (await house.sound(rina.id)).seq == 3


async def test_advancing_waits_for_whoever_holds_the_lock(house: House, stores: Stores) -> None:
    rina = await house.customer()
    before = await stores.conversations.get(rina.id)
    situation = Situation(at=house.clock(), on_duty=1, policy=POLICY)
    late = apply(before, message("terlambat"), situation)
    async with stores.conversations.locked(rina.id) as locked:
        advancing = asyncio.create_task(stores.conversations.advance(before, *late))
        await locked.append(*apply(before, message("dulu"), situation))
        assert not advancing.done()
    assert await advancing is None
    assert [r.event.text for r in await house.log(rina.id) if hasattr(r.event, "text")] == ["dulu"]


async def test_advancing_stores_all_of_it_once(house: House, stores: Stores) -> None:
    rina = await house.customer()
    before = await stores.conversations.get(rina.id)
    situation = Situation(at=house.clock(), on_duty=1, policy=POLICY)
    records, after = apply(before, message(client_id="same-id"), situation)
    until = house.clock() + BOT_LEASE
    advanced = await stores.conversations.advance(before, records, after, until)
    assert advanced is not None
    assert advanced.subject is None
    assert await stores.conversations.get(rina.id) == after
    assert (await house.log(rina.id))[1:] == list(records)
    assert await stores.conversations.claim_owed_turns(T0, until, 10) == []  # it is leased
    again = apply(after, message(client_id="same-id"), situation)
    assert await stores.conversations.advance(after, *again) is None
    assert await house.sound(rina.id) == after


async def test_conversations_do_not_lock_each_other(house: House, stores: Stores) -> None:
    rina, dewi = await house.customer(), await house.customer()
    async with stores.conversations.locked(rina.id):
        await decided(house, dewi.id, message())
    assert (await house.sound(dewi.id)).seq == 3


async def test_what_was_sent_is_found_by_sender_and_id(house: House, stores: Stores) -> None:
    rina, sari, budi = await waiting(house), await house.agent(), await house.agent("Budi")
    await rina.writes("pesan", ClientId("same-id"))
    await house.service.accept(sari, rina.id)
    await house.service.agent_message(sari, rina.id, ClientId("same-id"), "Halo.")
    async with stores.conversations.locked(rina.id) as locked:
        of_customer = await locked.find("customer", ClientId("same-id"))
        of_agent = await locked.find(sari.staff_id, ClientId("same-id"))
        assert of_customer is not None
        assert of_agent is not None
        assert isinstance(of_customer.event, e.MessageReceived)
        assert isinstance(of_agent.event, e.AgentReplied)
        assert await locked.find(budi.staff_id, ClientId("same-id")) is None
        assert await locked.find("customer", ClientId("other-id")) is None
        assert await locked.record(of_agent.seq) == of_agent
        assert await locked.record(999) is None


async def test_a_transaction_sees_what_it_wrote(house: House, stores: Stores) -> None:
    rina = await house.customer()
    async with stores.conversations.locked(rina.id) as locked:
        situation = Situation(at=house.clock(), on_duty=1, policy=POLICY)
        records, after = apply(locked.conversation, message(client_id="mine"), situation)
        await locked.append(records, after)
        assert locked.conversation == after
        assert await locked.find("customer", ClientId("mine")) == records[0]
        assert await locked.record(records[0].seq) == records[0]


async def test_who_is_on_duty_counts_those_who_are_there_and_available(
    house: House, stores: Stores
) -> None:
    rina = await house.customer()
    await house.agent()
    await house.agent("Budi", status="away")
    await house.agent("Tono", status=None)
    async with stores.conversations.locked(rina.id) as locked:
        later = house.clock() + timedelta(minutes=5)
        assert await locked.look(Look(None, None, house.clock())) == (None, 1)
        assert await locked.look(Look(None, None, later)) == (None, 0)
    async with stores.conversations.locked(rina.id, Look(None, None, house.clock())) as locked:
        assert await locked.look(Look(None, None, house.clock())) == (None, 1)


async def test_references_are_never_the_same(house: House, stores: Stores) -> None:
    customers = [await house.customer() for _ in range(4)]

    async def take(rina: Rina) -> list[str]:
        async with stores.conversations.locked(rina.id) as locked:
            return [await locked.next_reference() for _ in range(3)]

    taken = [r for taken in await asyncio.gather(*map(take, customers)) for r in taken]
    assert len(set(taken)) == 12
    assert all(reference.startswith("HG-") for reference in taken)


# ------------------------------------------------------------------ reading


async def test_unknown_conversations(stores: Stores) -> None:
    with pytest.raises(UnknownConversation):
        await stores.conversations.get(NOBODY)
    with pytest.raises(UnknownConversation):
        async with stores.conversations.locked(NOBODY):
            pytest.fail("there is nothing to lock")
    assert await stores.conversations.log(NOBODY) == []
    assert await stores.conversations.heads([NOBODY]) == {}


async def test_the_log_from_a_cursor(house: House, stores: Stores) -> None:
    rina = await house.customer()
    for _ in range(3):
        await rina.says()
    log = await house.log(rina.id)
    assert len(log) == 10

    async def numbers(after: int = 0, newest: int | None = None) -> list[int]:
        return [r.seq for r in await stores.conversations.log(rina.id, after, newest)]

    assert await numbers(7) == [8, 9, 10]
    assert await numbers(10) == []
    assert await numbers(99) == []
    assert await numbers(0, 2) == [9, 10]
    assert await numbers(9, 5) == [10]
    assert await numbers(0, 0) == []


async def test_heads_of_many(house: House, stores: Stores) -> None:
    rina, dewi = await house.customer(), await house.customer()
    await rina.says()
    heads = await stores.conversations.heads([rina.id, dewi.id, NOBODY])
    assert heads == {rina.id: 4, dewi.id: 1}
    assert await stores.conversations.heads([]) == {}


async def test_the_turn_that_is_owed(house: House, stores: Stores) -> None:
    rina = await house.customer()
    assert await stores.conversations.owed_turn(rina.id) is None
    await rina.says("yang sudah dijawab")
    assert await stores.conversations.owed_turn(rina.id) is None
    await rina.signs_in("CIF-1", "Rina")
    house.clock.pass_(timedelta(microseconds=120_000))
    await rina.writes("kartu saya 😀")
    await house.service.seen(rina.actor, rina.id, 3)
    await rina.writes("hilang")
    owed = await stores.conversations.owed_turn(rina.id)
    assert owed is not None
    assert owed.conversation == await house.sound(rina.id)
    assert owed.subject == "CIF-1"
    log = await house.log(rina.id)
    assert list(owed.said) == [r for r in log if isinstance(r.event, e.MessageReceived)][1:]
    await rina.asks_for_person()
    assert await stores.conversations.owed_turn(rina.id) is None
    assert await stores.conversations.owed_turn(NOBODY) is None


async def test_open_conversations_of_a_customer(house: House, stores: Stores) -> None:
    rina = await house.customer()
    customer = await stores.customers.get(rina.actor.customer_id)
    assert customer is not None
    assert (await house.service.begin(customer, "id")).id == rina.id  # goes on with the open one
    await house.service.end(rina.actor, rina.id, rina.client_id())
    assert await stores.conversations.newest_open(customer.id) is None
    house.clock.pass_(timedelta(minutes=1))
    second = await house.service.begin(customer, "en")
    assert second.id != rina.id
    assert await stores.conversations.newest_open(customer.id) == second.id
    assert await stores.conversations.open_of(customer.id) == [second.id]


async def test_two_pages_opened_at_once_are_one_conversation(house: House, stores: Stores) -> None:
    rina = await house.customer()
    customer = await stores.customers.get(rina.actor.customer_id)
    assert customer is not None
    await house.service.end(rina.actor, rina.id, rina.client_id())
    begun = await asyncio.gather(*(house.service.begin(customer, "id") for _ in range(4)))
    assert len({conversation.id for conversation in begun}) == 1
    assert list(await stores.conversations.open_of(customer.id)) == [begun[0].id]


async def test_whoever_waits_is_listed_in_order_with_a_card(house: House, stores: Stores) -> None:
    await house.agent()
    by_button = await waiting(house)
    house.clock.pass_(timedelta(seconds=10))
    sensitive = await house.customer()
    house.bot.script = [answer(topic="penipuan", outcome=e.Outcome.ESCALATE)]
    await sensitive.says("rekening saya dibobol")
    await sensitive.writes("tolong")
    await sensitive.signs_in("CIF-1", "Rina")
    await (await house.customer()).says()  # with the bot: not in the list
    await house.customer()  # has only opened the chat

    first, second = await stores.conversations.waiting()
    assert (first.conversation.id, second.conversation.id) == (sensitive.id, by_button.id)
    assert (first.subject, second.subject) == ("CIF-1", None)
    assert first.unread == 2
    assert first.last is not None
    assert isinstance(first.last.event, e.MessageReceived)
    assert first.last.event.text == "tolong"
    assert first.conversation == await stores.conversations.get(sensitive.id)
    assert await stores.conversations.with_agents() == []
    assert await stores.conversations.counts() == {"queue": 2, "bot": 1}


async def test_a_card_shows_the_last_words_and_what_is_unread(house: House, stores: Stores) -> None:
    rina, sari = await waiting(house), await house.agent()
    await house.service.accept(sari, rina.id)
    await house.service.seen(sari, rina.id, (await house.sound(rina.id)).seq)
    await rina.writes("masih di sana?")
    await house.service.agent_message(sari, rina.id, ClientId("agent-0001"), "Ya, Bu.")
    await house.service.note(sari, rina.id, ClientId("agent-0002"), "catatan dalam")
    (card,) = await stores.conversations.with_agents()
    assert card.unread == 1
    assert card.last is not None
    assert isinstance(card.last.event, e.AgentReplied)  # a note is not said to anybody
    assert await stores.conversations.counts() == {"agent": 1}


async def test_closed_conversations_are_not_counted(house: House, stores: Stores) -> None:
    rina = await house.customer()
    await house.service.end(rina.actor, rina.id, rina.client_id())
    assert await stores.conversations.counts() == {}


async def test_how_long_agents_held_the_floor(house: House, stores: Stores) -> None:
    rina, sari, budi = await waiting(house), await house.agent(), await house.agent("Budi")
    minute = timedelta(minutes=1)
    await house.service.accept(sari, rina.id)
    house.clock.pass_(4 * minute)
    await house.service.requeue(sari, rina.id)
    house.clock.pass_(30 * minute)  # waiting is not handling
    await house.service.accept(budi, rina.id)
    house.clock.pass_(7 * minute)
    await house.service.hand_back(budi, rina.id, "")
    await house.service.end(rina.actor, rina.id, rina.client_id())  # with the bot: no handling

    dewi = await waiting(house)
    await house.service.accept(sari, dewi.id)
    house.clock.pass_(2 * minute)
    await house.service.end(dewi.actor, dewi.id, dewi.client_id())
    tono = await waiting(house)
    await house.service.accept(sari, tono.id)  # not ended: not known yet

    times = stores.conversations.handling_times
    assert await times(T0) == [2 * minute, 7 * minute, 4 * minute]  # newest first
    assert await times(T0 + 5 * minute) == [2 * minute, 7 * minute]
    assert await times(house.clock()) == []


# ------------------------------------------------------------------ capacity


@pytest.fixture
def sari_id() -> StaffId:
    return StaffId(str(uuid4()))


async def test_only_one_of_two_agents_gets_a_conversation(house: House) -> None:
    rina, sari, budi = await waiting(house), await house.agent(), await house.agent("Budi")
    came = await asyncio.gather(
        *(house.service.accept(agent, rina.id) for agent in (sari, budi)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in came) == ["Done", "IllegalCommand"]
    now = await house.sound(rina.id)
    assert now.agent_id in (sari.staff_id, budi.staff_id)
    assert (await house.kinds(rina.id)).count("AgentAssigned") == 1


async def test_an_agent_never_holds_more_than_the_capacity(house: House, stores: Stores) -> None:
    sari = await house.agent(capacity=3)
    customers = [await waiting(house) for _ in range(6)]
    came = await asyncio.gather(
        *(house.service.accept(sari, rina.id) for rina in customers), return_exceptions=True
    )
    names = sorted(type(result).__name__ for result in came)
    assert names == ["AtCapacity"] * 3 + ["Done"] * 3
    assert len(await stores.conversations.with_agents()) == 3
    assert len(await stores.conversations.waiting()) == 3


async def test_a_reservation_is_held_until_its_transaction_ends(
    house: House, stores: Stores
) -> None:
    sari = await house.agent(capacity=1)
    rina, dewi = await waiting(house), await waiting(house)

    async def second() -> bool:
        async with stores.conversations.locked(dewi.id) as locked:
            return await locked.reserve(sari.staff_id)

    async with stores.conversations.locked(rina.id) as locked:
        assert await locked.reserve(sari.staff_id)
        late = asyncio.create_task(second())
        done, _ = await asyncio.wait({late}, timeout=0.2)
        assert not done, "it counted while the place was being taken"
        command = c.AcceptConversation(agent_id=sari.staff_id, agent_name=sari.name)
        situation = Situation(at=house.clock(), on_duty=1, policy=POLICY)
        await locked.append(*apply(locked.conversation, command, situation))
    assert not await late


async def test_a_place_is_free_again_when_one_ends(house: House, stores: Stores) -> None:
    sari = await house.agent(capacity=1)
    rina, dewi = await waiting(house), await waiting(house)
    await house.service.accept(sari, rina.id)
    async with stores.conversations.locked(dewi.id) as locked:
        assert not await locked.reserve(sari.staff_id)
    await house.service.close(sari, rina.id)
    await house.service.accept(sari, dewi.id)
    assert (await house.sound(dewi.id)).floor is Floor.AGENT


async def test_who_is_unknown_or_inactive_has_no_place(
    house: House, stores: Stores, sari_id: StaffId
) -> None:
    rina = await waiting(house)
    gone = await house.member("Tono", active=False)
    async with stores.conversations.locked(rina.id) as locked:
        assert not await locked.reserve(gone.id)
        assert not await locked.reserve(sari_id)


# ------------------------------------------------------------------ leases and what upkeep finds


async def test_an_owed_turn_is_claimed_by_one_and_again_after_its_lease(
    house: House, stores: Stores
) -> None:
    rina, dewi = await house.customer(), await house.customer()
    await decided(house, rina.id, message())  # as if its gateway had died before the lease
    house.clock.pass_(timedelta(seconds=1))
    await dewi.writes()  # leased to its gateway
    claim = stores.conversations.claim_owed_turns
    now = house.clock()
    found = await asyncio.gather(*(claim(now, now + BOT_LEASE, 10) for _ in range(4)))
    assert sorted(found, key=len) == [[], [], [], [rina.id]]
    later = now + BOT_LEASE + timedelta(seconds=1)
    assert set(await claim(later, later + BOT_LEASE, 10)) == {rina.id, dewi.id}
    assert await claim(later, later + BOT_LEASE, 10) == []


async def test_the_longest_owed_turns_are_claimed_first(house: House, stores: Stores) -> None:
    customers = []
    for _ in range(4):
        customers.append(await house.customer())
        await decided(house, customers[-1].id, message())
        house.clock.pass_(timedelta(seconds=1))
    now = house.clock()
    first = await stores.conversations.claim_owed_turns(now, now + BOT_LEASE, 2)
    assert set(first) == {customers[0].id, customers[1].id}


async def test_an_answered_turn_frees_its_lease_for_the_next(house: House, stores: Stores) -> None:
    rina = await house.customer()
    await rina.says()  # leased, asked and answered
    await decided(house, rina.id, message())  # the next one, and its gateway dies
    now = house.clock()
    assert await stores.conversations.claim_owed_turns(now, now + BOT_LEASE, 10) == [rina.id]


async def test_agents_who_are_gone_are_found_by_their_lease(house: House, stores: Stores) -> None:
    sari, budi = await house.agent(), await house.agent("Budi")
    tono = await house.agent("Tono", status=None)
    customers = [await waiting(house) for _ in range(3)]
    for agent, rina in zip((sari, budi, tono), customers, strict=True):
        await house.service.accept(agent, rina.id)
    absent = stores.conversations.held_by_absent
    assert await absent(house.clock()) == [(customers[2].id, tono.staff_id)]  # never was there
    house.clock.pass_(timedelta(seconds=40))
    await stores.staff.renew_presence(budi.staff_id, None, house.clock() + timedelta(seconds=45))
    house.clock.pass_(timedelta(seconds=6))
    assert set(await absent(house.clock())) == {
        (customers[0].id, sari.staff_id),
        (customers[2].id, tono.staff_id),
    }


async def test_what_everybody_left_is_found_oldest_first(house: House, stores: Stores) -> None:
    rina, dewi = await house.customer(), await house.customer()
    house.clock.pass_(timedelta(seconds=1))
    await rina.says()
    owed = await house.customer()
    await owed.writes()
    await waiting(house)
    house.clock.pass_(timedelta(hours=1))
    await house.customer()
    idle = stores.conversations.idle_with_bot
    assert await idle(house.clock(), 10) == [dewi.id, rina.id]
    assert await idle(house.clock(), 1) == [dewi.id]
    assert await idle(T0, 10) == []


async def test_the_same_snapshot_with_every_field_set(house: House, stores: Stores) -> None:
    """No field of the snapshot is forgotten by the store."""
    rina, sari = await waiting(house), await house.agent()
    await house.service.accept(sari, rina.id)
    now = await stores.conversations.get(rina.id)
    full = replace(
        now,
        seq=now.seq + 1,
        customer_name="Rina",
        language="en",
        bot_session=4,
        last_customer_seq=3,
        answered_seq=2,
        topic="kartu",
        failures=2,
        last_answer=("a", 'b "c" \\ 😀'),
        handoffs=3,
        nobody_on_duty_said=True,
        follow_up="HG-000009",
        rating=4,
        seen_by_customer=2,
        seen_by_agent=3,
    )
    record = e.Recorded(seq=full.seq, at=full.updated_at, event=e.LanguageChanged(language="en"))
    async with stores.conversations.locked(rina.id) as locked:
        await locked.append([record], full)
    assert await stores.conversations.get(rina.id) == full
