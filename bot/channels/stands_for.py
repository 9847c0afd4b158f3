"""What a short line stands for right after something was done: the quick reply in its place.

"Salah bulan" after a statement was ordered, "blokir aja deh tetep" after a block was undone, "saya
tidak punya aplikasi" after signing in was asked for: only what was just done says what is meant.
"""

from typing import FrozenSet, Optional, Text

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from actions.base import now
from actions.labels import kind_of_card
from actions.own_data import OWN_DATA
from actions.wording import SIGN_IN
from channels.standing import OPENS_A_FORM
from reading import closing, statements, undo
from reading.signing_in import why_not

_ORDERED = frozenset({"utter_e_statement", "utter_statement_kept_and"})
_TAKEN_BACK = _ORDERED | {"utter_statement_kept"}
_BLOCKED = frozenset({"utter_card_blocked", "utter_card_blocked_undoable", "utter_block_is_all"})
_UNDONE = frozenset({"utter_block_undone", "utter_already_undone"})
_SIGNING_IN = SIGN_IN | {"utter_without_sign_in"}


def said_since(tracker: DialogueStateTracker) -> FrozenSet[Text]:
    """The names of what was said after the latest message."""
    names = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            names.append(event.metadata.get("utter_action") or "")
    return frozenset(names)


def cannot_sign_in(tracker: DialogueStateTracker, text: Text) -> Optional[Text]:
    """Why the customer says that they can't sign in; None where they don't say so, or have."""
    if tracker.get_slot("customer_id"):
        return None
    return why_not(text, asked=bool(SIGN_IN & said_since(tracker)))


def the_matter_asked(tracker: DialogueStateTracker) -> Optional[Text]:
    """The quick reply of the matter for which signing in was just asked."""
    topic = tracker.get_slot("topic")
    asked = bool(_SIGNING_IN & said_since(tracker)) and tracker.active_loop_name is None
    return f"/{topic}" if asked and topic in OPENS_A_FORM | frozenset(OWN_DATA) else None


def quick_reply(tracker: DialogueStateTracker, text: Text) -> Optional[Text]:
    """The quick reply that the text stands for; None where its own words decide."""
    if tracker.active_loop_name is not None or not tracker.get_slot("customer_id"):
        return None
    return _of_a_statement(tracker, text) or _of_a_block(tracker, text)


def _of_a_statement(tracker: DialogueStateTracker, text: Text) -> Optional[Text]:
    said = said_since(tracker)
    if "utter_ask_statement_month" in said and not statements.asked_about(text):
        every = statements.offered(now()) if statements.all_of_them(text) else []
        months = every or statements.wanted(text, now())
        return _with("e_statement", "month", statements.written(months)) if months else None
    ordered = any(
        isinstance(event, BotUttered) and event.metadata.get("utter_action") in _ORDERED
        for event in tracker.events
    )
    if not ordered or tracker.get_slot("topic") != "e_statement":
        return None
    if not statements.not_that_one(text, at_once=bool(_TAKEN_BACK & said)):
        return None
    return _with("e_statement", "instead", statements.written(statements.instead(text, now())))


def _of_a_block(tracker: DialogueStateTracker, text: Text) -> Optional[Text]:
    said, undone = said_since(tracker), tracker.get_slot("undone")
    if _BLOCKED & said and closing.asks_what_next(text):
        return _with("block_card", "filed", "yes")
    if not undone:
        return None
    if undo.blocks_after_all(text) and kind_of_card(text) is None:
        return _with("block_card", "card", undone["card"])
    taken_back = _UNDONE & said and (undo.called_off(text) or undo.taken_back(text))
    if not tracker.get_slot("undo") and (taken_back or undo.asks_to_undo(text)):
        return _with("block_card", "undo", undone["card"])
    return None


def _with(intent: Text, name: Text, value: Text) -> Text:
    return f'/{intent}{{"{name}": "{value}"}}'
