"""Words, digits and signs of a folded text, and the names of secrets among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from handoff.domain.masking.kinds import PLACEHOLDER_PATTERN, SecretKind
from handoff.domain.masking.words import (
    CODE_KEYS,
    CODE_PHRASES,
    PASSWORD_KEYS,
    SUFFIXES,
    WEAK_KEYS,
)


class Sort(Enum):
    """What a token is."""

    MASKED = auto()
    WORD = auto()
    DIGITS = auto()
    LINE = auto()
    SIGN = auto()


class Token(NamedTuple):
    """A token and its place [start, end) in the folded text."""

    sort: Sort
    start: int
    end: int
    text: str


class Key(NamedTuple):
    """A name of a secret among the tokens."""

    kind: SecretKind
    after: int
    """Index of the token behind it."""
    weak: bool = False
    owned: bool = False
    """A possessive is glued to it ("kodenya")."""


_TOKEN = re.compile(
    rf"({PLACEHOLDER_PATTERN})"
    r"|((?<![^\W_])(?:(?:p1n|0tp)(?=(?:nya|ku)?(?![^\W\d_]))|cv[vc]2(?![^\W_])"
    r"|(?:p[. ]i[. ]n|o[. ]t[. ]p|c[. ]v[. ]v)(?![^\W\d_]))"
    r"|[^\W\d_]+)"
    r"|([0-9]+)|(\n)|([^\w\s]|_)"
)
_SORTS = (Sort.MASKED, Sort.WORD, Sort.DIGITS, Sort.LINE, Sort.SIGN)
_DIRT = str.maketrans("", "", ". ")
_PHRASES: dict[str, list[tuple[str, ...]]] = {}
for _phrase in sorted(CODE_PHRASES, key=len, reverse=True):
    _PHRASES.setdefault(_phrase[0], []).append(_phrase)


def tokens_of(folded: str) -> list[Token]:
    """All tokens in order; blanks are only the gaps between them."""
    tokens = []
    for found in _TOKEN.finditer(folded):
        sort = _SORTS[(found.lastindex or 1) - 1]
        text = found.group()
        if sort is Sort.WORD and not text.isalpha():
            text = text.translate(_DIRT)
        tokens.append(Token(sort, found.start(), found.end(), text))
    return tokens


def _stem(word: str, keys: frozenset[str] | dict[str, SecretKind]) -> str | None:
    """The key word in `word` without a glued possessive."""
    if word in keys:
        return word
    for suffix in SUFFIXES:
        if word.endswith(suffix) and word[: -len(suffix)] in keys:
            return word[: -len(suffix)]
    return None


def is_password_key(word: str) -> bool:
    """Whether a word names a password."""
    return _stem(word, PASSWORD_KEYS) is not None


def key_at(tokens: Sequence[Token], place: int) -> Key | None:
    """The name of a code that begins at a token."""
    token = tokens[place]
    if token.sort is not Sort.WORD and token.text != "3":
        return None
    for phrase in _PHRASES.get(token.text, ()):
        words = tokens[place : place + len(phrase)]
        if len(words) == len(phrase) and all(
            have.text == want or (want == phrase[-1] and _stem(have.text, frozenset({want})))
            for have, want in zip(words, phrase, strict=True)
        ):
            return Key(CODE_PHRASES[phrase], place + len(phrase))
    stem = _stem(token.text, CODE_KEYS)
    if stem is not None:
        return Key(CODE_KEYS[stem], place + 1)
    if token.text in WEAK_KEYS:
        return Key(SecretKind.OTP, place + 1, True, token.text.endswith(("nya", "ny", "ku")))
    return None
