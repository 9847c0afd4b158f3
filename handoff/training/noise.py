"""What thumbs, hurry and dictation do to a sentence, so that the encoder has seen it before.

Everything draws from the `random.Random` it is given: the same seed gives the same noise.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SHORT: Mapping[str, Sequence[str]] = {
    "yang": ("yg",), "tidak": ("gak", "ga", "nggak", "tdk", "gk", "engga", "kagak"),
    "tidak ada": ("gaada", "gak ada", "ga ada"), "sudah": ("udah", "udh", "sdh", "dah"),
    "belum": ("blm", "belom", "blum"), "saya": ("sy", "aku", "gw", "gue", "gua", "ak"),
    "kamu": ("km", "lu", "lo"), "dengan": ("dgn", "sama", "dg"), "untuk": ("utk", "buat", "u/"),
    "dari": ("dr", "dri"), "kenapa": ("knp", "knapa", "napa"), "mengapa": ("kenapa", "knp"),
    "bagaimana": ("gimana", "gmn", "gmana", "bgmn"), "berapa": ("brp", "brapa", "brpa"),
    "bisa": ("bs", "bsa"), "banget": ("bgt", "bngt"), "saja": ("aja", "aj", "ja"),
    "juga": ("jg", "jga"), "karena": ("krn", "karna", "soalnya"), "kalau": ("kalo", "klo", "kl"),
    "sampai": ("sampe", "smp", "sampek"), "terima kasih": ("makasih", "mksh", "tks", "trims"),
    "tolong": ("tlg", "tlong", "tulung"), "mohon": ("mhn",), "transfer": ("tf", "trf", "transper"),
    "rekening": ("rek", "rekning", "norek"), "uang": ("duit", "dwit", "uangnya"),
    "nomor": ("no", "nmr", "nomer"), "hari": ("hr",), "jam": ("jm",), "bulan": ("bln",),
    "tahun": ("thn",), "tanggal": ("tgl",), "orang": ("org",), "sekarang": ("skrg", "skrng"),
    "kemarin": ("kmrn", "kemaren", "kmren"), "tadi": ("td", "tdi"), "pagi": ("pg",),
    "malam": ("mlm", "malem"), "masuk": ("msk", "masuq"), "keluar": ("klr",), "mau": ("mo", "mw"),
    "lagi": ("lg", "lgi"), "sedang": ("lagi", "lg"), "masih": ("msh", "msih"),
    "harus": ("hrs", "mesti"), "apa": ("ap", "apaan"), "begini": ("gini",), "begitu": ("gitu",),
    "seperti": ("kayak", "kyk", "spt"), "setelah": ("abis", "stlh"), "sebelum": ("sblm",),
    "kartu": ("krtu",), "aplikasi": ("apk", "apps", "aplikasinya", "app"), "bank": ("bang", "bnk"),
    "cepat": ("cpt", "cepet"), "lama": ("lm", "lamaa"), "terus": ("trs", "trus"),
    "benar": ("bener", "bnr"), "salah": ("slh",), "besok": ("bsk",), "hilang": ("ilang", "hlg"),
    "pakai": ("pake", "pk"), "dapat": ("dpt", "dapet"), "lihat": ("liat", "lht"),
    "minta": ("mnta", "mta"), "langsung": ("lgsg", "lsg"), "semua": ("smua", "smw"),
    "sama": ("sm", "ama"), "tapi": ("tp", "tpi"), "gagal": ("ggl", "gagal mulu"),
    "saldo": ("sldo",), "cabang": ("cbg",), "password": ("pass", "pw", "paswot", "sandi"),
    "please": ("pls", "plz"), "you": ("u",), "your": ("ur",), "because": ("cuz", "bc"),
    "account": ("acc", "acct"), "money": ("mony",), "what": ("wat", "wht"), "with": ("w",),
    "not": ("nt",), "transaction": ("trx", "transaksi"), "transaksi": ("trx", "trans"),
    "balance": ("blance", "bal"), "are": ("r",), "thanks": ("thx", "tks"), "tomorrow": ("tmr",),
}  # fmt: skip
_TAILS = (
    "kak",
    "min",
    "ya",
    "dong",
    "sih",
    "nih",
    "deh",
    "gan",
    "pak",
    "bu",
    "🙏",
    "😭",
    "😅",
    "...",
    "??",
    "!",
    "pls",
)
_FIRST = ("kak", "min", "halo", "permisi", "eh", "mas", "mbak", "maaf", "pak", "bu", "hi")


def _neighbours() -> dict[str, str]:
    near: dict[str, set[str]] = {}
    for row, keys in enumerate(_KEYS):
        for column, key in enumerate(keys):
            around = {keys[i] for i in (column - 1, column + 1) if 0 <= i < len(keys)}
            if row + 1 < len(_KEYS):
                below = _KEYS[row + 1]
                around |= {below[i] for i in (column - 1, column) if 0 <= i < len(below)}
            near.setdefault(key, set()).update(around)
            for other in around:
                near.setdefault(other, set()).add(key)
    return {key: "".join(sorted(others)) for key, others in near.items()}


_NEAR = _neighbours()


class Noise:
    """Makes one noisy variant of a text at a time.

    slang: formal and informal spellings in addition to the built-in ones.
    """

    def __init__(self, slang: Iterable[tuple[str, str]] = ()) -> None:
        spellings: dict[str, list[str]] = {word: list(short) for word, short in _SHORT.items()}
        for formal, informal in slang:
            if " " not in formal and informal:
                spellings.setdefault(formal, []).append(informal)
        self._spellings = spellings

    def __call__(self, text: str, chance: random.Random) -> str:
        """One to three kinds of noise, at strengths that a reader can still undo."""
        kinds: list[Callable[[str, random.Random], str]] = [
            self.shorten, self.shorten, thumb, thumb, drop_vowels, elongate, dictate, shout, dress,
            glue,
        ]  # fmt: skip
        for kind in chance.sample(kinds, chance.choice((1, 1, 1, 2, 2, 3))):
            text = kind(text, chance)
        return text

    def shorten(self, text: str, chance: random.Random) -> str:
        """Write words as chats do."""

        def one(found: re.Match[str]) -> str:
            options = self._spellings.get(found.group().casefold())
            return chance.choice(options) if options and chance.random() < 0.7 else found.group()

        return re.sub(r"\w+", one, text)


def thumb(text: str, chance: random.Random) -> str:
    """Hit a neighbouring key, swap, lose or double a letter: up to three times, or one in eight."""
    letters = list(text)
    places = [i for i, letter in enumerate(letters) if letter.isalpha()]
    if len(places) < 4:
        return text
    most = min(len(places) // 4, chance.randint(1, max(3, len(places) // 8)))
    for place in chance.sample(places, most):
        letter = letters[place]
        kind = chance.random()
        if kind < 0.45 and letter.lower() in _NEAR:
            letters[place] = chance.choice(_NEAR[letter.lower()])
        elif kind < 0.65:
            letters[place] = ""
        elif kind < 0.85 and place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letter
        else:
            letters[place] = letter * 2
    return "".join(letters)


def drop_vowels(text: str, chance: random.Random) -> str:
    """Write some of the longer words without inner vowels."""

    def one(found: re.Match[str]) -> str:
        word = found.group()
        if chance.random() > 0.4:
            return word
        return word[0] + re.sub(r"[aiueo]", "", word[1:-1]) + word[-1]

    return re.sub(r"[A-Za-z]{4,9}", one, text)


def elongate(text: str, chance: random.Random) -> str:
    """Draw out the end of a word: "lamaaa"."""
    words = text.split(" ")
    place = chance.randrange(len(words))
    word = words[place]
    if word and word[-1].isalpha():
        words[place] = word + word[-1] * chance.randint(1, 4)
    return " ".join(words)


def dictate(text: str, chance: random.Random) -> str:
    """What dictation leaves: no punctuation, no capitals."""
    del chance
    return re.sub(r"[^\w\s]", "", text).lower()


def shout(text: str, chance: random.Random) -> str:
    """Capitals throughout, or none at all."""
    return text.upper() if chance.random() < 0.35 else text.lower()


def dress(text: str, chance: random.Random) -> str:
    """An address in front or a particle behind."""
    if chance.random() < 0.5:
        return f"{text} {chance.choice(_TAILS)}"
    return f"{chance.choice(_FIRST)} {text}"


def glue(text: str, chance: random.Random) -> str:
    """Lose a space, or gain one inside a word."""
    places = [i for i, letter in enumerate(text) if letter == " "]
    if places and chance.random() < 0.6:
        place = chance.choice(places)
        return text[:place] + text[place + 1 :]
    inside = [i for i in range(1, len(text) - 1) if text[i - 1].isalpha() and text[i + 1].isalpha()]
    if not inside:
        return text
    place = chance.choice(inside)
    return f"{text[:place]} {text[place:]}"
