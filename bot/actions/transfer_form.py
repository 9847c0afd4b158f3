"""The answers of the form about a transfer: a yes, a day, an amount, a bank or account."""

import re
from typing import Any, Dict, Optional, Text

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.base import said
from actions.forms import CORRECTION, FormAnswers
from actions.transfer_details import (
    amount_instead,
    day_of,
    destination_instead,
    destination_name,
    is_of,
    read_destination,
)
from reading import closing

_DETAILS = ("transfer_when", "transfer_amount", "transfer_destination")
_OF_CANDIDATE = ("when", "amount", "destination")
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
            if not parsers.parse_yes_no(text, intent):
                return {}
            near = tracker.get_slot("transfer_candidate") or {}
            meant = dict(zip(_DETAILS, map(near.get, _OF_CANDIDATE))) if near.get("near") else {}
            return {**meant, "transfer_confirmed": True}
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
        last_question = slot == "transfer_confirmed"
        corrects = CORRECTION.search(text) or _PROTESTS.search(text)
        if slot == "transfer_is_candidate" or not (last_question or corrects):
            return None
        yes = last_question and (parsers.parse_yes_no(text, None) or intent == "affirm")
        named = {
            "transfer_when": None if yes else day_of(text),
            "transfer_amount": amount_instead(text, tracker.get_slot("transfer_amount")),
            "transfer_destination": destination_instead(
                text,
                tracker.latest_message.get("entities") or [],
                tracker.get_slot("transfer_destination"),
            ),
        }
        new = {
            name: value
            for name, value in named.items()
            if value is not None and value != tracker.get_slot(name)
        }
        replaced = any(tracker.get_slot(name) is not None for name in new)
        if last_question:
            tapped = intent == "transfer_problem" and not text
            reopened = dict.fromkeys(_DETAILS) if tapped or _CORRECT.search(text) else None
            return new or reopened
        return new if replaced else None

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
        asks = closing.asks_back(text)  # "bisa dicancel ga sih?" is no no
        yes = None if asks else parsers.parse_yes_no(text, intent)
        if yes is None and not asks:
            # Naming what is shown is a yes: "yg bca dong", "yg tadi siang".
            yes = True if named or _THAT_ONE.fullmatch(text) else None
        if yes and not other:
            return {
                "transfer_is_candidate": True,
                "transfer_confirmed": True,
                "transfer_when": candidate.get("when"),
                "transfer_amount": candidate.get("amount"),
                "transfer_destination": candidate.get("destination"),
            }
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
