"""What can be masked, and the words that stand where it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class SecretKind(StrEnum):
    """A kind of value that must not be stored, logged or sent on."""

    CARD_NUMBER = "card_number"
    NIK = "nik"
    PIN = "pin"
    OTP = "otp"
    CVV = "cvv"
    PASSWORD = "password"  # noqa: S105 - the name of a kind, not a password


@dataclass(frozen=True)
class Masked:
    """The masked text, and the kinds whose placeholder stands in it."""

    text: str
    kinds: frozenset[SecretKind]


_FIXED = {
    SecretKind.NIK: "[NIK disamarkan]",
    SecretKind.PIN: "[PIN disamarkan]",
    SecretKind.OTP: "[OTP disamarkan]",
    SecretKind.CVV: "[CVV disamarkan]",
    SecretKind.PASSWORD: "[kata sandi disamarkan]",
}

PLACEHOLDER_PATTERN = r"\[kartu •••• [0-9]{4}\]|" + "|".join(
    re.escape(word.lower()) for word in _FIXED.values()
)
"""Matches every placeholder in a folded (lower case) text."""

_PLACEHOLDER = re.compile(PLACEHOLDER_PATTERN)
_BY_PLACEHOLDER = {word.lower(): kind for kind, word in _FIXED.items()}


def placeholder(kind: SecretKind, digits: str = "") -> str:
    """The words that replace a secret; of a card number the last four digits are kept."""
    if kind is SecretKind.CARD_NUMBER:
        return f"[kartu •••• {digits[-4:]}]"
    return _FIXED[kind]


def kinds_in(folded: str) -> frozenset[SecretKind]:
    """The kinds whose placeholder occurs in a folded text."""
    if "[" not in folded:
        return frozenset()
    return frozenset(
        _BY_PLACEHOLDER.get(found.group(), SecretKind.CARD_NUMBER)
        for found in _PLACEHOLDER.finditer(folded)
    )
