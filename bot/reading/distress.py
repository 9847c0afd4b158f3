"""Words that say how badly it goes for the customer, and words that only insult. Pure."""

import re

from reading import closing

_DISTRESS = re.compile(
    r"\b(?:kes[ea]l(?:in|kan)?|ngesel\w*|nyesel\w*|sebe+l|sebelin|nyebelin|jengkel\w*|dongkol"
    r"|capek|cape|lelah|pusing|stres+|stress|frustra\w*|nangis|kecewa|ribet|susah banget"
    r"|(?:dari|dr) (?:tadi|td|pagi|kemarin|kemaren)|berkali-?kali|berulang kali|muter[- ]?muter"
    r"|gagal (?:terus|mulu)|error (?:terus|mulu)|(?:terus|mulu) (?:gagal|error)"
    r"|(?:ga|gak|nggak|tidak) bisa-?bisa|udah (?:coba|nyoba)|sudah (?:saya )?coba"
    r"|annoy\w*|frustrat\w*|angry|upset|tired of|fed up|keeps? failing"
    r"|again and again|for hours|all day|still not|desperate)\b",
    re.IGNORECASE,
)
"""Annoyance, and not worry, fear or courtesy: what is said to it speaks of a nuisance."""
_FACE = re.compile(r"[😭😢😡😤😩😫😞🥲]")
"""Many a face ends a plain question: by itself it says nothing of what was asked."""
_GOES_BADLY = re.compile(
    r"\b(?:kok|knp|kenapa|knapa|kenopo|naha|mengapa|why|how come|gagal\w*|error|eror|pending"
    r"|tertunda|nyangkut|stuck|macet|lemot|loading"
    r"|(?:ke|di|ter)?(?:potong|debet|tolak|blokir|kunci|telan|telen|tahan|tutup|tipu|curi|copet|bobol"
    r"|hapus)\w*|ketelen|ilang|h?ilang\w*|kecopetan|raib|lenyap|rusak|risak|rusek|salah|keliru|kliru"
    r"|bermasalah|masalah|kelamaan|telat|lupa|lali|kurang|habis|abis|batal\w*|mati|panik|takut"
    r"|(?:tidak|tdk|gak?|gk|nggak?|ngga|ndak|ora|teu|belum|blm|blom|durung|dereng)\W+(?:\w+\W+)?"
    r"(?:bisa|bs|iso|tiasa|masuk|msk|sampai|sampe|nyampe|muncul|keluar|jalan|terima|diterima|ada"
    r"|kekirim|terkirim|kebuka|respon\w*|balik|kembali|jadi|dibales|dibalas|dijawab|nyambung|cair)"
    r"|gabisa|gaada|fail\w*|declin\w*|reject\w*|lost|missing|stolen|wrong|broken|locked|blocked"
    r"|deducted|charged|can'?t|cannot|won'?t|doesn'?t|didn'?t|hasn'?t|haven'?t|isn'?t|problem)\b",
    re.IGNORECASE,
)
"""Beside a face in a question: something has happened, or does not work."""
_NOT_SO = re.compile(
    r"\b(?:tidak|tdk|gak?|gk|nggak?|ngga|enggak|ndak|kagak|ora|teu|jangan|jgn|tanpa|biar|supaya|agar"
    r"|takut|maaf|not|no|without|so as not to|don'?t|won'?t)(?:\s+\w+)?\s*$",
    re.IGNORECASE,
)
"""Before it: "biar nggak ribet", "jangan kesal"."""
_IS_ASKED = re.compile(r"\s*(?:ga|gak|nggak|ngga|gk|tidak|tdk|kah|apa)\b\W*(?:\w+\W*)?$", re.IGNORECASE)
"""Behind it: "ribet ga ya"."""


def goes_badly(text: str) -> bool:
    """Whether there is a word of something that has happened or does not work."""
    return _GOES_BADLY.search(text) is not None


def in_distress(text: str) -> bool:
    """Whether the words, or a crying face, say that the customer is annoyed by what goes badly.

    A face behind a question about nothing bad, "minimalnya berapa kak 😭", is a manner of writing.
    """
    if _FACE.search(text) and (_GOES_BADLY.search(text) or not closing.asks(text)):
        return True
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


_SENTENCES = re.compile(r"(?<=[.!?;,\n])\s*")
_A_QUESTION = 3
"""Words of a question that stands beside an insult."""


def asks_beside_an_insult(text: str) -> bool:
    """Whether something is asked in a sentence of its own: "useless. is there a phone number?"."""
    parts = (part for part in _SENTENCES.split(text) if part and not insults(part))
    return any(closing.asks(part) and len(part.split()) >= _A_QUESTION for part in parts)
