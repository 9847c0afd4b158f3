"""Passwords: a value behind the words that name it.

A password can be any word, and "password saya salah" must keep its meaning. So a plain word is
taken only when a colon or a copula says that the value comes; anything that mixes letters with
digits or signs is taken right behind the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handoff.domain.masking import words as w
from handoff.domain.masking.kinds import PLACEHOLDER_PATTERN, SecretKind
from handoff.domain.masking.tokens import is_password_key
from handoff.domain.masking.view import Span

_KEY = re.compile(
    r"(?<![^\W_])(?:(?:kata|kt|pass|kode)[ \-]{0,2}(?:sandi|word|akses)(?:nya|ny|ku|mu)?"
    r"|p[a4@][s5$]{1,2}w[o0]r?d|[^\W\d_]+)"
)
_ITS_KEY = re.compile(r"(?:kata|kt|pass|kode)[ \-]{0,2}(?:sandi|word|akses)|p[a4@][s5$]{1,2}w[o0]")
_BLANK = re.compile(r"[ \t\n]{0,20}")
_STATES = re.compile(r"(?::=|[:=]+>?|->|=>|→|~)")
_WORD = re.compile(r"[^\W\d_]+(?=[\s:=,\->→~]|$|\.\.|nya\b)")
_NEXT_FIELD = r"[,;&](?=[^\W\d_]{2,20} ?[:=])"
_HEAD = re.compile(rf"(?:(?!{_NEXT_FIELD})\S){{1,64}}")
_RUN = re.compile(rf"(?:(?!{PLACEHOLDER_PATTERN}|{_NEXT_FIELD})\S)+")
_PLACEHOLDER = re.compile(PLACEHOLDER_PATTERN)
_QUOTES = {'"': '"', "“": "”", "'": "'", "‘": "’", "`": "`", "«": "»", "(": ")", "<": ">", "*": "*"}
_TRAIL = ",.;?)]}\"'”’»>`"
_LETTER = re.compile(r"[^\W\d_]")
_SIGN = re.compile(r"[@#$%^&*_!+]")
_COUNT = re.compile(r"[0-9]+(?:x|an|%|k|m|[^\W\d_]+)?")
_ORDINAL = re.compile(r"(?:ke|no|jam|tgl|rp|hp|tlp|versi|v|step|nomor)[-.]?[0-9][0-9.,:]*")
_ADDRESS = re.compile(r"https?:|www\.|[^@\s]+@[^@\s]+\.[a-z]{2,}$")
_TICKET = re.compile(r"[a-z]{2,5}-[0-9]{3,4}-[0-9]{4,}$")
_NUMBER = re.compile(r"[0-9]+(?:[-.,:/][0-9]+)*")
_AMOUNT_OR_TIME = re.compile(
    r"[0-9]{1,2}[.:][0-9]{2}$|[0-9]{1,3}(?:[.,][0-9]{3})+(?:,[0-9]{2})?$|[0-9]{1,2}/[0-9]"
)
_DOUBLED = re.compile(r"([^\W\d_]+)2(?:nya|an)?")  # "ganti2": reduplication in chat spelling
_KNOWN = w.NOT_A_PASSWORD | w.FILLERS | w.LOOSE_FILLERS
_JOIN = re.compile(
    r"[ ,/]{1,3}(?:(?:dan|atau|ke|jadi|menjadi|to|and|or|baru|yang)(?:nya)?[ :=]{1,3}){1,3}"
)
_VERB = re.compile(r"(?:ke|di|ter|ber|me|pe|se|ng|ny)[^\W\d_]+|[^\W\d_]+(?:kan|nya|ing|ed)")
_CLAUSE_END = re.compile(r"[ \t]{0,5}(?:[.,;!\n]|$)")
_REACH = 8
_WORDS_TOO = frozenset(
    w.split_words("email username user wifi laptop klikbca ini itu tuh dari ke to from")
)
_FILLERS = (w.FILLERS | _WORDS_TOO) - frozenset(
    w.split_words("no angka digit benar bener betul yg yang")
)


def find_passwords(folded: str) -> Iterator[Span]:
    """Spans of passwords in a folded text, in order."""
    end = 0
    for found in _KEY.finditer(folded):
        if found.start() < end:
            continue
        word = found.group()
        if not (is_password_key(word) or _ITS_KEY.match(word)):
            continue
        if word.startswith("sandi") and _is_name(folded, found.start()):
            continue
        span = _behind(folded, found.end()) or _before(folded, found.start(), found.end(), end)
        if span is not None:
            yield span
            end = max(span.end, found.end())
            while (more := _further(folded, span.end)) is not None:
                yield more
                span, end = more, more.end


def _further(folded: str, place: int) -> Span | None:
    """A second password: "dari lama123 ke baru456"."""
    joined = _JOIN.match(folded, place)
    return _value(folded, joined.end(), False, False) if joined else None


def _is_name(folded: str, start: int) -> bool:
    before = folded[max(0, start - 24) : start].rsplit("\n", 1)[-1]
    words = re.findall(r"[^\W\d_]+", before)
    near = re.search(r"[^\W\d_]+\.? *$", before) is not None
    return near and (words[-1] in w.NAME_WORDS or "nama" in words[-3:])


def _behind(folded: str, place: int) -> Span | None:
    """The value behind a name of a password that ends at `place`."""
    stated = copula = False
    owned = folded.endswith(("nya", "ny", "ku"), max(0, place - 3), place)
    glued = re.compile(r"[0-9]{3,}(?![^\W_])").match(folded, place)
    if glued is not None:
        return Span(glued.start(), glued.end(), SecretKind.PASSWORD)
    if folded[place : place + 1] in tuple("_.?!;)]}\"'/&") and not folded.startswith("..", place):
        return None  # the end of a sentence or quotation, or a part of a longer name
    for _ in range(_REACH):
        blank = _BLANK.match(folded, place)
        place = blank.end() if blank else place
        states = _STATES.match(folded, place)
        if states is not None:
            stated, place = True, states.end()
            continue
        if folded[place : place + 1] in ("-", ",") or folded.startswith("..", place):
            place += 1
            while folded[place : place + 1] == ".":
                place += 1
            continue
        word = _WORD.match(folded, place)
        if word is not None and w.is_in(word.group(), _FILLERS):
            copula = word.group() in w.COPULA or (copula and word.group() in w.POSSESSIVE)
            stated, place = stated and copula, word.end()
            owned = owned or word.group() in w.POSSESSIVE
            continue
        return _value(folded, place, stated, copula, owned)
    return None


def _value(folded: str, place: int, stated: bool, copula: bool, owned: bool = False) -> Span | None:
    """The value at `place`, if what was said before it makes this word one."""
    opening = folded[place : place + 1]
    if _PLACEHOLDER.match(folded, place) or not opening:
        return None
    closing = _QUOTES.get(opening)
    if closing is not None:
        close = folded.find(closing, place + 1, place + 82)
        inner = folded[place + 1 : close] if close > place + 1 else ""
        if inner and "\n" not in inner and "[" not in inner and opening not in "(<*":
            said = inner.strip()
            if said and said not in w.NOT_A_PASSWORD:
                return Span(place + 1, close, SecretKind.PASSWORD)
            return None
        if opening not in "*":
            place += 1
    # Only the head is judged, so that a long run is read to its end once, when it is taken.
    head = _HEAD.match(folded, place)
    core = head.group().split("[", 1)[0].rstrip(_TRAIL) if head else ""
    if not core:
        return None
    if _NUMBER.fullmatch(core):
        fits = _number_fits(folded, core, place + len(core), stated or copula)
    elif stated or copula:
        fits = not _says_something(core, copula and not stated)
    else:
        fits = _looks_made_up(core) or (
            core.isalpha() and _is_plain_value(folded, core, place + len(core), owned)
        )
    if not fits:
        return None
    run = _RUN.match(folded, place)
    whole = run.group().rstrip(_TRAIL) if run else core
    return Span(place, place + len(whole), SecretKind.PASSWORD)


def _is_plain_value(folded: str, core: str, end: int, owned: bool) -> bool:
    """Whether a plain word is taken: a notorious one, or the last one after "password saya"."""
    if core in w.NOTORIOUS:
        return True
    return (
        owned
        and len(core) >= 5
        and not w.is_in(core, _KNOWN)
        and not is_password_key(core)
        and _VERB.fullmatch(core) is None
        and _CLAUSE_END.match(folded, end) is not None
    )


def _number_fits(folded: str, core: str, end: int, stated: bool) -> bool:
    unit = re.compile(r" ?([^\W\d_]+|%)").match(folded, end)
    if unit and (unit[1] in w.COUNT_UNITS or unit[1] in w.MONEY_UNITS or unit[1] == "%"):
        return False
    if _AMOUNT_OR_TIME.match(core):
        return False
    return stated or 4 <= len(core) <= 8


def _says_something(core: str, copula: bool) -> bool:
    """Whether a word behind "password:" or "password is" tells about it."""
    if core in w.NOT_A_PASSWORD or core in w.FILLERS or is_password_key(core):
        return True
    if core.startswith(("http:", "https:", "www.")) or _ORDINAL.fullmatch(core):
        return True
    if not core.isalpha():
        return not any(char.isalnum() for char in core) and len(core) < 4
    return copula and core.endswith(("ing", "ed"))


def _looks_made_up(core: str) -> bool:
    """Whether a word has the mixture that passwords have and words do not."""
    if len(core) < 4 or not _LETTER.search(core):
        return False
    if (_COUNT.fullmatch(core) and _unit_of(core)) or _ORDINAL.fullmatch(core):
        return False
    if _ADDRESS.match(core) or _TICKET.match(core):
        return False
    if any(char.isdigit() for char in core):
        doubled = _DOUBLED.fullmatch(core)
        return doubled is None or doubled[1] not in _KNOWN
    return bool(_SIGN.search(core.rstrip("!*_")))


def _unit_of(core: str) -> bool:
    unit = core.lstrip("0123456789")
    known = w.COUNT_UNITS | w.MONEY_UNITS | {"an", "%", "m", "fa", "g"}
    return unit in known


def _before(folded: str, start: int, end: int, floor: int) -> Span | None:
    """The value before: "hunter2 is my password"."""
    before = folded[max(floor, start - 100) : start]
    found = re.search(
        r"(?<!\S)(\S+) +(?:itu|tuh|adalah|is|=|sebagai|as|ini)(?: (?:my|the|kata))? *$", before
    )
    if found is None:
        return None
    core = found[1].strip(_TRAIL + "(")
    if "[" in core or not (_looks_made_up(core) and any(char.isdigit() for char in core)):
        return None
    begin = start - len(before) + found.start(1) + found[1].index(core)
    return Span(begin, begin + len(core), SecretKind.PASSWORD)


def bare_password(folded: str) -> Span | None:
    """The only word of a message, when a password is expected and it looks like one."""
    word = folded.strip()
    if not word or len(word.split()) != 1 or "[" in word:
        return None
    made_up = _looks_made_up(word) or (word.isdigit() and len(word) <= 12)
    start = folded.index(word)
    return Span(start, start + len(word), SecretKind.PASSWORD) if made_up else None
