"""Whether it is asked how something is done, and not for one's own figures. Pure.

"Cara cetak mutasi di cabang?" is answered by an article, whoever asks it; "mutasi saya apa saja"
by nobody but who has signed in. What tells them apart are the words for how, where, how long, what
it costs, what it takes and whether it can be done, and not what is asked about.
"""

import re

from . import closing

_HOW = re.compile(
    r"\b(?:cara\w*|carane|langkah\w*|prosedur\w*|ketentuan\w*|how (?:to|do|does|can|could|should"
    r"|would|may|might)|procedure"
    r"|(?:lewat|liwat|lwt|lewet|via|menu|pakai|pake)\s+(?:\w+\s+){0,2}"
    r"(?:apa|apaan|opo|naon|nopo|mana|endi|mn)"
    r"|what (?:do|should|must) (?:i|we) (?:need|bring|have|do|prepare)|what(?:'s| is) needed)\b",
    re.IGNORECASE,
)
"""These ask how it is done, whatever else is said."""
_TAKES = re.compile(
    r"\b(?:(?<!buat )(?<!untuk )(?<!bwt )(?<!utk )(?<!kanggo )(?<!dianggo )(?:persyaratan|syarat"
    r"|sarat)\w*"
    r"|dokumen\w*|requirements?|documents?|paperwork"
    r"|(?:bawa|perlu|butuh|siap(?:in|kan)|isi|surat|srt)\s+(?:\w+\s+){0,2}(?:apa|apaan|opo|naon"
    r"|nopo))\b",
    re.IGNORECASE,
)
"""What it takes, in a question."""
_WHERE = re.compile(
    r"\b(?:(?:di\s?mana|dmn|dimn|dimna|ning endi|nang endi|neng endi)(?!\s+(?:aja|saja|wae))"
    r"|(?:harus|mesti|kudu|lapor\w*|komplain|minta\w*|urus\w*|pergi|datang)\s+(?:\w+\s+){0,2}"
    r"(?:ke ?mana|kmn|kmana)|where (?:do|can|could|should|would|may|to)|which (?:menu|branch))\b",
    re.IGNORECASE,
)
_HOW_LONG = re.compile(
    r"\b(?:(?:be?rapa|brp|pira|piro|sabaraha|pinten)\s+(?:lama|suwe|lawas|hari|hr|jam|minggu)"
    r"|berapa hari kerja|how (?:long|many (?:days|hours|weeks)|soon|fast))\b",
    re.IGNORECASE,
)
_COST = re.compile(
    r"\b(?:biaya\w*|ongkos\w*|denda\w*|gratis|tarif\w*|bunga(?:nya)?|(?:be?)?bayar\s+(?:lagi\s+)?"
    r"(?:be?rapa|brp|ga|gak|nggak|tidak|piro)|mbayar|kena\s+(?:biaya|charge|cas|potongan)|fees?"
    r"|cost\w*|charged?|penalty|penalties|for free|free of charge)\b",
    re.IGNORECASE,
)
_MAY = re.compile(
    r"\b(?:bisa(?:kah|nya)?|bs|iso|isa|saged|tiasa|boleh(?:kah)?|blh|bole|dapat(?:kah)?|can|could"
    r"|may|is it possible|possible to|harus(?:kah)?|hrs|kudu|mesti|wajib|perlu(?:kah)?|do i have to"
    r"|must|need to)\b",
    re.IGNORECASE,
)
_DO_IT = re.compile(
    r"\b(?:bisa|bs|iso|boleh|blh|bole|dapat(?:kah)?|bisakah|bolehkah|can you|could you|can i|may i"
    r"|could i)\s+"
    r"(?:saya\s+|aku\s+|kakak\s+|kak\s+|dong\s+|please\s+|tolong\s+|di)?(?:minta\w*|tolong|bantu\w*"
    r"|(?:di)?cek\w*|check|(?:di)?lihat\w*|(?:di)?liat\w*|see|show|tahu|tau|know|get|have"
    r"|info\w*|kasih|(?:di)?kirim\w*|send|tampilkan|sebutkan|tanya\w*|ask|tell|give|help"
    r"|(?:di)?blok\w*|block)\b",
    re.IGNORECASE,
)
"""A wish put as a question: "boleh minta mutasi?", "can you tell me my balance?"."""
_BY_WHAT_MEANS = re.compile(
    r"\b(?:(?:di|ke|lewat|via|lwt|dari|through|at|by|from|in|on|using|pakai|pake)\s+(?:the\s+|a\s+"
    r"|an\s+|any\s+)?(?:kantor\s+)?(?:cabang|branch|bank|atm|mesin|teller|aplikasi|app|apk|hp|wa"
    r"|whatsapp|telepon|telpon|telp|phone|online|pos|mail|luar negeri|abroad|buku)"
    r"|online|diwakil\w*|sendiri|myself|tanpa\s+\w+|without\s+\w+|cetak\w*|dicetak|print\w*"
    r"|excel|pdf)\b",
    re.IGNORECASE,
)
_PAY = re.compile(
    r"\b(?:harus|hrs|kudu|mesti|must|have to|need to)\s+(?:\w+\s+){0,2}(?:di|ku|ta)?(?:bayar|pay)"
    r"\w*\b|\b(?:be?rapa|brp)\s+(?:\w+\s+){0,2}(?:harus|kudu|mesti)\b",
    re.IGNORECASE,
)
"""What has to be paid is a figure of one's own."""
_IF = r"(?:jika|jikalau|apabila|bila|bilamana|seandainya|andai(?:kan)?|misal(?:nya|kan)?|what if|if)"
_WHAT_IF = re.compile(rf"\b(?:kalau|kalo|klo|kl|nek|lamun|mun|yen|{_IF})\b", re.IGNORECASE)
_SUPPOSED = re.compile(rf"\b{_IF}\b", re.IGNORECASE)
_HAPPENED = re.compile(
    r"\b(?:tadi|td|kemarin|kmrn|kemaren|barusan|baru saja|semalam|sudah|udah|udh|sdh|dah|telah"
    r"|belum|blm|masih|msh|lalu|wingi|ago|yesterday|already|still|hasn'?t|haven'?t|didn'?t"
    r"|pending|tertunda|kepotong|terpotong|kedebet|terdebet|nyangkut)\b",
    re.IGNORECASE,
)
"""What has happened, or is happening."""
_HOW_IS = re.compile(
    r"\b(?:gimana|gmn|gmna|bagaimana|bgmn|gimane|piye|pripun|kumaha|kepiye)\b",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:kabar\w*|nasib\w*|status\w*|perkembangan\w*|kelanjutan\w*|progre\w*|update\w*|hasil\w*"
    r"|jawaban\w*|(?:sampai|sampe|smpe|smp|nyampe) (?:mana|tahap|di mana|dimana|dmn|meja)"
    r"|(?:sudah|udah|udh|sdh|dah|wis|tos|sampun)\b.*\b(?:belum|blm|blom|durung|apa|dereng)"
    r"|going|coming along|doing)\b",
    re.IGNORECASE,
)
"""How something stands, which only one's own data say."""
_MINE = re.compile(
    r"\b(?:saya|sy|aku|ak|gw|gue|gua|ku|kula|kulo|abdi|my|mine|our)\b|(?:ku|nya)\b", re.IGNORECASE
)

