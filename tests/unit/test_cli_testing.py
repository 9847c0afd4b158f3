"""The test command counts what ran, and a part that ran nothing has failed."""

from __future__ import annotations

import pytest

from handoff.cli.local.report import readable
from handoff.cli.local.trouble import Trouble
from handoff.cli.testing import (
    ALL,
    FAST,
    Outcome,
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
