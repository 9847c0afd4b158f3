"""Whether something that was put down is said to be wrong, and what is right instead. Pure."""

import re
from typing import List, Tuple

from . import closing

_WRONG = re.compile(
    r"\b(?:salah|keliru|kliru|luput|lepat|typo|ralat|koreksi|(?:se)?harusnya|hrsnya|mestinya|kudune"
    r"|kuduna|kedahna|sakleresipun|yang (?:benar|bener|betul)|yg (?:bnr|benar|bener|betul)"
    r"|(?:di)?(?:betul|bener|benar|perbaik|ubah|ganti|rubah|ralat|koreksi)(?:in|kan|i)"
    r"|perbaiki|bukan|bkn|dudu|sanes|wrong|mistaken?|incorrect|correct(?:ion)?"
    r"|should (?:be|have been|read|say)|supposed to be|i meant?|meant|not|actually|instead|fix"
    r"|amend|change)\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:satu lagi|lagi satu|ada lagi|lain lagi|selain itu|yang lain|yg lain|lainnya"
    r"|transfer (?:yang )?lain|another|one more|besides|different one|second one)\b",
    re.IGNORECASE,
)
_NOT_THAT_BUT = re.compile(
    r"^\W*(?:(?:eh|oh|lho|loh|lah|duh|kak|min|mas|mbak|pak|bu)\W+){0,2}(?:bukan|bkn|dudu|sanes|not(?! (?:yet|now))|no)\b"
    r"[^,.;:\n]{0,40}[,.;:\n]\s*(?P<need>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_WORDS = re.compile(r"[^\W\d_]{4,}")
_NOTHING_NEW = frozenset(
    "saya kamu anda yang tidak nggak ngga enggak ndak belum bukan salah keliru benar bener betul mengerti"
    " ngerti paham maksud maksudnya jawaban jawabannya pertanyaan pertanyaannya membantu bantu masih tetap"
    " beres selesai cukup tetep sama saja juga bisa sudah udah terima kasih makasih that what this wrong didn doesn help"
    " helpful meant mean asked understand still same right thanks thank your question answer"
    " good fine great nice never mind forget cancel gajadi jadi batal lupakan nothing else worries problem"
    " please already know have wait".split()
)
"""Words that only say that the answer missed."""
_AS_WELL = re.compile(r"\b(?:juga|jg|also|as well|too)\b", re.IGNORECASE)
_SURELY_WRONG = re.compile(
    r"\b(?:salah|keliru|kliru|(?:se)?harusnya|hrsnya|mestinya|wrong|should (?:be|have been)"
    r"|supposed to be)\b",
    re.IGNORECASE,
)
"""What else is wrong is no other matter: "tanggalnya juga salah"."""
_OF_A_REPORT = re.compile(
    r"\b(?:laporan\w*|lapor\w*|aduan\w*|pengaduan\w*|tiket\w*|tickets?|reports?|data(?:nya)?"
    r"|jumlah\w*|nominal\w*|tanggal\w*|tgl\w*|tujuan\w*|penerima\w*|bank(?:nya)|amount|date"
    r"|receiver|recipient|destination)\b",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"\b(?:laporan\w*|lapor\w*|aduan\w*|pengaduan\w*|tiket\w*|tickets?|reports?)\b", re.IGNORECASE
)
_CALLS_OFF = re.compile(
    r"\b(?:(?:di)?batal\w*|cancel\w*|cabut\w*|(?:di)?tarik|withdraw\w*|close it|gajadi"
    r"|(?:gak?|nggak|tidak|tdk|ga) jadi)\b",
    re.IGNORECASE,
)
_CALLING_OFF = re.compile(
    r"\b(?:(?:mem|di)?batal\w*|cancel\w*|(?:men|di)?cabut\w*|withdraw\w*|(?:me)?narik laporan)\b",
    re.IGNORECASE,
)
_FEW = 3
"""Words that say nothing but that."""
_REFUSED = re.compile(
    r"\b(?:bukan|bkn|dudu|sanes|jangan|not|instead of)\s+[^,.;]*?"
    r"(?=\s+(?:tapi|tp|tetapi|melainkan|but|yang|yg|(?:se)?harusnya)\b|[,.;]|$)",
    re.IGNORECASE,
)
_DAY = r"(?:tanggal|tgl|hari|waktu|jam|date|day|time)(?:nya|ne|na)?"
_RIGHT = (
    r"(?:salah|keliru|kliru|luput|beda|berbeda|ngaco|bener|benar|betul|bnr|btl|pas|cocok|sesuai"
    r"|wrong|right|correct|different|off)"
)
_DAY_IN_DOUBT = re.compile(
    rf"\b{_RIGHT}\W+(?:\w+\W+){{0,4}}{_DAY}\b|\b{_DAY}\W+(?:\w+\W+){{0,4}}{_RIGHT}\b",
    re.IGNORECASE,
)
_WORRIES = re.compile(
    r"\b(?:gapapa|gpp|(?:ga|gak|nggak|ngga|tidak|tdk)\s+apa\W?(?:apa)?|masalah|ngaruh|pengaruh\w*"
    r"|kok|loh|lho|does it matter|is that (?:ok|okay|fine|a problem))\b",
    re.IGNORECASE,
)
_OF_ITS_END = re.compile(
    r"\b(?:selesai\w*|jadi(?:nya)?|balik\w*|kembali\w*|cair\w*|masuk\w*|kapan|kpn|be?rapa|brp|done"
    r"|finish\w*|settled|back|when)\b",
    re.IGNORECASE,
)
"""With one of these the day on which it is done is asked for."""
_WONDERS_AT = re.compile(
    r"\bkok\W+(?:(?:jadi|malah|tulisannya|tertulis)\W+)?(?:(?:tanggal|tgl)(?:nya)?\W+)?\d{1,2}\b"
    r"(?!\s*(?:rb|ribu|jt|juta|k\b|hari|jam|x\b|kali|%)|[.,:/]\d)",
    re.IGNORECASE,
)
_TO = r"(?:ke|kepada|buat|untuk|to)"
_TAKES_BACK = (
    r"(?:(?:eh|ralat|sori|sorry|maksud(?:nya|ku|\s+(?:saya|aku|gue|gw))|i mean|no wait)"
    r"(?:\W+(?:salah|bukan))?)"
)
_TAKEN_BACK = re.compile(
    rf"\b{_TO}\s+\w+(?:\s+\w+){{0,2}}?\s*[,.]*\s*(?:{_TAKES_BACK}\b[\s,]*)+"
    rf"(?={_TO}\s+\w|\w+[\s,]+maksud)",
    re.IGNORECASE,
)


def doubts_the_day(text: str) -> bool:
    """Whether it asks if the day in a report is right: "salah tanggal gapapa?", "loh kok 21"."""
    if _WONDERS_AT.search(text):
        return True
    if not _DAY_IN_DOUBT.search(text) or _OF_ITS_END.search(text):
        return False
    return closing.asks(text) or _WORRIES.search(text) is not None


def taken_back(text: str) -> List[Tuple[int, int]]:
    """Where a receiver stands that was taken back at once: "ke adek, eh maksudnya" ke ipar."""
    return [match.span() for match in _TAKEN_BACK.finditer(text)]


def without_taken_back(text: str) -> str:
    """The same text with blanks in place of that, each letter where it was."""
    for start, end in taken_back(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def corrects(text: str) -> bool:
    """Whether it says that something is not right; another matter of the same kind is none."""
    if doubts_the_day(text):
        return True
    if _ANOTHER.search(text) or closing.asks_back(text):
        return False
    if _AS_WELL.search(text) and not _SURELY_WRONG.search(text):
        return False
    return _WRONG.search(text) is not None


def names_the_need(text: str) -> bool:
    """Whether a no goes on with what is needed: "bukan caranya, nomernya ga dikenal"."""
    match = _NOT_THAT_BUT.match(text)
    words = _WORDS.findall(match["need"].lower()) if match else []
    return any(word not in _NOTHING_NEW for word in words)


def takes_back(text: str, *, at_once: bool) -> bool:
    """Whether a report is called off: "batalin laporannya", and "eh batal" right after it."""
    if closing.asks_back(text) or not _CALLS_OFF.search(text):
        return False
    return _REPORT.search(text) is not None or (at_once and len(text.split()) <= _FEW)


def calls_a_report_off(text: str) -> bool:
    """Whether a report is to be called off, or it is asked how: "cara membatalkan laporan"."""
    return _CALLING_OFF.search(text) is not None and _REPORT.search(text) is not None


def speaks_of_a_report(text: str) -> bool:
    """Whether it names a report, or one of the details that are in it."""
    return _OF_A_REPORT.search(text) is not None


def another(text: str) -> bool:
    """Whether another one is meant than the one that was spoken of."""
    return _ANOTHER.search(text) is not None or _DIFFERENT.search(text) is not None


def without_the_wrong(text: str) -> str:
    """What is left where "bukan kemarin, tapi hari ini" is taken at its word: ", tapi hari ini"."""
    return _REFUSED.sub(" ", text)


_DIFFERENT = re.compile(
    r"\b(?:lain|laen|beda|berbeda|bedo|benten|baru|anyar|new|other|different)\b", re.IGNORECASE
)
