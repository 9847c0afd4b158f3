"""A policy as JSON: whole, readable later, and refused with the name of the field."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from handoff.domain.escalation import EscalationPolicy, EscalationReason, OutOfRange
from handoff.domain.evidence import Accumulation, Rule, Thresholds
from handoff.protocol.policies import (
    UnreadablePolicy,
    content_of,
    decode,
    encode,
    json_name,
    policy_of,
)
from handoff.protocol.rest import PolicyContent

SHIPPED = EscalationPolicy()
#: Nothing in it is as shipped.
OTHER = EscalationPolicy(
    version=7,
    max_failures=5,
    thresholds=Thresholds(
        offer_at=0.31,
        transfer_at=0.62,
        rules=dict(zip(SHIPPED.thresholds.rules, [Rule.OFF, Rule.OFFER] * 2, strict=True)),
        accumulations={
            reason: Accumulation(prior=0.2, drift=0.1, keep=0.9, most=3.0)
            for reason in SHIPPED.thresholds.accumulations
        },
        leanings=dict(zip(SHIPPED.thresholds.rules, [0.6, -0.7, 0.8, 0.9], strict=True)),
        most_offers=5,
        offer_pause=6,
    ),
    targets={reason: timedelta(minutes=9) for reason in EscalationReason},
    unattended_ticket_after=timedelta(minutes=11),
    waiting_ticket_after=timedelta(minutes=12),
    idle_close_after=timedelta(hours=13),
)


@pytest.mark.parametrize("part", [SHIPPED, SHIPPED.thresholds], ids=["policy", "thresholds"])
def test_every_field_travels(part: EscalationPolicy | Thresholds) -> None:
    """A field that JSON forgets would fall back to what is shipped without a word."""
    other = OTHER if isinstance(part, EscalationPolicy) else OTHER.thresholds
    same = [f.name for f in fields(part) if getattr(part, f.name) == getattr(other, f.name)]
    assert not same, "OTHER differs in everything, so that this test sees a field that is lost"
    assert decode(json.loads(json.dumps(encode(OTHER))), 7) == OTHER


def test_the_version_is_not_part_of_the_content() -> None:
    assert encode(replace(OTHER, version=1)) == encode(OTHER)


def test_what_an_older_release_did_not_know_is_as_shipped() -> None:
    body = encode(OTHER)
    del body["offer_pause"], body["targets_s"]["sensitive"]
    read = decode(body, 7)
    assert read.thresholds.offer_pause == SHIPPED.thresholds.offer_pause
    shipped = SHIPPED.targets[EscalationReason.SENSITIVE]
    assert read.targets[EscalationReason.SENSITIVE] == shipped
    assert read.thresholds.offer_at == OTHER.thresholds.offer_at


@pytest.mark.parametrize(
    "change",
    [
        {"of_tomorrow": 1},
        {"rules": {"frustrated": "shout"}},
        {"offer_at": "high"},
        {"transfer_at": 0.1},
        {"targets_s": None},
    ],
    ids=str,
)
def test_what_cannot_be_read_is_said(change: dict[str, Any]) -> None:
    with pytest.raises(UnreadablePolicy, match=r"\w"):
        decode(encode(OTHER) | change, 7)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"offer_at": 0}, "offer_at"),
        ({"offer_at": 1.2}, "offer_at"),
        ({"transfer_at": 0.2}, "transfer_at"),
        ({"transfer_at": 1.01}, "transfer_at"),
        ({"most_offers": -1}, "most_offers"),
        ({"offer_pause": -1}, "offer_pause"),
        ({"max_failures": 0}, "max_failures"),
        ({"max_failures": 11}, "max_failures"),
        ({"targets_s": {r.value: 5 for r in EscalationReason}}, "targets_s"),
        ({"unattended_ticket_after_s": 0}, "unattended_ticket_after_s"),
        ({"waiting_ticket_after_s": 10**9}, "waiting_ticket_after_s"),
        ({"idle_close_after_s": -5}, "idle_close_after_s"),
    ],
    ids=str,
)
def test_a_value_that_cannot_be_is_refused_by_the_domain(
    change: dict[str, Any], field: str
) -> None:
    body = PolicyContent.model_validate(encode(OTHER) | change)
    with pytest.raises(OutOfRange, match=r"must") as refused:
        policy_of(body, 8)
    assert json_name(refused.value.field) == field
    assert field in PolicyContent.model_fields


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, "x"])
def test_no_number_reaches_the_domain_that_is_none(value: object) -> None:
    with pytest.raises(ValidationError):
        PolicyContent.model_validate(encode(OTHER) | {"offer_at": value, "max_failures": value})


def test_the_content_shows_rules_by_reason() -> None:
    assert content_of(OTHER).rules.asked_for_human is Rule.OFF
