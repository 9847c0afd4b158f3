"""What a message names, settled: the names found in lookup tables, and amounts and days."""

import re
from datetime import datetime
from typing import Any, Dict, List

from .amounts import find_amounts
from .days import find_days
from .letters import dictated_banks

Entity = Dict[str, Any]
"""`entity`, `start`, `end`, `value` and `text`; a date may have `time` and `part`."""

# Names that are everyday words too. They count where a bank, a wallet or a place is spoken of, or
# where they alone are written large.
_EVERYDAY = {
    "bank": frozenset(
        "mandiri jago neo mega permata allo blu niaga jenius panin superbank".split()
    ),
    "wallet": frozenset({"dana", "flip"}),
    "city": frozenset("malang solo medan padang batu metro serang bogor bali".split()),
    "currency": frozenset({"real", "won", "rm", "yen", "pound", "pounds"}),
}
_NAMED_AFTER = {
    "bank": re.compile(
        r"\b(?:bank|ke|dari|dr|rek|rekening|norek|di|tf|transfer|trf|via|lewat|atm|pakai|pake|to"
        r"|from|and|dan|atau|or|kartu|app|aplikasi|m-banking|tapi|tp|melainkan"
        r"|tujuan(?:nya)?|banknya|bukan|bkn|(?:se)?harusnya)\s*[,/]?\s*$|^\s*$",
        re.IGNORECASE,
    ),
    "wallet": re.compile(
        r"\b(?:ke|top\s?-?up|isi|ngisi|isiin|isikan|akun|saldo|aplikasi|app|via|lewat|pakai|pake"
        r"|e-?wallet|wallet|dompet(?: digital)?|nomor|nomer|premium|to|my|gopay|ovo|shopeepay"
        r"|linkaja)\s*(?:,|/|dan|and|atau|or|sama|ke|saya|aku|gue)?\s*$",
        re.IGNORECASE,
    ),
    "city": re.compile(
        r"\b(?:di|ke|dari|cabang|kota|daerah|area|kcp|kantor|wilayah|atm|in|at|near|dekat|deket"
        r"|sekitar|kabupaten|branch)\s*$|^\s*$",
        re.IGNORECASE,
    ),
    "currency": re.compile(
        r"\d\s*$|\b(?:ribu|rb|juta|jt|thousand|million|kurs|rate|mata uang|valas|beli|jual|tukar"
        r"|nukar|buy|sell|harga)\s*$",
        re.IGNORECASE,
    ),
}
_OTHER_WORD = re.compile(
    r"\b(?:secara|nasi|masakan|rumah makan|main|lagu|nasib|perang)\s+$", re.IGNORECASE
)
_OTHER_WORD_AFTER = re.compile(
    r"\s*(?:banget|bgt|sekali|nian|darurat|pensiun|talangan|pinjaman|nasabah|tunai|cash"
    r"|(?:saya|aku|gue|gw)\s+(?:di\s+)?(?:belum|blm|kok|tidak|ga|gak|nggak|hilang|ilang|ketahan))",
    re.IGNORECASE,
)
_TICKET_BEFORE = re.compile(
    r"(?:\b(?:tiket|ticket|status|cek|nomor|nomer|nmr|no|laporan|pengaduan|komplain|aduan|report"
    r"|complaint|number|ref|referensi|kasus|case)\b\.?\s*(?:saya|aku|ku|ini|itu|nya|is)?\s*[:#]?|#)\s*$",
    re.IGNORECASE,
)
_FOREIGN_LETTERS = {"USD": r"(?:us)?\$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_AUSTRALIA_AND_SO_ON = re.compile(
    r"\s*(?P<of>singapura|singapore|sing\b|sgd|australia|aussie|aud\b|hong\s?kong|hkd)", re.I
)
_DOLLARS = {"s": "SGD", "a": "AUD", "h": "HKD"}


def settle(text: str, named: List[Entity], now: datetime) -> List[Entity]:
    """All entities of `text`, in order, none overlapping.

    `named` are finds of lookup tables and patterns, their values mapped to one spelling. A name
    that is only an everyday word here is left out, ticket numbers get one form, and banks by their
    letters, amounts (in rupiah) and days (as ISO dates, seen from `now`) are added. Of two that overlap, the longer.
    """
    found: List[Entity] = []
    for entity in named:
        kept = {**entity, "text": text[entity["start"] : entity["end"]]}
        if kept["entity"] == "ticket":
            kept["value"] = ticket_number(kept["text"])
            # "tf 500000" is a transfer of that amount as often as a report's number.
            doubtful = kept["value"].isdigit() or " " in kept["text"]
            if not doubtful or _is_ticket(kept, text):
                found.append(kept)
        elif _is_meant(kept, text):
            found.append(_dollars(kept, text))
    for code, sign in _FOREIGN_LETTERS.items():
        for match in re.finditer(sign, text, re.IGNORECASE):
            found.append(_entity("currency", code, match.start(), match.end(), text))
    for one in dictated_banks(text):
        found.append(_entity("bank", one.bank, one.start, one.end, text))
    for amount in find_amounts(text):
        found.append(_entity("amount", amount.value, amount.start, amount.end, text))
    for dated in find_days(text, now):
        when = dated.when
        date = _entity("date", when.day.isoformat(), dated.start, dated.end, text)
        found.append({**date, "time": when.time, "part": when.part})
    return _apart(found)


def ticket_number(text: str) -> str:
    """TF-100042 for "tf 100042"; digits alone stay digits."""
    plain = re.sub(r"[^A-Za-z0-9]", "", text).upper()
    letters = plain.rstrip("0123456789")
    return f"{letters}-{plain[len(letters):]}" if letters else plain


def _entity(name: str, value: Any, start: int, end: int, text: str) -> Entity:
    return {"entity": name, "value": value, "start": start, "end": end, "text": text[start:end]}


def _is_ticket(entity: Entity, text: str) -> bool:
    """Whether these are a report's number: it is said, or they are all there is."""
    alone = not re.search(r"[A-Za-z0-9]", text[: entity["start"]] + text[entity["end"] :])
    return alone or _TICKET_BEFORE.search(text[: entity["start"]]) is not None


def _is_meant(entity: Entity, text: str) -> bool:
    """Whether a name is meant as one."""
    kind, word = entity["entity"], entity["text"]
    before, after = text[: entity["start"]], text[entity["end"] :]
    if word.lower() not in _EVERYDAY.get(kind, frozenset()):
        return True
    if _OTHER_WORD.search(before):
        return False
    if _NAMED_AFTER[kind].search(before) or not (before + after).strip(" .,!?"):
        return not _OTHER_WORD_AFTER.match(after)
    return word[0].isupper() and bool(before.strip()) and text != text.upper()


def _dollars(entity: Entity, text: str) -> Entity:
    """Dollars are American unless a country follows."""
    if entity["entity"] != "currency" or entity["value"] != "USD":
        return entity
    country = _AUSTRALIA_AND_SO_ON.match(text, entity["end"])
    if country is None or entity["text"].lower() == "usd":
        return entity
    return _entity(
        "currency", _DOLLARS[country["of"][0].lower()], entity["start"], country.end(), text
    )


def _apart(entities: List[Entity]) -> List[Entity]:
    kept: List[Entity] = []
    # Of two that are as long, a report's number is one, and no amount.
    by_length = sorted(
        entities, key=lambda e: (e["start"] - e["end"], e["entity"] != "ticket", e["start"])
    )
    for entity in by_length:
        if all(entity["end"] <= k["start"] or k["end"] <= entity["start"] for k in kept):
            kept.append(entity)
    return sorted(kept, key=lambda entity: entity["start"])
