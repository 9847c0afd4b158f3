"""Whether something that was put down is said to be wrong, and what is right instead. Pure."""

import re

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
_FEW = 3
"""Words that say nothing but that."""
_REFUSED = re.compile(
    r"\b(?:bukan|bkn|dudu|sanes|jangan|not|instead of)\s+[^,.;]*?"
    r"(?=\s+(?:tapi|tp|tetapi|melainkan|but|yang|yg|(?:se)?harusnya)\b|[,.;]|$)",
    re.IGNORECASE,
)


def corrects(text: str) -> bool:
    """Whether it says that something is not right; another matter of the same kind is none."""
    if _ANOTHER.search(text) or closing.asks_back(text):
        return False
    if _AS_WELL.search(text) and not _SURELY_WRONG.search(text):
        return False
    return _WRONG.search(text) is not None


def takes_back(text: str, *, at_once: bool) -> bool:
    """Whether a report is called off: "batalin laporannya", and "eh batal" right after it."""
    if closing.asks_back(text) or not _CALLS_OFF.search(text):
        return False
    return _REPORT.search(text) is not None or (at_once and len(text.split()) <= _FEW)


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
