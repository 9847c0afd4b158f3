"""What a message says of a report that it is not about: not theirs, not to be changed. Pure."""

import re

_NO = (
    r"(?:bukan(?:lah|nya)?|bkn|tidak|tdk|gak?|gk|nggak?|ngga|enggak?|ndak|nda|kagak|kaga|kgk|ora|mboten"
    r"|dudu|sanes|teu|henteu)"
)
_ME = r"(?:saya|sy|aku|ak|gue|gua|gw|kami|ibu|bapak|kulo|abdi)"
_REPORT = r"(?:laporan|lapor|pelaporan|tiket|aduan|pengaduan|report|ticket)"
_NOT_REPORTED = re.compile(
    rf"\b{_NO}\s+(?:(?:pernah|prnh|merasa|ada|sedang|lagi|mau|bikin|buat|membuat|mengajukan|soal)\s+)"
    r"{0,3}(?:(?:me|nge?)?lapor(?:in|kan|an)?|tiket|aduan|pengaduan)\b(?!\s+(?:ulang|lagi|dua kali))"
    r"|\b(?:blm|belum)\s+pernah\s+(?:(?:bikin|buat|membuat|mengajukan)\s+)?(?:me|nge?)?lapor\w*"
    r"|\b(?:never|did not|didn'?t|have not|haven'?t|am not|i'?m not|was not|wasn'?t)\s+(?:ever\s+)?"
    r"(?:report(?:ed|ing)?|file[ds]?|filing|ma(?:de|ke)|making)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    rf"\b(?:kalau|kalo|klo|jika|bila|apabila|if|kenapa|knp|why)\b[^.!?\n]*?\b{_NO}\b", re.IGNORECASE
)
"""What would be without a report says nothing of the one that there is."""
_NOT_MINE = re.compile(
    rf"\b(?:bukan|bkn|dudu|sanes)\s+(?:(?:punya|milik|kepunyaan|gadhah(?:an)?|duwe(?:ke|k)?|nu|{_REPORT}"
    rf")\w*\s*)+(?:{_ME}|ku)?\b"
    rf"|\b{_REPORT}(?:nya)?\s+(?:\w+\s+){{0,2}}?(?:bukan|bkn)\s+(?:dari\s+)?{_ME}\b"
    r"|\b(?:not|isn'?t|ain'?t)\s+(?:my|a)\s+(?:report|ticket)\b"
    r"|\b(?:report|ticket|that|this|it)(?:'s|\s+is|\s+was)?\s*(?:n'?t|not)\s+mine\b",
    re.IGNORECASE,
)
_NOT_MEANT = re.compile(
    r"\b(?:bukan|bkn)\s+(?:itu|ini|yang itu|yg itu|laporan itu)\s+(?:yang\s+|yg\s+)?"
    r"(?:saya\s+|aku\s+|gw\s+)?"
    r"(?:di)?(?:maksud\w*|tanya\w*|cari)\b"
    r"|\b(?:bukan|bkn)\s+(?:soal|masalah|tentang|mengenai|urusan)\s+"
    r"(?:itu|ini|transfer\w*|laporan\w*|tf)\b"
    r"|\b(?:itu|ini|kok|malah)\s+(?:laporan\s+)?(?:transfer|tf|trf)\b[^.!?\n]*\b(?:bukan|bkn)\s+"
    r"(?:kartu|gaji|kpr|pinjaman|yang|yg|itu|pengajuan)"
    r"|\b(?:not|isn'?t|wasn'?t)\s+what\s+i\s+(?:asked|meant|mean|want\w*|was asking|am asking)\b"
    r"|\b(?:not|isn'?t)\s+(?:asking\s+)?about\s+(?:that|this|a|the|any)\s+(?:transfer|report)\b",
    re.IGNORECASE,
)
_LEAVE_IT = re.compile(
    r"\b(?:jangan|jgn|jngn|aja|ojo|ulah)\s+(?:di\s?)?"
    r"(?:ganti|ubah|rubah|utak|atik|edit|sentuh|owahi|robah)\w*"
    r"|\b(?:kok|kenapa|knp|siapa suruh|ngapain)\s+(?:\w+\s+){0,2}?(?:di\s?)?(?:ganti|ubah|rubah|edit)\w*"
    r"|\b(?:kembali(?:in|kan)|balik(?:in|kan)|pulihkan|batal(?:in|kan))\s+(?:\w+\s+){0,2}?"
    r"(?:perubahan\w*|seperti|kayak|ke (?:semula|awal|yang)|semula|yang (?:tadi|lama)|lagi)"
    r"|\b(?:batal(?:in|kan)|urungkan|cancel)\s+(?:perubahan|penggantian|perbaikan)\w*"
    rf"|\b{_NO}\s+(?:minta|nyuruh|menyuruh|mau|ingin)\s+(?:di\s?|meng?)?(?:ganti|ubah|rubah|edit)\w*"
    r"|\b(?:don'?t|do not|didn'?t (?:ask|want)[^.!?\n]{0,20}?|why did you)\s+(?:to\s+)?"
    r"(?:change|touch|edit|alter)"
    r"|\b(?:change|put|set)\s+it\s+back\b|\bundo\b|\brevert\b",
    re.IGNORECASE,
)
_RATHER = re.compile(
    r"\b(?:jangan|jgn|don'?t)\s+(?:di\s?)?(?:ganti|ubah|rubah|change)\w*\s+(?:jadi|menjadi|ke|to|jumlah"
    r"|nominal|tujuan|tanggal|tgl|bank|yang|yg|amount|the)\b",
    re.IGNORECASE,
)
"""A part is put right: "jangan diganti tanggalnya, jumlahnya saja"."""
_THINGS_APPLIED_FOR = (
    r"(?:kartu\s+kredit\w*|credit\s+cards?|kpr|kta|pinjaman\w*|kredit\w*|loan\w*|mortgage\w*"
    r"|rekening\s+baru|paylater|cc)"
)
_APPLY = (
    r"(?:(?:peng|meng|di|ng)?aju(?:an|kan|in)?(?:nya)?|(?:meng|ng)?apply\w*|applied|applications?"
    r"|permohonan\w*|approval|persetujuan|pendaftaran)"
)
_APPLICATION = re.compile(
    rf"\b{_APPLY}\b[^.!?\n]{{0,25}}?\b{_THINGS_APPLIED_FOR}\b"
    rf"|\b{_THINGS_APPLIED_FOR}\b[^.!?\n]{{0,30}}?\b{_APPLY}\b",
    re.IGNORECASE,
)
_HOW_IT_STANDS = re.compile(
    r"\b(?:status\w*|sampai mana|sampe mana|kabar\w*|progres+\w*|(?:di)?setujui|diproses|di ?acc|acc"
    r"|approved?|kelanjutan\w*|hasil(?:nya)?|(?:sudah|udah|udh|sdh)\s+(?:\d+|se|dua|tiga|lama)\w*"
    r"|where is|hear(?:d)? back|any news)\b",
    re.IGNORECASE,
)
_A_CARD = re.compile(r"\b(?:kartu\s+kredit|credit\s+card|cc)\b", re.IGNORECASE)
_ANOTHER = re.compile(
    r"(?<!\bke )(?<!\bto )(?<!\bbayar )(?<!\bpay )\b(?:kartu\s+kredit|credit\s+card)\b"
    r"|\b(?:kpr|kta|pinjaman\w*|mortgage|loans?|deposito\w*|gaji\w*|gajian|salary|payroll|thr|upah)\b"
    r"|\b(?:e-?statement|rekening koran|buka rekening|open an account|admin bulanan|pin|otp)\b",
    re.IGNORECASE,
)
_REPORT_TO_WHOM = re.compile(
    r"\b(?:ke|kepada|sama|pada)\s*(?:siapa|sapa|mana)\b[^.!?\n]{0,25}\b(?:me|nge?)?lapor\w*"
    r"|\b(?:me|nge?)?lapor\w*\s+(?:\w+\s+){0,2}?(?:ke|kepada|sama)\s*(?:siapa|sapa|mana)\b"
    r"|\b(?:who(?:m)?|where)\b[^.!?\n]{0,25}\breport\b",
    re.IGNORECASE,
)
_SENDER = (
    r"(?:hrd?\w*|personalia|kantor\w*|bos\w*|atasan\w*|perusahaan\w*|pabrik\w*|pengirim\w*|majikan\w*"
    r"|pt|bendahara|bagian (?:gaji|keuangan)|employer|sender|company|payroll)"
)
_ASKS_OF_THE_SENDER = re.compile(
    r"\b(?:tanya|nanya|hubungi|menghubungi|lapor|melapor|bilang|kontak|ask|contact|tell)\w*\s+"
    rf"(?:\w+\s+){{0,2}}?{_SENDER}\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"\?|\b(?:harus|perlu|berarti|jadi|apa|apakah|ya|should|must|do i|so i)\b", re.IGNORECASE
)
_TO_BE_REPORTED = re.compile(
    r"\b(?:(?:di\s?)?lapor(?:kan|in)|bikin(?:in|kan)?\s+laporan|buat(?:kan|in)?\s+laporan"
    r"|tolong\s+(?:di\s?)?lapor\w*"
    r"|(?:mau|ingin|minta)\s+(?:me|nge|di)?lapor\w*|report it|file (?:it|a report|the report))\b",
    re.IGNORECASE,
)
_A_COMPLAINT = re.compile(
    r"\b(?:kompla?in|komplen|complain|keluh\w*|keberatan|(?:peng)?adu(?:an|kan)?|protes\w*|ojk|bi"
    r"|polisi|police|kecewa\w*|pelayanan\w*|petugas\w*|satpam|teller|media|pengacara|lawyer)\w*\b",
    re.IGNORECASE,
)


