"""What may be said to who waits for a person and asks something that an article surely answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handoff.application.knowledge import Knowledge, NoKnowledge
from handoff.domain import events as e
from handoff.domain.commands import ArticleFound
from handoff.domain.events import Link
from handoff.domain.signals import SENSITIVE
from handoff.domain.waits import asks_something, wait_says, wants_bot
from handoff.knowledge.articles import Article, Language, Wording
from handoff.knowledge.context import Context
from handoff.knowledge.ranking import WEIGHTS

#: Least score of an article that is shown unasked where none was read; `Weights.fits` is enough
#: where the bot is asked.
SURE = 18.0
#: Least distance to the next article: two that are equally near are both a guess.
AHEAD = 0.7
#: An article about a sensitive matter, shown to who waits for something else, has to be surer: who
#: has lost nobody must not be condoled with.
CERTAIN, FAR_AHEAD = 21.7, 3.8
#: And so likely, where it was read.
SURELY_READ = 0.8
#: Who writes more tells a story, which is for the person who comes: of that the questions are read.
MOST = 160
#: Of what was written before, the newest characters are read beside it.
MOST_SAID = 400

#: Asked for where something has to be brought, or got ready.
_PAPERS = re.compile(
    r"\b(?:dokumen|syarat|persyaratan|prasyarat|berkas|kelengkapan|surat|srat|surat2|srt)\w*"
    r"|\b(?:bawa|siapkan|siapin|disiapkan|disiapin|dibawa|nyiapin) (?:apa|opo)\b"
    r"|\bapa (?:saja|aja) (?:\w+ ){0,3}(?:dibawa|bawa|disiap\w*|siap\w*|perlu\w*|diperlu\w*)"
    r"|\b(?:documents?|papers?|paperwork|requirements?)\b"
    r"|\bwhat\b.{0,30}\b(?:bring|prepare|need)\b",
    re.IGNORECASE,
)
#: Papers are needed for these as well: who names one asks about that, not about what waits.
_OTHER_MATTER = re.compile(
    r"\b(?:kartu(?:nya)?(?! keluarga)|cards?|atm|pin|transfer|kirim|kredit|pinjam\w*|kpr|kur|loan|"
    r"mortgage|deposito|investasi|limit|visa|paspor|passport|valas|kurs|buka (?:rekening|tabungan)|"
    r"bukain|pembukaan|open(?:ing)?|mutasi|nomor hp|ganti (?:nama|nomor|alamat)|qris|edc|mbanking|"
    r"m-banking|aplikasi|ponsel)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:how|what|where|when|is|are|the|to|do|does|i|can|my|for|of|a|an|it|much)\b", re.IGNORECASE
)
_INDONESIAN = re.compile(
    r"\b(?:apa|apakah|berapa|brp|di|ke|yang|yg|saya|bisa|gimana|bagaimana|cara|kapan|ga|itu|ini)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """*origin*: where customers reach the articles' pages; None: nowhere."""

    knowledge: Knowledge
    origin: str | None

    async def article(
        self,
        text: str,
        language: str,
        said: Sequence[e.Recorded],
        topic: str | None = None,
    ) -> ArticleFound | None:
        """The article that surely answers *text*; None if none does, or the bot gave it before.

        *topic*: the matter for which a person is waited for. Raises StoreUnavailable.
        """
        if not asks_something(text):
            return None
        if wait_says(text) is not None and not wants_bot(text):
            return None
        tongue: Language = "en" if language == "en" or _is_english(text) else "id"
        try:
            asked = _questions(text)
            found = await self._surely(asked, tongue, said, topic) if asked else None
            matter = None if found else await self._of_matter(text, said, topic)
        except NoKnowledge:
            return None
        found = found or (Fitting(matter) if matter else None)
        if found is None:
            return None
        first, wording = found.article, found.article.wording(tongue)
        answer = wording.answer if found.answers(wording) else " ".join(found.telling)
        if any(answer in line for line in _told(said)):
            return None
        link = None
        if self.origin is not None:
            url = f"{self.origin}/help/{tongue}/{first.slug}"
            link = Link(url=url, title=wording.title)
        if _is_grave(first) and wording.steps and answer == wording.answer:
            # Who waits for a person in such a matter can get ready what is asked for.
            steps = (f"{number}. {step}" for number, step in enumerate(wording.steps, 1))
            answer = "\n".join((answer, *steps))
        return ArticleFound(slug=first.slug, language=tongue, answer=answer, link=link)

    async def _surely(
        self, text: str, language: Language, said: Sequence[e.Recorded], topic: str | None
    ) -> Fitting | None:
        """What answers *text* behind what was asked and shown before; read, where that is possible.

        A sensitive matter of which nobody spoke has to be read more surely.
        """
        leaning = await self.knowledge.find_in_context(
            text, _context(said, topic), language=language, limit=1
        )
        if leaning.asks is None:
            first = await self._most_like(text, topic)
            return Fitting(first) if first else None
        if leaning.asks != "answered" or not leaning.found:
            return None
        best = leaning.found[0]
        if not best.fits:
            return None
        foreign = _is_grave(best.article) and topic not in best.article.intents
        if foreign and (best.chance or 0.0) < SURELY_READ:
            return None
        return Fitting(best.article, best.telling)

    async def _most_like(self, text: str, topic: str | None) -> Article | None:
        """By likeness alone."""
        found = await self.knowledge.find(text, limit=2)
        if not found or not found[0].fits:
            return None
        # Compared by words alone, no score comes as far as that.
        least = WEIGHTS.fits if _is_about(found[0].article, topic) else SURE
        if found[0].score < least:
            return None
        first, *others = found
        ahead = AHEAD
        if _is_grave(first.article) and topic not in first.article.intents:
            if first.score < CERTAIN:
                return None  # a person says it, and to whom it concerns
            ahead = FAR_AHEAD
        if any(first.score - other.score < ahead for other in others):
            return None
        return first.article

    async def _of_matter(
        self, text: str, said: Sequence[e.Recorded], topic: str | None
    ) -> Article | None:
        """The article about the matter that waits, to who asks for the papers that it takes.

        "Dokumennya apa" says nothing of the matter, so it is read with what was written before.
        """
        if topic not in SENSITIVE or not _PAPERS.search(text) or _OTHER_MATTER.search(text):
            return None
        before = [r.event.text for r in said if isinstance(r.event, e.MessageReceived)]
        found = await self.knowledge.find("\n".join((*before, text))[-MOST_SAID:], limit=3)
        for each in found:
            if _is_grave(each.article) and topic in each.article.intents and each.near:
                return each.article if each.article.id.steps else None
        return None


