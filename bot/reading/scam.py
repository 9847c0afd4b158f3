"""A swindle that has taken nothing yet: who wants money first, a form filled in, a link opened. Pure.

What is doubted says what is answered: whether to pay, to fill in, to block the card, whether it is
true, whether the phone is harmed, where it is reported.
"""

import re
from typing import Optional

_BAIT = re.compile(
    r"\b(?:undian|hadiah\w*|menang|pemenang|giveaway|lotre|doorprize|prize|lottery|won|winner"
    r"|warisan"
    r"|bea cukai|paket(?:nya)? (?:ditahan|tertahan)|parcel|customs|investasi|trading|pinjol|loker"
    r"|kerja paruh"
    r" waktu|like and subscribe|polisi|kejaksaan|pajak(?:nya)?)\b",
    re.IGNORECASE,
)
_PAY_FIRST = re.compile(
    r"\b(?:(?:di)?(?:suruh|minta|disuru|suru|haru?s|wajib)|told|asked|ask(?:s|ing)?|must|have to"
    r"|need to|wants? me)"
    r"\W+(?:\w+\W+){0,3}(?:transfer|tf|trf|bayar|kirim|setor|deposit|pay|send|wire)\w*\b",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"\b(?:udah|sudah|udh|sdh|telah|terlanjur|kadung|keburu|barusan|tadi|already|i (?:paid|sent"
    r"|transferred))\s+"
    r"(?:\w+\s+){0,2}(?:transfer|tf|trf|bayar|kirim|kasih|setor|di ?transfer|ketransfer|paid|sent"
    r"|transferred)\w*\b"
    r"|\b(?:ketipu|tertipu|kena tipu|ditipu|uang\w* (?:hilang|raib)|got scammed"
    r"|lost (?:my )?money)\b",
    re.IGNORECASE,
)
_REALLY = re.compile(
    r"\b(?:bene?ran|bener|betul|asli|resmi|penipu\w*|nipu|tipu|modus|aman|jangan|jgn|is (?:it"
    r"|this) "
    r"(?:real|true|a scam|legit)|scam|legit|should i)\b",
    re.IGNORECASE,
)


_PAYING = re.compile(
    r"\b(?:(?:di)?transfer\w*|tf|trf|(?:di)?bayar\w*|(?:di)?kirim\w*|hangus|hadiah\w*|undian|pay"
    r"|send|prize)\b",
    re.IGNORECASE,
)


def is_about_paying(text: str) -> bool:
    """Whether it still speaks of paying, and not of having paid."""
    return _PAYING.search(text) is not None and _PAID.search(text) is None


def is_to_pay(text: str) -> bool:
    """Whether somebody is to pay a swindler and asks before it is done."""
    if _PAID.search(text):
        return False
    bait, pay = _BAIT.search(text) is not None, _PAY_FIRST.search(text) is not None
    return pay and (bait or _REALLY.search(text) is not None)


def not_yet_paid(text: str) -> bool:
    """Whether a swindler has got nothing yet, and it is asked what to do."""
    return doubt(text) is not None


FORM, BLOCK, TRUE, FEE = "form", "block", "true", "fee"
DEVICE, REPORT, PAY = "device", "report", "pay"
"""What somebody doubts who has met a swindler."""

