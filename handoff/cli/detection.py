"""``hangat detect`` and ``hangat evaluate``: recorded conversations, judged without a server."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from handoff.cli.local.trouble import Trouble
from handoff.domain.escalation import EscalationPolicy
from handoff.simulation import detections, dialogues
from handoff.simulation.reader import Reader

#: Conversations between two lines of progress where nobody watches a bar.
_TOLD_EVERY = 100

PolicyFile = Annotated[
    Path | None,
    typer.Option("--policy", help="Thresholds as JSON; what is not in it is as shipped."),
]


def detect(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="Conversations; - or nothing: from a pipe.")
    ] = "-",
    policy: PolicyFile = None,
    output: Annotated[
        Path | None, typer.Option(help="Write there instead of standard output.")
    ] = None,
) -> None:
    """Judge recorded conversations: one JSON line for each, exit code 1 after bad lines."""
    rules = policy_of(policy)
    reader = trained_reader()
    errors = Console(stderr=True, highlight=False)
    bad = read = 0
    try:
        with ExitStack() as stack:
            source = stack.enter_context(opened_source(file))
            target = stack.enter_context(opened_target(output))
            advance = stack.enter_context(progress(errors, "reading"))
            for found in dialogues.read(source):
                if isinstance(found, dialogues.BadLine):
                    bad += 1
                    errors.print(f"{file}, {found}", markup=False, soft_wrap=True)
                    continue
                target.write(detections.detect(found, reader, rules).line() + "\n")
                read += 1
                advance(read)
    except BrokenPipeError:
        # Who reads has enough. Python would complain once more when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    errors.print(f"{read} conversations, {bad} bad lines ({reader.model_version})")
    raise typer.Exit(1 if bad else 0)


def trained_reader() -> Reader:
    """The detector that the settings name. Raises Trouble."""
    from handoff import bootstrap
    from handoff.adapters.sentence_encoder import DamagedModel
    from handoff.settings import ModelSettings

    try:
        return bootstrap.reader(ModelSettings())
    except (DamagedModel, ImportError) as error:
        raise Trouble(f"There is no usable detector: {error}") from error


def policy_of(path: Path | None) -> EscalationPolicy:
    """What is shipped, or with the values of a file. Raises Trouble."""
    from handoff.protocol import policies

    if path is None:
        return EscalationPolicy()
    try:
        body = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise Trouble(f"{path} is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise Trouble(f"{path} must hold one JSON object with the values of a policy.")
    try:
        return policies.decode(body, version=0)
    except policies.UnreadablePolicy as error:
        raise Trouble(f"{path} is no policy: {error}") from error


@contextmanager
def opened_source(file: str) -> Iterator[Iterable[bytes]]:
    """The lines of a file, or of standard input for `-`."""
    if file == "-":
        yield sys.stdin.buffer
        return
    with open(file, "rb") as source:
        yield source


@contextmanager
def opened_target(output: Path | None) -> Iterator[IO[str]]:
    """Standard output, or a file that is there only once it is whole."""
    if output is None or str(output) == "-":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        yield sys.stdout
        sys.stdout.flush()
    elif output.exists() and not output.is_file():  # a pipe, a terminal
        with open(output, "w", encoding="utf-8") as target:
            yield target
    else:
        partial = output.with_name(f".{output.name}.{os.getpid()}")
        try:
            with open(partial, "w", encoding="utf-8") as target:
                yield target
            partial.replace(output)
        finally:
            partial.unlink(missing_ok=True)


@contextmanager
def progress(
    console: Console, doing: str, total: int | None = None
) -> Iterator[Callable[[int], None]]:
    """What to call with the number that is done: a bar for a terminal, else a line at times."""
    if not console.is_terminal:

        def tell(done: int) -> None:
            if done % _TOLD_EVERY == 0:
                console.print(f"{doing}: {done} conversations")

        yield tell
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        line = bar.add_task(doing, total=total)
        yield lambda done: bar.update(line, completed=done)
