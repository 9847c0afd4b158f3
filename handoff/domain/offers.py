"""The offer of a person: what is kept of one, and which words answer it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handoff.domain.courtesies import courtesy
from handoff.domain.events import Button
from handoff.domain.evidence import Because, EscalationReason, Fact, Made
from handoff.domain.waits import Says, asks_something, clauses, needs_no_person, wait_says


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
    #: What was read of its reason, on the scale of the thresholds.
    evidence: float = 1.0

    @property
    def of_frustration(self) -> bool:
        facts = {because.fact for because in self.because}
        return self.reason is EscalationReason.FRUSTRATED or Fact.FRUSTRATED in facts


#: Evidence this much above that of an earlier offer for the same reason is clearly more.
CLEARLY = 0.2


def speaks_anew(offer: Offer, made: Made) -> bool:
    """Whether *offer* has what those *made* had not: another reason, or clearly more evidence."""
    before = dict(made).get(offer.reason)
    return before is None or offer.evidence >= before + CLEARLY


def made_too(made: Made, reason: EscalationReason, evidence: float) -> Made:
    """*made*, and one more: of each reason the strongest counts."""
    strongest = dict(made)
    strongest[reason] = max(evidence, strongest.get(reason, 0.0))
    return tuple(sorted(strongest.items()))


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
mboten usah · boten usah · teu kedah · ora usah · rasah · tak usah · nda usah · kagak usah
nanti dulu · belum perlu · tidak terima kasih · tidak makasih · gak makasih · ga makasih
tidak lanjut di sini · lanjut di sini · lanjut · lanjut saja · lanjut aja · di sini saja
di sini aja · coba lagi · coba lagi di sini · kita coba lagi · coba lagi aja · try again
lets try again · no thanks · no thank you · not now · no need · no stay here · stay here · later"""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Said behind an answer, or before it, and changing nothing.
_BEHIND = _set(
    """lah deh dong kak kakak ka mas mbak mba bang gan sis pak bapak bu ibu min admin ya yah aja
    saja please pls tolong thanks makasih nih atuh then"""
)
_BEFORE = _set("oh oke ok okay ya iya yaudah yaudahlah ywdh udah well then kak min")

_LEAD = (
    r"(?:(?:ya|iya|iy|oh|ok|oke|okay|baik|boleh|mau|tolong|mohon|please|yes|yeah|sure|yaudah|ywdh|"
    r"(?:ya )?(?:udah|udh|sudah|sdh)|kalau gitu|kalo gitu|klo gitu|then|do|just|minta|saya mau|"
    r"i want you to|can you|could you) )*"
)
_ABOUT = r"(?: (?:ini|itu|hal ini|percakapan ini|semuanya|saya|aku|it|this|that|me))?"
_FOR = (
    r"(?: (?:untuk|buat|ke|sama|dengan|bagi|for|to|with) (?:a |an |the )?"
    r"(?:mereka|petugas|petugasnya|cs|orang|person|human|staff|agent|someone|somebody|them|me))?"
)
_END = r"(?: (?:dulu|sekarang|now|here|jg|juga))?"
#: What an offer does, named: with somebody on duty it connects, with nobody there it keeps.
_DEED = re.compile(
    _LEAD
    + r"(?:(?:di)?(?:simpan|catat|sambung|hubung)(?:kan|in)?|simpen|disimpen|keep|save|connect)"
    rf"{_ABOUT}{_FOR}{_END}"
)
_STAFF = r"(?:petugas|petugasnya|cs|csnya|orang|seseorang|someone|somebody|a person|staff|an agent)"
_CALL = r"(?:hubungi|hubungin|telepon|telpon|telfon|telp|kontak|call|contact|phone)"
#: Whoever asks to be called, behind an offer of a person, wants that person.
_CALL_ME = re.compile(
    rf"{_LEAD}(?:"
    rf"(?:suruh |biar |agar |supaya )?{_STAFF} (?:tolong |yang |yg |bisa )?{_CALL}"
    r" (?:saya|aku|gw|gue|ibu|bapak|me)"
    r"(?: back)?"
    rf"|(?:have|get|ask|let) {_STAFF} (?:to )?{_CALL} me(?: back)?"
    rf"|(?:bisa )?{_CALL} (?:saya|aku|gw|gue|me)(?: back)?"
    rf"|(?:di)(?:hubungi|hubungin|telepon|telpon|telfon)(?: (?:oleh|sama|ama))?(?: {_STAFF})?"
    rf"){_END}"
)
#: Beside the deed, these take it back, or only tell of it.
_UNLESS = re.compile(
    r"\b(?:jangan|(?:tidak|tdk|ndak|gak?|ng?gak?) (?:usah|perlu|jadi)|gausah|dont|do not|no need|"
    r"not now|batal|cancel)\b"
)


