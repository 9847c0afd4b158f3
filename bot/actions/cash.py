"""Cash that did not come out of a machine: the withdrawal is named back before a report."""

from datetime import date, timedelta
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, reports, wording
from actions.bank import Bank, Ticket, Transaction
from actions.base import (
    BankAction,
    Events,
    at_bank,
    filing_key,
    language,
    noting,
    now,
    said,
    said_about,
    then_listen,
    times_said,
)
from actions.forms import (
    CANCEL,
    CORRECTION,
    FormAnswers,
    comfort,
    is_paused,
    left_early,
    offer_to_go_on,
    open_form,
)
from actions.told_first import ToldFirst
from reading import apart
from reading.closing import asks_back

WITHDRAWAL_DAYS = 7
_ERR_BY = timedelta(days=1)
ASKED = "utter_ask_cash_form_cash_confirmed"


class CashNotDispensed(ToldFirst):
    """Looks for the withdrawal, names it back and asks before anything is filed."""

    matter = "cash_not_dispensed"
    sign_in_response = "utter_sign_in_report"
    taken_up = True

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """A failed withdrawal first, or the latest one with the amount that was named."""
        lang = language(tracker)
        if apart.to_be_reported(said(tracker)) and times_said(tracker, "utter_no_withdrawal"):
            # It was looked for and not found: only a person can still report it.
            dispatcher.utter_message(response="utter_escalate_human")
            return [SlotSet("topic", self.matter)]
        words = [one.text for one in said_about(tracker, self.matter)]
        amount = next(filter(None, map(parsers.parse_amount, words)), None)
        found, open_reports = await at_bank(_withdrawals_and_reports, bank, customer_id)
        reported = {t.id: reports.of_withdrawal(open_reports, t) for t in found}
        days = [when.day for text in words if (when := parsers.parse_when(text, now()))]
        fitting = [
            t for t in found if amount in (None, abs(t.amount)) and _may_be_of(t, days)
        ]
        if not fitting:
            dispatcher.utter_message(response="utter_no_withdrawal")
            return []
        fitting.sort(key=lambda t: (reported[t.id] is not None, t.status != "failed"))
        report = reported[fitting[0].id]
        if report is not None and not reports.means_another(tracker):
            what = withdrawal_label(fitting[0], lang)
            return [SlotSet("report", reports.tell(dispatcher, tracker, report, what, self.matter))]
        unreported = [t for t in found if reported[t.id] is None]
        if not unreported:
            dispatcher.utter_message(response="utter_no_withdrawal")
            return []
        likely = sorted(unreported, key=lambda t: (t not in fitting, t.status != "failed"))
        withdrawals = [
            {
                "id": t.id,
                "amount": abs(t.amount),
                "day": t.at.astimezone(wording.WIB).date().isoformat(),
                "label": withdrawal_label(t, lang),
            }
            for t in likely
        ]
        return open_form(
            "cash_form",
            topic=self.matter,
            **comfort(tracker, self.matter),
            cash_withdrawal=withdrawals[0],
            cash_others=withdrawals[1:],
            cash_confirmed=None,
            matter_label=withdrawals[0]["label"],
        )


class AskCashConfirmed(Action):
    """Names the withdrawal back once; after something in between it only says what is left."""

    def name(self) -> Text:
        """For the domain."""
        return "action_ask_cash_form_cash_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Who was not understood may not have understood either: they read it in full again."""
        missed = bool(tracker.get_slot("misses"))
        waits = asked_about(tracker) and not missed
        dispatcher.utter_message(response="utter_cash_waits" if waits else ASKED)
        return []


def asked_about(tracker: Tracker) -> bool:
    """Whether the withdrawal that the form is about was named in a question already."""
    for event in reversed(tracker.events):
        if event.get("event") == "bot" and (event.get("metadata") or {}).get(
            "utter_action"
        ) == ASKED:
            return True
        if event.get("event") == "slot" and event.get("name") == "cash_withdrawal":
            return False
    return False


