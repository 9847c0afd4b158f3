"""What happens between two looks is seen at the second, and the second is soon."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

import pytest

from handoff.adapters.hub import Hub
from handoff.adapters.postgres.conversations import PostgresConversations
from handoff.application.ports import Hint, StoreUnavailable
from handoff.domain.events import Recorded
from handoff.domain.ids import ConversationId
from tests.chaos.people import AgentPage, CustomerPage
from tests.support.gateway import Gateway, running_gateway
from tests.support.polling import eventually_async

_SOON_S = 3.0


@pytest.fixture
async def gateway(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gateway]:
    """Its heartbeats and polls are too far apart to help."""
    monkeypatch.setattr("handoff.bootstrap.Hub", partial(Hub, poll_s=3600.0))
    async with running_gateway(database_url, heartbeat_s=600.0) as running:
        yield running


class Reads:
    """Stands behind the reading of logs: *then* happens there, each once. *whole*: of whole logs,
    as for a welcome; else of what is new.
    """

    def __init__(self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch, *, whole: bool) -> None:
        self._whole = whole
        self._real = PostgresConversations.log
        self._store = gateway.services.conversations.conversations
        self.then: list[Any] = []
        monkeypatch.setattr(PostgresConversations, "log", self._log)

    async def _log(
        self, id_: ConversationId, after: int = 0, newest: int | None = None
    ) -> Sequence[Recorded]:
        records = await self._real(self._store, id_, after, newest)  # type: ignore[arg-type]
        if self.then and self._whole == (after == 0):
            await self.then.pop()()
        return records


async def test_written_while_another_tab_says_hello(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, right = (
        CustomerPage(lambda: gateway.base_url, random.Random(n), f"tab-{n}") for n in range(2)
    )
    reads = Reads(gateway, monkeypatch, whole=True)
    async with left.here():
        await left.until(lambda: left.conversation)
        right.token, right.conversation = left.token, left.conversation

        async def meanwhile() -> None:
            left.say("ini ditulis di tab yang satu")
            await left.nudge()
            await left.until(lambda: left.at_rest and left.log.cursor > 3)

        reads.then.append(meanwhile)
        async with right.here():
            await right.until(lambda: right.log.cursor == left.log.cursor > 1, within=_SOON_S)
            assert right.log.events == left.log.events


async def test_a_look_that_failed_is_repeated_soon(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = CustomerPage(lambda: gateway.base_url, random.Random(1), "pelanggan")
    agent = AgentPage(
        lambda: gateway.base_url, random.Random(2), await gateway.staff("Dewi"), enough=99
    )
    reads = Reads(gateway, monkeypatch, whole=False)
    async with customer.here(), agent.here():
        await customer.until(lambda: customer.conversation)
        customer.write(type="ask_human")
        await customer.nudge()
        await customer.until(lambda: customer.log.state["floor"] == "agent")
        conversation = ConversationId(str(customer.conversation))
        await agent.until(
            lambda: conversation in agent.logs and agent.logs[conversation].state.get("mine")
        )

        async def fail() -> None:
            raise StoreUnavailable("once for the customer, once for the agent")

        seen = max(customer.log.cursor, agent.logs[conversation].cursor)
        store = gateway.services.conversations.conversations
        monkeypatch.setattr(store, "announce", lambda hint: None)  # as if another process did it
        customer.say("halo")
        await customer.nudge()

        async def stored() -> bool:
            return (await store.get(conversation)).seq > seen

        await eventually_async(stored)
        reads.then += [fail, fail]
        gateway.services.hub.tell(Hint(conversation_id=conversation))
        await customer.until(lambda: customer.log.cursor > seen, within=_SOON_S)
        await agent.until(lambda: agent.logs[conversation].cursor > seen, within=_SOON_S)
        assert not reads.then
