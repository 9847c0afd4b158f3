"""A transfer that went wrong: name it back, ask what is missing, file a ticket."""

import logging
import re
from datetime import date, timedelta
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.bank import Bank, BankUnavailable, Transaction, the_bank
from actions.base import (
    BankAction,
    Events,
    at_bank,
    filing_key,
    language,
    now,
    said,
    said_about,
    then_listen,
)
from actions.forms import (
    CORRECTION,
    FormAnswers,
    comfort,
    is_paused,
    left_early,
    offer_to_go_on,
    open_form,
)
from reading.amounts import find_amounts

logger = logging.getLogger(__name__)

LOOK_BACK_DAYS = 7
_SLOTS = ("transfer_candidate", "transfer_is_candidate", "transfer_when", "transfer_amount",
          "transfer_destination", "transfer_confirmed")  # fmt: skip
_DETAILS = ("transfer_when", "transfer_amount", "transfer_destination")
_KEPT = ("transfer_amount", "transfer_when", "transfer_destination")
_CORRECT = re.compile(
    r"\b(perbaiki|perbaikin|benerin|betulin|koreksi|ralat|ubah|ganti|correct it|change|fix)\b",
    re.IGNORECASE,
)
_NIGHT_ENDS_AT = 5
"""Until that hour what was done "last night" carries the next day's date."""
_DESTINATION = re.compile(
    r"\b(?:ke|to|tujuan|rekening tujuan|penerima)\s+(?:rekening\s+|rek\s+|bank\s+|the\s+)?"
    r"(?P<name>[A-Za-z][\w.&-]*(?:\s+[A-Z][\w.&-]*){0,2})"
)
_TO = re.compile(r"\b(?:ke|to|tujuan|kepada|penerima)\s+(?:\w+\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:dari|dr|from|atm|via|lewat|pakai|pake)\s+(?:\w+\s+)?$", re.IGNORECASE)
_NO_DESTINATION = frozenset(
    "saya aku gue gw sini sana mana teman temen bank rekening rek orang yang dia my a the wrong "
    "salah kamu anda petugas agen cs".split()
)


