"""Questions about the customer's own data, besides the accounts."""

from typing import Dict, Optional, Text

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import reports, wording
from actions.accounts import CheckBalance, EStatement, TransactionHistory
from actions.answers import answer_anything
from actions.bank import Bank
from actions.base import (
    BankAction,
    Events,
    at_bank,
    entity,
    language,
    said,
    said_about,
    texts_of,
    times_said,
)
from actions.knowledge import the_knowledge
from actions.told_first import ToldFirst
from reading import apart, corrections, paying
from reading.meant import of_app_pin, out_of_date


_WORDINGS = 2
_APPLICATIONS = {
    "id": ("pengajuan itu", "pengajuan kartu kredit"),
    "en": ("that application", "a credit card application"),
}
"""What was applied for, without and with a credit card."""


class UpdatePersonalData(ToldFirst):
    """What is on file, masked, and where it is changed."""

    matter = "update_personal_data"
    told_anyway = True

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Nothing is changed in a chat: that needs an identification."""
        customer = await at_bank(bank.customer, customer_id)
        if customer is None:
            dispatcher.utter_message(response="utter_no_accounts")
            return []
        shown = wording.masked_phone(customer.phone)
        told = any(shown in text for text in texts_of(tracker, "utter_personal_data"))
        if told and out_of_date(said(tracker)):
            dispatcher.utter_message(response="utter_personal_data_old")
            return []
        dispatcher.utter_message(
            response="utter_personal_data",
            phone=wording.masked_phone(customer.phone),
            email=wording.masked_email(customer.email),
        )
        return []


class PinProblem(ToldFirst):
    """Whether a card's PIN is blocked, and how a new one is set; a PIN is never asked for."""

    matter = "pin_problem"
    told_anyway = True

    async def reply(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """The PIN of the app is another one than a card's, and needs no look at the cards."""
        if not of_app_pin(said(tracker)):
            return await super().reply(dispatcher, tracker)
        times = times_said(tracker, "utter_pin_in_app")
        told = await self._from_an_article(dispatcher, tracker) if times else None
        if told is not None:
            return told
        if times < _WORDINGS:
            dispatcher.utter_message(response="utter_pin_in_app")
        else:
            matter = {"id": "PIN transaksi", "en": "the transaction PIN"}[language(tracker)]
            dispatcher.utter_message(response="utter_not_helped", matter=matter)
        return []

    def _is_asked_about(self, text: str, tracker: Tracker) -> bool:
        """A question on the app's PIN is one for the articles."""
        return super()._is_asked_about(text, tracker) or of_app_pin(text)

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Names the first card whose PIN is blocked; without a usable card, no PIN helps."""
        lang = language(tracker)
        cards = await at_bank(bank.cards, customer_id)
        blocked = [c for c in cards if c.pin_blocked]
        if not cards:
            dispatcher.utter_message(response="utter_pin_of_blocked_card")
        elif blocked and self._is_put_right(tracker):
            matter = wording.matter(self.matter, lang)
            dispatcher.utter_message(response="utter_not_helped", matter=matter)
        elif blocked:
            kind = wording.word("card_kinds", blocked[0].kind, lang)
            label = f"{kind} {wording.masked_number(blocked[0].last4)}"
            dispatcher.utter_message(response="utter_pin_blocked", card=label)
        else:
            dispatcher.utter_message(response="utter_pin_help")
        return []


    @staticmethod
    def _is_put_right(tracker: Tracker) -> bool:
        """Whether a correction follows the same answer: it does not come again."""
        told = bool(times_said(tracker, "utter_pin_blocked"))
        return told and corrections.corrects(said(tracker))


class CreditCardBill(ToldFirst):
    """The open bill, the minimum, the due date and the limit."""

    matter = "credit_card_bill"

    def _is_asked_about(self, text: str, tracker: Tracker) -> bool:
        """Once the bill is told, who wants it paid hears how one pays."""
        return super()._is_asked_about(text, tracker) or self._is_to_be_paid(tracker)

    @staticmethod
    def _is_to_be_paid(tracker: Tracker) -> bool:
        told = bool(times_said(tracker, "utter_credit_card_bill"))
        return told and paying.is_wished(said(tracker))

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """One response for each credit card; nothing is paid in a chat."""
        if self._is_to_be_paid(tracker):
            dispatcher.utter_message(response="utter_bill_not_paid_here")
            return []
        lang = language(tracker)
        bills = await at_bank(bank.bills, customer_id)
        for bill in bills:
            kind = wording.word("card_kinds", "credit", lang)
            dispatcher.utter_message(
                response="utter_credit_card_bill",
                card=f"{kind} {wording.masked_number(bill.last4)}",
                amount=wording.rupiah(bill.amount),
                minimum=wording.rupiah(bill.minimum),
                due=wording.day(bill.due, lang),
                available=wording.rupiah(bill.limit - bill.amount),
                limit=wording.rupiah(bill.limit),
            )
        if not bills:
            dispatcher.utter_message(response="utter_no_credit_card")
        return []


class ComplaintStatus(ToldFirst):
    """The state of the ticket that was named, or of the latest one."""

    matter = "complaint_status"

    async def reply(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """No report says what became of what was applied for, nor where one reports."""
        text = said(tracker)
        if tracker.active_loop or entity(tracker, "ticket") is not None:
            return await super().reply(dispatcher, tracker)
        if apart.asks_how_an_application_stands(text):
            dispatcher.utter_message(
                response="utter_application_status",
                what=_APPLICATIONS[language(tracker)][apart.of_a_credit_card(text)],
            )
            return []
        if apart.asks_whom_to_report_to(text):
            told = await self._of_whom_to_report_to(dispatcher, tracker)
            if told is not None:
                return told
        return await super().reply(dispatcher, tracker)

    @staticmethod
    async def _of_whom_to_report_to(
        dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Optional[Events]:
        """Who waits for others' money hears that they report; else an article says it."""
        if times_said(tracker, "utter_sender_checks"):
            dispatcher.utter_message(response="utter_sender_checks")
            return [SlotSet("topic", TransactionHistory.matter)]
        return await answer_anything(the_knowledge(), dispatcher, tracker)

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Only the customer's own tickets are looked at."""
        lang = language(tracker)
        doubts = corrections.doubts_the_day(said(tracker)) and not tracker.active_loop
        if tracker.get_slot("report") and doubts:
            return [FollowupAction("action_amend_report")]
        tickets = await at_bank(bank.tickets, customer_id)
        named = (one.entity("ticket") for one in said_about(tracker, self.matter))
        wanted = next(filter(None, named), None)
        if wanted:
            tickets = [t for t in tickets if _same_number(t.number, wanted)]
        else:
            tickets = [t for t in tickets if t.kind != "e_statement"]
        latest = tracker.get_slot("report") or {}
        if not wanted and latest.get("not_meant") and tickets:
            others = [t for t in tickets if t.number != latest["number"]]
            if not others:
                number = latest["number"]
                dispatcher.utter_message(response="utter_report_not_meant", ticket=number)
                return []
            tickets = others
        if wanted and tickets and corrections.calls_a_report_off(said(tracker)):
            dispatcher.utter_message(
                response="utter_report_not_withdrawn", ticket=tickets[0].number
            )
            return []
        if not tickets:
            dispatcher.utter_message(response="utter_no_ticket" if wanted else "utter_no_tickets")
            return []
        ticket = tickets[0]
        kept = [SlotSet("report", reports.kept(ticket))] if ticket.kind in reports.AMENDABLE else []
        told = any(ticket.number in text for text in texts_of(tracker, "utter_ticket_status"))
        if told:
            dispatcher.utter_message(response="utter_ticket_no_more", ticket=ticket.number)
            return kept
        dispatcher.utter_message(
            response="utter_ticket_status",
            ticket=ticket.number,
            kind=wording.word("ticket_kinds", ticket.kind, lang),
            opened=wording.day(ticket.opened_at.astimezone(wording.WIB).date(), lang),
            status=wording.word("ticket_states", ticket.status, lang),
            next=wording.word("ticket_next", ticket.status, lang),
        )
        return kept


def _same_number(number: str, wanted: str) -> bool:
    def plain(text: str) -> str:
        return "".join(c for c in text.upper() if c.isalnum())

    return plain(number) == plain(wanted) or plain(number)[2:] == plain(wanted)


OWN_DATA: "Dict[Text, BankAction]" = {
    action.matter: action
    for action in (
        CheckBalance(), TransactionHistory(), EStatement(), UpdatePersonalData(), PinProblem(),
        CreditCardBill(), ComplaintStatus(),
    )
}  # fmt: skip
"""What is answered at once, by matter."""