_STORY = 200
"""Characters; what is longer tells something, and words like "if" and "can" stand for nothing."""


def asks_how(text: str) -> bool:
    """Whether it asks how, where, how long, at what cost or whether something is done at all."""
    if _HOW.search(text) or asks_beyond(text):
        return True
    if len(text) > _STORY or _STATE.search(text):
        return False
    if _WHERE.search(text) or (_TAKES.search(text) and closing.asks(text)):
        return True
    if not closing.asks(text):
        return False
    if _MAY.search(text) and not _DO_IT.search(text) and not _PAY.search(text):
        return True
    if _WHAT_IF.search(text):
        return True
    return _HOW_IS.search(text) is not None and not _MINE.search(text)


def asks_what_if(text: str) -> bool:
    """Whether it is asked in general: "kalau ATM error, uangnya kembali berapa hari?"."""
    return _WHAT_IF.search(text) is not None and asks_beyond(text)


def asks_beyond(text: str) -> bool:
    """Whether it asks what no look at the account answers: its cost, its time, another way to it.

    "Can I print the history at a branch?" is no wish to see it here.
    """
    if not closing.asks(text) or len(text) > _STORY:
        return False
    if _COST.search(text) and not _PAY.search(text):
        return True
    if _HOW_LONG.search(text):
        return not (_MINE.search(text) and _STATE.search(text))
    return _MAY.search(text) is not None and _BY_WHAT_MEANS.search(text) is not None