class TransferProblem(BankAction):
    """Looks for the transfer that is meant and opens the form with what is already known."""

    matter = "transfer_problem"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The candidate is a transfer that is pending or failed, or fits what was said."""
        lang = language(tracker)
        amount, when, destination = _details(tracker)
        found = await at_bank(bank.transactions, customer_id, LOOK_BACK_DAYS, kind="transfer")
        candidate = _candidate(found, amount, when, destination)
        if candidate is None:
            return open_form(
                "transfer_form",
                **comfort(tracker, self.matter),
                transfer_candidate=None,
                transfer_is_candidate=False,
                transfer_when=when,
                transfer_amount=amount,
                transfer_destination=destination,
                transfer_confirmed=None,
            )
        at = candidate.at.astimezone(wording.WIB)
        return open_form(
            "transfer_form",
            **comfort(tracker, self.matter),
            transfer_candidate={
                "id": candidate.id,
                "when": {"day": at.date().isoformat(), "time": f"{at:%H.%M}", "part": None},
                "amount": abs(candidate.amount),
                "destination": candidate.destination or "-",
            },
            transfer_is_candidate=None,
            transfer_when=when,
            transfer_amount=amount,
            transfer_destination=destination,
            matter_label=_label(
                abs(candidate.amount), candidate.destination or "-",
                {"day": at.date().isoformat(), "time": f"{at:%H.%M}"}, lang,
            ),
        )  # fmt: skip


class TransferAnswers(FormAnswers):
    """Reads what the form asks: a yes, a day, an amount, a bank or account."""

    form = "transfer_form"
    matter = "transfer_problem"

    def read(self, slot: str, tracker: Tracker) -> Dict[Text, Any]:
        """Also takes what was not asked yet; what is filled stays."""
        text = said(tracker)
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        if slot == "transfer_is_candidate":
            return self._read_candidate(text, intent, tracker)
        if slot == "transfer_confirmed":
            yes = parsers.parse_yes_no(text, intent)
            return {"transfer_confirmed": True} if yes else {}
        found: Dict[Text, Any] = {
            "transfer_when": _when(text),
            "transfer_amount": parsers.parse_amount(text, asked=slot == "transfer_amount"),
            "transfer_destination": read_destination(
                text, _destination_name(tracker), alone=slot == "transfer_destination"
            ),
        }
        return {
            name: value
            for name, value in found.items()
            if value is not None and (name == slot or tracker.get_slot(name) is None)
        }

    def corrected(self, slot: str, tracker: Tracker) -> Optional[Dict[Text, Any]]:
        """Before it is filed every detail can be replaced, or all be opened by "correct it".

        Earlier, a detail that is there already is replaced when the words say that it was wrong.
        """
        text = said(tracker)
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        last_question = slot == "transfer_confirmed"
        if slot == "transfer_is_candidate" or not (last_question or CORRECTION.search(text)):
            return None
        yes = last_question and (parsers.parse_yes_no(text, None) or intent == "affirm")
        named = {
            "transfer_when": None if yes else _when(text),
            "transfer_amount": _amount_instead(text, tracker.get_slot("transfer_amount")),
            "transfer_destination": _destination_instead(
                text,
                tracker.latest_message.get("entities") or [],
                tracker.get_slot("transfer_destination"),
            ),
        }
        new = {
            name: value
            for name, value in named.items()
            if value is not None and value != tracker.get_slot(name)
        }
        replaced = any(tracker.get_slot(name) is not None for name in new)
        if last_question:
            tapped = intent == "transfer_problem" and not text
            reopened = dict.fromkeys(_DETAILS) if tapped or _CORRECT.search(text) else None
            return new or reopened
        return new if replaced else None

    def noted(self, found: Dict[Text, Any], dispatcher: CollectingDispatcher, lang: str) -> None:
        """Names the amount, the destination and the day that were kept."""
        said_amount, when = found.get("transfer_amount"), found.get("transfer_when")
        details = [
            wording.rupiah(said_amount) if said_amount else None,
            found.get("transfer_destination"),
            wording.said_when(when, lang) if when else None,
        ]
        dispatcher.utter_message(
            response="utter_detail_noted", detail=", ".join(filter(None, details))
        )

    def _read_candidate(
        self, text: str, intent: Optional[str], tracker: Tracker
    ) -> Dict[Text, Any]:
        yes = parsers.parse_yes_no(text, intent)
        candidate = tracker.get_slot("transfer_candidate") or {}
        if yes:
            return {
                "transfer_is_candidate": True,
                "transfer_confirmed": True,
                "transfer_when": candidate.get("when"),
                "transfer_amount": candidate.get("amount"),
                "transfer_destination": candidate.get("destination"),
            }
        details = {
            "transfer_when": _when(text),
            "transfer_amount": parsers.parse_amount(text),
            "transfer_destination": read_destination(text, _destination_name(tracker)),
        }
        named = {name: value for name, value in details.items() if value is not None}
        if yes is False or named:
            return {"transfer_is_candidate": False, **named}
        return {}

    def unclear(self, slot: str) -> str:
        """What wasn't caught."""
        return {
            "transfer_when": "utter_when_unclear",
            "transfer_amount": "utter_amount_unclear",
            "transfer_destination": "utter_destination_unclear",
        }.get(slot, "utter_yes_or_no")


class AskTransferConfirmed(Action):
    """Repeats the data and asks for a yes; says so when the bank knows no such transfer."""

    def name(self) -> Text:
        """For the domain."""
        return "action_ask_transfer_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Without the bank's data it only asks: that nothing was found is not known then."""
        when = tracker.get_slot("transfer_when")
        amount = int(tracker.get_slot("transfer_amount"))
        destination = str(tracker.get_slot("transfer_destination"))
        response = "utter_transfer_confirm"
        try:
            found = await at_bank(
                the_bank().transactions,
                str(tracker.get_slot("customer_id")),
                LOOK_BACK_DAYS,
                kind="transfer",
            )
            if _candidate(found, amount, when, destination) is None:
                response = "utter_transfer_confirm_not_found"
        except BankUnavailable as error:
            logger.warning("%s: %s", self.name(), error)
        dispatcher.utter_message(
            response=response, matter_label=_label(amount, destination, when, language(tracker))
        )
        return []


