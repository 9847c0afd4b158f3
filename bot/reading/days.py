"""Days, times and parts of the day, as customers name them. Time is an argument."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import List, NamedTuple, Optional, Pattern, Tuple

from .words import SMALL_NUMBERS, lowered


@dataclass(frozen=True)
class When:
    """A day, and the time or part of the day if it was said."""

    day: date
    time: Optional[str] = None
    """As written in Indonesia: 14.05."""
    part: Optional[str] = None
    """pagi, siang, sore, malam."""


class Dated(NamedTuple):
    """A day and where in the text it is named."""

    when: When
    start: int
    end: int


MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan januari january", "feb februari february pebruari", "mar maret march", "apr april",
         "mei may", "jun juni june", "jul juli july", "agu ags agt agustus aug august",
         "sep sept september", "okt oktober oct october", "nov november nop nopember",
         "des desember dec december"), start=1)
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    "senin": 0, "senen": 0, "monday": 0, "selasa": 1, "tuesday": 1, "rabu": 2, "rebo": 2,
    "wednesday": 2, "kamis": 3, "kemis": 3, "thursday": 3, "jumat": 4, "jum'at": 4, "friday": 4,
    "sabtu": 5, "saturday": 5, "ahad": 6, "sunday": 6,
}  # fmt: skip
_PARTS = {
    "subuh": "pagi", "pagi": "pagi", "dini hari": "pagi", "isuk": "pagi", "morning": "pagi",
    "siang": "siang", "noon": "siang", "midday": "siang", "sore": "sore", "afternoon": "sore",
    "petang": "sore", "maghrib": "malam", "magrib": "malam", "malam": "malam", "malem": "malam",
    "peuting": "malam", "bengi": "malam", "evening": "malam", "night": "malam", "tonight": "malam",
}  # fmt: skip
_PART = "|".join(_PARTS)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_COUNT = rf"\d{{1,2}}|{'|'.join(SMALL_NUMBERS)}|se"
_SPAN = r"hari|minggu|days?|weeks?"
_YESTERDAY = (
    r"(?<!bulan )(?<!bln )(?<!tahun )(?<!thn )(?<!weekend )(?:ke?ma?r[ei]?n|kamari|wingi|yesterday)"
)

# A greeting names a part of the day, and says nothing of when something happened.
_GREETING = re.compile(
    rf"\b(?:selamat|met|slmt|slamat|sugeng|wilujeng|good)\s+(?:{_PART}|enjing|sonten|dalu|day)\b"
    rf"|^\W*(?:{_PART})(?=\s*(?:$|[,.!?]|min\b|admin|kak|mas\b|mbak|pak|bu\b|bapak|ibu|gan\b|sis"
    r"|bro|om\b|semua|all\b|bank|sob))",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:\b(?:jam|pukul|pkl|jm|at)\s*(?:(?P<half>setengah)\s*)?(?P<h>\d{1,2})(?:[.:](?P<m>\d{2}))?"
    r"|\b(?P<h2>\d{1,2}):(?P<m2>\d{2}))(?:-?an)?\s*(?P<ap>am|pm)?(?:an)?\b(?!\s*(?:hari|kerja|x))",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of\s+)?(?P<m>{_MONTH})\b(?:\s+(?P<y>\d{{4}}))?"
    r"|\b(?P<d2>\d{1,2})[/-](?P<m2>\d{1,2})(?:[/-](?P<y2>\d{4}|\d{2}))?\b"
    rf"|\b(?P<m3>{_MONTH})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b"
)
_AGO = re.compile(
    rf"\b(?P<n>{_COUNT})\s*(?P<u>{_SPAN})\s*(?:yang\s+|yg\s+)?"
    r"(?:lalu|ago|kemarin|kmrn|silam|sebelumnya)\b"
    r"|\b(?:sudah|udah|udh|sdh|for)\s+(?:hampir\s+|sekitar\s+)?"
    rf"(?P<n2>{_COUNT})\s*(?P<u2>{_SPAN})\b"
)
_TWO_AGO = re.compile(rf"\b(?:(?:{_YESTERDAY})\s+lusa|(?:the )?day before yesterday)\b")
_WEEKDAY = re.compile(
    rf"\b(?:(?P<hari>hari)\s+)?(?P<w>{'|'.join(_WEEKDAYS)}|minggu)\b"
    r"(?:\s+(?P<then>depan|lalu|kemarin|kmrn|kemaren|ini|besok|yang lalu|yg lalu))?"
)
_NEXT_WEEKDAY = re.compile(r"\bnext\s+$")
_COUNTED = re.compile(rf"(?:\b(?:{_COUNT}|per|tiap|setiap|beberapa|berapa|malam)\s*|\d\s*)$")
_WEEK = re.compile(r"\b(?:minggu (?:lalu|kemarin|kmrn|kemaren|yang lalu|yg lalu)|last week)\b")
_BEFORE_TODAY = re.compile(
    rf"\b(?:{_YESTERDAY}|semalam|semalem|last night|(?:tadi|td) mal[ae]m|mal[ae]m (?:tadi|td))\b"
)
_LATER = re.compile(r"\b(?:(?P<one>besok|besuk|bsk|tomorrow)|(?P<two>lusa))\b")
_TODAY = re.compile(
    r"\b(?:hari ini|hr ini|dinten ieu|dina ieu|today|tonight|barusan|baru saja|baru aja|just now"
    r"|(?<!yang )(?<!yg )(?:tadi|td|tadinya))\b"
)
_EARLIER = re.compile(r"\b(?:tadi|td|tadinya)\b")
_BEGINS = {"pagi": 3, "siang": 10, "sore": 14, "malam": 17}
"""The hour from which on each part of the day may have been."""
_THIS_PART = re.compile(rf"\b(?:(?:{_PART})\s+ini|this\s+(?:{_PART}))\b")
_ONLY_DAY = re.compile(r"\b(?:tanggal|tgl)\s*(?P<d>\d{1,2})\b(?![/-])")
_PART_WORD = re.compile(rf"\b(?:{_PART})\b")


def parse_when(text: str, now: datetime) -> Optional[When]:
    """The day that the customer means, seen from `now`, or None.

    "tadi pagi", "kemaren sore", "20 November", "20/11", "dua hari lalu", "sudah 3 hari", "Senin
    kemarin", "3 days ago", "jam 9". Days of the week and dates without a year are past ones unless
    "depan" or "next" says otherwise; "besok" and a date with a year may lie in the future, which
    the caller has to look at. A greeting such as "selamat pagi" is no day.
    """
    lower = _GREETING.sub(lambda found: " " * len(found[0]), lowered(text))
    part_word = _PART_WORD.search(lower)
    part = _PARTS[part_word[0]] if part_word else None
    time = _time(lower, part)
    day = _day(lower, now.date())
    if day is None and (time or part):
        day = now.date()
    if day is None:
        return None
    if day == now.date() and _EARLIER.search(lower) and _is_ahead(time, part, now):
        day -= timedelta(days=1)  # "tadi pagi", written after midnight
    if part is None and re.search(r"\b(?:semalam|semalem|last night)\b", lower):
        part = None if time else "malam" if "night" in lower else None
    return When(day, time, part)


def _is_ahead(time: Optional[str], part: Optional[str], now: datetime) -> bool:
    """Whether this time or part of today has not begun."""
    if time is not None:
        return time > f"{now.hour:02d}.{now.minute:02d}"
    return part is not None and now.hour < _BEGINS[part]


def find_days(text: str, now: datetime) -> List[Dated]:
    """Every day that is named, in order; pieces that belong together are one.

    A part of the day without anything else ("malam") names no day here: it may be part of a name,
    and who was asked for a day is read by `parse_when`.
    """
    lower = _GREETING.sub(lambda found: " " * len(found[0]), lowered(text))
    pieces = sorted(
        (match.start(), match.end(), pattern is _PART_WORD)
        for pattern in _PIECES
        for match in pattern.finditer(lower)
        if pattern is not _WEEKDAY or _is_weekday(match, lower)
    )
    joined: List[Tuple[int, int, bool]] = []
    for start, end, vague in pieces:
        if joined and (start <= joined[-1][1] or _JOINT.fullmatch(lower[joined[-1][1] : start])):
            first, last, before = joined[-1]
            joined[-1] = (first, max(last, end), before and vague)
        else:
            joined.append((start, end, vague))
    found = [
        (parse_when(lower[start:end], now), start, start + len(lower[start:end].rstrip()))
        for start, end, vague in joined
        if not vague
    ]
    return [Dated(when, start, end) for when, start, end in found if when is not None]


def _is_weekday(match: "re.Match[str]", text: str) -> bool:
    """"Minggu" is Sunday or a week: a week where it is counted, past or to come."""
    if match["w"] != "minggu" or match["hari"]:
        return True
    return not match["then"] and not _COUNTED.search(text[: match.start()])


def _time(text: str, part: Optional[str]) -> Optional[str]:
    match = _TIME.search(text)
    if not match:
        return None
    hour, minute = int(match["h"] or match["h2"]), int(match["m"] or match["m2"] or 0)
    if match["half"]:  # "jam setengah delapan" is half past seven
        hour, minute = hour - 1, 30
    if match["ap"] == "pm" or part == "sore" or (part == "siang" and hour < 6):
        hour += 12 if 1 <= hour < 12 else 0
    elif part == "malam":
        hour = 0 if hour == 12 else hour + 12 if 5 <= hour < 12 else hour
    return f"{hour:02d}.{minute:02d}" if 0 <= hour < 24 and minute < 60 else None


def _day(text: str, today: date) -> Optional[date]:
    for written in _DATE.finditer(text):
        number, name, year = (
            (written["d"], written["m"], written["y"]) if written["d"]
            else (written["d2"], written["m2"], written["y2"]) if written["d2"]
            else (written["d3"], written["m3"], None)
        )  # fmt: skip
        named = _date(number, name, year, today)
        if named is not None:  # no day is the 31st of November
            return named
    ago = _AGO.search(text)
    if ago:
        count, unit = ago["n"] or ago["n2"], ago["u"] or ago["u2"]
        days = 1 if count == "se" else SMALL_NUMBERS.get(count) or int(count)
        return today - timedelta(days=days * (1 if unit.startswith(("hari", "day")) else 7))
    if _TWO_AGO.search(text):
        return today - timedelta(days=2)
    for match in _WEEKDAY.finditer(text):
        if not _is_weekday(match, text):
            continue
        back = (today.weekday() - _WEEKDAYS.get(match["w"], 6)) % 7 or 7
        ahead = match["then"] == "depan" or _NEXT_WEEKDAY.search(text[: match.start()])
        return today + timedelta(days=7 - back % 7) if ahead else today - timedelta(days=back)
    if _WEEK.search(text):
        return today - timedelta(days=7)
    if _BEFORE_TODAY.search(text):
        return today - timedelta(days=1)
    later = _LATER.search(text)
    if later:
        return today + timedelta(days=1 if later["one"] else 2)
    if _TODAY.search(text) or _THIS_PART.search(text):
        return today
    only_day = _ONLY_DAY.search(text)
    return _last_day_of_month(int(only_day["d"]), today) if only_day else None


def _date(day: str, month: str, year: Optional[str], today: date) -> Optional[date]:
    number = MONTHS.get(month) or int(month)
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
        found = date(today.year, number, int(day))
        return found if found <= today else found.replace(year=today.year - 1)
    except ValueError:
        return None


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


_PIECES: "Tuple[Pattern[str], ...]" = (
    _TIME, _DATE, _AGO, _TWO_AGO, _WEEKDAY, _WEEK, _BEFORE_TODAY, _LATER, _TODAY, _THIS_PART,
    _ONLY_DAY, _PART_WORD,
)  # fmt: skip
_JOINT = re.compile(
    r"[\s,()]*(?:(?:sekitar|kira-kira|kira kira|kurang lebih|pas|hari|yang|yg|pada|di|on|at|around"
    r"|about|in|the|of|this|wib|waktu)[\s,]*){0,3}"
)
