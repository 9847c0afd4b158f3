"""Questions about the customer's own data."""

from typing import Dict, List, Text

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.bank import Account, Bank
from actions.base import (
    BankAction,
    Events,
    at_bank,
    filing_key,
    language,
    now,
    said_about,
)

HISTORY_DAYS = 30
HISTORY_LINES = 5


class CheckBalance(BankAction):
    """The balance of every active account."""

    matter = "check_balance"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """One sentence, however many accounts."""
        lang = language(tracker)
        accounts = await at_bank(bank.accounts, customer_id)
        if not accounts:
            dispatcher.utter_message(response="utter_no_accounts")
            return []
        accounts = _named_kind(tracker, self.matter, accounts)
        listed = [
            f"{wording.word('account_kinds', a.kind, lang)} {wording.masked_number(a.number)} "
            f"{wording.rupiah(a.balance)}"
            for a in accounts
        ]
        dispatcher.utter_message(
            response="utter_balance",
            accounts=_listed(listed, lang),
            now=wording.moment(now(), lang),
        )
        return []


class TransactionHistory(BankAction):
    """The latest transactions of the main account."""

    matter = "transaction_history"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """A line each: day, what, amount, and the state unless it is done."""
        lang = language(tracker)
        accounts = await at_bank(bank.accounts, customer_id)
        if not accounts:
            dispatcher.utter_message(response="utter_no_accounts")
            return []
        number = _named_kind(tracker, self.matter, accounts)[0].number
        found = await at_bank(bank.transactions, customer_id, HISTORY_DAYS, account=number)
        if not found:
            dispatcher.utter_message(response="utter_no_transactions")
            return []
        lines = [
            f"{wording.day(t.at.astimezone(wording.WIB).date(), lang)} · {t.description} · "
            f"{wording.rupiah(t.amount)}"
            + (
                ""
                if t.status == "success"
                else f" · {wording.word('transaction_states', t.status, lang)}"
            )
            for t in found[:HISTORY_LINES]
        ]
        dispatcher.utter_message(
            response="utter_history",
            account=wording.masked_number(number),
            lines="\n".join(lines),
        )
        return []


class EStatement(BankAction):
    """Has a statement sent to the address on file."""

    matter = "e_statement"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The month is the one that was named, or the last one."""
        lang = language(tracker)
        customer = await at_bank(bank.customer, customer_id)
        if customer is None:
            dispatcher.utter_message(response="utter_no_accounts")
            return []
        words = " ".join(one.text for one in said_about(tracker, self.matter))
        year, month = parsers.parse_month(words, now())
        ticket = await at_bank(
            bank.file_ticket,
            customer_id,
            "e_statement",
            {"month": f"{year}-{month:02d}"},
            filing_key(tracker, "e_statement", year, month),
        )
        dispatcher.utter_message(
            response="utter_e_statement",
            month=wording.month(year, month, lang),
            email=wording.masked_email(customer.email),
            ticket=ticket.number,
        )
        return []


class UpdatePersonalData(BankAction):
    """What is on file, masked, and where it is changed."""

    matter = "update_personal_data"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Nothing is changed in a chat: that needs an identification."""
        customer = await at_bank(bank.customer, customer_id)
        if customer is None:
            dispatcher.utter_message(response="utter_no_accounts")
            return []
        dispatcher.utter_message(
            response="utter_personal_data",
            phone=wording.masked_phone(customer.phone),
            email=wording.masked_email(customer.email),
        )
        return []


class PinProblem(BankAction):
    """Whether a card's PIN is blocked, and how a new one is set; a PIN is never asked for."""

    matter = "pin_problem"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Names the first card whose PIN is blocked; without a usable card, no PIN helps."""
        lang = language(tracker)
        cards = await at_bank(bank.cards, customer_id)
        blocked = [c for c in cards if c.pin_blocked]
        if not cards:
            dispatcher.utter_message(response="utter_pin_of_blocked_card")
        elif blocked:
            kind = wording.word("card_kinds", blocked[0].kind, lang)
            label = f"{kind} {wording.masked_number(blocked[0].last4)}"
            dispatcher.utter_message(response="utter_pin_blocked", card=label)
        else:
            dispatcher.utter_message(response="utter_pin_help")
        return []


class CreditCardBill(BankAction):
    """The open bill, the minimum, the due date and the limit."""

    matter = "credit_card_bill"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """One response for each credit card."""
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


class ComplaintStatus(BankAction):
    """The state of the ticket that was named, or of the latest one."""

    matter = "complaint_status"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Only the customer's own tickets are looked at."""
        lang = language(tracker)
        tickets = await at_bank(bank.tickets, customer_id)
        named = (one.entity("ticket") for one in said_about(tracker, self.matter))
        wanted = next(filter(None, named), None)
        if wanted:
            tickets = [t for t in tickets if _same_number(t.number, wanted)]
        else:
            tickets = [t for t in tickets if t.kind != "e_statement"]
        if not tickets:
            dispatcher.utter_message(response="utter_no_ticket" if wanted else "utter_no_tickets")
            return []
        ticket = tickets[0]
        dispatcher.utter_message(
            response="utter_ticket_status",
            ticket=ticket.number,
            kind=wording.word("ticket_kinds", ticket.kind, lang),
            opened=wording.day(ticket.opened_at.astimezone(wording.WIB).date(), lang),
            status=wording.word("ticket_states", ticket.status, lang),
            next=wording.word("ticket_next", ticket.status, lang),
        )
        return []


_KINDS = {"tabungan": "savings", "giro": "current"}


def _named_kind(tracker: Tracker, matter: Text, accounts: "List[Account]") -> "List[Account]":
    """The accounts of the kind that was named, now or before signing in; all if none fits."""
    named = (one.entity("account_type") for one in said_about(tracker, matter))
    kind = _KINDS.get(next(filter(None, named), ""))
    return [account for account in accounts if account.kind == kind] or accounts


def _same_number(number: str, wanted: str) -> bool:
    def plain(text: str) -> str:
        return "".join(c for c in text.upper() if c.isalnum())

    return plain(number) == plain(wanted) or plain(number)[2:] == plain(wanted)


def _listed(parts: "list[Text]", lang: str) -> str:
    """As in a sentence: a; a dan b; a, b, dan c."""
    if len(parts) < 2:
        return "".join(parts)
    joint = {"id": "dan", "en": "and"}[lang]
    if len(parts) == 2:
        return f"{parts[0]} {joint} {parts[1]}"
    return f"{', '.join(parts[:-1])}, {joint} {parts[-1]}"


OWN_DATA: "Dict[Text, BankAction]" = {
    action.matter: action
    for action in (
        CheckBalance(), TransactionHistory(), EStatement(), UpdatePersonalData(), PinProblem(),
        CreditCardBill(), ComplaintStatus(),
    )
}  # fmt: skip
"""What is answered at once, by matter."""
