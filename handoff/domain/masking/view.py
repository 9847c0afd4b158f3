"""A folded view of a text for recognition, with the way back to the original characters.

Recognition looks at the view only: lower case, ASCII digits, plain spaces and dashes, nothing
invisible. Replacement happens in the original, so what is not masked stays byte for byte.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from handoff.domain.masking.kinds import SecretKind, placeholder

_DROPPED = "\ufffe"  # a noncharacter: stands for "invisible" until it is taken out
_KEYCAP_TAIL = "\ufe0f\u20e3"
_INVISIBLE = frozenset({"Cf", "Mn", "Me"})


class _Fold(dict[int, str]):
    """Maps each character to exactly one; filled on demand, so each is looked up once."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        self[code] = folded
        return folded


def _fold(char: str) -> str:
    category = unicodedata.category(char)
    if category in _INVISIBLE or char == _DROPPED:
        return _DROPPED
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd":
        return "-"
    if category == "Zs":
        return " "
    if category in ("Zl", "Zp") or char == "\r":
        return "\n"
    if category == "No":  # superscripts and the like are not digits somebody types
        return char
    plain = unicodedata.normalize("NFKC", char)
    plain = plain if len(plain) == 1 else char
    lower = plain.lower()
    return lower if len(lower) == 1 else plain


@dataclass(frozen=True)
class Span:
    """A piece of the view, [start, end), that is to be replaced."""

    start: int
    end: int
    kind: SecretKind
    digits: str = ""


@dataclass(frozen=True)
class View:
    """A text as recognition sees it."""

    source: str
    folded: str
    index: list[int] | None
    """Where each folded character stands in the source; None: at the same place."""

    @classmethod
    def of(cls, source: str) -> View:
        if source.isascii():
            return cls(source, source.lower().replace("\r", "\n"), None)
        folded = source.translate(_Fold())
        if _DROPPED not in folded:
            return cls(source, folded, None)
        index = [place for place, char in enumerate(folded) if char != _DROPPED]
        return cls(source, folded.replace(_DROPPED, ""), index)

    def replaced(self, spans: Iterable[Span]) -> str:
        """The source with the spans (in order, not overlapping) replaced by placeholders."""
        parts: list[str] = []
        done = 0
        for span in spans:
            start, end = span.start, span.end
            if self.index is not None:
                start, end = self.index[start], self.index[end - 1] + 1
                while end < len(self.source) and self.source[end] in _KEYCAP_TAIL:
                    end += 1
            parts.append(self.source[done:start])
            parts.append(placeholder(span.kind, span.digits))
            done = end
        parts.append(self.source[done:])
        return "".join(parts)
