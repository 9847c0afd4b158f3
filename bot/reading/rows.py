"""Which row of a list of transactions is spoken of: "yg mandiri 1,25jt itu". Pure."""

import re
from typing import List, Optional

from .amounts import find_amounts

_ROW = re.compile(r"^.* · (?P<what>.+?) · -?Rp(?P<sum>[\d.]+)(?: · (?P<state>\w+))?$")
_GENERIC = frozenset(
    """transfer online bi-fast bifast fast rtgs skn ke to from dari bayar pembayaran payment tarik
    tunai atm top up qris biaya adm admin gaji salary card credit kartu kredit warung toko pasar
    the and dan""".split()
)
"""Words of a row that say what kind it is, and not which one."""
_SHORTEST = 3
_IN_TROUBLE = re.compile(r"\b(?:tertunda|gagal|pending|failed)\b", re.IGNORECASE)
_TRANSFER = re.compile(r"\btransfer\b", re.IGNORECASE)


def rows(listing: str) -> List[str]:
    """The lines of a list that are transactions."""
    return [line for line in listing.splitlines() if _ROW.match(line)]


def named(text: str, listing: str) -> Optional[str]:
    """The row whose sum or name is in the words; None where there is none, or more than one."""
    amounts = {amount.value for amount in find_amounts(text)}
    words = set(re.findall(r"[\w-]+", text.lower()))
    found = [row for row in rows(listing) if _is_meant(row, amounts, words)]
    exact = [row for row in found if _sum(row) in amounts]
    best = exact or found
    return best[0] if len(best) == 1 else None


def _is_meant(row: str, amounts: "set[int]", words: "set[str]") -> bool:
    if _sum(row) in amounts:
        return True
    return not amounts and bool(_own_words(row) & words)


def _own_words(row: str) -> "set[str]":
    match = _ROW.match(row)
    what = re.findall(r"[\w-]+", match["what"].lower()) if match else []
    return {word for word in what if len(word) >= _SHORTEST and word not in _GENERIC}


def _sum(row: str) -> int:
    match = _ROW.match(row)
    return int(match["sum"].replace(".", "")) if match else 0


def is_transfer_in_trouble(row: str) -> bool:
    """Whether it is a transfer that is pending or has failed."""
    return _TRANSFER.search(row) is not None and _IN_TROUBLE.search(row) is not None
