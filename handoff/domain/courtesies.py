"""Thanks, a goodbye, or a word that says "understood", and nothing else. Indonesian and English.

Who waits and writes one of these asks nothing, and still wants to be heard. A message counts only
if each of its words is known here: whoever says more is read by others.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import Final


class Courtesy(enum.StrEnum):
    UNDERSTOOD = "understood"  #: "oke", "siap", "saya tunggu"
    THANKS = "thanks"
    LATER = "later"  #: "nanti saja", "itu saja": they go, or it was all
    GOODBYE = "goodbye"  #: "sampai jumpa", "bye"


@dataclass(frozen=True, slots=True)
class Courteous:
    """What a message says. *formal*: nothing casual is in it. *language*: None: used in both."""

    kind: Courtesy
    formal: bool
    language: str | None


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    each = (tuple(phrase.split()) for line in text.splitlines() for phrase in line.split("·"))
    return frozenset(phrase for phrase in each if phrase)


_BOTH = {
    Courtesy.UNDERSTOOD: _phrases("ok · oke · okay · okey · okee · okeh · okie · kk · sip"),
    Courtesy.THANKS: _phrases("thanks · thx · tq · ty · tks · thank"),
    Courtesy.GOODBYE: _phrases("bye · bye bye · byee · babay · bubye"),
}
_INDONESIAN = {
    Courtesy.UNDERSTOOD: _phrases(
        """siap · siaap · baik · baiklah · baik lah · iya · ya · y · yup · yoi · yap · oh · ohh · o
        ya sudah · y sudah · ya sudahlah · sudah · paham · mengerti · ngerti · saya mengerti
        saya paham · gpp · gapapa · gak apa apa · tidak apa apa · ga apa apa · nggak apa apa
        tidak apa · tidak masalah · santai · aman · nggih · inggih · enggeh · muhun · mangga
        monggo · injih · begitu · gitu · oh begitu · oh gitu · jadi begitu · noted · mantap
        laksanakan · saya tunggu · ditunggu · tunggu · menunggu · nunggu · saya menunggu
        saya nunggu · saya tetap menunggu · saya tetap tunggu · tetap menunggu · ibu tunggu
        bapak tunggu · antosan · diantos · ditunggu kabarnya · saya tunggu kabarnya
        ditunggu teleponnya · saya tunggu teleponnya · saya menunggu telepon petugas
        saya tunggu telepon petugas · saya tunggu petugas · saya tunggu petugasnya
        saya tunggu di sini · saya menunggu kabar · saya tunggu kabar"""
    ),
    Courtesy.THANKS: _phrases(
        """terima kasih · terimakasih · trima kasih · trimakasih · makasih · makasi · makasii
        makaci · mksh · mksih · mkasih · trims · trm kasih · tengkyu · nuhun · hatur nuhun · nuwun
        matur nuwun · matur suwun · suwun · kesuwun · tarimo kasih · terima kasih kembali
        tengs · tenkyu · mauliate"""
    ),
    Courtesy.LATER: _phrases(
        """nanti · nanti saja · nanti dulu · besok · besok saja · lain kali · lain kali saja
        lain waktu · kapan kapan · itu saja · itu dulu · sudah itu saja · sudah cukup · cukup
        segitu saja · segitu dulu · cukup sekian · sekian · saya tinggal dulu · ditinggal dulu
        saya balik lagi nanti · nanti saya balik lagi · nanti saya kembali lagi · saya pergi dulu
        nanti saya ke sini lagi · off dulu · saya off dulu · nanti lagi · dilanjut nanti
        nanti dilanjut"""
    ),
    Courtesy.GOODBYE: _phrases(
        """dadah · dadaah · dah dah · sampai jumpa · sampai nanti · sampai ketemu lagi
        sampai ketemu · sampai bertemu lagi · pamit · pamit dulu · saya pamit · saya pamit dulu
        wassalam · wassalamualaikum · wasalam · permisi dulu · mohon pamit · selamat tinggal
        jumpa lagi"""
    ),
}
_ENGLISH = {
    Courtesy.UNDERSTOOD: _phrases(
        """alright · all right · got it · i see · understood · sure · fine · great · perfect · cool
        no problem · no worries · sounds good · good · i will wait · ill wait · i can wait
        i am waiting · will wait · waiting"""
    ),
    Courtesy.THANKS: _phrases(
        """thank you · thank u · thankyou · thanks a lot · thank you very much · many thanks
        thanks so much · thank you so much · much appreciated · appreciate it · cheers"""
    ),
    Courtesy.LATER: _phrases(
        """later · maybe later · another time · tomorrow · thats all · that is all · that was all
        i will come back later · ill come back later · i will be back · ill be back
        i have to go · i have to leave · gotta go"""
    ),
    Courtesy.GOODBYE: _phrases(
        """goodbye · good bye · see you · see ya · see you later · good night · take care
        have a nice day · have a good day · have a good one · talk later"""
    ),
}
#: A greeting by itself, and a goodbye behind thanks or "baik".
_HOURS = {
    "id": _phrases(
        """selamat pagi · selamat siang · selamat sore · selamat malam · met pagi · met siang
        met sore · met malam · selamat istirahat · selamat beraktivitas · selamat bertugas"""
    ),
    "en": _phrases("good morning · good afternoon · good evening · good day"),
}
#: Beside these, changing nothing.
_BESIDE = frozenset(
    word
    for words in _phrases(
        """kak kakak ka mbak mba mas min admin mimin pak bapak bu ibu bang bg gan sis bos boss nak
        neng bestie say sir madam maam teh kang cik deh dong ah kok yah yaa nih sih saja lah loh
        lho kan atuh mah nya banyak banget bgt sekali sebelumnya atas bantuannya bantuan
        perhatiannya waktunya infonya informasinya info jawabannya penjelasannya untuk buat hehe
        hehehe haha wkwk wkwkwk so very much for the your help all everything then and dan dulu
        mohon maaf"""
    )
    for word in words
)
_SAME: Final = {
    **dict.fromkeys(("udah", "udh", "dah", "sdh", "uda", "wis", "wes", "ud"), "sudah"),
    **dict.fromkeys(("aku", "gue", "gw", "gua", "aq", "sy", "sya", "kami", "gwe"), "saya"),
    **dict.fromkeys(("iyaa", "iy", "yaa", "yaaa", "iyah", "yoo", "yo"), "ya"),
    **dict.fromkeys(("bsk", "besoknya"), "besok"),
    **dict.fromkeys(("ntar", "nti", "entar", "tar"), "nanti"),
    **dict.fromkeys(("tungguin", "tggu", "tnggu"), "tunggu"),
    **dict.fromkeys(("telpon", "telponnya", "telfon", "telp"), "telepon"),
    **dict.fromkeys(("aja",), "saja"),
    **dict.fromkeys(("slmt", "slamat"), "selamat"),
    "ywdh": "ya sudah",
    "yaudah": "ya sudah",
    "yaudh": "ya sudah",
    "yawdah": "ya sudah",
    "yasudah": "ya sudah",
    "yowis": "ya sudah",
    "im": "i am",
}
_SIGNS: Final = {
    Courtesy.THANKS: "🙏🫶🥰❤",
    Courtesy.UNDERSTOOD: "👍👌🆗✅🫡😊🙂",
    Courtesy.GOODBYE: "👋",
}
_CASUAL = re.compile(
    r"\b(?:oke+|ok|okay|okey|sip+|siap|mak(?:asi|sih|asih|asii|aci)|mksh|mksih|thx|tq|ty|tks|thanks|"
    r"trims|bye|dadah|dah|udah|udh|ywdh|yaudah|aja|deh|dong|gpp|gapapa|bang|bg|min|gan|sis|"
    r"cool|cheers|nih|gw|gue|gua|aku|ntar|yoi|yup)\b"
)
_LONGEST = 5
#: Who writes more words says more than a courtesy.
_MOST = 16


def courtesy(text: str) -> Courteous | None:
    """What *text* says if it is a courtesy and nothing else; a question never is."""
    if "?" in text:
        return None
    folded = _folded(text)
    words = " ".join(_SAME.get(word, word) for word in folded.split()).split()
    if len(words) > _MOST:
        return None
    kinds, tongues = set(_signs(text)), set[str]()
    hour = False
    at = 0
    while at < len(words):
        found = _longest(words, at)
        if found is None:
            if words[at] not in _BESIDE:
                return None
            at += 1
            continue
        length, kind, tongue = found
        if kind is None:
            hour = True
        else:
            kinds.add(kind)
        if tongue is not None:
            tongues.add(tongue)
        at += length
    if folded in ("dah", "dah ya", "dah kak", "dah min", "dah dah"):
        kinds = {Courtesy.GOODBYE}
    if not kinds:
        return None  # "selamat pagi" alone greets
    if hour:
        kinds.add(Courtesy.GOODBYE)
    return Courteous(
        kind=max(kinds, key=_ORDER.index),
        formal=not _CASUAL.search(folded),
        language=tongues.pop() if len(tongues) == 1 else None,
    )


_ORDER: Final = tuple(Courtesy)
_KNOWN: Final[dict[tuple[str, ...], tuple[Courtesy | None, str | None]]] = {
    **{
        phrase: (kind, tongue)
        for tongue, table in ((None, _BOTH), ("id", _INDONESIAN), ("en", _ENGLISH))
        for kind, phrases in table.items()
        for phrase in phrases
    },
    **{phrase: (None, tongue) for tongue, phrases in _HOURS.items() for phrase in phrases},
}


def _longest(words: list[str], at: int) -> tuple[int, Courtesy | None, str | None] | None:
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        found = _KNOWN.get(tuple(words[at : at + length]))
        if found is not None:
            return (length, *found)
    return None


def _signs(text: str) -> set[Courtesy]:
    return {kind for kind, signs in _SIGNS.items() if any(sign in text for sign in signs)}


def _folded(text: str) -> str:
    """Words alone, in lower case; three letters or more of a kind are one."""
    words = " ".join(re.findall(r"[^\W_]+", re.sub(r"['’]", "", text.casefold())))
    return re.sub(r"([^\W\d])\1{2,}", r"\1", words)
