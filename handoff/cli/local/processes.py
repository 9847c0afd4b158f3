"""Processes that must not outlive us: the kernel's help, a mark to find them by, a guardian."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

MARK = "HANGAT_RUN_MARK"
_PR_SET_PDEATHSIG = 1
_LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None) if _LINUX else None


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A function for the child, before exec: send it that signal when this process is gone."""
    parent = os.getpid()

    def ask_kernel() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(number))
            if os.getppid() != parent:  # it died before the kernel knew
                os._exit(1)

    return ask_kernel


def marked(mark: str) -> list[int]:
    """Living processes started with that mark in their environment, ourselves left out."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue
        if wanted in environment.split(b"\0") and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def kill_group(group: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Signal a process group; nothing happens when it is already gone."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return


def sweep(mark: str, patience_s: float = 10.0) -> int:
    """Kill everything that carries the mark until nothing is left. Returns how many there were."""
    seen: set[int] = set()
    end = time.monotonic() + patience_s
    while (living := marked(mark)) and time.monotonic() < end:
        for pid in living:
            seen.add(pid)
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.05)
    return len(seen)


class Guardian:
    """A small process that outlives us by a moment and kills what we leave behind.

    It waits for the end of a pipe that only we hold. The kernel's death signal reaches direct
    children only; the guardian also ends their children.
    """

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it anew when it was killed."""
        if self._process is not None and self._process.poll() is None:
            return
        environment = {k: v for k, v in os.environ.items() if k != MARK}
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", str(Path(__file__)), self._mark],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=environment,
        )

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End it after everything else has ended."""
        if self._process is None or self._process.stdin is None:
            return
        self._process.stdin.close()
        self._process.wait()
        self._process = None


def _guard(mark: str) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while os.read(0, 4096):
        continue
    sweep(mark)


if __name__ == "__main__":
    _guard(sys.argv[1])
