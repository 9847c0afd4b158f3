"""The answers of the form about a transfer: a yes, a day, an amount, a bank or account."""

import re
from typing import Any, Dict, Optional, Text

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.base import now, said
from actions.forms import CORRECTION, FormAnswers
from actions.transfer_details import day_named, day_of, destination_name, read_destination
from actions.transfer_found import is_of
from actions.transfer_meant import (
    DETAILS,
    about_its_day,
    doubts_only_the_day,
    in_place,
    insists,
    is_another_day,
    means_recorded,
    of_recorded,
    says_yes,
    yes_or_no,
)
from reading import closing, which_day
from reading.consent import agrees

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
            for name, value in {"transfer_when": day_of(text), **in_place(text, tracker)}.items()
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
        if means_recorded(text, intent, tracker):
            return None
        if doubts_only_the_day(text, tracker):
            if says_yes(text, intent):
                return None  # `read` files it with that day.
            kept = {**known, "near": False, "against": False, "day_kept": True}
            return {**of_recorded(known), "transfer_candidate": kept}
        if known.get("near") and insists(text, tracker):
            return {"transfer_candidate": None}  # Asked anew, with what the bank has instead.
        told = tracker.get_slot("transfer_when")
        named = {"transfer_when": day_named(text, told), **in_place(text, tracker)}
        if says_yes(text, intent) and not is_another_day(named["transfer_when"], told):
            named["transfer_when"] = None  # "iya, yang jam 2 tadi" changes nothing.
        new = {
            name: value
            for name, value in named.items()
            if value is not None and value != tracker.get_slot(name)
        }
        tapped = intent == "transfer_problem" and not text
        reopened = dict.fromkeys(DETAILS) if tapped or _CORRECT.search(text) else None
        changed = new or reopened
        return {**changed, "transfer_candidate": None} if changed else None

    def _read_confirmed(
        self, text: str, intent: Optional[str], tracker: Tracker
    ) -> Dict[Text, Any]:
        known = tracker.get_slot("transfer_candidate") or {}
        if means_recorded(text, intent, tracker):
            return {**of_recorded(known), "transfer_confirmed": True}
        if not says_yes(text, intent):
            return {}
        if doubts_only_the_day(text, tracker):
            kept = {**known, "day_kept": True}
            return {**of_recorded(known), "transfer_candidate": kept, "transfer_confirmed": True}
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
        yes = None if asks else yes_or_no(text, intent)
        if yes is None and not asks:
            # Naming what is shown is a yes: "yg bca dong", "yg tadi siang".
            yes = True if named or _THAT_ONE.fullmatch(text) else None
        if not set(other) - {"transfer_when"} and which_day.named(text, now()):
            day = about_its_day(text, intent, candidate)
            if day is not None:
                return day
        if yes and not other:
            confirmed = {"transfer_is_candidate": True, "transfer_confirmed": True}
            return {**confirmed, **of_recorded(candidate)}
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
