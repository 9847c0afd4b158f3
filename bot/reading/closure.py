"""What is closed: an account, or only a card, which is blocked. And what was never to be. Pure.

"Nutup kartu" is about a card. Of a message that puts itself right, what comes last counts: "mau
nutup kartu anak eh maksudnya buku sama kartu buat anak" is a wish for a new account.
"""

import re
from typing import Optional

_PUT_RIGHT = re.compile(
    r"\b(?:(?:eh|e|sori|sorry|no wait|or rather)\b\W*(?:bukan|salah|sori|sorry)?\W*)?"
    r"(?:maksud(?:nya|ku|\s+(?:saya|aku|gue|gw))|ralat|i mean|i meant)\b|\beh\b",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"\b(?:(?:(?:di)?tutup|(?:me|pe)?nutup)(?:kan|in|nya|an)?|close[ds]?|closing|shut)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"\b(?:(?:di|mem|m|ng)?buka(?:kan|in)?|bikin(?:kan|in)?|open(?:ing)?)\b", re.IGNORECASE
)
_CARD = re.compile(
    r"\b(?:kartu|debit|cards?|(?<=tutup )atm|(?<=tutupin )atm)(?:nya|ku|mu|ne)?\b", re.IGNORECASE
)
"""An ATM by itself is a machine: "sisa 40 ribu gak bisa diambil di ATM, gimana nutupnya"."""
_ACCOUNT = re.compile(
    r"\b(?:rek(?:e?n\w*)?|norek|akun\w*|tabung\w*|nabung|buku\w*|deposito|giro|saldo\w*|nasabah"
    r"|accounts?|savings?|passbook|banking)\b",
    re.IGNORECASE,
)
_NOT_AN_ACCOUNT = re.compile(
    r"\b(?:bukan|bkn|bukannya|dudu|sanes|not|jangan|jgn)\W+(?:the\W+|my\W+|tutup\W+|nutup\W+|soal\W+)?"
    r"(?:rek(?:ening)?|akun|tabungan|account)(?:nya|ku)?\b",
    re.IGNORECASE,
)
"""What is said not to be meant: "bukan rekening, kartunya doang yang ditutup"."""
_FOR_GOOD = re.compile(
    r"\b(?:kredit\w*|credit|selamanya|permanen|berhenti|brhenti|stop|for good|pindah)\b",
    re.IGNORECASE,
)
"""To do without a card for good is no block; what is meant then, the classifier says."""
_BOOK_AND_CARD = re.compile(
    r"\bbuku\w*\W+(?:\w+\W+)?(?:sama|dan|plus|\+|&|serta|dgn|dengan)\W*(?:kartu|atm)\w*\W+"
    r"(?:buat|untuk|utk|bwt|for)\b",
    re.IGNORECASE,
)
_BLOCK = r"(?:(?:di|mem|ke|ter)?blo(?:k|c)k?(?:ir|ed|ing)?(?:an|in|kan|nya)?)"
_WHAT_A_BLOCK_DOES = re.compile(
    rf"\b{_BLOCK}\b(?:\W+\w+){{0,3}}?\W+(?:itu|artinya|berarti|maksud\w*|sama (?:dengan|kayak|aja)|tuh"
    rf"|kuwi|iku|teh|does"
    rf"|means?|the same)\b[^.?!]*\b(?:di)?(?:tutup\w*|close[ds]?|closing)\b"
    rf"|\b(?:maksud\w*|artinya|kalau|kalo|klo|nek|if|does|is"
    rf"|apa(?:kah)?)\W+(?:\w+\W+){{0,4}}?{_BLOCK}\b[^.?!]*\b(?:ikut|ikutan"
    r"|jadi|juga|apa|ke|ter|di)?\W*(?:tutup\w*|ditutup|tertutup|ketutup|closed?)\W*(?:\w+\W*){0,2}(?:\?|$)",
    re.IGNORECASE,
)
"""Whether a block closes the account: "blokir itu rekening saya ditutup ya?"."""
_TO_CLOSE = re.compile(r"\b(?:bisa|mau|ingin|pengen|cara\w*|tolong|minta|want|can|how)\b", re.IGNORECASE)
_FEW = 4
"""Words of a correction that only names the other thing: "eh maksudnya kartu"."""


def instead_of_closing(text: str) -> Optional[str]:
    """The matter that is meant where closing an account was read; None: that, for all we know."""
    if _WHAT_A_BLOCK_DOES.search(text) and not _TO_CLOSE.search(text):
        return "block_card"
    last = _NOT_AN_ACCOUNT.sub(" ", _last(text))
    text = _NOT_AN_ACCOUNT.sub(" ", text)
    if _ACCOUNT.search(last) is None:
        closes = _CLOSES.search(last) or (last != text and len(last.split()) <= _FEW)
        card = _CARD.search(last) and _CLOSES.search(text) and not _FOR_GOOD.search(text)
        return "block_card" if closes and card and not _OPENS.search(last) else None
    if last == text or _CLOSES.search(last):
        return None
    return "open_account" if _OPENS.search(last) or _BOOK_AND_CARD.search(last) else None


def _last(text: str) -> str:
    """What stands behind the last correction, if it says anything; else all of it."""
    marks = list(_PUT_RIGHT.finditer(text))
    behind = text[marks[-1].end() :] if marks else ""
    return behind.strip(" ,.") or text
