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
from handoff.domain.waits import asks_something, wait_says

#: Least score of an article that is shown unasked; `Weights.fits` is enough where the bot is asked.
SURE = 15.0
#: Least distance to the next article: two that are equally near are both a guess.
AHEAD = 0.5
#: Who writes more tells a story, and that is for the person who comes.
MOST = 160

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
        self, text: str, language: str, said: Sequence[e.Recorded]
    ) -> ArticleFound | None:
        """The article that surely answers *text*; None if none does, or the bot gave it before.

        Raises StoreUnavailable.
        """
        if len(text) > MOST or not asks_something(text) or wait_says(text) is not None:
            return None
        try:
            found = await self.knowledge.find(text, limit=2)
        except NoKnowledge:
            return None
        if not found or not found[0].fits or found[0].score < SURE:
            return None
        first, *others = found
        if set(first.article.intents) <= set(SENSITIVE):
            return None  # a person says it, and to whom it concerns: others were condoled with
        if any(first.score - other.score < AHEAD for other in others):
            return None
        tongue = "en" if language == "en" or _is_english(text) else "id"
        wording = first.article.wording(tongue)
        if any(wording.answer in line for line in _told(said)):
            return None
        link = None
        if self.origin is not None:
            url = f"{self.origin}/help/{tongue}/{first.article.slug}"
            link = Link(url=url, title=wording.title)
        return ArticleFound(
            slug=first.article.slug, language=tongue, answer=wording.answer, link=link
        )


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
