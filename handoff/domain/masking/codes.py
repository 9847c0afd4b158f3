"""PIN, OTP and CVV: digits next to the words that name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handoff.domain.masking import words as w
from handoff.domain.masking.chains import (
    Value,
    is_no_code,
    is_thousands,
    next_group,
    starts_value,
    unit_behind,
    value_at,
)
from handoff.domain.masking.kinds import SecretKind
from handoff.domain.masking.tokens import Key, Sort, Token, is_password_key, key_at, tokens_of
from handoff.domain.masking.view import Span

_MOST = {SecretKind.PIN: 8, SecretKind.OTP: 8, SecretKind.CVV: 4}
_REACH = 18
_OPENING = frozenset("-'\"`(*#&«[{|“”‘’/")
_ISSUERS = frozenset({"bca", "bri", "bni", "mandiri", "bsi", "cimb", "bank"})
_EXPIRY = frozenset({"exp", "expired", "expiry", "valid", "thru", "berlaku", "s", "d"})
_FROM = frozenset({"dari", "dr", "from"})
_STOPS = frozenset(".,;!?")


@dataclass
class _Walk:
    """What was passed between a key word and the digits."""

    loose: bool = False
    stated: bool = False
    """By a colon or a copula: what comes is the value."""
    direct: bool = True
    """Right before stands the key word, a possessive, a copula or a colon."""
    far: bool = False
    """Something else was said; only a copula right before the digits brings the code back."""
    sender: bool = False
    owned: bool = False
    message: bool = False
    word: str = ""
    lines: int = 0


def find_codes(folded: str) -> Iterator[Span]:
    """Spans of codes in a folded text, in order."""
    tokens = tokens_of(folded)
    finder = _Finder(folded, tokens)
    spans = sorted(finder.run(), key=lambda span: span.start)
    end = 0
    for span in spans:
        if span.start >= end:
            yield span
            end = span.end


class _Finder:
    def __init__(self, folded: str, tokens: list[Token]) -> None:
        self._folded = folded
        self._tokens = tokens
        self._keys: dict[int, Key | None] = {}

    def _key(self, place: int) -> Key | None:
        if place not in self._keys:
            self._keys[place] = key_at(self._tokens, place)
        return self._keys[place]

    def run(self) -> Iterator[Span]:
        place = 0
        while place < len(self._tokens):
            token = self._tokens[place]
            if token.sort is Sort.MASKED and token.text.startswith("[kartu"):
                yield from self._cvv_behind_card(place)
            key = self._key(place)
            if key is None:
                place += 1
                continue
            if not self._barred(place, key):
                value = self._forward(key)
                if value is not None:
                    yield self._span(value, key.kind)
                    yield from self._more(value, key)
                else:
                    value = self._backward(place, key)
                    if value is not None:
                        yield self._span(value, key.kind)
            place = key.after

    def _span(self, value: Value, kind: SecretKind) -> Span:
        return Span(self._tokens[value.first].start, self._tokens[value.last].end, kind)

    def _barred(self, place: int, key: Key) -> bool:
        """Whether the words before the key word make it something else."""
        before = [t.text for t in self._tokens[max(0, place - 3) : place] if t.sort is Sort.WORD]
        if before and before[-1] in w.PRICE_WORDS:
            return True
        return key.weak and any(word in w.WEAK_PREFIXES for word in before)

    def _forward(self, key: Key) -> Value | None:
        """The value behind a key word."""
        walk = _Walk(owned=key.owned)
        place = key.after
        for _ in range(_REACH):
            if place >= len(self._tokens):
                return None
            token = self._tokens[place]
            if starts_value(token):
                value = value_at(self._folded, self._tokens, place, _MOST[key.kind])
                last = place if value is None else value.last
                unit = unit_behind(self._tokens, last)
                if unit in w.LENGTH_UNITS and (value is None or value.size <= 3):
                    place = last + 2  # "pin 6 digit 123456"
                    walk.direct = False
                    continue
                if walk.far and walk.word not in w.SAYS:
                    place = last + 1
                    continue
                if value is None or not self._fits(value, unit, key, walk):
                    return None
                return value
            if not self._pass(place, key, walk):
                return None
            place += 1
        return None

    def _pass(self, place: int, key: Key, walk: _Walk) -> bool:
        """Whether the token may stand between key word and value; notes what it means."""
        token = self._tokens[place]
        text = token.text
        following = self._tokens[place + 1].text if place + 1 < len(self._tokens) else ""
        if token.sort is Sort.LINE:
            walk.lines += 1
            return walk.lines <= 2
        if token.sort is Sort.SIGN:
            if text in w.COPULA_SYMBOLS:
                walk.stated = walk.direct = True
                return True
            if walk.far:
                return text not in _STOPS or following.isdigit()
            if text == ",":
                return not walk.loose or following in w.CORRECTIONS
            ellipsis = following == "." or self._tokens[place - 1].text == "."
            return text in _OPENING or text == "…" or (text == "." and ellipsis)
        if token.sort is not Sort.WORD:
            return False
        other = self._key(place)
        if (other is not None and not other.weak) or is_password_key(text):
            return False
        token_key = self._tokens[key.after - 1].text == "token"
        if key.weak and text in w.NOT_WITH_WEAK and not (token_key and text in _ISSUERS):
            return False
        previous, walk.word = walk.word, text
        walk.message = walk.message or text in w.SMS_WORDS
        walk.sender = text in _FROM or (walk.sender and text not in w.SMS_WORDS)
        walk.owned = walk.owned or text in w.POSSESSIVE
        walk.direct = text in w.POSSESSIVE or text in w.COPULA
        walk.stated = walk.stated or text in w.COPULA
        if walk.far:
            return text not in w.OTHER_NUMBERS
        if w.is_in(text, w.FILLERS) or (text == "g" and following == "-"):
            return True
        walk.loose = True
        if w.is_in(text, w.LOOSE_FILLERS) or (previous in _FROM and not key.weak):
            return True
        walk.far = True
        return not key.weak and key.kind is not SecretKind.CVV and text not in w.OTHER_NUMBERS

    def _fits(self, value: Value, unit: str | None, key: Key, walk: _Walk) -> bool:
        size, kind = value.size, key.kind
        if unit is not None and (unit in w.MONEY_UNITS or size <= 3):
            return False
        if kind is SecretKind.CVV:
            return size in (3, 4) and not (walk.loose and size == 4)
        if size < (3 if walk.stated else 4):
            return False
        changed = kind is SecretKind.PIN and size in (4, 6) and walk.word in w.CHANGED_TO
        if walk.word in w.NOT_BEFORE_CODE and not changed:
            return False
        if walk.sender and kind is SecretKind.OTP and size <= 5 and not key.weak:
            return False  # "otp dari 3355": the sender
        if is_thousands(self._folded, self._tokens[value.first]) and not (
            walk.direct and (walk.stated or walk.owned)
        ):
            return False
        if walk.loose:
            year = size == 4 and value.digits[:2] in ("19", "20")
            if value.digits.endswith("000") or year:
                return False
        return not key.weak or self._weak_fits(value, key, walk)

    def _weak_fits(self, value: Value, key: Key, walk: _Walk) -> bool:
        if self._tokens[key.after - 1].text == "token":
            return value.size in (6, 8) and not value.digits.endswith("000")
        if value.size < 4:
            return False
        if walk.owned or walk.stated or walk.message:
            return True
        behind = self._tokens[value.last + 1 : value.last + 6]
        if any(token.text in w.SMS_WORDS for token in behind):
            return True
        return value.size == 6 and not walk.loose and not value.digits.endswith("000")

    def _more(self, value: Value, key: Key) -> Iterator[Span]:
        """Further codes of the same size: "pin lama 123456 baru 654321"."""
        if value.spaced or key.kind is SecretKind.CVV:
            return
        place, passed = value.last + 1, 0
        while place < len(self._tokens) and passed < 6:
            token = self._tokens[place]
            if token.sort is Sort.DIGITS:
                either = self._tokens[place - 1].text == "/" and 4 <= len(token.text) <= 8
                same = (either or len(token.text) == value.size) and not token.text.endswith("000")
                if not same or is_no_code(self._folded, token):
                    return
                if unit_behind(self._tokens, place) or next_group(
                    self._folded, self._tokens, place
                ):
                    return
                yield Span(token.start, token.end, key.kind)
                passed = 0
            elif token.sort is Sort.MASKED or not (
                token.text in w.JOINERS
                or token.sort is Sort.LINE
                or token.text in _OPENING
                or token.text in ",:="
            ):
                return
            place, passed = place + 1, passed + 1

    def _backward(self, place: int, key: Key) -> Value | None:
        """The value before a key word: "482913 otpnya", "1234 is my pin"."""
        strong, at = False, place - 1
        while at >= 0 and place - at <= 6 and not starts_value(self._tokens[at]):
            text = self._tokens[at].text
            if text in w.BACK_STRONG:
                strong = True
            elif text not in w.BACK_WEAK:
                return None
            at -= 1
        if at < 0 or place - at > 6:
            return None
        first = at
        while first > 0 and place - first < 30:
            earlier = next(
                (
                    candidate
                    for candidate in range(first - 1, max(-1, first - 4), -1)
                    if starts_value(self._tokens[candidate])
                ),
                None,
            )
            if earlier is None or next_group(self._folded, self._tokens, earlier) != first:
                break
            first = earlier
        value = value_at(self._folded, self._tokens, first, _MOST[key.kind])
        if value is None or value.last != at or value.digits.endswith("000"):
            return None
        least = 3 if key.kind is SecretKind.CVV else 4
        if not least <= value.size <= _MOST[key.kind]:
            return None
        return value if self._stands_alone(value, key, strong) else None

    def _stands_alone(self, value: Value, key: Key, strong: bool) -> bool:
        """Whether the clause around says nothing else than "this is the code"."""
        first = value.first
        if first > 0:
            before = self._tokens[first - 1]
            glued = before.end == self._tokens[first].start and before.sort is not Sort.LINE
            if before.text in w.NOT_BEFORE_BACK or (glued and before.text not in _OPENING):
                return False
        if is_thousands(self._folded, self._tokens[first]):
            return False
        if strong and not key.weak:
            return True
        for token in reversed(self._tokens[max(0, first - 5) : first]):
            if token.sort is Sort.LINE or token.text in _STOPS:
                break
            if token.sort is not Sort.SIGN and token.text not in w.FILLERS:
                return False
        for token in self._tokens[key.after : key.after + 6]:
            if token.sort is Sort.LINE or token.text in _STOPS:
                break
            allowed = token.sort is Sort.SIGN or token.text in w.FILLERS
            if not allowed or (key.weak and token.text in w.NOT_WITH_WEAK):
                return False
        return True

    def _cvv_behind_card(self, place: int) -> Iterator[Span]:
        """Three digits that follow a card number, with or without the expiry between."""
        at, expiry = place + 1, False
        while at < len(self._tokens) and at <= place + 9:
            token = self._tokens[at]
            if token.sort is Sort.DIGITS:
                if len(token.text) == 3 and unit_behind(self._tokens, at) is None:
                    behind = self._tokens[at + 1 : at + 2]
                    ends = not behind or behind[0].sort is Sort.LINE or behind[0].text in ",;"
                    if (ends or expiry) and not is_no_code(self._folded, token):
                        yield Span(token.start, token.end, SecretKind.CVV)
                    return
                if len(token.text) == 7 and "01" <= token.text[:2] <= "12":
                    yield Span(token.end - 3, token.end, SecretKind.CVV)  # MMYY and CVV in one
                    return
                if len(token.text) not in (2, 4):
                    return
                expiry = True
            elif token.sort is Sort.WORD:
                if token.text not in _EXPIRY:
                    return
            elif token.sort is Sort.MASKED or token.text not in "/-:,.\n":
                return
            at += 1


def bare_code(folded: str, kinds: Sequence[SecretKind]) -> Span | None:
    """The code in a message that is nothing but a code, when one is expected."""
    tokens = tokens_of(folded)
    starts = [place for place, token in enumerate(tokens[:40]) if starts_value(token)]
    if not starts:
        return None
    value = value_at(folded, tokens, starts[0], 8)
    if value is None or not 3 <= value.size <= 8:
        return None
    rest = [*tokens[: value.first], *tokens[value.last + 1 :]]
    if any(
        token.sort in (Sort.MASKED, Sort.DIGITS)
        or (token.sort is Sort.WORD and token.text not in w.FILLERS)
        for token in rest
    ):
        return None
    sizes = {SecretKind.OTP: (4, 8), SecretKind.PIN: (4, 8), SecretKind.CVV: (3, 4)}
    kind = next(
        (k for k in kinds if k in sizes and sizes[k][0] <= value.size <= sizes[k][1]), kinds[0]
    )
    return Span(tokens[value.first].start, tokens[value.last].end, kind)
