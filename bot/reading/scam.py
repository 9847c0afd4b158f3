"""A swindle that was not paid yet: a prize, a parcel or an official who wants money first. Pure."""

import re

_BAIT = re.compile(
    r"\b(?:undian|hadiah\w*|menang|pemenang|giveaway|lotre|doorprize|prize|lottery|won|winner"
    r"|warisan"
    r"|bea cukai|paket(?:nya)? (?:ditahan|tertahan)|parcel|customs|investasi|trading|pinjol|loker"
    r"|kerja paruh"
    r" waktu|like and subscribe|polisi|kejaksaan|pajak(?:nya)?)\b",
    re.IGNORECASE,
)
_PAY_FIRST = re.compile(
    r"\b(?:(?:di)?(?:suruh|minta|disuru|suru|haru?s|wajib)|told|asked|ask(?:s|ing)?|must|have to"
    r"|need to|wants? me)"
    r"\W+(?:\w+\W+){0,3}(?:transfer|tf|trf|bayar|kirim|setor|deposit|pay|send|wire)\w*\b",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"\b(?:udah|sudah|udh|sdh|telah|terlanjur|kadung|keburu|barusan|tadi|already|i (?:paid|sent"
    r"|transferred))\s+"
    r"(?:\w+\s+){0,2}(?:transfer|tf|trf|bayar|kirim|kasih|setor|di ?transfer|ketransfer|paid|sent"
    r"|transferred)\w*\b"
    r"|\b(?:ketipu|tertipu|kena tipu|ditipu|uang\w* (?:hilang|raib)|got scammed"
    r"|lost (?:my )?money)\b",
    re.IGNORECASE,
)
_REALLY = re.compile(
    r"\b(?:bene?ran|bener|betul|asli|resmi|penipu\w*|nipu|tipu|modus|aman|jangan|jgn|is (?:it"
    r"|this) "
    r"(?:real|true|a scam|legit)|scam|legit|should i)\b",
    re.IGNORECASE,
)


_PAYING = re.compile(
    r"\b(?:(?:di)?transfer\w*|tf|trf|(?:di)?bayar\w*|(?:di)?kirim\w*|hangus|hadiah\w*|undian|pay"
    r"|send|prize)\b",
    re.IGNORECASE,
)


def is_about_paying(text: str) -> bool:
    """Whether it still speaks of paying, and not of having paid."""
    return _PAYING.search(text) is not None and _PAID.search(text) is None


def not_yet_paid(text: str) -> bool:
    """Whether somebody is to pay a swindler and asks before it is done."""
    if _PAID.search(text):
        return False
    bait, pay = _BAIT.search(text) is not None, _PAY_FIRST.search(text) is not None
    return pay and (bait or _REALLY.search(text) is not None)
