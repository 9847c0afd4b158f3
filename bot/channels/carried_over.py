"""What a new session knows of the one before it.

The floor comes back from a ticket or a call-back in a new session (`<conversation>:<session>`), and
for Rasa that is a stranger's first message. The customer goes on where they were: "ada biaya
admin?" still belongs to the account for their child.
"""

from typing import Any, Dict, List, Optional, Text

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels.standing import GRAVE

_SELF = ("declared_language", "language", "register", "register_evidence", "address", "unable")
"""How the customer speaks and what they said of themselves: true whoever answered in between."""
_TOLD = ("articles_told", "refused")


async def carried_over(
    store: TrackerStore, tracker: DialogueStateTracker, settled: Optional[Dict[Text, Any]]
) -> List[SlotSet]:
    """The slots that a session begins with; none in the middle of one, or in the first.

    settled: what was settled before it. Where a person has spoken with the customer, what was
    asked before that is over.
    """
    conversation, _, number = tracker.sender_id.rpartition(":")
    begun = any(isinstance(event, UserUttered) for event in tracker.events)
    if begun or not conversation or not number.isdigit() or int(number) < 2:
        return []
    before = await store.retrieve(f"{conversation}:{int(number) - 1}")
    if before is None:
        return []
    names = list(_SELF)
    if settled and not settled.get("agent"):
        names += _TOLD
        asked = before.get_slot("asked") or {}
        # What follows a ticket of a fraud or a death is about that, not about the fee before it.
        if settled.get("topic") not in GRAVE - {asked.get("matter")}:
            names.append("asked")
    values = {name: before.get_slot(name) for name in names}
    return [SlotSet(name, value) for name, value in values.items() if value is not None]
