"""`hangat parse`: what lines it takes, and what happens when the assistant's program ends."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from handoff.cli import parsing
from handoff.cli.local.trouble import Trouble
from handoff.cli.main import app
from handoff.cli.parsing import BadRow, Row, rows

GOOD = b'{"text": "halo", "id": 1}'


def test_the_other_fields_of_a_line_are_kept() -> None:
    assert list(rows([GOOD])) == [Row(body={"text": "halo", "id": 1}, text="halo")]


def test_a_file_from_windows_and_blank_lines_are_read() -> None:
    found = list(rows([b"\xef\xbb\xbf" + GOOD + b"\r\n", b"\n", GOOD]))
    assert [type(row) for row in found] == [Row, Row]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"halo", "not JSON: Expecting value at character 1"),
        (b'{"text": "halo"', "not JSON"),
        (b'{"text": NaN}', "not JSON: NaN is no number"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b'{"text": "\\ud83d"}', "not UTF-8"),
        (b"[" * 100_000, "not JSON: nested too deeply"),
        (b'{"n": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'["halo"]', "not an object"),
        (b"{}", "text is missing"),
        (b'{"text": 5}', "text must be a string"),
        (b'{"text": null}', "text must be a string"),
        (b'{"text": "  "}', "text is empty"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_rest_is_read(line: bytes, why: str) -> None:
    good, bad, last = rows([GOOD, line, GOOD])
    assert isinstance(good, Row)
    assert isinstance(last, Row)
    assert isinstance(bad, BadRow)
    assert str(bad).startswith("line 2: ")
    assert why in str(bad)


@settings(deadline=None)
@given(st.lists(st.binary()))
def test_every_line_is_read_or_told(lines: list[bytes]) -> None:
    found = list(rows(lines))
    assert len(found) <= len(lines)
    assert all(isinstance(row, BadRow) or row.text.strip() for row in found)


# The assistant's program, in Python: it says one JSON line for each that it gets.
_SHOUTS = """
import json, sys
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    text = json.loads(line)
    if text == "die":
        sys.exit("RuntimeError: it died")
    print(json.dumps({"intent": text.upper(), "entities": []}), flush=True)
"""


@contextmanager
def shouting(_: object = None) -> Iterator[Any]:
    with tempfile.TemporaryFile() as said:
        program = parsing._Assistant([sys.executable, "-c", _SHOUTS], Path.cwd(), said)
        with program as assistant:
            assistant.answer()
            yield assistant


def test_texts_go_to_the_program_as_they_are() -> None:
    with shouting() as assistant:
        for text in ("halo", "dua\nbaris", "garis / miring", "\u2028 😭"):
            assert assistant.read(text)["intent"] == text.upper()


def test_a_program_that_ends_is_told_with_what_it_said_last() -> None:
    with shouting() as assistant, pytest.raises(Trouble, match="it died"):
        assistant.read("die")


def test_the_command_writes_the_lines_with_what_was_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(parsing, "_trained_assistant", shouting)
    source = tmp_path / "texts.jsonl"
    source.write_bytes(GOOD + b"\nnonsense\n" + '{"text": "é", "intent": "given"}'.encode())
    done = CliRunner().invoke(app, ["parse", str(source)])
    assert done.exit_code == 1
    assert "texts.jsonl, line 2: not JSON" in done.stderr
    assert "2 texts, 1 bad lines" in done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"text": "halo", "id": 1, "intent": "HALO", "entities": []},
        {"text": "é", "intent": "É", "entities": []},
    ]


def test_a_pipe_without_bad_lines_ends_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "_trained_assistant", shouting)
    done = CliRunner().invoke(app, ["parse"], input=GOOD)
    assert done.exit_code == 0
    assert json.loads(done.stdout)["intent"] == "HALO"
