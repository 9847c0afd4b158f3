"""The supervisor with real processes: order, back-off, stopping, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handoff.cli.local.processes import marked
from tests.support.polling import eventually

# A supervisor in a process of its own; every service is a Python one-liner given on stdin.
HARNESS = """
import asyncio, json, signal, sys
from pathlib import Path
from handoff.cli.local.child import Service
from handoff.cli.local.supervisor import Supervisor

async def main():
    asked = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    wish = json.loads(await asked.readline())
    def listen(name, kind, text):
        print(json.dumps([name, kind, text]), flush=True)
    async def ready(child):
        return "ready" in child.lines_seen
    supervisor = Supervisor(Path(wish["logs"]), wish["mark"], listen, ["ready"])
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    for name, code, after in wish["services"]:
        supervisor.add(Service(name, [sys.executable, "-u", "-c", code], ready,
                               after=tuple(after), grace_s=1, ready_s=20,
                               starting=Path(wish["logs"]) / f"{name}.starting"))
    async def obey():
        while line := await asked.readline():
            what, name = json.loads(line)
            await getattr(supervisor, what)(name)
            print(json.dumps([name, what, json.dumps(supervisor.status())]), flush=True)
    try:
        await supervisor.until_ready(*[entry[0] for entry in wish["services"]])
        print(json.dumps(["all", "up", ""]), flush=True)
        obeying = asyncio.create_task(obey())
        await stop.wait()
        obeying.cancel()
    finally:
        await supervisor.stop_all()
