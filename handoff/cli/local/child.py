"""A service and its one running process: started, listened to, ended with all it has started."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handoff.cli.local.processes import MARK, die_with_parent, kill_group

_LONGEST_LINE = 65536
_DRAIN_S = 2.0


@dataclass(frozen=True)
class Service:
    """What to run and how to know that it works. Times are seconds."""

    name: str
    argv: Sequence[str]
    ready: Callable[[Child], Awaitable[bool]]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path = Path("/")
    after: tuple[str, ...] = ()
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    grace_s: float = 8.0
    ready_s: float = 60.0
    #: For subprocess: another user to become.
    credentials: Mapping[str, Any] = field(default_factory=dict)
    #: Runs before each start, in a thread.
    before: Callable[[], None] | None = None
    #: A file that is there from each start until it is ready, for others to see.
    starting: Path | None = None
    #: Whether it gets our environment under its own.
    inherit: bool = True
    #: Whether what it leaves behind may simply be killed.
    marked: bool = True
    is_problem: Callable[[str], bool] = lambda line: False


class Child:
    """One process of a service. ``exited`` holds its exit code, ``lines_seen`` known words."""

    def __init__(self, service: Service, mark: str) -> None:
        environment = (dict(os.environ) if service.inherit else {}) | dict(service.env)
        if service.marked:
            environment[MARK] = mark
        self.service = service
        self.process = subprocess.Popen(  # noqa: S603
            list(service.argv),
            cwd=service.cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(service.orphan_signal),
            **service.credentials,
        )
        self.pid = self.process.pid
        self.lines_seen: set[str] = set()
        self._loop = asyncio.get_running_loop()
        self.exited: asyncio.Future[int] = self._loop.create_future()
        self._drained: asyncio.Future[None] = self._loop.create_future()
        # Not asyncio's own wait(): it also waits for grandchildren that hold the pipe.
        threading.Thread(target=self._reap, daemon=True).start()

    def _reap(self) -> None:
        code = self.process.wait()
        try:
            self._loop.call_soon_threadsafe(self.exited.set_result, code)
        except RuntimeError:
            return  # the loop is closed: nobody waits any more

    def listen(self, on_bytes: Callable[[bytes], None], on_line: Callable[[str], None]) -> None:
        """Hand over everything that it prints, as it is and line by line."""
        pipe = self.process.stdout
        if pipe is None:
            return
        descriptor = pipe.fileno()
        os.set_blocking(descriptor, False)
        rest = b""

        def read() -> None:
            nonlocal rest
            try:
                data = os.read(descriptor, _LONGEST_LINE)
            except BlockingIOError:
                return
            if not data:
                self._loop.remove_reader(descriptor)
                pipe.close()
                self._drained.set_result(None)
                return
            on_bytes(data)
            *lines, rest = (rest + data).split(b"\n")
            rest = rest[-_LONGEST_LINE:]
            for line in lines:
                on_line(line.decode("utf-8", errors="replace").rstrip())

        self._loop.add_reader(descriptor, read)

    async def end(self) -> None:
        """Ask it to stop, then kill what is left of it and of its group."""
        if not self.exited.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, self.service.stop_signal)
            await asyncio.wait({self.exited}, timeout=self.service.grace_s)
        kill_group(self.pid)
        last: set[asyncio.Future[Any]] = {self.exited, self._drained}
        await asyncio.wait(last, timeout=_DRAIN_S)


def how_it_ended(code: int) -> str:
    """An exit code in words."""
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
