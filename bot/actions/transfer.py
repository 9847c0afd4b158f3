"""A transfer that went wrong: name it back, ask what is missing, file a ticket."""

import logging
from typing import Any, Dict, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.bank import Bank, BankUnavailable, the_bank
from actions.base import (
    BankAction,
    Events,
    at_bank,
    filing_key,
    language,
    said_about,
    then_listen,
    times_said,
)
from actions.forms import comfort, is_paused, left_early, offer_to_go_on, open_form
from actions.told_first import ToldFirst
from actions.transfer_details import as_candidate, candidate_among, details, label_of, nearest
from reading.meant import misdirected

logger = logging.getLogger(__name__)
LOOK_BACK_DAYS = 7
_SLOTS = ("transfer_candidate", "transfer_is_candidate", "transfer_when", "transfer_amount",
          "transfer_destination", "transfer_confirmed")  # fmt: skip


class TransferProblem(ToldFirst):
    """Looks for the transfer that is meant and opens the form with what is already known."""

    matter = "transfer_problem"
    sign_in_response = "utter_sign_in_report"
    taken_up = True

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The candidate is a transfer that is pending or failed, or fits what was said."""
        lang = language(tracker)
        amount, when, destination = details(tracker)
        found = await at_bank(bank.transactions, customer_id, LOOK_BACK_DAYS, kind="transfer")
        candidate = candidate_among(found, amount, when, destination)
        wrong = any(misdirected(one.text) for one in said_about(tracker, self.matter))
        if wrong:  # It arrived: no comfort for what did not.
            dispatcher.utter_message(response="utter_wrong_recipient")
        eased = {} if wrong else comfort(tracker, self.matter)
        if candidate is None:
            return open_form(
                "transfer_form",
                **eased,
                transfer_candidate=None,
                transfer_is_candidate=False,
                transfer_when=when,
                transfer_amount=amount,
                transfer_destination=destination,
                transfer_confirmed=None,
            )
        kept = as_candidate(candidate)
        return open_form(
            "transfer_form",
            **eased,
            transfer_candidate=kept,
            transfer_is_candidate=None,
            transfer_when=when,
            transfer_amount=amount,
            transfer_destination=destination,
            matter_label=label_of(kept["amount"], kept["destination"], kept["when"], lang),
        )


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
        response, near = "utter_transfer_confirm", None
        try:
            found = await at_bank(
                the_bank().transactions,
                str(tracker.get_slot("customer_id")),
                LOOK_BACK_DAYS,
                kind="transfer",
            )
            if candidate_among(found, amount, when, destination) is None:
                response = "utter_transfer_confirm_not_found"
                offered = times_said(tracker, "utter_transfer_near") > 0
                near = None if offered else nearest(found, amount, when, destination)
        except BankUnavailable as error:
            logger.warning("%s: %s", self.name(), error)
        if near is not None:
            kept = as_candidate(near)
            label = label_of(kept["amount"], kept["destination"], kept["when"], lang)
            dispatcher.utter_message(response="utter_transfer_near", near_label=label)
            return [SlotSet("transfer_candidate", {**kept, "near": True})]
        dispatcher.utter_message(
            response=response, matter_label=label_of(amount, destination, when, lang)
        )
        return [SlotSet("transfer_candidate", None)]


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
            matter_label=label_of(amount, destination, when, language(tracker)),
            ticket=ticket.number,
        )
        return []
