"""Which day is meant where somebody names one in passing, or wavers between two. Pure."""

import re
from datetime import datetime
from typing import List

from .corrections import without_the_wrong
from .days import Dated, When, find_days

_NO_DAY = re.compile(r"\W*(?:(?:yang|yg)\W+)?(?:tadi|td|tadinya)\W*", re.IGNORECASE)
"""In "yang tadi" and "tadi sudah saya bilang" it is what was said, and no day."""
_CLAUSES = re.compile(r"(?<=[.,;!?\n])\s*|\b(?=(?:tapi|tp|eh|but)\b)", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:ka?ya?k?nya|kyknya|sepertinya|seingat\w*|mungkin|lupa|ka?l[ao]u?\s+(?:ga|gak|nggak|tidak"
    r"|tdk)\s+salah|(?:ga|gak|nggak|ngga|tidak|tdk|kurang)\s+(?:yakin|inget|ingat|tau|tahu|hafal)"
    r"|bingung|i think|maybe|perhaps|probably|not sure|(?:don'?t|can'?t) remember|forgot)\b",
    re.IGNORECASE,
)
_WONDERS = re.compile(r"\b(?:apa|apakah|atau|or|was it|is it)\b|\?", re.IGNORECASE)
_OF_DAYS = re.compile(
    r"\b(?:tanggal|tgl|hari|harinya|kapan|date|day|when)(?:nya|ne|na)?\b", re.IGNORECASE
)


def named(text: str, now: datetime) -> List[When]:
    """The days and hours that are named, in order, without those that are said to be wrong.

    A mere "tadi" is none, nor is "kemarin" in "bukan kemarin".
    """
    return [one.when for one in _found(without_the_wrong(text), now)]


def doubted(text: str, now: datetime) -> bool:
    """Whether the words waver about the day: "kemarin, eh apa tgl 22 ya", "lupa tanggalnya"."""
    days = {when.day for when in named(text, now)}
    return len(days) > 1 or any(_wavers(part, now) for part in _CLAUSES.split(text) if part)


def _wavers(part: str, now: datetime) -> bool:
    days = _found(part, now)
    if _UNSURE.search(part) and (days or _OF_DAYS.search(part)):
        return True
    return bool(days) and _WONDERS.search(part) is not None


def _found(text: str, now: datetime) -> List[Dated]:
    return [d for d in find_days(text, now) if not _NO_DAY.fullmatch(text[d.start : d.end])]