class CashAnswers(FormAnswers):
    """A yes or a no."""

    form = "cash_form"
    matter = "cash_not_dispensed"

    def corrected(self, slot: str, tracker: Tracker) -> Optional[Dict[Text, Any]]:
        """ "Bukan, yang 300rb kemarin": another withdrawal; without a detail, the next one."""
        text, others = said(tracker), tracker.get_slot("cash_others") or []
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        amount, when = parsers.parse_amount(text), parsers.parse_when(text, now())
        no = not asks_back(text) and parsers.parse_yes_no(text, intent) is False
        if not others or not (no or CORRECTION.search(text)) or CANCEL.search(text):
            return None
        named = amount is not None or when is not None
        fitting = [
            other
            for other in others
            if (amount is None or other["amount"] == amount)
            and (when is None or other["day"] == when.day.isoformat())
        ]
        if not fitting or not (named or no):
            return None
        return {
            "cash_withdrawal": fitting[0],
            "cash_others": [other for other in others if other is not fitting[0]],
            "matter_label": fitting[0]["label"],
        }

    def read(self, slot: str, tracker: Tracker) -> Dict[Text, Any]:
        """A no is an answer: it is another withdrawal, which a person looks for."""
        if asks_back(said(tracker)):
            return {}
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        yes = parsers.parse_yes_no(said(tracker), intent)
        if yes is False and CANCEL.search(said(tracker)):
            return {}  # "Never mind": the form is left.
        return {"cash_confirmed": yes}


class SubmitCash(BankAction):
    """Files the ticket after the yes."""

    matter = "cash_not_dispensed"

    def name(self) -> Text:
        """For the domain."""
        return "action_submit_cash"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Also after a form that was left early; the form's slots are empty afterwards."""
        events = left_early(dispatcher, tracker)
        if events is None:
            events = await self.reply(dispatcher, tracker)
        if not is_paused(tracker):
            events = [*events, *offer_to_go_on(dispatcher, tracker, self.matter)]
        slots = ("cash_withdrawal", "cash_others", "cash_confirmed")
        return then_listen([*(SlotSet(name, None) for name in slots), *events])

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The same withdrawal of the same conversation is the same ticket."""
        if not tracker.get_slot("cash_confirmed"):
            dispatcher.utter_message(response="utter_no_withdrawal")
            return []
        chosen = tracker.get_slot("cash_withdrawal")
        withdrawal = {"id": chosen["id"], "amount": chosen["amount"]}
        label = str(tracker.get_slot("matter_label"))
        with noting(reports.called(label, language(tracker)), f"/{self.matter}"):
            ticket = await at_bank(
                bank.file_ticket,
                customer_id,
                "cash",
                withdrawal,
                filing_key(tracker, "cash_form", withdrawal["id"]),
            )
        dispatcher.utter_message(
            response="utter_cash_filed", matter_label=label, ticket=ticket.number
        )
        return [SlotSet("report", reports.kept(ticket))]


def _may_be_of(withdrawal: Transaction, days: "List[date]") -> bool:
    """Whether it was on one of the named days, or the day beside it: many err by one."""
    day = withdrawal.at.astimezone(wording.WIB).date()
    return not days or any(abs(day - named) <= _ERR_BY for named in days)


def _withdrawals_and_reports(
    bank: Bank, customer_id: str
) -> "Tuple[List[Transaction], List[Ticket]]":
    """What was withdrawn in the last days, and what of it is being looked into."""
    found = bank.transactions(customer_id, WITHDRAWAL_DAYS, kind="atm_withdrawal")
    return found, reports.being_worked_on(bank.tickets(customer_id), "cash")


def withdrawal_label(withdrawal: Transaction, lang: str) -> str:
    """A withdrawal as a sentence names it: its sum, its machine and when it was."""
    taken = {"id": "penarikan", "en": "a withdrawal of"}[lang]
    at = {"id": "di", "en": "at"}[lang]
    return (
        f"{taken} {wording.rupiah(abs(withdrawal.amount))} {at} "
        f"{withdrawal.destination or 'ATM'}, {wording.moment(withdrawal.at, lang)}"
    )
