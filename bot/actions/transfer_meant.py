"""What an answer about a transfer means where the bank has one that is much like it."""

import re
from typing import Any, Dict, Optional, Text

from rasa_sdk import Tracker

from actions import parsers
from actions.base import entity, now
from actions.forms import CANCEL
from actions.transfer_details import amount_instead, day_named, destination_instead
from actions.transfer_found import is_of
from reading import which_day
from reading.consent import agrees

DETAILS = ("transfer_when", "transfer_amount", "transfer_destination")
_OF_CANDIDATE = ("when", "amount", "destination")
RECORDED = "recorded"
"""The entity of the quick reply that means the transfer as the bank has it."""
_AS_RECORDED = re.compile(
    r"\b(?:yang|yg|sesuai|ikut|pakai|pake|as)\s+(?:(?:di|in|the)\s+)?(?:tercatat|catatan|data\w*"
    r"|recorded|records?|bank)\b",
    re.IGNORECASE,
)


def of_recorded(candidate: Dict[Text, Any]) -> Dict[Text, Any]:
    """The details of a transfer that the bank has, as slots."""
    return dict(zip(DETAILS, map(candidate.get, _OF_CANDIDATE)))


def yes_or_no(text: str, intent: Optional[str]) -> Optional[bool]:
    """A yes may stand behind something else: "lah belum pernah. ya udah iya bikinin aja"."""
    return True if agrees(text) else parsers.parse_yes_no(text, intent)


def says_yes(text: str, intent: Optional[str]) -> bool:
    """Whether there is a yes in it, with or without a date beside it."""
    return yes_or_no(text, intent) is True


def in_place(text: str, tracker: Tracker) -> Dict[Text, Any]:
    """The amount and the destination that are named in place of others."""
    return {
        "transfer_amount": amount_instead(text, tracker.get_slot("transfer_amount")),
        "transfer_destination": destination_instead(
            text,
            tracker.latest_message.get("entities") or [],
            tracker.get_slot("transfer_destination"),
        ),
    }


def doubts_only_the_day(text: str, tracker: Tracker) -> bool:
    """Whether the bank's day may take the place of one that the customer is not sure of."""
    known = tracker.get_slot("transfer_candidate") or {}
    if not known.get("only") or CANCEL.search(text) or not which_day.doubted(text, now()):
        return False
    others = in_place(text, tracker).items()
    return all(value is None or is_of(known, name, value) for name, value in others)


def insists(text: str, tracker: Tracker) -> bool:
    """Whether a day or a sum is said once more that is not the one of the transfer shown."""
    known = tracker.get_slot("transfer_candidate") or {}
    told = tracker.get_slot("transfer_when")
    day, amount = day_named(text, told), parsers.parse_amount(text)
    its_day = day is None or is_of(known, "transfer_when", day)
    same_day = not its_day and not is_another_day(day, told)
    same_sum = amount is not None and amount == tracker.get_slot("transfer_amount")
    return same_day or (same_sum and amount != known.get("amount"))


def is_another_day(
    named: Optional[Dict[Text, Any]], told: Optional[Dict[Text, Any]]
) -> bool:
    """Whether a day is named that is not the one that was told."""
    return named is not None and named["day"] != (told or {}).get("day")


def means_recorded(text: str, intent: Optional[str], tracker: Tracker) -> bool:
    """Whether the transfer is meant that the bank has, and that was shown in place of another."""
    known = tracker.get_slot("transfer_candidate") or {}
    if not (known.get("near") or known.get("against")):
        return False
    if entity(tracker, RECORDED) is not None:
        return True
    told = {name: tracker.get_slot(name) for name in DETAILS}
    named = {"transfer_when": day_named(text, known["when"]), **in_place(text, tracker)}
    named = {name: value for name, value in named.items() if value is not None}
    if any(not is_of(known, name, value) for name, value in named.items()):
        return False
    if any(told[name] is None or not is_of(known, name, told[name]) for name in named):
        return parsers.parse_yes_no(text, None) is not False or agrees(text)
    if _AS_RECORDED.search(text):
        return True
    return bool(known.get("near")) and says_yes(text, intent)


def about_its_day(
    text: str, intent: Optional[str], candidate: Dict[Text, Any]
) -> Optional[Dict[Text, Any]]:
    """What words about the day do to the transfer that was shown; None where they do nothing.

    It is not thrown away for a day that is doubted, or that the bank has not: the day is the
    bank's, which is said, or asked about.
    """
    no = parsers.parse_yes_no(text, None) is False and not agrees(text)
    if no or CANCEL.search(text):
        return None
    day = day_named(text, candidate.get("when"))
    if which_day.doubted(text, now()) and candidate.get("only"):
        kept = {**candidate, "day_kept": True}
        yes = says_yes(text, intent)
        return {
            **of_recorded(candidate),
            "transfer_candidate": kept,
            "transfer_is_candidate": yes,
            **({"transfer_confirmed": True} if yes else {}),
        }
    another = day is not None and not is_of(candidate, "transfer_when", day)
    if not another or not candidate.get("alone"):
        return None
    return {**of_recorded(candidate), "transfer_when": day, "transfer_is_candidate": False}
