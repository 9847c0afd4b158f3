"""Whether somebody who waits plainly asks that a card is blocked. Indonesian and English.

That should wait for nobody, and the bot can do it. Only a clause of which each
word is known counts: whether a card has to be blocked, how, or that it was, is something else.
"""

from __future__ import annotations

import re


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCK = _set("blokir blokirkan blokirin memblokir memblokirkan ngeblokir block freeze")
#: Whoever closes a card has it blocked. To close a credit card may be to do without one.
_CLOSE = _set("tutup tutupin tutupkan nutup menutup ditutup close closed")
_OF_CREDIT = _set("kredit credit")
#: Of a card that is blocked already as well as of one that shall be.
_BLOCKED = _set("diblokir diblokirin diblokirkan ditutup blocked frozen closed")
_CARD = _set("kartu kartunya kartuku atm atmnya card cards")
_ASKING = _set("tolong mohon minta bisa bisakah boleh mau ingin please could can would want need")
_BESIDE = _set(
    """saya aku gw gue gua kami ibu bapak kak kakak mbak mba mas min admin pak bu bang ya yah dong
    deh lah aja saja dulu sekarang juga langsung cepat cepetan segera secepatnya ini itu yang dan
    nomor berakhiran debit kredit semua semuanya dua kedua keduanya di sini dari untuk buat supaya
    sambil menunggu oke ok halo
    i you we my the me for us it now right here to like be all both of with number ending in also
    meanwhile immediately urgently quickly asap just get have debit credit and hello hi that this"""
)
_KNOWN = _BLOCK | _CLOSE | _BLOCKED | _CARD | _ASKING | _BESIDE


def asks_to_block(text: str) -> bool:
    """Whether a clause of *text* asks to block a card, and says nothing else."""
    return any(_asks(part) for part in re.split(r"(?<=[?.!,;\n])", text))


def _asks(clause: str) -> bool:
    words = set(re.findall(r"[^\W\d_]+", re.sub(r"['’]", "", clause.casefold())))
    if not words <= _KNOWN or not words & _CARD:
        return False
    if words & _CLOSE and words & _OF_CREDIT:
        return False
    asked = bool(words & _ASKING)
    if words & (_BLOCK | (_CLOSE - _BLOCKED)):
        return asked or not clause.rstrip().endswith("?")
    return bool(words & _BLOCKED) and asked
