"""What was said, as a detector reads it."""

from __future__ import annotations

from datetime import timedelta

from handoff.detector.measured import MeasuredDetector
from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.signals import Speaker, Turn
from handoff.domain.turns import hear, turns
from tests.unit.test_conversation import T0, Chat, accepts


def heard(chat: Chat) -> list[e.Recorded]:
    said: list[e.Recorded] = []
    hear(said, chat.log)
    return said


def test_customer_and_bot_are_heard_oldest_first_with_seconds() -> None:
    chat = Chat()
    chat.turn(text="Saldo Anda Rp50.000.")
    read = turns(heard(chat), "kok segitu", chat.at + timedelta(seconds=30))
    assert read == (
        Turn(speaker=Speaker.CUSTOMER, text="halo", at=0.0),
        Turn(speaker=Speaker.BOT, text="Saldo Anda Rp50.000.", at=5.0),
        Turn(speaker=Speaker.CUSTOMER, text="kok segitu", at=35.0),
    )


def test_the_first_message_is_heard_alone() -> None:
    assert turns([], "halo", T0) == (Turn(speaker=Speaker.CUSTOMER, text="halo", at=0.0),)


def test_agents_notes_and_silence_are_no_turns() -> None:
    chat = Chat()
    chat.do(chat.says())
    chat.do(chat.bot(text=None, outcome=e.Outcome.ESCALATE))
    sari = accepts()
    chat.do(sari, c.SendAgentMessage(agent_id=sari.agent_id, client_id=chat.client_id(), text="."))
    assert [type(recorded.event) for recorded in heard(chat)] == [e.MessageReceived, e.Escalated]
    assert [turn.text for turn in turns(heard(chat)[:-1], "lagi", chat.at)] == ["halo", "lagi"]
    assert turns(heard(chat), "lagi", chat.at) == turns(heard(chat)[:-1], "lagi", chat.at)


def test_after_a_hand_back_nothing_was_said() -> None:
    chat = Chat()
    sari = accepts()
    chat.do(chat.says(), chat.asks_for_person(), sari)
    chat.do(c.HandBack(agent_id=sari.agent_id, note=""))
    assert heard(chat) == []
    chat.do(chat.says("lagi"))
    assert len(heard(chat)) == 1


def test_a_clock_that_went_back_makes_no_negative_time() -> None:
    chat = Chat()
    chat.do(chat.says())
    assert turns(heard(chat), "halo", T0)[-1].at == 0.0


def said(*texts: str) -> list[Turn]:
    """Customer, bot, customer, …: a turn every minute."""
    speakers = (Speaker.CUSTOMER, Speaker.BOT)
    return [
        Turn(speaker=speakers[number % 2], text=text, at=60.0 * number)
        for number, text in enumerate(texts)
    ]


async def test_repeats_of_both_sides_are_counted_exactly_and_nothing_else_is_claimed() -> None:
    detector = MeasuredDetector()
    signal = await detector.read(said("saldo?", "Baik.", "SALDOO", "Baik!", "saldo"))
    assert (signal.repeats, signal.repeating_for_s, signal.bot_repeats) == (2, 240.0, 1)
    assert {signal.sentiment, signal.frustration, signal.stuck, signal.sensitive} == {None}
    first = await detector.read(said("saldo?"))
    assert (first.repeats, first.repeating_for_s, first.bot_repeats) == (0, None, 0)
    signs = await detector.read(said("??", "Baik.", "??"))
    assert signs.repeats == 0
