"""Cards: blocking one after a clear yes, a swallowed one, cash that did not come out."""

import re
from typing import Any, Dict, List, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.bank import Bank, BankUnavailable, Transaction
from actions.base import (
    BankAction,
    Events,
    at_bank,
    entity,
    filing_key,
    language,
    now,
    said,
    said_about,
    then_listen,
)
from actions.forms import (
    CANCEL,
    CORRECTION,
    FormAnswers,
    comfort,
    is_paused,
    left_early,
    offer_to_go_on,
    open_form,
)
from actions.labels import card_label, kind_of_card, upper_first, which_card
from actions.undo import undo_button
from reading.undo import asks_to_undo, card_found, not_to_block

WITHDRAWAL_DAYS = 7
_LOST = re.compile(
    r"\b(?:h?ilang\w*|ketinggalan|tertinggal|jatuh|dicuri\w*|dicopet|kecopetan|dirampok|dijambret"
    r"|dompet\w*|lost|stolen|missing|robbed|left it|gone)\b",
    re.IGNORECASE,
)
"""A block for one of these reasons is a bad experience; another may be a plain wish."""
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


class BlockCard(BankAction):
    """Opens the form; a single card is not asked for."""

    matter = "block_card"
    sign_in_response = "utter_sign_in_block"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Opening a card again is read as the same matter; it is an action of its own."""
        text = said(tracker)
        if entity(tracker, "undo") or asks_to_undo(text) or card_found(text):
            return [FollowupAction("action_undo_block")]
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
        known = [
            {"id": c.id, "label": card_label(c.kind, c.last4, lang), "kind": c.kind} for c in cards
        ]
        words = [one.text for one in said_about(tracker, self.matter)]
        named = (which_card(text, None, known) for text in words)
        chosen = known[0] if len(known) == 1 else next(filter(None, named), None)
        lost = self.matter == "block_card" and any(map(_LOST.search, words))
        return open_form(
            "block_card_form",
            **(comfort(tracker, self.matter) if lost else {}),
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
        kind, cards = kind_of_card(said(tracker)), tracker.get_slot("cards") or []
        missing = kind is not None and all(card["kind"] != kind for card in cards)
        if missing and tracker.get_slot("requested_slot") and CORRECTION.search(said(tracker)):
            lang = language(tracker)
            dispatcher.utter_message(
                response="utter_no_such_card",
                kind=wording.word("card_kinds", str(kind), lang),
                cards=", ".join(card["label"] for card in cards),
            )
            return [SlotSet(str(tracker.get_slot("requested_slot")), None)]
        return await super().run(dispatcher, tracker, domain)

    def read(self, slot: str, tracker: Tracker) -> Dict[Text, Any]:
        """A no to the question is no answer to it: the form is cancelled."""
        text = said(tracker)
        if slot == "card_to_block":
            card = which_card(text, entity(tracker, "card"), tracker.get_slot("cards") or [])
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
        }
        if block.undo_until is None:
            dispatcher.utter_message(response="utter_card_blocked", **said_of_it)
            return [SlotSet("undo", None)]
        dispatcher.utter_message(
            response="utter_card_blocked_undoable",
            buttons=[undo_button(block, lang), *_AFTER_BLOCKING[lang]],
            until=wording.until(block.undo_until, lang, now()),
            **said_of_it,
        )
        return [SlotSet("undo", {"card": card_id, "label": label})]


class CashNotDispensed(BankAction):
    """Looks for the withdrawal, names it back and asks before anything is filed."""

    matter = "cash_not_dispensed"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """A failed withdrawal first, or the latest one with the amount that was named."""
        lang = language(tracker)
        words = [one.text for one in said_about(tracker, self.matter)]
        amount = next(filter(None, map(parsers.parse_amount, words)), None)
        found = await at_bank(
            bank.transactions, customer_id, WITHDRAWAL_DAYS, kind="atm_withdrawal"
        )
        fitting = [t for t in found if amount is None or abs(t.amount) == amount]
        if not fitting:
            dispatcher.utter_message(response="utter_no_withdrawal")
            return []
        likely = sorted(found, key=lambda t: (t not in fitting, t.status != "failed"))
        withdrawals = [
            {
                "id": t.id,
                "amount": abs(t.amount),
                "day": t.at.astimezone(wording.WIB).date().isoformat(),
                "label": _withdrawal_label(t, lang),
            }
            for t in likely
        ]
        return open_form(
            "cash_form",
            **comfort(tracker, self.matter),
            cash_withdrawal=withdrawals[0],
            cash_others=withdrawals[1:],
            cash_confirmed=None,
            matter_label=withdrawals[0]["label"],
        )


class CashAnswers(FormAnswers):
    """A yes or a no."""

    form = "cash_form"
    matter = "cash_not_dispensed"

    def corrected(self, slot: str, tracker: Tracker) -> Optional[Dict[Text, Any]]:
        """"Bukan, yang 300rb kemarin": another withdrawal; without a detail, the next one."""
        text, others = said(tracker), tracker.get_slot("cash_others") or []
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        amount, when = parsers.parse_amount(text), parsers.parse_when(text, now())
        no = parsers.parse_yes_no(text, intent) is False
        if not others or not (no or CORRECTION.search(text)) or CANCEL.search(text):
            return None
        named = amount is not None or when is not None
        fitting = [
            other
            for other in others
            if (amount is None or other["amount"] == amount)
            and (when is None or other["day"] == when.day.isoformat())
        ]
        if not fitting or not (named or no):
            return None
        return {
            "cash_withdrawal": fitting[0],
            "cash_others": [other for other in others if other is not fitting[0]],
            "matter_label": fitting[0]["label"],
        }

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
            events = await self.reply(dispatcher, tracker)
        if not is_paused(tracker):
            events = [*events, *offer_to_go_on(dispatcher, tracker, self.matter)]
        slots = ("cash_withdrawal", "cash_others", "cash_confirmed")
        return then_listen([*(SlotSet(name, None) for name in slots), *events])

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The same withdrawal of the same conversation is the same ticket."""
        if not tracker.get_slot("cash_confirmed"):
            dispatcher.utter_message(response="utter_no_withdrawal")
            return []
        chosen = tracker.get_slot("cash_withdrawal")
        withdrawal = {"id": chosen["id"], "amount": chosen["amount"]}
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


def _withdrawal_label(withdrawal: Transaction, lang: str) -> str:
    taken = {"id": "penarikan", "en": "a withdrawal of"}[lang]
    at = {"id": "di", "en": "at"}[lang]
    return (
        f"{taken} {wording.rupiah(abs(withdrawal.amount))} {at} "
        f"{withdrawal.destination or 'ATM'}, {wording.moment(withdrawal.at, lang)}"
    )
