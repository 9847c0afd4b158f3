"""Writes the JSON schema of every frame and REST body: the source of the TypeScript types.

``python -m handoff.protocol.export [FILE]`` writes FILE, or web/packages/protocol/schema.json.
The output depends on nothing but the models, so a test can say when the file is out of date.
"""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from handoff.protocol import frames, rest

DEFAULT = Path(__file__).resolve().parents[2] / "web" / "packages" / "protocol" / "schema.json"

#: What a client may leave out depends on the direction: defaults are optional when it sends, and
#: always there when it receives.
Direction = Literal["validation", "serialization"]

_UNIONS: dict[str, tuple[Direction, Any]] = {
    "CustomerFrame": ("validation", frames.CustomerFrame),
    "CustomerServerFrame": ("serialization", frames.CustomerServerFrame),
    "CustomerEventView": ("serialization", frames.CustomerEventView),
    "AgentFrame": ("validation", frames.AgentFrame),
    "AgentServerFrame": ("serialization", frames.AgentServerFrame),
    "AgentEventView": ("serialization", frames.AgentEventView),
}

#: Bodies that a client sends; all the others it receives.
_REQUESTS = frozenset(
    {
        rest.TokenRequest,
        rest.SignIn,
        rest.CloseFollowUp,
        rest.NewStaff,
        rest.ChangeStaff,
        rest.NewPolicy,
        rest.UndoPolicy,
    }
)


class _Schema(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:
        """No titles: each would become a TypeScript type of its own."""
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:
        """What the service sends is complete: a field with a default is there as well."""
        return self.mode == "serialization" or super().field_is_required(field, total)


def schema() -> dict[str, Any]:
    """One JSON schema whose ``$defs`` are all frames, views, bodies and the unions of frames."""
    inputs: list[tuple[str, Direction, TypeAdapter[Any]]] = [
        (name, direction, TypeAdapter(union)) for name, (direction, union) in _UNIONS.items()
    ]
    for body in _bodies():
        direction: Direction = "validation" if body in _REQUESTS else "serialization"
        inputs.append((body.__name__, direction, TypeAdapter(body)))
    named, shared = TypeAdapter.json_schemas(inputs, schema_generator=_Schema)
    definitions: dict[str, Any] = dict(shared.get("$defs", {}))
    for (name, _), part in named.items():
        if part != {"$ref": f"#/$defs/{name}"}:
            definitions[name] = {"title": name, **part}
    for definition in definitions.values():
        _require_discriminator(definition)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Hangat",
        "description": "Frames and bodies of the Hangat protocol.",
        "x-version": frames.VERSION,
        "x-subprotocol": frames.SUBPROTOCOL,
        "x-max-frame-bytes": frames.MAX_FRAME_BYTES,
        "x-max-text": frames.MAX_TEXT,
        "x-max-comment": frames.MAX_COMMENT,
        "x-phone-pattern": _pattern(frames.Phone),
        "x-client-id-pattern": _pattern(frames.ClientIdField),
        "$defs": definitions,
    }


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _require_discriminator(definition: dict[str, Any]) -> None:
    """A frame is told by its type, so the type is never left out although it has a default."""
    for field in ("type", "kind"):
        part = definition.get("properties", {}).get(field, {})
        required = definition.get("required", [])
        if "const" in part and field not in required:
            definition["required"] = [field, *required]


def _bodies() -> list[type[BaseModel]]:
    return [
        member
        for _, member in sorted(inspect.getmembers(rest, inspect.isclass))
        if issubclass(member, rest.Body) and member is not rest.Body
    ]


def _pattern(alias: Any) -> str:
    """The regular expression of an annotated string type."""
    pattern = get_args(alias)[1].pattern
    if not isinstance(pattern, str):
        raise TypeError(f"{alias} has no pattern")
    return pattern


def main(argv: list[str]) -> None:
    target = Path(argv[0]) if argv else DEFAULT
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(), encoding="utf-8")
    print(f"wrote {target}")


if __name__ == "__main__":
    main(sys.argv[1:])
