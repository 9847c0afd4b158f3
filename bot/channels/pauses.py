"""A form that waited too long: it is set aside, and the customer is asked whether to go on.

"Ya" two hours after "blokir sekarang?" is not a yes to it. A detail that was asked for may come
late: nothing is done with it before it is repeated and confirmed.
"""

from typing import Any, Dict, List, Optional, Text

from rasa.shared.core.events import ActiveLoop, BotUttered, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

STALE_S = 30 * 60
"""Seconds after which a question of a form is no longer taken as just asked."""

MATTER_OF_FORM: Dict[Text, Text] = {
    "transfer_form": "transfer_problem",
    "block_card_form": "block_card",
    "cash_form": "cash_not_dispensed",
}
_CONFIRMS = frozenset(
    {"transfer_is_candidate", "transfer_confirmed", "block_confirmed", "cash_confirmed"}
)
"""Slots that a yes fills, after which something is done."""
_FORGOTTEN = (
    *sorted(_CONFIRMS), "transfer_candidate", "cards", "card_to_block", "card_label",
    "cash_withdrawal", "cash_others", "requested_slot", "form_end",
)  # fmt: skip
"""What is looked up and asked anew; the details of a transfer are kept."""


def asked_at(tracker: DialogueStateTracker) -> Optional[float]:
    """When the assistant spoke last, in seconds since 1970."""
    said = (e for e in reversed(tracker.events) if isinstance(e, BotUttered))
    last = next(said, None)
    return last.timestamp if last else None


def waited_too_long(
    tracker: DialogueStateTracker, asked: Optional[float], now: float, *, detail: bool
) -> bool:
    """Whether the open form is to be set aside. `detail`: the message may be what it asked for."""
    if tracker.active_loop_name not in MATTER_OF_FORM or asked is None or now - asked < STALE_S:
        return False
    return tracker.get_slot("requested_slot") in _CONFIRMS or not detail


def set_aside(tracker: DialogueStateTracker) -> List[Event]:
    """Events that close the form and remember its matter."""
    matter = MATTER_OF_FORM[str(tracker.active_loop_name)]
    slots: Dict[Text, Any] = {**dict.fromkeys(_FORGOTTEN), "misses": 0, "paused": matter}
    return [ActiveLoop(None), *(SlotSet(name, value) for name, value in slots.items())]
