"""Digits written or spoken in several groups, and when they are no code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from handoff.domain.masking.tokens import Sort, Token
from handoff.domain.masking.words import COUNT_UNITS, DIGIT_WORDS, MONEY_UNITS, SPOKEN_PARTS

_LIGHT = frozenset(" .-,_\t")
_REPEATS = frozenset({"dobel", "double", "triple"})
_LIMIT = 24
_NO_CODE = re.compile(
    r"(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9](?:[.:][0-5][0-9])?(?![0-9])(?!\.[0-9])"
    r"|(?:0?[1-9]|[12][0-9]|3[01])/[0-9]{1,2}(?:/(?:[0-9]{2}|[0-9]{4}))?(?![0-9])"
    r"|[0-9]{1,2}[-.][0-9]{1,2}[-.](?:19|20)[0-9]{2}(?![0-9])"
    r"|(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,}(?![0-9])|[0-9]{1,3}(?:,[0-9]{3}){2,}(?![0-9])"
    r"|[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]{2}(?![0-9])(?!,)|[0-9]+ ?%"
)
"""Times, dates, amounts and shares."""
_THOUSANDS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}(?![0-9])")


class Value(NamedTuple):
    """A candidate for a code: tokens [first, last], and how many digits it has."""

    first: int
    last: int
    size: int
    digits: str
    spaced: bool
    """Written in groups of one or two digits, or spoken."""


def _is_group(token: Token) -> bool:
    return token.sort is Sort.DIGITS or (
        token.sort is Sort.WORD and (token.text in DIGIT_WORDS or token.text in SPOKEN_PARTS)
    )


def _digits(token: Token) -> str:
    return token.text if token.sort is Sort.DIGITS else DIGIT_WORDS.get(token.text, "0")


def starts_value(token: Token) -> bool:
    """Whether digits begin at this token."""
    return token.sort is Sort.DIGITS or (
        token.sort is Sort.WORD and (token.text in DIGIT_WORDS or token.text in _REPEATS)
    )


def next_group(folded: str, tokens: Sequence[Token], place: int) -> int | None:
    """The token of the group that continues the digits at `place`, if there is one."""
    end, at = tokens[place].end, place + 1
    while at < len(tokens) and at <= place + 3:
        token = tokens[at]
        gap = folded[end : token.start]
        if len(gap) > 3 or not set(gap) <= _LIGHT:
            return None
        if _is_group(token):
            return at
        at += 1
    return None


def unit_behind(tokens: Sequence[Token], place: int) -> str | None:
    """The unit right behind the digits at `place` ("3 kali", "150rb")."""
    behind = place + 1
    if behind >= len(tokens) or tokens[behind].sort is not Sort.WORD:
        return None
    word = tokens[behind].text
    if tokens[behind].start - tokens[place].end > 1:
        return None
    if word == "jam" and behind + 1 < len(tokens) and tokens[behind + 1].sort is Sort.DIGITS:
        return None  # "482913 jam 10": the hour belongs to the next number
    return word if word in COUNT_UNITS or word in MONEY_UNITS else None


def is_no_code(folded: str, token: Token) -> bool:
    """Whether a time, date, amount or share begins at the token."""
    return token.sort is Sort.DIGITS and _NO_CODE.match(folded, token.start) is not None


def is_thousands(folded: str, token: Token) -> bool:
    """Whether the digits look like an amount with one separator ("150.000")."""
    return _THOUSANDS.match(folded, token.start) is not None


def value_at(folded: str, tokens: Sequence[Token], place: int, most: int) -> Value | None:
    """The digits at a token, read as one value of at most `most` digits when unbroken.

    None for telephone and account numbers, amounts, dates and times.
    """
    if is_no_code(folded, tokens[place]):
        return None
    groups = [place]
    while len(groups) < _LIMIT:
        at = next_group(folded, tokens, groups[-1])
        if at is None or is_no_code(folded, tokens[at]):
            break
        if len(_digits(tokens[at])) <= 3 and unit_behind(tokens, at) is not None:
            if tokens[at].sort is Sort.WORD and unit_behind(tokens, at) not in MONEY_UNITS:
                groups.append(at)
            break
        groups.append(at)
    parts = [_digits(tokens[at]) for at in groups]
    whole = "".join(parts)
    if folded[tokens[place].start - 1 : tokens[place].start] == "+" or (
        whole.startswith(("08", "628")) and 10 <= len(whole) <= 14
    ):
        return None
    used = _used(parts, most)
    size = sum(len(part) for part in parts[:used])
    spaced = len(parts[0]) <= 2
    if size > (12 if spaced else most) or (not spaced and used > 1 and used < len(parts)):
        return None
    digits = "".join(parts[:used])
    return Value(place, groups[used - 1], size, digits, spaced)


def _used(parts: Sequence[str], most: int) -> int:
    """How many groups belong to the value that begins with the first."""
    first = len(parts[0])
    if first <= 2:
        used = 1
        while used < len(parts) and len(parts[used]) <= 2:
            used += 1
        return used
    if len(parts) > 1 and first + len(parts[1]) <= most:
        follows = {3: (3,), 4: (4, 2)}.get(first, ())
        if len(parts[1]) in follows:
            return 2
    return 1
