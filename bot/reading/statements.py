"""What is said of a statement by e-mail: which month, sent or asked about, not the one. Pure."""

import re
from datetime import datetime
from typing import List

from . import closing, months
from .days import MONTHS
from .months import Month

OFFERED = 3
"""Months that are offered where none was named."""

_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_NO = r"(?:tidak|tdk|tak|gak?|gk|nggak?|ngga|enggak?|ndak|ora|mboten|teu|didn'?t|don'?t|never)"
_LATEST = re.compile(r"\b(?:terakhir|terbaru|paling baru|latest|newest|most recent)\b")
_ALL = re.compile(
    r"\W*(?:ya\W+)?(?:mau\W+)?(?:semua(?:nya)?|ketiga(?:-tiga)?nya|tiga-tiganya|tiganya|all"
    r"(?: three| of them)?)(?:\W+(?:aja|saja|deh|dong|ya|kak|min|please))*\W*",
    re.IGNORECASE,
)
_SEND = re.compile(
    r"\b(?:(?:di|me(?:ng)?)?(?:kirim|krim|krm)(?:in|kan|i)?|ngirim(?:in)?|e-?mail(?:in|kan)"
    r"|e-?mail (?:me|it)|send|forward)\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:minta(?:in|kan)?|mintain|nyuwun|mohon|tolong|tlg|butuh|perlu|mau|ingin|pengen|pengin"
    r"|kepengen|want|need|would like|i'?d like|please|get me|give me)\b",
    re.IGNORECASE,
)
_ABOUT_IT = re.compile(
    r"\b(?:be?rapa|brp|biaya\w*|bayar|gratis|gimana|gmn|bagaimana|cara\w*|kapan|kpn|(?:di|ke) ?mana"
    r"|kenapa|knp|syarat\w*|tanya\w*|nanya\w*|menanyakan|bertanya|apa(?:kah)?|apaan|beda\w*|buka\w*"
    r"|download|unduh\w*|how|what|when|where|why|fees?|cost\w*|difference|password|sandi)\b",
    re.IGNORECASE,
)
_ON_PAPER = re.compile(
    r"\b(?:ber|di)?cap\b|\bstempel\w*|\bdistempel\b|\blegalis\w*|\bdilegalis\w*|\b(?:di)?cetak\w*"
    r"|\bprint\w*|\bdiprint\b|\bkedutaan\b|\bkedubes\b|\bvisa\b|\btanda tangan\b|\bstamp\w*"
    r"|\bembassy\b|\bsigned\b|\bhard ?copy\b|\b(?:di|ke) cabang\b"
    r"|\bsurat (?:referensi|keterangan)\b|\breference letter\b",
    re.IGNORECASE,
)
_OF_A_STATEMENT = re.compile(
    rf"\be-? ?statement\w*|\bestat\w*|\bstatement\b|\brekening koran\b|\brek koran\b|\bbulan\w*"
    rf"|\bbln\b|\bmonths?\b|\b(?:{_NAME})\b",
    re.IGNORECASE,
)
_NAMES_ONE = re.compile(
    r"\be\W?st\w*|\bi?s+t+[ae]\w*t\w*m\w*n\w*|\bkoran\b|\breko?r\b|\blaporan (?:rek|bulan|keuang|tabung)\w*"
    r"|\b(?:mutasi|transaksi|transactions?|riwayat|history|rekap\w*|bulanan|monthly|pdf)\b"
    r"|\b(?:dokumen|berkas|file|document|bukti keuangan|proof)\w*",
    re.IGNORECASE,
)
_CHANNEL = r"(?:e-?mails?|imel|surel|sms|esemes|wa|whatsapp|telegram|fax|faks|pos|surat)(?:nya|ku)?"
_NOT_THAT_WAY = re.compile(
    rf"\b(?:{_NO}|tanpa|tnp|bukan|jangan|jgn|no|without)\s+(?:\w+\s+){{0,2}}?"
    rf"(?:{_CHANNEL}|(?:di|me(?:ng)?)?(?:kirim|krim|krm)\w*|send)\b"
    rf"|\b{_NO}\s+(?:usah|perlu|mau|butuh|minta|jadi|want|need)\b"
    r"|\b(?:sms|esemes|wa|whatsapp|telegram|fax|faks|pos)(?:nya)?\b",
    re.IGNORECASE,
)
"""A way that is refused, or another one than by e-mail, which is the only one there is."""
_BY_A_WAY = re.compile(rf"\b{_CHANNEL}\b", re.IGNORECASE)
_CANCEL = re.compile(
    rf"\b(?:(?:di)?batal\w*|cancel\w*|{_NO} jadi|gajadi|ga jadi|tarik (?:lagi|kembali)|undo"
    r"|take (?:it|that) back)\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:salah|keliru|wrong)\s+(?:bulan\w*|bln|pilih|minta|pesan|pesen|kirim|ketik|month|one)\b"
    rf"|\b(?:salah|bukan|bkn|jangan|jgn|not)\s+(?:yang\s+|yg\s+|untuk\s+|bulan\s+|bln\s+|for\s+"
    rf"|the\s+)*(?:itu|{_NAME}|that|(?:bulan|bln)\b)"
    rf"|\b{_NO}\s+(?:pernah\s+|ada\s+)?(?:me|nge)?(?:minta|mintak|pesan|pesen|order|ask(?:ed)?"
    r"|request(?:ed)?)\w*",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"^\W*(?:(?:eh|oh|maaf|sori|sorry|duh|lho|loh|kok|aduh)\W+)*(?:bukan|bkn|kok|salah|ralat|koreksi"
    r"|maksud\w*|no|wrong|i meant?)\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    rf"\b(?:bukan|bkn|kok|jangan|jgn|salah|batal\w*|dibatal\w*|cancel|not"
    rf"|{_NO}\s+(?:\w+\s+)?(?:me|nge)?(?:minta|mau|butuh|perlu|ask|want|order|request)\w*(?: for)?)"
    rf"\s+(?:(?:yang|yg|untuk|buat|bulan|bln|e-?statement|statement|rekening koran|for|the)\s+)*"
    rf"(?:{_NAME})\b(?:\s+20\d\d)?",
    re.IGNORECASE,
)


def wanted(text: str, now: datetime) -> List[Month]:
    """The months that are named for a statement; "yang terakhir" is the last full one."""
    named = months.named_months(text, now)
    if named or not _LATEST.search(text.lower()):
        return named
    return offered(now)[:1]


def offered(now: datetime) -> List[Month]:
    """The last full months, the newest first."""
    return months.named_months(f"{OFFERED} bulan terakhir", now)[::-1]


def all_of_them(text: str) -> bool:
    """Whether every month that was offered is meant."""
    return _ALL.fullmatch(text) is not None


def on_paper(text: str) -> bool:
    """Whether it is about a printed or stamped one or a letter, which no e-mail brings."""
    return _ON_PAPER.search(text) is not None


def asked_about(text: str) -> bool:
    """Whether something about statements is asked, and none is ordered."""
    return on_paper(text) or (_ABOUT_IT.search(text) is not None and closing.asks_back(text))


def names_one(text: str) -> bool:
    """Whether it speaks of a statement at all, or of what is in one."""
    return _NAMES_ONE.search(text) is not None


def refuses_the_way(text: str) -> bool:
    """Whether it is not wished, or not by e-mail: "saya tidak punya email", "lewat SMS saja"."""
    return _NOT_THAT_WAY.search(text) is not None


def speaks_of_a_way(text: str) -> bool:
    """Whether it names a way on which word is sent: "lewat esemes saja bisa?"."""
    return _BY_A_WAY.search(text) is not None


def to_be_sent(text: str) -> bool:
    """Whether a statement is plainly to be sent: "kirim rekening koran ke email saya".

    A question about statements is no order, nor is the wish for one on paper.
    """
    if on_paper(text) or _ABOUT_IT.search(text) or _CANCEL.search(text) or _WRONG.search(text):
        return False
    if refuses_the_way(text):
        return False
    return bool(_SEND.search(text) or (_WISH.search(text) and not closing.asks(text)))


def not_that_one(text: str, *, at_once: bool) -> bool:
    """Whether an order is taken back: "batalkan yang itu", "maaf bukan oktober", "salah bulan".

    `at_once`: it was made just before. Later the words have to speak of a statement, too.
    """
    if at_once and _CORRECTS.search(text) and months.names_one(text):
        return True
    off = _CANCEL.search(text) or (_WRONG.search(text) and not closing.asks(text))
    return bool(off) and (at_once or _OF_A_STATEMENT.search(text) is not None)


def instead(text: str, now: datetime) -> List[Month]:
    """The months in place of a wrong one, which may be named too: "bukan oktober, september"."""
    return wanted(_REFUSED.sub(" ", text), now)


def written(wanted_months: List[Month]) -> str:
    """As a quick reply carries them: 2026-09,2026-10."""
    return ",".join(f"{year}-{month:02d}" for year, month in wanted_months)


def read(text: str) -> List[Month]:
    """What `written` wrote; what is no month is left out."""
    found = re.findall(r"\b(20\d\d)-(0[1-9]|1[0-2])\b", text)
    return [Month(int(year), int(month)) for year, month in found][-months.MOST :]
