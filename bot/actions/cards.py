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
    said_about,
    then_listen,
)
from actions.forms import (
    CANCEL,
    CORRECTION,
    FormAnswers,
    is_paused,
    left_early,
    offer_to_go_on,
    open_form,
)

WITHDRAWAL_DAYS = 7
_UNBLOCK = re.compile(
    r"\b(?:(?:mem)?buka(?:in|kan)?(?:\s+\w+)?\s+blokir(?:an|nya)?|blokir\w*\s+\w*\s*(?:di)?buka"
    r"|unblock|unfreeze|unlock)\b|\bterblokir\b.*\b(?:buka|aktifkan)\b",
    re.IGNORECASE,
)
"""The opposite of blocking, which the classifier takes for the same matter."""
_REFUSED_KIND = re.compile(
    r"\b(?:bukan|not|jangan)\s+(?:yang\s+|yg\s+|the\s+|my\s+)?(?:kartu\s+)?"
    r"(?:kredit|credit|debit|debet|atm|kk|cc)(?:\s+card)?\b"
)


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
        words = [one.text for one in said_about(tracker, self.matter)]
        named = (_which_card(text, None, known) for text in words)
        chosen = known[0] if len(known) == 1 else next(filter(None, named), None)
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

    def corrected(self, slot: str, tracker: Tracker) -> Optional[Dict[Text, Any]]:
        """Another card of the customer's, named where a yes was asked for."""
        if slot != "block_confirmed":
            return None
        card = _which_card(said(tracker), None, tracker.get_slot("cards") or [])
        if card is None or card["id"] == tracker.get_slot("card_to_block"):
            return None
        return {"card_to_block": card["id"], "card_label": card["label"]}

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """As every form, and a kind of card that the customer does not have is said to be none."""
        kind, cards = _kind(said(tracker)), tracker.get_slot("cards") or []
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


def _card_label(card: Card, lang: str) -> str:
    return f"{wording.word('card_kinds', card.kind, lang)} {wording.masked_number(card.last4)}"


def _withdrawal_label(withdrawal: Transaction, lang: str) -> str:
    taken = {"id": "penarikan", "en": "a withdrawal of"}[lang]
    at = {"id": "di", "en": "at"}[lang]
    return (
        f"{taken} {wording.rupiah(abs(withdrawal.amount))} {at} "
        f"{withdrawal.destination or 'ATM'}, {wording.moment(withdrawal.at, lang)}"
    )


def _kind(text: str) -> Optional[str]:
    """The kind of card that is named; "the debit card, not the credit card" is a debit card."""
    for clause in (_REFUSED_KIND.sub(" ", text.lower()), text.lower()):
        for kind, words in (("credit", r"kredit|credit|kk|cc"), ("debit", r"debit|debet|atm")):
            if re.search(rf"\b(?:{words})\b", clause):
                return kind
    return None


def _which_card(
    text: str, card_id: Optional[str], cards: List[Dict[Text, Any]]
) -> Optional[Dict[Text, Any]]:
    """The one card that is meant: by its id, its last four digits, or its kind."""
    kind = _kind(text)
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
