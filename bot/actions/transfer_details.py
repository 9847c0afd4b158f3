"""What is known of a transfer: sum, day and destination as said, and the one that fits them."""

import re
from datetime import date, timedelta
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa_sdk import Tracker

from actions import parsers, wording
from actions.bank import Transaction
from actions.base import now, said, said_about
from reading.amounts import find_amounts
from reading.meant import intended

MATTER = "transfer_problem"
_ALIKE = 2
"""Details of three that have to agree with a transfer that is offered in place of one not found."""
_HOURS = {"pagi": (0, 12), "siang": (10, 16), "sore": (14, 20), "malam": (17, 24)}
"""From when until when a part of the day may be said of an hour."""
_ABOUT_MIN = 60
"""Minutes that a remembered time may be off."""
_KEPT = ("transfer_amount", "transfer_when", "transfer_destination")
_NIGHT_ENDS_AT = 5
"""Until that hour what was done "last night" carries the next day's date."""
_DESTINATION = re.compile(
    r"\b(?:ke|to|tujuan|rekening tujuan|penerima)\s+(?:rekening\s+|rek\s+|bank\s+|the\s+)?"
    r"(?P<name>[A-Za-z][\w.&-]*(?:\s+[A-Z][\w.&-]*){0,2})"
)
_TO = re.compile(r"\b(?:ke|to|tujuan|kepada|penerima)\s+(?:\w+\s+)?$", re.IGNORECASE)
_NAMES_A_DAY = re.compile(r"\b(?:tadi|td|hari ini|barusan|today|this|just)\b", re.IGNORECASE)
_FROM = re.compile(r"\b(?:dari|dr|from|atm|via|lewat|pakai|pake)\s+(?:\w+\s+)?$", re.IGNORECASE)
_NO_DESTINATION = frozenset(
    "saya aku gue gw sini sana mana teman temen bank rekening rek orang yang dia my a the wrong "
    "salah kamu anda petugas agen cs".split()
)


def details(
    tracker: Tracker,
) -> "Tuple[Optional[int], Optional[Dict[Text, Any]], Optional[str]]":
    """Amount, day and destination as they were said, now or before; the latest words count."""
    back = tracker.get_slot("paused") == MATTER
    amount, when, destination = (tracker.get_slot(n) if back else None for n in _KEPT)
    for one in said_about(tracker, MATTER):
        amount = amount or parsers.parse_amount(one.text)
        when = when or day_of(one.text)
        name = named_destination(one.text, one.entities)
        destination = destination or read_destination(one.text, name)
    return amount and int(amount), when, destination


def amount_instead(text: str, wrong: Any) -> Optional[int]:
    """The amount in place of a wrong one, which may be named too: "bukan 2jt, 2,5jt"."""
    others = [amount.value for amount in find_amounts(text) if amount.value != wrong]
    return others[-1] if others else None


def destination_instead(
    text: str, entities: "List[Dict[Text, Any]]", wrong: Optional[str]
) -> Optional[str]:
    """The destination in place of a wrong one, which may be named too: "bukan BCA, ke BRI"."""
    others = [e for e in entities if not (wrong and str(e["value"]).lower() in wrong.lower())]
    return read_destination(text, named_destination(text, others))


def destination_name(tracker: Tracker) -> Optional[str]:
    return named_destination(said(tracker), tracker.latest_message.get("entities") or [])


def named_destination(text: str, entities: "List[Dict[Text, Any]]") -> Optional[str]:
    """The bank or wallet that money went to; the one that it came from is none."""
    named = [e for e in entities if e["entity"] in ("bank", "wallet")]
    to = [e for e in named if _TO.search(text[: e.get("start", 0)])]
    others = [e for e in named if not _FROM.search(text[: e.get("start", 0)])]
    return next((str(e["value"]) for e in (*to, *others)), None)


def day_of(text: str) -> Optional[Dict[Text, Any]]:
    today = now()
    when = parsers.parse_when(text, today)
    if when is None or when.day > today.date():
        return None
    return {"day": when.day.isoformat(), "time": when.time, "part": when.part}


def of_this_day(
    when: Optional[Dict[Text, Any]], before: Optional[Dict[Text, Any]], text: str
) -> Optional[Dict[Text, Any]]:
    """The time that was named; an hour without a day is one of the day before it."""
    if when is None or before is None or _NAMES_A_DAY.search(text) or not _only_an_hour(when):
        return when
    return {**when, "day": before["day"]}


def _only_an_hour(when: Dict[Text, Any]) -> bool:
    return when["day"] == now().date().isoformat() and bool(when.get("time") or when.get("part"))


