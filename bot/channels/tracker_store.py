"""Rasa's conversations in PostgreSQL, with those that go on kept in memory as well.

Rasa reads all events of a conversation anew for each message: half the time of a reply after fifty
messages. Here a tracker stays in memory after it was saved, and is handed out again if the
database still holds just as many events of its conversation. One that was handed out and not saved
is never handed out again: a turn that failed leaves nothing behind.
"""

import json
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Text

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

MOST_EVENTS = 20_000
"""Events that are kept in memory, of all conversations together; two or three kB each."""
_MOST_AT_ONCE = 500
"""Rows that are sure to go in one statement, which is stored as a whole or not at all."""

_EVENTS = SQLTrackerStore.SQLEvent.__table__
_COUNT = sa.select(sa.func.count()).where(_EVENTS.c.sender_id == sa.bindparam("sender"))


@dataclass
class _Kept:
    tracker: DialogueStateTracker
    events: int
    """How many it had when it was last read or saved."""
    stored: int
    """How many the database had then: of all sessions of the conversation."""
    is_out: bool
    """Whether somebody has it who may have changed it since."""

    def is_what_is_stored(self, stored: int) -> bool:
        """Whether the database would give just this tracker."""
        events = self.tracker.events
        if self.is_out or (len(events), stored) != (self.events, self.stored):
            return False
        # Rasa reads the latest session only, from its start.
        starts = [isinstance(event, SessionStarted) for event in events]
        return starts[0] and sum(starts) == 1


class KeptTrackerStore(SQLTrackerStore):
    """As Rasa's own, and as safe: what others write to the same database is noticed."""

    def __init__(self, domain: Optional[Domain] = None, **settings: Any) -> None:
        """The settings of SQLTrackerStore."""
        super().__init__(domain, **settings)
        # A single statement is a transaction by itself: BEGIN and COMMIT would be two more ways
        # to the server and back.
        self._at_once = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._kept: "OrderedDict[Text, _Kept]" = OrderedDict()
        self._kept_events = 0

    @property
    def domain(self) -> Domain:
        """The domain of the loaded model."""
        return self._domain

    @domain.setter
    def domain(self, domain: Optional[Domain]) -> None:
        # A tracker has the slots of the domain that it was read with.
        self._kept.clear()
        self._kept_events = 0
        self._domain = domain or Domain.empty()

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The latest session of a conversation; None for one that has not begun."""
        stored = self._stored(sender_id)
        kept = self._kept.get(sender_id)
        if kept is not None and kept.is_what_is_stored(stored):
            kept.is_out = True
            return kept.tracker
        self._forget(sender_id)
        tracker = await super().retrieve(sender_id) if stored else None
        if tracker is not None:
            self._keep(tracker, stored, is_out=True)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Stores the events that are not stored yet, all or none of them."""
        kept = self._kept.get(tracker.sender_id)
        if kept is None or kept.tracker is not tracker:
            await super().save(tracker)
            self._keep(tracker, self._stored(tracker.sender_id))
            return
        await self.stream_events(tracker)
        new = list(tracker.events)[kept.events :]
        if len(new) > _MOST_AT_ONCE:
            await super().save(tracker)
        elif new:
            with self._at_once.connect() as connection:
                connection.execute(_EVENTS.insert(), _rows(tracker.sender_id, new))
        self._keep(tracker, kept.stored + len(new))

    def _stored(self, sender_id: Text) -> int:
        with self._at_once.connect() as connection:
            return int(connection.execute(_COUNT, {"sender": sender_id}).scalar_one())

    def _keep(self, tracker: DialogueStateTracker, stored: int, is_out: bool = False) -> None:
        self._forget(tracker.sender_id)
        kept = _Kept(tracker, len(tracker.events), stored, is_out)
        self._kept[tracker.sender_id] = kept
        self._kept_events += kept.events
        while self._kept_events > MOST_EVENTS:
            self._forget(next(iter(self._kept)))

    def _forget(self, sender_id: Text) -> None:
        kept = self._kept.pop(sender_id, None)
        if kept is not None:
            self._kept_events -= kept.events


def _rows(sender_id: Text, events: Sequence[Event]) -> List[Dict[Text, Any]]:
    """As Rasa's own store writes them."""
    rows = []
    for event in events:
        data = event.as_dict()
        intent = ((data.get("parse_data") or {}).get("intent") or {}).get("name")
        rows.append(
            {
                "sender_id": sender_id,
                "type_name": event.type_name,
                "timestamp": data.get("timestamp"),
                "intent_name": intent,
                "action_name": data.get("name"),
                "data": json.dumps(data),
            }
        )
    return rows
