"""A term in working days as a day: "3 hari kerja itu sampai kapan?". Pure.

Saturdays and Sundays are left out. Public holidays are not known here, which has to be said.
"""

import re
from datetime import date, timedelta
from typing import Optional, Sequence

from .words import SMALL_NUMBERS

_WORKING_DAYS = r"(?:hari kerja|hr kerja|hari kerjo|working days?|business days?)"
_TERM = re.compile(
    rf"\b(?P<days>\d{{1,2}}|{'|'.join(SMALL_NUMBERS)})\s+{_WORKING_DAYS}\b",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"\b{_WORKING_DAYS}\b", re.IGNORECASE)
_WEEKDAY = (
    r"(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday)"
)
_WHICH_DAY = re.compile(
    rf"\b{_WEEKDAY}(?:\s+(?:ini|depan|besok|next|this))?\s+(?:apa|atau|opo|or)\s+{_WEEKDAY}\b"
    r"|\b(?:(?:sampai|sampe|smpai|smpe|smp|ampe|hingga|s/d|nganti|tekan|dugi ka)\s+(?:suk\s+)?"
    r"(?:kapan|kpn|tanggal|tgl|hari apa|iraha)"
    r"|(?:tanggal|tgl)(?:nya)?\s+(?:be?rapa|brp|piro|pira|pinten|sabaraha)|hari apa|dino opo"
    r"|jatuh(?:nya)?\s+(?:\w+\s+){0,2}(?:kapan|kpn|hari|tanggal|tgl)"
    r"|(?:kapan|kpn)\s+(?:itu|tepatnya|persisnya|pastinya|jatuhnya|tuh|berarti)"
    r"|(?:itu|berarti|brarti|brti|jadi|jd)(?:nya)?\s+(?:\w+\s+)?(?:kapan|kpn|hari apa|tanggal)"
    r"|(?:until|till|by)\s+when|(?:what|which)\s+(?:date|day)|when (?:exactly|is that|would that"
    r"|will that)|exact date|on what day)\b",
    re.IGNORECASE,
)
_HOW_SOON = re.compile(
    rf"\b(?:kapan|kpn|iraha|when|(?:be?rapa|brp|pira|piro|sabaraha|pinten)\s+(?:lama|lm|suwe|hari"
    r"|hr|dinten|dino|jam|minggu)|(?:tanggal|tgl)(?:nya|ne)?|hari apa|how (?:long|soon|many days)"
    rf"|(?:what|which|the|exact) da(?:te|y)|{_WEEKDAY}\s+(?:apa|atau|opo|or)\s+{_WEEKDAY})\b",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:dari|dr|sejak|sjk|mulai|from|since|after)\s+(?P<day>\w+(?:\s+\w+)?)", re.IGNORECASE
)
_ASKS_OF_THEM = re.compile(
    rf"\b{_WORKING_DAYS}\W*(?:itu|tu|tuh|nya|is|are)?\W+(?:\w+\W+){{0,3}}(?:kapan|kpn|sampai|sampe"
    r"|tanggal|tgl|hari apa|termasuk|dihitung|diitung|itung|sabtu|minggu|when|until|which|what"
    r"|include\w*|count\w*|weekends?|saturdays?)\b"
    rf"|\b(?:sabtu|minggu|weekend|saturdays?|libur)\b.*\b(?:hari kerja|working days?|dihitung"
    r"|diitung|termasuk|count\w*|included?)\b",
    re.IGNORECASE,
)


