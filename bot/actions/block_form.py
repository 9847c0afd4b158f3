"""The form that blocks a card: which one, and only after a clear yes."""

import re
from typing import Any, Dict, List, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.bank import Bank, BankUnavailable
from actions.base import (
    BankAction,
    Events,
    at_bank,
    entity,
    filing_key,
    language,
    now,
    said,
    then_listen,
)
from actions.forms import CORRECTION, FormAnswers, is_paused, left_early, offer_to_go_on
from actions.labels import missing_kind, replacement, say_it_is_missing, upper_first, which_card
from actions.undo import undo_button
from reading.closing import asks_back
from reading.undo import card_found, not_to_block

_AFTER_BLOCKING = {
    "id": [
        {"title": "Lokasi cabang", "payload": "/branch_info"},
        {"title": "Lihat mutasi", "payload": "/transaction_history"},
    ],
    "en": [
        {"title": "Branches", "payload": "/branch_info"},
        {"title": "See transactions", "payload": "/transaction_history"},
    ],
}


class AskCardToBlock(Action):
    """The question of the form, with a quick reply for each card."""

    def name(self) -> Text:
        """For the domain."""
        return "action_ask_card_to_block"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """At most three cards as quick replies; the others by their number."""
        cards: List[Dict[Text, Any]] = tracker.get_slot("cards") or []
        dispatcher.utter_message(
            response="utter_ask_card_to_block",
            buttons=[
                {
                    "title": upper_first(c["label"]),
                    "payload": f'/block_card{{"card": "{c["id"]}"}}',
                }
                for c in cards[:3]
            ],
        )
        return []


class BlockCardAnswers(FormAnswers):
    """Which card, and a yes or a no."""

    form = "block_card_form"
    matter = "block_card"

    def unclear(self, slot: str) -> str:
        """What wasn't caught."""
        return "utter_card_unclear" if slot == "card_to_block" else "utter_yes_or_no"

    def corrected(self, slot: str, tracker: Tracker) -> Optional[Dict[Text, Any]]:
        """Another card of the customer's, named where a yes was asked for."""
        if slot != "block_confirmed":
            return None
        card = which_card(said(tracker), None, tracker.get_slot("cards") or [])
        if card is None or card["id"] == tracker.get_slot("card_to_block"):
            return None
        return {"card_to_block": card["id"], "card_label": card["label"]}

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """As every form; a card that has turned up is not blocked, one they don't have is none."""
        unwanted = card_found(said(tracker)) or not_to_block(said(tracker))
        if tracker.get_slot("requested_slot") and unwanted:
            return [SlotSet("form_end", "cancelled"), SlotSet("requested_slot", None)]
        cards = tracker.get_slot("cards") or []
        corrects = CORRECTION.search(said(tracker)) is not None
        missing = missing_kind(said(tracker), cards, as_a_card=not corrects)
        if missing and tracker.get_slot("requested_slot") and (corrects or "?" not in said(tracker)):
            say_it_is_missing(missing, cards, dispatcher, tracker)
            return [SlotSet(str(tracker.get_slot("requested_slot")), None)]
        return await super().run(dispatcher, tracker, domain)

    def read(self, slot: str, tracker: Tracker) -> Dict[Text, Any]:
        """A no to the question is no answer to it: the form is cancelled."""
        text = said(tracker)
        if slot == "card_to_block":
            card = which_card(text, entity(tracker, "card"), tracker.get_slot("cards") or [])
            return {"card_to_block": card["id"], "card_label": card["label"]} if card else {}
        if asks_back(text):
            return {}
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        if intent == "block_card" and re.search(r"\b(ya|iya|blokir|block)\b", text.lower()):
            return {"block_confirmed": True}
        return {"block_confirmed": True} if parsers.parse_yes_no(text, intent) else {}


class SubmitBlockCard(BankAction):
    """Blocks the card after the yes."""

    matter = "block_card"

    def name(self) -> Text:
        """For the domain."""
        return "action_submit_block_card"

    def unavailable(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """A write without an answer may have been done: neither is claimed."""
        dispatcher.utter_message(
            response="utter_block_uncertain", card_label=str(tracker.get_slot("card_label"))
        )

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Also after a form that was left early; the form's slots are empty afterwards."""
        events = left_early(dispatcher, tracker)
        if events is None:
            events = await self.reply(dispatcher, tracker)
        if not is_paused(tracker):
            events = [*events, *offer_to_go_on(dispatcher, tracker, self.matter)]
        slots = ("cards", "card_to_block", "card_label", "block_confirmed")
        return then_listen([*(SlotSet(name, None) for name in slots), *events])

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Only a card of the customer's own; blocking twice changes nothing."""
        card_id = str(tracker.get_slot("card_to_block"))
        block = await at_bank(
            bank.block_card, customer_id, card_id, filing_key(tracker, "block_card_form", card_id)
        )
        if block is None:
            raise BankUnavailable("The card is not the customer's.")
        lang = language(tracker)
        label = str(tracker.get_slot("card_label"))
        said_of_it = {
            "card_label": upper_first(label) if lang == "id" else label,
            "now": wording.moment(now(), lang),
            "ticket": block.ticket.number,
            "replacement": replacement(label, lang),
        }
        if block.undo_until is None:
            dispatcher.utter_message(response="utter_card_blocked", **said_of_it)
            return [SlotSet("undo", None), SlotSet("undone", None)]
        dispatcher.utter_message(
            response="utter_card_blocked_undoable",
            buttons=[undo_button(block, lang), *_AFTER_BLOCKING[lang]],
            until=wording.until(block.undo_until, lang, now()),
            **said_of_it,
        )
        undo = {"card": card_id, "label": label}
        return [SlotSet("undo", undo), SlotSet("undone", None)]
