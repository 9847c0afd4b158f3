"""Cards: blocking one after a clear yes, a swallowed one, cash that did not come out."""

import re
from typing import Any, Dict, List, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.bank import Bank, BankUnavailable, Card, Transaction
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
from actions.forms import FormAnswers, left_early, open_form

WITHDRAWAL_DAYS = 7
_UNBLOCK = re.compile(
    r"\b(?:(?:mem)?buka(?:in|kan)?(?:\s+\w+)?\s+blokir(?:an|nya)?|blokir\w*\s+\w*\s*(?:di)?buka"
    r"|unblock|unfreeze|unlock)\b|\bterblokir\b.*\b(?:buka|aktifkan)\b",
    re.IGNORECASE,
)
"""The opposite of blocking, which the classifier takes for the same matter."""


class BlockCard(BankAction):
    """Opens the form; a single card is not asked for."""

    matter = "block_card"
    sign_in_response = "utter_sign_in_block"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Opening a blocked card again is not for a chat: that is said without signing in."""
        if _UNBLOCK.search(said(tracker)):
            dispatcher.utter_message(response="utter_unblock_card")
            return then_listen([])
        return await super().run(dispatcher, tracker, domain)

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The form asks which card, then for a yes."""
        lang = language(tracker)
        cards = await at_bank(bank.cards, customer_id)
        if not cards:
            dispatcher.utter_message(response="utter_no_active_cards")
            return []
        known = [{"id": c.id, "label": _card_label(c, lang), "kind": c.kind} for c in cards]
        chosen = known[0] if len(known) == 1 else _which_card(said(tracker), None, known)
        return open_form(
            "block_card_form",
            cards=known,
            card_to_block=chosen and chosen["id"],
            card_label=chosen and chosen["label"],
            block_confirmed=None,
        )


class CardSwallowed(BlockCard):
    """Advice first, then the same form."""

    matter = "card_swallowed"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The card that is in the machine can't be known: it is asked for if there are several."""
        events = await super().answer(bank, customer_id, dispatcher, tracker)
        dispatcher.messages.insert(0, _message("utter_card_swallowed"))
        return events


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
                    "title": _upper_first(c["label"]),
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

    def read(self, slot: str, tracker: Tracker) -> Dict[Text, Any]:
        """A no to the question is no answer to it: the form is cancelled."""
        text = said(tracker)
        if slot == "card_to_block":
            card = _which_card(text, entity(tracker, "card"), tracker.get_slot("cards") or [])
            return {"card_to_block": card["id"], "card_label": card["label"]} if card else {}
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

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Also after a form that was left early; the form's slots are empty afterwards."""
        events = left_early(dispatcher, tracker)
        if events is None:
            events = await super().run(dispatcher, tracker, domain)
        slots = ("cards", "card_to_block", "card_label", "block_confirmed")
        return then_listen([*(SlotSet(name, None) for name in slots), *events])

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Only a card of the customer's own; blocking twice changes nothing."""
        card_id = str(tracker.get_slot("card_to_block"))
        ticket = await at_bank(
            bank.block_card, customer_id, card_id, filing_key(tracker, "block_card_form", card_id)
        )
        if ticket is None:
            raise BankUnavailable("The card is not the customer's.")
        lang = language(tracker)
        label = str(tracker.get_slot("card_label"))
        dispatcher.utter_message(
            response="utter_card_blocked",
            card_label=_upper_first(label) if lang == "id" else label,
            now=wording.moment(now(), lang),
            ticket=ticket.number,
        )
        return []


class CashNotDispensed(BankAction):
    """Looks for the withdrawal, names it back and asks before anything is filed."""

    matter = "cash_not_dispensed"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """A failed withdrawal first, or the latest one with the amount that was named."""
        lang = language(tracker)
        amount = parsers.parse_amount(said(tracker))
        found = await at_bank(
            bank.transactions, customer_id, WITHDRAWAL_DAYS, kind="atm_withdrawal"
        )
        fitting = [t for t in found if amount is None or abs(t.amount) == amount]
        if not fitting:
            dispatcher.utter_message(response="utter_no_withdrawal")
            return []
        withdrawal = next((t for t in fitting if t.status == "failed"), fitting[0])
        return open_form(
            "cash_form",
            cash_withdrawal={"id": withdrawal.id, "amount": abs(withdrawal.amount)},
            cash_confirmed=None,
            matter_label=_withdrawal_label(withdrawal, lang),
        )


class CashAnswers(FormAnswers):
    """A yes or a no."""

    form = "cash_form"
    matter = "cash_not_dispensed"

    def read(self, slot: str, tracker: Tracker) -> Dict[Text, Any]:
        """A no is an answer: it is another withdrawal, which a person looks for."""
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        return {"cash_confirmed": parsers.parse_yes_no(said(tracker), intent)}


class SubmitCash(BankAction):
    """Files the ticket after the yes."""

    matter = "cash_not_dispensed"

    def name(self) -> Text:
        """For the domain."""
        return "action_submit_cash"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Also after a form that was left early; the form's slots are empty afterwards."""
        events = left_early(dispatcher, tracker)
        if events is None:
            events = await super().run(dispatcher, tracker, domain)
        slots = ("cash_withdrawal", "cash_confirmed")
        return then_listen([*(SlotSet(name, None) for name in slots), *events])

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The same withdrawal of the same conversation is the same ticket."""
        if not tracker.get_slot("cash_confirmed"):
            dispatcher.utter_message(response="utter_no_withdrawal")
            return []
        withdrawal = tracker.get_slot("cash_withdrawal")
        ticket = await at_bank(
            bank.file_ticket,
            customer_id,
            "cash",
            withdrawal,
            filing_key(tracker, "cash_form", withdrawal["id"]),
        )
        dispatcher.utter_message(
            response="utter_cash_filed",
            matter_label=str(tracker.get_slot("matter_label")),
            ticket=ticket.number,
        )
        return []


def _message(response: str) -> Dict[Text, Any]:
    collector = CollectingDispatcher()
    collector.utter_message(response=response)
    return collector.messages[0]


def _card_label(card: Card, lang: str) -> str:
    return f"{wording.word('card_kinds', card.kind, lang)} {wording.masked_number(card.last4)}"


def _withdrawal_label(withdrawal: Transaction, lang: str) -> str:
    taken = {"id": "penarikan", "en": "a withdrawal of"}[lang]
    at = {"id": "di", "en": "at"}[lang]
    return (
        f"{taken} {wording.rupiah(abs(withdrawal.amount))} {at} "
        f"{withdrawal.destination or 'ATM'}, {wording.moment(withdrawal.at, lang)}"
    )


def _which_card(
    text: str, card_id: Optional[str], cards: List[Dict[Text, Any]]
) -> Optional[Dict[Text, Any]]:
    """The one card that is meant: by its id, its last four digits, or its kind."""
    kind = "credit" if re.search(r"\b(kredit|credit|kk|cc)\b", text.lower()) else None
    kind = kind or ("debit" if re.search(r"\b(debit|atm)\b", text.lower()) else None)
    for fits in (
        lambda card: card["id"] == card_id,
        lambda card: card["label"][-4:] in re.findall(r"\d{4}", text),
        lambda card: card["kind"] == kind,
    ):
        fitting = [card for card in cards if fits(card)]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