def _words(text: str) -> str:
    """Words alone, in lower case: "Don't!" is "dont"."""
    return " ".join(re.findall(r"\w+", re.sub(r"['\u2019]", "", text.casefold())))


def _folded(text: str) -> str:
    """Words alone, in lower case, without repeated letters: "Yaaa, boleh!!" is "ya boleh"."""
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return re.sub(r"(.)\1+", r"\1", words)


def _phrases(text: str) -> frozenset[str]:
    return frozenset(_folded(phrase) for line in text.splitlines() for phrase in line.split("·"))


_ANSWERS = dict.fromkeys(_phrases(_YES), True) | dict.fromkeys(_phrases(_NO), False)
_BEHIND_FOLDED = frozenset(map(_folded, _BEHIND))
_BEFORE_FOLDED = frozenset(map(_folded, _BEFORE))


def answered(text: str) -> bool | None:
    """Whether *text*, written right after an offer, accepts it; None: it says something else.

    Only what can mean nothing else is an answer. All other words go to the bot. Who names what the
    offer does (`names_its_deed`) accepts it, too.
    """
    words = _folded(text).split()
    known = _ANSWERS.get(" ".join(words))
    if known is not None or "?" in text:
        return known
    # Outer words are taken away one by one, so that none is lost that an answer itself has.
    first = 0
    while first < len(words):
        for end in range(len(words), first, -1):
            if not all(word in _BEHIND_FOLDED for word in words[end:]):
                break
            known = _ANSWERS.get(" ".join(words[first:end]))
            if known is not None:
                return known
        if words[first] not in _BEFORE_FOLDED:
            return None
        first += 1
    return None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to an offer.

    *names*: in words that can be meant for nothing else, such as "here" or "no person". *more*:
    something else is said beside it.
    """

    accepts: bool
    names: bool = False
    more: bool = False


#: A bare yes or no before something else may be meant for what the bot said.
_BARE_YES = frozenset(map(_folded, _set("baik bisa bs sip sure yup yap yes y iy")))
_BARE_NO = frozenset(
    map(_folded, _set("tidak tdk gak ga nggak ngga enggak engga ndak no nope jangan lanjut later"))
)
#: A decline and what is asked behind it, without a sign between: a small word, or "only here",
#: ends the decline. "Gak usah pakai PIN?" is none.
_DECLINED_FIRST = re.compile(
    r"^\W*(?:(?:oh|ya|iya|oke?|eh|hm+|makasih|nah)\W+)*"
    r"((?:tidak|tdk|ndak|ng?gak?|engg?ak|ga|gak|ora|kagak) ?(?:usah|perlu|jadi)"
    r"(?:\W+(?:dulu|deh|dech|ah|kak|min|mas|mbak|pak|bu|lah|makasih|thanks|aja|saja))+"
    r"|(?:lanjut |mau )?(?:di ?)?sini (?:aja|saja|ae|wae)(?: (?:deh|kak|min|lah|dulu|ya))*"
    r"|no (?:need|thanks|thank you)|not now)\b(?=\W+\w)",
    re.IGNORECASE,
)
#: Only these declines go with something else that is told: "udah coba lagi, tetep ga bisa" is none.
_DECLINES = re.compile(
    r"\b(?:usah|perlu|kedah|rasah|sini|here|no need|no thanks|no thank you|kasih|makasih)\b"
)
_GOES_ON = re.compile(r"\b(?:coba|try|lanjut|later)\b")
_PERSON = re.compile(
    r"\b(?:petugas(?:nya)?|cs(?:nya)?|operator|manusia|pegawai|human|staff?|representative|agent)\b"
    r"|\b(?:mau|minta|sama|ke|pengen|ingin|butuh|mana|dengan|tanya) (?:orang(?:nya)?|agen|admin)\b"
    r"(?! lain)"
    r"|\b(?:real|a) person\b|\b(?:to|with|need|want) (?:someone|somebody)\b"
)
_REFUSES = re.compile(
    r"\b(?:tidak|tdk|ndak|ng?gak?|ngga|engg?ak?|gak?|gk|gausah|kagak|ora|jangan|bukan|tanpa|no|not|"
    r"dont|without)\b"
)
#: What an answer and what is asked beside it are joined with.
_JOINED = re.compile(
    r"\b(?=(?:tapi|tp|but|sekalian|sambil|(?:sama|sm) (?:mau )?(?:tanya|nanya)|also)\b)"
)


def answer_of(text: str) -> Answer | None:
    """What *text*, written right after an offer, says to it; None: it says something else.

    Beside a bare answer (`answered`) that is one in a clause of its own, with anything else around
    it: the first clause, or one that says that no person is needed. A bare "yes" with more is none,
    a bare "no" only where something is asked. Who names a person beside a "no" declines none.
    """
    answer = _answer(text)
    return None if answer and not answer.accepts and answer.more and _for_person(text) else answer


def _answer(text: str) -> Answer | None:
    bare = answered(text)
    if bare is not None:
        return Answer(bare, names=not bare and needs_no_person(text))
    if names_its_deed(text):
        beside = [part for part in _parts(text) if not _asks_for_it(part)]
        return Answer(True, names=True, more=_says_more(beside))
    first = _DECLINED_FIRST.search(text)
    if first:
        return Answer(False, names="sini" in first[1].casefold(), more=True)
    parts = _parts(text)
    spoken = [part for part in parts if answered(part) is not None or _says_more([part])]
    for place, part in enumerate(parts):
        others = [*parts[:place], *parts[place + 1 :]]
        if needs_no_person(part):
            return Answer(False, names=True, more=_says_more(others))
        said = None if part.rstrip().endswith("?") else answered(part)
        if said is None or part is not spoken[0]:
            continue
        if said is False:
            more, asks = _says_more(others), any(map(asks_something, others))
            if (_is_strong(part) or asks) and (not more or _carries(part, asks)):
                return Answer(False, more=more)
        if said and _is_strong(part) and not _UNLESS.search(_words(text)):
            return Answer(True, more=_says_more(others))
    return None


def _parts(text: str) -> list[str]:
    parts = (part.strip(" ,\t\n") for clause in clauses(text) for part in _JOINED.split(clause))
    return [part for part in parts if part]


def _carries(declines: str, asks: bool) -> bool:
    """Whether a clause that declines does so beside something else. *asks*: that is asked."""
    words = _words(declines)
    if re.search(r"\b(?:coba|try)\b", words):
        return False
    return bool(_DECLINES.search(words)) or (asks and not _GOES_ON.search(words))


def _for_person(text: str) -> bool:
    """Whether a clause of *text* names a person without refusing one."""
    spoken = map(_words, _parts(text))
    return any(_PERSON.search(words) and not _REFUSES.search(words) for words in spoken)


def _is_strong(clause: str) -> bool:
    """Whether an answer says more than yes or no."""
    weak = _BARE_YES | _BARE_NO | _BEFORE_FOLDED | _BEHIND_FOLDED
    return any(word not in weak for word in _folded(clause).split())


def _says_more(parts: list[str]) -> bool:
    """Whether *parts* say something that is to be answered."""
    text = " ".join(parts)
    if not _words(text) or courtesy(text) is not None:
        return False
    if all(word in _BEHIND | _BEFORE for word in _words(text).split()):
        return False
    return wait_says(text) not in (Says.THANKS, Says.SETTLED, Says.DROPPED, Says.NO_PERSON)


def names_its_deed(text: str) -> bool:
    """Whether a clause of *text* plainly asks for what an offer does: to keep, connect or call.

    That is an answer even where the offer is not the last thing that was said. A question whether
    it was done is none, and neither is anything with a refusal in it.
    """
    if _UNLESS.search(_words(text)):
        return False
    return any(_asks_for_it(part) for part in re.split(r"(?<=[?.!,;\n])", text))


def _asks_for_it(clause: str) -> bool:
    words = _words(clause).split()
    while words and words[-1] in _BEHIND:
        words.pop()
    said = " ".join(words)
    polite = re.search(r"\b(?:bisa|boleh|tolong|can|could|please)\b", said)
    if clause.rstrip().endswith("?") and not polite:
        return False
    return bool(_DEED.fullmatch(said) or _CALL_ME.fullmatch(said))
