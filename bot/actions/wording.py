"""How money, dates and masked numbers are written, and what the matters are called."""

import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, Optional, Union

import yaml

WIB = timezone(timedelta(hours=7), "WIB")

SIGN_IN = frozenset(
    {
        "utter_sign_in", "utter_sign_in_block", "utter_sign_in_report", "utter_sign_in_how",
        "utter_sign_in_noted", "utter_not_signed_in",
    }
)  # fmt: skip
"""Answers after which the customer is expected to sign in."""
_MONTHS = {
    "id": "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split(),
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
}
_LONG_MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November "
    "Desember".split(),
    "en": "January February March April May June July August September October November "
    "December".split(),
}
_WEEKDAYS = {
    "id": "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
_PARTS_EN = {"pagi": "morning", "siang": "midday", "sore": "afternoon", "malam": "evening"}

_CASUAL = {"Anda": "kamu", "anda": "kamu", "Saya": "aku", "saya": "aku"}
_PRONOUN = re.compile(r"(^|[.?:!]\s+)?\b([Aa]nda|[Ss]aya)\b")

_BEGINS_SO = re.compile(
    r"(?:ya|iya|tidak|nggak|belum|bisa|boleh|betul|benar|maaf|turut|kami turut|yes|no|not|sorry)\b",
    re.IGNORECASE,
)
_ECHOED = re.compile(r"\b(bisakah|bisa|bs|bsa|bolehkah|boleh|blh)\b")
_ECHOES = {word: "boleh" if word.startswith(("bo", "bl")) else "bisa"
           for word in ("bisakah", "bisa", "bs", "bsa", "bolehkah", "boleh", "blh")}  # fmt: skip

_texts: Dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "matters.yml").read_text(encoding="utf-8")
)


def matter(intent: Optional[str], language: str) -> str:
    """What a matter is called in a sentence: "cek saldo", "your account balance"."""
    names = _texts["matters"].get(intent or "", _texts["matters"]["other"])
    return names[language]


def without_signing_in(intent: Optional[str], language: str) -> str:
    """How a matter is settled without signing in, as a sentence without its full stop."""
    ways = _texts["without_signing_in"]
    way: str = ways.get(intent or "", ways["other"])[language]
    return way


def word(kind: str, name: str, language: str) -> str:
    """A word of the bank's data, such as a ticket's state, in the customer's language."""
    return _texts[kind].get(name, {}).get(language, name)


def yes_or_no(polar: Optional[str], asked: str, sentence: str, voice: str) -> str:
    """The sentence, begun with the yes or no that it means, unless it begins so by itself.

    `polar`: of `Article`; `voice`: "id", "casual" or "en".
    """
    if polar is None or _BEGINS_SO.match(sentence):
        return sentence
    echo = _ECHOED.search(asked.lower()) if polar == "yes" else None
    word = _texts["polar"][_ECHOES[echo[1]] if echo else polar][voice]
    return f"{word} {sentence}"


def button(intent: str, language: str) -> str:
    """The matter as the title of a quick reply."""
    name = matter(intent, language)
    return name[0].upper() + name[1:]


def rupiah(amount: Union[int, Decimal]) -> str:
    """Rp1.250.000; a negative amount as -Rp1.250.000."""
    whole = int(amount)
    return f"{'-' if whole < 0 else ''}Rp{abs(whole):,}".replace(",", ".")


def day(value: date, language: str) -> str:
    """21 Nov 2026."""
    return f"{value.day} {_MONTHS[language][value.month - 1]} {value.year}"


def weekday(value: date, language: str) -> str:
    """Rabu, 25 Nov 2026."""
    return f"{_WEEKDAYS[language][value.weekday()]}, {day(value, language)}"


def working_days(count: int, language: str) -> str:
    """3 hari kerja."""
    if language == "id":
        return f"{count} hari kerja"
    return f"{count} working day{'' if count == 1 else 's'}"


def month(year: int, number: int, language: str) -> str:
    """November 2026."""
    return f"{_LONG_MONTHS[language][number - 1]} {year}"


def moment(value: datetime, language: str) -> str:
    """21 Nov 2026, 14.05 WIB."""
    local = value.astimezone(WIB)
    return f"{day(local.date(), language)}, {local:%H.%M} WIB"


def until(value: datetime, language: str, now: datetime) -> str:
    """The end of a time: 14.20 WIB, with its day unless that is today."""
    local = value.astimezone(WIB)
    if local.date() == now.astimezone(WIB).date():
        return f"{local:%H.%M} WIB"
    return moment(value, language)


def said_when(when: Dict[str, Optional[str]], language: str) -> str:
    """A day with the time or the part of the day that the customer named."""
    text = day(date.fromisoformat(str(when["day"])), language)
    if when.get("time"):
        return f"{text}, {when['time']} WIB"
    part = when.get("part")
    if part:
        return f"{text} {part if language == 'id' else _PARTS_EN[part]}"
    return text


def masked_number(number: str) -> str:
    """The last four digits: •••• 4471."""
    return f"•••• {number[-4:]}"


def masked_phone(phone: str) -> str:
    """0812••••90."""
    return f"{phone[:4]}••••{phone[-2:]}"


def masked_email(email: str) -> str:
    """r•••@contoh.id."""
    name, _, host = email.partition("@")
    return f"{name[:1]}•••@{host}"


def casual(text: str) -> str:
    """An article with kamu and aku in place of Anda and saya; the domain has texts of its own."""

    def word(match: "re.Match[str]") -> str:
        start, pronoun = match.group(1), match.group(2)
        if start is None:
            return _CASUAL[pronoun]
        return start + _CASUAL[pronoun].capitalize()

    return _PRONOUN.sub(word, text)


_IN_THIS_CHAT = re.compile(
    r"(\b(?:di percakapan ini|in this chat(?: at any time)?)) (?:setelah masuk|after signing in)\b"
    r"(?! (?:dari|from)\b)",
)


def signed_in(text: str) -> str:
    """An article for who has signed in: "in this chat after signing in" asks for it once more."""
    return _IN_THIS_CHAT.sub(r"\1", text)
