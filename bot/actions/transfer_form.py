"""The answers of the form about a transfer: a yes, a day, an amount, a bank or account."""

import re
from typing import Any, Dict, Optional, Text

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.base import entity, now, said
from actions.forms import CANCEL, CORRECTION, FormAnswers
from actions.transfer_details import (
    amount_instead,
    day_named,
    day_of,
    destination_instead,
    destination_name,
    read_destination,
)
from actions.transfer_found import is_of
from reading import closing, which_day
from reading.consent import agrees

_DETAILS = ("transfer_when", "transfer_amount", "transfer_destination")
_OF_CANDIDATE = ("when", "amount", "destination")
RECORDED = "recorded"
"""The entity of the quick reply that means the transfer as the bank has it."""
_CORRECT = re.compile(
    r"\b(perbaiki|perbaikin|benerin|betulin|koreksi|ralat|ubah|ganti|correct it|change|fix)\b",
    re.IGNORECASE,
)
_THAT_ONE = re.compile(
    r"\W*(?:(?:ya|iya|eh|oh|nah|betul|bener|kayaknya|kayanya)\W+)*(?:(?:yang|yg|the|that)\W+)?"
    r"(?:itu|ini|tadi|that one|this one|that|this|one)(?:\W+(?:itu|ini|tadi|dia|lah|dong|deh|ya|kok"
    r"|kak|min|aja|kayaknya|sih|please))*\W*",
    re.IGNORECASE,
)
_AS_RECORDED = re.compile(
    r"\b(?:yang|yg|sesuai|ikut|pakai|pake|as)\s+(?:(?:di|in|the)\s+)?(?:tercatat|catatan|data\w*"
    r"|recorded|records?|bank)\b",
    re.IGNORECASE,
)
_PROTESTS = re.compile(r"\b(?:lho|loh|lah|kan|padahal)\b", re.IGNORECASE)
"""Says as well that a detail was read wrongly: "ke BRI lho"."""


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
            return self._read_confirmed(text, intent, tracker)
        found: Dict[Text, Any] = {
            "transfer_when": day_of(text),
            "transfer_amount": parsers.parse_amount(text, asked=slot == "transfer_amount"),
            "transfer_destination": read_destination(
                text, destination_name(tracker), alone=slot == "transfer_destination"
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
        if slot == "transfer_confirmed":
            return self._corrected_at_last(text, intent, tracker)
        corrects = CORRECTION.search(text) or _PROTESTS.search(text)
        if slot == "transfer_is_candidate" or not corrects:
            return None
        new = {
            name: value
            for name, value in {"transfer_when": day_of(text), **_in_place(text, tracker)}.items()
            if value is not None and value != tracker.get_slot(name)
        }
        replaced = any(tracker.get_slot(name) is not None for name in new)
        return new if replaced else None

    def _corrected_at_last(
        self, text: str, intent: Optional[str], tracker: Tracker
    ) -> Optional[Dict[Text, Any]]:
        """What is different from what the last question repeated.

        Who wavers about the day gets the one that the bank has, where it has one such transfer.
        """
        known = tracker.get_slot("transfer_candidate") or {}
        if _means_recorded(text, intent, tracker):
            return None
        if _doubts_only_the_day(text, tracker):
            if _yes(text, intent):
                return None  # `read` files it with that day.
            kept = {**known, "near": False, "against": False, "day_kept": True}
            return {**_of(known), "transfer_candidate": kept}
        if known.get("near") and _insists(text, tracker):
            return {"transfer_candidate": None}  # Asked anew, with what the bank has instead.
        told = tracker.get_slot("transfer_when")
        named = {"transfer_when": day_named(text, told), **_in_place(text, tracker)}
        if _yes(text, intent) and not _is_another_day(named["transfer_when"], told):
            named["transfer_when"] = None  # "iya, yang jam 2 tadi" changes nothing.
        new = {
            name: value
            for name, value in named.items()
            if value is not None and value != tracker.get_slot(name)
        }
        tapped = intent == "transfer_problem" and not text
        reopened = dict.fromkeys(_DETAILS) if tapped or _CORRECT.search(text) else None
        changed = new or reopened
        return {**changed, "transfer_candidate": None} if changed else None

    def _read_confirmed(
        self, text: str, intent: Optional[str], tracker: Tracker
    ) -> Dict[Text, Any]:
        known = tracker.get_slot("transfer_candidate") or {}
        if _means_recorded(text, intent, tracker):
            return {**_of(known), "transfer_confirmed": True}
        if not _yes(text, intent):
            return {}
        if _doubts_only_the_day(text, tracker):
            kept = {**known, "day_kept": True}
            return {**_of(known), "transfer_candidate": kept, "transfer_confirmed": True}
        return {"transfer_confirmed": True}

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
        candidate = tracker.get_slot("transfer_candidate") or {}
        details = {
            "transfer_when": day_of(text),
            "transfer_amount": parsers.parse_amount(text),
            "transfer_destination": read_destination(text, destination_name(tracker)),
        }
        named = {name: value for name, value in details.items() if value is not None}
        other = {name: value for name, value in named.items() if not is_of(candidate, name, value)}
        asks = closing.asks_back(text) and not agrees(text)  # "bisa dicancel ga sih?" is no no
        yes = None if asks else _yes_or_no(text, intent)
        if yes is None and not asks:
            # Naming what is shown is a yes: "yg bca dong", "yg tadi siang".
            yes = True if named or _THAT_ONE.fullmatch(text) else None
        if not set(other) - {"transfer_when"} and which_day.named(text, now()):
            day = _about_its_day(text, intent, candidate)
            if day is not None:
                return day
        if yes and not other:
            return {"transfer_is_candidate": True, "transfer_confirmed": True, **_of(candidate)}
        if yes is False or other:
            return {"transfer_is_candidate": False, **other}
        return {}

    def unclear(self, slot: str) -> str:
        """What wasn't caught."""
        return {
            "transfer_when": "utter_when_unclear",
            "transfer_amount": "utter_amount_unclear",
            "transfer_destination": "utter_destination_unclear",
        }.get(slot, "utter_yes_or_no")


def _of(candidate: Dict[Text, Any]) -> Dict[Text, Any]:
    """The details of a transfer that the bank has, as slots."""
    return dict(zip(_DETAILS, map(candidate.get, _OF_CANDIDATE)))


def _yes_or_no(text: str, intent: Optional[str]) -> Optional[bool]:
    """A yes may stand behind something else: "lah belum pernah. ya udah iya bikinin aja"."""
    return True if agrees(text) else parsers.parse_yes_no(text, intent)


def _yes(text: str, intent: Optional[str]) -> bool:
    return _yes_or_no(text, intent) is True


def _in_place(text: str, tracker: Tracker) -> Dict[Text, Any]:
    """The amount and the destination that are named in place of others."""
    return {
        "transfer_amount": amount_instead(text, tracker.get_slot("transfer_amount")),
        "transfer_destination": destination_instead(
            text,
            tracker.latest_message.get("entities") or [],
            tracker.get_slot("transfer_destination"),
        ),
    }


def _doubts_only_the_day(text: str, tracker: Tracker) -> bool:
    """Whether the bank's day may take the place of one that the customer is not sure of."""
    known = tracker.get_slot("transfer_candidate") or {}
    if not known.get("only") or CANCEL.search(text) or not which_day.doubted(text, now()):
        return False
    others = _in_place(text, tracker).items()
    return all(value is None or is_of(known, name, value) for name, value in others)


def _insists(text: str, tracker: Tracker) -> bool:
    """Whether a day or a sum is said once more that is not the one of the transfer shown."""
    known = tracker.get_slot("transfer_candidate") or {}
    told = tracker.get_slot("transfer_when")
    day, amount = day_named(text, told), parsers.parse_amount(text)
    its_day = day is None or is_of(known, "transfer_when", day)
    same_day = not its_day and not _is_another_day(day, told)
    same_sum = amount is not None and amount == tracker.get_slot("transfer_amount")
    return same_day or (same_sum and amount != known.get("amount"))


def _is_another_day(
    named: Optional[Dict[Text, Any]], told: Optional[Dict[Text, Any]]
) -> bool:
    return named is not None and named["day"] != (told or {}).get("day")


def _means_recorded(text: str, intent: Optional[str], tracker: Tracker) -> bool:
    """Whether the transfer is meant that the bank has, and that was shown in place of another."""
    known = tracker.get_slot("transfer_candidate") or {}
    if not (known.get("near") or known.get("against")):
        return False
    if entity(tracker, RECORDED) is not None:
        return True
    told = {name: tracker.get_slot(name) for name in _DETAILS}
    named = {"transfer_when": day_named(text, known["when"]), **_in_place(text, tracker)}
    named = {name: value for name, value in named.items() if value is not None}
    if any(not is_of(known, name, value) for name, value in named.items()):
        return False
    if any(told[name] is None or not is_of(known, name, told[name]) for name in named):
        return parsers.parse_yes_no(text, None) is not False or agrees(text)
    if _AS_RECORDED.search(text):
        return True
    return bool(known.get("near")) and _yes(text, intent)


def _about_its_day(
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
        yes = _yes(text, intent)
        return {
            **_of(candidate),
            "transfer_candidate": kept,
            "transfer_is_candidate": yes,
            **({"transfer_confirmed": True} if yes else {}),
        }
    another = day is not None and not is_of(candidate, "transfer_when", day)
    if not another or not candidate.get("alone"):
        return None
    return {**_of(candidate), "transfer_when": day, "transfer_is_candidate": False}
