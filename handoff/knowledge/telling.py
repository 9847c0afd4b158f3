"""Which sentence of an article answers a question about it: "berarti sampai kapan?".

The sentence that is most alike, where one that holds what the question asks for (a time, a sum, a
place) counts for more: the expected answer type of Li and Roth (2002), by a few everyday words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handoff.knowledge.articles import Wording

Array = NDArray[np.float32]

#: What holding the thing asked for is worth, and the likeness of the question behind the message
#: before it: on the scale of cosines. By reading 221 follow-ups of the train part.
_EXPECTED = 0.15
_TOGETHER = 0.2
#: A second sentence so little behind the first is said, too.
_CLOSE = 0.12
_MOST = 2


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


#: Words of a question, and what a sentence that answers it has.
_KINDS = (
    (
        _any(r"lama(?:nya)?|lm|kapan|kpn|iraha|suwe|(?:ne)?nunggu\w*|tunggu|how long|how soon|when"
             r"|wait|besok(?:nya)?|senin|selasa|rabu|kamis|jumat|(?:mon|tues|wednes|thurs|fri)day"),
        _any(r"hari|jam|menit|minggu|bulan|tahun|langsung|seketika|days?|hours?|minutes?|weeks?"
             r"|months?|years?|at once|instantly"),
    ),
    (
        _any(r"biaya\w*|bayar\w*|m?bayar|byr|duit|ongkos\w*|kena|gratis|free|cost\w*|fees?|pay"
             r"|charged?|mahal|tarif|denda\w*|brp duit|berapa duit"),
        re.compile(r"Rp|%|\b(?:gratis|free|biaya|fee|denda|no charge)\b", re.IGNORECASE),
    ),
    (
        _any(r"di ?mana|dmn|ke ?mana|kmn|ning ?endi|where|cabang|cbg|branch|aplikasi|app|online"
             r"|atm"),
        _any(r"cabang|branch|aplikasi|app|menu|ATM|mesin|machine"),
    ),
    (
        _any(r"siapa|wakil\w*|diwakil\w*|ortu|orang tua|istri|suami|anak\w*|sendiri|titip|who"
             r"|someone else|wife|husband|parents?|mom|dad"),
        _any(r"orang tua|wali|sendiri|diwakil\w*|kuasa|anak|parents?|guardian|in person|proxy"
             r"|behalf|pemilik|owner|child"),
    ),
    (
        _any(r"bawa|syarat\w*|dokumen\w*|ktp|kk|npwp|surat|paspor|berkas|bring|documents?|id card"
             r"|passport|papers?"),
        _any(r"e-KTP|KTP|KK|NPWP|surat|paspor|buku|akta|dokumen|documents?|letter|passport"),
    ),
    (
        _any(r"jam (?:berapa|brp)|malam|malem|mlm|sabtu|sabtunya|libur|weekend|tanggal merah|open"
             r"|closed?|saturday|sunday|holiday|night"),
        _any(r"pukul|\d\d\.\d\d|24 jam|Sabtu|Minggu|libur|hari kerja|Saturday|Sunday|holidays?"
             r"|working days?|24 hours|Senin–Jumat|Monday"),
    ),
)  # fmt: skip


def sentences(wording: Wording) -> tuple[str, ...]:
    """Those of the answer, and the steps."""
    return (*wording.sentences(), *wording.steps)


@dataclass(frozen=True, slots=True)
class Telling:
    """Sentences of one article that answer a question, and how well the best does."""

    parts: tuple[str, ...]
    score: float


def telling(
    text: str, alone: Array, together: Array, parts: Sequence[str], vectors: Array, whole: int = 0
) -> Telling:
    """One or two of the parts, in their order; never the first *whole* ones, which were the answer.

    *alone*, *together*: unit vectors, shape (dim,), of the text and of it behind the message
    before; *vectors*: of the parts, shape (n, dim), n at least 1.
    """
    wanted = [held for asked, held in _KINDS if asked.search(text)]
    holds = np.array([any(held.search(part) for held in wanted) for part in parts], np.float32)
    scores = vectors @ alone + _TOGETHER * (vectors @ together) + _EXPECTED * holds
    best = np.argsort(-scores, kind="stable")[:_MOST]
    said = sorted(i for i in best if scores[best[0]] - scores[i] <= _CLOSE)
    chosen = said if said != list(range(whole)) else best[:1]
    return Telling(tuple(parts[i] for i in chosen), float(scores[best[0]]))
