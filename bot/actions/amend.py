"""A report that says something wrong is put right as long as nobody works on it."""

import re
from typing import Any, Dict, List, NamedTuple, Optional, Text

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, reports, wording
from actions.bank import Bank, Ticket, Transaction
from actions.base import BankAction, Events, at_bank, filing_key, language, noting, now, said
from actions.cash import WITHDRAWAL_DAYS, withdrawal_label
from actions.reports import AMENDABLE, being_worked_on
from actions.transfer_ask import LOOK_BACK_DAYS, contradicted
from actions.transfer_details import (
    amount_instead,
    day_named,
    day_of,
    destination_instead,
    of_this_day,
)
from actions.transfer_meant import RECORDED
from actions.transfer_found import as_candidate, the_only_one
from reading import apart, corrections
from reading.corrections import without_the_wrong

_DETAILS = {
    "amount": {"id": "jumlah", "en": "the amount"},
    "destination": {"id": "tujuan", "en": "the destination"},
    "when": {"id": "waktu", "en": "the time"},
}
CORRECTION = {"id": "perbaikan laporan {}", "en": "the correction of report {}"}
_FROM_TO = {"id": "{name} {old} menjadi {new}", "en": "{name} from {old} to {new}"}
_AS_THE_BANK = {"id": "{}, sama dengan data bank", "en": "{}, as the bank's own data do"}
_ONLY_TO = {"id": "{name} menjadi {new}", "en": "{name} to {new}"}
_TO_NONE = {"id": "{name} tidak disebut lagi", "en": "{name} to none"}
_THE_FIRST = {"id": "yang pertama dilaporkan", "en": "the one first reported"}


class Change(NamedTuple):
    """Details in place of wrong ones, and how that is said."""

    details: Dict[str, Any]
    said: str
    back: str = ""
    """How it is said that the wrong ones are there again."""


