"""The offer of a person: what is kept of one, and which words answer it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handoff.domain.events import Button
from handoff.domain.evidence import Because, EscalationReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A person who is to be offered after the bot's next answer, or has just been offered."""

    reason: EscalationReason
    because: tuple[Because, ...]
    #: Number of the event that made the offer; 0: it is still to be made.
    seq: int = 0
    #: The bot's answer before it had asked something too: a bare "yes" may be meant for that.
    asked: bool = False
    #: The buttons of that answer, given again to who declines.
    buttons: tuple[Button, ...] = ()


_YES = """ya · iya · iy · yes · yup · yap · ok · oke · okay · okey · baik · boleh · mau · bisa · sip
silakan · silahkan · tolong · please · sure · sambungkan · sambungin · hubungkan
ya boleh · iya boleh · ya deh · iya deh · boleh deh · boleh dong · boleh kak
boleh min · boleh banget · boleh tolong
ya mau · iya mau · mau dong · mau deh · mau kak · ya tolong · iya tolong · ya silakan · ok boleh
ya sambungkan · iya sambungkan · ya sambungin · tolong sambungkan · tolong sambungin · ya kak
sambungkan saja · sambungkan aja · sambungin aja · oke sambungkan · ok sambungkan · ya min
simpan · ya simpan · iya simpan · simpan saja · simpan aja · boleh simpan · boleh disimpan
ya disimpan · tolong simpan · tolong disimpan · catat · ya catat · catat saja · catat aja
ya simpan untuk petugas · simpan untuk petugas · keep it · yes keep it · please keep it
yes keep it for a person · yes please · yes connect me · connect me · please connect me
please do · ok please"""
_NO = """tidak · tdk · gak · ga · nggak · ngga · enggak · engga · ndak · no · nope · jangan
tidak usah · gak usah · ga usah · nggak usah · ngga usah · tidak perlu · gak perlu · ga perlu
nggak perlu · tidak mau · gak mau · ga mau · nggak mau · jangan dulu · nanti saja · nanti aja
nanti dulu · belum perlu · tidak terima kasih · tidak makasih · gak makasih · ga makasih
tidak lanjut di sini · lanjut di sini · lanjut · lanjut saja · lanjut aja · di sini saja
di sini aja · coba lagi · coba lagi di sini · kita coba lagi · coba lagi aja · try again
lets try again · no thanks · no thank you · not now · no need · no stay here · stay here · later"""


def _folded(text: str) -> str:
    """Words alone, in lower case, without repeated letters: "Yaaa, boleh!!" is "ya boleh"."""
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return re.sub(r"(.)\1+", r"\1", words)


def _phrases(text: str) -> frozenset[str]:
    return frozenset(_folded(phrase) for line in text.splitlines() for phrase in line.split("·"))


_ANSWERS = dict.fromkeys(_phrases(_YES), True) | dict.fromkeys(_phrases(_NO), False)


def answered(text: str) -> bool | None:
    """Whether *text*, written right after an offer, accepts it; None: it says something else.

    Only what can mean nothing else is an answer. All other words go to the bot.
    """
    return _ANSWERS.get(_folded(text))
