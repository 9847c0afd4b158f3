"""``hangat test``: every check of this checkout, part by part, with one closing line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

from handoff.cli.local import setup, tools
from handoff.cli.local.launch import alone
from handoff.cli.local.layout import Layout
from handoff.cli.local.passing import passing_server
from handoff.cli.local.report import Report
from handoff.cli.local.services import rasa_environment
from handoff.cli.local.trouble import Trouble

CHECKS = ("ruff", "mypy", "imports")
FAST = (*CHECKS, "unit")
ALL = (*FAST, "conformance", "integration", "bot", "web", "acceptance", "browser", "chaos")
PARTS = (*ALL, "bench")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_VITEST = re.compile(r"^\s*Tests\s+(?:(\d+) failed[\s|]*)?(?:(\d+) passed)?", re.MULTILINE)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")

_LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one part gave; a check without tests of its own has none passed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    note: str = ""


def selection(arguments: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split a command line into parts and pytest's own arguments."""
    words = list(arguments)
    extra: list[str] = []
    if "--" in words:
        cut = words.index("--")
        words, extra = words[:cut], words[cut + 1 :]
    if not words or words == ["all"]:
        return ALL, tuple(extra)
    if words == ["unit"]:
        return FAST, tuple(extra)
    unknown = [word for word in words if word not in PARTS]
    if unknown:
        raise Trouble(
            f"There is no part {', '.join(unknown)}: choose from unit, all, {', '.join(PARTS)}."
        )
    return tuple(words), tuple(extra)


def read_junit(file: Path) -> Outcome:
    """Count the tests of a JUnit file; errors count as failures."""
    if not file.exists():
        return Outcome(failed=1, note="no report")
    total = failed = skipped = 0
    for suite in ElementTree.parse(file).iter("testsuite"):  # noqa: S314
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return Outcome(max(0, total - failed - skipped), failed, skipped)


def read_vitest(output: str) -> Outcome:
    """Count the tests that Vitest reports in its summary."""
    found = _VITEST.findall(_COLOURS.sub("", output))
    return Outcome(
        passed=sum(int(passed or 0) for _, passed in found),
        failed=sum(int(failed or 0) for failed, _ in found),
    )


def cross_validation(bot: Path, since: float) -> str:
    """What Rasa's cross-validation gave and where its confusions are; empty if not made since then.

    ``since`` in seconds of the clock that files are dated by.
    """
    file = bot / "results" / "cross-validation" / "confusions.txt"
    if not file.exists() or file.stat().st_mtime < since:
        return ""
    figures = file.read_text(encoding="utf-8").splitlines()[0]
    return f"cross-validation: {figures}; confusions in {file.parent.relative_to(bot.parent)}"


def judged(outcome: Outcome, code: int, *, has_tests: bool) -> Outcome:
    """A part fails by its exit code too, and by having run nothing."""
    if has_tests and outcome.passed + outcome.failed == 0:
        return Outcome(0, 1, outcome.skipped, outcome.note or "no test ran")
    if code != 0 and outcome.failed == 0:
        return Outcome(outcome.passed, 1, outcome.skipped, f"exit code {code}")
    return outcome


