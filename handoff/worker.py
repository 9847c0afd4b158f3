"""The worker: rounds of upkeep, for ever. Any number of them may run."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable

import structlog

from handoff import bootstrap
from handoff.application.ports import StoreUnavailable
from handoff.settings import Settings

log = structlog.get_logger()


async def work(settings: Settings, stopping: asyncio.Event) -> None:
    async with bootstrap.services(settings) as services:
        upkeep = services.upkeep
        steps: dict[str, Callable[[], Awaitable[int]]] = {
            "owed_turns": upkeep.owed_turns,
            "absent_agents": upkeep.absent_agents,
            "unattended": upkeep.unattended,
            "idle": upkeep.idle,
        }
        log.info("worker.ready", every_s=settings.upkeep_s)
        while not stopping.is_set():
            await services.policy.look()
            for name, step in steps.items():
                try:
                    if done := await step():
                        log.info("worker.did", step=name, count=done)
                except StoreUnavailable as error:
                    log.error("worker.no_database", step=name, error=str(error))
                except Exception:
                    # One bad row must not stop the rest of the house from being kept.
                    log.exception("worker.step_failed", step=name)
            try:
                async with asyncio.timeout(settings.upkeep_s):
                    await stopping.wait()
            except TimeoutError:
                continue


async def main() -> None:
    settings = Settings()
    bootstrap.configure_logging(settings, "worker")
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    await work(settings, stopping)


if __name__ == "__main__":
    asyncio.run(main())
