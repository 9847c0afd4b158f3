"""The house, read once for everybody in this process who shows it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import structlog

from handoff.application.lists import House, Lists
from handoff.application.ports import StoreUnavailable
from handoff.bootstrap import Hub

log = structlog.get_logger()

#: However much happens, the house is read at most so often.
MIN_INTERVAL_S = 0.2


class HouseWatch:
    def __init__(self, lists: Lists, hub: Hub) -> None:
        self._lists = lists
        self._hub = hub
        self._changed = asyncio.Event()
        self._listeners: set[Callable[[], None]] = set()
        self.house: House | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._run())
        with self._hub.watching(lambda _: self._changed.set()):
            try:
                yield
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    @contextmanager
    def watching(self, listener: Callable[[], None]) -> Iterator[None]:
        """Call *listener* when there is a newer `house`; it must not block."""
        self._listeners.add(listener)
        self._changed.set()
        try:
            yield
        finally:
            self._listeners.discard(listener)

    async def _run(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            if not self._listeners:
                continue
            try:
                self.house = await self._lists.house()
            except StoreUnavailable as error:
                log.warning("house.unavailable", error=str(error))
            else:
                for listener in list(self._listeners):
                    listener()
            await asyncio.sleep(MIN_INTERVAL_S)
