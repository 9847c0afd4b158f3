"""What a customer says that they do not want: "saya tidak mau buka rekening". Pure."""

import re
from typing import Optional

_NO = (
    r"(?:tidak|tdk|gak?|gk|nggak?|ngga|enggak|engga|ndak|kagak|kaga|ora|teu|bukan\w*|bkn|i'?m not"
    r"|am not"
    r"|do not|don'?t|dont)"
)
_WANT = (
    r"(?:mau|ingin|pengen|pengin|pingin|minta|niat|bermaksud|berniat|butuh|perlu|nanya|tanya"
    r"|menanyakan|want|need|ask\w*)"
)
_REFUSES = re.compile(
    rf"^\W*(?:(?:eh|lho|loh|tapi|oh|kak|pak|bu|mbak|mas|min|saya|aku|gw|gue|kami|kan|i"
    rf"|no)\W+){{0,4}}"
    rf"{_NO}\s+(?:lagi\s+)?{_WANT}\s+\w",
    re.IGNORECASE,
)
_IS_NOT = re.compile(
    r"^\W*(?:bukan|bkn|not)\s+(?:(?:soal|masalah|about)\s+)?(?!itu\b|ini\b|yang\b|yg\b|saya\b|aku\b|gw\b|gue\b|that\b)"
    r"\w+(?:\s+\w+){0,3}\W*$",
    re.IGNORECASE,
)
_BUT = re.compile(
    r"(?:[,.;\n]|\s)\s*\b(?:tapi|tp|melainkan|maunya|cuma|cuman|hanya|saya mau|aku mau|gw mau"
    r"|saya cuma"
    r"|but|just|only|i want|i need)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\?|\b(?:kan|ya kan|kenapa|knp|gimana|bagaimana|gmn|why|how)\b", re.IGNORECASE)
_MORE = re.compile(r"[,.;\n]\s*\w")
_MOST_WORDS = 9


_HAPPENED = (
    r"(?:(?:ter|ke|di)?(?:telan|telen|blok(?:ir)?|tipu|curi|copet|rampok|kunci)|ke?telen|hilang"
    r"|ilang|tertahan|swallowed|stolen|lost|blocked|scammed)(?:in|nya)?"
)
_DID_NOT_HAPPEN = re.compile(
    rf"\b(?:{_NO}|isn'?t|wasn'?t|hasn'?t been|not|nothing|never)\s+(?:ada\s+yang\s+|ada\s+|yang\s+"
    rf"|kok\s+|(?:soal|masalah|about|kartu|card|uang|duit|transfer|penipuan|is|was)"
    rf"\s+){{0,2}}{_HAPPENED}\b",
    re.IGNORECASE,
)
_NO_COMPLAINT = re.compile(
    rf"\b{_NO}\s+(?:lagi\s+)?(?:mau|ingin|pengen|minta|niat|bermaksud|lagi|sedang|to|want to|trying to)?\s*"
    r"(?:komplain|komplen|complain\w*|mengeluh|ngeluh|protes|nuntut)"
    r"\b(?!\s+(?:\w+\s+)?(?:lagi|ulang|dua kali))",
    re.IGNORECASE,
)
"""A question was taken for a complaint: "gw nanya doang bukan mau komplen"."""
_BESIDE_IT = re.compile(
    r"\b(?:parah|saya|sy|aku|gw|gue|kami|i|eh|lho|loh|oh|kok|kan|ya|iya|kak|pak|bu|mbak|mas|min|nih|sih|dong"
    r"|cuma|cuman|hanya|sekadar|just|only|mau|ingin|nanya|tanya|bertanya|asking|doang|aja|saja)\b",
    re.IGNORECASE,
)
"""Nothing that a matter could be in."""
_STILL = re.compile(
    r"\?|\b(?:kan|kenapa|kok bisa|apa|apakah|semoga|mudah-?mudahan|biar|supaya|agar)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(
    r"[.!;\n]+|,|\b(?:tapi|tp|cuma|cuman|melainkan|but|just)\b", re.IGNORECASE
)


def without_what_did_not_happen(text: str) -> Optional[str]:
    """The rest of a message that says of a mishap that there was none; None where none does.

    "kartu saya ga ketelen. saya mau EDC" is "saya mau EDC"; "bukan kartu tertelan" is "".
    """
    parts = [part.strip() for part in _SENTENCES.split(text)]
    denied = [part for part in parts if _DID_NOT_HAPPEN.search(part) and not _STILL.search(part)]
    if not denied:
        return None
    return ". ".join(part for part in parts if part and part not in denied)


def _only_denies_a_complaint(text: str) -> bool:
    rest, denied = _NO_COMPLAINT.subn(" ", text)
    return denied > 0 and re.search(r"\w", _BESIDE_IT.sub(" ", rest)) is None


def refuses(text: str) -> bool:
    """Whether the whole message says that something is not wanted."""
    if without_what_did_not_happen(text) == "":
        return True
    if "?" not in text and _only_denies_a_complaint(text):
        return True
    match = _REFUSES.search(text) or _IS_NOT.search(text)
    if match is None or len(text.split()) > _MOST_WORDS:
        return False
    return _ASKS.search(text) is None and _MORE.search(text, match.end()) is None


def without_refusal(text: str) -> Optional[str]:
    """What is wanted instead: "saya ga mau blokir, cuma tanya jam cabang". None without that."""
    match = _REFUSES.search(text)
    but = match and _BUT.search(text, match.end())
    rest = text[but.end() :].strip(" ,.") if but else ""
    return rest or None


_ONLY_ASKS = re.compile(
    r"\b(?:cuma|cuman|hanya|sekadar|sekedar|just|only)\s+(?:mau\s+|ingin\s+|pengen\s+|sekadar\s+)?"
    r"(?:be?r?tanya|nanya|tanya|menanyakan|asking)\b"
    rf"|\b{_NO}\s+(?:sedang\s+|lagi\s+)?(?:nanya|tanya|bertanya|menanyakan|asking)\s+(?:about\s+)?"
    r"(?:soal\s+|tentang\s+|masalah\s+)?(?:itu|ini|that)\b"
    r"|\bbukan\s+(?:itu|ini)\s+pertanyaan\w*|\b(?:not|isn'?t)\s+what\s+i(?:'m|\s+was|\s+am)?\s+ask\w*",
    re.IGNORECASE,
)
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:bukan|bkn)\s+(?:itu|ini|yang itu|yg itu)\s+(?:maksud\w*|yang|yg)\s*(?:saya|aku|gw|gue|ku)?\b"
    r"|\b(?:bukan|bkn)\s+(?:soal|masalah|tentang|mengenai)\s+(?:itu|ini|transfer\w*|uang\w*|duit\w*)\b"
    r"|\bsalah\s+(?:paham|tangkap)\b|\bmisunderst\w+|\bnot\s+what\s+i\s+mean\w*"
    rf"|\b{_NO}\s+ada\s+(?:yang\s+|transfer\w*\s+(?:yang\s+)?|uang\s+(?:yang\s+)?)"
    r"(?:hilang|ilang|gagal|bermasalah|belum sampai|blm sampai|salah)\b",
    re.IGNORECASE,
)


def only_asks(text: str) -> bool:
    """Whether a question was taken for something to be done: "saya cuma tanya"."""
    return _ONLY_ASKS.search(text) is not None


def means_something_else(text: str) -> bool:
    """Whether what is asked back is not what was meant: "bukan itu maksud saya"."""
    return only_asks(text) or _OF_SOMETHING_ELSE.search(text) is not None
