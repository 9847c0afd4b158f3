"""Events as stored: what is written can be read, and old names stay."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from handoff.domain import events as e
from handoff.domain.escalation import EscalationReason
from handoff.domain.ids import ClientId
from handoff.domain.masking import SecretKind
from handoff.domain.signals import Signal
from handoff.protocol import codec

EVENTS = get_args(e.Event)

# Times always carry a zone here, and what no model measured is absent rather than "not a number".
st.register_type_strategy(
    datetime,
    st.datetimes(
        min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
    ),
)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_what_is_written_can_be_read(kind: type[e.Event], data: st.DataObject) -> None:
    event = data.draw(st.from_type(kind))
    stored = json.dumps(codec.encode(event), allow_nan=False)
    assert codec.decode(codec.type_name(event), json.loads(stored)) == event


def test_the_names_are_those_in_the_database() -> None:
    """A changed name would orphan every stored event of its kind."""
    assert sorted(codec.NAMES) == [
        "acknowledged",
        "agent_assigned",
        "agent_replied",
        "article_shown",
        "bot_awaited",
        "bot_carries_on",
        "bot_missed",
        "bot_replied",
        "bot_turn_requested",
        "cancel_asked",
        "closed",
        "conversation_started",
        "customer_identified",
        "escalated",
        "follow_up_kept",
        "follow_up_opened",
        "follow_up_told",
        "follow_up_withdrawn",
        "handed_back",
        "language_changed",
        "message_kept",
        "message_received",
        "nobody_on_duty",
        "note_added",
        "person_offered",
        "place_told",
        "rated",
        "requeued",
        "secret_warned",
        "seen_by_agent",
        "seen_by_customer",
        "wait_cancelled",
        "wait_kept",
        "withdrawal_asked",
    ]


def test_a_message_looks_like_this() -> None:
    event = e.MessageReceived(
        client_id=ClientId("k1"),
        text="Blokir",
        masked=frozenset({SecretKind.PIN}),
        choice=e.Choice(seq=4, option=0, payload="/blokir_kartu"),
        signal=Signal(model_version="measured-1", repeats=0),
    )
    assert codec.type_name(event) == "message_received"
    assert codec.encode(event) == {
        "client_id": "k1",
        "text": "Blokir",
        "masked": ["pin"],
        "choice": {"seq": 4, "option": 0, "payload": "/blokir_kartu"},
        "signal": {
            "model_version": "measured-1",
            "repeats": 0,
            "repeating_for_s": None,
            "bot_repeats": 0,
            "sentiment": None,
            "frustration": None,
            "asked_for_human": None,
            "sensitive": None,
            "stuck": None,
            "needed": None,
            "topic": None,
        },
        "verdict": None,
        "evidence": None,
    }


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (
            "message_received",
            {"client_id": "k1", "text": "halo", "masked": [], "choice": None, "signal": None},
        ),
        (
            "message_received",
            {
                "client_id": "k1",
                "text": "halo",
                "masked": [],
                "choice": None,
                "signal": {
                    "model_version": "measured-1",
                    "repeats": 1,
                    "sentiment": None,
                    "frustration": None,
                },
            },
        ),
        (
            "escalated",
            {
                "reason": "no_progress",
                "topic": None,
                "failures": 3,
                "policy_version": 1,
                "due_at": "2026-03-02T09:00:00Z",
                "detail": None,
                "client_id": None,
            },
        ),
    ],
    ids=["message", "message with a signal", "escalation"],
)
def test_what_was_stored_before_anything_was_judged_can_be_read(
    name: str, body: dict[str, object]
) -> None:
    event = codec.decode(name, body)
    assert getattr(event, "verdict", None) is None
    assert getattr(event, "because", ()) == ()


def test_times_keep_their_instant_and_microseconds() -> None:
    due = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC) + timedelta(minutes=3)
    event = e.Escalated(
        reason=EscalationReason.SENSITIVE, topic=None, failures=0, policy_version=1, due_at=due
    )
    decoded = codec.decode("escalated", json.loads(json.dumps(codec.encode(event))))
    assert isinstance(decoded, e.Escalated)
    assert decoded.due_at == due


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(KeyError):
        codec.decode("abducted", {})


@pytest.mark.parametrize(
    "body", [{}, {"up_to": "many"}, {"up_to": None}], ids=["empty", "wrong", "null"]
)
def test_a_body_that_is_not_ours_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        codec.decode("seen_by_agent", body)
