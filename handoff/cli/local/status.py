"""``hangat status``: the services of a running installation as a table."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from handoff.cli.local.control import ask
from handoff.cli.local.layout import Layout


def show(data: Path | None) -> None:
    """Print the table; a sentence when nothing runs."""
    answer = ask(Layout.of(data).control_socket, {"do": "status"}, timeout_s=10)
    table = Table("service", "state", "process", "restarts", "up", "log", box=None)
    for entry in answer["services"]:
        table.add_row(
            entry["name"],
            entry["state"],
            str(entry["pid"] or "–"),
            str(entry["restarts"]),
            f"{entry['up_s']:.0f} s",
            entry["log"],
        )
    console = Console(highlight=False, soft_wrap=True)
    console.print(table)
    console.print(f"{answer['address']}  {'ready' if answer['ready'] else 'starting'}")
