"""Runs services in order, knows when they are ready, restarts them, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from handoff.cli.local.child import Child, Service, how_it_ended
from handoff.cli.local.processes import Guardian, kill_group
from handoff.cli.local.rotating import RotatingFile, tail
from handoff.cli.local.trouble import Trouble

_FIRST_DELAY_S = 0.5
_LONGEST_DELAY_S = 30.0
_HEALTHY_S = 30.0
_POLL_S = 0.1
_FIRST_TRIES = 3


Listener = Callable[[str, str, str], None]
"""Receives (service, kind, text); kind is one of line, problem, ready, exit, stopped."""


class _Kept:
    """A service under care: its wish, its state and its present child."""

    def __init__(self, service: Service, log: RotatingFile) -> None:
        self.service = service
        self.log = log
        self.wanted = True
        self.ended_by_us = False
        self.state = "waiting"
        self.child: Child | None = None
        self.restarts = 0
        self.started_at = 0.0
        self.ready = asyncio.Event()
        self.wish_changed = asyncio.Event()
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.task: asyncio.Task[None] | None = None


class Supervisor:
    """Keeps services running until :meth:`stop_all`. One event loop, one instance."""

    def __init__(
        self, logs: Path, mark: str, listen: Listener, ready_words: Sequence[str] = ()
    ) -> None:
        self._logs = logs
        self._mark = mark
        self._listen = listen
        self._ready_words = tuple(ready_words)
        self._kept: dict[str, _Kept] = {}
        self._guardian = Guardian(mark)
        self._guardian.start()

    def add(self, service: Service) -> None:
        """Take a service into care; it starts once those it comes after are ready."""
        kept = _Kept(service, RotatingFile(self._logs / f"{service.name}.log"))
        self._kept[service.name] = kept
        kept.task = asyncio.create_task(self._care(kept), name=f"care-{service.name}")
        kept.task.add_done_callback(lambda task: _pass_on(task, kept.failed))

    async def until_ready(self, *names: str) -> None:
        """Wait for services; a sentence with the end of its log when one cannot be started."""
        failures = [kept.failed for kept in self._kept.values()]
        for name in names:
            ready = asyncio.create_task(self._kept[name].ready.wait())
            try:
                await asyncio.wait(_any(ready, *failures), return_when=asyncio.FIRST_COMPLETED)
                for failure in failures:
                    if failure.done():
                        failure.result()
            finally:
                ready.cancel()

    def status(self) -> list[dict[str, Any]]:
        """One entry per service: name, state, pid, restarts and seconds since its start."""
        now = time.monotonic()
        return [
            {
                "name": name,
                "state": kept.state,
                "pid": kept.child.pid if kept.child else None,
                "restarts": kept.restarts,
                "up_s": round(now - kept.started_at, 1) if kept.child else 0.0,
                "log": str(kept.log.path),
            }
            for name, kept in self._kept.items()
        ]

    async def stop(self, name: str) -> None:
        """Stop a service and keep it stopped."""
        kept = self._kept[name]
        kept.wanted = False
        kept.wish_changed.set()
        if kept.child is not None:
            kept.ended_by_us = True
            await self._end(kept, kept.child)
        kept.state = "stopped"

    async def start(self, name: str) -> None:
        """Start a service that was stopped, and wait until it is ready."""
        kept = self._kept[name]
        kept.wanted = True
        kept.wish_changed.set()
        await self.until_ready(name)

    async def restart(self, name: str) -> None:
        """Stop and start a service."""
        await self.stop(name)
        await self.start(name)

    async def stop_all(self) -> None:
        """Stop everything in the reverse of the order in which it was added."""
        for kept in reversed(list(self._kept.values())):
            if kept.task is not None:
                kept.task.cancel()
                await asyncio.gather(kept.task, return_exceptions=True)
            if kept.child is not None:
                await self._end(kept, kept.child)
            kept.state = "stopped"
            self._listen(kept.service.name, "stopped", "stopped")
            kept.log.close()
        self._guardian.close()

    # One service's life

    async def _care(self, kept: _Kept) -> None:
        for name in kept.service.after:
            await self._kept[name].ready.wait()
        delay = _FIRST_DELAY_S
        tries = 0
        while True:
            if not kept.wanted:
                kept.wish_changed.clear()
                await kept.wish_changed.wait()
                continue
            try:
                problem = await self._one_life(kept)
            finally:
                _unmark_start(kept.service.starting)
            if kept.ended_by_us or not kept.wanted:
                kept.ended_by_us = False
                delay, tries = _FIRST_DELAY_S, 0
                continue
            lived = time.monotonic() - kept.started_at
            ever_ready = kept.restarts > 0 or kept.ready.is_set()
            kept.ready.clear()
            delay = _FIRST_DELAY_S if lived > _HEALTHY_S else delay
            tries += 1
            if not ever_ready and tries >= _FIRST_TRIES:
                kept.state = "failed"
                raise self._cannot_start(kept, problem)
            kept.restarts += ever_ready
            kept.state = "back-off"
            self._listen(kept.service.name, "exit", f"{problem}; starting again in {delay:g} s")
            await self._pause(kept, delay)
            delay = min(_LONGEST_DELAY_S, delay * 2)

    async def _pause(self, kept: _Kept, seconds: float) -> None:
        kept.wish_changed.clear()
        try:
            await asyncio.wait_for(kept.wish_changed.wait(), seconds)
        except TimeoutError:
            return

    async def _one_life(self, kept: _Kept) -> str:
        """Run the service once; returns how it ended."""
        service = kept.service
        self._guardian.start()
        kept.started_at = time.monotonic()
        kept.state = "starting"
        try:
            _mark_start(service.starting)
            if service.before is not None:
                await asyncio.to_thread(service.before)
            if not kept.wanted:
                return "was stopped"
            child = self._spawn(kept)
        except (OSError, Trouble) as error:
            return f"could not be started: {error}"
        kept.child = child
        try:
            ready = asyncio.create_task(self._become_ready(kept, child))
            try:
                await asyncio.wait(_any(ready, child.exited), return_when=asyncio.FIRST_COMPLETED)
                if not child.exited.done() and not ready.result():
                    await self._end(kept, child)
                    return f"was not ready within {service.ready_s:g} s"
                code = await asyncio.shield(child.exited)
            finally:
                ready.cancel()
        finally:
            if child.exited.done():
                kept.child = None
        kill_group(child.pid)
        return how_it_ended(code)

    async def _become_ready(self, kept: _Kept, child: Child) -> bool:
        end = time.monotonic() + kept.service.ready_s
        while time.monotonic() < end:
            if await kept.service.ready(child):
                kept.state = "ready"
                _unmark_start(kept.service.starting)
                kept.ready.set()
                took = time.monotonic() - kept.started_at
                self._listen(kept.service.name, "ready", f"ready after {took:.1f} s")
                return True
            await asyncio.sleep(_POLL_S)
        return False

    def _spawn(self, kept: _Kept) -> Child:
        child = Child(kept.service, self._mark)

        def on_bytes(data: bytes) -> None:
            try:
                kept.log.write(data)
            except OSError as error:
                self._listen("log", "problem", f"{kept.log.path} cannot be written: {error}")

        def on_line(text: str) -> None:
            child.lines_seen.update(word for word in self._ready_words if word in text)
            kind = "problem" if kept.service.is_problem(text) else "line"
            self._listen(kept.service.name, kind, text)

        child.listen(on_bytes, on_line)
        return child

    async def _end(self, kept: _Kept, child: Child) -> None:
        await child.end()
        kept.ready.clear()
        kept.child = None

    def _cannot_start(self, kept: _Kept, problem: str) -> Trouble:
        last = "\n".join(f"    {line[:300]}" for line in tail(kept.log.path, 12))
        return Trouble(
            f"The service {kept.service.name} {problem} ({_FIRST_TRIES} tries). "
            f"Its log is {kept.log.path} and ends with:\n{last}"
        )


def _mark_start(mark: Path | None) -> None:
    if mark is not None:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.unlink(missing_ok=True)  # its age is that of this start
        mark.touch()


def _unmark_start(mark: Path | None) -> None:
    if mark is not None:
        mark.unlink(missing_ok=True)


def _any(*futures: asyncio.Future[Any]) -> set[asyncio.Future[Any]]:
    return set(futures)


def _pass_on(task: asyncio.Task[None], failed: asyncio.Future[None]) -> None:
    """A care that ended by an error is a failed service, never a silent one."""
    if not task.cancelled() and (error := task.exception()) is not None and not failed.done():
        failed.set_exception(error)
        failed.exception()  # marks it as seen: somebody may or may not be waiting
