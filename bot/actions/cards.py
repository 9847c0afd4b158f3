"""A card to be blocked, and one that a machine has kept: what opens the form."""

import re
from typing import Any, Dict, List, Optional, Text

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.bank import Bank
from actions.base import (
    Events,
    at_bank,
    entity,
    language,
    said,
    said_about,
    texts_of,
    then_listen,
    times_said,
)
from actions.forms import OTHER_FORMS, comfort, open_form
from actions.labels import (
    card_label,
    missing_kind,
    replacement,
    say_it_is_missing,
    upper_first,
    which_card,
)
from actions.told_first import ToldFirst
from reading.closing import asks_back
from reading.procedure import supposes
from reading.undo import asks_to_undo, card_found, not_to_block, of_a_replacement

_BLOCKED = ("utter_card_blocked", "utter_card_blocked_undoable")
_THE_CARD = {"id": "kartunya", "en": "card"}
"""In place of a card's label, where none could be looked up."""
_REPORT = re.compile(r"\bBK-\d+\b")
_MAY_BE = 0.2
"""How likely another trouble has to be to go on with it, once a block was refused."""
_LOST = re.compile(
    r"\b(?:h?ilang\w*|ketinggalan|tertinggal|jatuh|dicuri\w*|dicopet|kecopetan|dirampok|dijambret"
    r"|dompet\w*|lost|stolen|missing|robbed|left it|gone)\b",
    re.IGNORECASE,
)
"""A block for one of these reasons is a bad experience; another may be a plain wish."""


class BlockCard(ToldFirst):
    """Opens the form; a single card is not asked for."""

    matter = "block_card"
    sign_in_response = "utter_sign_in_block"
    taken_up = True

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Opening a card again is read as the same matter; it is an action of its own."""
        text = said(tracker)
        if entity(tracker, "filed"):
            dispatcher.utter_message(response="utter_block_is_all", ticket=_number(tracker))
            return then_listen([])
        if _blocked_here(tracker) and of_a_replacement(text):
            dispatcher.utter_message(response="utter_replacement_card")
            return then_listen([])
        found = card_found(text)
        if not_to_block(text) and not found and not _blocked_here(tracker):
            return _not_blocked(dispatcher, tracker)
        if entity(tracker, "undo") or asks_to_undo(text) or found:
            return [FollowupAction("action_undo_block")]
        if not_to_block(text):
            return _not_blocked(dispatcher, tracker)
        return await super().run(dispatcher, tracker, domain)

    def unavailable(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """The app blocks it, too: a card in the wrong hands can't wait for the bank's answer."""
        label = _THE_CARD[language(tracker)]
        dispatcher.utter_message(response="utter_block_uncertain", card_label=label)

    def _is_asked_about(self, text: str, tracker: Tracker) -> bool:
        """A card that is gone comes first: the prompt says at once how it is blocked.

        What would be if it were gone is only a question.
        """
        asked = super()._is_asked_about(text, tracker)
        return asked and (not _LOST.search(text) or supposes(text))

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The form asks which card, then for a yes; not for a card that was just blocked."""
        lang = language(tracker)
        blocked = tracker.get_slot("undo") or {}
        cards = [
            card
            for card in await at_bank(bank.cards, customer_id)
            if card.id != blocked.get("card")
        ]
        if blocked and (not cards or asks_back(said(tracker))):
            dispatcher.utter_message(
                response="utter_already_blocked",
                card=upper_first(blocked["label"]),
                replacement=replacement(blocked["label"], lang),
            )
            return []
        if not cards:
            dispatcher.utter_message(response="utter_no_active_cards")
            return []
        known = [
            {"id": c.id, "label": card_label(c.kind, c.last4, lang), "kind": c.kind} for c in cards
        ]
        words = [one.text for one in said_about(tracker, self.matter)]
        missing = next(filter(None, (missing_kind(text, known) for text in words)), None)
        if missing and not any(which_card(text, None, known) for text in words):
            # Not the other card in its place: what was named may be at another bank.
            say_it_is_missing(missing, known, dispatcher, tracker)
            return []
        tapped = which_card("", entity(tracker, "card"), known)
        named = (which_card(text, None, known) for text in words)
        chosen = known[0] if len(known) == 1 else tapped or next(filter(None, named), None)
        lost = self.matter == "block_card" and any(map(_LOST.search, words))
        return open_form(
            "block_card_form",
            **(comfort(tracker, self.matter) if lost else {}),
            cards=known,
            card_to_block=chosen and chosen["id"],
            card_label=chosen and chosen["label"],
            block_confirmed=None,
        )


def _blocked_here(tracker: Tracker) -> bool:
    """Whether a card was blocked in this conversation."""
    return any(times_said(tracker, response) for response in _BLOCKED)


def _number(tracker: Tracker) -> Text:
    """The number of the report on the latest block."""
    said_so = (text for response in _BLOCKED for text in texts_of(tracker, response))
    return sorted(number for text in said_so for number in _REPORT.findall(text))[-1]


def _not_blocked(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """No card is blocked; what the customer told of may be the other thing it was read as."""
    refused = sorted({*(tracker.get_slot("refused") or []), "block_card", "card_swallowed"})
    other = _other_reading(tracker, refused)
    if other is None:
        dispatcher.utter_message(response="utter_not_blocked")
        return then_listen([SlotSet("refused", refused), SlotSet("topic", None)])
    dispatcher.utter_message(response="utter_not_blocked_then")
    return [
        SlotSet("refused", refused),
        SlotSet("topic", other),
        FollowupAction(f"action_{other}"),
    ]


def _other_reading(tracker: Tracker, refused: List[Text]) -> Optional[Text]:
    """Another trouble that what was told before may be, too."""
    for event in reversed(tracker.events):
        text = event.get("text") or ""
        if event.get("event") == "user" and not text.startswith("/"):
            for reading in (event.get("parse_data") or {}).get("intent_ranking") or []:
                name = reading["name"]
                likely = float(reading["confidence"]) >= _MAY_BE
                if likely and name in OTHER_FORMS and name not in refused:
                    return str(name)
    return None


class CardSwallowed(BlockCard):
    """Advice first, then the same form."""

    matter = "card_swallowed"

    async def reply(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Advice comes before signing in, too: somebody stands at a machine.

        "Kalo atm saya ketelen gmn kak" may be said there; only the signing in is left out then.
        """
        told = times_said(tracker, "utter_card_swallowed")
        if not tracker.get_slot("customer_id") and not told:
            dispatcher.utter_message(response="utter_card_swallowed")
        return await super().reply(dispatcher, tracker)

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The card that is in the machine can't be known: it is asked for if there are several.

        What to do there needs no bank, so it stands before the first call of it.
        """
        if not times_said(tracker, "utter_card_swallowed"):
            dispatcher.utter_message(response="utter_card_swallowed")
        return await super().answer(bank, customer_id, dispatcher, tracker)
