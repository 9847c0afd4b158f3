"""What `hangat detect` says of a conversation: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from handoff.domain.escalation import EscalationPolicy
from handoff.domain.evidence import Decision
from handoff.simulation.dialogues import BadLine, Dialogue
from handoff.simulation.reader import Reader
from handoff.simulation.replay import JudgedTurn, replay


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectedTurn:
    """One customer turn. Scores are None where nobody measured them."""

    #: Among all turns of the conversation, from 0.
    index: int
    sentiment: float | None = None
    frustration: float | None = None
    asked_for_human: float | None = None
    sensitive: float | None = None
    stuck: float | None = None
    needed: float | None = None
    #: The strongest of any reason, on the scale of the thresholds; None where nothing was judged.
    evidence: float | None = None
    decision: Decision = Decision.STAY
    #: The facts behind it with their numbers, the most telling first.
    because: tuple[dict[str, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    id: str
    handoff_at: int | None
    reason: str | None
    turns: tuple[DetectedTurn, ...]

    def line(self) -> str:
        """One line of JSON, without its end."""
        return json.dumps(asdict(self), ensure_ascii=False)


def detect(dialogue: Dialogue, reader: Reader, policy: EscalationPolicy) -> Detection:
    """Read one conversation, replay it, and tell what came of it."""
    found = replay(dialogue.turns, reader.read(dialogue.turns), policy)
    return Detection(
        id=dialogue.id,
        handoff_at=found.handoff_at,
        reason=found.reason,
        turns=tuple(_told(turn) for turn in found.turns),
    )


def _told(turn: JudgedTurn) -> DetectedTurn:
    signal, verdict = turn.signal, turn.verdict
    return DetectedTurn(
        index=turn.index,
        sentiment=_short(signal.sentiment) if signal else None,
        frustration=_short(signal.frustration) if signal else None,
        asked_for_human=_short(signal.asked_for_human) if signal else None,
        sensitive=_short(signal.sensitive) if signal else None,
        stuck=_short(signal.stuck) if signal else None,
        needed=_short(signal.needed) if signal else None,
        evidence=_short(verdict.evidence) if verdict else None,
        decision=verdict.decision if verdict else Decision.STAY,
        because=tuple(
            {name: value for name, value in asdict(fact).items() if value is not None}
            for fact in (verdict.because if verdict else ())
        ),
    )


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def read(lines: Iterable[bytes]) -> Iterator[Detection | BadLine]:
    """What `detect` wrote, line by line; a line that it cannot have written is told."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _parse(json.loads(line))
        except (KeyError, TypeError, ValueError) as error:
            yield BadLine(number=number, why=f"no detection: {error}")


def _parse(row: dict[str, object]) -> Detection:
    turns = row["turns"]
    if not isinstance(turns, list):
        raise TypeError("turns must be a list")
    return Detection(
        id=str(row["id"]),
        handoff_at=None if row["handoff_at"] is None else int(str(row["handoff_at"])),
        reason=None if row["reason"] is None else str(row["reason"]),
        turns=tuple(
            DetectedTurn(
                index=int(turn["index"]),
                decision=Decision(turn["decision"]),
                because=tuple(turn["because"]),
                **{name: _score(turn.get(name)) for name in _SCORES},
            )
            for turn in turns
        ),
    )


_SCORES = (
    "sentiment",
    "frustration",
    "asked_for_human",
    "sensitive",
    "stuck",
    "needed",
    "evidence",
)


def _score(value: float | str | None) -> float | None:
    return None if value is None else float(value)
