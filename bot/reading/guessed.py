"""What is guessed of a few words that look like a matter and are another one, or none. Pure.

A lost identity card is no fraud, a number to call no complaint, a scheduled transfer no failed one,
and who has just got an account does not open one. Each stands against one reading only.
"""

import re
from typing import Callable, Dict

from reading import closing

_NO = (
    r"(?:tidak|tdk|gak?|gk|nggak?|ngga|enggak?|ndak|nda|kagak|kaga|kgk|ora|mboten|teu|henteu|belum|blm|blom"
    r"|durung|not|never|no|didn'?t|hasn'?t|haven'?t|isn'?t|won'?t|can'?t|doesn'?t)"
)
_DOCUMENT = re.compile(
    r"\b(?:e-?ktp|ktp|kartu identitas|identitas|sim|npwp|paspor|passport|id card|dompet\w*|tas|wallet"
    r"|purse|buku tabungan"
    r"|buku|passbook)(?:nya|ku|ne)?\b(?:\W+\w+){0,4}?\W+(?:(?:ke|di|ter)?(?:h?ilang|jatuh|tinggal"
    r"|copet|curi)\w*"
    r"|kecopetan|lost|gone|missing|stolen)\b"
    r"|\b(?:(?:ke|di)?(?:h?ilang|jatuh|copet|curi)\w*|kecopetan|lost"
    r"|losing)\W+(?:\w+\W+){0,2}?(?:e-?ktp|ktp|kartu identitas"
    r"|sim|npwp|paspor|passport|dompet|wallet|purse|id card|id)\b",
    re.IGNORECASE,
)
_MISUSED = re.compile(
    r"\b(?:\w*tipu\w*|nipu|scam\w*|fraud\w*|phish\w*|\w*bobol\w*|\w*hack\w*|\w*retas\w*|otp|kode|link"
    r"|tautan|apk|\w*salah\s?guna\w*"
    r"|\w*misus\w*|pinjol|pinjaman|dipake\w*|dipakai\w*|di ?pake|kepake|used|using|transaksi\w*"
    r"|transfer\w*|tf|trf|saldo\w*"
    r"|uang\w*|duit\w*|money|dana|belanja\w*|\w*kuras\w*|charge\w*|payment\w*|purchase\w*|orang lain"
    r"|orang tak dikenal"
    r"|somebody|someone|atas nama|curiga\w*|mencurigakan|suspicious|rampok\w*|begal\w*|robb\w*|mugged"
    r"|hipnotis|gendam)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\b(?:call\W?cent(?:er|re)|customer (?:service|care)|hotline|help ?line|cs|halo bank|kontak"
    r"|contact)\w*\W+"
    r"(?:(?:phone|telephone|nya|telepon|telpon|tlp|bank|itu)\W+){0,2}(?:number|no(?:mo|me)?r|no"
    r"|berapa|brp)(?:nya)?\b"
    r"|\b(?:no(?:mo|me)?r(?:nya)?|no|number|phone number|telephone number)\W+(?:(?:of|for|your|the"
    r"|telepon|telpon|telp|tlp|hp"
    r"|wa|bank|to call)\W+){0,4}(?:call\W?cent(?:er|re)|customer (?:service|care)|hotline|help ?line"
    r"|cs|halo bank|kontak|bank)\b"
    r"|\b(?:phone|call|telephone|telp|telepon|telpon|nelpon|menelepon"
    r"|hubungi)\b(?:\W+\w+){0,5}?\W+(?:number|no(?:mo|me)?r"
    r"(?:nya)?\W+(?:berapa|brp|apa))\b|\bwhat(?:'?s| is) (?:your|the) (?:phone )?number\b",
    re.IGNORECASE,
)
_COMPLAINS = re.compile(
    r"\b(?:komplain\w*|complain\w*|keluh\w*|mengeluh\w*|keberatan|kecewa\w*|pengadu\w*|mengadu\w*"
    r"|ngadu\w*|adukan|aduan"
    r"|protes\w*|ojk|yl?ki|disappoint\w*|unacceptable|rude|kasar|judes|jutek|tidak sopan|ga sopan"
    r"|pelayanan\w*|layanan\w*"
    r"|dissatisf\w*|terrible|awful|useless|worst|diabaikan|dicuekin|ga diangkat|gak diangkat"
    r"|tidak diangkat|nobody answers"
    r"|no ?one answers|sibuk|buruk|jelek|parah|lawyer|pengacara|media)\b",
    re.IGNORECASE,
)
_SCHEDULED = re.compile(
    r"\b(?:transfer\w*|tf|trf|bayar\w*|pembayaran|payment"
    r"|kirim\w*)\W+(?:\w+\W+){0,2}?(?:ter?jadwal\w*|dijadwal\w*|jadwal\w*"
    r"|otomatis|auto\w*|berkala|rutin|schedul\w*|recurring|standing)\b"
    r"|\b(?:auto ?debe?i?t\w*|autodebet\w*|auto ?transfer|standing (?:order|instruction)|(?:scheduled"
    r"|recurring|automatic)"
    r" (?:transfer|payment)s?|jadwal(?:in|kan)? (?:transfer|tf|trf))\b",
    re.IGNORECASE,
)
_IN_TROUBLE = re.compile(
    rf"\b(?:gagal\w*|fail\w*|error|pending|tertunda|nyangkut|{_NO}\W+(?:\w+\W+){{0,2}}?(?:sampa?i"
    rf"|sampe|nyampe|masuk|msk|jalan"
    r"|ter(?:kirim|eksekusi|potong)|kekirim|diterima|work\w*|arriv\w*|go(?:ne)? through|received?|executed)"
    r"|kepotong|ke ?potong|terpotong|kedebet|terdebet|dobel|double|dua kali|2x|twice|salah|wrong"
    r"|hilang|ilang|lost|missing"
    r"|kok|knp|kenapa|why|bermasalah|masalah|problem|stuck|macet|stop(?:s|ped)?|berhenti|rupanya|ternyata|malah|not sent|telat|late|belum|blm|keburu|late)\b",
    re.IGNORECASE,
)
_HAS_ONE = re.compile(
    r"\b(?:baru|br|barusan|udah|sudah|udh|sdh|akhirnya|just|finally)\W+(?:(?:aja|saja|bgt|banget"
    r"|kemarin|kmrn|tadi|i|juga|jadi)\W+){0,2}"
    r"(?:punya|pny|buka|bikin|dapet|dapat|got|opened|have|made)\W+(?:\w+\W+){0,2}?(?:rekening|rek"
    r"|tabungan|akun|account)"
    r"(?:nya|ku)?\b",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"\b(?:mau|pengen|pengin|ingin|pgn|bisa|boleh|syarat\w*|cara\w*|gimana|gmn|minta|tolong|lagi"
    r"|satu lagi|kedua|lain|anak|want|would"
    r"|like|need|how|another|second|belum|blm|tapi|tp|but|gagal|ditolak)\b",
    re.IGNORECASE,
)


def _only_lost(text: str) -> bool:
    return _DOCUMENT.search(text) is not None and _MISUSED.search(text) is None


def _only_a_number(text: str) -> bool:
    return _CONTACT.search(text) is not None and _COMPLAINS.search(text) is None


def _only_scheduled(text: str) -> bool:
    return _SCHEDULED.search(text) is not None and _IN_TROUBLE.search(text) is None


def _has_one_already(text: str) -> bool:
    told = _HAS_ONE.search(text) is not None and not closing.asks(text)
    return told and _WISHES.search(text) is None


_IS_ANOTHER: Dict[str, Callable[[str], bool]] = {
    "fraud_report": _only_lost,
    "file_complaint": _only_a_number,
    "transfer_problem": _only_scheduled,
    "open_account": _has_one_already,
}


def is_not(intent: str, text: str) -> bool:
    """Whether the words say that it is not what it was read as."""
    check = _IS_ANOTHER.get(intent)
    return check is not None and check(text)
