"""What a new session knows of the one before it."""

import asyncio
from typing import Any, Dict, List, Optional

import pytest
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from channels.carried_over import carried_over

ASKED = {"text": "buat anakku umur 5 taun bisa ga", "matter": "open_account"}
BEFORE = {
    "asked": ASKED, "articles_told": ["open-account-child"], "register": "casual",
    "register_evidence": -2.0, "topic": "open_account", "customer_id": "rina",
}  # fmt: skip
TICKET = {"topic": "open_account", "note": "HG-000077", "agent": None}


class Store:
    """Holds the session before, and nothing else."""

    def __init__(self, before: Optional[DialogueStateTracker]) -> None:
        self.before, self.asked = before, [""]

    async def retrieve(self, sender: str) -> Optional[DialogueStateTracker]:
        """The tracker that was given."""
        self.asked.append(sender)
        return self.before


def tracker(sender: str, slots: Dict[str, Any], said: bool) -> DialogueStateTracker:
    """One session with these slots set."""
    made = DialogueStateTracker(sender, [AnySlot(name, mappings=[{}]) for name in BEFORE])
    for name, value in slots.items():
        made.update(SlotSet(name, value))
    if said:
        made.update(UserUttered("halo"))
    return made


def carried(
    sender: str, settled: Optional[Dict[str, Any]], said: bool = False, before: bool = True
) -> Dict[str, Any]:
    """The slots that this session begins with."""
    store = Store(tracker("c:1", BEFORE, True) if before else None)
    new = tracker(sender, {}, said)
    events: List[SlotSet] = asyncio.run(carried_over(store, new, settled))  # type: ignore[arg-type]
    return {event.key: event.value for event in events}


def test_after_a_ticket_all_goes_on() -> None:
    assert carried("c:2", TICKET) == {
        "asked": ASKED, "articles_told": ["open-account-child"], "register": "casual",
        "register_evidence": -2.0,
    }  # fmt: skip


def test_after_a_person_only_how_the_customer_speaks() -> None:
    assert set(carried("c:2", {**TICKET, "agent": "Dewi"})) == {"register", "register_evidence"}


def test_what_follows_a_grave_ticket_is_about_that() -> None:
    assert "asked" not in carried("c:2", {**TICKET, "topic": "fraud_report"})
    assert "articles_told" in carried("c:2", {**TICKET, "topic": "fraud_report"})


@pytest.mark.parametrize(
    ("sender", "said", "before"),
    [("c:1", False, True), ("c:2", True, True), ("c:2", False, False), ("x", False, True)],
)
def test_nothing_in_the_first_session_nor_in_the_middle_of_one(
    sender: str, said: bool, before: bool
) -> None:
    assert carried(sender, TICKET, said, before) == {}
