"""Conversations that are kept in memory are those that the database holds."""

import asyncio
import json
import secrets
from typing import Any, Dict, Iterator, List

import pytest
from channels import tracker_store
from channels.tracker_store import KeptTrackerStore
from conftest import Databases, _with_database, execute
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

DOMAIN = Domain.from_dict(
    {
        "intents": ["greet"],
        "slots": {"topic": {"type": "text", "mappings": [{"type": "custom"}]}},
        "actions": ["utter_greet"],
        "responses": {"utter_greet": [{"text": "Halo."}]},
    }
)


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    """A database that holds nothing."""
    name = f"hangat_bot_store_{secrets.token_hex(4)}"
    execute(databases.admin, f'CREATE DATABASE "{name}"')
    yield _with_database(databases.admin, name)
    execute(databases.admin, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def store(url: str) -> KeptTrackerStore:
    """A store on it."""
    return KeptTrackerStore(domain=DOMAIN, dialect="postgresql", host=url)


class Reads:
    """Counts how often a conversation is read from the database as a whole."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.number = 0
        read = SQLTrackerStore.retrieve

        async def counted(store: SQLTrackerStore, sender_id: str) -> Any:
            self.number += 1
            return await read(store, sender_id)

        monkeypatch.setattr(SQLTrackerStore, "retrieve", counted)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    """How often a conversation was read as a whole."""
    return Reads(monkeypatch)


def turn(store: KeptTrackerStore, text: str, *, saved: bool = True) -> DialogueStateTracker:
    """One turn of the conversation "a:1", as the channel has them."""

    async def take() -> DialogueStateTracker:
        tracker = await store.get_or_create_tracker("a:1")
        if not any(isinstance(event, SessionStarted) for event in tracker.events):
            tracker.update_with_events([SessionStarted(), ActionExecuted("action_listen")], DOMAIN)
        intent = {"name": "greet", "confidence": 0.9}
        heard = UserUttered(text, intent=intent, parse_data={"intent": intent, "text": text})
        said = BotUttered("Halo.", metadata={"utter_action": "utter_greet"})
        events = [heard, SlotSet("topic", text), ActionExecuted("utter_greet"), said]
        tracker.update_with_events([*events, ActionExecuted("action_listen")], DOMAIN)
        if saved:
            await store.save(tracker)
        return tracker

    return asyncio.run(take())


def heard(tracker: DialogueStateTracker) -> List[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


def state(tracker: DialogueStateTracker) -> Dict[str, Any]:
    whole: Dict[str, Any] = json.loads(json.dumps(tracker.current_state(EventVerbosity.ALL)))
    return whole


def test_what_is_kept_is_what_the_database_gives(store: KeptTrackerStore, url: str) -> None:
    for number in range(5):
        turn(store, f"pesan {number}")
    kept = asyncio.run(store.retrieve("a:1"))
    plain = SQLTrackerStore(domain=DOMAIN, dialect="postgresql", host=url)
    read = asyncio.run(plain.retrieve("a:1"))
    assert kept is not None and read is not None
    assert state(kept) == state(read)
    assert heard(kept) == [f"pesan {number}" for number in range(5)]


def test_a_conversation_that_goes_on_is_not_read_again(
    store: KeptTrackerStore, reads: Reads
) -> None:
    assert asyncio.run(store.retrieve("a:1")) is None
    assert reads.number == 0, "nothing is read of what has not begun"
    for number in range(6):
        turn(store, f"pesan {number}")
    # Once after its first turn: Rasa reads from the start of the session, and not what was before.
    assert reads.number == 1


def test_a_turn_that_was_not_saved_leaves_nothing_behind(
    store: KeptTrackerStore, reads: Reads
) -> None:
    for text in ("satu", "dua"):
        turn(store, text)
    turn(store, "gagal", saved=False)
    before = reads.number
    assert heard(turn(store, "tiga")) == ["satu", "dua", "tiga"]
    assert reads.number == before + 1


def test_what_another_process_writes_is_seen(store: KeptTrackerStore, url: str) -> None:
    other = KeptTrackerStore(domain=DOMAIN, dialect="postgresql", host=url)
    for text, by in (("satu", store), ("dua", store), ("tiga", other), ("empat", other)):
        turn(by, text)
    assert heard(turn(store, "lima")) == ["satu", "dua", "tiga", "empat", "lima"]
    assert heard(turn(other, "enam")) == ["satu", "dua", "tiga", "empat", "lima", "enam"]


def test_events_that_cannot_be_stored_are_told_and_not_kept(
    store: KeptTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("satu", "dua"):
        turn(store, text)
    monkeypatch.setattr(tracker_store, "_rows", lambda *_: [{"sender_id": None}])
    with pytest.raises(Exception, match="null value"):
        turn(store, "tiga")
    monkeypatch.undo()
    assert heard(turn(store, "empat")) == ["satu", "dua", "empat"]


def test_a_new_session_begins_without_the_old_one(store: KeptTrackerStore) -> None:
    for text in ("satu", "dua"):
        turn(store, text)

    async def begin() -> None:
        tracker = await store.get_or_create_tracker("a:1")
        tracker.update_with_events([SessionStarted(), ActionExecuted("action_listen")], DOMAIN)
        await store.save(tracker)

    asyncio.run(begin())
    assert heard(turn(store, "tiga")) == ["tiga"]
    assert heard(turn(store, "empat")) == ["tiga", "empat"]


def test_another_domain_takes_nothing_over(store: KeptTrackerStore, reads: Reads) -> None:
    for text in ("satu", "dua"):
        turn(store, text)
    before = reads.number
    store.domain = DOMAIN
    turn(store, "tiga")
    assert reads.number == before + 1


def test_memory_is_bounded(
    store: KeptTrackerStore, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracker_store, "MOST_EVENTS", 10)
    for number in range(4):
        assert len(heard(turn(store, str(number)))) == number + 1
    assert reads.number == 3, "what is longer than all that may be kept is read each time"


def test_the_assistant_runs_with_it(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HANGAT_ACTIONS_URL", "HANGAT_RASA_DB_URL"):
        monkeypatch.setenv(name, databases.rasa)
    settings = AvailableEndpoints.read_endpoints("endpoints.yml").tracker_store
    # Rasa goes on in memory, with a warning, where it does not find the class.
    assert isinstance(TrackerStore.create(settings, DOMAIN), KeptTrackerStore)
