"""The test command counts what ran, and a part that ran nothing has failed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from handoff.cli import testing
from handoff.cli.local.layout import Layout
from handoff.cli.local.report import readable
from handoff.cli.local.trouble import Trouble
from handoff.cli.testing import (
    ALL,
    FAST,
    Outcome,
    cross_validation,
    judged,
    read_junit,
    read_vitest,
    selection,
)


def test_selection():
    assert selection([]) == (ALL, ())
    assert selection(["unit"]) == (FAST, ())
    assert selection(["all", "--", "-k", "x"]) == (ALL, ("-k", "x"))
    assert selection(["web", "bench"]) == (("web", "bench"), ())
    assert "bench" not in ALL
    with pytest.raises(Trouble, match="There is no part unti"):
        selection(["unti"])


def test_junit_errors_are_failures(tmp_path):
    file = tmp_path / "junit.xml"
    file.write_text(
        '<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>'
    )
    assert read_junit(file) == Outcome(passed=3, failed=3, skipped=3)
    assert read_junit(tmp_path / "none.xml").failed == 1


@pytest.mark.parametrize(
    ("output", "outcome"),
    [
        ("\x1b[2m      Tests \x1b[22m \x1b[1m\x1b[32m12 passed\x1b[39m (12)", Outcome(12, 0)),
        ("      Tests  2 failed | 10 passed (12)", Outcome(10, 2)),
        ("      Tests  2 failed (2)", Outcome(0, 2)),
        ("No test files found", Outcome(0, 0)),
    ],
)
def test_vitest_summary(output, outcome):
    assert read_vitest(output) == outcome


def test_judgement():
    assert judged(Outcome(), 0, has_tests=True).failed == 1
    assert judged(Outcome(skipped=4), 0, has_tests=True).failed == 1
    assert judged(Outcome(), 0, has_tests=False).failed == 0
    assert judged(Outcome(), 2, has_tests=False).failed == 1
    assert judged(Outcome(passed=5), 2, has_tests=True).failed == 1
    assert judged(Outcome(passed=5, failed=2), 1, has_tests=True).failed == 2
    assert judged(Outcome(passed=5), 0, has_tests=True) == Outcome(passed=5)


def test_structured_lines_are_readable():
    line = '{"event": "worker.no_database", "level": "error", "process": "worker", "step": "idle"}'
    assert readable(line) == "worker.no_database step=idle"
    assert readable("plain") == "plain"
    assert readable("{not json") == "{not json"


def _validated(bot: Path, at: float) -> None:
    file = bot / "results" / "cross-validation" / "confusions.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("accuracy 0.932, 78 errors\n\n  3  thank read as affirm\n", encoding="utf-8")
    os.utime(file, (at, at))


def test_a_cross_validation_is_named_by_the_run_that_made_it(tmp_path: Path) -> None:
    bot = tmp_path / "bot"
    assert cross_validation(bot, 1000) == ""
    _validated(bot, 999)
    assert cross_validation(bot, 1000) == ""
    _validated(bot, 1001)
    assert cross_validation(bot, 1000) == (
        "cross-validation: accuracy 0.932, 78 errors; confusions in bot/results/cross-validation"
    )


@pytest.mark.parametrize("made", [True, False])
def test_the_closing_line_of_the_assistant_names_the_cross_validation(
    made: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run(run: testing._Run, *_: object) -> Outcome:
        if made:
            _validated(run.layout.bot, 2e9)
        return Outcome(passed=5, failed=1, note="exit code 1")

    monkeypatch.setattr(Layout, "of", lambda _: Layout(tmp_path, tmp_path))
    monkeypatch.setattr(testing._Run, "_pytest", run)
    monkeypatch.setattr(testing._Run, "part", lambda run, _: run._assistant({}))
    assert testing.main(["bot"]) == 1
    (line,) = [
        line for line in capsys.readouterr().out.splitlines() if "5 passed, 1 failed (" in line
    ]
    assert ("accuracy 0.932, 78 errors; confusions in bot/results/" in line) is made
    assert "(exit code 1" in line
