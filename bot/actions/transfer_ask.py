"""The last question about a transfer: what was understood, and what the bank has of it."""

import logging
from abc import ABC, abstractmethod
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import reports, wording
from actions.bank import Bank, BankUnavailable, Ticket, Transaction, the_bank
from actions.base import DONE, Events, at_bank, language, texts_of
from actions.transfer_details import label_of
from actions.transfer_meant import RECORDED
from actions.transfer_found import (
    as_candidate,
    candidate_among,
    in_trouble_all_the_same,
    nearest,
)

logger = logging.getLogger(__name__)
LOOK_BACK_DAYS = 7
_AGAINST = {
    lang: [
        {"title": kept, "payload": "/affirm"},
        {"title": recorded, "payload": f'/affirm{{"{RECORDED}": "yes"}}'},
        {"title": left, "payload": "/deny"},
    ]
    for lang, kept, recorded, left in (
        ("id", "Ya, tetap begitu", "Pakai yang tercatat", "Batal"),
        ("en", "Yes, as I said", "The recorded one", "Cancel"),
    )
}
"""Quick replies where the bank has another transfer than the one that is told."""


_CONFIRMS = frozenset(
    {
        "utter_transfer_confirm", "utter_transfer_confirm_not_found", "utter_transfer_near",
        "utter_transfer_confirm_against", "utter_transfer_confirm_again",
        "utter_ask_transfer_form_transfer_is_candidate",
    }
)  # fmt: skip
"""Questions that name a transfer and wait for a yes."""


def times_named(tracker: Tracker, label: Text) -> int:
    """How often a transfer was named in such a question since anything was done."""
    times = 0
    for event in reversed(tracker.events):
        name = (event.get("metadata") or {}).get("utter_action")
        if event.get("event") != "bot":
            continue
        if name in DONE:
            break
        times += name in _CONFIRMS and label in (event.get("text") or "")
    return times


def _is_waited_for(dispatcher: CollectingDispatcher, tracker: Tracker, label: Text) -> bool:
    """Whether the question stands already and something else was answered just now.

    Then it is not asked in full again: one short line says that it waits, and after that nothing.
    """
    if tracker.get_slot("misses") or not times_named(tracker, label):
        return False
    names: "List[Text]" = []  # Of what was said since anything was done, the latest first.
    beside: Optional[bool] = None
    for event in reversed(tracker.events):
        name = (event.get("metadata") or {}).get("utter_action")
        if event.get("event") == "user" and beside is None:
            beside = bool(names)  # Something was answered to the latest message.
        if event.get("event") == "bot":
            if name in DONE:
                break
            names.append(str(name))
    if beside and not set(names) & set(_WAITS.values()):
        dispatcher.utter_message(response=_WAITS[str(tracker.get_slot("requested_slot"))])
    return bool(beside)


_WAITS = {
    "transfer_is_candidate": "utter_transfer_candidate_waits",
    "transfer_confirmed": "utter_transfer_waits",
}


class AskTransferIsCandidate(Action):
    """Names a transfer of the bank's and asks whether it is the one; in full only once."""

    def name(self) -> Text:
        """For the domain."""
        return "action_ask_transfer_form_transfer_is_candidate"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """After something in between it only says that it waits."""
        if not _is_waited_for(dispatcher, tracker, str(tracker.get_slot("matter_label"))):
            dispatcher.utter_message(response="utter_ask_transfer_form_transfer_is_candidate")
        return []


class _AskDetail(Action, ABC):
    """Asks for a detail; where somebody asked to look, for one of the transfers that there are."""

    @property
    @abstractmethod
    def slot(self) -> Text:
        """What is asked for."""

    def name(self) -> Text:
        """For the domain."""
        return f"action_ask_transfer_form_{self.slot}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The transfers are listed once."""
        listed = (tracker.get_slot("transfer_candidate") or {}).get("listed")
        lang = language(tracker)
        to = {"id": "Transfer ke", "en": "Transfer to"}[lang]
        lines = "\n".join(
            f"{wording.said_when(one['when'], lang)} · {to} {one['destination']} · "
            f"{wording.rupiah(-one['amount'])}"
            + (
                ""
                if one["status"] == "success"
                else f" · {wording.word('transaction_states', one['status'], lang)}"
            )
            for one in listed or ()
        )
        if lines and not any(lines in text for text in texts_of(tracker, "utter_transfers_listed")):
            dispatcher.utter_message(response="utter_transfers_listed", lines=lines)
            return []
        dispatcher.utter_message(response=f"utter_ask_transfer_form_{self.slot}")
        return []