def disowns(text: str) -> bool:
    """Whether a report is said to be none of theirs: "saya tidak pernah lapor", "bukan punya saya"."""
    if _NOT_MINE.search(text):
        return True
    return _NOT_REPORTED.search(text) is not None and not _SUPPOSED.search(text)


def not_meant(text: str) -> bool:
    """Whether what was told is not what was asked: "itu transfer, bukan kartu kredit"."""
    return _NOT_MEANT.search(text) is not None


def not_to_be_changed(text: str) -> bool:
    """Whether a change is not wanted, or to be taken back: "jangan diganti", "balikin lagi"."""
    return _LEAVE_IT.search(text) is not None and not _RATHER.search(text)


def names_another(text: str) -> bool:
    """Whether it names what no report of a transfer or a withdrawal is about: a loan, the salary."""
    return _ANOTHER.search(text) is not None or _APPLICATION.search(text) is not None


def asks_how_an_application_stands(text: str) -> bool:
    """Whether it asks what became of what was applied for: "status pengajuan kartu kredit saya"."""
    return _APPLICATION.search(text) is not None and _HOW_IT_STANDS.search(text) is not None


def of_a_credit_card(text: str) -> bool:
    """Whether it speaks of a credit card."""
    return _A_CARD.search(text) is not None


def asks_whom_to_report_to(text: str) -> bool:
    """Whether it asks where one reports, and after no report that there is: "lapornya ke siapa"."""
    return _REPORT_TO_WHOM.search(text) is not None


def asks_of_the_sender(text: str) -> bool:
    """Whether it asks if the sender is the one to ask: "jadi saya harus tanya HRD ya"."""
    return _ASKS_OF_THE_SENDER.search(text) is not None and _WHETHER.search(text) is not None


def to_be_reported(text: str) -> bool:
    """Whether what is open is to be reported, and nobody complained of: "laporkan mi"."""
    return _TO_BE_REPORTED.search(text) is not None and not _A_COMPLAINT.search(text)