class SubmitTransfer(BankAction):
    """Files the ticket when the form is complete."""

    matter = "transfer_problem"

    def name(self) -> Text:
        """For the domain."""
        return "action_submit_transfer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Also after a form that was left early; the form's slots are empty afterwards."""
        kept = is_paused(tracker)
        events = left_early(dispatcher, tracker)
        if events is None:
            events = await self.reply(dispatcher, tracker)
        if kept:
            return then_listen(events)
        events = [*events, *offer_to_go_on(dispatcher, tracker, self.matter)]
        return then_listen([*(SlotSet(name, None) for name in _SLOTS), *events])

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The same transfer of the same conversation is the same ticket."""
        when = tracker.get_slot("transfer_when")
        amount = int(tracker.get_slot("transfer_amount"))
        destination = str(tracker.get_slot("transfer_destination"))
        ticket = await at_bank(
            bank.file_ticket,
            customer_id,
            "transfer",
            {"when": when, "amount": amount, "destination": destination},
            filing_key(tracker, "transfer_form", when["day"], amount, destination.lower()),
        )
        dispatcher.utter_message(
            response="utter_transfer_filed",
            matter_label=_label(amount, destination, when, language(tracker)),
            ticket=ticket.number,
        )
        return []


def _details(
    tracker: Tracker,
) -> "Tuple[Optional[int], Optional[Dict[Text, Any]], Optional[str]]":
    """Amount, day and destination as they were said, now or before; the latest words count."""
    back = tracker.get_slot("paused") == TransferProblem.matter
    amount, when, destination = (tracker.get_slot(n) if back else None for n in _KEPT)
    for one in said_about(tracker, TransferProblem.matter):
        amount = amount or parsers.parse_amount(one.text)
        when = when or _when(one.text)
        name = _named_destination(one.text, one.entities)
        destination = destination or read_destination(one.text, name)
    return amount and int(amount), when, destination


def _amount_instead(text: str, wrong: Any) -> Optional[int]:
    """The amount in place of a wrong one, which may be named too: "bukan 2jt, 2,5jt"."""
    others = [amount.value for amount in find_amounts(text) if amount.value != wrong]
    return others[-1] if others else None


def _destination_instead(
    text: str, entities: "List[Dict[Text, Any]]", wrong: Optional[str]
) -> Optional[str]:
    """The destination in place of a wrong one, which may be named too: "bukan BCA, ke BRI"."""
    others = [e for e in entities if not (wrong and str(e["value"]).lower() in wrong.lower())]
    return read_destination(text, _named_destination(text, others))


def _destination_name(tracker: Tracker) -> Optional[str]:
    return _named_destination(said(tracker), tracker.latest_message.get("entities") or [])


def _named_destination(text: str, entities: "List[Dict[Text, Any]]") -> Optional[str]:
    """The bank or wallet that money went to; the one that it came from is none."""
    named = [e for e in entities if e["entity"] in ("bank", "wallet")]
    to = [e for e in named if _TO.search(text[: e.get("start", 0)])]
    others = [e for e in named if not _FROM.search(text[: e.get("start", 0)])]
    return next((str(e["value"]) for e in (*to, *others)), None)


def _when(text: str) -> Optional[Dict[Text, Any]]:
    today = now()
    when = parsers.parse_when(text, today)
    if when is None or when.day > today.date():
        return None
    return {"day": when.day.isoformat(), "time": when.time, "part": when.part}


def read_destination(text: str, bank: Optional[str], alone: bool = False) -> Optional[str]:
    """The bank, wallet or account that a transfer went to. `alone`: it was just asked for."""
    number = parsers.parse_account_number(text)
    name = bank
    if name is None:
        match = _DESTINATION.search(text)
        if match and match["name"].lower() not in _NO_DESTINATION:
            name = match["name"]
    if name is None and alone and not number:
        words = re.findall(r"[\w.&-]+", re.sub(r"^\s*bank\s+", "", text, flags=re.IGNORECASE))
        if 1 <= len(words) <= 3 and words[0].lower() not in _NO_DESTINATION:
            plain = not parsers.parse_amount(text) and not _when(text)
            name = " ".join(words) if plain and len(text) >= 3 else None
    if name and name.islower():
        name = name.upper() if len(name) <= 4 else name.title()
    parts = [name, wording.masked_number(number) if number else None]
    return " ".join(part for part in parts if part) or None


def _label(amount: int, destination: str, when: Dict[Text, Any], lang: str) -> str:
    to = {"id": "ke", "en": "to"}[lang]
    return f"{wording.rupiah(amount)} {to} {destination}, {wording.said_when(when, lang)}"


def _on_the_day(transaction: Transaction, when: Dict[Text, Any]) -> bool:
    """Whether it was on that day where the customers are; a night ends in the morning."""
    at = transaction.at.astimezone(wording.WIB)
    if when.get("part") == "malam" and at.hour < _NIGHT_ENDS_AT:
        at -= timedelta(days=1)
    return at.date() == date.fromisoformat(when["day"])


def _candidate(
    found: "list[Transaction]",
    amount: Optional[int],
    when: Optional[Dict[Text, Any]],
    destination: Optional[str],
) -> Optional[Transaction]:
    """The transfer that fits everything that was said; without details, one in trouble."""

    def fits(transaction: Transaction) -> bool:
        return (
            (amount is None or abs(transaction.amount) == amount)
            and (when is None or _on_the_day(transaction, when))
            and (
                destination is None
                or (transaction.destination or "").lower() in destination.lower()
            )
        )

    fitting = [t for t in found if t.amount < 0 and fits(t)]
    troubled = [t for t in fitting if t.status != "success"]
    if troubled:
        return troubled[0]
    return fitting[0] if fitting and (amount or when or destination) else None
