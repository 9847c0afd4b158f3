"""Words that say how badly it goes for the customer, and words that only insult. Pure."""

import re

_DISTRESS = re.compile(
    r"\b(?:kes[ea]l(?:in|kan)?|ngesel\w*|nyesel\w*|sebe+l|sebelin|nyebelin|jengkel\w*|dongkol"
    r"|capek|cape|lelah|pusing|stres+|stress|frustra\w*|nangis|kecewa|ribet|susah banget"
    r"|(?:dari|dr) (?:tadi|td|pagi|kemarin|kemaren)|berkali-?kali|berulang kali|muter[- ]?muter"
    r"|gagal (?:terus|mulu)|error (?:terus|mulu)|(?:terus|mulu) (?:gagal|error)"
    r"|(?:ga|gak|nggak|tidak) bisa-?bisa|udah (?:coba|nyoba)|sudah (?:saya )?coba"
    r"|annoy\w*|frustrat\w*|angry|upset|tired of|fed up|keeps? failing"
    r"|again and again|for hours|all day|still not|desperate)\b|[😭😢😡😤😩😫😞🥲]",
    re.IGNORECASE,
)
"""Annoyance, and not worry, fear or courtesy: what is said to it speaks of a nuisance."""
_NOT_SO = re.compile(
    r"\b(?:tidak|tdk|gak?|gk|nggak?|ngga|enggak|ndak|kagak|ora|teu|jangan|jgn|tanpa|biar|supaya|agar"
    r"|takut|maaf|not|no|without|so as not to|don'?t|won'?t)(?:\s+\w+)?\s*$",
    re.IGNORECASE,
)
"""Before it: "biar nggak ribet", "jangan kesal"."""
_IS_ASKED = re.compile(r"\s*(?:ga|gak|nggak|ngga|gk|tidak|tdk|kah|apa)\b\W*(?:\w+\W*)?$", re.IGNORECASE)
"""Behind it: "ribet ga ya"."""


def in_distress(text: str) -> bool:
    """Whether the words, or a crying face, say that the customer is annoyed by what goes badly."""
    return any(
        _NOT_SO.search(text[: match.start()]) is None
        and _IS_ASKED.match(text, match.end()) is None
        for match in _DISTRESS.finditer(text)
    )


_INSULT = re.compile(
    r"\b(?:goblok|gblk|goblog|tolol|bego|dongo|bodoh|anjing|anjg|bangsat|bajingan|kampret|tai"
    r"|gak guna|ga guna|nggak guna|tidak berguna|useless|stupid|idiot|dumb|moron|worthless"
    r"|piece of (?:shit|crap)|fuck (?:you|off))\b",
    re.IGNORECASE,
)


def insults(text: str) -> bool:
    """Whether there is an insult in it."""
    return _INSULT.search(text) is not None
