"""``hangat data``: what there is to learn from, and what can be fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handoff.cli.local.layout import Layout
from handoff.cli.local.trouble import Trouble

app = typer.Typer(no_args_is_help=True, help="The data that Hangat learns from.")


@app.command()
def report(
    output: Annotated[
        Path | None, typer.Option(help="Folder for a page of plots (report.html).")
    ] = None,
    near: Annotated[bool, typer.Option(help="Look for near-copies across parts too.")] = True,
) -> None:
    """Print what there is: sentences, conversations, questions, agreement of readers."""
    from rich.console import Console

    from handoff.training.report import collect
    from handoff.training.report_tables import show

    found = collect(Layout.of(None).root, near=near)
    console = Console(highlight=False)
    show(found, console)
    if output is None:
        return
    try:
        from handoff.training.plots import write
    except ModuleNotFoundError as error:
        raise Trouble(
            "The plots need matplotlib, which is not installed: "
            "`uv sync --inexact --group training` installs it; the tables above are whole."
        ) from error
    console.print(f"Plots: {write(found, output)}", soft_wrap=True)


@app.command()
def fetch(
    base: Annotated[
        str | None, typer.Option("--from", help="A mirror with the paths of GitHub's raw files.")
    ] = None,
) -> None:
    """Download openly licensed data into data/open; licences are in NOTICE."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from handoff.training import open_data

    data = Layout.of(None).root / "data"
    files = open_data.sources(data)
    console = Console(highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        shown = {}

        def advance(name: str, here: int, size: int) -> None:
            if name not in shown:
                shown[name] = bars.add_task(name, total=size)
            bars.update(shown[name], completed=here)

        try:
            fetched, present = open_data.fetch(
                files, data / "open", advance, base or open_data.PUBLIC
            )
        except open_data.Unfetched as error:
            raise Trouble(str(error)) from error
    console.print(f"data/open: {fetched} files fetched, {present} were there. Licences: NOTICE.")
