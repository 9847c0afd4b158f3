"""A customer's accounts: the balance, what moved, a statement by e-mail."""

import re
from datetime import date, timedelta
from typing import List, Optional, Text, Tuple

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
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
    times_said,
)
from actions.context import context
from actions.knowledge import the_knowledge
from actions.told_first import ToldFirst
from reading import apart, closing, paying, procedure, statements
from reading.amounts import find_amounts
from reading.meant import came, foreign_account, incoming, intended, spent
from reading.months import Month
from reading.signing_in import why_not
from reading.words import SMALL_NUMBERS

_BILL = "credit_card_bill"
HISTORY_DAYS = 30
HISTORY_DAYS_OF_MONTHS = 92
"""Where a month is named; what is older comes as a statement."""
HISTORY_LINES = 5
HISTORY_MOST_LINES = 10
_MOST_READ = 20
"""Transactions that the bank gives at once."""
_OF_THE_SENDER = "utter_sender_checks"
_SENDER_TOLD = 2
"""How often it is said what the sender has to do: before signing in and after."""
_SO_MANY_DAYS = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(SMALL_NUMBERS)})\s*(hari|hr|minggu|days?|weeks?)\b(?!\s*kerja)",
    re.IGNORECASE,
)
"""However they are meant: "udah 2 hari", "2 hari ini", "2 hari terakhir"."""
_LATEST = re.compile(
    r"\b([1-9]\d?)\s*(?:transaksi\s+|mutasi\s+)?(?:terakhir|terbaru|akhir)\b|\blast\s+([1-9]\d?)\b"
    r"(?!\s*(?:month|day|week|year))",
    re.IGNORECASE,
)


