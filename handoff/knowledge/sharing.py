"""Which replies of agents may be shown beside another customer's conversation.

Nothing of one customer may reach another, and no list of names knows everybody's. So it is turned
around: a reply is shown only if nothing in it could be one customer's own.

Every reply: no masked secret, nothing that the masking would find, no name of its customer or
agent, nobody addressed ("Bu …", "Halo …"), letters that can be compared, one short text.

Besides, one of these:
    It was written, word for word, to several customers: a house text. Its numbers are the house's.
    Or it has no number in digits or words, no address, no capital inside a sentence that the
    articles do not have too, and no word that only the conversations of one or two customers hold:
    each is an everyday word, stands in the articles, or was written to several customers.

What remains: a name that is also a word of the articles ("sandi", "dana"), written small and with
nobody addressed, of a person who is not in the conversation. And who comes without signing in from
three browsers counts as three customers.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from handoff.domain.masking import SecretKind, mask
from handoff.knowledge.articles import LANGUAGES, Article
from handoff.knowledge.words import content_words

#: Characters of a reply that is worth repeating: less is a courtesy, more is a letter.
SHORTEST, LONGEST = 25, 300
#: Customers that make a word or a text the house's.
SEVERAL = 3

_WORD = re.compile(r"\w+")
_STRETCHED = re.compile(r"(.)\1{2,}")
#: Of e-KTP, and words in English.
_LETTERS = frozenset("eai")
_SENTENCE = re.compile(r"[.?!\n]+\s*")
_ADDRESS = re.compile(r"@|://|\bwww\b|\w\.(?:com|id|net|org)\b", re.IGNORECASE)
_NUMERALS = frozenset(
    """dua tiga empat lima enam tujuh delapan lapan sembilan sepuluh sebelas puluh belas seratus
    ratus seribu ribu sejuta juta miliar milyar triliun jt rb two three four five six seven eight
    nine ten eleven twelve hundred thousand million billion dozen""".split()  # noqa: SIM905
)
#: Those that count nothing by themselves: "salah satu", "one moment".
_ONE = frozenset({"nol", "kosong", "satu", "zero", "oh", "one", "double"})
#: Who comes next is addressed or named.
_BEFORE_NAMES = frozenset(
    """ibu bu bunda bapak pak bpk ayah mbah kakek nenek kak kakak ka mas mbak mba abang bang om
    tante uda uni teh teteh kang aa neng cik koh ko ci gus nyonya ny tuan tn saudara saudari sdr
    sdri mr mrs ms miss sir madam dr prof haji hj dear halo hai hello hi hey salam hormat pagi siang
    sore malam kasih makasih thanks bernama nama name
    named""".split()  # noqa: SIM905
)
#: May stand there and names nobody: "terima kasih sudah menunggu", "Bapak dapat datang".
_NO_NAMES = frozenset(
    """hari ini itu anda kami kita saya tidak belum sudah telah akan bisa dapat perlu mohon silakan
    boleh harus masih juga dan atau yang di ke dari untuk pada atas karena jika bila ada sedang ya
    lengkap pengguna
    penerima pemilik can may will need should have has are for to and is the your our""".split()  # noqa: SIM905
)
_NAMELESS = _NO_NAMES | _BEFORE_NAMES
#: Words before a comma that are no names.
_OPENERS = frozenset(
    "baik oke ok sayangnya maaf mohon tentu benar betul sure yes sorry".split()  # noqa: SIM905
)
#: What anybody writes to anybody, beside the fillers of `words`.
_EVERYDAY = frozenset(
    content_words(
        """silakan halaman sini situ sana terkait besok lusa kemarin nanti tadi sekarang segera
        sebentar kembali dikembalikan begitu teruskan diteruskan bapak ibu kakak bantu dibantu
        membantu tunggu menunggu cek periksa dicek mengecek jelaskan penjelasan pastikan
        dipastikan pasti coba dicoba ulang ulangi langsung langkah selanjutnya berikut berikutnya
        setelah sebelum selama sambil hingga sampai paling lambat cepat lama biasanya kendala
        masalah gangguan solusi selesai diselesaikan proses diproses catat mencatat dicatat
        laporan kabar kabari informasi info hubungi menghubungi dihubungi jawab jawaban pertanyaan
        tanya mengerti paham maaf senang tersedia berlaku muncul tampil layar tombol klik tekan
        pilih lihat isi kirim dikirim terima menerima diterima lewat melalui tetap lalu kemudian
        agar supaya seperti tanpa semua setiap hanya lebih kurang banyak sedikit cukup please help
        tell show see look check sure again first next later soon today tomorrow yesterday after
        before until while because also only still always never more less much many question
        answer problem issue wait waiting sorry happy glad welcome happen happens work works fine
        able available screen button press choose send sent receive received through without every
        each"""
    )
)
_EVERYDAY_CAPITALS = frozenset({"Anda", "Bapak", "Ibu", "Kakak", "Kak", "I", "OK", "KTP", "SMS"})
#: A full stop that ends no sentence: a name comes next.
_SHORT_FOR = re.compile(r"\b(bpk|bp|ibu|sdri?|ny|tn|dr|mrs?|ms|prof|hj)\.", re.IGNORECASE)
_THANKS = re.compile(r"\bthank you\b", re.IGNORECASE)
_IN_NAME_OF = re.compile(r"\ba\.?\s?n\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A reply of an agent's, and the customer's message before it."""

    #: Whose conversation it was.
    customer: str
    asked: str
    text: str
    #: Of customer and agent: a reply that names one is not repeated to another.
    names: tuple[str, ...]

    @property
    def reference(self) -> str:
        """The same for the same words to whomever, and nothing of where they were written."""
        return hashlib.sha256(folded(self.text).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Published:
    """The words of the articles: whatever a customer may read anyway. Stems, and as written."""

    stems: frozenset[str] = frozenset()
    #: Words that begin with a capital inside a sentence, as they are written.
    capitals: frozenset[str] = frozenset()


def published(articles: Iterable[Article]) -> Published:
    """Of titles, answers, steps, details and keywords; not of what customers asked."""
    stems: set[str] = set()
    capitals: set[str] = set()
    for article in articles:
        for words in (article.wording(language) for language in LANGUAGES):
            for text in (words.title, words.answer, *words.steps, *words.details, *words.keywords):
                stems.update(content_words(text))
                capitals.update(_capitals(text))
    return Published(frozenset(stems), frozenset(capitals))


@dataclass(frozen=True, slots=True)
class Sharing:
    """What the conversations of a house have in common: the rest is somebody's."""

    #: Texts that several customers were written, folded.
    texts: frozenset[str]
    #: Stems of the articles, of everyday words, and of what several customers were written.
    words: frozenset[str]
    capitals: frozenset[str]
    #: Parts of the names of everybody in these conversations.
    names: frozenset[str]

    @classmethod
    def of(cls, replies: Sequence[Earlier], known: Published) -> Sharing:
        """From all of *replies*, whatever each of them may be."""
        house = _of_several(
            (reply.customer, content_words(reply.text)) for reply in replies if _plain(reply.text)
        )
        people = _parts({name for reply in replies for name in reply.names})
        return cls(
            texts=_of_several((reply.customer, (folded(reply.text),)) for reply in replies),
            words=known.stems | house | _EVERYDAY,
            capitals=known.capitals | _EVERYDAY_CAPITALS,
            # "bunga" is interest before it is anybody's name.
            names=frozenset(name for name in people if not known.stems >= {*content_words(name)}),
        )

    def allows(self, reply: Earlier) -> bool:
        """Whether *reply* may be shown to whoever serves another customer."""
        if not _nobodys(reply):
            return False
        return folded(reply.text) in self.texts or self._general(reply.text)

    def _general(self, text: str) -> bool:
        """Whether each of its words could have been written to anybody."""
        text = unicodedata.normalize("NFKC", text)
        if any(sign.isnumeric() for sign in text) or _ADDRESS.search(text) or _counts(text):
            return False
        said = frozenset(_bare_words(text))
        if not (_capitals(text) <= self.capitals and self.names.isdisjoint(said)):
            return False
        return not any(map(_odd, said)) and self.words.issuperset(content_words(text))


def folded(text: str) -> str:
    """Equal for texts that differ in spaces and capitals only."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _of_several(said: Iterable[tuple[str, Iterable[str]]]) -> frozenset[str]:
    """What was said to several customers."""
    heard: defaultdict[str, set[str]] = defaultdict(set)
    for customer, things in said:
        for thing in things:
            heard[thing].add(customer)
    return frozenset(thing for thing, by in heard.items() if len(by) >= SEVERAL)


def _nobodys(reply: Earlier) -> bool:
    """Whether it names and addresses nobody, and hides nothing."""
    text = unicodedata.normalize("NFKC", reply.text)
    if not (SHORTEST <= len(text) <= LONGEST and _plain(text)) or "[" in text or "•" in text:
        return False
    if _names_any(text, reply.names) or _addresses(text):
        return False
    return not mask(text, expecting=frozenset(SecretKind)).kinds


def _odd(word: str) -> bool:
    """Whether comparing stems would overlook it: an initial, or a stretched word."""
    return _STRETCHED.search(word) is not None or (len(word) == 1 and word not in _LETTERS)


def _plain(text: str) -> bool:
    """Whether all its letters are such as are compared: others would be overlooked."""
    bare = unicodedata.normalize("NFKD", text)
    return all(sign.isascii() for sign in bare if sign.isalpha())


def _names_any(text: str, names: Iterable[str]) -> bool:
    """Whether a word of *text* is, or begins with, a part of one of the *names*."""
    parts = _parts(names)
    return any(
        word == part or (len(part) > 3 and word.startswith(part))
        for word in _bare_words(text)
        for part in parts
    )


def _parts(names: Iterable[str]) -> frozenset[str]:
    return frozenset(part for name in names for part in _bare_words(name) if len(part) > 1)


def _addresses(text: str) -> bool:
    """Whether somebody may be called by a name: after "Bu", or before the first comma."""
    whole = _IN_NAME_OF.sub(" nama ", _SHORT_FOR.sub(r"\1 ", _THANKS.sub("thanks", text)))
    for sentence in _SENTENCE.split(whole):
        said = _bare_words(sentence)
        for before, word in pairwise(said):
            if before in _BEFORE_NAMES and word not in _NAMELESS:
                return True
        alone = re.match(r"\W*(\w+)\s*,", sentence)
        if alone and content_words(alone[1]) and alone[1].casefold() not in _OPENERS:
            return True
    return False


def _counts(text: str) -> bool:
    """Whether a number is spelled out: an amount, how many it were, or digit by digit."""
    words = _bare_words(text)
    if not _NUMERALS.isdisjoint(words):
        return True
    return any(a in _ONE and b in _ONE for a, b in pairwise(words))


def _capitals(text: str) -> set[str]:
    """Words that begin with a capital inside a sentence, and those with one further in."""
    found: set[str] = set()
    for sentence in _SENTENCE.split(unicodedata.normalize("NFKC", text)):
        first, *rest = _WORD.findall(sentence) or [""]
        found.update(word for word in rest if word[0].isupper())
        found.update(word for word in (first, *rest) if any(sign.isupper() for sign in word[1:]))
    return found


def _bare_words(text: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", text).casefold()
    return _WORD.findall("".join(sign for sign in bare if not unicodedata.combining(sign)))
