"""The questions of one message: "bunganya berapa dan apakah bisa dicairkan lebih awal?". Pure."""

import re
from typing import List, Optional, Text

from reading import closing

MOST = 3
"""A message with more questions is a story, and read as a whole."""
_FEWEST_WORDS = 2
_FEWEST_TO_CONFIRM = 3
_ASKING = (
    r"(?:apa(?:kah)?|berapa|brp|kapan|kpn|gimana|gmn|bagaimana|kenapa|mengapa|di ?mana|dmn|ke ?mana"
    r"|siapa|bisa(?:kah)?|boleh(?:kah)?|perlu(?:kah)?|harus(?:kah)?|ada|mohon|how|what|when|where|who"
    r"|which|why|can|could|do|does|is|are|will|would|should)"
)
_BEGINS = re.compile(rf"^\W*{_ASKING}\b|\bmohon\b", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?:[?;\n]|,(?!\d))+\s*|(?<=[a-z])\.\s+|\s+(?:dan|serta|lalu|terus|trus|trs|sama|sekalian|plus|and|also|then)\s+",
    re.IGNORECASE,
)
"""What may stand between two questions; each has to ask by itself."""
_JOINS = re.compile(
    r"^(?:(?:dan|serta|lalu|terus|trus|trs|sama|sekalian|juga|plus|and|also|then)\s+)+", re.IGNORECASE
)
_COURTESY = re.compile(
    r"(?:mohon|mau|boleh|bisa(?:kah)?|numpang|izin|ijin)\s+(?:maaf|izin|ijin|(?:ber|na|n)?tanya|(?:di)?bantu\w*|info\w*)"
    r"(?:\s+(?:ya|kak|min|dong|pak|bu|mas|mbak|lagi|sebentar))*|apa kabar\w*|how are you|(?:can|could) you help(?: me)?",
    re.IGNORECASE,
)
"""No question of its own: "mohon maaf, apakah …"."""


def apart(text: Text) -> List[Text]:
    """The parts of a text that each ask something; empty where fewer than two do, or too many."""
    parts = [_JOINS.sub("", part.strip(" .")) for part in _BETWEEN.split(text)]
    asking = [part for part in parts if len(part.split()) >= _FEWEST_WORDS and _asks(part)]
    return asking if 2 <= len(asking) <= MOST else []


_YES = (
    r"(?:ya\s*(?:su|u)?dah|yaudah|i?ya+h?|iyo|yes|yeah|yup|ok(?:e|ay|ey)?|sip+|baik|betul|bener"
    r"|benar|paham|siap|oh|gitu|right|sure)"
)
_TURN = r"(?:tapi|tp|tpi|tetapi|cuma|cuman|but|terus|trus|trs|lalu|btw|nah)"
_BEHIND_YES = re.compile(
    rf"^\W*{_YES}\b(?:\W+(?:{_YES}|kak|min|mas|mbak|pak|bu|nak|bang|gitu|deh|lah"
    rf"|sih))*\W+(?P<turn>{_TURN}\b\W*)?(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_FEWEST_AFTER_TURN, _FEWEST_WITHOUT = 2, 4
"""Words of a question behind a yes, with "tapi" before it or without."""


def behind_yes(text: Text) -> Optional[Text]:
    """The question that a yes goes on with: "iya tp diwakilin istri bisa ga"; None without one."""
    match = _BEHIND_YES.match(text)
    if match is None or not _asks(match["rest"]):
        return None
    fewest = _FEWEST_AFTER_TURN if match["turn"] else _FEWEST_WITHOUT
    return match["rest"].strip() if len(match["rest"].split()) >= fewest else None


_MAY_END_SO = (
    r"(?:bisa|bs|boleh|blh|gratis|cukup|harus|perlu|wajib|aman|buka|tutup|sama|termasuk|kena|ada|dapat|dapet"
    r"|cuma|minimal|maksimal|langsung|otomatis)"
)
_CONFIRMS = re.compile(
    rf"\b(?:berarti|brarti|brti|artinya|jadi(?:nya)?|jd|so|then|meaning)\b(?:\W+\w+)*?\W+(?P<what>\w+)\W+"
    rf"(?:ya+h?|kan|yak|to|toh|right|yes|correct)\b\W*$"
    rf"|\b{_MAY_END_SO}\W+(?:ya+h?|kan|yak|toh)\b\W*$|\b(?:right|correct|is that right)\W*\?\W*$",
    re.IGNORECASE,
)
_NO_CONTENT = frozenset("gitu begitu gini begini itu ini ok oke iya so then".split())


def confirms(text: Text) -> bool:
    """Whether something is asked to be confirmed: "okee 10rb berarti bisa ya"; no nod like "oh gitu ya"."""
    match = _CONFIRMS.search(text)
    if match is None or len(text.split()) < _FEWEST_TO_CONFIRM:
        return False
    return (match["what"] or "").lower() not in _NO_CONTENT


def _asks(part: Text) -> bool:
    if _COURTESY.fullmatch(part.strip()):
        return False
    return closing.asks(part) or _BEGINS.search(part) is not None
