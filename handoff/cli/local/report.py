"""What the operator sees: steps with their time, problems with their service, where to go."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.table import Table

_KEPT_REPEATS_S = 5.0


class Report:
    """Writes to the terminal; plain lines where there is none."""

    def __init__(self, *, verbose: bool = False, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self.verbose = verbose
        self._recent: dict[tuple[str, str], float] = {}

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Show a step while it runs and how long it took when it is done."""
        step = Step(title)
        shown = self.console.is_terminal and not self.verbose
        status = self.console.status(f"{escape(title)} …") if shown else None
        if not shown:
            step.on_first_progress = lambda: self.console.print(f"  {escape(title)} …")
        if status:
            step.on_progress = lambda text: status.update(f"{escape(title)} … {escape(text)}")
            status.start()
        try:
            yield step
        except BaseException:
            self.console.print(f"[red]✗[/] {escape(title)}")
            raise
        finally:
            if status:
                status.stop()
        took = time.monotonic() - step.started
        what = step.outcome or f"{took:.1f} s"
        self.console.print(f"[green]✓[/] {escape(title)}  [dim]{escape(what)}[/]")

    def note(self, text: str) -> None:
        """A line of information."""
        self.console.print(escape(text))

    def service(self, name: str, kind: str, text: str) -> None:
        """Something a service said or did; only problems are shown unless verbose."""
        if kind == "line" and not self.verbose:
            return
        if kind in ("ready", "stopped"):
            self.console.print(f"[green]✓[/] {escape(name):<9} [dim]{escape(text)}[/]")
            return
        now = time.monotonic()
        if kind == "problem" and now - self._recent.get((name, text[:40]), -60) < _KEPT_REPEATS_S:
            return  # the log file has every one of them
        self._recent[(name, text[:40])] = now
        text = readable(text)
        colour = {"line": "dim", "exit": "yellow"}.get(kind, "red")
        self.console.print(f"[{colour}]{escape(name):>9} │[/] {escape(text[:500])}")

    def where_to_go(self, address: str, staff: list[tuple[str, str, str]], kept_in: str) -> None:
        """The closing words of a start: addresses and how the demo users sign in."""
        table = Table.grid(padding=(0, 2))
        for who, path in (("Customer", "/demo/"), ("Agent", "/console/"), ("Admin", "/admin/")):
            table.add_row(f"[bold]{who}[/]", f"{address}{path}")
        self.console.print()
        self.console.print(table)
        if staff:
            self.console.print(f"\nDemo users (passwords are kept in {escape(kept_in)})")
            users = Table.grid(padding=(0, 2))
            for role, email, password in staff:
                users.add_row(f"  {role}", escape(email), escape(password))
            self.console.print(users)
        self.console.print("\nCtrl-C stops everything.")


def readable(line: str) -> str:
    """A structured log line as words: the event first, then what belongs to it."""
    if not line.startswith("{"):
        return line
    try:
        fields = json.loads(line)
    except ValueError:
        return line
    if not isinstance(fields, dict) or "event" not in fields:
        return line
    hidden = ("event", "timestamp", "level", "process")
    rest = " ".join(f"{key}={value}" for key, value in fields.items() if key not in hidden)
    return f"{fields['event']} {rest}".strip()


class Step:
    """A running step: tell its progress, or why there was nothing to do."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.started = time.monotonic()
        self.outcome = ""
        self.on_progress: Callable[[str], None] = lambda text: None
        self.on_first_progress: Callable[[], None] | None = None

    def skip(self, why: str = "unchanged") -> None:
        """There was nothing to do."""
        self.outcome = why

    def progress(self, text: str) -> None:
        """What is happening now."""
        if self.on_first_progress is not None:
            self.on_first_progress()
            self.on_first_progress = None
        self.on_progress(f"{time.monotonic() - self.started:.0f} s  {text[:90]}")