def main(arguments: Sequence[str]) -> int:
    """Run the chosen parts; returns the exit code."""
    parts, extra = selection(arguments)
    run = _Run(Layout.of(None), extra)
    outcomes: dict[str, tuple[Outcome, float]] = {}
    for part in parts:
        run.report.console.rule(f"[bold]{part}", align="left")
        start = time.monotonic()
        try:
            outcome = run.part(part)
        except Trouble as trouble:
            run.report.note(f"hangat: {trouble}")
            outcome = Outcome(failed=1, note="could not be run")
        outcomes[part] = (outcome, time.monotonic() - start)
    run.report.console.rule()
    for part, (outcome, took) in outcomes.items():
        sign = "✗" if outcome.failed else "✓"
        counts = f"{outcome.passed} passed" if outcome.passed else ""
        counts += f", {outcome.failed} failed" if outcome.failed else ""
        counts += f", {outcome.skipped} skipped" if outcome.skipped else ""
        note = f"({outcome.note})" if outcome.note else ""
        run.report.note(f"{sign} {part:<12} {took:6.1f} s  {counts.strip(', ')} {note}".rstrip())
    passed = sum(outcome.passed for outcome, _ in outcomes.values())
    failed = sum(outcome.failed for outcome, _ in outcomes.values())
    run.report.note(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


class _Run:
    """One run: where, with which extra arguments, and what is prepared already."""

    def __init__(self, layout: Layout, extra: tuple[str, ...]) -> None:
        self.layout = layout
        self.report = Report()
        self._extra = extra
        self._prepared: set[str] = set()

    def part(self, name: str) -> Outcome:
        if name in CHECKS:
            return self._check(name)
        prepare: dict[str, tuple[Callable[[], None], ...]] = {
            "bot": (self._bot, self._model),
            "acceptance": (self._bot, self._web_pages, self._model, self._browser),
            "browser": (self._bot, self._web_pages, self._model, self._browser),
            "chaos": (self._bot, self._web_pages, self._model),
            "bench": (self._bot, self._web_pages, self._model),
        }
        for step in prepare.get(name, ()):
            if step.__name__ not in self._prepared:
                step()
                self._prepared.add(step.__name__)
        if name == "bot":
            with passing_server() as url:
                return self._assistant(rasa_environment() | {"HANGAT_TEST_DATABASE_URL": url})
        if name == "web":
            return self._vitest()
        return self._pytest([sys.executable], f"tests/{name}", self.layout.root, {})

    def _check(self, name: str) -> Outcome:
        commands = {
            "ruff": (("-m", "ruff", "check"), ("-m", "ruff", "format", "--check")),
            "mypy": (("-m", "mypy"),),
            "imports": (("-c", _LINT_IMPORTS),),
        }
        codes = [
            self._call([sys.executable, *words], self.layout.root, {}) for words in commands[name]
        ]
        return judged(Outcome(), max(codes), has_tests=False)

    def _pytest(self, python: list[str], folder: str, cwd: Path, env: Mapping[str, str]) -> Outcome:
        with tempfile.TemporaryDirectory(prefix="hangat-test-") as place:
            junit = Path(place) / "junit.xml"
            argv = [*python, "-m", "pytest", folder, "-q", f"--junitxml={junit}", *self._extra]
            code = self._call(argv, cwd, env)
            return judged(read_junit(junit), code, has_tests=True)

    def _assistant(self, env: Mapping[str, str]) -> Outcome:
        since = time.time()
        found = self._pytest([str(self.layout.bot_python)], "tests", self.layout.bot, env)
        notes = (found.note, cross_validation(self.layout.bot, since))
        return replace(found, note="; ".join(filter(None, notes)))

    def _vitest(self) -> Outcome:
        env = self._node_environment()
        done = subprocess.run(  # noqa: S603
            [env["HANGAT_NPM"], "test"],
            cwd=self.layout.web,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        sys.stdout.write(done.stdout)
        return judged(read_vitest(done.stdout), done.returncode, has_tests=True)

    def _node_environment(self) -> dict[str, str]:
        with self.report.step("Packages of the web pages") as step, self._alone():
            return setup.install_web_packages(step, self.layout)

    def _call(self, argv: list[str], cwd: Path, env: Mapping[str, str]) -> int:
        sys.stdout.flush()
        done = subprocess.run(  # noqa: S603
            argv, cwd=cwd, env=tools.clean_environment(env), check=False
        )
        return done.returncode

    # What some parts need first

    def _alone(self) -> AbstractContextManager[None]:
        return alone(self.layout.setup_lock, "another hangat is preparing this checkout, waiting")

    def _bot(self) -> None:
        with self._alone():
            setup.make_bot_environment(self.report, self.layout, dev=True)

    def _web_pages(self) -> None:
        with self._alone():
            setup.build_web(self.report, self.layout)

    def _model(self) -> None:
        with self._alone():
            setup.train(self.report, self.layout)

    def _browser(self) -> None:
        if any(shutil.which(name) for name in _BROWSERS):
            return
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise Trouble(
                "These tests need Chromium: install it (on Debian: apt-get install chromium) "
                "and start again."
            )
        with self.report.step("Chromium") as step:
            env = tools.clean_environment({"DEBIAN_FRONTEND": "noninteractive"})
            for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
                tools.run(step, ["apt-get", "-q", *words], cwd=self.layout.root, env=env)
