"""What is guessed of a few words that look like a matter and are another one, or none. Pure.

A lost identity card is no fraud, a number to call no complaint, a scheduled transfer no failed one,
and who has just got an account does not open one. Each stands against one reading only.
"""

import re
from typing import Callable, Dict

from reading import closing, contact

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
    return contact.asks_for_it(text) and _COMPLAINS.search(text) is None


def _only_scheduled(text: str) -> bool:
    return _SCHEDULED.search(text) is not None and _IN_TROUBLE.search(text) is None


def _has_one_already(text: str) -> bool:
    told = _HAS_ONE.search(text) is not None and not closing.asks(text)
    return told and _WISHES.search(text) is None


_MISHAP = re.compile(
    r"blo[kc]|beku|freez|frozen|lock|kunci|non ?aktif|disabl|deactiv|suspend|stop|aman|secur|h?ilang|lost"
    r"|\bical|lose|stolen|steal|curi|copet|jatuh|tinggal|dompet|dompt|wallet|purse|missing|rampok|jambret"
    r"|gone|\bleft\b|salah ?guna|misus|unauthor|\borang|someone|somebody|tel[ae]n|ketel|swallow|nyangkut|stuck"
    r"|tahan|kept|retain|\bate\b|sedot|caplok|untal|sita|nelen|gesek|skim|bocor|leak|comprom|cancel|batal"
    r"|tutup|close|bajak|hack|aktif|ketemu|nemu|raib|lenyap|leungit|curiga|tipu|scam|fraud|cecer|darurat"
    r"|emergency|(?<!oto)mati|ditarik|ketarik|took my|takut|panik|mohon|(?:nggak|gak?|tidak|tak) ada|rusak|patah|pecah|broken",
    re.IGNORECASE,
)
_USES = re.compile(
    r"\b(?:(?:will|does|do|can|could|may|would|is)\b.*\b(?:work\w*|use[ds]?|usable|accepted|pay|withdraw|tap)"
    r"|(?:bisa|bs|boleh|blh|iso|saged|tiasa|dapat)\b.*\b(?:di)?(?:pakai|pake|gunakan|guna|bayar|belanja|tarik"
    r"|nganggo)\w*|(?:di)?(?:pakai|pake|gunakan|bayar|belanja)\w*\b.*\b(?:bisa|bs|boleh|iso)"
    r"|(?:di)?(?:dapat|dapet|dpt|dikasih|oleh|olih)|do i get|will i get|get a|luar negeri|abroad|overseas"
    r"|biaya\w*|fees?|cost\w*|charge\w*|limit\w*|maksimal\w*)\b",
    re.IGNORECASE,
)
_OF_CASH = re.compile(
    r"gagal|error|eror|fail|kurang|keluar|kaluar|metu|medal|potong|debe?t|balik|kembali|refund|dispens|kosong"
    r"|macet|deduct|short|less|missing|belum|blm|didn'?t|not come|no cash|nothing|stuck|hilang|ilang|telan"
    r"|telen|swallow|lapor|report|claim|klaim|saldo|balance|beku|hitung|count|got|rusak|masalah|problem",
    re.IGNORECASE,
)
_ABROAD = re.compile(
    r"\b(?:foreign|luar negeri|abroad|overseas|another country|other countr\w*|cost\w*|fees?|biaya\w*"
    r"|ongkos\w*|limit\w*|maksimal\w*|maximum|minimal\w*|how much can|tanpa kartu|cardless|qris)\b",
    re.IGNORECASE,
)
_OF_A_CHANGE = re.compile(
    r"\b(?:ganti\w*|gnti|ubah\w*|rubah\w*|update\w*|chang\w*|perbarui|daftar\w*|data|alamat|terdaftar"
    r"|otp|sms|verif\w*)\b",
    re.IGNORECASE,
)


def _only_uses_a_card(text: str) -> bool:
    """A question on what a card is good for, and nothing of a mishap: "dapet kartu atm ga?"."""
    asked = closing.asks(text) and _USES.search(text) is not None
    return asked and _MISHAP.search(text) is None


def _only_withdraws(text: str) -> bool:
    """A question on withdrawing, and nothing of cash that did not come: "tarik tunai pake qris"."""
    asked = closing.asks(text) and _ABROAD.search(text) is not None
    return asked and _OF_CASH.search(text) is None


def _only_calls(text: str) -> bool:
    return contact.asks_for_it(text) and _OF_A_CHANGE.search(text) is None


_IS_ANOTHER: Dict[str, Callable[[str], bool]] = {
    "fraud_report": _only_lost,
    "file_complaint": _only_a_number,
    "transfer_problem": _only_scheduled,
    "open_account": _has_one_already,
    "block_card": _only_uses_a_card,
    "card_swallowed": _only_uses_a_card,
    "cash_not_dispensed": _only_withdraws,
    "update_personal_data": _only_calls,
}


def is_not(intent: str, text: str) -> bool:
    """Whether the words say that it is not what it was read as."""
    check = _IS_ANOTHER.get(intent)
    return check is not None and check(text)
