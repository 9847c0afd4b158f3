"""What the bot is asked, out of what the customer said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handoff.application.bot_turns import bot_turn
from handoff.domain import events as e
from handoff.domain.conversation import Conversation, Settled, replay
from handoff.domain.ids import ClientId, ConversationId, CustomerId
from handoff.domain.signals import Signal

ID = ConversationId("c0000000-0000-4000-8000-000000000001")
T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def said(text: str, *, payload: str | None = None) -> e.MessageReceived:
    choice = None if payload is None else e.Choice(seq=1, option=0, payload=payload)
    return e.MessageReceived(
        client_id=ClientId("x"), text=text, masked=frozenset(), choice=choice, signal=None
    )


def told(*events: e.Event) -> tuple[Conversation, Sequence[e.Recorded]]:
    begun = e.ConversationStarted(
        customer_id=CustomerId("rina"), customer_name="Rina", language="en"
    )
    log = [
        e.Recorded(seq=number, at=T0, event=event)
        for number, event in enumerate((begun, *events), start=1)
    ]
    return replay(ID, log), log


@pytest.mark.parametrize(
    ("events", "text", "payload", "answers"),
    [
        pytest.param([said("halo")], "halo", None, 2, id="one message"),
        pytest.param(
            [said("kartu saya"), said("hilang")], "kartu saya\nhilang", None, 3, id="in a row"
        ),
        pytest.param(
            [said("kartu saya"), e.BotTurnRequested(), said("hilang")],
            "kartu saya\nhilang",
            None,
            4,
            id="other events are not said",
        ),
        pytest.param([said("Blokir", payload="/blokir")], "Blokir", "/blokir", 2, id="a button"),
        pytest.param(
            [said("eh"), said("Blokir", payload="/blokir")],
            "Blokir",
            "/blokir",
            3,
            id="a button stands for what was written before it",
        ),
        pytest.param(
            [said("Blokir", payload="/blokir"), said("bukan yang itu")],
            "Blokir\nbukan yang itu",
            None,
            3,
            id="words after a button are words",
        ),
    ],
)
def test_one_question_out_of_all_that_was_said(
    events: list[e.Event], text: str, payload: str | None, answers: int
) -> None:
    turn = bot_turn(*told(*events), subject=None)
    assert (turn.text, turn.payload, turn.answers) == (text, payload, answers)


def test_what_the_bot_knows_besides() -> None:
    settled = Settled(topic="kartu", note="HG-000001", agent_name=None)
    opened = e.FollowUpOpened(
        kind=e.FollowUpKind.TICKET,
        reference="HG-000001",
        phone=None,
        reason=e.EscalationReason.ASKED_FOR_HUMAN,
        topic="kartu",
        by_customer=True,
    )
    escalated = e.Escalated(
        reason=e.EscalationReason.ASKED_FOR_HUMAN,
        topic="kartu",
        failures=0,
        policy_version=1,
        due_at=T0,
    )
    turn = bot_turn(*told(escalated, opened, said("lagi")), subject="CIF-1")
    assert (turn.conversation_id, turn.session, turn.settled) == (ID, 2, settled)
    assert (turn.subject, turn.customer_name, turn.language) == ("CIF-1", "Rina", "en")


def test_what_the_detector_saw_is_told_where_it_has_read_all() -> None:
    def read(sensitive: float | None) -> e.MessageReceived:
        signal = Signal(model_version="test-1", repeats=0, sensitive=sensitive)
        return replace(said("lagi"), signal=signal)

    def seen(*events: e.Event) -> float | None:
        return bot_turn(*told(*events), subject=None).sensitive

    assert seen(read(0.01), read(0.4)) == 0.4
    assert seen(read(0.01), said("kartu saya dipakai orang")) is None
    assert seen(read(0.01), read(None)) is None


def test_an_answer_to_nothing_is_never_asked_for() -> None:
    with pytest.raises(ValueError, match="to nothing"):
        bot_turn(*told(e.LanguageChanged(language="id")), subject=None)
