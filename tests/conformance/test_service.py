"""The use cases around one conversation, on both stores, with a bot that does what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from handoff.application.bot_turns import BotTurns
from handoff.application.conversations import AtCapacity, ConversationService, Done, UnknownChoice
from handoff.application.ports import BotTurn, Look, StoreUnavailable, UnknownConversation
from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.access import AccessDenied
from handoff.domain.conversation import Floor, IllegalCommand
from handoff.domain.escalation import EscalationReason
from handoff.domain.ids import ClientId, ConversationId
from handoff.domain.masking import SecretKind
from handoff.domain.signals import Signal, Turn
from tests.conformance.house import House, Rina, answer

# ------------------------------------------------------------------ the bot's turn


async def test_a_question_is_answered(house: House) -> None:
    rina = await house.customer()
    await rina.says("saldo saya berapa?")
    assert await house.kinds(rina.id) == [
        "ConversationStarted",
        "MessageReceived",
        "BotTurnRequested",
        "BotReplied",
    ]
    (turn,) = house.bot.asked
    assert turn == BotTurn(
        conversation_id=rina.id,
        session=1,
        answers=2,
        text="saldo saya berapa?",
        payload=None,
        language="id",
        subject=None,
        customer_name=None,
        settled=None,
    )
    assert (await house.sound(rina.id)).floor is Floor.BOT


async def test_two_quick_messages_are_asked_once_with_both_and_answered_once(house: House) -> None:
    rina = await house.customer()
    first = await rina.writes("kartu saya")
    second = await rina.writes("hilang")
    assert (first.owed, second.owed) == (True, False)
    await house.turns.take(rina.id)
    (turn,) = house.bot.asked
    assert (turn.text, turn.answers) == ("kartu saya\nhilang", 4)
    assert (await house.kinds(rina.id)).count("BotReplied") == 1


async def test_a_message_while_the_bot_answers_is_asked_next(house: House) -> None:
    rina = await house.customer()
    await rina.writes("kartu saya hilang")
    gate = house.bot.hold()
    taking = asyncio.create_task(house.turns.take(rina.id))
    await house.bot.waiting.wait()
    assert not (await rina.writes("cepat ya")).owed  # the turn is with the other asker
    house.bot.gate = None
    gate.set()
    await taking
    assert [turn.text for turn in house.bot.asked] == ["kartu saya hilang", "cepat ya"]
    assert (await house.kinds(rina.id)).count("BotReplied") == 2
    assert (await house.sound(rina.id)).awaiting_bot_since is None


async def test_a_resend_is_the_same_message(house: House) -> None:
    rina = await house.customer()
    client_id = rina.client_id()
    first = await rina.writes("halo", client_id)
    again = await rina.writes("halo", client_id)
    assert again.records == first.records[:1]
    assert not again.owed
    assert (await house.sound(rina.id)).seq == 3


async def test_a_resend_that_overtakes_itself_is_the_same_message(house: House) -> None:
    rina = await house.customer()
    client_id = rina.client_id()
    done = await asyncio.gather(*(rina.writes("halo", client_id) for _ in range(5)))
    assert sum(one.owed for one in done) == 1
    assert len({one.records[0] for one in done}) == 1
    assert (await house.kinds(rina.id)).count("MessageReceived") == 1


async def test_a_late_answer_after_an_agent_took_over_is_not_said(house: House) -> None:
    rina, sari = await house.customer(), await house.agent()
    await rina.writes()
    gate = house.bot.hold()
    taking = asyncio.create_task(house.turns.take(rina.id))
    await house.bot.waiting.wait()
    await rina.asks_for_person()
    await house.service.accept(sari, rina.id)
    before = await house.sound(rina.id)
    gate.set()
    await taking
    assert await house.sound(rina.id) == before
    assert "BotReplied" not in await house.kinds(rina.id)


async def test_a_late_answer_from_before_the_hand_back_is_not_said(house: House) -> None:
    rina, sari = await house.customer(), await house.agent()
    await rina.writes("lama")
    gate = house.bot.hold()
    taking = asyncio.create_task(house.turns.take(rina.id))
    await house.bot.waiting.wait()
    await rina.asks_for_person()
    await house.service.accept(sari, rina.id)
    await house.service.hand_back(sari, rina.id, "Kartu sudah diblokir.")
    house.bot.gate = None
    house.bot.script = [answer("Jawaban baru")]
    await rina.says("baru")
    gate.set()
    await taking
    said = [r.event for r in await house.log(rina.id) if isinstance(r.event, e.BotReplied)]
    assert [one.messages[0].text for one in said] == ["Jawaban baru"]
    new = house.bot.asked[1]
    assert (new.text, new.session) == ("baru", 2)
    assert new.settled is not None
    assert new.settled.note == "Kartu sudah diblokir."


@pytest.mark.parametrize("on_duty", [True, False])
async def test_a_bot_that_is_down_brings_a_person_or_says_that_nobody_is_there(
    house: House, on_duty: bool
) -> None:
    rina = await house.customer()
    if on_duty:
        await house.agent()
    house.bot.is_down()
    await rina.says()
    ending = ["Escalated"] if on_duty else ["Escalated", "NobodyOnDuty"]
    assert (await house.kinds(rina.id))[3:] == ending
    now = await house.sound(rina.id)
    assert (now.floor, now.reason) == (Floor.QUEUE, EscalationReason.BOT_UNAVAILABLE)


async def test_the_third_failure_on_one_topic_brings_a_person(house: House) -> None:
    rina, _ = await house.customer(), await house.agent()
    house.bot.script = [
        answer(f"Maaf {n}", outcome=e.Outcome.FALLBACK, topic="kartu") for n in range(3)
    ]
    for _ in range(3):
        await rina.says("bukan itu")
    now = await house.sound(rina.id)
    assert (now.floor, now.reason, now.failures) == (Floor.QUEUE, EscalationReason.NO_PROGRESS, 3)


async def test_nothing_is_asked_of_the_bot_where_nothing_is_owed(house: House) -> None:
    rina = await house.customer()
    await house.turns.take(rina.id)
    await rina.asks_for_person()
    await rina.writes()
    await house.turns.take(rina.id)
    assert house.bot.asked == []


# ------------------------------------------------------------------ killed in the middle


class Plug:
    """Stores whose connection breaks at the *pulled*-th transaction from now."""

    def __init__(self, house: House, pulled: int) -> None:
        self.inner = house.stores.conversations
        self.pulled = pulled

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def locked(self, conversation_id: ConversationId, ahead: Look | None = None) -> object:
        self.pulled -= 1
        return _Breaks(self.inner.locked(conversation_id, ahead), breaks=self.pulled == 0)

    async def advance(self, *change: object) -> object:
        self.pulled -= 1
        if self.pulled == 0:  # the one statement is a transaction of its own: all or nothing
            raise StoreUnavailable("the connection broke")
        return await self.inner.advance(*change)  # type: ignore[arg-type]


class _Breaks:
    def __init__(self, inner: object, *, breaks: bool) -> None:
        self.inner = inner
        self.breaks = breaks

    async def __aenter__(self) -> object:
        return await self.inner.__aenter__()  # type: ignore[attr-defined]

    async def __aexit__(self, *error: object) -> object:
        if self.breaks:  # everything was written and the commit never came
            broken = StoreUnavailable("the connection broke")
            await self.inner.__aexit__(StoreUnavailable, broken, None)  # type: ignore[attr-defined]
            raise broken
        return await self.inner.__aexit__(*error)  # type: ignore[attr-defined]


def unplugged(house: House, pulled: int = 1) -> tuple[ConversationService, BotTurns]:
    plug = Plug(house, pulled)
    service = replace(house.service, conversations=plug)  # type: ignore[arg-type]
    return service, replace(house.turns, service=service)


async def test_a_message_lost_at_the_commit_is_sent_again(house: House) -> None:
    rina = await house.customer()
    client_id = rina.client_id()
    service, _ = unplugged(house)
    with pytest.raises(StoreUnavailable):
        await service.receive(rina.actor, rina.id, client_id, "halo", ())
    assert await house.kinds(rina.id) == ["ConversationStarted"]
    assert (await rina.writes("halo", client_id)).owed
    assert (await house.kinds(rina.id)).count("MessageReceived") == 1


async def test_a_page_that_is_behind_decides_nothing(house: House) -> None:
    """What was decided on an old snapshot is decided anew on the row."""
    rina, sari = await house.customer(), await house.agent()
    old = await house.sound(rina.id)
    await rina.asks_for_person()
    await house.service.accept(sari, rina.id)
    client_id = rina.client_id()
    for resend in (False, True):
        done = await house.service.receive(rina.actor, rina.id, client_id, "halo", (), old)
        assert (done.owed, done.resend) == (False, resend)
    assert (await house.kinds(rina.id)).count("MessageReceived") == 1
    assert "BotTurnRequested" not in await house.kinds(rina.id)


async def test_an_answer_lost_at_the_commit_is_still_owed(house: House) -> None:
    rina = await house.customer()
    await rina.writes()
    _, turns = unplugged(house)
    with pytest.raises(StoreUnavailable):
        await turns.take(rina.id)
    now = await house.sound(rina.id)
    assert now.awaiting_bot_since is not None
    await house.turns.take(rina.id)
    assert (await house.kinds(rina.id)).count("BotReplied") == 1


async def test_an_accept_lost_at_the_commit_reserves_nothing(house: House) -> None:
    rina, dewi, sari = await house.customer(), await house.customer(), await house.agent(capacity=1)
    await rina.asks_for_person()
    await dewi.asks_for_person()
    service, _ = unplugged(house)
    with pytest.raises(StoreUnavailable):
        await service.accept(sari, rina.id)
    assert (await house.sound(rina.id)).floor is Floor.QUEUE
    await house.service.accept(sari, dewi.id)


# ------------------------------------------------------------------ the customer's other moves


async def test_a_tapped_button_says_what_the_bot_meant_by_it(house: House) -> None:
    rina = await house.customer()
    house.bot.script = [answer("Pilih satu.", buttons=["Blokir", "Saldo"])]
    await rina.says()
    client_id = rina.client_id()
    done = await house.service.choose(rina.actor, rina.id, client_id, seq=4, option=1)
    again = await house.service.choose(rina.actor, rina.id, client_id, seq=4, option=1)
    assert again.records == done.records[:1]
    await house.turns.take(rina.id)
    turn = house.bot.asked[1]
    assert (turn.text, turn.payload) == ("Saldo", "/saldo")


@pytest.mark.parametrize(("seq", "option"), [(4, 2), (4, -1), (2, 0), (99, 0)])
async def test_a_button_that_was_not_offered(house: House, seq: int, option: int) -> None:
    rina = await house.customer()
    house.bot.script = [answer("Pilih satu.", buttons=["Blokir", "Saldo"])]
    await rina.says()
    with pytest.raises(UnknownChoice):
        await house.service.choose(rina.actor, rina.id, rina.client_id(), seq, option)


async def test_asking_for_a_person_twice_is_asking_once(house: House) -> None:
    rina, _ = await house.customer(), await house.agent()
    await rina.asks_for_person()
    with pytest.raises(IllegalCommand):
        await rina.asks_for_person()
    assert (await house.kinds(rina.id)).count("Escalated") == 1


async def test_who_ends_it_while_waiting_leaves_a_ticket(house: House) -> None:
    rina = await house.customer()
    await rina.asks_for_person()
    client_id = rina.client_id()
    await house.service.end(rina.actor, rina.id, client_id)
    again = await house.service.end(rina.actor, rina.id, client_id)
    assert again.resend
    (ticket,) = await house.stores.follow_ups.all(closed=False)
    now = await house.sound(rina.id)
    assert (now.floor, now.follow_up) == (Floor.CLOSED, ticket.reference)


async def test_a_follow_up_and_its_resend(house: House) -> None:
    rina = await house.customer()
    await rina.asks_for_person()
    client_id = rina.client_id()

    async def take() -> Done:
        return await house.service.open_follow_up(
            rina.actor, rina.id, client_id, e.FollowUpKind.CALLBACK, "+62 812 0000 0001"
        )

    first, again = await take(), await take()
    assert again.records == first.records
    (listed,) = await house.stores.follow_ups.all(closed=False)
    now = await house.sound(rina.id)
    assert (now.floor, now.follow_up) == (Floor.BOT, listed.reference)


async def test_a_follow_up_is_instead_of_waiting(house: House) -> None:
    rina = await house.customer()
    with pytest.raises(IllegalCommand):
        await house.service.open_follow_up(
            rina.actor, rina.id, rina.client_id(), e.FollowUpKind.TICKET, None
        )
    assert await house.stores.follow_ups.count_open() == 0


async def test_the_customer_ends_and_rates(house: House) -> None:
    rina = await house.customer()
    await house.service.end(rina.actor, rina.id, rina.client_id())
    await house.service.rate(rina.actor, rina.id, rina.client_id(), 4, "pin saya 123456")
    rated = (await house.log(rina.id))[-1].event
    assert isinstance(rated, e.Rated)
    assert "123456" not in rated.comment
    with pytest.raises(IllegalCommand):
        await rina.writes()


async def test_language_and_identity(house: House) -> None:
    rina = await house.customer()
    await rina.signs_in("CIF-1", "Rina")
    await house.service.set_language(rina.actor, rina.id, "en")
    await rina.says("hello")
    (turn,) = house.bot.asked
    assert (turn.subject, turn.customer_name, turn.language) == ("CIF-1", "Rina", "en")


# ------------------------------------------------------------------ what is stored of a message


async def test_secrets_never_reach_the_store_or_the_bot(house: House) -> None:
    rina = await house.customer()
    await rina.says("pin saya 482913, tolong")
    received = (await house.log(rina.id))[1].event
    assert isinstance(received, e.MessageReceived)
    assert "482913" not in received.text
    assert received.masked == {SecretKind.PIN}
    assert "482913" not in house.bot.asked[0].text


async def test_a_character_that_no_database_takes_is_left_out(house: House) -> None:
    rina = await house.customer()
    await rina.says("ha\0lo")
    assert house.bot.asked[0].text == "halo"


async def test_the_reading_of_a_turn_is_stored_and_starts_afresh(house: House) -> None:
    rina, sari = await house.customer(), await house.agent()

    async def repeats(text: str) -> int:
        done = await rina.says(text)
        event = done.records[0].event
        assert isinstance(event, e.MessageReceived)
        assert event.signal is not None
        assert event.signal.frustration is None  # nobody measured it
        return event.signal.repeats

    assert [await repeats("saldo?"), await repeats("Saldo!!"), await repeats("lain")] == [0, 1, 0]
    await rina.asks_for_person()
    await house.service.accept(sari, rina.id)
    await house.service.hand_back(sari, rina.id, "")
    assert await repeats("saldo?") == 0


class BrokenDetector:
    async def read(self, turns: Sequence[Turn]) -> Signal:
        raise RuntimeError("no model")


async def test_without_a_detector_the_certain_rules_go_on(house: House) -> None:
    rina = await house.customer()
    service = replace(house.service, detector=BrokenDetector())
    done = await service.receive(rina.actor, rina.id, rina.client_id(), "halo", ())
    received = done.records[0].event
    assert isinstance(received, e.MessageReceived)
    assert received.signal is None
    assert done.owed


# ------------------------------------------------------------------ agents


async def test_accepting_twice_is_accepting_once(house: House) -> None:
    rina, sari = await house.customer(), await house.agent(capacity=1)
    await rina.asks_for_person()
    await house.service.accept(sari, rina.id)
    assert (await house.service.accept(sari, rina.id)).records == ()


async def test_beyond_capacity(house: House) -> None:
    sari = await house.agent(capacity=1)
    first, second = await house.customer(), await house.customer()
    await first.asks_for_person()
    await second.asks_for_person()
    await house.service.accept(sari, first.id)
    with pytest.raises(AtCapacity):
        await house.service.accept(sari, second.id)


async def test_an_agents_resend_is_the_same_message(house: House) -> None:
    rina, sari = await house.customer(), await house.agent()
    await rina.asks_for_person()
    await house.service.accept(sari, rina.id)
    for _ in range(2):
        await house.service.agent_message(sari, rina.id, ClientId("agent-0001"), "Halo.")
        await house.service.note(sari, rina.id, ClientId("agent-0002"), "catatan")
    kinds = await house.kinds(rina.id)
    assert (kinds.count("AgentReplied"), kinds.count("NoteAdded")) == (1, 1)


async def test_what_is_answered_by_the_agent_is_not_asked_of_the_bot(house: House) -> None:
    rina, sari = await house.customer(), await house.agent()
    await rina.asks_for_person()
    await house.service.accept(sari, rina.id)
    await rina.writes("untuk petugas")
    await house.service.hand_back(sari, rina.id, "selesai")
    await rina.says("untuk bot")
    assert [turn.text for turn in house.bot.asked] == ["untuk bot"]


# ------------------------------------------------------------------ access


Use = Callable[[House, Rina, Rina], Awaitable[object]]

FOREIGN: dict[str, Use] = {
    "read": lambda h, dewi, rina: h.service.get(dewi.actor, rina.id),
    "log": lambda h, dewi, rina: h.service.log(dewi.actor, rina.id),
    "write": lambda h, dewi, rina: h.service.receive(
        dewi.actor, rina.id, ClientId("x"), "halo", ()
    ),
    "choose": lambda h, dewi, rina: h.service.choose(dewi.actor, rina.id, ClientId("x"), 1, 0),
    "ask": lambda h, dewi, rina: h.service.ask_for_human(dewi.actor, rina.id, ClientId("x")),
    "follow up": lambda h, dewi, rina: h.service.open_follow_up(
        dewi.actor, rina.id, ClientId("x"), e.FollowUpKind.TICKET, None
    ),
    "end": lambda h, dewi, rina: h.service.end(dewi.actor, rina.id, ClientId("x")),
    "rate": lambda h, dewi, rina: h.service.rate(dewi.actor, rina.id, ClientId("x"), 1, ""),
    "language": lambda h, dewi, rina: h.service.set_language(dewi.actor, rina.id, "en"),
    "seen": lambda h, dewi, rina: h.service.seen(dewi.actor, rina.id, 1),
}


@pytest.mark.parametrize("what", list(FOREIGN))
async def test_no_customer_touches_anothers_conversation(house: House, what: str) -> None:
    rina, dewi = await house.customer(), await house.customer()
    before = await house.sound(rina.id)
    with pytest.raises(AccessDenied):
        await FOREIGN[what](house, dewi, rina)
    assert await house.sound(rina.id) == before


async def test_only_who_holds_the_floor_acts_on_it(house: House) -> None:
    rina, sari, budi = await house.customer(), await house.agent(), await house.agent("Budi")
    await rina.asks_for_person()
    await house.service.accept(sari, rina.id)
    before = await house.sound(rina.id)
    for use in (
        house.service.agent_message(budi, rina.id, ClientId("x"), "halo"),
        house.service.hand_back(budi, rina.id, ""),
        house.service.requeue(budi, rina.id),
        house.service.close(budi, rina.id),
        house.service.seen(budi, rina.id, 1),
    ):
        with pytest.raises(AccessDenied):
            await use
    with pytest.raises(IllegalCommand):  # taken already: that is no question of access
        await house.service.accept(budi, rina.id)
    assert await house.sound(rina.id) == before


async def test_an_agent_reads_what_was_handed_over(house: House) -> None:
    rina, sari = await house.customer(), await house.agent()
    with pytest.raises(AccessDenied):
        await house.service.get(sari, rina.id)
    await rina.asks_for_person()
    assert (await house.service.get(sari, rina.id)).floor is Floor.QUEUE


async def test_what_does_not_exist(house: House) -> None:
    rina = await house.customer()
    nobody = ConversationId("00000000-0000-4000-8000-000000000000")
    with pytest.raises(UnknownConversation):
        await house.service.get(rina.actor, nobody)
    with pytest.raises(UnknownConversation):
        await house.service.receive(rina.actor, nobody, ClientId("x"), "halo", ())


# ------------------------------------------------------------------ no person any more


async def test_who_wants_no_person_any_more_is_asked_and_cancels_once(house: House) -> None:
    rina, _ = await house.customer(), await house.agent()
    await rina.writes()
    await rina.asks_for_person()
    done = await rina.writes("udah ketemu kok")
    question = done.records[-1]
    assert isinstance(question.event, e.CancelAsked)
    tap = rina.client_id()
    first = await house.service.choose(rina.actor, rina.id, tap, question.seq, 0)
    again = await house.service.choose(rina.actor, rina.id, tap, question.seq, 0)
    assert again.resend
    assert again.records == first.records[:1]
    tapped, cancelled = (recorded.event for recorded in first.records)
    assert isinstance(tapped, e.MessageReceived)
    assert tapped.text == "Batalkan antrean"
    assert isinstance(cancelled, e.WaitCancelled)
    now = await house.sound(rina.id)
    assert (now.floor, now.follow_up) == (Floor.BOT, None)
    assert await house.stores.conversations.waiting() == []
    with pytest.raises(IllegalCommand):
        await house.service.choose(rina.actor, rina.id, rina.client_id(), question.seq, 0)
    await house.service.end(rina.actor, rina.id, rina.client_id())
    assert await house.stores.follow_ups.all(closed=False) == []
    await house.sound(rina.id)


async def test_who_cancelled_by_mistake_is_back_at_the_old_place(house: House) -> None:
    rina, budi = await house.customer(), await house.customer()
    await house.agent()
    for each in (rina, budi):
        await each.writes()
        await each.asks_for_person()
        house.clock.pass_(timedelta(seconds=20))
    cancelled = (await rina.writes("ga usah disambungin petugas")).records[-1]
    assert isinstance(cancelled.event, e.WaitCancelled)
    house.clock.pass_(timedelta(seconds=20))
    await house.service.choose(rina.actor, rina.id, rina.client_id(), cancelled.seq, 0)
    assert (await house.sound(rina.id)).floor is Floor.QUEUE
    waiting = await house.stores.conversations.waiting()
    assert [summary.conversation.id for summary in waiting] == [rina.id, budi.id]


async def test_an_agent_who_was_faster_than_the_tap_reads_it(house: House) -> None:
    rina, sari = await house.customer(), await house.agent()
    await rina.writes()
    await rina.asks_for_person()
    question = (await rina.writes("ga jadi deh")).records[-1]
    await house.service.accept(sari, rina.id)
    done = await house.service.choose(rina.actor, rina.id, rina.client_id(), question.seq, 0)
    assert [type(recorded.event) for recorded in done.records] == [e.MessageReceived]
    assert (await house.sound(rina.id)).floor is Floor.AGENT


# ------------------------------------------------------------------ how long, and which number


async def test_who_asks_how_long_is_told_from_the_queue(house: House) -> None:
    rina, budi = await house.customer(), await house.customer()
    await house.agent()
    for each in (budi, rina):
        await each.writes()
        await each.asks_for_person()
        house.clock.pass_(timedelta(seconds=1))
    told = (await rina.writes("apakah saya harus menunggu lama?")).records[-1].event
    assert told == e.PlaceTold(position=2, minutes=None, on_duty=True)
    assert house.bot.asked == []
    await house.sound(rina.id)


@pytest.mark.parametrize("on_duty", [True, False])
async def test_after_a_call_back_the_number_and_the_duty_are_told(
    house: House, on_duty: bool
) -> None:
    rina = await house.customer()
    if on_duty:
        await house.agent()
    await rina.says()
    await rina.asks_for_person()
    callback = e.FollowUpKind.CALLBACK
    await house.service.open_follow_up(
        rina.actor, rina.id, rina.client_id(), callback, "0800 1111 2222"
    )
    asked = len(house.bot.asked)
    for text, number in (("nanti ditelpon ke nomor yang mana", True), ("kapan ditelepon", False)):
        done = await rina.says(text)
        told = done.records[-1].event
        assert isinstance(told, e.FollowUpTold)
        assert (told.phone_end, told.number, told.on_duty) == ("2222", number, on_duty)
    assert len(house.bot.asked) == asked
    assert (await house.sound(rina.id)).awaiting_bot_since is None


async def test_what_an_article_answers_is_shown_beside_the_wait_and_never_with_a_person(
    house: House,
) -> None:
    rina, sari = await house.customer(), await house.agent()
    asked: list[str] = []

    async def article(
        text: str, language: str, said: Sequence[e.Recorded], topic: str | None
    ) -> c.ArticleFound | None:
        asked.append(text)
        link = e.Link(url="https://chat.bank.example/help/id/transfer-fee", title="Biaya transfer")
        return c.ArticleFound(slug="transfer-fee", language=language, answer="Rp2.500.", link=link)

    house.service = replace(house.service, article=article)
    await rina.writes()
    await rina.asks_for_person()
    shown = (await rina.writes("biaya transfer berapa")).records[-1].event
    assert isinstance(shown, e.ArticleShown)
    assert (shown.slug, shown.answer) == ("transfer-fee", "Rp2.500.")
    now = await house.sound(rina.id)
    assert (now.floor, now.told.answers) == (Floor.QUEUE, ("Rp2.500.",))
    await rina.writes("biaya transfer berapa sih")
    assert (await house.kinds(rina.id)).count("ArticleShown") == 1
    await house.service.accept(sari, rina.id)
    asked.clear()
    await rina.writes("biaya kliring berapa")
    assert asked == []
    assert house.bot.asked == []


@pytest.mark.parametrize("error", [StoreUnavailable, IndexError])
async def test_knowledge_that_cannot_be_reached_keeps_no_message_waiting(
    house: House, error: type[Exception]
) -> None:
    rina = await house.customer()

    async def article(
        text: str, language: str, said: Sequence[e.Recorded], topic: str | None
    ) -> c.ArticleFound | None:
        raise error

    house.service = replace(house.service, article=article)
    await rina.writes()
    await rina.asks_for_person()
    done = await rina.writes("biaya transfer berapa")
    assert [type(recorded.event) for recorded in done.records] == [e.MessageReceived]
    # The same where the bot hands over.
    house.turns = replace(house.turns, service=house.service)
    lena = await house.customer()
    house.bot.script.append(answer(outcome=e.Outcome.ESCALATE, topic="bereavement"))
    await lena.says("suami saya meninggal, bawa apa")
    assert (await house.sound(lena.id)).floor is Floor.QUEUE


async def test_an_article_may_take_longer_than_the_detector(house: House) -> None:
    rina = await house.customer()

    async def article(
        text: str, language: str, said: Sequence[e.Recorded], topic: str | None
    ) -> c.ArticleFound | None:
        await asyncio.sleep(0.3)
        return c.ArticleFound(slug="transfer-fee", language=language, answer="Rp2.500.")

    house.service = replace(house.service, article=article, detector_deadline_s=0.05)
    await rina.writes()
    await rina.asks_for_person()
    done = await rina.writes("biaya transfer berapa")
    assert isinstance(done.records[-1].event, e.ArticleShown)


async def test_with_people_on_duty_or_for_a_person_alone_no_article_is_looked_for(
    house: House,
) -> None:
    asked: list[str] = []

    async def article(
        text: str, language: str, said: Sequence[e.Recorded], topic: str | None
    ) -> c.ArticleFound | None:
        asked.append(text)
        return None

    async def attended() -> bool:
        return len(house.bot.asked) == 1

    house.service = replace(house.service, article=article, attended=attended)
    house.turns = replace(house.turns, service=house.service)
    wants = answer(outcome=e.Outcome.ESCALATE, topic="bereavement")
    person = answer(outcome=e.Outcome.ESCALATE, escalate=EscalationReason.ASKED_FOR_HUMAN)
    for reply, text in ((wants, "satu"), (person, "dua"), (wants, "tiga")):
        rina = await house.customer()
        house.bot.script.append(reply)
        await rina.says(text)
        assert (await house.sound(rina.id)).floor is Floor.QUEUE
    assert asked == ["tiga"]


# ------------------------------------------------------------------ no call, no ticket any more


async def call_back(house: House, rina: Rina) -> str:
    """Rina left a number; the reference."""
    await rina.writes()
    await rina.asks_for_person()
    callback = e.FollowUpKind.CALLBACK
    done = await house.service.open_follow_up(
        rina.actor, rina.id, rina.client_id(), callback, "0800 1111 2222"
    )
    opened = done.records[-1].event
    assert isinstance(opened, e.FollowUpOpened)
    return opened.reference


async def test_who_needs_no_call_any_more_withdraws_it_once(house: House) -> None:
    rina = await house.customer()
    reference = await call_back(house, rina)
    question = (await rina.writes("ga usah ditelepon")).records[-1]
    assert isinstance(question.event, e.WithdrawalAsked)
    tap = rina.client_id()
    first = await house.service.choose(rina.actor, rina.id, tap, question.seq, 0)
    again = await house.service.choose(rina.actor, rina.id, tap, question.seq, 0)
    assert again.resend
    withdrawn = first.records[-1].event
    assert isinstance(withdrawn, e.FollowUpWithdrawn)
    assert await house.stores.follow_ups.all(closed=False) == []
    (closed,) = await house.stores.follow_ups.all(closed=True)
    assert (closed.reference, closed.closed_at) == (reference, house.clock())
    assert (closed.closed_by, closed.note) == (None, None)
    assert (await house.sound(rina.id)).follow_up is None
    with pytest.raises(IllegalCommand):
        await house.service.choose(rina.actor, rina.id, rina.client_id(), question.seq, 0)


async def test_what_staff_have_closed_stays_theirs(house: House) -> None:
    rina, sari = await house.customer(), await house.agent(status=None)
    reference = await call_back(house, rina)
    await rina.writes("ga usah ditelepon")
    at = house.clock()
    await house.stores.follow_ups.close(reference, sari.staff_id, "Sudah ditelepon.", at)
    house.clock.pass_(timedelta(minutes=1))
    done = await rina.writes("ya")
    assert isinstance(done.records[-1].event, e.FollowUpWithdrawn)
    (closed,) = await house.stores.follow_ups.all(closed=True)
    assert (closed.closed_at, closed.note) == (at, "Sudah ditelepon.")


# ------------------------------------------------------------------ while nobody is on duty


async def test_who_waits_and_asks_to_block_a_card_is_with_the_bot_and_has_a_ticket(
    house: House,
) -> None:
    rina = await house.customer()
    await rina.asks_for_person()
    await rina.writes("halo?")
    house.clock.pass_(timedelta(minutes=1))
    await rina.says("tolong blokir kartu saya")
    kinds = await house.kinds(rina.id)
    assert kinds[-4:] == ["MessageReceived", "FollowUpOpened", "BotTurnRequested", "BotReplied"]
    turn = house.bot.asked[-1]
    assert turn.text == "tolong blokir kartu saya"
    assert turn.settled is not None
    now = await house.sound(rina.id)
    assert (now.floor, now.follow_up) == (Floor.BOT, turn.settled.note)


@pytest.mark.parametrize(
    ("text", "kind", "phone"),
    [
        ("0812-3456-7890 tlp gw", e.FollowUpKind.CALLBACK, "081234567890"),
        ("Baik, saya ambil nomor tiket saja.", e.FollowUpKind.TICKET, None),
    ],
)
async def test_a_number_or_a_wish_for_a_ticket_that_is_written_is_recorded_as_by_the_button(
    house: House, text: str, kind: e.FollowUpKind, phone: str | None
) -> None:
    rina = await house.customer()
    await rina.asks_for_person()
    await rina.writes("halo?")
    house.clock.pass_(timedelta(minutes=1))
    await rina.says(text)
    assert (await house.kinds(rina.id))[-2:] == ["MessageReceived", "FollowUpOpened"]
    (recorded,) = await house.stores.follow_ups.all(closed=False)
    assert (recorded.kind, recorded.phone) == (kind, phone)
    now = await house.sound(rina.id)
    assert (now.floor, now.follow_up) == (Floor.BOT, recorded.reference)
    await rina.says("saldo saya berapa")
    assert (await house.kinds(rina.id))[-1] == "BotReplied"


async def test_who_needs_no_person_has_their_question_answered_by_the_bot(house: House) -> None:
    rina = await house.customer()
    await rina.asks_for_person()
    await rina.writes("halo?")
    house.clock.pass_(timedelta(minutes=1))
    text = "ama lu aja deh, bs tarik tunai tanpa kartu ga"
    await rina.says(text)
    kinds = await house.kinds(rina.id)
    assert kinds[-4:] == ["MessageReceived", "WaitCancelled", "BotTurnRequested", "BotReplied"]
    assert house.bot.asked[-1].text == text
    assert await house.stores.follow_ups.all(closed=False) == []
    assert (await house.sound(rina.id)).floor is Floor.BOT


async def test_who_declines_an_offer_and_asks_on_is_answered(house: House) -> None:
    rina = await house.customer()
    gives_up = answer(outcome=e.Outcome.FAILED, escalate=EscalationReason.NO_PROGRESS)
    house.bot.script.append(gives_up)
    await rina.says("kapan balik")
    text = "di sini aja. limit virtual account berapa?"
    await rina.says(text)
    kinds = await house.kinds(rina.id)
    assert kinds[-4:] == ["MessageReceived", "BotCarriesOn", "BotTurnRequested", "BotReplied"]
    assert house.bot.asked[-1].text == text
    now = await house.sound(rina.id)
    assert (now.floor, now.awaiting_bot_since) == (Floor.BOT, None)


async def test_who_is_handed_over_with_a_question_is_answered_at_once(house: House) -> None:
    asked: list[tuple[str, str | None]] = []

    async def article(
        text: str, language: str, said: Sequence[e.Recorded], topic: str | None
    ) -> c.ArticleFound | None:
        asked.append((text, topic))
        return c.ArticleFound(slug="account-of-deceased", language=language, answer="Akta.")

    house.service = replace(house.service, article=article)
    house.turns = replace(house.turns, service=house.service)
    text = "suami saya meninggal, tabungannya bisa diambil ga, bawa apa"
    rina = await house.customer()
    wants = answer(outcome=e.Outcome.ESCALATE, topic="bereavement")
    house.bot.script += [answer("Halo."), wants]
    await rina.says("halo")
    assert asked == []
    await rina.says(text)
    assert asked == [(text, "bereavement")]
    kinds = await house.kinds(rina.id)
    assert kinds[-4:] == ["BotReplied", "Escalated", "NobodyOnDuty", "ArticleShown"]
    now = await house.sound(rina.id)
    assert now.floor is Floor.QUEUE
    assert len(now.told.answers) == 1
    # With people on duty they answer, and a tap is no question.
    await house.agent()
    lena = await house.customer()
    house.bot.script.append(wants)
    await lena.says(text)
    assert (await house.kinds(lena.id))[-2:] == ["BotReplied", "Escalated"]


async def test_with_people_on_duty_the_card_comes_first_and_the_wait_goes_on_without_a_ticket(
    house: House,
) -> None:
    rina = await house.customer()
    await house.agent()
    await rina.signs_in("rina", "Rina")
    await rina.asks_for_person()
    due = (await house.sound(rina.id)).due_at
    house.clock.pass_(timedelta(seconds=20))
    house.bot.script += [answer("Kartu yang mana?", outcome=e.Outcome.ASKED), answer("Diblokir.")]
    await rina.says("blokir kartu")
    (ticket,) = await house.stores.follow_ups.all(closed=False)
    assert (await house.sound(rina.id)).follow_up == ticket.reference
    await rina.says("yang debit")
    assert (await house.kinds(rina.id))[-2:] == ["BotReplied", "Escalated"]
    now = await house.sound(rina.id)
    assert (now.floor, now.due_at, now.follow_up) == (Floor.QUEUE, due, None)
    assert await house.stores.follow_ups.all(closed=False) == []
    (closed,) = await house.stores.follow_ups.all(closed=True)
    assert (closed.reference, closed.closed_by) == (ticket.reference, None)


async def test_an_offer_that_was_passed_over_is_kept_and_accepted_by_its_name(
    house: House,
) -> None:
    rina = await house.customer()
    gives_up = answer(outcome=e.Outcome.FAILED, escalate=EscalationReason.NO_PROGRESS)
    house.bot.script.append(gives_up)
    await rina.says("kapan balik")
    now = await house.sound(rina.id)
    assert now.offer is not None
    assert now.evidence.made == ((EscalationReason.NO_PROGRESS, 1.0),)
    await rina.writes("jadi selasa apa rabu")
    assert (await house.sound(rina.id)).passed is not None
    await rina.writes("ya simpan lah")
    now = await house.sound(rina.id)
    assert (now.floor, now.passed) == (Floor.QUEUE, None)


async def test_each_burst_of_who_waits_is_heard_once(house: House) -> None:
    rina = await house.customer()
    await rina.asks_for_person()
    for pause in (30, 2, 30, 2):
        house.clock.pass_(timedelta(seconds=pause))
        await rina.writes("masih di sini")
    kinds = await house.kinds(rina.id)
    assert kinds.count("MessageKept") == 2
    assert (await house.sound(rina.id)).told.heard is not None
