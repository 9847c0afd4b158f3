"""A policy as JSON: the one form in the database, over REST and in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from handoff.domain.escalation import EscalationPolicy, EscalationReason
from handoff.domain.evidence import Accumulation, Thresholds
from handoff.protocol.rest import PolicyContent

#: Durations, which JSON holds in seconds.
_WAITS = ("unattended_ticket_after", "waiting_ticket_after", "idle_close_after")


T = TypeVar("T")


class UnreadablePolicy(Exception):
    """Not the JSON of a policy that this version of Hangat knows; the words say what is wrong."""


def content_of(policy: EscalationPolicy) -> PolicyContent:
    thresholds = policy.thresholds
    body: dict[str, Any] = {
        "offer_at": thresholds.offer_at,
        "transfer_at": thresholds.transfer_at,
        "rules": dict(thresholds.rules),
        "accumulations": {
            reason.value: asdict(how) for reason, how in thresholds.accumulations.items()
        },
        "leanings": dict(thresholds.leanings),
        "most_offers": thresholds.most_offers,
        "offer_pause": thresholds.offer_pause,
        "max_failures": policy.max_failures,
        "targets_s": {reason.value: _seconds(wait) for reason, wait in policy.targets.items()},
        **{f"{name}_s": _seconds(getattr(policy, name)) for name in _WAITS},
    }
    return PolicyContent.model_validate(body)


def policy_of(content: PolicyContent, version: int) -> EscalationPolicy:
    """Raises OutOfRange: a value that the domain refuses."""
    thresholds = Thresholds(
        offer_at=content.offer_at,
        transfer_at=content.transfer_at,
        rules=_by_reason(dict(content.rules)),
        accumulations=_by_reason(
            {name: Accumulation(**dict(how)) for name, how in content.accumulations}
        ),
        leanings=_by_reason(dict(content.leanings)),
        most_offers=content.most_offers,
        offer_pause=content.offer_pause,
    )
    return EscalationPolicy(
        version=version,
        max_failures=content.max_failures,
        thresholds=thresholds,
        targets=_by_reason({n: timedelta(seconds=s) for n, s in content.targets_s}),
        **{name: timedelta(seconds=getattr(content, f"{name}_s")) for name in _WAITS},
    )


def json_name(field: str) -> str:
    """What JSON calls a field of a policy that the domain names."""
    return f"{field}_s" if field in (*_WAITS, "targets") else field


def encode(policy: EscalationPolicy) -> dict[str, Any]:
    """JSON types only. The version is not part of it."""
    return content_of(policy).model_dump(mode="json")


def decode(body: Mapping[str, Any], version: int) -> EscalationPolicy:
    """What is missing, because an older Hangat did not know it, is as shipped.

    Raises UnreadablePolicy.
    """
    try:
        return policy_of(PolicyContent.model_validate(_filled(body)), version)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadablePolicy(f"{where}: {first['msg']}") from error
    except (TypeError, ValueError) as error:
        raise UnreadablePolicy(str(error)) from error


def _filled(body: Mapping[str, Any]) -> dict[str, Any]:
    shipped = encode(EscalationPolicy())
    filled = shipped | dict(body)
    for name, value in shipped.items():
        if isinstance(value, dict) and isinstance(filled[name], dict):
            filled[name] = value | filled[name]
    return filled


def _by_reason(values: Mapping[str, T]) -> Mapping[EscalationReason, T]:
    return MappingProxyType({EscalationReason(name): value for name, value in values.items()})


def _seconds(wait: timedelta) -> int:
    return int(wait.total_seconds())
