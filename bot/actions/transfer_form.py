"""The answers of the form about a transfer: a yes, a day, an amount, a bank or account."""

import re
from typing import Any, Dict, Optional, Text

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.base import Events, language, now, said, times_said
from actions.forms import CANCEL, CORRECTION, FormAnswers
from actions.transfer_ask import times_named
from actions.transfer_details import (
    day_named,
    day_of,
    destination_name,
    label_of,
    read_destination,
)
from actions.transfer_found import among_listed, is_of
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
from reading import closing, meant, refusal, which_day, working_days
from reading.consent import agrees
from reading.meant import not_sent

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


_SAFE = {"pending": "utter_transfer_is_pending", "failed": "utter_transfer_has_failed"}
"""What is said to who fears for the money, by the state of the transfer."""
_WORDINGS = 2
BY_OTHERS = "by_others"
"""How the form ends where somebody else sent, and the customer waits for it."""


def _was_named(new: Dict[Text, Any], tracker: Tracker) -> bool:
    """Whether the transfer with these details was repeated in a question already."""
    details = {name: new.get(name) or tracker.get_slot(name) for name in DETAILS}
    when, amount, destination = (details[name] for name in DETAILS)
    if not (when and amount and destination):
        return False
    return bool(times_named(tracker, label_of(int(amount), destination, when, language(tracker))))


class TransferAnswers(FormAnswers):
    """Reads what the form asks: a yes, a day, an amount, a bank or account."""

    form = "transfer_form"
    matter = "transfer_problem"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """What others send to the customer is no transfer of theirs: SubmitTransfer answers it."""
        slot = tracker.get_slot("requested_slot")
        if slot is None or not meant.sent_by_others(said(tracker)):
            return await super().run(dispatcher, tracker, domain)
        return [SlotSet(slot, None), SlotSet("form_end", BY_OTHERS),
                SlotSet("requested_slot", None)]  # fmt: skip

    def is_left(self, slot: str, tracker: Tracker) -> bool:
        """Nothing was sent, or something was only asked: there is nothing to look for.

        Where a transfer was named back, "bukan itu maksud saya" means another one.
        """
        text = said(tracker)
        if not_sent(text):
            return True
        if parsers.parse_amount(text) is not None or day_of(text) is not None:
            return False
        asked_back = slot in ("transfer_is_candidate", "transfer_confirmed")
        return refusal.only_asks(text) if asked_back else refusal.means_something_else(text)

    def explained(self, slot: str, tracker: Tracker) -> Optional[Dict[Text, Any]]:
        """What is asked of the very transfer: why it is not seen, whether it is lost, how long."""
        if slot not in ("transfer_is_candidate", "transfer_confirmed"):
            return None
        text, known = said(tracker), tracker.get_slot("transfer_candidate") or {}
        state = known.get("status")
        if meant.fears_a_loss(text) and state in _SAFE:
            response: Text = _SAFE[state]
        elif meant.of_money_back(text) and working_days.asks_how_soon(text):
            response = "utter_transfer_term"
        elif meant.asks_why(text) and slot == "transfer_confirmed" and not known:
            response = "utter_transfer_why_not_found"
        else:
            return None
        told = times_said(tracker, response) >= _WORDINGS
        return None if told else {"response": response}

    def read(self, slot: str, tracker: Tracker) -> Dict[Text, Any]:
        """Also takes what was not asked yet; what is filled stays."""
        text = said(tracker)
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        listed = self._of_those_listed(slot, text, intent, tracker)
        if listed is not None:
            return {**of_recorded(listed), "transfer_candidate": None}
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

    @staticmethod
    def _of_those_listed(
        slot: str, text: str, intent: Optional[str], tracker: Tracker
    ) -> Optional[Dict[Text, Any]]:
        """The transfer that is chosen from those that were listed."""
        listed = (tracker.get_slot("transfer_candidate") or {}).get("listed") or []
        if not listed or slot not in DETAILS:
            return None
        named = among_listed(
            listed, parsers.parse_amount(text), read_destination(text, destination_name(tracker))
        )
        if named is None:
            words = set(re.findall(r"\w+", text.lower()))
            found = [one for one in listed if str(one["destination"]).lower() in words]
            named = found[0] if len(found) == 1 else None
        if named is None and len(listed) == 1 and not closing.asks_back(text):
            alone = _THAT_ONE.fullmatch(text) or says_yes(text, intent)
            return listed[0] if alone else None
        return named

    def corrected(self, slot: str, tracker: Tracker) -> Optional[Dict[Text, Any]]:
        """Before it is filed every detail can be replaced, or all be opened by "correct it".

        Earlier, a detail that is there already is replaced when the words say that it was wrong.
        """
        text = said(tracker)
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        if slot == "transfer_confirmed":
            return self._corrected_at_last(text, intent, tracker)
        listed = (tracker.get_slot("transfer_candidate") or {}).get("listed")
        chosen = self._of_those_listed(slot, text, intent, tracker)
        no = parsers.parse_yes_no(text, intent) is False and not CANCEL.search(text)
        if listed and chosen is None and no:
            if not day_of(text) and parsers.parse_amount(text) is None:
                return {"transfer_candidate": None}  # None of them: it is asked for.
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
        if not changed:
            return None
        again = {**changed, "transfer_candidate": None}
        if new and says_yes(text, intent) and _was_named(new, tracker):
            return {**again, "transfer_confirmed": True}  # "y udh lapor aja yg 200rb"
        return again

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
