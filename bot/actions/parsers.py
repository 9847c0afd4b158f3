"""What customers mean, as the actions need it: amounts, days, yes and no, account numbers. Pure."""

import re
from typing import Dict, Optional

from reading.amounts import MAX_AMOUNT, parse_amount
from reading.days import When, parse_when
from reading.months import named_months, parse_months

__all__ = [
    "MAX_AMOUNT", "When", "named_months", "parse_account_number", "parse_amount", "parse_months",
    "parse_when", "parse_yes_no",
]  # fmt: skip

_YES: Dict[bool, "frozenset[str]"] = {
    True: frozenset(
        "ya iya y yes yep yup yoi iyaa betul bener benar oke ok okay sip boleh lanjut gas "
        "setuju blokir tentu sure correct right silakan siap nggih muhun yakin".split()
    ),
    False: frozenset(
        "tidak nggak gak ga enggak bukan no nope jangan batal salah not tdk gk kagak dudu "
        "mboten engga ndak cancel belum sanes".split()
    ),
}


_OPENS = frozenset("oh eh hmm hm ok oke okay nah mm lho loh aduh".split())
_ONLY_FIRST = frozenset("ya iya y yes yep yup yoi iyaa".split())
"""A yes as the first word, and a mere "isn't it" later: "kapan ya", "makasih ya"."""
_ASKS = frozenset(
    """berapa brp kapan kpn gimana gmn bagaimana kenapa knp apa apakah dimana mana siapa tanya nanya
    how what when why which who where""".split()
)
_OBJECTS = re.compile(
    r"\W*(?:lah|loh|lho|kok|masa|masak|katanya|ktnya|tapi|tp|but)\b", re.IGNORECASE
)
"""So begins an objection, which is a yes only with a word of one: "lah tadi katanya ada"."""
_NO_ANSWER = frozenset({"thank", "greet", "goodbye"})


def parse_yes_no(text: str, intent: Optional[str]) -> Optional[bool]:
    """True or False for a clear answer, None otherwise. `intent` is what Rasa understood.

    What asks back is no answer, unless it begins with one.
    """
    words = re.findall(r"[a-z']+", text.lower())
    while words and words[0] in _OPENS - _YES[True]:
        words = words[1:]
    begins = bool(words) and words[0] in _YES[True] | _YES[False]
    if intent in _NO_ANSWER or (_ASKS.intersection(words) and not begins):
        return None
    if intent in ("affirm", "deny") and not _OBJECTS.match(text):
        return intent == "affirm"
    yes = any(
        word in _YES[True] and (place == 0 or word not in _ONLY_FIRST or words[0] in _OPENS)
        for place, word in enumerate(words[:3])
    )
    no = any(word in _YES[False] for word in words[:3])
    return None if yes == no else yes


def parse_account_number(text: str) -> Optional[str]:
    """The digits of an account number (8 to 16, spaces and dashes allowed), or None."""
    for match in re.finditer(r"(?<![\d.,])\d(?:[ -]?\d){7,15}(?![\d.,]\d)", text):
        return re.sub(r"\D", "", match[0])
    return None