class AskTransferWhen(_AskDetail):
    """Asks for the day."""

    slot = "transfer_when"


class AskTransferAmount(_AskDetail):
    """Asks for the sum."""

    slot = "transfer_amount"


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
        lang = language(tracker)
        before = tracker.get_slot("transfer_candidate") or {}
        if _is_waited_for(dispatcher, tracker, _shown(before, amount, destination, when, lang)):
            return []
        response, known, report = "utter_transfer_confirm", None, None
        near_label = ""
        try:
            found, open_reports = await at_bank(
                transfers_and_reports, the_bank(), str(tracker.get_slot("customer_id"))
            )
            report = reports.of_transfer(open_reports, amount, destination, when)
            other = in_trouble_all_the_same(found, amount, destination)
            if report is None and other is not None:
                report = reports.of_found(open_reports, other)  # The day that was told is off.
                if report is not None:
                    when = as_candidate(other)["when"]
            found = [t for t in found if reports.of_found(open_reports, t) is None]
            fitting = candidate_among(found, amount, when, destination)
            near = nearest(found, amount, when, destination)
            if report is not None:
                response = "utter_transfer_confirm_again"
            elif fitting is not None:
                known = as_candidate(fitting, found)
            elif near is not None:
                known = as_candidate(near, found)
                near_label = label_of(known["amount"], known["destination"], known["when"], lang)
                first = _is_to_be_offered(tracker, near_label, before)
                known["near" if first else "against"] = True
                response = "utter_transfer_near" if first else "utter_transfer_confirm_against"
            else:
                response = "utter_transfer_confirm_not_found"
        except BankUnavailable as error:
            logger.warning("%s: %s", self.name(), error)
        if before.get("day_kept") and known:
            day = wording.said_when(known["when"], lang)
            dispatcher.utter_message(response="utter_day_of_the_bank", day=day)
        against = {"buttons": _AGAINST[lang]} if known and known.get("against") else {}
        dispatcher.utter_message(
            response=response,
            matter_label=label_of(amount, destination, when, lang),
            near_label=near_label,
            ticket=report.number if report else "",
            **against,
        )
        again = report.number if report else None
        return [SlotSet("transfer_candidate", known), SlotSet("transfer_again", again)]


def _shown(
    known: "Dict[Text, Any]",
    amount: int,
    destination: Text,
    when: "Dict[Text, Any]",
    lang: str,
) -> Text:
    """What the question names: the transfer that the bank has, or the one that was told."""
    if known.get("near") or known.get("against"):
        return label_of(known["amount"], known["destination"], known["when"], lang)
    return label_of(amount, destination, when, lang)


def _is_to_be_offered(tracker: Tracker, label: Text, before: "Dict[Text, Any]") -> bool:
    """It is offered once; who then insists hears what the bank has, and chooses."""
    offers = texts_of(tracker, "utter_transfer_near")
    waits = before.get("near") and label in (offers or [""])[-1]
    return bool(waits) or not any(label in text for text in offers)


def transfers_and_reports(
    bank: Bank, customer_id: str
) -> "Tuple[List[Transaction], List[Ticket]]":
    """The transfers of the last days, and what of them is being looked into."""
    found = bank.transactions(customer_id, LOOK_BACK_DAYS, kind="transfer")
    return found, reports.being_worked_on(bank.tickets(customer_id), "transfer")


async def contradicted(
    bank: Bank, customer_id: str, told: "Dict[Text, Any]", *, report: Optional[Text] = None
) -> "Optional[Dict[Text, Any]]":
    """The transfer that the bank has in place of the one that is told; None where there is none.

    It stands in the report as well: nothing is filed silently that the data contradict. `report`:
    the number of the one that is put right.
    """
    found, open_reports = await at_bank(transfers_and_reports, bank, customer_id)
    others = [one for one in open_reports if one.number != report]
    found = [t for t in found if reports.of_found(others, t) is None]
    amount, when, destination = told["amount"], told["when"], told["destination"]
    if candidate_among(found, amount, when, destination) is not None:
        return None
    near = nearest(found, amount, when, destination)
    if near is None:
        return None
    kept = as_candidate(near)
    return {name: kept[name] for name in ("id", "when", "amount", "destination")}
