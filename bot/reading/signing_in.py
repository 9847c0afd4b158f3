"""Why a customer cannot sign in: no app, no phone, a code to an old number, no password. Pure.

In Indonesian, Javanese, Sundanese and English, as people write who are not at home in an app.
"""

import re
from typing import Optional

_NO = (
    r"(?:tidak|tdk|ti?dak|gak?|gk|g|nggak?|ngga|engga?k?|ndak|nda|kagak|kaga|kgk|ora|ra|mboten|teu"
    r"|henteu|belum|blm|durung|dereng|susah|sulit|gagal|tanpa|tnp|kurang|can'?t|cannot|can not"
    r"|don'?t|dont|do not|doesn'?t|doesnt|not able to|unable to|never|no|without|not)"
)
_IN = (
    r"(?:masuk(?:nya|in)?|msk|login(?:nya)?|log ?in|log on|sign ?in|signin|mlebu|mlebet|lebet|asup"
    r"|(?:buka|mbuka|bukak|muka|open) (?:aplikasi\w*|apk\w*|app\w*|m-?banking|mbanking|the app"
    r"|halaman\w*)"
    r"|get (?:in|into)|access)"
)
_APP = (
    r"(?:aplikasi\w*|apps?|apk\w*|m-?\s?banking\w*|mobile banking|internet\w*|kuota|smart ?phones?"
    r"|hp(?:ne|nya)?|handphone\w*|ponsel\w*|android\w*|hape\w*|gadget"
    r"|cell ?phone|phone)"
)
_HAS = (
    r"(?:punya\w*|pnya|py|nduwe\w*|duwe\w*|duwé|gadhah|gaduh|boga|ada|ono|wonten|aya|pake|pakai"
    r"|nganggo|install\w*|instal|download|unduh|pasang|ngerti|mengerti|paham|faham|mudeng|ngartos"
    r"|ngarti|tau|tahu|weruh|bisa|iso|saged|tiasa|dapat|menggunakan|memakai|mengoperasikan|have|own|use|using"
    r"|understand|know how to use|got|familiar with)"
)
_OLD_NUMBER = re.compile(
    r"\b(?:no(?:mo|me)?r(?:nya|ku)?|nmr|no|number|sim(?: ?card)?|kartu sim)\b\s*(?:hp|handphone"
    r"|telepon|telp|tlp|wa|phone)?\w*\s+(?:\w+\s+){0,3}(?:lama|lawas|hangus|mati|mokad|ilang|hilang"
    r"|non ?aktif|(?:(?:tidak|tdk|gak?|ga|nggak|udah ga|udah gak) aktif)|dipakai lagi|dulu|ganti"
    r"|changed|dead|expired|inactive|gone)\b"
    r"|\b(?:old|former|previous|expired|dead)\s+(?:phone\s+)?(?:number|sim)\b"
    r"|\b(?:udah|sudah|udh|sdh|habis|abis|baru|terlanjur|wis|tos|i)\s+(?:ganti|gantos|tuker|changed)"
    r"\s+(?:my\s+)?(?:phone\s+)?(?:no(?:mo|me)?r|number|kartu sim|sim)\b",
    re.IGNORECASE,
)
_OF_SIGNING_IN = re.compile(
    rf"\b(?:otp|kode|code|sms|{_IN}|daftar|terdaftar|registered|verif\w*|aplikasi)\b", re.IGNORECASE
)
_PASSWORD = re.compile(
    r"(?<!bukan )\b(?:lupa|lali|hilap|kesupen|poho|forgot(?:ten)?|forget|(?:ga|gak|tidak|nggak"
    r"|ora|don'?t)\s+(?:inget|ingat|eling|remember))\s+(?:\w+\s+){0,2}"
    r"(?:pass\w*|pasword|sandi\w*"
    r"|kata ?sandi"
    r"|user ?(?:id|name)\w*|login\w*|akun\w*)\b",
    re.IGNORECASE,
)
_LOCKED = re.compile(
    r"\b(?:akun|account|aplikasi|apk|apps?|login|user|m-?banking|mbanking)\w*\s+(?:\w+\s+){0,3}"
    r"(?:ter|ke|di)?(?:blokir|blok|kunci|locked|blocked|suspend\w*)\b"
    r"|\blocked out\b|\b(?:kekunci|terkunci)\b",
    re.IGNORECASE,
)
_TO_BE_LOCKED = re.compile(
    r"\b(?:bisa|bs|iso|isa|saged|tiasa|boleh|minta|mau|tolong|tlg|mohon|biar|supaya|perlu|harus|can|could"
    r"|please|want)\s+(?:(?:dulu|sik|be|it be)\s+)?(?:di|nge|mem)?(?:blokir|blok|kunci|lock(?:ed)?|block(?:ed)?)\b",
    re.IGNORECASE,
)
"""A wish to have it locked: "aplikasi lama bisa diblokir dulu ga"."""
_NO_WISH = re.compile(rf"\b(?:{_NO}|kok|kenapa|knp|why)\W+$", re.IGNORECASE)
"""Before it: "kok bisa diblokir"."""
_NO_APP = re.compile(
    rf"\b{_NO}\s+(?:\w+\s+)?{_HAS}\s+(?:\w+\s+){{0,2}}{_APP}(?!\s+\w+\s+(?:lain|other))\b"
    rf"|\b(?:tanpa|tnp|without)\s+(?:a\s+|any\s+|the\s+)?{_APP}\b"
    r"|\bno\s+(?:smart ?phone|phone|app|internet|mobile banking)\b(?! number)"
    rf"|\b{_APP}\s+(?:\w+\s+)?{_NO}\s+(?:\w+\s+)?(?:{_HAS}|bisa|iso|jalan|hidup|nyala|kebuka|work\w*"
    rf"|dibuka|support\w*|muat|kuat)\b"
    rf"|\b{_NO}\s+(?:pernah\s+)?(?:daftar|registrasi|aktivasi|diaktifin|diaktifkan|registered)\b"
    r"|\bgaptek\w*|\b(?:hp|handphone|hape|ponsel|phone)\w*\s+(?:\w+\s+)?(?:jadul|lawas|kuno|senter"
    r"|tulalit|biasa|jaman dulu|polyphonic|nokia)\b|\b(?:old|basic|dumb|simple) ?phone\b",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\b(?:hp|handphone|hape|ponsel|telepon|phone|android|iphone)\w*\s+(?:\w+\s+){0,3}(?:rusak|risak"
    r"|ruksak|rusek|mati(?: total)?|pecah|retak|error|hang|bootloop|hilang|h?ilang|dicuri|dicopet"
    r"|kecopetan|kecemplung|jatuh|dipinjam|dibawa|lobet|lowbat|servis\w*|diservis|broke\w*|dead"
    r"|lost|stolen|died|smashed|cracked)\b"
    r"|\b(?:lost|broke|smashed) my phone\b|\b(?:rusak|hilang|ilang|dicuri|mati)\s+(?:hp|hape"
    r"|handphone|ponsel)\w*",
    re.IGNORECASE,
)
_CANNOT = re.compile(
    rf"\b(?!(?:belum|blm|durung|dereng|not)\s+{_IN}\b){_NO}\s+(?:\w+\s+)?(?:bisa\s+|biso"
    rf"\s+|iso\s+|isa\s+|saged\s+|tiasa\s+|able to\s+|to\s+|berhasil\s+|kena\s+)?(?:\w+\s+)?{_IN}\b"
    rf"|\b{_IN}\s+(?:\w+\s+){{0,2}}(?:{_NO}\s+(?:bisa|iso|saged|tiasa|berhasil|work\w*|isa)"
    rf"|gagal|error|fail\w*|mental terus|loading terus|ditolak)\b"
    rf"|\b(?:gimana|cara\w*)\s+(?:\w+\s+)?(?:tanpa|kalau (?:ga|gak|tidak) bisa)\s+(?:\w+\s+)?"
    rf"{_IN}\b"
    rf"|\bwon'?t let me (?:in|log ?in|sign ?in)\b|\b(?:login|sign(?:ing)?.in|log(?:ging)?.in) "
    r"(?:isn'?t|doesn'?t|is not|does not) work\w*",
    re.IGNORECASE,
)
_SURELY_CANNOT = re.compile(
    rf"\b{_NO}\s+(?:\w+\s+)?(?:bisa|biso|iso|isa|saged|tiasa|dapat|able to|to|berhasil)\s+"
    rf"(?:\w+\s+)?{_IN}\b(?!\s+(?:uang|duit|ke rekening|rekening))"
    r"|\b(?:can'?t|cannot|can not|tidak|ga|gak|gk|nggak|susah|gagal|tanpa|without)\s+(?:\w+\s+)?"
    r"(?:login|log ?in|log on|sign(?:ing)? ?in)\b"
    r"|\b(?:login|log ?in|sign ?in)\w*\s+(?:\w+\s+){0,2}(?:gagal|error|fail\w*|(?:ga|gak|tidak"
    r"|nggak|ora) (?:bisa|iso))\b|\bwon'?t let me (?:in|log ?in|sign ?in)\b",
    re.IGNORECASE,
)
"""Without having been asked: money does not come in, either."""
_NOT_HOW = re.compile(
    rf"\b{_NO}\s+(?:\w+\s+)?(?:tau|tahu|ngerti|mengerti|paham|mudeng|ngartos|ngarti|weruh|know"
    rf"|understand|see)\s+(?:\w+\s+){{0,2}}(?:cara\w*|carane|how|gimana|piye|where)\b"
    rf"|\b(?:masuk|login|sign in|mlebu) (?:ke|lewat|nang|where)\s*(?:mana|endi|where)?\b.*"
    rf"\b{_NO}\s+(?:tau|tahu|ngerti|weruh|know)\b"
    rf"|\b(?:saya|aku|kulo|abdi|ibu|bapak|mbah|kakek|nenek)\s+{_NO}\s+(?:bisa|iso"
    r"|saged|tiasa|mengerti|ngerti|paham|mudeng|ngartos)(?:\W+(?:kak|min|pak|bu|mas|mbak|nak|neng|kang|e|je|euy|nih))*\W*$"
    r"|^\W*(?:ga|gak|nggak|tidak|tdk|gk|ora|ndak|mboten|teu)\s+(?:bisa|iso|isa|saged|tiasa"
    r"|ngerti|paham|mudeng)(?:\W+(?:kak|min|pak|bu|mas|mbak|e|je|euy|nih|saya|aku|kang|neng|nak))*"
    r"\W*$|^\W*(?:i )?(?:can'?t|cannot)\W*$",
    re.IGNORECASE,
)
_WHERE_IN = re.compile(
    rf"\b(?:{_IN}|tombol\w*|halaman\w*)\W+(?:(?:itu|nya|dulu|kak|dong|ya|ta|teh|kuwi|to|mah|the|page)\W+)*"
    rf"(?:(?:ke|di|lewat"
    rf"|dari|dr|nang|ning|ka|sebelah)?\s?(?:mana|endi)|dmn|kmn|gimana|gmn|bagaimana|piye|pripun"
    rf"|kumaha|caranya|where|how)\b"
    rf"|\b(?:cara\w*|gimana|gmn|bagaimana|piye|kumaha|how (?:do|can|to)|where (?:do|can|is))\s+"
    rf"(?:\w+\s+){{0,2}}(?:{_IN}|tombol|the (?:button|page))"
    rf"|\W*(?:(?:hah|ha|lah|lho|ke|di)\W*)?(?:mana|dmn|kmn|dimana|kemana|where|how|gimana caranya"
    rf"|caranya(?: gimana| gmn)?|gimana)\W*",
    re.IGNORECASE,
)
_SAYS_IN = re.compile(rf"\b(?:{_IN}|tombol\w*|halaman\w*|button|page)\b", re.IGNORECASE)
_SHORT = 6
"""Words of a question that asks for nothing but the way in."""
_JOINED = re.compile(
    r"\b(ga|gak|gk|ngga|nggak|ndak|ora|ra|teu)(?=(?:bisa|bs|punya|ada|ngerti|tau|iso|tiasa)\b)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:uang|duit|dana|transfer\w*|tf|top ?up|saldo|gaji|paket|kiriman|otp|sms|kode|notif\w*)\w*"
    rf"\s+(?:\w+\s+){{0,3}}{_NO}\s+(?:\w+\s+)?(?:masuk|msk|mlebu|asup)\b",
    re.IGNORECASE,
)
"""What else does not come in: money and codes."""


def asks_where(text: str) -> bool:
    """Whether it only asks where or how one signs in, after having been asked to: "ke mana?"."""
    found = _WHERE_IN.search(text) is not None and len(text.split()) <= _SHORT
    return found and (_WHERE_IN.fullmatch(text) is not None or _SAYS_IN.search(text) is not None)


def _is_to_be_locked(text: str) -> bool:
    wishes = _TO_BE_LOCKED.finditer(text)
    return any(_NO_WISH.search(text[: wish.start()]) is None for wish in wishes)


def why_not(text: str, *, asked: bool = False) -> Optional[str]:
    """Why the customer can't sign in: old_number, password, locked, no_phone or none; None if they can.

    `asked`: they were just asked to sign in, so that "saya tidak bisa" speaks of that.
    """
    text = _JOINED.sub(r"\1 ", text)
    if _OLD_NUMBER.search(text) and (asked or _OF_SIGNING_IN.search(text)):
        return "old_number"
    if _PASSWORD.search(text):
        return "password"
    locked = _LOCKED.search(text) is not None and not _is_to_be_locked(text)
    if locked and (asked or _OF_SIGNING_IN.search(text)):
        return "locked"
    if _BROKEN.search(text):
        return "no_phone"
    if _NO_APP.search(text):
        return "none"
    rest = _OTHERS.sub(" ", text)
    if asked:
        cannot = _CANNOT.search(rest) or _NOT_HOW.search(rest)
    else:
        cannot = _SURELY_CANNOT.search(rest)
    return "none" if cannot else None
