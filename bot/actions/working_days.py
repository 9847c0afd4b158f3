"""The day on which a term in working days ends, where it was told and is asked for."""

from datetime import date, datetime
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.base import Events, language, now, said, then_listen, times_said
from actions.context import context
from reading import corrections, working_days

_WORDINGS = 2
"""How often it is said: there are two wordings."""
_OF_REPORTS = 4
"""How often the day of a report is: who asks on has not read it."""
_OF_A_REPORT = frozenset(
    {
        "utter_transfer_filed", "utter_cash_filed", "utter_transfer_when", "utter_cash_when",
        "utter_transfer_is_all", "utter_cash_is_all", "utter_ticket_status",
        "utter_already_reported", "utter_report_goes_on",
    }
)  # fmt: skip
"""What these tell is counted from the day of the report."""
_LATEST = 3
"""So many of the latest texts may have told the term."""
_FILED = {"id": ", saat {} dibuat", "en": ", when {} was filed"}
_TODAY = {"id": "hari ini", "en": "today"}


class WorkingDays(Action):
    """Answers "3 hari kerja itu sampai tanggal berapa?", or when a report is done, with the day.

    Not in a rule: the channel asks for it (channels/steering.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_working_days"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Counted from the day that was named, from the report, or from when it was told."""
        text, told, report = said(tracker), _told(tracker), tracker.get_slot("report") or {}
        if report and corrections.doubts_the_day(text):
            return [FollowupAction("action_amend_report")]  # Its own day, and not when it is done.
        days = working_days.asked(text, [one for one, _ in told])
        of_report = days in (None, report.get("days")) and report.get("days") is not None
        days = days or report.get("days")
        most = _OF_REPORTS if of_report else _WORDINGS
        if days is None or times_said(tracker, "utter_working_days") >= most:
            return then_listen([FollowupAction("action_follow_up")])
        by_text = (day for one, day in told if working_days.term(one) == days)
        opened = date.fromisoformat(str(report["opened"])) if of_report else now().date()
        start = _named(text) or (opened if of_report else next(by_text, opened))
        due = working_days.due(start, days)
        if of_report and due < now().date():
            return [FollowupAction("action_complaint_status")]  # It is late: how it stands.
        lang = language(tracker)
        label = _TODAY[lang] if start == now().date() else wording.day(start, lang)
        if of_report and times_said(tracker, "utter_working_days") >= _WORDINGS:
            label += _FILED[lang].format(report["number"])  # Said anew, and not word for word.
        dispatcher.utter_message(
            response="utter_working_days",
            days=wording.working_days(days, lang),
            date=wording.weekday(due, lang),
            start=label,
        )
        before = context(tracker)
        # "Tanggal berapa" by itself looks like a bill: the matter is the one that was open.
        return then_listen([SlotSet("topic", before.matter)] if before else [])


def _named(text: str) -> Optional[date]:
    """The day from which the customer counts, where that is not to come."""
    words = working_days.since(text)
    when = parsers.parse_when(words, now()) if words else None
    return when.day if when is not None and when.day <= now().date() else None


def _told(tracker: Tracker) -> List[Tuple[str, date]]:
    """What was said last, the latest first, and from which day it counts."""
    opened = (tracker.get_slot("report") or {}).get("opened")
    found: List[Tuple[str, date]] = []
    for event in reversed(tracker.events):
        if event.get("event") != "bot" or len(found) == _LATEST:
            continue
        at = datetime.fromtimestamp(event.get("timestamp") or now().timestamp(), wording.WIB)
        name = (event.get("metadata") or {}).get("utter_action")
        of_report = name in _OF_A_REPORT and opened
        day = date.fromisoformat(str(opened)) if of_report else at.date()
        found.append((event.get("text") or "", day))
    return found
