"""Which pieces of the multilingual vocabulary are kept: those of our customers' words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from tokenizers import Tokenizer
from wordfreq import top_n_list

from handoff.training.base import SPECIAL, Weights

#: Rows of the embedding table: 30,000 of 384 bytes are 11.5 MB of the 40 that there may be.
SIZE = 30_000
#: Malay stands in for words that Indonesian lists lack.
_LISTS = (("id", 40_000), ("en", 25_000), ("ms", 10_000))


def choose(weights: Weights, full: Tokenizer, texts: Iterable[str], size: int = SIZE) -> list[int]:
    """Ids of the kept pieces, the special ones first.

    All single Latin letters, digits, signs and emoji are kept, so that no Latin text becomes
    unknown; then what the texts use, then what frequent words use, most used first.
    """
    places = {piece: i for i, piece in enumerate(weights.pieces)}
    first = [places[name] for name in SPECIAL]
    single = [
        i
        for i, piece in enumerate(weights.pieces)
        if i not in first and len(piece.removeprefix("▁")) <= 1 and _ours(piece)
    ]
    used: Counter[int] = Counter()
    for encoded in full.encode_batch(list(texts)):
        used.update(encoded.ids)
    common: Counter[int] = Counter()
    for language, count in _LISTS:
        words = top_n_list(language, count)
        for rank, encoded in enumerate(full.encode_batch(words)):
            for piece in encoded.ids:
                common[piece] += count - rank
    kept = list(dict.fromkeys(first + single))
    have = set(kept)
    for piece, _ in [*used.most_common(), *common.most_common()]:
        if len(kept) == size:
            break
        if piece not in have:
            have.add(piece)
            kept.append(piece)
    return kept


def _ours(piece: str) -> bool:
    """Latin letters, digits, punctuation, symbols and emoji."""
    return all(
        letter == "▁"
        or unicodedata.category(letter)[0] in "NPSZ"
        or unicodedata.name(letter, "").startswith("LATIN")
        for letter in piece
    )
