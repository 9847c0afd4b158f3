"""When staff are usually on duty, as the bank says it. Weekly, with days off; times of one zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

#: The three zones of Indonesia; none of them changes its clocks.
ZONES: Final = {
    name: timezone(timedelta(hours=hours), name)
    for name, hours in (("WIB", 7), ("WITA", 8), ("WIT", 9))
}
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(
    r"(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))? "
    r"(?P<from>\d{2}:\d{2})-(?P<until>\d{2}:\d{2})(?: (?P<zone>wita|wib|wit))?"
)
#: No house is closed for longer, but for one that never opens.
_LOOK_AHEAD_DAYS = 60


@dataclass(frozen=True, slots=True)
class Span:
    """*weekday*: Monday is 0. Open from *opens* until *closes*, of the same day."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Hours:
    """*days_off*: on these nobody is there."""

    spans: tuple[Span, ...]
    zone: timezone
    days_off: frozenset[date] = frozenset()

    def opens_after(self, at: datetime) -> datetime | None:
        """When staff are next on duty; None: they should be now, or never are."""
        local = at.astimezone(self.zone)
        for ahead in range(_LOOK_AHEAD_DAYS):
            day = local.date() + timedelta(days=ahead)
            for span in self._on(day):
                opens = datetime.combine(day, span.opens, self.zone)
                if opens > local:
                    return opens
                if local < datetime.combine(day, span.closes, self.zone):
                    return None
        return None

    def _on(self, day: date) -> list[Span]:
        if day in self.days_off:
            return []
        return sorted(
            (span for span in self.spans if span.weekday == day.weekday()),
            key=lambda span: span.opens,
        )


def hours(text: str, days_off: frozenset[date] = frozenset()) -> Hours | None:
    """What `Mon-Fri 08:00-17:00, Sat 09:00-12:00 WIB` says; None for an empty text.

    Raises ValueError with a sentence for whoever wrote it.
    """
    spans: list[Span] = []
    zones: set[str] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _SPAN.fullmatch(part.casefold())
        if found is None:
            raise ValueError(f"{part!r} is not hours such as Mon-Fri 08:00-17:00 WIB")
        zones |= {found["zone"].upper()} if found["zone"] else set()
        opens, closes = _time(found["from"]), _time(found["until"])
        if closes <= opens:
            raise ValueError(f"{part!r} ends before it begins")
        spans += [Span(day, opens, closes) for day in _days(found["first"], found["last"])]
    if len(zones) > 1:
        raise ValueError("hours are given in one zone")
    zone = ZONES[zones.pop() if zones else "WIB"]
    return Hours(tuple(spans), zone, days_off) if spans else None


def _days(first: str, last: str | None) -> list[int]:
    for name in filter(None, (first, last)):
        if name not in _DAYS:
            raise ValueError(f"{name!r} is not one of {', '.join(_DAYS)}")
    start = _DAYS.index(first)
    count = (_DAYS.index(last) - start) % 7 + 1 if last else 1
    return [(start + each) % 7 for each in range(count)]


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a time of day") from None
