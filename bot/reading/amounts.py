"""Amounts of money in rupiah, in the words that customers use."""

import re
from typing import List, NamedTuple, Optional

from .words import find_spelled

_UNITS = {
    "rb": 1_000, "ribu": 1_000, "rbu": 1_000, "rebu": 1_000, "k": 1_000, "thousand": 1_000,
    "jt": 1_000_000, "juta": 1_000_000, "jta": 1_000_000, "jeti": 1_000_000, "million": 1_000_000,
    "mio": 1_000_000, "m": 1_000_000_000, "miliar": 1_000_000_000, "milyar": 1_000_000_000,
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_AMOUNT = re.compile(
    rf"(?P<rp>\b(?:rp|idr)\.?\s*)?(?<![\d.,/:#-])(?P<n>{_NUMBER})(?:-?an)?(?:,-)?"
    rf"(?:\s*(?P<unit>{_UNIT})(?:-?an)?)?(?P<after>\s*(?:rupiah|perak)\b)?(?![\w/:])",
    re.IGNORECASE,
)
# "2jt500", "1jt 250rb", "1 juta 500 ribu": one amount in two pieces.
_COMPOUND = re.compile(
    r"(?P<rp>\b(?:rp|idr)\.?\s*)?(?<![\d.,/:#-])(?P<n>\d+)\s*(?P<unit>jt|juta|jta|jeti)"
    r"(?:\s*(?P<n2>\d{1,3})\s*(?P<unit2>rb|ribu|rbu|rebu|k)|(?P<bare>\d{1,3}))(?![\w.,]\d|\w)",
    re.IGNORECASE,
)
_SLANG = {
    "gopek": 500_000, "cepek": 100_000, "gocap": 50_000, "goban": 50_000, "noban": 20_000,
    "ceban": 10_000, "goceng": 5_000, "seceng": 1_000,
}  # fmt: skip
_SLANG_WORD = re.compile(rf"\b(?:{'|'.join(_SLANG)})\b", re.IGNORECASE)
_FOREIGN_AFTER = re.compile(
    r"\s*(?:us\b|usd|dolar|dollar|euro?\b|yen\b|sgd|ringgit|riyal|real\b|yuan|pounds?|baht|won\b"
    r"|aud|jpy|myr|sar\b|cny|gbp|thb|krw|hkd|chf)",
    re.IGNORECASE,
)
_FOREIGN_BEFORE = re.compile(r"(?:[$€£¥]|\b(?:usd|eur|sgd|aud|jpy|gbp|rm|myr|sar))\s*$", re.I)
_NO_MONEY_BEFORE = re.compile(
    r"\b(?:tiket|ticket|nomor|nomer|nmr|no|laporan|referensi|ref|kode|rekening|rek|kartu|card|hp"
    r"|wa|otp|pin|cvv|nik|ktp|number|report|va)\b\.?\s*(?:saya|aku|ku|nya|:|#|is)*\s*$",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(
    r"\b(?:kepotong|kepotongan|dipotong|terpotong|potongan|biaya|sebesar|senilai|sejumlah|bayar"
    r"|kena|charge[ds]?|fee|cost|of|admin|cuma|jumlahnya|nominal|nominalnya)\s*$",
    re.IGNORECASE,
)
_YEAR = range(1900, 2100)
_TIME_OR_DATE = re.compile(
    r"\b(?:jam|pukul|pkl|tgl|tanggal|tahun|thn|pin|otp)\b", re.IGNORECASE
)
_SCALED = re.compile(rf"\d\s*(?:{_UNIT})\b", re.IGNORECASE)

MAX_AMOUNT = 100_000_000_000
"""Rupiah; more than that is no amount but an account number or a mistake."""
_LEAST = 1_000
_LEAST_BARE = 10_000
_MOST_DIGITS = 9


class Amount(NamedTuple):
    """Rupiah, and where in the text they are named."""

    value: int
    start: int
    end: int
    sure: bool
    """Whether rupiah or a unit was written; a bare number may be something else."""


def find_amounts(text: str) -> List[Amount]:
    """Every amount, in order, none overlapping.

    "500rb", "2jt500", "1,5 juta", "Rp 1.250.000", "1250000", "dua juta lima ratus ribu". A bare
    number counts from 10.000 on, or when it is grouped, or after a word such as "biaya", if it has
    at most nine digits; dates, times, ticket and account numbers and foreign money are left alone.
    """
    found: List[Amount] = []
    for match in _COMPOUND.finditer(text):
        rest = int(match["n2"] or match["bare"]) * 1_000
        whole = int(match["n"]) * 1_000_000 + rest
        if whole <= MAX_AMOUNT:
            found.append(Amount(whole, match.start(), match.end(), True))
    for match in _AMOUNT.finditer(text):
        amount = _numeral(match, text)
        if amount is not None and not _overlaps(amount, found):
            found.append(amount)
    for spelled in find_spelled(text):
        amount = Amount(spelled.value, spelled.start, spelled.end, True)
        if amount.value <= MAX_AMOUNT and not _overlaps(amount, found):
            found.append(amount)
    for match in _SLANG_WORD.finditer(text):
        found.append(Amount(_SLANG[match[0].lower()], match.start(), match.end(), True))
    return sorted(found, key=lambda amount: amount.start)


def _overlaps(amount: Amount, others: List[Amount]) -> bool:
    return any(amount.start < other.end and other.start < amount.end for other in others)


def _numeral(match: "re.Match[str]", text: str) -> Optional[Amount]:
    unit = (match["unit"] or "").lower()
    named = bool(match["rp"] or unit or match["after"])
    value = round(_number(match["n"], scaled=bool(unit)) * _UNITS.get(unit, 1))
    if not _LEAST <= value <= MAX_AMOUNT:
        return None
    before, after = text[: match.start()], text[match.end() :]
    if _FOREIGN_AFTER.match(after) or _FOREIGN_BEFORE.search(before):
        return None
    if not named:
        digits = re.sub(r"\D", "", match["n"])
        if digits.startswith("0") or len(digits) > _MOST_DIGITS or _NO_MONEY_BEFORE.search(before):
            return None
        grouped = re.search(r"[.,]\d{3}", match["n"]) is not None
        cued = _MONEY_BEFORE.search(before) is not None and value not in _YEAR
        if value < _LEAST_BARE and not (grouped or cued):
            return None
    end = match.end("after") if match["after"] else match.end("unit") if unit else match.end("n")
    return Amount(value, match.start(), end, named)


def _number(written: str, scaled: bool) -> float:
    """1.250.000 and 1,250,000 are grouped; 1,5 and 2.5 before a unit are decimals."""
    if written[0] != "0" and re.fullmatch(r"\d{1,3}([.,]\d{3})+([.,]\d{1,2})?", written):
        grouped = re.sub(r"[.,]\d{1,2}$", "", written)
        if not (scaled and re.fullmatch(r"\d{1,3}[.,]\d{3}", written)):
            return float(re.sub(r"[.,]", "", grouped))
        return float(re.sub(r"[.,]", "", written))
    return float(written.replace(",", "."))


def parse_amount(text: str, asked: bool = False) -> Optional[int]:
    """The amount in rupiah that a message is about, or None.

    One with a unit wins over a bare number. If the amount was just `asked` for, a bare "300" is
    what people mean by it, Rp300.000, and "5000" is Rp5.000.
    """
    bare = re.fullmatch(r"\D{0,12}\b(\d{1,4})\b\D{0,12}", text) if asked else None
    if bare and not (_SCALED.search(text) or _TIME_OR_DATE.search(text)):
        number = int(bare[1])
        return number * 1_000 if 0 < number < 1_000 else number or None
    found = find_amounts(text)
    best = next((amount for amount in found if amount.sure), found[0] if found else None)
    return best.value if best else None