asyncio.run(main())
"""
SLEEPER = "import time; print('ready'); time.sleep(600)"
FAMILY = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("ready"); time.sleep(600)
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEPER


class Harness:
    def __init__(self, folder: Path, services: list[tuple[str, str, list[str]]]) -> None:
        self.mark = str(folder)
        self.logs = folder / "logs"
        self.events: list[list[str]] = []
        self.process = subprocess.Popen(
            [sys.executable, "-c", HARNESS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdin is not None
        wish = {"logs": str(self.logs), "mark": self.mark, "services": services}
        self.process.stdin.write(json.dumps(wish) + "\n")
        self.process.stdin.flush()

    def until(self, name: str, kind: str) -> str:
        """Read what it reports until that event; returns its text."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events.append(json.loads(line))
            if self.events[-1][:2] == [name, kind]:
                return self.events[-1][2]
        raise AssertionError(f"ended without {name} {kind}: {self.events}")

    def tell(self, what: str, name: str) -> dict[str, object]:
        """Have the supervisor stop, start or restart a service; returns the service's status."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([what, name]) + "\n")
        self.process.stdin.flush()
        entries = json.loads(self.until(name, what))
        return next(entry for entry in entries if entry["name"] == name)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        eventually(lambda: not marked(self.mark), what="nothing left behind")


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[type[Harness]]:
    made: list[Harness] = []

    class Bound(Harness):
        def __init__(self, services: list[tuple[str, str, list[str]]]) -> None:
            super().__init__(tmp_path, services)
            made.append(self)

    yield Bound  # type: ignore[misc]
    for each in made:
        each.close()


def test_starts_in_order_and_stops_in_reverse(harness):
    run = harness([("first", SLEEPER, []), ("second", SLEEPER, ["first"])])
    run.until("all", "up")
    run.process.send_signal(signal.SIGINT)
    run.until("first", "stopped")
    ready = [name for name, kind, _ in run.events if kind == "ready"]
    stopped = [name for name, kind, _ in run.events if kind == "stopped"]
    assert ready == ["first", "second"]
    assert stopped == ["second", "first"]
    assert run.process.wait(10) == 0
    assert marked(run.mark) == []


def test_restarts_with_growing_delay(harness):
    run = harness(
        [("flaky", "import time; print('ready'); time.sleep(.3); raise SystemExit(3)", [])]
    )
    run.until("all", "up")
    said = [run.until("flaky", "exit") for _ in range(3)]
    assert ["exit code 3" in text for text in said] == [True] * 3
    assert [text.rpartition("again in ")[2] for text in said] == ["0.5 s", "1 s", "2 s"]


def test_a_service_that_never_starts_is_said_with_its_log(harness):
    run = harness([("broken", "raise SystemExit('no such table: conversations')", [])])
    run.until("broken", "stopped")
    assert run.process.wait(10) == 1
    assert "no such table" in (run.logs / "broken.log").read_text()


def test_one_that_ignores_the_stop_signal_is_killed(harness):
    run = harness([("stubborn", STUBBORN, [])])
    run.until("all", "up")
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(10) == 0
    assert marked(run.mark) == []


@pytest.mark.parametrize("victim", ["supervisor", "supervisor and guardian"])
def test_kill_9_leaves_no_process(harness, victim):
    run = harness([("family", FAMILY, []), ("stubborn", STUBBORN, [])])
    run.until("all", "up")
    before = marked(run.mark)
    assert len(before) == 4
    if victim == "supervisor":
        run.process.kill()
        eventually(lambda: not marked(run.mark), what="every process gone")
        return
    guardian = eventually(lambda: _children_named(run.process.pid, "processes.py"))
    os.kill(run.process.pid, signal.SIGSTOP)  # it must not start another guardian
    os.kill(guardian[0], signal.SIGKILL)
    run.process.kill()
    # Direct children are ended by the kernel; what they left is swept by the next start.
    eventually(lambda: len(marked(run.mark)) <= 2, what="the direct children gone")
    from handoff.cli.local.processes import sweep

    assert sweep(run.mark) <= 2
    assert marked(run.mark) == []


def test_a_killed_service_comes_back_and_its_children_are_gone(harness):
    run = harness([("family", FAMILY.replace("start_new_session=True", ""), [])])
    run.until("all", "up")
    before = set(marked(run.mark))
    (parent,) = _children_named(run.process.pid, "sys.executable")
    os.kill(parent, signal.SIGKILL)
    assert "SIGKILL" in run.until("family", "exit")
    run.until("family", "ready")
    assert not before & set(marked(run.mark))


def test_a_stopped_service_stays_stopped_until_it_is_started(harness):
    run = harness([("one", SLEEPER, []), ("two", SLEEPER, [])])
    run.until("all", "up")
    assert run.tell("stop", "one")["state"] == "stopped"
    assert len(marked(run.mark)) == 1
    assert run.tell("stop", "one")["state"] == "stopped"
    started = run.tell("start", "one")
    assert started["state"] == "ready"
    again = run.tell("restart", "one")
    assert again["pid"] != started["pid"]
    assert again["state"] == "ready"
    assert again["restarts"] == 0  # asked for is not the same as broken
    assert not [event for event in run.events if event[1] == "exit"]


def test_a_service_in_back_off_can_be_started_at_once(harness, tmp_path):
    fails = tmp_path / "fails"
    code = f"import os, time\nif os.path.exists({str(fails)!r}): raise SystemExit(1)\n" + SLEEPER
    run = harness([("one", code, [])])
    run.until("all", "up")
    fails.touch()
    (pid,) = marked(run.mark)
    os.kill(pid, signal.SIGKILL)
    for _ in range(4):
        run.until("one", "exit")
    fails.unlink()
    assert run.tell("start", "one")["state"] == "ready"


def test_that_it_is_starting_can_be_seen_until_it_is_ready_or_stopped(harness, tmp_path):
    late = tmp_path / "late"
    code = (
        "import os, time\n"
        f"while os.path.exists({str(late)!r}): time.sleep(0.02)\n"
        "print('ready'); time.sleep(600)"
    )
    run = harness([("one", code, [])])
    run.until("all", "up")
    mark = run.logs / "one.starting"
    assert not mark.exists()
    late.touch()
    (pid,) = marked(run.mark)
    os.kill(pid, signal.SIGKILL)  # and it is started again, which takes until we say so
    run.until("one", "exit")
    eventually(mark.exists, what="the mark of its start")
    assert run.tell("stop", "one")["state"] == "stopped"
    eventually(lambda: not mark.exists(), what="no mark of a service that was stopped")
    late.unlink()
    assert run.tell("start", "one")["state"] == "ready"
    assert not mark.exists()


def _children_named(parent: int, word: str) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            command = (entry / "cmdline").read_bytes().decode()
        except OSError:
            continue
        if int(fields[1]) == parent and word in command:
            found.append(int(entry.name))
    return found
