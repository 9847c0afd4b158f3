"""Banks whose letters are dictated: "be er i", "ce i em be", "b r i". Pure."""

import re
from typing import List, NamedTuple, Optional

_NAMES = {
    "a": "a ah ey", "b": "b be beh bé bi bee", "c": "c ce ceh cé se si cee see",
    "d": "d de deh dé di dee", "g": "g ge geh ji gee", "h": "h ha hah", "i": "i ih ai eye",
    "j": "j je jeh jay", "k": "k ka kah kay", "m": "m em", "n": "n en", "o": "o oh",
    "p": "p pe peh pee", "r": "r er ar", "s": "s es", "t": "t te teh té tee", "u": "u uh you",
}  # fmt: skip
_LETTER = {name: letter for letter, names in _NAMES.items() for name in names.split()}
_BANKS = {
    "bri": "BRI", "bca": "BCA", "bni": "BNI", "btn": "BTN", "bsi": "BSI", "bjb": "BJB",
    "dbs": "DBS", "uob": "UOB", "cimb": "CIMB Niaga", "ocbc": "OCBC", "hsbc": "HSBC",
    "btpn": "BTPN",
}  # fmt: skip
"""By its letters, the name as the other spellings of it are mapped to."""
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s.\-]{1,3}")
_LONGEST = max(map(len, _BANKS))


class Dictated(NamedTuple):
    """A bank and where its letters stand."""

    bank: str
    start: int
    end: int


def dictated_banks(text: str) -> List[Dictated]:
    """Every bank that is said letter by letter, each letter by its name or alone."""
    words = list(_WORD.finditer(text))
    found: List[Dictated] = []
    at = 0
    while at < len(words):
        one = _from(text, words[at : at + _LONGEST])
        if one is None:
            at += 1
            continue
        found.append(one)
        at = next((n for n in range(at, len(words)) if words[n].start() >= one.end), len(words))
    return found


def _from(text: str, words: "List[re.Match[str]]") -> Optional[Dictated]:
    """The bank that begins with the first of these words; the longest one."""
    letters = ""
    found: Optional[Dictated] = None
    for place, word in enumerate(words):
        letter = _LETTER.get(word[0].lower())
        near = not place or _BETWEEN.fullmatch(text, words[place - 1].end(), word.start())
        if letter is None or not near:
            break
        letters += letter
        if letters in _BANKS:
            found = Dictated(_BANKS[letters], words[0].start(), word.end())
    return found