class LeaveReport(BankAction):
    """Leaves a report that is not theirs or not meant as it is, and takes back what was changed in it.

    Not in a rule: the channel asks for it (channels/steering.py).
    """

    matter = "complaint_status"

    def name(self) -> Text:
        """For the domain."""
        return "action_leave_report"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Before anything else the change that nobody wanted goes; a person sees what was meant."""
        lang, text = language(tracker), said(tracker)
        known = tracker.get_slot("report") or {}
        report = _meant(await at_bank(bank.tickets, customer_id), tracker)
        if report is None:
            dispatcher.utter_message(response="utter_no_tickets")
            return []
        kept = reports.kept(report)
        if apart.disowns(text) or apart.not_meant(text) or apart.names_another(text):
            kept = reports.set_aside(report)
        before = known.get("before") if known.get("number") == report.number else None
        if not before:
            dispatcher.utter_message(response="utter_report_not_meant", ticket=report.number)
            return [SlotSet("report", kept)]
        with noting(CORRECTION[lang].format(report.number)):
            restored = await at_bank(
                bank.amend_ticket, customer_id, report.number, before,
                wish(tracker, {**report.details, **before}),
            )  # fmt: skip
        dispatcher.utter_message(
            response="utter_report_restored" if restored else "utter_report_not_amended",
            ticket=report.number,
            changes=str(known.get("back")),
            status=wording.word("ticket_states", report.status, lang),
        )
        return [SlotSet("report", kept)]


class AmendReport(BankAction):
    """Takes "salah, harusnya 500rb" over into the report, and says what was changed.

    Not in a rule: the channel asks for it (channels/steering.py).
    """

    matter = "complaint_status"

    def name(self) -> Text:
        """For the domain."""
        return "action_amend_report"

    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Without a detail it is asked for; what staff have begun with stays as it is.

        Only a person closes a report: money that came may have come for another reason.
        """
        lang = language(tracker)
        tickets = await at_bank(bank.tickets, customer_id)
        report = _meant(tickets, tracker)
        if report is None:
            dispatcher.utter_message(response="utter_no_tickets")
            return []
        if corrections.takes_back(said(tracker), at_once=True):
            dispatcher.utter_message(response="utter_report_not_withdrawn", ticket=report.number)
            return [SlotSet("report", reports.kept(report))]
        change = await self._of_the_day(bank, customer_id, report, dispatcher, tracker)
        if change is None:
            change = await _change(bank, customer_id, report, tracker, lang)
        kept = [SlotSet("report", reports.kept(report))]
        if change is None:
            dispatcher.utter_message(response="utter_ask_report_detail", ticket=report.number)
            return kept
        if not change.details:
            dispatcher.utter_message(
                response="utter_report_as_it_is", ticket=report.number, detail=change.said
            )
            return kept
        new = {**report.details, **change.details}
        another = None
        if all(new.get(name) for name in _DETAILS):
            another = await contradicted(bank, customer_id, new, report=report.number)
        if another:
            change.details[RECORDED] = another
        with noting(CORRECTION[lang].format(report.number)):
            amended = await at_bank(
                bank.amend_ticket, customer_id, report.number, change.details, wish(tracker, new)
            )
        if another:
            label = reports.on_record(another, str(new["destination"]), lang)
            dispatcher.utter_message(response="utter_bank_has_another", near_label=label)
        dispatcher.utter_message(
            response="utter_report_amended" if amended else "utter_report_not_amended",
            ticket=report.number,
            changes=change.said,
            status=wording.word("ticket_states", report.status, lang),
        )
        if not amended:
            return kept
        before = {name: report.details.get(name) for name in change.details}
        known = {**reports.kept(report), "before": before, "back": change.back}
        return [SlotSet("report", known)]

    @staticmethod
    async def _of_the_day(
        bank: Bank,
        customer_id: str,
        report: Ticket,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> Optional[Change]:
        """ "Salah tanggal gapapa?": the day that the bank has, where it has one such transfer."""
        text, lang, old = said(tracker), language(tracker), report.details
        if not corrections.doubts_the_day(text):
            return None
        if report.kind == "cash":  # It names a withdrawal of the bank's own list.
            found = await at_bank(
                bank.transactions, customer_id, WITHDRAWAL_DAYS, kind="atm_withdrawal"
            )
            same = next((one for one in found if one.id == old.get("id")), None)
            return Change({}, withdrawal_label(same, lang)) if same else None
        found = await at_bank(bank.transactions, customer_id, LOOK_BACK_DAYS, kind="transfer")
        one = the_only_one(found, old.get("amount"), old.get("destination"))
        if one is None:
            if old.get("when"):
                day = wording.said_when(old["when"], lang)
                dispatcher.utter_message(
                    response="utter_report_day", ticket=report.number, day=day
                )
            return None
        when = as_candidate(one)["when"]
        day = wording.said_when(when, lang)
        if (old.get("when") or {}).get("day") == when["day"]:
            return Change({}, _AS_THE_BANK[lang].format(day))
        dispatcher.utter_message(response="utter_day_of_the_bank", day=day)
        earlier = old.get("when")
        back = _said("when", when, earlier, lang)
        return Change({"when": when}, _said("when", earlier, when, lang), back)


def _meant(tickets: List[Ticket], tracker: Tracker) -> Optional[Ticket]:
    """The report that was made or told last here, or else the latest one."""
    number = (tracker.get_slot("report") or {}).get("number")
    ours = [ticket for kind in AMENDABLE for ticket in being_worked_on(tickets, kind)]
    named = [ticket for ticket in tickets if ticket.number == number]
    return next(iter(named or sorted(ours, key=lambda one: one.opened_at, reverse=True)), None)


def wish(tracker: Tracker, details: Dict[str, Any]) -> str:
    """The name under which a report with these details would have been filed."""
    if "destination" in details:
        day = (details.get("when") or {}).get("day")
        place = str(details["destination"] or "")
        return transfer_wish(tracker, day, details.get("amount"), place)
    return filing_key(tracker, "cash_form", details.get("id"))


def transfer_wish(tracker: Tracker, day: Any, amount: Optional[int], destination: str) -> str:
    """The same transfer of the same conversation is the same ticket."""
    return filing_key(tracker, "transfer_form", day, amount, destination.lower())


async def _change(
    bank: Bank, customer_id: str, report: Ticket, tracker: Tracker, lang: str
) -> Optional[Change]:
    if report.kind == "cash":
        found = await at_bank(
            bank.transactions, customer_id, WITHDRAWAL_DAYS, kind="atm_withdrawal"
        )
        return _other_withdrawal(found, report, said(tracker), lang)
    return _other_details(report, tracker, lang)


def _other_details(report: Ticket, tracker: Tracker, lang: str) -> Optional[Change]:
    """What the words put in place of sum, destination and day; None where they name none."""
    text, old = said(tracker), report.details
    right = without_the_wrong(text)
    entities = tracker.latest_message.get("entities") or []
    named = {
        "amount": amount_instead(right, old.get("amount")) or amount_instead(text, None),
        "destination": destination_instead(right, _within(entities, right), old.get("destination")),
        "when": (
            day_named(right, old.get("when"))  # In "tadi kan 22" there is none.
            if corrections.doubts_the_day(text)
            else of_this_day(day_of(right), old.get("when"), right)
        ),
    }
    named = {name: value for name, value in named.items() if value is not None}
    if not named:
        return None
    new = {name: value for name, value in named.items() if not _same(value, old.get(name))}
    if not new:
        return Change({}, ", ".join(_shown(name, named[name], lang) for name in named))
    parts = [_said(name, old.get(name), value, lang) for name, value in new.items()]
    back = [_said(name, value, old.get(name), lang) for name, value in new.items()]
    return Change(new, ", ".join(parts), ", ".join(back))


def _same(new: Any, old: Any) -> bool:
    """Whether nothing changes; how a name is written is no change: "shopeepay", "ShopeePay"."""
    if isinstance(new, str) and isinstance(old, str):
        return re.findall(r"\w+", new.lower()) == re.findall(r"\w+", old.lower())
    return bool(new == old)


def _within(entities: "List[Dict[Text, Any]]", text: str) -> "List[Dict[Text, Any]]":
    """The entities whose words are left in the text."""
    lower = text.lower()
    return [one for one in entities if str(one.get("text") or one["value"]).lower() in lower]


def _other_withdrawal(
    found: List[Transaction], report: Ticket, text: str, lang: str
) -> Optional[Change]:
    """The withdrawal that fits the sum or the day that was named, in place of the reported one."""
    right = without_the_wrong(text)
    amount, when = parsers.parse_amount(right), parsers.parse_when(right, now())
    if amount is None and when is None:
        return None

    def fits(one: Transaction) -> bool:
        day = one.at.astimezone(wording.WIB).date()
        return amount in (None, abs(one.amount)) and (when is None or when.day == day)

    old = next((one for one in found if one.id == report.details.get("id")), None)
    new = next((one for one in found if one is not old and fits(one)), None)
    if new is None:
        return Change({}, withdrawal_label(old, lang)) if old and fits(old) else None
    names = {"id": "penarikan yang dilaporkan", "en": "the withdrawal"}
    change = _ONLY_TO[lang].format(name=names[lang], new=withdrawal_label(new, lang))
    first = withdrawal_label(old, lang) if old else _THE_FIRST[lang]
    back = _ONLY_TO[lang].format(name=names[lang], new=first)
    return Change({"id": new.id, "amount": abs(new.amount)}, change, back)


def _said(name: str, old: Any, new: Any, lang: str) -> str:
    if new is None:
        return _TO_NONE[lang].format(name=_DETAILS[name][lang])
    shown = {"name": _DETAILS[name][lang], "new": _shown(name, new, lang)}
    if old is None:
        return _ONLY_TO[lang].format(**shown)
    return _FROM_TO[lang].format(old=_shown(name, old, lang), **shown)


def _shown(name: str, value: Any, lang: str) -> str:
    if name == "amount":
        return wording.rupiah(value)
    return wording.said_when(value, lang) if name == "when" else str(value)