class CheckBalance(ToldFirst):
    """The balance of every active account."""

    matter = "check_balance"

    async def reply(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """The account that an open bill is to be paid from is not asked about: the bill stays."""
        before = context(tracker)
        of_a_bill = before is not None and before.matter == _BILL and not tracker.active_loop
        if of_a_bill and paying.is_wished(said(tracker)):
            return [SlotSet("topic", _BILL), FollowupAction(f"action_{_BILL}")]
        return await super().reply(dispatcher, tracker)

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
    """The latest transactions of the main account, those of a month, or what has come in."""

    matter = "transaction_history"

    async def reply(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """What the sender has to do needs no signing in, only the look at what has come in does."""
        told = tracker.get_slot("customer_id") or times_said(tracker, _OF_THE_SENDER)
        if apart.asks_of_the_sender(said(tracker)) and times_said(tracker, _OF_THE_SENDER):
            dispatcher.utter_message(response=_OF_THE_SENDER)
            return [SlotSet("topic", self.matter)]
        asks = procedure.asks_how(said(tracker))  # Then an article answers.
        if not told and not asks and _awaited(tracker, self.matter):
            dispatcher.utter_message(response=_OF_THE_SENDER)
        return await super().reply(dispatcher, tracker)

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """A line each: day, what, amount, and the state unless it is done."""
        lang = language(tracker)
        accounts = await at_bank(bank.accounts, customer_id)
        if not accounts:
            dispatcher.utter_message(response="utter_no_accounts")
            return []
        named = _named_kind(tracker, self.matter, accounts)
        awaited = _awaited(tracker, self.matter)
        if awaited:
            return await self._came_in(awaited, named, bank, customer_id, dispatcher, tracker)
        number = named[0].number
        months = parsers.named_months(said(tracker), now())
        days = HISTORY_DAYS_OF_MONTHS if months else HISTORY_DAYS
        found = await at_bank(bank.transactions, customer_id, days, account=number)
        if months:
            found = [t for t in found if _month_of(t) in months]
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
            dispatcher.utter_message(response="utter_no_transactions")
            return []
        dispatcher.utter_message(
            response="utter_history",
            account=wording.masked_number(number),
            lines=_lines(found, tracker),
        )
        missed = None if months else _sum_missed(tracker)
        if missed is not None:
            listed = any(abs(t.amount) == missed for t in found)
            if listed or len(found) < _MOST_READ:  # Otherwise there may be more than it gives.
                _tell_of_the_sum(missed, listed, dispatcher)
        return []

    async def _came_in(
        self,
        awaited: Text,
        accounts: "List[Account]",
        bank: Bank,
        customer_id: str,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> Events:
        """What others have sent since the day that is asked of, or that nothing has come in.

        Looked for on every account unless one is named: it may have been sent to any.
        """
        if said(tracker) == awaited and procedure.asks_beyond(awaited):
            told = await answer_anything(the_knowledge(), dispatcher, tracker)
            if told is not None:
                return told  # "Dia kirim dari BCA, normalnya berapa lama?" is no wish for a list.
        lang, today = language(tracker), now().date()
        since = _since(awaited) or today - timedelta(days=HISTORY_DAYS)
        since = max(since, today - timedelta(days=HISTORY_DAYS_OF_MONTHS))
        account = accounts[0].number if len(accounts) == 1 else None
        days = (today - since).days + 1
        found = await at_bank(bank.transactions, customer_id, days, account=account)
        found = [t for t in found if _day_of(t) >= since]
        if len(found) >= _MOST_READ:
            since = _day_of(found[-1])  # There may be more than the bank gives.
        found = [t for t in found if t.amount > 0]
        names = _listed([wording.masked_number(one.number) for one in accounts], lang)
        dispatcher.utter_message(
            response="utter_came_in" if found else "utter_nothing_came_in",
            account=names,
            since=wording.day(since, lang),
            **({"lines": _lines(found, tracker)} if found else {}),
        )
        missed = _sum_missed(tracker, of_others=True)
        if missed is not None and any(t.amount == missed for t in found):
            _tell_of_the_sum(missed, True, dispatcher)
        elif times_said(tracker, _OF_THE_SENDER) < _SENDER_TOLD:
            dispatcher.utter_message(response=_OF_THE_SENDER)
        return []


def _lines(found: "List[Transaction]", tracker: Tracker) -> Text:
    lang = language(tracker)
    return "\n".join(
        f"{wording.day(_day_of(t), lang)} · {t.description} · {wording.rupiah(t.amount)}"
        + (
            ""
            if t.status == "success"
            else f" · {wording.word('transaction_states', t.status, lang)}"
        )
        for t in found[: _lines_wanted(said(tracker))]
    )


def _tell_of_the_sum(amount: int, listed: bool, dispatcher: CollectingDispatcher) -> None:
    """Says whether the sum that the customer spoke of is among them."""
    dispatcher.utter_message(
        response="utter_sum_is_there" if listed else "utter_sum_not_there",
        amount=wording.rupiah(amount),
    )


def _sum_missed(tracker: Tracker, *, of_others: bool = False) -> Optional[int]:
    """The sum that is looked for: named now, or in what was told to have happened before."""
    for place, text in enumerate(latest_said(tracker)):
        told = incoming(text) if of_others else spent(text)
        if (place or not said(tracker)) and not told:
            continue
        amounts = [one for one in find_amounts(text) if not intended(text[: one.start])]
        if amounts:
            return amounts[0].value
    return None


def _awaited(tracker: Tracker, matter: Text) -> Optional[Text]:
    """The words that tell of money that others send: said now, or before "sudah" or "masuk belum".

    Whoever wishes to see their transactions sees all of them, whatever they wait for.
    """
    if incoming(said(tracker)):
        return said(tracker)
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    goes_on = came(said(tracker)) or closing.only_says_done(said(tracker))
    if not said(tracker) or (intent == matter and not goes_on):
        return None
    return next((one.text for one in said_about(tracker, matter)[1:] if incoming(one.text)), None)


def _since(text: Text) -> Optional[date]:
    """The first day that is asked of, if one is named; not one that is still to come."""
    today = now().date()
    span = _SO_MANY_DAYS.search(text)
    if span:
        count = SMALL_NUMBERS.get(span[1].lower()) or int(span[1])
        return today - timedelta(days=count * (1 if span[2].lower()[0] in "hd" else 7))
    when = parsers.parse_when(text, now())
    if when is not None and when.day <= today:
        return when.day
    months = parsers.named_months(text, now())
    return date(months[0].year, months[0].month, 1) if months else None


def _day_of(transaction: Transaction) -> date:
    return transaction.at.astimezone(wording.WIB).date()


def _month_of(transaction: Transaction) -> Tuple[int, int]:
    day = _day_of(transaction)
    return day.year, day.month


def _lines_wanted(text: str) -> int:
    """How many transactions: "3 terakhir"; a handful without a number."""
    match = _LATEST.search(text)
    return min(int(match[1] or match[2]), HISTORY_MOST_LINES) if match else HISTORY_LINES


class EStatement(ToldFirst):
    """Has statements sent to the address on file."""

    matter = "e_statement"

    def _is_asked_about(self, text: str, tracker: Tracker) -> bool:
        """What is wished on paper no e-mail brings: an article tells the way to it."""
        return super()._is_asked_about(text, tracker) or statements.on_paper(text)

    def _is_only_asked(self, text: str, tracker: Tracker) -> bool:
        """Nor is a month asked for it: the nearest article is told, and this stays one tap away."""
        paper = statements.on_paper(text) and not tracker.active_loop and not why_not(text)
        return paper or super()._is_only_asked(text, tracker)

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
