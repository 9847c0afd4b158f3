"""What is said of a transfer: its sum, its day and where it went."""

import re
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa_sdk import Tracker

from actions import parsers, wording
from actions.base import now, said, said_about
from reading import which_day
from reading.amounts import find_amounts
from reading.corrections import taken_back, without_taken_back
from reading.meant import intended

MATTER = "transfer_problem"
_KEPT = ("transfer_amount", "transfer_when", "transfer_destination")
_BEGINS_MORE = (
    r"(?i:yang|yg|saya|sy|aku|gue|gw|kami|dia|dan|atau|tapi|tp|tetapi|itu|ini|lalu|terus|trus|karena"
    r"|kalau|kalo|sudah|udah|belum|blm|bukan|mohon|tolong|dari|tadi|kemarin|jam|the|that|this|my|but"
    r"|and|i|it|not|yesterday|today)\b"
)
"""No part of a name, however it is written: "ke BRI. Yang pencet cucu saya"."""
_WORD = rf"[\w&-]*(?:\.(?![A-Z][a-z]|{_BEGINS_MORE})[\w&-]+)*"
"""The rest of a name's word: a dot may stand in it, and ends the sentence behind it."""
_DESTINATION = re.compile(
    r"\b(?:ke|to|tujuan|rekening tujuan|penerima)\s+(?:rekening\s+|rek\s+|bank\s+|the\s+)?"
    rf"(?P<name>(?:(?:PT|CV|UD)\.\s*)?[A-Za-z]{_WORD}"
    rf"(?:[^\S\n]+(?!{_BEGINS_MORE})[A-Z]{_WORD}){{0,2}})"
)
_TO = re.compile(r"\b(?:ke|to|tujuan|kepada|penerima)\s+(?:\w+\s+)?$", re.IGNORECASE)
_NAMES_A_DAY = re.compile(r"\b(?:tadi|td|hari ini|barusan|today|this|just)\b", re.IGNORECASE)
_FROM = re.compile(r"\b(?:dari|dr|from|atm|via|lewat|pakai|pake)\s+(?:\w+\s+)?$", re.IGNORECASE)
_NO_DESTINATION = frozenset(
    "saya sy aku gue gua gw ane awak kami kita sini sana mana teman temen bank rekening rek orang yang "
    "dia my me mine our us a the wrong salah kamu anda petugas agen cs".split()
)
_PEOPLE = frozenset(
    """adek adik ade adikku adekku kakak kakaknya kakakku abang abangku anak anakku ibu ibuku mama
    mami mamah bapak bapakku ayah papa papi orangtua ortu suami suamiku istri istriku ipar iparku
    mertua menantu mantu sepupu ponakan keponakan paman om tante bibi bude pakde nenek kakek mbah
    saudara sodara keluarga pacar pacarku tetangga bos penjual seller toko brother sister mother
    father mom dad son daughter wife husband friend uncle aunt cousin parents family""".split()
)
"""Whom money went to. The bank's data say which bank it went to."""


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
    return read_destination(text, named_destination(text, others)) or _in_place_of(wrong, text)


def _in_place_of(wrong: Optional[str], text: str) -> Optional[str]:
    """The word in place of a receiver without a bank: "bukan Adek, ipar"."""
    if not wrong:
        return None
    match = re.search(
        rf"\b(?:bukan|bkn|not)\s+(?:ke\s+|to\s+)?{re.escape(wrong)}\W+"
        r"(?:(?:tapi|tp|melainkan|but|ke|to|maksudnya)\W+)*(?P<name>[A-Za-z]{3,})",
        text,
        re.IGNORECASE,
    )
    return match["name"].title() if match and match["name"].lower() not in _NO_DESTINATION else None


def destination_name(tracker: Tracker) -> Optional[str]:
    return named_destination(said(tracker), tracker.latest_message.get("entities") or [])


def named_destination(text: str, entities: "List[Dict[Text, Any]]") -> Optional[str]:
    """The bank or wallet that money went to; the one that it came from is none."""
    named = [e for e in entities if e["entity"] in ("bank", "wallet")]
    wrong = taken_back(text)
    named = [e for e in named if not any(a <= e.get("start", 0) < b for a, b in wrong)]
    to = [e for e in named if _TO.search(text[: e.get("start", 0)])]
    others = [e for e in named if not _FROM.search(text[: e.get("start", 0)])]
    return next((str(e["value"]) for e in (*to, *others)), None)


def is_a_person(destination: Optional[str]) -> bool:
    """Whether a receiver is named as a person, so that no bank is known: "Ipar"."""
    return str(destination or "").lower() in _PEOPLE


def day_of(text: str) -> Optional[Dict[Text, Any]]:
    today = now()
    when = parsers.parse_when(text, today)
    if when is None or when.day > today.date():
        return None
    return {"day": when.day.isoformat(), "time": when.time, "part": when.part}


def day_named(text: str, before: Optional[Dict[Text, Any]]) -> Optional[Dict[Text, Any]]:
    """The day that is named last in place of another one; an hour alone is of the day before it.

    None for a mere "tadi", and for what has not come yet.
    """
    named = [when for when in which_day.named(text, now()) if when.day <= now().date()]
    if not named:
        return None
    last = {"day": named[-1].day.isoformat(), "time": named[-1].time, "part": named[-1].part}
    return of_this_day(last, before, text)


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
    text = without_taken_back(text)
    number = parsers.parse_account_number(text)
    name = bank
    if name is None:
        match = _DESTINATION.search(text)
        meant_for = match is not None and intended(text[: match.start()])
        none = _NO_DESTINATION if alone else _NO_DESTINATION | _PEOPLE
        if match and match["name"].lower() not in none and not meant_for:
            name = match["name"]
    if name is None and alone and not number:
        rest = re.sub(r"^\s*bank\s+", "", text, flags=re.IGNORECASE)
        words = re.findall(r"[\w&-]+(?:\.[\w&-]+)*", rest)
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
