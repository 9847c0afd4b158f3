"""What the bank works on already: a report of the same matter, told before another is made."""

from datetime import date, timedelta
from typing import Any, Dict, Iterable, List, Optional, Text

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.bank import Ticket, Transaction
from actions.base import entity, language, last_said_by_bot, said
from actions.transfer_details import label_of
from reading import corrections

TOLD = "utter_already_reported"
ANOTHER = "another"
"""The entity of the quick reply that means another one than the report that was told."""
AMENDABLE = ("transfer", "cash")
"""Kinds of reports with details that the customer gave."""
_OPEN = frozenset({"open", "in_progress"})
_TERM = {"transfer": 3, "cash": 5}
"""Working days within which a report is settled, as the articles say."""
_REPORTED_WITHIN = timedelta(days=7)
"""So long after a transfer a report without its day may be about it."""


def being_worked_on(tickets: Iterable[Ticket], kind: str) -> List[Ticket]:
    """The reports of this kind that are not closed, the newest first."""
    return [ticket for ticket in tickets if ticket.kind == kind and ticket.status in _OPEN]


def of_transfer(
    reports: Iterable[Ticket],
    amount: Optional[int],
    destination: Optional[str],
    when: Optional[Dict[Text, Any]],
) -> Optional[Ticket]:
    """The report of a transfer with this sum, destination and day; None without all of them."""
    if amount is None or not destination or when is None:
        return None
    day = date.fromisoformat(when["day"])
    return next((one for one in reports if _is_of(one, amount, destination, day)), None)


def of_found(reports: Iterable[Ticket], transfer: Transaction) -> Optional[Ticket]:
    """The report of a transfer that the bank knows."""
    day = transfer.at.astimezone(wording.WIB).date().isoformat()
    return of_transfer(reports, abs(transfer.amount), transfer.destination, {"day": day})


def of_withdrawal(reports: Iterable[Ticket], withdrawal: Transaction) -> Optional[Ticket]:
    """The report of a withdrawal."""
    return next((one for one in reports if one.details.get("id") == withdrawal.id), None)


def _is_of(report: Ticket, amount: int, destination: str, day: date) -> bool:
    details = report.details
    named, meant = str(details.get("destination") or "").lower(), destination.lower()
    if details.get("amount") != amount or not named or not (named in meant or meant in named):
        return False
    if details.get("when"):
        return date.fromisoformat(str(details["when"]["day"])) == day
    opened = report.opened_at.astimezone(wording.WIB).date()
    return day <= opened <= day + _REPORTED_WITHIN


def means_another(tracker: Tracker) -> bool:
    """Whether the customer has said that they mean another one than the report just told.

    What only adds to what was told ("2 juta, belum masuk") goes on with it.
    """
    if entity(tracker, ANOTHER) is not None:
        return True
    text = said(tracker)
    if last_said_by_bot(tracker) != TOLD or not text:
        return False
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    return parsers.parse_yes_no(text, intent) is False or corrections.another(text)


def called(what: str, lang: str) -> str:
    """The report of a transfer or a withdrawal, as a sentence names it."""
    return {"id": f"laporan {what}", "en": f"the report of {what}"}[lang]


def on_record(known: Dict[Text, Any], told: str, lang: str) -> str:
    """A transfer that the bank has, beside one to the receiver `told`, as a sentence names it.

    Without its receiver where that is told more fully: "BRI" beside "BRI •••• 1234" looks like two.
    """
    place = str(known["destination"])
    if place.lower() != told.lower() and place.lower() in told.lower():
        return f"{wording.rupiah(known['amount'])}, {wording.said_when(known['when'], lang)}"
    return label_of(known["amount"], place, known["when"], lang)


def is_told_on(dispatcher: CollectingDispatcher, tracker: Tracker, report: Ticket) -> bool:
    """Says that a report goes on where it was just told, and is not asked for once more."""
    known = (tracker.get_slot("report") or {}).get("number")
    if known != report.number or last_said_by_bot(tracker) != TOLD:
        return False
    dispatcher.utter_message(response="utter_report_goes_on", ticket=report.number)
    return True


def tell(
    dispatcher: CollectingDispatcher, tracker: Tracker, report: Ticket, what: str, matter: str
) -> Dict[Text, Any]:
    """Says that it is being worked on and how it goes on; what is kept of it in a slot."""
    if is_told_on(dispatcher, tracker, report):
        return kept(report)
    lang = language(tracker)
    goes_on = wording.word("ticket_next", report.status, lang).rstrip(".")
    dispatcher.utter_message(
        response=TOLD,
        what=what,
        ticket=report.number,
        status=wording.word("ticket_states", report.status, lang),
        next=goes_on if goes_on.startswith("I ") else goes_on[:1].lower() + goes_on[1:],
        buttons=[
            {"title": _THAT_ONE[lang], "payload": "/affirm"},
            {"title": _ANOTHER[lang], "payload": f'/{matter}{{"{ANOTHER}": "yes"}}'},
            {"title": _PERSON[lang], "payload": "/request_human"},
        ],
    )
    return kept(report)


def kept(report: Ticket) -> Dict[Text, Any]:
    """What a slot keeps of a report: its number, the day from which its term counts, the term.

    `days`: working days; None where it is closed.
    """
    opened = report.opened_at.astimezone(wording.WIB).date()
    days = _TERM.get(report.kind) if report.status in _OPEN else None
    return {"number": report.number, "opened": opened.isoformat(), "days": days}


def set_aside(report: Ticket) -> Dict[Text, Any]:
    """What is kept of one that is not theirs or not meant: nothing is asked or changed of it."""
    return {**kept(report), "days": None, "not_meant": True}


_THAT_ONE = {"id": "Ya, yang itu", "en": "Yes, that one"}
_ANOTHER = {"id": "Bukan, yang lain", "en": "No, another one"}
_PERSON = {"id": "Bicara dengan petugas", "en": "Talk to a person"}
