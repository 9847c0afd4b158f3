"""What the measurements share: quantiles, tables as docs/benchmarks.md has them, and memory."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


def quantile(values: Sequence[float], q: float) -> float:
    """*q* from 0 to 1."""
    return statistics.quantiles(values, n=100)[round(q * 100) - 1]


def table(head: Sequence[str], rows: Mapping[str, Sequence[object]]) -> None:
    """Print rows by their name, in Markdown."""
    print("\n| " + " | ".join(head) + " |\n| " + " | ".join("---" for _ in head) + " |")
    for name, cells in rows.items():
        print(f"| {name} | " + " | ".join(str(cell) for cell in cells) + " |")


def milliseconds(values: Sequence[float]) -> tuple[str, str]:
    """Median and 95th percentile of seconds, in milliseconds."""
    return f"{quantile(values, 0.5) * 1e3:.1f}", f"{quantile(values, 0.95) * 1e3:.1f}"


def sum_of_family(pid: int, of: Callable[[int], int]) -> int:
    """Of a process and all that descend from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return of(pid) + sum(sum_of_family(int(child), of) for child in children)


def pss(pid: int) -> int:
    """Proportional set size, KiB: what would be free without the process."""
    return _rolled_up(pid, "Pss:")


def rss(pid: int) -> int:
    """Resident set size, KiB: with what is shared with others."""
    return _rolled_up(pid, "Rss:")


def _rolled_up(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    raise AssertionError(json.dumps({"pid": pid, "no": name}))
