"""A transfer that went wrong: name it back, ask what is missing, file a ticket."""

from typing import Any, Dict, List, Optional, Text, Tuple

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import reports, wording
from actions.amend import transfer_wish
from actions.answers import answer_anything
from actions.bank import Bank, Ticket, Transaction
from actions.base import (
    BankAction,
    Events,
    at_bank,
    language,
    last_said_by_bot,
    noting,
    said,
    said_about,
    then_listen,
)
from actions.forms import apologise, comfort, is_paused, left_early, offer_to_go_on, open_form
from actions.knowledge import the_knowledge
from actions.told_first import ToldFirst
from actions.transfer_ask import contradicted, transfers_and_reports
from actions.transfer_details import details, label_of
from actions.transfer_form import BY_OTHERS
from actions.transfer_found import (
    as_candidate,
    candidate_among,
    in_trouble_all_the_same,
    the_only_one_sent,
)
from actions.transfer_meant import RECORDED
from reading.meant import asks_to_look, misdirected, not_arrived, not_sent, sent_by_others
from reading.procedure import supposes

_INCOMING = "transaction_history"
"""The matter of money that others send: whether it came, the list of movements shows."""
_MOST_LISTED = 3
"""Transfers from which one is chosen."""
_PERSON = {"id": "Bicara dengan petugas", "en": "Talk to a person"}
_SLOTS = ("transfer_candidate", "transfer_is_candidate", "transfer_when", "transfer_amount",
          "transfer_destination", "transfer_confirmed", "transfer_again")  # fmt: skip


