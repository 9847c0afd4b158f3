"""What short words refer to: a quick reply picked in words, a correction, a matter from before."""

import re
from typing import Any, Dict, List, Optional, Sequence, Text

from reading.closing import not_enough

_NUMBERS = {
    "pertama": 0, "kesatu": 0, "satu": 0, "atas": 0, "first": 0, "1": 0,
    "kedua": 1, "dua": 1, "tengah": 1, "second": 1, "2": 1,
    "ketiga": 2, "tiga": 2, "third": 2, "3": 2, "terakhir": -1, "bawah": -1, "last": -1,
}  # fmt: skip
_PICK = re.compile(
    r"(?:ya|iya|oke|ok|hmm)?\W*(?:(?:yang|yg|nomor|nomer|no|pilih|pilihan|opsi|the|option"
    r"|number)\W*)"
    rf"{{0,3}}(?:ke-?)?(?P<which>{'|'.join(_NUMBERS)})"
    r"(?:\s+(?:one|aja|saja|dong|deh|ya|kak|min|itu|please))*\W*",
    re.IGNORECASE,
)
_FEWEST = 2
"""Quick replies from which one can be picked by its place."""

_CORRECTION = re.compile(
    r"^\W*(?:(?:eh|e|oh|duh|lho|loh|hmm|ga|gak|nggak)\W+)*"
    r"(?:(?:bukan|salah|no|nope|sorry|ralat)\b(?:\s+(?:itu|gitu|begitu|yang itu|yg itu|that))?\W*)?"
    r"(?:(?:maksud(?:\s+(?:saya|aku|gue|gw|ku))?|maksudnya|maksudku|i meant?|actually|tapi|yang"
    r"|yg|mau|saya mau|aku mau)\b\W*)*(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_CORRECTS = re.compile(
    r"^\W*(?:(?:eh|e|oh|duh|lho|loh|hmm)\W+)*(?:bukan|salah|no|nope|sorry|ralat|maksud\w*|i meant?"
    r"|actually)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\W*(?:(?:halo+|hallo|hai+|hi|hello|hey|hei|oi|woi|woy|permisi|p|test?|assalamu\W?alaikum\w*"
    r"|ass?alam\w*|(?:selamat|met|slmt|good)\s+\w+"
    r"|(?:pagi|siang|sore|malam)(?!\s+(?:tadi|ini|kemar))(?=\W)|sampurasun|kulo nuwun|sugeng \w+"
    r"|punten)\b\W*"
    r"(?:(?:min|mimin|admin|kak|kakak|mas|mbak|pak|bu|bapak|ibu|gan|sis|bro|om|kk|bank|cs|bot|there"
    r"|semuanya|semua)\b\W*)*)+(?P<rest>\w.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BACK = re.compile(
    r"^\W*(?:(?:oh|oke|ok|eh|terus|trus|nah|lalu|lanjut\w*|balik|kembali|kalau|kalo|gimana"
    r"|bagaimana"
    r"|soal|ke|mengenai|how about|what about|back to|so|and|continue|let's)\W+)*"
    r"(?:(?:yang|yg|soal|hal|masalah|urusan|laporan|pertanyaan)\s+)*(?:(?:yang|yg)\s+)?"
    r"(?:tadi|td|sebelumnya|the earlier (?:one|thing)|the previous (?:one|thing)|the one before"
    r"|earlier)\b(?P<more>(?:\s+\w+){0,4})\W*$",
    re.IGNORECASE,
)
_OF_A_DAY = re.compile(r"^\s*(?:pagi|siang|sore|malam|malem|subuh)\b", re.IGNORECASE)


def picked(text: Text, buttons: Sequence[Dict[Text, Any]]) -> Optional[Text]:
    """The payload of the quick reply that the words pick: "yang kedua", "no 1", or its title."""
    plain = "" if not_enough(text) else _plain(text)  # no pick of "Tidak, cukup"
    for button in buttons:
        if plain and plain == _plain(button["title"]):
            return str(button["payload"])
    match = _PICK.fullmatch(text.strip())
    if match is None or len(buttons) < _FEWEST:
        return None
    place = _NUMBERS[match["which"].lower()]
    return str(buttons[place]["payload"]) if place < len(buttons) else None


def _plain(text: Text) -> Text:
    return " ".join(re.findall(r"\w+", text.lower()))


def without_correction(text: Text) -> Optional[Text]:
    """What "eh bukan, maksud saya …" goes on with; None if the text corrects nothing."""
    if not _CORRECTS.search(text):
        return None
    match = _CORRECTION.match(text)
    rest = match["rest"].strip() if match else ""
    return rest if rest and rest != text.strip() else None


def last_part(text: Text) -> Optional[Text]:
    """What stands after the last full stop or comma; None where there is neither."""
    parts = [part.strip() for part in re.split(r"[.,;\n]", text)]
    parts = [part for part in parts if part]
    return parts[-1] if len(parts) > 1 else None


def without_greeting(text: Text) -> Optional[Text]:
    """What a greeting goes on with: "halo min, mau cek saldo". None if nothing follows or leads."""
    match = _GREETING.match(text)
    return match["rest"].strip() if match else None


def points_back(text: Text) -> bool:
    """Whether the customer means a matter from before: "yang tadi gimana", "balik ke yang tadi"."""
    match = _BACK.match(text)
    return match is not None and not _OF_A_DAY.match(match["more"])


def earlier(topics: Sequence[Text]) -> Optional[Text]:
    """The matter before the current one, given all in their order; with one matter, that one."""
    distinct: List[Text] = [t for i, t in enumerate(topics) if i == 0 or t != topics[i - 1]]
    if not distinct:
        return None
    return distinct[-2] if len(distinct) > 1 else distinct[-1]
