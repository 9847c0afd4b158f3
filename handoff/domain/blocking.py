"""Whether somebody who waits plainly asks to block a card. Indonesian and English.

That should wait for nobody, and the bot can do it. Only a clause of which each
word is known counts: whether a card has to be blocked, how, or that it was, is something else.
"""

from __future__ import annotations

import re


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCK = _set(
    """blokir blokirkan blokirin memblokir memblokirkan ngeblokir ngeblok blok blokin blokkan
    bekukan bekuin matiin matikan nonaktifkan nonaktifin stop block freeze deactivate disable
    lock"""
)
#: Of these it is plain what they are done to.
_SAYS_BLOCK = _set("blokir blokirkan blokirin memblokir memblokirkan block freeze blok blokin")
#: Whoever closes a card has it blocked. To close a credit card may be to do without one.
_CLOSE = _set("tutup tutupin tutupkan nutup menutup ditutup close closed")
_OF_CREDIT = _set("kredit credit")
#: Of a card that is blocked already as well as of one that shall be.
_BLOCKED = _set(
    """diblokir diblokirin diblokirkan diblok diblokin dibekukan dibekuin dimatikan dimatiin
    dinonaktifkan ditutup blocked frozen closed deactivated"""
)
_CARD = _set("kartu kartunya kartuku kartune krtu atm atmnya card cards")
_ASKING = _set(
    """tolong tlg tlong mohon minta mnta bisa bs isa iso bisakah boleh blh mau ingin pengen please
    pls plz could can would want need bantu bantuin"""
)
#: What is told has none of these, what is asked for has.
_WISHING = _set("dong donk deh saja aja ae wae dulu dlu dl segera secepatnya cepat cepetan")
_URGING = _WISHING | _set("sekarang skrg skg langsung now immediately asap quickly urgently")
_BESIDE = _set(
    """saya sy aku aq gw gue gua kami ibu bapak kak kakak mbak mba mas min admin pak bu bang nak
    neng
    mbah om tante gan sis bro
    ya y yah yaa yuk lah nih sih mah to juga jg ini itu yang yg dan nya sama sm lu lo elu kamu anda
    nomor no berakhiran debit kredit semua semuanya dua kedua keduanya di sini dari untuk buat
    supaya
    biar kalau kalo klo gitu begitu wis wes sudahlah ywdh yaudah yasudah udah lebih baik mending
    sambil menunggu oke ok halo terus trus
    i you we my the me for us it right here to like be all both of with number ending in also then
    meanwhile just get have debit credit and hello hi that this so up go ahead"""
)
#: "Udah" goes before a wish ("ya udah blokir") and before what has happened ("udah diblokir").
_DONE = re.compile(
    r"\b(?:sudah|udah|udh|dah|telah|wis|wes|kok|ke|already|was|is|has been|got) "
    r"(?:\w+ )?(?:di(?:blok|beku|mati|nonaktif|tutup)\w*|blocked|frozen|closed|deactivated)\b"
)
#: A question that is put to a wish, and changes nothing of it.
_TAG = re.compile(
    r"\b(?P<can>(?:bisa|bs|isa|iso|boleh|blh|mau)\b(?: \w+)*?) "
    r"(?:ga|gak|g|gk|nggak|ngga|enggak|tidak|tdk|ndak|ora|kah)(?: (?:ya|sih|kak|min|nih))?$"
)
_TAG_AT_ONCE = re.compile(
    r"\b(?P<can>bisa|bs|isa|iso|boleh|blh) (?:ga|gak|g|gk|nggak|ngga|enggak|tidak|tdk|ndak|ora)\b"
)
_KNOWN = _BLOCK | _CLOSE | _BLOCKED | _CARD | _ASKING | _URGING | _BESIDE


def asks_to_block(text: str) -> bool:
    """Whether a clause of *text* asks to block a card, and says nothing else."""
    return any(_asks(part) for part in re.split(r"(?<=[?.!,;\n])", text))


def _asks(clause: str) -> bool:
    folded = " ".join(re.findall(r"[^\W\d_]+", re.sub(r"['’]", "", clause.casefold())))
    folded = re.sub(r"([^\W\d])\1{2,}", r"\1", folded)
    words = set(_TAG.sub(r"\g<can>", _TAG_AT_ONCE.sub(r"\g<can>", folded)).split())
    if not words <= _KNOWN or _DONE.search(folded):
        return False
    if words & _CLOSE and words & _OF_CREDIT:
        return False
    asked = bool(words & _ASKING)
    if not words & _CARD:
        # Who waits and wants something blocked at once means the card, and the bot asks which.
        named = words & _SAYS_BLOCK or (words & _BLOCKED and asked)
        return bool(named) and bool(words & (_ASKING | _URGING)) and not words & _CLOSE
    if words & (_BLOCK | (_CLOSE - _BLOCKED)):
        return asked or not clause.rstrip().endswith("?")
    return bool(words & _BLOCKED and words & (_ASKING | _WISHING))