@dataclass(frozen=True, slots=True)
class Fitting:
    """An article that answers, and the sentences of it that do, where they were read."""

    article: Article
    telling: tuple[str, ...] = ()

    def answers(self, wording: Wording) -> bool:
        """Whether its answer says it; else a detail or a step does."""
        return all(each in wording.answer for each in self.telling)


def _context(said: Sequence[e.Recorded], topic: str | None) -> Context:
    """What was asked and shown in this conversation while somebody waited."""
    before = opening = text = ""
    told: dict[str, None] = {}
    for recorded in said:
        match recorded.event:
            case e.MessageReceived(text=text):
                pass
            case e.ArticleShown(slug=slug):
                before, opening = text, opening or text
                told.pop(slug, None)
                told[slug] = None
            case e.Escalated():
                before = opening = ""
                told = {}
    return Context(before=before, opening=opening, matter=topic, told=tuple(told))


def _questions(text: str) -> str:
    """What *text* asks: all of it, or of a story the clauses that ask; "" where they are long."""
    if len(text) <= MOST:
        return text
    for ends in ("?.!;\n", "?.!;,\n"):
        parts = re.split(f"(?<=[{ends}])", text)
        asking = [part.strip() for part in parts if asks_something(part) and not wait_says(part)]
        if asking and len(" ".join(asking)) <= MOST:
            return " ".join(asking)
    return ""


def _is_about(article: Article, topic: str | None) -> bool:
    """Whether it is about the sensitive matter that waits: what fits is enough then."""
    return _is_grave(article) and topic in article.intents


def _is_grave(article: Article) -> bool:
    return set(article.intents) <= set(SENSITIVE)


def _told(said: Sequence[e.Recorded]) -> list[str]:
    return [
        message.text
        for recorded in said
        if isinstance(recorded.event, e.BotReplied)
        for message in recorded.event.messages
    ]


def _is_english(text: str) -> bool:
    english = len(_ENGLISH.findall(text))
    return english >= 2 and english > len(_INDONESIAN.findall(text))
