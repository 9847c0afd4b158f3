"""``hangat parse``: what the trained assistant reads in each text, without server and database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Annotated, Any, Protocol

import typer
from rich.console import Console

from handoff.cli.detection import opened_source, opened_target
from handoff.cli.local import setup, tools
from handoff.cli.local.launch import alone
from handoff.cli.local.layout import Layout
from handoff.cli.local.processes import die_with_parent
from handoff.cli.local.report import Report
from handoff.cli.local.services import rasa_environment
from handoff.cli.local.trouble import Trouble, relevant
from handoff.simulation.dialogues import BrokenLine, json_object

#: Texts between two lines of progress.
_TOLD_EVERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the input, with the text to read."""

    body: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A line that holds no text to read: its number, from 1, and why."""

    number: int
    why: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.why}"


class ReadsTexts(Protocol):
    """What reads one text."""

    def read(self, text: str) -> dict[str, Any]:
        """``intent``, ``confidence``, ``fallback``, ``entities`` and ``ranking``."""


def parse(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="JSON lines with a text; - or nothing: a pipe.")
    ] = "-",
    output: Annotated[
        Path | None, typer.Option(help="Write there instead of standard output.")
    ] = None,
) -> None:
    """Read texts with the trained assistant: the same lines with what it understood."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    bad = read = 0
    try:
        with ExitStack() as stack:
            source = stack.enter_context(opened_source(file))
            reader = stack.enter_context(_trained_assistant(errors))
            target = stack.enter_context(opened_target(output))
            for found in rows(source):
                if isinstance(found, BadRow):
                    bad += 1
                    errors.print(f"{file}, {found}", markup=False)
                    continue
                line = json.dumps(found.body | reader.read(found.text), ensure_ascii=False)
                target.write(line + "\n")
                read += 1
                if read % _TOLD_EVERY == 0:
                    errors.print(f"reading: {read} texts")
    except BrokenPipeError:
        # Who reads has enough. Python would complain once more when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    errors.print(f"{read} texts, {bad} bad lines")
    raise typer.Exit(1 if bad else 0)


def rows(lines: Iterable[bytes]) -> Iterator[Row | BadRow]:
    """Every line that is not blank, in order."""
    for number, line in enumerate(lines, 1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            yield _row(line)
        except BrokenLine as unreadable:
            yield BadRow(number=number, why=str(unreadable))


def _row(line: bytes) -> Row:
    body = json_object(line)
    text = body.get("text")
    if not isinstance(text, str):
        raise BrokenLine("text is missing" if "text" not in body else "text must be a string")
    if not text.strip():
        raise BrokenLine("text is empty")
    return Row(body=body, text=text)


@contextmanager
def _trained_assistant(errors: Console) -> Iterator[ReadsTexts]:
    """The assistant of this checkout, made and trained first where it is not. Raises Trouble."""
    layout = Layout.of(None)
    report = Report(console=errors)
    with alone(layout.setup_lock, "another hangat is preparing this checkout, waiting for it"):
        setup.make_bot_environment(report, layout)
        setup.train(report, layout)
    with tempfile.TemporaryFile() as said:
        command = [str(layout.bot_python), "parse.py", str(layout.model)]
        with _Assistant(command, layout.bot, said) as assistant:
            with report.step("Loading the assistant"):
                assistant.answer()
            yield assistant


class _Assistant:
    """The assistant's own program, asked one text after the other."""

    def __init__(self, command: list[str], folder: Path, said: IO[bytes]) -> None:
        self._said = said
        self._process = subprocess.Popen(  # noqa: S603
            command,
            cwd=folder,
            env=tools.clean_environment(rasa_environment()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            encoding="utf-8",
            preexec_fn=die_with_parent(signal.SIGTERM),
        )

    def __enter__(self) -> _Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):  # it has ended by itself, which was told where it mattered
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.terminate()
        self._process.wait()

    def read(self, text: str) -> dict[str, Any]:
        """What it reads in one text. Raises Trouble when it has ended."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(text) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None
        return self.answer()

    def answer(self) -> dict[str, Any]:
        """The next line that it says. Raises Trouble when it has ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise self._ended()
        found: dict[str, Any] = json.loads(line)
        return found

    def _ended(self) -> Trouble:
        self._process.wait()
        self._said.seek(0)
        words = self._said.read().decode("utf-8", "replace")
        return Trouble(f"The assistant stopped reading. It said last:\n{relevant(words)}")