_OF_AN_END = re.compile(
    r"\b(?:(?:di|ke|ter|me|ber|nge)?(?:selesai|kelar|beres|rampung|jadi|tiba|sampa?i|sampe|smpai|nyampe"
    r"|datang|dateng|cair|masuk|balik|kembali|kirim|terima|proses|periksa|kabar|jawab|tangan|tutup"
    r"|akhir|habis|abis|jatuh|ambil|dapat|dapet|tunggu|nunggu|bayar|ganti|berlaku|aktif|hitung|itung"
    r"|lambat|cepat|mulai|dari|sejak)(?:nya|kan|in|an|i|ne)?"
    r"|done|ready|finish\w*|arriv\w*|due|paid|back|settl\w*|credit\w*|end\w*|latest|deadline|get"
    r"|expect\w*|hear|refund\w*|count\w*|start\w*)\b",
    re.IGNORECASE,
)
"""Something is done, arrives or ends on a day."""
_FILLER = re.compile(
    r"\b(?:itu|tu|tuh|ini|nih|ni|ya|yah|kak\w*|min|mimin|mas|mbak|pak|bu|bapak|ibu|bang|gan|nak|berarti"
    r"|brarti|brti|jadi|jd|kira-?kira|kira2|tepat\w*|persis\w*|pasti\w*|kan|sih|dong|deh|lah|oke?|ok"
    r"|baik|lalu|terus|trus|trs|mohon|tolong|tlg|disebut\w*|sebut\w*|kasih|tau|tahu|bilang|info\w*"
    r"|tanya|nanya|mau|saya|aku|gw|gue|kalau|kalo|klo|kl|maksud\w*|paling|atau|apa|apakah|pada|di|ke"
    r"|sama|yang|yg|to|toh|e|ne|nya|so|then|that|is|it|the|a|on|would|will|be|can|could|you|i|me|tell"
    r"|please|exactly|exact|mean|which|what|do|does|by|until|till|of|or|and|dan|hari|day|date|besok"
    r"|lusa|kemarin|kmrn|kemaren|tadi|td|sekarang|skrg|hr|tanggal|tgl|tanggalnya|today|tomorrow"
    rf"|yesterday|kapan|kpn|when|{_WEEKDAY}|depan|next|this|minggu|bulan|suk|\d+)\b",
    re.IGNORECASE,
)
_STRAY = 1
"""A word beside them that says nothing of its own: a name, a word of another language."""


def _of_an_end(text: str) -> bool:
    """Whether the day is that of an end, or of nothing else that is named: "berarti hari apa?".

    "Kurs hari apa yang dipakai" asks which day's rate it is.
    """
    if _OF_AN_END.search(_WHICH_DAY.sub(" ", text)) or _NAMED.search(text):
        return True
    rest = _FILLER.sub(" ", _WHICH_DAY.sub(" ", text))
    return len(re.findall(r"[^\W\d_]{2,}", rest)) <= _STRAY


_OF_A_RATE = re.compile(
    r"\b(?:kurs|nilai tukar|jatuh tempo|rate|exchange|harga|bunga|promo\w*|diskon|jadwal|buka|tutup|operasional"
    r"|libur|cetak|gajian|tagihan|billing|ulang tahun|lahir|terbit)\w*\b",
    re.IGNORECASE,
)
"""What else has a day of its own."""


def term(text: str) -> Optional[int]:
    """The working days that a text names last; the longer end of a span. None without any."""
    found = [match["days"].lower() for match in _TERM.finditer(text)]
    if not found:
        return None
    return int(found[-1]) if found[-1].isdigit() else SMALL_NUMBERS[found[-1]]


def asked(text: str, told: Sequence[str]) -> Optional[int]:
    """The term whose day is asked for: of the words themselves, or of what was `told` just now.

    `told`: the latest first. None where no day is asked for, or no term is known.
    """
    of_them = _ASKS_OF_THEM.search(text) is not None
    if not of_them and not _WHICH_DAY.search(text):
        return None
    own = term(text)
    if own is None and not of_them and (_OF_A_RATE.search(text) or not _of_an_end(text)):
        return None
    if own is None and _NAMED.search(text) and not of_them:
        return None
    return own or next(filter(None, map(term, told)), None)


def asks_how_soon(text: str) -> bool:
    """Whether a day or a time is asked for: "kapan balik", "jawab aja tanggalnya"."""
    return _HOW_SOON.search(text) is not None


def since(text: str) -> Optional[str]:
    """The words from which on is counted: "kmrn" of "3 hari kerja dr kmrn"; None without any."""
    found = _SINCE.search(text)
    return found["day"] if found else None


def due(start: date, days: int) -> date:
    """The last of so many working days after the day `start`."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
