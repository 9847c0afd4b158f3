"""Amounts, dates and yes/no in the words that customers use. Pure: time is an argument."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Dict, Optional

_UNITS = {
    "rb": 1_000, "ribu": 1_000, "rbu": 1_000, "k": 1_000, "thousand": 1_000,
    "jt": 1_000_000, "juta": 1_000_000, "jta": 1_000_000, "million": 1_000_000,
    "mio": 1_000_000, "m": 1_000_000_000, "miliar": 1_000_000_000, "milyar": 1_000_000_000,
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_AMOUNT = re.compile(
    rf"(?P<rp>\b(?:rp|idr)\.?\s*)?(?<![\d.,/:])(?P<n>{_NUMBER})"
    rf"\s*(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})?(?![\w/:])",
    re.IGNORECASE,
)
_AMOUNT_UNIT = re.compile(
    rf"\d\s*(?:{'|'.join(_UNITS)})\b|\b(?:jam|pukul|tgl|tanggal)\b", re.IGNORECASE
)
_SPELLED = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7,
    "delapan": 8, "sembilan": 9, "sepuluh": 10, "sebelas": 11,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10,
}  # fmt: skip
_SMALL = (
    ("sejuta", 1_000_000), ("seratus ribu", 100_000), ("setengah juta", 500_000),
    ("gopek", 500_000), ("cepek", 100_000), ("seceng", 1_000), ("goceng", 5_000),
    ("ceban", 10_000), ("goban", 50_000),
)  # fmt: skip

MAX_AMOUNT = 100_000_000_000
"""Rupiah; more than that is no amount but an account number or a mistake."""


def parse_amount(text: str, asked: bool = False) -> Optional[int]:
    """The amount in rupiah, or None.

    "500rb", "2jt", "1,5 juta", "Rp 1.250.000", "1250000", "dua juta", "2.5 million".
    A bare number counts from 10.000 on if it has at most nine digits, so that dates,
    times and account numbers are left alone. If the amount was just `asked` for, a bare
    "300" is what people mean by it, Rp300.000, and "5000" is Rp5.000.
    """
    bare = re.fullmatch(r"\D{0,12}\b(\d{1,4})\b\D{0,12}", text) if asked else None
    if bare and not _AMOUNT_UNIT.search(text):
        number = int(bare[1])
        return number * 1_000 if 0 < number < 1_000 else number or None
    best: Optional[int] = None
    for match in _AMOUNT.finditer(text):
        unit = (match["unit"] or "").lower()
        number = _number(match["n"], scaled=bool(unit))
        amount = round(number * _UNITS.get(unit, 1))
        if not 1_000 <= amount <= MAX_AMOUNT:
            continue
        if not (unit or match["rp"]):
            digits = re.sub(r"\D", "", match["n"])
            if amount < 10_000 or len(digits) > 9 or digits.startswith("0"):
                continue
        if match["rp"] or unit:
            return amount
        best = best or amount
    return best if best is not None else _spelled_amount(text.lower())


def _number(written: str, scaled: bool) -> float:
    """1.250.000 and 1,250,000 are grouped; 1,5 and 2.5 before a unit are decimals."""
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+([.,]\d{1,2})?", written):
        grouped = re.sub(r"[.,]\d{1,2}$", "", written)
        if not (scaled and re.fullmatch(r"\d{1,3}[.,]\d{3}", written)):
            return float(re.sub(r"[.,]", "", grouped))
        return float(re.sub(r"[.,]", "", written))
    return float(written.replace(",", "."))


def _spelled_amount(text: str) -> Optional[int]:
    words = "|".join(_SPELLED)
    match = re.search(
        rf"\b(?P<w>{words})(?P<half> setengah)?\s*(?P<tens>belas|puluh|ratus)?\s*"
        r"(?P<unit>ribu|rb|juta|jt|thousand|million)\b(?P<after> setengah)?",
        text,
    )
    if match:
        scale = {"puluh": 10, "ratus": 100}.get(match["tens"] or "", 1)
        number = _SPELLED[match["w"]] * scale + (10 if match["tens"] == "belas" else 0)
        half = 0.5 if match["half"] or match["after"] else 0
        return round((number + half) * _UNITS[match["unit"]])
    for word, amount in _SMALL:
        match = re.search(rf"\b{word}\b(?P<half> setengah)?", text)
        if match:
            return amount + amount // 2 if match["half"] and word == "sejuta" else amount
    return None


@dataclass(frozen=True)
class When:
    """A day, and the time or part of the day if it was said."""

    day: date
    time: Optional[str] = None
    """As written in Indonesia: 14.05."""
    part: Optional[str] = None
    """pagi, siang, sore, malam."""


_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan januari january", "feb februari february", "mar maret march", "apr april",
         "mei may", "jun juni june", "jul juli july", "agu ags agt agustus aug august",
         "sep sept september", "okt oktober oct october", "nov november nop",
         "des desember dec december"), start=1)
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    "senin": 0, "monday": 0, "selasa": 1, "tuesday": 1, "rabu": 2, "wednesday": 2,
    "kamis": 3, "thursday": 3, "jumat": 4, "jum'at": 4, "friday": 4, "sabtu": 5,
    "saturday": 5, "minggu": 6, "sunday": 6,
}  # fmt: skip
_PARTS = {
    "subuh": "pagi", "pagi": "pagi", "morning": "pagi", "siang": "siang", "noon": "siang",
    "sore": "sore", "afternoon": "sore", "petang": "sore", "malam": "malam", "malem": "malam",
    "evening": "malam", "night": "malam", "tonight": "malam",
}  # fmt: skip
_TODAY = r"\b(?:hari ini|today|barusan|baru saja|baru aja|just now|tadi|td)\b"
_TIME = re.compile(
    r"(?:\b(?:jam|pukul|pkl|jm|at)\s*(?P<h>\d{1,2})(?:[.:](?P<m>\d{2}))?"
    r"|\b(?P<h2>\d{1,2}):(?P<m2>\d{2}))\s*(?P<ap>am|pm)?\b",
    re.IGNORECASE,
)


def parse_when(text: str, now: datetime) -> Optional[When]:
    """The day that the customer means, seen from `now`, or None.

    "tadi pagi", "kemarin sore", "20 November", "20/11", "dua hari lalu", "Senin kemarin",
    "3 days ago", "jam 9". Days of the week and dates without a year are past ones. A date
    with a year may lie in the future: the caller says so.
    """
    lower = text.lower()
    part = next((p for w, p in _PARTS.items() if re.search(rf"\b{w}\b", lower)), None)
    time = _time(lower, part)
    day = _day(lower, now.date())
    if day is None and (time or part):
        day = now.date()
    return When(day, time, part) if day else None


def _time(text: str, part: Optional[str]) -> Optional[str]:
    match = _TIME.search(text)
    if not match:
        return None
    hour, minute = int(match["h"] or match["h2"]), int(match["m"] or match["m2"] or 0)
    late = match["ap"] == "pm" or part in ("sore", "malam") or (part == "siang" and hour < 6)
    if late and 1 <= hour < 12:
        hour += 12
    return f"{hour:02d}.{minute:02d}" if hour < 24 and minute < 60 else None


def _day(text: str, today: date) -> Optional[date]:
    written = re.search(
        rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({'|'.join(_MONTHS)})\b(?:\s+(\d{{4}}))?", text
    ) or re.search(r"\b(\d{1,2})[/-](\d{1,2})(?:[/-](\d{2,4}))?\b", text)
    if written:
        return _date(written[1], written[2], written[3], today)
    english = re.search(rf"\b({'|'.join(_MONTHS)})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b", text)
    if english:
        return _date(english[2], english[1], None, today)
    ago = re.search(
        rf"\b(\d{{1,2}}|{'|'.join(_SPELLED)}|se)\s*(hari|minggu|day|days|week|weeks)\s*"
        r"(?:yang |yg )?(?:lalu|ago|kemarin|kmrn|silam)\b",
        text,
    )
    if ago:
        count = 1 if ago[1] == "se" else _SPELLED.get(ago[1]) or int(ago[1])
        return today - timedelta(days=count * (7 if ago[2] in ("minggu", "week", "weeks") else 1))
    if re.search(r"\b(kemarin lusa|kemaren lusa|day before yesterday)\b", text):
        return today - timedelta(days=2)
    for name, weekday in _WEEKDAYS.items():
        if re.search(rf"\b{name}\b", text) and not re.search(r"\bminggu lalu\b", text):
            return today - timedelta(days=(today.weekday() - weekday) % 7 or 7)
    if re.search(r"\bminggu lalu\b|\blast week\b", text):
        return today - timedelta(days=7)
    if re.search(
        r"\b(kemarin|kemaren|kmrn|kmaren|kmarin|yesterday|semalam|semalem|last night)\b", text
    ):
        return today - timedelta(days=1)
    if re.search(r"\b(?:tadi|td) mal[ae]m\b", text):
        return today - timedelta(days=1)
    if re.search(_TODAY, text):
        return today
    only_day = re.search(r"\b(?:tanggal|tgl)\s*(\d{1,2})\b", text)
    if only_day:
        return _last_day_of_month(int(only_day[1]), today)
    return None


def _date(day: str, month: str, year: Optional[str], today: date) -> Optional[date]:
    number = _MONTHS.get(month) or int(month)
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
        found = date(today.year, number, int(day))
    except ValueError:
        return None
    return found if found <= today else found.replace(year=today.year - 1)


def _last_day_of_month(day: int, today: date) -> Optional[date]:
    month_end = today.replace(day=1) - timedelta(days=1)
    for start in (today, month_end):
        try:
            found = start.replace(day=day)
        except ValueError:
            continue
        if found <= today:
            return found
    return None


def parse_month(text: str, now: datetime) -> "tuple[int, int]":
    """The (year, month) that a statement is wanted for; without one, last month's."""
    lower = text.lower()
    last = now.date().replace(day=1) - timedelta(days=1)
    if re.search(r"\b(bulan ini|this month)\b", lower):
        return now.year, now.month
    named = re.search(rf"\b({'|'.join(_MONTHS)})\b(?:\s+(20\d\d))?", lower)
    if not named or named[1] in ("may", "mar", "jun") and "bulan" not in lower and not named[2]:
        return last.year, last.month
    month = _MONTHS[named[1]]
    if named[2]:
        return int(named[2]), month
    return (now.year if month <= now.month else now.year - 1), month


_YES: Dict[bool, "frozenset[str]"] = {
    True: frozenset(
        "ya iya y yes yep yup yoi iyaa betul bener benar oke ok okay sip boleh lanjut gas "
        "setuju blokir tentu sure correct right silakan siap nggih muhun yakin".split()
    ),
    False: frozenset(
        "tidak nggak gak ga enggak bukan no nope jangan batal salah not tdk gk kagak dudu "
        "mboten engga ndak cancel belum sanes".split()
    ),
}


def parse_yes_no(text: str, intent: Optional[str]) -> Optional[bool]:
    """True or False for a clear answer, None otherwise. `intent` is what Rasa understood."""
    if intent in ("affirm", "deny"):
        return intent == "affirm"
    words = re.findall(r"[a-z']+", text.lower())
    yes, no = (any(word in _YES[answer] for word in words[:3]) for answer in (True, False))
    return None if yes == no else yes


def parse_account_number(text: str) -> Optional[str]:
    """The digits of an account number (8 to 16, spaces and dashes allowed), or None."""
    for match in re.finditer(r"(?<![\d.,])\d(?:[ -]?\d){7,15}(?![\d.,]\d)", text):
        return re.sub(r"\D", "", match[0])
    return None
