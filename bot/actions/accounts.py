"""A customer's accounts: the balance, what moved, a statement by e-mail."""

import re
from typing import List, Optional, Text, Tuple

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.answers import answer_anything
from actions.bank import Account, Bank, Customer, Transaction
from actions.base import (
    Events,
    at_bank,
    entity,
    filing_key,
    language,
    latest_said,
    noting,
    now,
    said,
    said_about,
)
from actions.knowledge import the_knowledge
from actions.told_first import ToldFirst
from reading import statements
from reading.amounts import find_amounts
from reading.meant import foreign_account, incoming, intended, spent
from reading.months import Month

HISTORY_DAYS = 30
HISTORY_DAYS_OF_MONTHS = 92
"""Where a month is named; what is older comes as a statement."""
HISTORY_LINES = 5
HISTORY_MOST_LINES = 10
_MOST_READ = 20
"""Transactions that the bank gives at once."""
_LATEST = re.compile(
    r"\b([1-9]\d?)\s*(?:transaksi\s+|mutasi\s+)?(?:terakhir|terbaru|akhir)\b|\blast\s+([1-9]\d?)\b"
    r"(?!\s*(?:month|day|week|year))",
    re.IGNORECASE,
)


class CheckBalance(ToldFirst):
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
        if foreign_account(said(tracker)):
            named = [
                f"{wording.word('account_kinds', a.kind, lang)} {wording.masked_number(a.number)}"
                for a in accounts
            ]
            dispatcher.utter_message(
                response="utter_no_currency_account", accounts=_listed(named, lang)
            )
            return []
        dispatcher.utter_message(
            response="utter_balance",
            accounts=_listed(listed, lang),
            now=wording.moment(now(), lang),
        )
        return []


class TransactionHistory(ToldFirst):
    """The latest transactions of the main account, or those of a month."""

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
        months = parsers.named_months(said(tracker), now())
        days = HISTORY_DAYS_OF_MONTHS if months else HISTORY_DAYS
        found = await at_bank(bank.transactions, customer_id, days, account=number)
        if months:
            found = [t for t in found if _month_of(t) in months]
        every, awaited = found, _is_awaited(tracker, self.matter)
        if awaited:
            found = [t for t in found if t.amount > 0]
        if not found and months:
            dispatcher.utter_message(
                response="utter_history_older",
                month=_listed([wording.month(*month, lang) for month in months], lang),
                buttons=[
                    {"title": _SEND_IT[lang], "payload": month_payload(months)},
                    {"title": _LATEST_ONES[lang], "payload": f"/{self.matter}"},
                ],
            )
            return []
        if not found:
            response = "utter_nothing_came_in" if awaited else "utter_no_transactions"
            dispatcher.utter_message(response=response)
            return []
        lines = [
            f"{wording.day(t.at.astimezone(wording.WIB).date(), lang)} · {t.description} · "
            f"{wording.rupiah(t.amount)}"
            + (
                ""
                if t.status == "success"
                else f" · {wording.word('transaction_states', t.status, lang)}"
            )
            for t in found[: _lines_wanted(said(tracker))]
        ]
        dispatcher.utter_message(
            response="utter_came_in" if awaited else "utter_history",
            account=wording.masked_number(number),
            lines="\n".join(lines),
        )
        if not months:
            self._look_for(_sum_missed(tracker), every, dispatcher)
        return []

    @staticmethod
    def _look_for(
        amount: Optional[int], found: "List[Transaction]", dispatcher: CollectingDispatcher
    ) -> None:
        """Says whether the sum that the customer spoke of is among them."""
        if amount is None:
            return
        listed = any(abs(t.amount) == amount for t in found)
        if not listed and len(found) >= _MOST_READ:
            return  # There may be more than the bank gives.
        dispatcher.utter_message(
            response="utter_sum_is_there" if listed else "utter_sum_not_there",
            amount=wording.rupiah(amount),
        )


def _sum_missed(tracker: Tracker) -> Optional[int]:
    """The sum that is looked for: named now, or in what was told to have happened before."""
    for place, text in enumerate(latest_said(tracker)):
        if (place or not said(tracker)) and not spent(text):
            continue
        amounts = [one for one in find_amounts(text) if not intended(text[: one.start])]
        if amounts:
            return amounts[0].value
    return None


def _is_awaited(tracker: Tracker, matter: Text) -> bool:
    """Whether money is waited for that others send: said now, or before signing in."""
    if incoming(said(tracker)):
        return True
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    before = said_about(tracker, matter)[1:2] if said(tracker) else []
    return intent != matter and any(incoming(one.text) for one in before)


def _month_of(transaction: Transaction) -> Tuple[int, int]:
    day = transaction.at.astimezone(wording.WIB)
    return day.year, day.month


