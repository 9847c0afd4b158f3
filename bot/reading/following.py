"""Short questions that only make sense after another one: "kalau di hari libur?". Pure."""

import re

MOST_WORDS = 7
_FRAGMENT = 2
"""Words up to which a question is a piece of the one before it: "sabtu?"."""
_STARTS = re.compile(
    r"^\W*(?:(?:oh|ok|oke|okay|hmm|eh|ya|iya|nah|kak|min)\W+)*"
    r"(?:(?:gimana|bagaimana|gmn)\s+(?:kalau|kalo|klo|dengan)|kalau|kalo|klo|kl|terus|trus|trs|lalu"
    r"|dan|yang|yg|soal|untuk|buat|sampai kapan|and|what about|how about|what if|then|or|for)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(\w{3,})nya\b", re.IGNORECASE)
_NO_POINTER = frozenset(
    "ta ha pu ba rasa hara biasa kaya kira sepenuh sebenar akhir untung seharus harus ada apa"
    " kata maksud tentu masing misal umum".split()
)
"""What "nya" ends without pointing at anything: "tanya", "hanya", "biasanya"."""


_POINTS_BACK = re.compile(
    r"\b(?:for|about|of|on|with)\s+(?:that|it|this|those)\b|\b(?:buat|untuk|utk|soal)\s+(?:itu|yang tadi)\b",
    re.IGNORECASE,
)


def points_back(text: str) -> bool:
    """Whether a question is about what was just spoken of: "is there any fee for that"."""
    return _POINTS_BACK.search(text) is not None


def follows_up(text: str) -> bool:
    """Whether the words ask for more about what was just answered: "terus biayanya?"."""
    if not 0 < len(text.split()) <= MOST_WORDS:
        return False
    if len(text.split()) <= _FRAGMENT and text.rstrip().endswith("?"):
        return True
    points = (match[1].lower() not in _NO_POINTER for match in _POINTS.finditer(text))
    return _STARTS.search(text) is not None or any(points)
