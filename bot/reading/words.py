"""Numbers in words, Indonesian and English: "dua juta lima ratus ribu", "fifty thousand"."""

import re
from typing import List, NamedTuple, Optional

_ONES = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "tuju": 7,
    "delapan": 8, "lapan": 8, "sembilan": 9, "sepuluh": 10, "sebelas": 11, "setengah": 0.5,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "puluh": 10, "ratus": 100, "hundred": 100,
    "ribu": 1_000, "rebu": 1_000, "rb": 1_000, "thousand": 1_000,
    "juta": 1_000_000, "jt": 1_000_000, "million": 1_000_000,
    "miliar": 1_000_000_000, "milyar": 1_000_000_000, "billion": 1_000_000_000,
}  # fmt: skip
_WHOLE = {
    "seratus": 100, "saratus": 100, "seribu": 1_000, "serebu": 1_000, "sarebu": 1_000,
    "sejuta": 1_000_000, "sajuta": 1_000_000, "sejeti": 1_000_000, "semiliar": 1_000_000_000,
}  # fmt: skip
_BIG = 1_000
_WORD = re.compile(r"[a-z]+")

SMALL_NUMBERS = {word: int(value) for word, value in _ONES.items() if value == int(value)}
"""Numbers that are one word, for counting days and weeks."""


def lowered(text: str) -> str:
    """In small letters, each where it was: some capitals become two letters otherwise."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


class Spelled(NamedTuple):
    """A number in words and where it stands."""

    value: int
    start: int
    end: int


def find_spelled(text: str) -> List[Spelled]:
    """Every number in words from a thousand on, with a half where it was said.

    "dua ratus" alone is no amount of money: a scale of a thousand or more must be named.
    """
    found: List[Spelled] = []
    run: List["re.Match[str]"] = []
    lower = lowered(text)
    for match in [*_WORD.finditer(lower), None]:
        joined = match is not None and (not run or lower[run[-1].end() : match.start()].isspace())
        if match is not None and joined and _is_number(match[0]):
            run.append(match)
            continue
        found += _read(run)
        run = [match] if match is not None and _is_number(match[0]) else []
    return found


def _is_number(word: str) -> bool:
    return word in _ONES or word in _SCALES or word in _WHOLE or word == "belas"


def _read(run: List["re.Match[str]"]) -> List[Spelled]:
    value = _value([match[0] for match in run])
    if value is None or value < _BIG:
        return []
    return [Spelled(value, run[0].start(), run[-1].end())]


def _value(words: List[str]) -> Optional[int]:
    """The number that the words say; None if they say none, or none with a big scale."""
    total = part = 0.0
    last_scale = 0
    big = False
    for place, word in enumerate(words):
        if word == "setengah" and place and last_scale >= _BIG:
            total += last_scale / 2  # "dua juta setengah"
        elif word in _ONES:
            part += _ONES[word]
        elif word == "belas":
            part += 10
        elif word in _WHOLE:
            scale = _WHOLE[word]
            big |= scale >= _BIG
            last_scale = scale
            if scale >= _BIG:
                total += scale
            else:
                part += scale
        else:
            scale = _SCALES[word]
            if scale >= _BIG:
                if not part:
                    return None
                total, part, big, last_scale = total + part * scale, 0.0, True, scale
            else:
                # "dua ratus lima puluh": only the last one is multiplied by ten.
                small = part % 10 if scale == 10 else part
                part = part - small + (small or 1) * scale
    return round(total + part) if big else None