_IN_CASE = re.compile(
    r"\b(?:kalau|kalo|klo|kl|kalok|nek|lamun|mun|yen|umpama(?:nya)?|semisal|sekiranya|suatu (?:saat"
    r"|hari|ketika)|sewaktu-waktu|just in case|in case)\b",
    re.IGNORECASE,
)
"""In a question these suppose something; some also only name what is spoken of."""
_TOLD_ALREADY = re.compile(
    r"\b(?:kok|malah|ternyata|rupanya|akhirnya|terlanjur|telanjur|kadung|keburu|kejadian|barusan|baru"
    r"|brusan|tolong|tlg|bantu\w*|segera|sekarang|skrg|skr|cepat|cepet|cepetan|urgent|sos|panik|takut|khawatir|cemas|gatau|kselip|keselip|terselip"
    r"|(?:ka?ya?k?|ky|se)?\s?(?:gini|begini|ginian)|gimana (?:ini|nih|dong)|gmn (?:ini|nih|dong)|dong|please|help|now|just)\b",
    re.IGNORECASE,
)
"""Who writes so tells of it, or is in a hurry: it has happened."""
_BEFORE_IF = re.compile(
    r"\b(?:(?:ke|ter|di)?(?:h?ilang|telan|telen|copet|curi|blokir|potong|tinggal)(?:an|in|nya)?|ketelen"
    r"|kecopetan|gagal|jatuh|nyangkut|pending|lost|stolen|swallowed|missing)\b",
    re.IGNORECASE,
)
"""A mishap told before the word that supposes: "kartu saya hilang, kalau diblokir bayar ga"."""
_IF_WISHED = re.compile(
    r"\W+(?:(?:saya|aku|gw|gue|kita|i)\W+)?(?:mau|ingin|pengen|pengin|pingin|pgn|minta|butuh|want)\b",
    re.IGNORECASE,
)
"""Behind it: "kalau mau blokir kartu" is a wish."""


def supposes(text: str) -> bool:
    """Whether it asks of something that is only thought of: "jika nomornya keliru, apakah …".

    "Kalo salah ketik nomor gimana?" too. "Kalo" may only name what is spoken of ("kalo kartu saya
    hilang tadi gimana"), so that there is nothing in it of what has happened.
    """
    if not closing.asks(text) or len(text) > _STORY or _HAPPENED.search(text):
        return False
    if _SUPPOSED.search(text):
        return True
    found = _IN_CASE.search(text)
    if found is None or _TOLD_ALREADY.search(text) or _IF_WISHED.match(text, found.end()):
        return False
    return _BEFORE_IF.search(text[: found.start()]) is None


_NEED = re.compile(
    r"\b(?:do|does|must|should|need|will)\s+(?:i|we|my \w+)\b|\b(?:harus(?:kah)?|hrs|kudu|mesti|wajib"
    r"|perlu(?:kah)?|apakah|apa)\b|\bwhat (?:happens?|if)\b",
    re.IGNORECASE,
)
_TO_SEE = re.compile(
    r"\b(?:(?:di)?(?:cek|lihat|liat|intip|tampil)\w*|check|see|show|tercatat|terdaftar|kedaftar"
    r"|registered|on file|system|punya saya|milik saya)\b",
    re.IGNORECASE,
)


def asks_in_general(text: str) -> bool:
    """Whether it is asked what is needed or what follows, and not for what is on file.

    "Do I need to tell the bank?" is answered without knowing who asks.
    """
    if not closing.asks(text) or len(text) > _STORY or _TO_SEE.search(text):
        return False
    return _NEED.search(text) is not None or asks_how(text)
