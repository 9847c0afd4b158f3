"""Card numbers and NIK: recognised by what the digits are, context only decides doubts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import accumulate

from handoff.domain.masking.kinds import SecretKind
from handoff.domain.masking.view import Span
from handoff.domain.masking.words import DIGIT_WORDS, NUMBER_FILLERS, split_words

_GROUP_PATTERN = rf"(?:[0-9]+|(?<![^\W\d_])(?:{'|'.join(sorted(DIGIT_WORDS))})(?![^\W_]))"
_GROUP = re.compile(_GROUP_PATTERN)
_CHAIN = re.compile(rf"{_GROUP_PATTERN}(?:[ .\-_/,|\n\t]{{1,3}}{_GROUP_PATTERN})*")
_WORD = re.compile(r"[^\W\d_]+")
_BREAK = re.compile(r"[0-9\]]")

_MIN, _MAX = 13, 19
_PREFERENCE = (16, 15, 19, 14, 13, 17, 18)  # 16 before 19: a CVV typed behind is not "last four"
_PROVINCES = frozenset(
    [*range(11, 20), 21, *range(31, 37), 51, 52, 53, *range(61, 66), *range(71, 77)]
) | {81, 82, *range(91, 98)}
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_LOOK_BEHIND = 56
_LOOK_AHEAD = 28


class _Said(Enum):
    """What the words next to a number call it."""

    CARD = auto()
    NIK = auto()
    VA = auto()
    REFERENCE = auto()


_CALLED = {
    **dict.fromkeys(
        split_words(
            "kartu kartunya kartuku card cc atm debit debet kredit credit visa mastercard "
            "jcb gpn pan"
        ),
        _Said.CARD,
    ),
    **dict.fromkeys(
        split_words(
            "nik niknya nikku ktp ktpku ktpnya ektp kk penduduk keluarga kependudukan "
            "identitas induk"
        ),
        _Said.NIK,
    ),
    **dict.fromkeys(["va", "vanya", "vaku", "briva", "virtual"], _Said.VA),
    **dict.fromkeys(
        split_words(
            "resi resinya awb order orderan pesanan invoice inv ref reff referensi "
            "reference refnya rrn transaksi trx transaction tracking pelacakan tiket ticket "
            "npwp bpjs imei idpel pelanggan meter token bayar pembayaran rekening rek norek "
            "account acc akun laporan pengaduan"
        ),
        _Said.REFERENCE,
    ),
}


@dataclass(frozen=True)
class _Chain:
    """Groups of digits with only separators between them."""

    folded: str
    groups: list[tuple[int, int]]
    digits: str
    offsets: list[int]
    """Where each group begins in `digits`, and the length at the end."""
    sums: tuple[list[int], list[int]]

    @classmethod
    def of(cls, folded: str, start: int, end: int) -> _Chain | None:
        groups = [found.span() for found in _GROUP.finditer(folded, start, end)]
        parts = [folded[a:b] for a, b in groups]
        parts = [part if part[0].isdigit() else DIGIT_WORDS[part] for part in parts]
        digits = "".join(parts)
        if len(digits) < _MIN:
            return None
        values = [int(digit) for digit in digits]
        sums = tuple(
            list(
                accumulate(
                    (_DOUBLED[v] if i % 2 == odd else v for i, v in enumerate(values)), initial=0
                )
            )
            for odd in (0, 1)
        )
        offsets = list(accumulate(map(len, parts), initial=0))
        return cls(folded, groups, digits, offsets, (sums[0], sums[1]))

    def luhn(self, start: int, end: int) -> bool:
        """Whether digits [start, end) pass Luhn; constant time, by sums over prefixes."""
        sums = self.sums[end % 2]  # the digit before the last one is doubled
        return (sums[end] - sums[start]) % 10 == 0

    def lengths(self, first: int, last: int) -> list[int]:
        return [self.offsets[g + 1] - self.offsets[g] for g in range(first, last + 1)]

    def separators(self, first: int, last: int) -> set[str]:
        return {self.folded[self.groups[g][1] : self.groups[g + 1][0]] for g in range(first, last)}


def find_numbers(folded: str) -> Iterator[Span]:
    """Spans of card numbers and NIK in a folded text, in order."""
    for found in _CHAIN.finditer(folded):
        if found.end() - found.start() < _MIN:
            continue
        chain = _Chain.of(folded, found.start(), found.end())
        if chain is None:
            continue
        group = 0
        while group < len(chain.groups):
            spans, group = _spans_from(chain, group)
            yield from spans


def _spans_from(chain: _Chain, first: int) -> tuple[list[Span], int]:
    """The spans found at a group, and the group to go on with."""
    start = chain.offsets[first]
    single = chain.offsets[first + 1] - start
    if single > _MAX:
        return _inside(chain, first), first + 1
    fits: dict[int, tuple[int, SecretKind]] = {}
    for last in range(first, len(chain.groups)):
        total = chain.offsets[last + 1] - start
        if total > _MAX:
            break
        if total >= _MIN:
            kind = _single(chain, first) if last == first else _joined(chain, first, last)
            if kind is not None:
                fits.setdefault(total, (last, kind))
    order = (single, *_PREFERENCE)
    best = next((fits[total] for total in order if total in fits), None)
    if best is None:
        return (_inside(chain, first) if single > 16 else []), first + 1
    last, kind = best
    begin, end = chain.groups[first][0], chain.groups[last][1]
    return [Span(begin, end, kind, chain.digits[start : chain.offsets[last + 1]])], last + 1


def _single(chain: _Chain, group: int) -> SecretKind | None:
    """What one unbroken run of digits is."""
    folded, (begin, end) = chain.folded, chain.groups[group]
    start, stop = chain.offsets[group], chain.offsets[group + 1]
    digits = chain.digits[start:stop]
    said = _said_just_before(folded, begin)
    if said is _Said.VA or _is_phone(folded, begin, digits):
        return None
    card, nik = chain.luhn(start, stop), _is_nik(digits)
    issued = _is_issuer(digits)
    if nik and not (said is _Said.CARD and issued):
        return _nik_or_card(folded, begin, end) if card else SecretKind.NIK
    if said is _Said.NIK and 15 <= len(digits) <= 17:
        return SecretKind.NIK
    glued = folded[begin - 1 : begin].isalpha() or folded[end : end + 1].isalpha()
    if card and (issued or not (glued or said is _Said.REFERENCE)):
        return SecretKind.CARD_NUMBER
    # One digit mistyped: still nearly the whole number of a real card.
    if said is _Said.CARD and issued and len(digits) == 16:
        return SecretKind.CARD_NUMBER
    return None


def _joined(chain: _Chain, first: int, last: int) -> SecretKind | None:
    """What several groups of digits are when read as one number."""
    folded, begin, end = chain.folded, chain.groups[first][0], chain.groups[last][1]
    start, stop = chain.offsets[first], chain.offsets[last + 1]
    digits = chain.digits[start:stop]
    card = chain.luhn(start, stop)
    nik = len(digits) == 16 and _is_nik(digits)
    lengths = chain.lengths(first, last)
    strong = _is_card_shape(lengths)
    fours = lengths[0] == 4 and strong
    said = _said_just_before(folded, begin)
    mistyped = (fours and _is_issuer(digits) and said is _Said.CARD) or said is _Said.NIK
    if not (card or nik or (mistyped and len(digits) == 16)):
        return None
    separators = chain.separators(first, last)
    if said is _Said.VA or _is_phone(folded, begin, digits):
        return None
    if _is_amount(lengths, separators) or lengths == [2, 3, 3, 1, 3, 3]:  # the last is an NPWP
        return None
    plain = all(set(separator) <= set(" .-") for separator in separators)
    if plain and nik and not (said is _Said.CARD and _is_issuer(digits)):
        return _nik_or_card(folded, begin, end) if card else SecretKind.NIK
    if plain and said is _Said.NIK and len(digits) == 16:
        return SecretKind.NIK
    if _is_issuer(digits):
        if strong and (card or mistyped):
            return SecretKind.CARD_NUMBER
        loose = plain and len(separators) == 1 and lengths[0] in (4, 6, 8) and min(lengths) > 1
        parts = [chain.digits[chain.offsets[g] : chain.offsets[g + 1]] for g in range(first, last)]
        if card and loose and not any(part.endswith("000") for part in parts):
            return SecretKind.CARD_NUMBER
    elif card and plain and fours and said is not _Said.REFERENCE:
        return SecretKind.CARD_NUMBER
    return None


def _inside(chain: _Chain, group: int) -> list[Span]:
    """Card numbers inside a longer run of digits, as when the CVV is typed right behind."""
    begin = chain.groups[group][0]
    if _said_just_before(chain.folded, begin) in (_Said.VA, _Said.REFERENCE):
        return []
    start, stop = chain.offsets[group], chain.offsets[group + 1]
    spans: list[Span] = []
    at = start
    while at + 15 <= stop:
        size = 15 if chain.digits[at : at + 2] in ("34", "37") else 16
        digits = chain.digits[at : at + size]
        if at + size <= stop and _is_issuer(digits) and chain.luhn(at, at + size):
            place = begin + at - start
            spans.append(Span(place, place + size, SecretKind.CARD_NUMBER, digits))
            at += size
        else:
            at += 1
    return spans


def _is_card_shape(lengths: list[int]) -> bool:
    if lengths in ([4, 6, 5], [4, 6, 4], [4, 4, 5]):
        return True
    size = lengths[0]
    return (
        size in (1, 2, 4, 8)
        and all(length == size for length in lengths[:-1])
        and lengths[-1] <= size
    )


def _is_amount(lengths: list[int], separators: set[str]) -> bool:
    thousands = lengths[0] <= 3 and all(length == 3 for length in lengths[1:])
    return thousands and separators in ({"."}, {","})


def _is_phone(folded: str, begin: int, digits: str) -> bool:
    if folded[begin - 1 : begin] == "+":
        return len(digits) <= 15
    if digits.startswith("08"):
        return len(digits) <= 14
    return digits.startswith(("628", "00628")) and len(digits) <= 15


def _is_issuer(digits: str) -> bool:
    """Whether a card issuer uses numbers that begin so and are as long."""
    size, two, four = len(digits), int(digits[:2]), int(digits[:4])
    if digits[0] == "4":
        return size in (13, 16, 19)
    if 51 <= two <= 55 or 2221 <= four <= 2720 or four == 1946:
        return size == 16
    if two in (34, 37):
        return size == 15
    if two in (30, 36, 38, 39):
        return size in (14, 16)
    if two in (35, 62, 81):
        return size >= 16
    return digits[0] in "56"


def _is_nik(digits: str) -> bool:
    """Province, regency, district, birth date (women: day + 40), serial."""
    if len(digits) != 16 or int(digits[:2]) not in _PROVINCES:
        return False
    regency, district = int(digits[2:4]), int(digits[4:6])
    day, month = int(digits[6:8]) % 40, int(digits[8:10])
    if int(digits[6:8]) > 71 or not 1 <= month <= 12:
        return False
    return (
        1 <= regency <= 79
        and district >= 1
        and 1 <= day <= _DAYS[month - 1]
        and (digits[12:] != "0000")
    )


def _nik_or_card(folded: str, begin: int, end: int) -> SecretKind:
    """For digits that could be both: what the nearest word says, else a card."""
    before = _WORD.findall(folded, max(0, begin - _LOOK_BEHIND), begin)
    after = _WORD.findall(folded, end, end + _LOOK_AHEAD)
    for word in [*reversed(before), *after]:
        said = _CALLED.get(word)
        if said is _Said.NIK:
            return SecretKind.NIK
        if said is _Said.CARD:
            return SecretKind.CARD_NUMBER
    return SecretKind.CARD_NUMBER


def _said_just_before(folded: str, begin: int) -> _Said | None:
    """What the words right before a number call it; only fillers may stand between."""
    before = folded[max(0, begin - _LOOK_BEHIND) : begin]
    words = _WORD.findall(_BREAK.split(before)[-1])
    for place in range(len(words) - 1, -1, -1):
        said = _CALLED.get(words[place])
        if said is _Said.REFERENCE and words[max(0, place - 1)] == "virtual":
            return _Said.VA
        if said is not None:
            return said
        if words[place] not in NUMBER_FILLERS:
            return None
    return None


def bare_number(folded: str, expecting: frozenset[SecretKind]) -> Span | None:
    """A message of 13 to 19 digits alone, when a card number or NIK is expected."""
    found = _CHAIN.fullmatch(folded.strip())
    if found is None:
        return None
    begin = folded.index(found.group())
    chain = _Chain.of(folded, begin, begin + len(found.group()))
    if chain is None or len(chain.digits) > _MAX:
        return None
    end = chain.groups[-1][1]
    if SecretKind.NIK in expecting and len(chain.digits) == 16:
        return Span(begin, end, SecretKind.NIK)
    if SecretKind.CARD_NUMBER in expecting and _is_issuer(chain.digits):
        return Span(begin, end, SecretKind.CARD_NUMBER, chain.digits)
    return None