_NO = (
    r"(?:tidak|tdk|gak?|gk|nggak?|ngga|enggak?|ndak|nda|kagak|kaga|ora|mboten|teu|belum|blm|blom|durung"
    r"|dereng|not|never|didn'?t|haven'?t|don'?t|nothing)"
)
_OR_NOT = (
    r"(?:ga|gak|gk|nggak|ngga|enggak|engga|ndak|nda|tidak|tdk|kagak|ora|mboten|teu|jangan|jgn"
    r"|apa (?:ga|gak|nggak|ndak|tidak|jangan|tdk|ora)|atau (?:ga|gak|nggak|ndak|tidak|jangan|tdk))"
)
_GIVES = (
    r"(?:(?:di|me|meng|ng)?isi(?:in|kan)?|ngisi|klik|diklik|dipencet|pencet|mencet|dibuka|buka"
    r"|(?:di|ter|me|nge)?kirim(?:in|kan)?|kasih|kasi|dikasih|diberi(?:kan)?|memberi\w*|masuk(?:in|kan|an)"
    r"|memasuk\w*|(?:di)?input|setuju(?:i|in)?|disetujui|balas|dibalas|ikut(?:i|in)?|diikuti|turuti"
    r"|fill(?:ed)?(?: (?:it|in|out))?|click(?:ed)?|open(?:ed)?|tap(?:ped)?|enter(?:ed)?|gave|give"
    r"|send|sent|reply|answer)"
)
_LURE = (
    r"(?:formulir\w*|form\w*|tautan\w*|link\w*|url|apk\w*|undangan\w*|file\w*|data(?:nya)?(?: (?:diri"
    r"|pribadi|kartu))?"
    r"|otp|kode\w*|pin|nomor kartu|no kartu|kartunya|attachment|code|card (?:number|data|details))"
)
_CALLS = (
    r"(?:nelp\w*|nelepon\w*|menelepon\w*|tele?pon\w*|telp\w*|tlp|wa|whatsapp\w*|chat\w*|sms\w*"
    r"|hubung\w*|menghubung\w*"
    r"|dm|inbox|call\w*|text\w*|messag\w*|e-?mail\w*|pesan\w*|dapet|dapat|got|received)"
)
_CLAIMS = (
    r"\b(?:ngaku\w*|mengaku\w*|ngatasnama\w*|mengatasnama\w*|atas nama bank|claim\w*"
    r"|pretend\w*)\W+(?:\w+\W+){0,4}?"
    r"(?:bank|petugas|cs|pegawai|staff?|staf|polisi|pajak|kantor|police|officer)\b"
    rf"|\b{_CALLS}\b[^?]*\b(?:katanya|katane|says?|said|saying|bilang(?:nya)?"
    rf"|ngaku\w*)\W+(?:it'?s\W+)?(?:dari|dr|from)\W+"
    r"(?:the\W+|pihak\W+|your\W+)?(?:bank|cs|petugas|pusat|kantor)\b"
)
_CALLER = re.compile(
    _CLAIMS + r"|\b(?:penipu\w*|nipu|ditipu|scam\w*|swindl\w*|phishing|hoaks?|hoax)\b",
    re.IGNORECASE,
)
"""Somebody who says to be of the bank, or who is called a swindler."""
_WHETHER = re.compile(
    rf"\b(?:(?:mesti|musti|msti|harus|hrs|kudu|perlu|boleh|should|must|do|need)\W+(?:\w+\W+){{0,3}}?{_GIVES}"
    rf"|{_GIVES}\W+(?:\w+\W+){{0,2}}?{_OR_NOT}|{_OR_NOT} usah|aman (?:ga|gak|nggak|ndak|tidak))\b",
    re.IGNORECASE,
)
_FILLING = re.compile(
    rf"\b(?:{_GIVES}\W+(?:\w+\W+){{0,3}}?{_LURE}|{_LURE}\W+(?:\w+\W+){{0,3}}?{_GIVES})\b", re.IGNORECASE
)
_ASKS_TO_FILL = re.compile(
    r"\b(?:(?:di)?isi(?:in|kan)?|ngisi|klik|diklik|pencet|dipencet|dibuka|buka|setuju\w*|kasih|kasi"
    r"|dikasih|balas|dibalas|fill"
    rf"|click|open|answer)\W+(?:\w+\W+){{0,2}}?{_OR_NOT}\b"
    r"|\b(?:formulir\w*|form\w*|tautan\w*|link\w*|apk)\b[^.?!]*\b(?:harus|mesti|musti|perlu|boleh"
    r"|aman|should|or not)\b"
    r"|\b(?:harus|mesti|musti|perlu|boleh|should i|do i|must i)\b[^.?!]*\b(?:(?:di)?(?:isi|ngisi)"
    r"|klik|diklik|pencet"
    r"|dipencet|dibuka|setuju\w*|fill|click|open)\b",
    re.IGNORECASE,
)
_GAVE_NOTHING = re.compile(
    rf"\b{_NO}\W+(?:\w+\W+){{0,2}}?{_GIVES}(?:\W+(?:\w+\W+){{0,2}}?(?:{_LURE}|apa[ -]?apa|apapun"
    rf"|apa pun|anything"
    r"|nothing|any))\b"
    rf"|\b(?:cuma|cuman|hanya|mung|just|only)\W+(?:\w+\W+){{0,2}}?(?:klik|pencet|mencet|ke?pencet|ke?klik"
    rf"|(?:buka|kebuka|open(?:ed)?)\W+(?:\w+\W+){{0,2}}?{_LURE}|angkat tele?pon|click(?:ed)?"
    rf"|tap(?:ped)?|pressed)\b",
    re.IGNORECASE,
)
_GAVE = re.compile(
    rf"(?<!belum )(?<!blm )(?<!tidak )(?<!ndak )(?<!ga )(?<!gak )\b(?:udah|sudah|udh|sdh|telah"
    rf"|terlanjur|telanjur|kadung"
    rf"|keburu|already)\W+(?:\w+\W+){{0,2}}?(?:kasih|kasi|isi|ngisi|ke?isi|kirim|ke?kirim|masukin"
    rf"|masukkan|input|sebut\w*"
    r"|bilang|gave|given|sent|filled|entered)\b",
    re.IGNORECASE,
)
_BLOCKING = re.compile(r"\b(?:di|mem)?(?:blo(?:k|c)k?|blokir)(?:ir|in|kan|nya|ed)?\b", re.IGNORECASE)
_NEEDED = re.compile(
    r"\b(?:perlu|harus|hrs|mesti|musti|kudu|wajib|tetap|tetep|ttp|usah|need|necessary|have to|must"
    r"|should|still)\b",
    re.IGNORECASE,
)
_ONLY_NEEDED = re.compile(
    rf"\b(?:perlu|harus|mesti|musti|need)\W+{_OR_NOT}\b|\b(?:perlu|harus)\W+(?:apa|atau)\b", re.IGNORECASE
)
_HARMED = re.compile(
    r"\b(?:virus\w*|malware|hack\w*|dihack|heker|hek|disadap|sadap|kesadap|diretas|spyware|bahaya"
    r"|berbahaya|aman)\b",
    re.IGNORECASE,
)
_PRESSED = re.compile(
    rf"\b(?:klik|pencet|mencet|dipencet|kepencet|keklik|buka|kebuka|install|instal|unduh|download|click\w*"
    rf"|open\w*|tap\w*|press\w*)\W+(?:\w+\W+){{0,3}}?{_LURE}\b|\b{_LURE}\W+(?:\w+\W+){{0,6}}?(?:klik"
    rf"|pencet|dipencet"
    r"|kepencet|diklik|keklik|kebuka|clicked|opened|pressed)\b",
    re.IGNORECASE,
)
_MONTHLY_RATE = re.compile(
    r"\b(?:tarif|biaya|potongan|admin|fee|charge)\w*\b[^.?!]*\b150(?:[ .]?(?:ribu|rb|k|000)"
    r"|\.000)?\b[^.?!]*\b"
    r"(?:sebulan|(?:per|tiap|setiap|/)\s?bulan|/\s?bln|per bln|a month|per month|monthly)",
    re.IGNORECASE,
)
"""A well-known lie of swindlers, never a price of a bank: so much a month for transfers."""
_MESSAGE = re.compile(
    _CLAIMS
    + r"|\b(?:da?pe?t|dapat|terima|nerima|menerima|ada|beredar|got|received?|there'?s)\W+(?:\w+\W+){0,2}?"
    r"(?:pesan|wa|whatsapp|sms|chat|e-?mail|kabar|info|berita|broadcast|edaran|messages?|text|news)\b",
    re.IGNORECASE,
)
"""What somebody has sent on or called about."""
_NEW_FEE = re.compile(
    r"\b(?:tarif|biaya|potongan|admin|fee|charge)\w*\b[^.?!]{0,100}\b(?:naik\w*|baru|jadi|menjadi|(?:ber|di)ubah"
    r"|new|ris(?:e|es|ing)|rais\w+|increas\w+|chang\w+|going up)\b"
    r"|\b(?:perubahan|kenaikan|penyesuaian|new|higher)\s+(?:\w+\s+)?(?:tarif|biaya|fees?|charges?)\b",
    re.IGNORECASE,
)
"""Not any fee that is asked about: a change, of which the bank itself would have told."""
_IS_IT = re.compile(
    r"\b(?:bener(?:an)?|benar\w*|betul\w*|apa iya|masa(?:k)?|bohong\w*|boong|hoaks?|hoax|tipu\w*"
    r"|penipu\w*|nipu"
    r"|scam\w*|asli|resmi|is it|is this|is that|true|real|really|lie|lying)\b",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\b(?:lapor\w*|dilapor\w*|aduk\w*|adukan|diadukan|report\w*)\b[^.?!]*\b(?:ke ?mana|kmn|di ?mana"
    r"|siapa|where"
    r"|whom?)\b|\b(?:no(?:mo|me)?r|number|wa)\w*\b[^.?!]*\b(?:diapa(?:kan|in)|apakan|apain|gimana"
    r"|lapor\w*|report)\b",
    re.IGNORECASE,
)


_NOT_GIVEN_BY_THEM = re.compile(
    r"\b(?:te?ri?ma|trima)\W*kasih\b|\b(?:tarif|biaya|ongkos)\W+transfer\b"
    r"|\b(?:dia|orang(?:nya|e)?|mereka|penipu\w*|beliau|he|she"
    r"|they)\s+(?:\w+\s+)?"
    r"(?:(?:nge?|me)?kirim\w*|kasih|kasi|ngasih|send\w*|sent|g[ai]ve)\b",
    re.IGNORECASE,
)
"""Thanks, the price of a transfer, and what the swindler sent: none was given to them."""
_LOST = re.compile(
    r"\b(?:uang|duit|saldo|tabungan|dana|money|balance|savings)\w*\W+(?:\w+\W+){0,3}?(?:h?ilang|raib"
    r"|habis|ludes|berkurang"
    r"|kurang|terkuras|kekuras|ke?potong|ter(?:potong|debet|debit)|pindah|gone|missing|taken|stolen"
    r"|debited)\b"
    rf"|\b(?:transaksi|transaction"
    rf"|payment)\w*\W+(?:\w+\W+){{0,2}}?(?:{_NO}\W+(?:\w+\W+)?(?:di)?(?:kenal\w*|tahu|tau|lakukan|lakuin"
    r"|recogni\w*)|unknown)\b",
    re.IGNORECASE,
)


_APK = re.compile(r"\bapk\b|\b(?:ke|di|ter)?(?:install?|pasang|unduh|download)\w*", re.IGNORECASE)
_NOT_OPENED = re.compile(
    r"\b(?:belum|blm|blom|durung|not yet|haven'?t|didn'?t)\W+(?:\w+\W+){0,2}?(?:(?:di)?buka|(?:di)?klik|(?:di)?pencet"
    r"|open\w*|click\w*|tap\w*)\b",
    re.IGNORECASE,
)


def gave_nothing(text: str) -> bool:
    """Whether it says that nothing was given away: "saya cuma pencet tautan, ndak isi apa-apa"."""
    return _GAVE_NOTHING.search(text) is not None and not _is_lost(text)


def _is_lost(text: str) -> bool:
    """Whether money or a secret is gone already."""
    own = _NOT_GIVEN_BY_THEM.sub(" ", text)
    return any(found.search(own) for found in (_PAID, _GAVE, _LOST))


def doubt(text: str, *, warned: bool = False) -> Optional[str]:
    """What somebody doubts who has met a swindler and lost nothing; None where it is no such doubt.

    `warned`: a swindle was spoken of just before, so that short words mean that: "diisi apa tidak".
    """
    if _is_lost(text):
        return None
    met = warned or _CALLER.search(text) is not None
    nothing = gave_nothing(text)
    if _MONTHLY_RATE.search(text) and (_IS_IT.search(text) or warned) and not _CALLER.search(text):
        return FEE
    blocking = _BLOCKING.search(text) and _NEEDED.search(text)
    if nothing and (blocking or _ONLY_NEEDED.search(text)):
        return BLOCK  # Never unless they say so: who has given a code has to block.
    if _HARMED.search(text) and _PRESSED.search(text):
        if _NOT_OPENED.search(text):
            return FORM
        return None if _APK.search(text) else DEVICE  # What was installed needs a person.
    if met and (_ASKS_TO_FILL.search(text) or (_WHETHER.search(text) and _FILLING.search(text))):
        return FORM
    if warned and _REPORTS.search(text):
        return REPORT
    a_fee = _NEW_FEE.search(text) or _MONTHLY_RATE.search(text)
    if a_fee and (warned or _MESSAGE.search(text)) and _IS_IT.search(text):
        return FEE
    if warned and _IS_IT.search(text):
        return TRUE
    return PAY if is_to_pay(text) else None
