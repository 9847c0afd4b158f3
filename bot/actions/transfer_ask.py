"""The last question about a transfer: what was understood, and what the bank has of it."""

import logging
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import reports, wording
from actions.bank import Bank, BankUnavailable, Ticket, Transaction, the_bank
from actions.base import Events, at_bank, language, texts_of
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
