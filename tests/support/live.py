"""The real gateway with a scripted bot and detector, for tests that hold a browser.

A browser's test is synchronous, so the gateway has a thread and a loop of its own.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

from handoff.application.ports import Detector
from handoff.domain.access import Role
from tests.support.gateway import PASSWORD, Gateway, ScriptedRasa, Server, running_gateway
from tests.support.stack import Person

_START_S = 30.0


class LiveGateway:
    """Runs while it is entered; serves the built pages and the demo bank's."""

    def __init__(self, database_url: str, detector: Detector, **settings: Any) -> None:
        self._database_url = database_url
        self._detector = detector
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._gateway = running_gateway(database_url, detector=detector, demo=True, **settings)
        self.gateway: Gateway

    def __enter__(self) -> Self:
        self._thread.start()
        self.gateway = self.run(self._gateway.__aenter__())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.run(self._gateway.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_START_S)
        self._loop.close()

    def run(self, job: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(job, self._loop).result(_START_S)

    @property
    def base_url(self) -> str:
        return self.gateway.base_url

    def serve(self, rasa: ScriptedRasa, at: socket.socket) -> Server:
        """Let *rasa* answer at a socket that is bound; the server, which is to be left again."""
        server = Server(rasa.app(), at=at, timeout_graceful_shutdown=1)
        self.run(server.__aenter__())
        return server

    def agent(self, name: str) -> Person:
        """A new one, who can sign in."""
        email = f"{name.split()[0].lower()}@bank.example"
        enrolled = self.gateway.services.staff.enrol(
            email=email, name=name, role=Role.AGENT, capacity=4, password=PASSWORD
        )
        self.run(enrolled)
        return Person(name=name, email=email, role="agent", password=PASSWORD)
