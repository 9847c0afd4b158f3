"""Whether something is to be paid now, and not only asked about: "pay it from my savings". Pure."""

import re

from reading import closing, procedure

_PAYS = re.compile(
    r"\b(?:(?:di|mem?|nge)?(?:bayar|lunas)(?:in|kan|i)?|mbayar|byr|pay|settle)\b", re.IGNORECASE
)
_FROM = re.compile(
    r"\b(?:dari|dr|pakai|pake|lewat|from|with|using)\W+(?:\w+\W+){0,2}?"
    r"(?:tabungan|rekening|rek|giro|saldo|savings?|accounts?|balance)(?:ku|nya|ne)?\b",
    re.IGNORECASE,
)
"""Which account it is to come from: "can you pay it from my savings?" is a wish, too."""
_NOT_NOW = re.compile(
    r"\b(?:sudah|udah|udh|sdh|telah|tadi|kemarin|kmrn|already|paid|belum|blm|nanti|ntar"
    r"|later)\b"
    r"|\b(?:tidak|tdk|gak?|gk|nggak?|ngga|ndak|nda|ora|not|can'?t|cannot|don'?t|didn'?t)"
    r"\W+(?:\w+\W+){0,2}?(?:(?:di|mem)?(?:bayar|lunas)|mbayar|byr|pay|settle)",
    re.IGNORECASE,
)
"""It is done, or is not to be, or later: these are other matters."""


def is_wished(text: str) -> bool:
    """Whether it is to be paid, or to be paid from an account of one's own."""
    if not _PAYS.search(text) or _NOT_NOW.search(text) or procedure.asks_beyond(text):
        return False
    return _FROM.search(text) is not None or not closing.asks(text)
