"""Which words of a conversation the suggestions are for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handoff.application.assist import Question, question
from handoff.domain import events as e
from handoff.domain.ids import ClientId, StaffId
from handoff.domain.signals import Signal

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def customer(text: str, *, asks: float | None = None, tapped: bool = False) -> e.MessageReceived:
    return e.MessageReceived(
        client_id=ClientId("c"),
        text=text,
        masked=frozenset(),
        choice=e.Choice(seq=1, option=0, payload="/p") if tapped else None,
        signal=None if asks is None else Signal(model_version="t", repeats=0, asked_for_human=asks),
    )


def agent(text: str = "Sudah saya cek.") -> e.AgentReplied:
    return e.AgentReplied(
        agent_id=StaffId("s"),
        agent_name="Dewi",
        client_id=ClientId("a"),
        text=text,
        masked=frozenset(),
    )


def bot() -> e.BotReplied:
    return e.BotReplied(
        answers=1,
        messages=(e.BotMessage(text="Baik."),),
        outcome=e.Outcome.ANSWERED,
        intent=None,
        confidence=None,
        topic=None,
    )


CARD = "kartu saya hilang kemarin"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ([], None),
        ([bot()], None),
        ([customer(CARD)], Question(1, CARD)),
        ([customer("jam buka cabang"), bot(), customer(CARD)], Question(3, CARD)),
        # Too little by itself, so with what came before.
        ([customer(CARD), bot(), customer("gimana")], Question(3, f"{CARD} gimana")),
        ([customer(CARD), customer("Ya", tapped=True)], Question(2, f"{CARD} Ya")),
        (
            [customer(CARD), bot(), customer("mau bicara dengan petugas", asks=0.9)],
            Question(3, f"{CARD} mau bicara dengan petugas"),
        ),
        ([customer(CARD), customer("bicara dengan petugas", asks=0.1)],
         Question(2, "bicara dengan petugas")),
        # Not with what a person has answered.
        ([customer(CARD), agent(), customer("terima kasih")], Question(3, "terima kasih")),
        ([customer(CARD), agent()], Question(1, CARD)),
        (
            [customer(CARD), agent(), customer("oh ya"), customer("dan?")],
            Question(4, "oh ya dan?"),
        ),
        ([customer(CARD), *[customer("ya")] * 5], Question(6, "ya ya ya")),
    ],
)  # fmt: skip
def test_the_last_message_with_what_it_needs(said: list[e.Event], asked: Question | None) -> None:
    records = [e.Recorded(seq=n, at=AT, event=event) for n, event in enumerate(said, 1)]
    assert question(records) == asked
