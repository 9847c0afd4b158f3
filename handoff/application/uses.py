"""What became of suggested replies: inserted, taken back, sent as they were or changed."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from handoff.domain.ids import ConversationId, StaffId
from handoff.knowledge.sharing import Earlier

Source = Literal["article", "answer"]


class Outcome(enum.StrEnum):
    INSERTED = "inserted"  #: it stands in the agent's text field, or was left there
    TAKEN_BACK = "taken_back"
    SENT = "sent"  #: as it was suggested
    SENT_EDITED = "sent_edited"


#: What each may still become. Reports arrive late, twice and out of order.
NEXT: dict[Outcome, frozenset[Outcome]] = {
    Outcome.INSERTED: frozenset({Outcome.TAKEN_BACK, Outcome.SENT, Outcome.SENT_EDITED}),
    Outcome.TAKEN_BACK: frozenset({Outcome.SENT, Outcome.SENT_EDITED}),
    Outcome.SENT: frozenset(),
    Outcome.SENT_EDITED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionUse:
    """An agent inserted a suggestion. *id*: the client's own, a UUID."""

    id: str
    conversation_id: ConversationId
    staff_id: StaffId
    at: datetime
    source: Source
    reference: str
    #: Which of the list it was, from 1.
    place: int
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFigures:
    """How many suggestions of one source were inserted, and what became of these."""

    source: Source
    inserted: int
    taken_back: int
    sent: int
    sent_edited: int


class ForeignUse(Exception):
    """The id was used before, by somebody else or in another conversation."""


class Suggestions(Protocol):
    """What agents wrote, and what they took. Every call may raise StoreUnavailable."""

    async def answers(self, language: str, but: ConversationId) -> Sequence[Earlier]:
        """The newest first replies to customers' messages, outside the conversation *but*."""
        ...

    async def record(self, use: SuggestionUse) -> bool:
        """Store it, or what came of it by `NEXT`; the first report says the rest.

        False: its id belongs to another member of staff or another conversation.
        """
        ...

    async def figures(self, since: datetime) -> Sequence[SourceFigures]:
        """Of what was inserted at *since* or later, by source; a source without any is left out."""
        ...
