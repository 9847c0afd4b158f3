"""Conversations from a file: one a line, JSON Lines, as `data/dialogues/README.md` says.

A line that breaks the rules is told with its number, and the others are read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from handoff.domain.evidence import JUDGED, EscalationReason
from handoff.domain.signals import Speaker, Turn

#: Levels of annotated frustration, 0 none to 3 angry or giving up.
LEVELS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """One conversation, with what an annotator said of it where somebody did."""

    id: str
    language: str
    turns: tuple[Turn, ...]
    #: Whether somebody said if and when a person is needed: None is an answer only where this is.
    annotated: bool
    handoff_at: int | None
    reason: EscalationReason | None
    #: By the index of a customer's turn; what was not annotated is absent.
    frustration: dict[int, int]
    intents: dict[int, str]
    #: How the customer writes (formal, slang, …), where the file says so.
    register: str | None = None

    @property
    def customer_turns(self) -> tuple[int, ...]:
        """Indexes of the customer's turns among all turns."""
        return tuple(i for i, turn in enumerate(self.turns) if turn.speaker is Speaker.CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that is no dialogue: its number, from 1, and why."""

    number: int
    why: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.why}"


def files(folder: Path) -> list[Path]:
    """The files of a folder that hold conversations; `second-*` hold a second reader's labels."""
    return [path for path in sorted(folder.glob("*.jsonl")) if not path.match("second-*")]


def read(lines: Iterable[bytes]) -> Iterator[Dialogue | BadLine]:
    """Every line that is not blank, in order. An id counts once in a file."""
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            dialogue = parse(line)
        except BrokenLine as broken:
            yield BadLine(number=number, why=str(broken))
            continue
        if dialogue.id in seen:
            why = f"the id {dialogue.id!r} stands in line {seen[dialogue.id]} already"
            yield BadLine(number=number, why=why)
            continue
        seen[dialogue.id] = number
        yield dialogue


class BrokenLine(ValueError):
    """A rule of the format is broken; the text says which."""


def parse(line: bytes) -> Dialogue:
    """One line. Raises ValueError with the rule that it breaks."""
    row = json_object(line)
    turns: list[Turn] = []
    frustration: dict[int, int] = {}
    intents: dict[int, str] = {}
    given = row.get("turns")
    if not isinstance(given, list):
        raise BrokenLine("turns must be a list")
    for index, body in enumerate(given):
        where = f"turns[{index}]"
        if not isinstance(body, dict):
            raise BrokenLine(f"{where} must be an object")
        turn = _turn(body, where)
        turns.append(turn)
        level, intent = _annotations(body, turn.speaker, where)
        if level is not None:
            frustration[index] = level
        if intent is not None:
            intents[index] = intent
    handoff_at, reason = _handoff(row, turns)
    register = row.get("register")
    return Dialogue(
        id=_text(row, "id"),
        language=_text(row, "language"),
        turns=tuple(turns),
        annotated="handoff_at" in row,
        handoff_at=handoff_at,
        reason=reason,
        frustration=frustration,
        intents=intents,
        register=register if isinstance(register, str) else None,
    )


def json_object(line: bytes) -> dict[str, object]:
    """One line of JSON Lines. Raises BrokenLine, which says how it breaks the format."""
    try:
        row = json.loads(line.decode("utf-8"), parse_constant=_no_number)
        json.dumps(row, ensure_ascii=False).encode("utf-8")  # half a surrogate is no text
    except UnicodeError as error:
        raise BrokenLine("not UTF-8") from error
    except json.JSONDecodeError as error:
        raise BrokenLine(f"not JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise BrokenLine("not JSON: nested too deeply") from error
    except BrokenLine:
        raise
    except ValueError as error:  # a number with more digits than Python reads
        raise BrokenLine(f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise BrokenLine("not an object")
    return row


def _no_number(name: str) -> NoReturn:
    raise BrokenLine(f"not JSON: {name} is no number")


def _text(row: dict[str, object], name: str, where: str = "") -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise BrokenLine(f"{where}{name} must be a string")
    return value


def _turn(body: dict[str, object], where: str) -> Turn:
    speaker = _text(body, "speaker", f"{where}.")
    if speaker not in set(Speaker):
        raise BrokenLine(f"{where}.speaker must be customer, bot or agent")
    at = body.get("at")
    if at is None:
        seconds = None
    elif isinstance(at, bool) or not isinstance(at, int | float):
        raise BrokenLine(f"{where}.at must be a number")
    else:
        seconds = _seconds(at, where)
    return Turn(speaker=Speaker(speaker), text=_text(body, "text", f"{where}."), at=seconds)


def _seconds(at: float, where: str) -> float:
    try:
        seconds = float(at)
    except OverflowError:
        seconds = math.inf
    if not math.isfinite(seconds):
        raise BrokenLine(f"{where}.at is too large")
    return seconds


def _annotations(
    body: dict[str, object], speaker: Speaker, where: str
) -> tuple[int | None, str | None]:
    level, intent = body.get("frustration"), body.get("intent")
    for name, value in (("frustration", level), ("intent", intent)):
        if value is not None and speaker is not Speaker.CUSTOMER:
            raise BrokenLine(f"{where}.{name} belongs to customer turns only")
    if level is not None and (
        isinstance(level, bool) or not isinstance(level, int) or not 0 <= level < LEVELS
    ):
        raise BrokenLine(f"{where}.frustration must be 0, 1, 2 or 3")
    if intent is not None and not isinstance(intent, str):
        raise BrokenLine(f"{where}.intent must be a string")
    return level, intent


def _handoff(
    row: dict[str, object], turns: list[Turn]
) -> tuple[int | None, EscalationReason | None]:
    at, reason = row.get("handoff_at"), row.get("reason")
    if at is None:
        if reason is not None:
            raise BrokenLine("reason must be null where handoff_at is")
        return None, None
    if isinstance(at, bool) or not isinstance(at, int):
        raise BrokenLine("handoff_at must be an integer or null")
    if not 0 <= at < len(turns) or turns[at].speaker is not Speaker.CUSTOMER:
        raise BrokenLine("handoff_at must be the index of a customer turn")
    if not isinstance(reason, str) or reason not in JUDGED:
        raise BrokenLine(f"reason must be {', '.join(JUDGED[:-1])} or {JUDGED[-1]}")
    return at, EscalationReason(reason)
