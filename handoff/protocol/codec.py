"""Events as stored: a type name and a JSON body. The one place that knows how."""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import TypeAdapter

from handoff.domain import events as e

_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower(): TypeAdapter(cls)
    for cls in get_args(e.Event)
}
_NAMES: dict[type, str] = dict(zip(get_args(e.Event), _ADAPTERS, strict=True))
#: Every name that a stored event may have. To change one orphans the events stored under it.
NAMES = frozenset(_ADAPTERS)


def type_name(event: e.Event) -> str:
    """`BotReplied` is stored as `bot_replied`."""
    return _NAMES[type(event)]


def encode(event: e.Event) -> dict[str, Any]:
    """The body: JSON types only."""
    body: dict[str, Any] = _ADAPTERS[type_name(event)].dump_python(event, mode="json")
    return body


def decode(name: str, body: dict[str, Any]) -> e.Event:
    """Raises KeyError for a type, pydantic.ValidationError for a body, that is not ours."""
    event: e.Event = _ADAPTERS[name].validate_python(body)
    return event
