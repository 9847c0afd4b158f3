"""Secrets are masked before a text is stored, logged or sent to the assistant.

Pure: the result depends on the text (and on what the caller expects) alone. Nothing is logged,
nothing is raised, and everything that is not a secret stays byte for byte.

What is masked
    Card numbers: 13 to 19 digits that pass Luhn, unbroken or in groups; the last four stay.
    NIK: 16 digits with a province, regency, district, birth date and serial that can exist.
    PIN, OTP, CVV: digits next to the words that name them, written, spaced or spoken.
    Passwords: the value behind the words that name it.
What stays
    Account, telephone, order, tracking, ticket and reference numbers, amounts, dates, times.

Trade-offs
    In doubt a secret is masked, but amounts and times are never eaten. One unbroken number in ten
    passes Luhn by chance: an order number of 13 digits or more can be masked unless a word before
    it says what it is. A virtual account keeps its number only behind "va" or the like.
    A card or NIK with a mistyped digit is masked only when it is called by its name.
    Digits are a PIN or OTP only near its name and with nothing else said between, so a report
    ("pin saya diblokir 3 kali") stays whole. "kode" alone is weak: six digits, a possessive, or a
    message nearby must confirm it.
    A plain word behind "password" is taken after a colon or a copula, or when it is the last word
    after a possessive and says nothing about the password ("password saya salah" stays); of a
    passphrase without quotes only the first word is found, and "pw bunga mawar" is not found.
    The numbers inside a longer run of digits are masked only if they fit an issuer's range.

Masking is repeated until nothing changes (rarely more than twice), so it is idempotent:
placeholders are opaque to it, and the kinds of a text are those of the placeholders in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from handoff.domain.masking.codes import bare_code, find_codes
from handoff.domain.masking.kinds import Masked, SecretKind, kinds_in
from handoff.domain.masking.numbers import bare_number, find_numbers
from handoff.domain.masking.passwords import bare_password, find_passwords
from handoff.domain.masking.view import Span, View

__all__ = ["Masked", "SecretKind", "mask"]

_ROUNDS = 8
_BARE_ORDER = (SecretKind.OTP, SecretKind.PIN, SecretKind.CVV, SecretKind.PASSWORD)
_FINDERS: tuple[Callable[[str], Iterable[Span]], ...] = (find_numbers, find_codes, find_passwords)


def mask(text: str, *, expecting: frozenset[SecretKind] = frozenset()) -> Masked:
    """The text with its secrets replaced, and which kinds were.

    `expecting` names what the message before asked for or spoke about: a message that is nothing
    but such a value is then masked without any word that names it.
    """
    view = View.of(text)
    for _ in range(_ROUNDS):
        before = view.source
        for find in _FINDERS:
            view = _replaced(view, find(view.folded))
        if view.source == before:
            break
    if expecting:
        view = _replaced(view, _bare(view.folded, expecting))
    return Masked(view.source, kinds_in(view.folded))


def _replaced(view: View, spans: Iterable[Span]) -> View:
    found = list(spans)
    return View.of(view.replaced(found)) if found else view


def _bare(folded: str, expecting: frozenset[SecretKind]) -> list[Span]:
    """The value in a message that is nothing but that value."""
    kinds = [kind for kind in _BARE_ORDER if kind in expecting]
    span = bare_number(folded, expecting)
    if span is None and kinds:
        span = bare_code(folded, kinds)
    if span is None and SecretKind.PASSWORD in expecting:
        span = bare_password(folded)
    return [] if span is None else [span]
