"""A yes that stands anywhere in a message: "lah belum pernah. ya udah iya bikinin aja". Pure."""

import re

from . import closing

_CLAUSES = re.compile(r"[.,;!?\n]+|\b(?:tapi|tp|tetapi|but)\b", re.IGNORECASE)
_BEFORE = (
    r"(?:oh|eh|nah|hmm|ah|ok|oke|okay|well|kak|min|mas|mbak|pak|bu|baik(?:lah)?|y[aoe]?\s*(?:u?dah|sudah"
    r"|udh|sdh|wes|wis)|yaudah|yaudh|ywdh|yowes|lah|deh|tolong|mohon|please|then|gpp|gapapa"
    r"|te?te?p|tetap|langsung)"
)
_YES = (
    r"(?:i?ya+h?(?!\s*(?:u?dah|sudah|udh|ampun|allah|tuhan|gusti|robb?i)\b)|iyo|iye|yes|yep|yup"
    r"|yeah|yoi|betul|bener|benar|setuju|n?inggih|nggih|muhun|leres|sumuhun|sure|correct|right)"
)
_ORDER = (
    r"(?:(?:bikin|buat|lapor|proses|lanjut|catat|catet|kirim)(?:in|kan)|proses|lanjut|gas|file it"
    r"|report it|go ahead|do it)"
)
_ORDERED = re.compile(
    r"\b(?:(?:di)?(?:bikin|buat|lapor|proses|lanjut|catat|catet)(?:in|kan)?|report it|file it)\s+"
    r"(?:aja|saja|ajah|wae|ae|sekarang|skrg|deh|dong|lah|please|now|then)\b",
    re.IGNORECASE,
)
"""Orders it done wherever it stands: "yg 200rb lapor aja"."""
_AGREES = re.compile(
    rf"^\W*(?:{_BEFORE}\b\W*)*(?:{_YES}|{_ORDER})\b(?!\W+(?:ga|gak|nggak|ngga|tidak|kah)\b)",
    re.IGNORECASE,
)
_CALLS_OFF = re.compile(
    r"\b(?:jangan|jgn|batal\w*|cancel|(?:ga|gak|nggak|ngga|tidak|tdk|gk)\s+(?:usah|perlu|jadi)"
    r"|gausah|gajadi|nanti\s+(?:dulu|aja|saja)|don'?t|not yet|wait)\b",
    re.IGNORECASE,
)


def agrees(text: str) -> bool:
    """Whether a part of it says yes or orders it done, and none of it calls that off."""
    if _CALLS_OFF.search(text):
        return False
    if any(_AGREES.search(part) for part in _CLAUSES.split(text)):
        return True
    return _ORDERED.search(text) is not None and not closing.asks(text)