def read_destination(text: str, bank: Optional[str], alone: bool = False) -> Optional[str]:
    """The bank, wallet or account that a transfer went to. `alone`: it was just asked for."""
    number = parsers.parse_account_number(text)
    name = bank
    if name is None:
        match = _DESTINATION.search(text)
        meant_for = match is not None and intended(text[: match.start()])
        if match and match["name"].lower() not in _NO_DESTINATION and not meant_for:
            name = match["name"]
    if name is None and alone and not number:
        words = re.findall(r"[\w.&-]+", re.sub(r"^\s*bank\s+", "", text, flags=re.IGNORECASE))
        if 1 <= len(words) <= 3 and words[0].lower() not in _NO_DESTINATION:
            plain = not parsers.parse_amount(text) and not day_of(text)
            name = " ".join(words) if plain and len(text) >= 3 else None
    if name and name.islower():
        name = name.upper() if len(name) <= 3 else name.title()
    parts = [name, wording.masked_number(number) if number else None]
    return " ".join(part for part in parts if part) or None


def label_of(amount: int, destination: str, when: Dict[Text, Any], lang: str) -> str:
    to = {"id": "ke", "en": "to"}[lang]
    return f"{wording.rupiah(amount)} {to} {destination}, {wording.said_when(when, lang)}"


def _on_the_day(transaction: Transaction, when: Dict[Text, Any]) -> bool:
    """Whether it was on that day where the customers are; a night ends in the morning."""
    at = transaction.at.astimezone(wording.WIB)
    if when.get("part") == "malam" and at.hour < _NIGHT_ENDS_AT:
        at -= timedelta(days=1)
    return at.date() == date.fromisoformat(when["day"])


def is_of(candidate: Dict[Text, Any], name: Text, value: Any) -> bool:
    """Whether a detail that was named is the one of the transfer that was shown."""
    if name == "transfer_amount":
        return bool(value == candidate.get("amount"))
    if name == "transfer_destination":
        shown, said_to = str(candidate.get("destination") or "").lower(), str(value).lower()
        return bool(shown) and (shown in said_to or said_to in shown)
    when = candidate.get("when") or {}
    if not when or not _same_day(when, value):
        return False
    hour, minute = map(int, str(when["time"]).split("."))
    if value.get("time"):
        h, m = map(int, value["time"].split("."))
        apart = abs((hour * 60 + minute) - (h * 60 + m)) % (12 * 60)  # "jam 2" may be 14.00
        return min(apart, 12 * 60 - apart) <= _ABOUT_MIN
    first, last = _HOURS.get(value.get("part") or "", (0, 24))
    return first <= hour < last or (value.get("part") == "malam" and hour < _NIGHT_ENDS_AT)


def _same_day(shown: Dict[Text, Any], named: Dict[Text, Any]) -> bool:
    """A night ends in the morning: "semalam" may carry the next day's date."""
    days = {date.fromisoformat(shown["day"])}
    if named.get("part") == "malam" and int(str(shown["time"])[:2]) < _NIGHT_ENDS_AT:
        days.add(date.fromisoformat(shown["day"]) - timedelta(days=1))
    return date.fromisoformat(named["day"]) in days


def as_candidate(transaction: Transaction) -> Dict[Text, Any]:
    """What a slot keeps of a transfer that may be the one that is meant."""
    at = transaction.at.astimezone(wording.WIB)
    return {
        "id": transaction.id,
        "when": {"day": at.date().isoformat(), "time": f"{at:%H.%M}", "part": None},
        "amount": abs(transaction.amount),
        "destination": transaction.destination or "-",
    }


def nearest(
    found: "list[Transaction]", amount: int, when: Dict[Text, Any], destination: str
) -> Optional[Transaction]:
    """Another transfer that only one detail tells apart: its sum, its day or where it went."""

    def agreeing(transaction: Transaction) -> int:
        there = (transaction.destination or "-").lower() in destination.lower()
        same = (abs(transaction.amount) == amount, _on_the_day(transaction, when), there)
        return sum(same)

    likely = [t for t in found if t.amount < 0 and agreeing(t) >= _ALIKE]
    return next(iter(likely), None)


def in_trouble_all_the_same(
    found: "list[Transaction]", amount: Optional[int], destination: Optional[str]
) -> Optional[Transaction]:
    """The one transfer of this sum that is pending or failed, whatever day was named.

    People are sure of a sum and not of a day. None where there are several, or where a bank was
    named that it did not go to.
    """
    if amount is None:
        return None
    likely = [
        t for t in found if t.amount < 0 and t.status != "success" and abs(t.amount) == amount
    ]
    if len(likely) != 1:
        return None
    there = (likely[0].destination or "").lower()
    return likely[0] if destination is None or there in destination.lower() else None


def candidate_among(
    found: "list[Transaction]",
    amount: Optional[int],
    when: Optional[Dict[Text, Any]],
    destination: Optional[str],
) -> Optional[Transaction]:
    """The transfer that fits everything that was said; without details, one in trouble."""

    def fits(transaction: Transaction) -> bool:
        return (
            (amount is None or abs(transaction.amount) == amount)
            and (when is None or _on_the_day(transaction, when))
            and (
                destination is None
                or (transaction.destination or "").lower() in destination.lower()
            )
        )

    fitting = [t for t in found if t.amount < 0 and fits(t)]
    troubled = [t for t in fitting if t.status != "success"]
    if troubled:
        return troubled[0]
    return fitting[0] if fitting and (amount or when or destination) else None
