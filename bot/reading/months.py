"""The months that a statement or a list is wanted for. Time is an argument."""

import re
from datetime import date, datetime
from typing import List, NamedTuple, Optional

from .days import MONTHS
from .words import SMALL_NUMBERS, lowered

MOST = 6
"""Months that are taken of a longer time, the latest ones."""


class Month(NamedTuple):
    """A month of a year."""

    year: int
    month: int


_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_COUNT = rf"\d{{1,2}}|{'|'.join(SMALL_NUMBERS)}"
_NAMED = re.compile(rf"\b(?P<m>{_NAME})\b(?:\s+(?P<y>20\d\d))?")
_RANGE = re.compile(r"^\s*(?:-|–|s/?d|sd|sampai|sampe|smpai|hingga|to|until|through)\s*$")
_LAST_ONES = re.compile(
    rf"\b(?P<n>{_COUNT})\s*(?:bulan|bln|months?)(?:\s+(?:terakhir|kebelakang|ke belakang"
    rf"|belakangan|lalu))?\b"
    rf"|\b(?:last|past)\s+(?P<n2>{_COUNT})\s+months\b"
)
_THIS = re.compile(r"\b(?:bulan ini|bln ini|this month)\b")
_BEFORE = re.compile(r"\b(?:bulan|bln) (?:lalu|kemarin|kmrn|kemaren)\b|\blast month\b")
_ALSO_WORDS = frozenset({"may", "mar", "jun"})
"""Names of months that are words of their own, too."""


def named_months(text: str, now: datetime) -> List[Month]:
    """The months that are named, in their order and each once; empty where none is.

    "tiga bulan terakhir" are the last full ones; "Mei sampai Oktober" all between them. Of more
    than MOST the latest. A month without a year is the last one of that name.
    """
    lower = lowered(text)
    today = now.date()
    counted = _LAST_ONES.search(lower)
    if counted:
        said = counted["n"] or counted["n2"]
        number = SMALL_NUMBERS.get(said) or int(said)
        return _before(today, min(max(number, 1), MOST))
    if _THIS.search(lower):
        return [Month(today.year, today.month)]
    if _BEFORE.search(lower):
        return _before(today, 1)
    found = [match for match in _NAMED.finditer(lower) if _is_meant(match, lower)]
    months: List[Month] = []
    for place, match in enumerate(found):
        month = _month(match["m"], match["y"], today)
        if place and _RANGE.match(lower[found[place - 1].end() : match.start()]):
            months += _between(months[-1], month)
        months.append(month)
    return sorted(set(months))[-MOST:]


def names_one(text: str) -> bool:
    """Whether a month is named, or a number of them."""
    lower = lowered(text)
    found = (_LAST_ONES, _THIS, _BEFORE)
    return any(pattern.search(lower) for pattern in found) or any(
        _is_meant(match, lower) for match in _NAMED.finditer(lower)
    )


def parse_months(text: str, now: datetime) -> List[Month]:
    """The months that a statement is wanted for; without one, last month."""
    return named_months(text, now) or _before(now.date(), 1)


def _is_meant(match: "re.Match[str]", text: str) -> bool:
    return match["m"] not in _ALSO_WORDS or bool(match["y"]) or "bulan" in text


def _month(name: str, year: Optional[str], today: date) -> Month:
    month = MONTHS[name]
    if year:
        return Month(int(year), month)
    return Month(today.year if month <= today.month else today.year - 1, month)


def _before(today: date, number: int) -> List[Month]:
    """That many full months before today's, the earliest first."""
    first = today.year * 12 + today.month - 1
    return [Month(at // 12, at % 12 + 1) for at in range(first - number, first)]


def _between(first: Month, last: Month) -> List[Month]:
    """The months after the first and before the last."""
    start, end = (one.year * 12 + one.month - 1 for one in (first, last))
    return [Month(at // 12, at % 12 + 1) for at in range(start + 1, end)][-MOST:]
