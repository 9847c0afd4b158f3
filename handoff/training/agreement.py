"""How far a second, blind reader agrees with the labels of our test parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from handoff.training.rows import json_lines

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One thing that two readers judged."""

    what: str
    n: int
    share: float  # of equal judgements, 0 to 1
    kappa: float | None  # Cohen's; none where only a share makes sense
    note: str = ""


def kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Cohen's kappa of two readers; 1 where both use one label for everything."""
    n = len(first)
    same = sum(a == b for a, b in zip(first, second, strict=True)) / n
    left, right = Counter(first), Counter(second)
    chance = sum(left[label] * right[label] for label in left) / n**2
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


def quadratic_kappa(first: Sequence[int], second: Sequence[int]) -> float:
    """Cohen's kappa of ordered labels: a miss counts by the square of its distance."""
    n = len(first)
    seen = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / n
    left, right = Counter(first), Counter(second)
    chance = sum((a - b) ** 2 * left[a] * right[b] for a in left for b in right) / n**2
    return 1.0 if chance == 0 else 1 - seen / chance


def agreements(data: Path) -> list[Agreement]:
    """All second readings under a data folder, compared with the first."""
    found = []
    for folder, label, what in (
        (data / "sentences" / "test", "intent", "intent of a test sentence"),
        (data / "questions" / "test", "article", "article of a test question"),
    ):
        pairs = list(_pairs(folder, "text"))
        if pairs:
            one = [str(first[label]) for first, _ in pairs]
            two = [str(second[label]) for _, second in pairs]
            found.append(_of(what, one, two))
    for part in ("calibration", "test", "held/test"):
        pairs = list(_pairs(data / "dialogues" / part, "id"))
        if pairs:
            found += _of_dialogues(part, pairs)
    return found


def _of(what: str, one: Sequence[Hashable], two: Sequence[Hashable]) -> Agreement:
    same = sum(a == b for a, b in zip(one, two, strict=True))
    return Agreement(what, len(one), same / len(one), kappa(one, two))


def _of_dialogues(part: str, pairs: Sequence[tuple[Row, Row]]) -> list[Agreement]:
    needed = [(a["handoff_at"] is not None, b["handoff_at"] is not None) for a, b in pairs]
    reasons = [(str(a["reason"]), str(b["reason"])) for a, b in pairs]
    found = [
        _of(f"a person is needed ({part})", *zip(*needed, strict=True)),
        _of(f"reason, or none ({part})", *zip(*reasons, strict=True)),
    ]
    apart = [_customer_turns_apart(a, b) for (a, b), both in zip(pairs, needed, strict=True)
             if all(both)]  # fmt: skip
    if apart:
        same, near = (sum(x <= most for x in apart) / len(apart) for most in (0, 1))
        note = f"{near:.2f} within one turn"
        what = f"handoff at the same turn ({part})"
        found.append(Agreement(what, len(apart), same, None, note))
    levels = [pair for a, b in pairs for pair in _frustration(a, b)]
    if levels:
        one, two = zip(*levels, strict=True)
        share = sum(a == b for a, b in levels) / len(levels)
        what = f"frustration 0-3 of a turn ({part})"
        found.append(
            Agreement(what, len(levels), share, quadratic_kappa(one, two), "quadratic weights")
        )
        frustrated = [(a >= 2, b >= 2) for a, b in levels]
        found.append(_of(f"frustrated (2-3) or not ({part})", *zip(*frustrated, strict=True)))
    return found


def _customer_turns_apart(first: Row, second: Row) -> int:
    """How many customer turns lie between two handoffs of one conversation."""
    at = sorted((_number(first["handoff_at"]), _number(second["handoff_at"])))
    turns = first["turns"]
    assert isinstance(turns, list)
    return sum(turn["speaker"] == "customer" for turn in turns[at[0] : at[1]])


def _frustration(first: Row, second: Row) -> Iterable[tuple[int, int]]:
    turns, read = first["turns"], second["frustration"]
    assert isinstance(turns, list)
    assert isinstance(read, dict)
    for index, turn in enumerate(turns):
        if turn["speaker"] == "customer" and str(index) in read:
            yield turn["frustration"], read[str(index)]


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def _pairs(folder: Path, key: str) -> Iterable[tuple[Row, Row]]:
    """First and second labels of the same rows; rows that only one reader saw are left out."""
    for path in sorted(folder.glob("second-*.jsonl")):
        own = folder / path.name.removeprefix("second-")
        own = own if own.exists() else folder / path.name.replace("second-", "pass-")
        first = {row[key]: row for _, row in json_lines(own)}
        yield from ((first[row[key]], row) for _, row in json_lines(path) if row[key] in first)
