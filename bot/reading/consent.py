"""A yes that stands anywhere in a message: "lah belum pernah. ya udah iya bikinin aja". Pure."""

import re

_CLAUSES = re.compile(r"[.,;!?\n]+|\b(?:tapi|tp|tetapi|but)\b", re.IGNORECASE)
_BEFORE = (
    r"(?:oh|eh|nah|hmm|ah|ok|oke|okay|well|kak|min|mas|mbak|pak|bu|baik(?:lah)?|ya\s*(?:u?dah|sudah"
    r"|udh|wes|wis)|yaudah|yowes|lah|deh|tolong|mohon|please|then)"
)
_YES = (
    r"(?:i?ya+h?(?!\s*(?:u?dah|sudah|udh|ampun|allah|tuhan|gusti|robb?i)\b)|iyo|iye|yes|yep|yup"
    r"|yeah|yoi|betul|bener|benar|setuju|n?inggih|nggih|muhun|leres|sumuhun|sure|correct|right)"
)
_ORDER = (
    r"(?:(?:bikin|buat|lapor|proses|lanjut|catat|catet|kirim)(?:in|kan)|proses|lanjut|gas|file it"
    r"|report it|go ahead|do it)"
)
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
    return any(_AGREES.search(part) for part in _CLAUSES.split(text))
