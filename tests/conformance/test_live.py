"""What is read of a message becomes an offer or a transfer, on both stores."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from handoff.application.conversations import UnknownChoice
from handoff.application.ports import Conversations
from handoff.domain import events as e
from handoff.domain.conversation import Floor, IllegalCommand, judged, replay
from handoff.domain.escalation import EscalationReason
from handoff.domain.evidence import Because, Decision, Fact, decided_again
from handoff.domain.signals import Speaker, Turn
from tests.conformance.house import POLICY, House, Rina, answer
from tests.support.detector import ANGRY, CALM, STUCK, ScriptedDetector

AGAIN = "kok belum masuk juga"
FURIOUS = "dasar penipu"


@pytest.fixture
def detector(house: House) -> ScriptedDetector:
    detector = ScriptedDetector({AGAIN: STUCK, FURIOUS: ANGRY})
    house.service = replace(house.service, detector=detector)
    return detector


async def taps(rina: Rina, option: int, seq: int | None = None) -> list[str]:
    """On the newest event, unless *seq* says another; what came of it."""
    done = await rina.house.service.choose(
        rina.actor,
        rina.id,
        rina.client_id(),
        seq or (await rina.house.stores.conversations.get(rina.id)).seq,
        option,
    )
    if done.owed:
        await rina.house.turns.take(rina.id, done.turn)
    return [type(recorded.event).__name__ for recorded in done.records]


async def test_the_detector_reads_all_turns_with_their_times(
    house: House, detector: ScriptedDetector
) -> None:
    rina = await house.customer()
    house.bot.script = [answer("Saldo Anda Rp50.000.")]
    await rina.says("saldo?")
    house.clock.pass_(timedelta(seconds=90))
    await rina.says("kok segitu")
    assert detector.given[-1] == (
        Turn(speaker=Speaker.CUSTOMER, text="saldo?", at=0.0),
        Turn(speaker=Speaker.BOT, text="Saldo Anda Rp50.000.", at=0.0),
        Turn(speaker=Speaker.CUSTOMER, text="kok segitu", at=90.0),
    )


async def test_a_secret_never_reaches_the_detector(
    house: House, detector: ScriptedDetector
) -> None:
    rina = await house.customer()
    await rina.says("pin saya 482913")
    assert "482913" not in detector.given[-1][-1].text


async def test_a_tap_is_not_read(house: House, detector: ScriptedDetector) -> None:
    rina = await house.customer()
    house.bot.script = [answer("Kartu yang mana?", buttons=["Debit", "Kredit"])]
    await rina.says("blokir kartu")
    await taps(rina, 0)
    assert len(detector.given) == 1
    typed, tapped = house.bot.asked
    assert tapped.payload == "/debit"
    # The bot is told what else was seen in the words, and of a tap nothing was.
    assert (typed.sensitive, tapped.sensitive) == (CALM["sensitive"], None)


async def test_a_transfer_asks_a_person_and_not_the_bot(
    house: House, detector: ScriptedDetector
) -> None:
    rina = await house.customer()
    await house.agent()
    await rina.says(FURIOUS)
    assert await house.kinds(rina.id) == ["ConversationStarted", "MessageReceived", "Escalated"]
    assert house.bot.asked == []
    now = await house.sound(rina.id)
    assert (now.floor, now.reason) == (Floor.QUEUE, EscalationReason.FRUSTRATED)
    escalated = (await house.log(rina.id))[-1].event
    assert isinstance(escalated, e.Escalated)
    assert escalated.because == (Because(fact=Fact.FRUSTRATED),)


async def test_with_nobody_on_duty_a_transfer_says_so(
    house: House, detector: ScriptedDetector
) -> None:
    rina = await house.customer()
    await rina.says(FURIOUS)
    assert (await house.kinds(rina.id))[-2:] == ["Escalated", "NobodyOnDuty"]


async def test_an_offer_is_accepted(house: House, detector: ScriptedDetector) -> None:
    rina = await house.customer()
    await house.agent()
    await rina.says(AGAIN)
    assert (await house.kinds(rina.id))[-2:] == ["BotReplied", "PersonOffered"]
    await house.sound(rina.id)
    assert await taps(rina, 0) == ["MessageReceived", "Escalated"]
    now = await house.sound(rina.id)
    assert (now.floor, now.reason) == (Floor.QUEUE, EscalationReason.NO_PROGRESS)
    assert len(house.bot.asked) == 1


async def test_an_offer_is_declined_and_the_bots_buttons_are_there_again(
    house: House, detector: ScriptedDetector
) -> None:
    rina = await house.customer()
    await house.agent()
    house.bot.script = [answer("Transfer yang mana?", buttons=["BCA", "Mandiri"])]
    await rina.says(AGAIN)
    assert await taps(rina, 1) == ["MessageReceived", "BotCarriesOn"]
    now = await house.sound(rina.id)
    assert (now.floor, now.offer, now.evidence.no_progress) == (Floor.BOT, None, 0)
    assert now.awaiting_bot_since is None
    assert await taps(rina, 1) == ["MessageReceived", "BotTurnRequested"]
    assert [turn.payload for turn in house.bot.asked] == [None, "/mandiri"]
    assert house.bot.asked[-1].text == "Mandiri"
    await house.sound(rina.id)


async def test_a_tapped_choice_is_answered_however_often_the_bot_failed(
    house: House, detector: ScriptedDetector
) -> None:
    rina = await house.customer()
    failed = [answer(f"Belum paham {n}.", outcome=e.Outcome.FALLBACK) for n in range(3)]
    house.bot.script = [
        failed[0],
        answer("Yang mana?", outcome=e.Outcome.FALLBACK, buttons=["Buka rekening", "Tabungan"]),
        failed[2],
    ]
    await rina.says("buka rek")
    await rina.says("yg umur 16")
    assert (await house.sound(rina.id)).failures == 2
    assert await taps(rina, 0) == ["MessageReceived", "BotTurnRequested"]
    now = await house.sound(rina.id)
    replied = (await house.log(rina.id))[-1].event
    assert isinstance(replied, e.BotReplied)
    assert replied.tapped
    assert (now.floor, now.failures) == (Floor.BOT, 2)


async def test_a_resend_of_an_answer_to_an_offer_is_the_same_answer(
    house: House, detector: ScriptedDetector
) -> None:
    rina = await house.customer()
    await house.agent()
    await rina.says(AGAIN)
    seq = (await house.sound(rina.id)).seq
    client_id = rina.client_id()
    for _ in range(2):
        done = await house.service.choose(rina.actor, rina.id, client_id, seq, 1)
        assert isinstance(done.records[0].event, e.MessageReceived)
    assert done.resend
    assert (await house.kinds(rina.id)).count("BotCarriesOn") == 1


async def test_an_offer_has_two_buttons(house: House, detector: ScriptedDetector) -> None:
    rina = await house.customer()
    house.bot.script = [answer(outcome=e.Outcome.FAILED)]
    await rina.says(AGAIN)
    with pytest.raises(UnknownChoice):
        await taps(rina, 2)
    seq = (await house.sound(rina.id)).seq
    await rina.says("saldo saya berapa")
    with pytest.raises(IllegalCommand):  # over: nothing is left to decline
        await taps(rina, 1, seq)
    assert await taps(rina, 0, seq) == ["MessageReceived", "Escalated", "NobodyOnDuty"]


async def test_each_decision_reproduces_from_the_stored_rows(
    house: House, detector: ScriptedDetector
) -> None:
    rina = await house.customer()
    for text in ("halo", AGAIN, "sebentar", AGAIN, "sudahlah", FURIOUS):
        await rina.says(text)
    decisions = []
    log = await house.log(rina.id)
    for number, recorded in enumerate(log):
        if isinstance(recorded.event, e.MessageReceived) and recorded.event.verdict:
            event, verdict = recorded.event, recorded.event.verdict
            assert event.signal is not None
            before = replay(rina.id, log[:number])
            again = judged(before, event.signal, POLICY, on_duty=0)
            assert again == (verdict, event.evidence)
            assert decided_again(verdict) == (verdict.decision, verdict.reason)
            decisions.append(verdict.decision)
    assert decisions[:2] == [Decision.STAY, Decision.OFFER]
    assert decisions[-1] is Decision.TRANSFER


async def test_a_detector_that_fails_or_is_late_is_counted_and_the_bot_answers(
    house: House, detector: ScriptedDetector
) -> None:
    rina = await house.customer()
    house.service = replace(house.service, detector_deadline_s=0.01)
    readings = house.service.readings
    detector.trouble = RuntimeError("no model")
    await rina.says(FURIOUS)
    assert (readings.failures, readings.trouble) == (1, "RuntimeError")
    detector.trouble, detector.held = None, asyncio.Event()
    await rina.says(FURIOUS)
    assert (readings.failures, readings.trouble) == (2, "TimeoutError")
    assert len(house.bot.asked) == 2
    detector.held = None
    await rina.says("halo")
    assert (readings.done, readings.failures, readings.trouble) == (1, 2, None)
    assert (await house.sound(rina.id)).floor is Floor.BOT


class NeverLocked:
    """The store, for whoever needs no lock."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    def __getattr__(self, name: str) -> Any:
        assert name != "locked", "a round trip more than a plain turn needs"
        return getattr(self._conversations, name)


async def test_judging_costs_no_round_trip_more_and_only_an_offer_asks_who_is_there(
    house: House, detector: ScriptedDetector
) -> None:
    rina = await house.customer()
    await house.agent()
    locking, asking = house.service, house.turns
    unlocked = cast(Conversations, NeverLocked(house.stores.conversations))
    house.service = replace(house.service, conversations=unlocked)
    house.turns = replace(house.turns, service=house.service, conversations=unlocked)
    await rina.says("halo")
    offering = await rina.writes(AGAIN)
    house.service, house.turns = locking, asking
    await house.turns.take(rina.id, offering.turn)
    assert (await house.kinds(rina.id))[-2:] == ["BotReplied", "PersonOffered"]
    await house.sound(rina.id)
