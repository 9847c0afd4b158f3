"""What is down is said to be down, and a turn that failed leaves no trace."""

import asyncio
import secrets
from pathlib import Path
from typing import Any, Iterator

import pytest
from conftest import BOT, Databases, _with_database, execute
from rasa.core.agent import Agent, load_agent
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig

from actions.bank import BankUnavailable
from actions.demo_bank import PostgresBank
from channels.tracker_store import KeptTrackerStore
from channels.turn import TurnFailed, TurnRequest, run_turn

NOWHERE = "http://127.0.0.1:1/webhook"


@pytest.fixture(scope="module")
def agent(databases: Databases, model: Path) -> Iterator[Agent]:
    """An agent in this process, with an action server that isn't there."""
    name = f"hangat_bot_fail_{secrets.token_hex(4)}"
    execute(databases.admin, f'CREATE DATABASE "{name}"')
    endpoints = AvailableEndpoints(
        action=EndpointConfig(NOWHERE, enable_selective_domain=True),
        nlg=EndpointConfig(type="channels.wording.VariedResponses"),
        tracker_store=EndpointConfig(
            _with_database(databases.admin, name),
            type="channels.tracker_store.KeptTrackerStore",
            dialect="postgresql",
        ),
    )
    yield asyncio.run(load_agent(model_path=str(model), endpoints=endpoints))
    execute(databases.admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def turn(agent: Agent, sender: str, text: str) -> str:
    result = asyncio.run(run_turn(agent, TurnRequest(sender, text, "id", customer_id="rina")))
    return result.outcome


def test_an_action_server_that_is_down_fails_the_turn_and_only_the_turn(agent: Agent) -> None:
    assert turn(agent, "down:1", "halo") == "chitchat"
    with pytest.raises(TurnFailed) as failed:
        turn(agent, "down:1", "cek saldo")
    assert failed.value.error == "action_server"
    assert turn(agent, "down:1", "makasih banyak") == "chitchat"
    tracker = asyncio.run(agent.tracker_store.retrieve("down:1"))
    assert tracker is not None
    heard = [event.text for event in tracker.events if event.type_name == "user"]
    assert heard == ["halo", "makasih banyak"]


def test_without_a_model_the_turn_fails() -> None:
    with pytest.raises(TurnFailed) as failed:
        turn(Agent(), "none:1", "halo")
    assert failed.value.error == "no_model"


def test_a_tracker_that_cannot_be_saved_fails_the_turn(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise ConnectionError("gone")

    monkeypatch.setattr(KeptTrackerStore, "save", broken)
    with pytest.raises(TurnFailed) as failed:
        turn(agent, "save:1", "halo")
    assert failed.value.error == "tracker_store"


def test_a_tracker_that_cannot_be_read_fails_the_turn(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise ConnectionError("gone")

    monkeypatch.setattr(KeptTrackerStore, "retrieve", broken)
    with pytest.raises(TurnFailed) as failed:
        turn(agent, "read:1", "halo")
    assert failed.value.error == "tracker_store"


def test_a_statement_that_takes_too_long_is_cut_off(databases: Databases) -> None:
    bank = PostgresBank(databases.bank)
    with pytest.raises(BankUnavailable):
        bank._rows("SELECT pg_sleep(5)", ())
    assert bank.customer("rina") is not None


def test_connections_that_died_are_replaced(databases: Databases) -> None:
    bank = PostgresBank(databases.bank)
    assert bank.accounts("rina")
    execute(
        databases.bank,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'hangat-actions' AND datname = current_database()"
        " AND pid <> pg_backend_pid()",
    )
    assert bank.accounts("rina")


def test_seeding_again_keeps_what_customers_did(databases: Databases) -> None:
    bank = PostgresBank(databases.bank)
    filed = bank.file_ticket("rina", "cash", {"amount": 1}, "keep|cash_form|1")
    blocked = bank.block_card("maria", "maria-d", "keep|block_card_form|maria-d")
    assert blocked is not None
    for name in ("schema.sql", "seed.sql"):
        path = BOT.parent / "data" / "demo_bank" / name
        execute(databases.bank, path.read_text(encoding="utf-8"))
    assert filed.number in [ticket.number for ticket in bank.tickets("rina")]
    assert "maria-d" not in [card.id for card in bank.cards("maria")]
    assert bank.file_ticket("rina", "cash", {"amount": 1}, "keep|cash_form|1") == filed
    assert bank.block_card("rina", "maria-c", "keep|block_card_form|other") is None