class TransferProblem(ToldFirst):
    """Looks for the transfer that is meant and opens the form with what is already known."""

    matter = "transfer_problem"
    sign_in_response = "utter_sign_in_report"
    taken_up = True

    async def reply(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """What has not been sent can't be lost, nor what is only thought of: no form for that."""
        text = said(tracker)
        if sent_by_others(text) and not tracker.active_loop:
            return _of_others(tracker)
        if not_sent(text):
            await apologise(dispatcher, tracker)
            refused = sorted({*(tracker.get_slot("refused") or ()), self.matter})
            return [SlotSet("refused", refused), SlotSet("topic", "transfer_fee_limit")]
        if supposes(text) and not tracker.active_loop:
            told = await answer_anything(the_knowledge(), dispatcher, tracker)
            if told is None:
                lang = language(tracker)
                dispatcher.utter_message(
                    response="utter_knowledge_nothing",
                    matter=wording.matter(self.matter, lang),
                    buttons=[
                        {"title": wording.button(self.matter, lang), "payload": f"/{self.matter}"},
                        {"title": _PERSON[lang], "payload": "/request_human"},
                    ],
                )
            return told or []
        return await super().reply(dispatcher, tracker)

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The candidate is a transfer that is pending or failed, or fits what was said."""
        lang = language(tracker)
        amount, when, destination = details(tracker)
        found, open_reports = await at_bank(transfers_and_reports, bank, customer_id)
        unreported = [t for t in found if reports.of_found(open_reports, t) is None]
        candidate = candidate_among(unreported, amount, when, destination)
        meant = candidate_among(found, amount, when, destination)
        if meant is None:
            # The day that was told may be off. With sum and bank it is offered as that in the form.
            meant = in_trouble_all_the_same(found, amount, destination)
            if meant is None and any(map(not_arrived, self._said(tracker))):
                meant = the_only_one_sent(found, amount, destination)
            shown = amount is None or destination is None
            candidate = meant if shown and meant in unreported else None
        in_trouble = candidate is not None and candidate.status != "success"
        if not in_trouble and not reports.means_another(tracker):
            report, what = _reported(open_reports, meant, amount, when, destination, lang)
            if report is not None:
                kept = reports.tell(dispatcher, tracker, report, what, self.matter)
                return [SlotSet("report", kept)]
        wrong = any(map(misdirected, self._said(tracker)))
        if wrong:  # It arrived: no comfort for what did not.
            dispatcher.utter_message(response="utter_wrong_recipient")
        eased = {} if wrong else comfort(tracker, self.matter)
        if candidate is None:
            listed = [as_candidate(t, unreported) for t in unreported if t.amount < 0]
            looks = asks_to_look(said(tracker)) or last_said_by_bot(tracker) in wording.SIGN_IN
            asked = amount is None and destination is None and looks
            return open_form(
                "transfer_form",
                topic=self.matter,
                **eased,
                transfer_candidate={"listed": listed[:_MOST_LISTED]} if asked and listed else None,
                transfer_is_candidate=False,
                transfer_when=when,
                transfer_amount=amount,
                transfer_destination=destination,
                transfer_confirmed=None,
            )
        kept = as_candidate(candidate, unreported)
        return open_form(
            "transfer_form",
            topic=self.matter,
            **eased,
            transfer_candidate=kept,
            transfer_is_candidate=None,
            transfer_when=when,
            transfer_amount=amount,
            transfer_destination=destination,
            matter_label=label_of(kept["amount"], kept["destination"], kept["when"], lang),
        )

    def _said(self, tracker: Tracker) -> List[Text]:
        return [one.text for one in said_about(tracker, self.matter)]


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
        if tracker.get_slot("form_end") == BY_OTHERS:
            return _of_others(tracker)
        kept = is_paused(tracker)
        events = self._left_as_it_was(dispatcher, tracker) or left_early(dispatcher, tracker)
        if events is None:
            events = await self.reply(dispatcher, tracker)
        if kept:
            return then_listen(events)
        events = [*events, *offer_to_go_on(dispatcher, tracker, self.matter)]
        return then_listen([*(SlotSet(name, None) for name in _SLOTS), *events])

    @staticmethod
    def _left_as_it_was(dispatcher: CollectingDispatcher, tracker: Tracker) -> Optional[Events]:
        """A no to a second report of the same: the first one goes on."""
        report = tracker.get_slot("transfer_again")
        if not report or tracker.get_slot("form_end") != "cancelled":
            return None
        dispatcher.utter_message(response="utter_report_goes_on", ticket=report)
        return [SlotSet("form_end", None)]

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The same transfer of the same conversation is the same ticket, unless wished anew."""
        when = tracker.get_slot("transfer_when")
        amount = int(tracker.get_slot("transfer_amount"))
        destination = str(tracker.get_slot("transfer_destination"))
        again = tracker.get_slot("transfer_again")
        lang = language(tracker)
        known = tracker.get_slot("transfer_candidate") or {}
        told: Dict[Text, Any] = {"when": when, "amount": amount, "destination": destination}
        another = await contradicted(bank, customer_id, told)
        matter_label = label_of(amount, destination, when, lang)
        with noting(reports.called(named(matter_label, lang), lang), f"/{self.matter}"):
            ticket = await at_bank(
                bank.file_ticket,
                customer_id,
                "transfer",
                {**told, **({RECORDED: another} if another else {})},
                "|".join(
                    [
                        transfer_wish(tracker, when["day"], amount, destination),
                        *([again] if again else []),
                    ]
                ),
            )
        if another:
            label = reports.on_record(another, destination, lang)
            dispatcher.utter_message(response="utter_bank_has_another", near_label=label)
        elif known.get("day_kept"):
            day = wording.said_when(when, lang)
            dispatcher.utter_message(response="utter_day_of_the_bank", day=day)
        dispatcher.utter_message(
            response="utter_transfer_filed",
            matter_label=matter_label,
            ticket=ticket.number,
        )
        return [SlotSet("report", reports.kept(ticket))]


def _of_others(tracker: Tracker) -> Events:
    """What has come in is told instead, and this report is not offered again."""
    refused = sorted({*(tracker.get_slot("refused") or ()), "transfer_problem"})
    kept: Dict[Text, Any] = {
        **dict.fromkeys((*_SLOTS, "form_end", "paused")), "refused": refused, "topic": _INCOMING
    }  # fmt: skip
    events = [SlotSet(name, value) for name, value in kept.items()]
    return [*events, FollowupAction(f"action_{_INCOMING}")]


def _reported(
    open_reports: "List[Ticket]",
    found: Optional[Transaction],
    amount: Optional[int],
    when: "Optional[Dict[Text, Any]]",
    destination: Optional[str],
    lang: str,
) -> "Tuple[Optional[Ticket], str]":
    """The report of the transfer that is meant, and what that transfer is called."""
    report = reports.of_found(open_reports, found) if found else None
    if report is not None and found is not None:
        one = as_candidate(found)
        return report, named(label_of(one["amount"], one["destination"], one["when"], lang), lang)
    report = reports.of_transfer(open_reports, amount, destination, when)
    if report is None or amount is None or destination is None or when is None:
        return None, ""
    return report, named(label_of(amount, destination, when, lang), lang)


def named(label: str, lang: str) -> str:
    """A transfer as a sentence names it."""
    return {"id": f"transfer {label}", "en": f"the transfer of {label}"}[lang]