def _lines_wanted(text: str) -> int:
    """How many transactions: "3 terakhir"; a handful without a number."""
    match = _LATEST.search(text)
    return min(int(match[1] or match[2]), HISTORY_MOST_LINES) if match else HISTORY_LINES


class EStatement(ToldFirst):
    """Has statements sent to the address on file."""

    matter = "e_statement"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Ordered where a month is named or the wish is plain; otherwise the month is asked for."""
        customer = await at_bank(bank.customer, customer_id)
        if customer is None:
            dispatcher.utter_message(response="utter_no_accounts")
            return []
        instead = entity(tracker, "instead")
        if instead is not None:
            months = statements.read(instead)
            tickets = await self._ordered(bank, customer_id, tracker, months)
            self._say("kept_and" if months else "kept", customer, months, tickets, dispatcher,
                      tracker)  # fmt: skip
            return []
        months = self._wanted(tracker)
        if not months and said(tracker):
            # What is asked about statements is no order of one.
            told = await answer_anything(the_knowledge(), dispatcher, tracker)
            if told is not None:
                return told
        if not months:
            self._ask(customer, dispatcher, tracker)
            return []
        tickets = await self._ordered(bank, customer_id, tracker, months)
        self._say(None, customer, months, tickets, dispatcher, tracker)
        return []

    def _wanted(self, tracker: Tracker) -> "List[Month]":
        """The months that were tapped or named, or the last one where it is plainly to be sent.

        None where no statement was spoken of, or the way is refused: nothing is ordered unasked.
        """
        tapped = entity(tracker, "month")
        if tapped is not None:
            return statements.read(tapped)
        words = [one.text for one in said_about(tracker, self.matter)]
        if statements.asked_about(said(tracker)) or statements.refuses_the_way(said(tracker)):
            return []
        if said(tracker) and not any(map(statements.names_one, words)):
            return []
        named = (statements.wanted(text, now()) for text in words)
        months = next(filter(None, named), [])
        plain = any(statements.to_be_sent(text) for text in words)
        return months or (statements.offered(now())[:1] if plain else [])

    async def _ordered(
        self, bank: Bank, customer_id: str, tracker: Tracker, months: "List[Month]"
    ) -> "List[Text]":
        """The numbers of one request for each month."""
        lang = language(tracker)
        named = _listed([wording.month(*month, lang) for month in months], lang)
        with noting(_REQUEST[lang].format(named), month_payload(months)):
            tickets = [
                await at_bank(
                    bank.file_ticket,
                    customer_id,
                    "e_statement",
                    {"month": f"{year}-{month:02d}"},
                    filing_key(tracker, "e_statement", year, month),
                )
                for year, month in months
            ]
        return [ticket.number for ticket in tickets]

    def _ask(
        self, customer: Customer, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        lang = language(tracker)
        dispatcher.utter_message(
            response="utter_ask_statement_month",
            email=wording.masked_email(customer.email),
            buttons=[
                {"title": wording.month(*month, lang), "payload": month_payload([month])}
                for month in statements.offered(now())
            ],
        )

    def _say(
        self,
        how: Optional[Text],
        customer: Customer,
        months: "List[Month]",
        tickets: "List[Text]",
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> None:
        lang = language(tracker)
        dispatcher.utter_message(
            response=f"utter_statement_{how}" if how else "utter_e_statement",
            month=_listed([wording.month(*month, lang) for month in months], lang),
            email=wording.masked_email(customer.email),
            ticket=_listed(tickets, lang),
        )


_REQUEST = {"id": "permintaan e-statement {}", "en": "the request for your statement of {}"}
_SEND_IT = {"id": "Kirim e-statement", "en": "Send the statement"}
_LATEST_ONES = {"id": "Mutasi terakhir", "en": "Latest transactions"}


def month_payload(months: "List[Month]") -> Text:
    """What a quick reply posts that orders these statements."""
    return f'/e_statement{{"month": "{statements.written(months)}"}}'


_KINDS = {"tabungan": "savings", "giro": "current"}


def _named_kind(tracker: Tracker, matter: Text, accounts: "List[Account]") -> "List[Account]":
    """The accounts of the kind that was named, now or before signing in; all if none fits."""
    named = (one.entity("account_type") for one in said_about(tracker, matter))
    kind = _KINDS.get(next(filter(None, named), ""))
    return [account for account in accounts if account.kind == kind] or accounts


def _listed(parts: "list[Text]", lang: str) -> str:
    """As in a sentence: a; a dan b; a, b, dan c."""
    if len(parts) < 2:
        return "".join(parts)
    joint = {"id": "dan", "en": "and"}[lang]
    if len(parts) == 2:
        return f"{parts[0]} {joint} {parts[1]}"
    return f"{', '.join(parts[:-1])}, {joint} {parts[-1]}"
