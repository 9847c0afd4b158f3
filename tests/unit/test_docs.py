"""The documents name everything that is there, and their examples are real frames."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter

from handoff.domain.conversation import Floor
from handoff.domain.escalation import EscalationReason
from handoff.domain.events import Outcome
from handoff.domain.masking import SecretKind
from handoff.protocol import frames, rest, session
from handoff.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PROTOCOL = (DOCS / "protocol.md").read_text(encoding="utf-8")
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")

_UNIONS = (
    "CustomerFrame",
    "CustomerServerFrame",
    "CustomerEventView",
    "AgentFrame",
    "AgentServerFrame",
    "AgentEventView",
)
#: Who sends and who receives in a worked session.
_SESSION = {
    "C>": "CustomerFrame",
    "C<": "CustomerServerFrame",
    "A>": "AgentFrame",
    "A<": "AgentServerFrame",
}


def adapter(name: str) -> TypeAdapter[Any]:
    """Of a union of frames, or of one REST body."""
    return TypeAdapter(getattr(frames, name) if name in _UNIONS else getattr(rest, name))


def fences(language: str) -> Iterator[tuple[int, str, str]]:
    """Line, label and text of each fence of *language* in protocol.md."""
    for found in re.finditer(rf"^```{language}(?: (\w+))?\n(.*?)^```$", PROTOCOL, re.M | re.S):
        line = PROTOCOL.count("\n", 0, found.start()) + 1
        yield line, found.group(1) or "", found.group(2)


def turns() -> Iterator[tuple[int, str, str]]:
    """Line, label and text of each frame of the worked session."""
    for line, label, text in fences("text"):
        if label != "session":
            continue
        parts = re.split(r"^([CA][<>]) ", text, flags=re.M)
        for sender, frame in zip(parts[1::2], parts[2::2], strict=True):
            yield line, _SESSION[sender], re.sub(r"^#.*$", "", frame, flags=re.M)


EXAMPLES = [*fences("json"), *turns()]


def members(union: str) -> dict[str, type[BaseModel]]:
    """The models of a union by their `type` or `kind`."""
    field = "kind" if union.endswith("EventView") else "type"
    models = get_args(get_args(getattr(frames, union))[0])
    return {model.model_fields[field].default: model for model in models}


@pytest.mark.parametrize(
    ("label", "text"),
    [pytest.param(e[1], e[2], id=f"line {e[0]}-{i}") for i, e in enumerate(EXAMPLES)],
)
def test_every_example_is_what_its_label_says(label: str, text: str) -> None:
    assert label, "an example needs the name of its model"
    shown = json.loads(text)
    model = adapter(label).validate_python(shown, strict=False)
    if label not in ("CustomerFrame", "AgentFrame"):
        whole = model.model_dump(mode="json").keys()
        if not label.startswith(("New", "Change", "TokenRequest")):
            assert shown.keys() == whole, "what the server sends is complete"


@pytest.mark.parametrize("union", _UNIONS)
def test_every_frame_and_view_has_an_example(union: str) -> None:
    field = "kind" if union.endswith("EventView") else "type"
    shown: set[str] = set()
    for _, label, text in EXAMPLES:
        body = json.loads(text)
        if label == union:
            shown.add(body[field])
        if label == union.replace("EventView", "ServerFrame"):
            shown |= {event["kind"] for event in body.get("events", ())}
    # The agent's page points to the customer's for what is the same.
    same = {
        "AgentServerFrame": {"error"},
        "AgentEventView": {"language", "rated", "seen", "skipped"},
    }
    assert members(union).keys() - shown <= same.get(union, set())


@pytest.mark.parametrize("union", ["CustomerFrame", "AgentFrame"])
def test_every_field_that_a_client_sends_is_named(union: str) -> None:
    for model in members(union).values():
        for field in model.model_fields:
            assert f"`{field}`" in PROTOCOL or f'"{field}"' in PROTOCOL, field


def test_every_word_of_the_protocol_is_explained() -> None:
    words = [
        *frames.NoticeKind,
        *frames.ErrorCode,
        *frames.Author,
        *Floor,
        *EscalationReason,
        *Outcome,
        *SecretKind,
    ]
    missing = [word.value for word in words if f"`{word.value}`" not in PROTOCOL]
    assert not missing


def test_every_close_code_is_explained() -> None:
    codes = {value for name, value in vars(session).items() if name.startswith("CLOSE_")}
    rows = {int(n) for n in re.findall(r"\b(1\d{3}|4\d{3})\b", table("Close codes"))}
    assert codes <= rows


def test_limits_are_the_ones_in_force() -> None:
    limits = table("Limits")
    assert f"{frames.MAX_FRAME_BYTES // 1024} KiB" in limits
    assert f"{frames.MAX_TEXT} characters" in limits
    assert f"{frames.MAX_COMMENT} characters" in limits
    assert f"newest {frames.MAX_EVENTS}" in limits
    assert f"{Settings.model_fields['frames_per_10s'].default} in any 10 seconds" in limits
    assert f"| {session.MAX_REFUSALS} per connection" in limits
    assert frames.SUBPROTOCOL in PROTOCOL


def test_links_inside_the_page_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", PROTOCOL, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", PROTOCOL)) <= headings


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_in_the_table_with_its_default(name: str) -> None:
    field = Settings.model_fields[name]
    row = next(
        (
            line
            for line in table("Settings", OPERATIONS).splitlines()
            if line.startswith(f"| `HANGAT_{name.upper()}` |")
        ),
        "",
    )
    assert row, f"docs/operations.md lacks HANGAT_{name.upper()}"
    _, default, meaning = row.strip("| ").split(" | ")
    assert (field.description or "") in meaning
    assert default == _shown_default(name)


def _shown_default(name: str) -> str:
    field = Settings.model_fields[name]
    if field.is_required():
        return "required"
    match field.default:
        case bool():
            return f"`{str(field.default).lower()}`"
        case ():
            return "`[]`"
    place = Path(str(field.default))
    if place.is_relative_to(ROOT):
        return f"`{place.relative_to(ROOT)}` of the checkout"
    return f"`{field.default}`"


def test_every_logged_event_is_explained() -> None:
    """Each name that the service gives to its logger has a row."""
    assert "gateway.ready" in logged()
    missing = [name for name in sorted(logged()) if f"`{name}`" not in OPERATIONS]
    assert not missing


def logged() -> set[str]:
    pattern = re.compile(r'\blog\.(?:info|warning|error|exception)\(\s*f?"([\w.]+)')
    names = {
        name
        for folder in ("handoff", "api")
        for file in (DOCS.parent / folder).rglob("*.py")
        for name in pattern.findall(file.read_text(encoding="utf-8"))
    }
    return names - {"conversation."}  # followed by the event's name: `conversation.NAME`


def test_links_between_the_documents_lead_somewhere() -> None:
    for page in (*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md"), *DOCS.parent.glob("docker/*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def table(heading: str, page: str = PROTOCOL) -> str:
    """The text under a heading of a page."""
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
