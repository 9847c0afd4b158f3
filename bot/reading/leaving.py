"""Whether what is under way is left: "tidak usah dilanjutkan", "batal saja, saya ke cabang". Pure.

A no to what was named is none: "tidak usah yang kemarin, yang tadi pagi".
"""

import re

from reading import closing

_NO = r"(?:tidak|tdk|gak?|gk|nggak?|ngga|engga?k?|ndak|kagak|kaga|ora|teu)"
_GO_ON = (
    r"(?:(?:di|me|nge?)?lanjut(?:in|kan|kn|keun|ken|no)?|(?:di)?te?rus(?:in|kan|kn|keun|ken|ake|no)"
    r"|meneruskan|nerusin|(?:di|mem)?proses(?:in|kan)?|(?:di|me)?lapor(?:in|kan|kn)?"
    r"|go(?:ing)? on|continue|proceed|carry on|file it|report it)"
)
_NOT_ON = re.compile(
    rf"\b(?:{_NO}\s*(?:usah?|perlu|mau|want to)|jangan|jgn|don'?t(?: want to)?|do not|no need to)"
    rf"\s+(?:lagi\s+|di\s+)?{_GO_ON}\b(?!\s+(?:lama|yang|yg|the one)\b)",
    re.IGNORECASE,
)
_BESIDE = (
    r"(?:eh|oh|ok|oke|okay|ya|yah|iya|(?:ya\s*)?(?:su|u)?dah(?:lah)?|yaudah|baik|no|well|sorry|maaf"
    r"|saja|aja|ae|wae|deh|dh|lah|dong|dulu|dl|itu|ini|it|that|then|please|kak|min|mas|mbak|pak|bu"
    r"|nak|bang|lapor|laporannya|semua(?:nya)?|all)"
)
_CALLED_OFF = re.compile(
    rf"^\W*(?:{_BESIDE}\W+){{0,3}}(?:(?:di)?batal(?:in|kan)?|cancel|{_NO} jadi|gajadi|udahan|stop"
    rf"|never\s?mind|nvm|forget it)(?:\s+{_BESIDE}\b){{0,3}}\s*(?:$|[,.;!])",
    re.IGNORECASE,
)
_ANOTHER = re.compile(r"\b(?:yang|yg|bukan|the one)\b|\d", re.IGNORECASE)
_AT_ONCE = r"(?:cabang|bank|terdekat|langsung|nanti|besok|sendiri)"
_BY_ONESELF = re.compile(
    r"\b(?:ke\s*(?:kantor|cabang|kcp)(?:nya)?"
    r"|(?:saya|aku|gw|gue|gua|datang|dateng|pergi|langsung)\s+ke\s*bank(?:nya)?)"
    rf"(?:\s+{_AT_ONCE})*\s+(?:saja|aja|ae|wae|mawon|deh|lah)(?:\s+(?:{_BESIDE}|{_AT_ONCE}))*\s*$",
    re.IGNORECASE,
)
_I_GO = re.compile(
    r"\b(?:i'?ll|i will|i'?d rather|i would rather|i'?m going to|let me)\s+(?:\w+\s+){0,2}?"
    r"(?:go|walk|drive|head|come|pop|drop|visit)\s+(?:\w+\s+){0,3}?(?:branch|bank|office)\b(?!')",
    re.IGNORECASE,
)
_NOT_GOING = re.compile(
    r"\b(?:tadi|td|kemar[ie]n|kmrn|(?:di)?suruh|harus|mesti|kudu|jangan|jgn|bisa|bs|boleh"
    r"|kal(?:au|o)|klo|kl|katanya|mal[ae]s|tf|transfer\w*|(?:di)?kirim\w*|setor\w*|never(?!\s?mind)|not"
    rf"|yesterday|have to)\b|\b{_NO}\s+(?:mau|usah|perlu)\b",
    re.IGNORECASE,
)
_SAYS_YES = re.compile(
    r"^\W*(?:i?ya+h?\W+)?(?:betul|bener\w*|benar|leres|yes|yep|yup|yeah|correct|right|sure"
    r"|(?:tolong\s+)?(?:di)?(?:lapor|blokir)(?:in|kan)?|(?:please\s+)?(?:file|report|block))\b",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:tapi|tp|tpi|but|instead|rather|never\s?mind)\b", re.IGNORECASE)


def leaves(text: str) -> bool:
    """Whether it says that what is under way shall not go on, or that a branch will do it.

    Who asks whether to, or says yes and goes to a branch besides, leaves nothing.
    """
    if closing.asks_back(text):
        return False
    if _NOT_ON.search(text):
        return True
    if _CALLED_OFF.search(text) and not _ANOTHER.search(text):
        return True
    return _goes_to_a_branch(text)


def _goes_to_a_branch(text: str) -> bool:
    if "?" in text or (_SAYS_YES.search(text) and not _BUT.search(text)):
        return False
    clauses = re.split(r"[.,;!\n]+", text)
    return any(
        (_BY_ONESELF.search(clause) or _I_GO.search(clause)) and not _NOT_GOING.search(clause)
        for clause in clauses
    )
