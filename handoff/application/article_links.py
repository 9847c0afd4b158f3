"""Our own articles that the bot's words link to: people read a title, not an address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handoff.application.knowledge import Knowledge
from handoff.domain.events import BotMessage, Link

#: As the pages find an address in a text.
_ADDRESS = re.compile(r"""https?://[^\s<>()]*[^\s<>().,;:!?'"]""")
_PAGE = re.compile(r"/help/(id|en)/([a-z0-9-]{1,100})")


@dataclass(frozen=True, slots=True)
class ArticleLinks:
    """*origin*: where customers reach the articles; None: nowhere, so nothing is ours."""

    knowledge: Knowledge
    origin: str | None

    async def named(self, messages: Sequence[BotMessage]) -> tuple[BotMessage, ...]:
        """The same with the titles of the articles that there are. Raises StoreUnavailable."""
        return tuple([replace(each, links=await self._of(each.text)) for each in messages])

    async def _of(self, text: str) -> tuple[Link, ...]:
        links = []
        for url in dict.fromkeys(_ADDRESS.findall(text)):
            ours = self.origin is not None and url.startswith(self.origin)
            page = _PAGE.fullmatch(url, len(self.origin or "")) if ours else None
            article = await self.knowledge.article(page[2]) if page else None
            if page and article:
                links.append(Link(url=url, title=article.wording(page[1]).title))
        return tuple(links)
