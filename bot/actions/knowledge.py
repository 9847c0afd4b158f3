"""The port to the knowledge base, and the adapter to the gateway, which keeps and searches it.

The gateway is the one that asked Rasa, so it is there; what may be missing is its database,
or time.
"""

import asyncio
import functools
import os
from dataclasses import dataclass
from typing import Any, Dict, Mapping, NamedTuple, Optional, Protocol, Tuple

import aiohttp

from actions.base import time_left
from actions.context import Context

DEADLINE_S = 2.0
"""Seconds from an action's beginning that it may wait for the knowledge base in all.

The rest of its time is the bank's.
"""

_PATH = "/internal/v1/knowledge"
_KEPT_S = 4.0
"""Seconds that an unused connection is kept; the gateway closes it after five."""


class KnowledgeUnavailable(Exception):
    """The knowledge base did not answer, or not in time. Temporary."""


@dataclass(frozen=True)
class Article:
    """An article in one language.

    `fits`: it may be given as the answer; `near`: it may be shown as what lies nearest to it.
    `telling`: the sentences of it that answer the question, where they were read; `polar`: "yes" or
    "no" where they say so to it; `chance`: how likely it is the answer, where that was read.
    """

    slug: str
    intents: Tuple[str, ...]
    title: str
    answer: str
    steps: Tuple[str, ...]
    fits: bool
    url: Optional[str]
    near: bool = False
    telling: Tuple[str, ...] = ()
    polar: Optional[str] = None
    chance: Optional[float] = None


class Finding(NamedTuple):
    """The likeliest articles, best first, and what the message is, where it was read.

    `asks`: "answered" by one of them; "gap", a question that none answers; "idle", none to them.
    """

    articles: Tuple[Article, ...] = ()
    asks: Optional[str] = None


class Knowledge(Protocol):
    """What the assistant needs of a knowledge base. Every call may raise KnowledgeUnavailable."""

    async def find(
        self,
        text: str,
        intents: Mapping[str, float],
        language: str,
        context: Optional[Context] = None,
    ) -> Finding:
        """The likeliest articles.

        `intents`: how likely each reading is. `context`: what was said before the text.
        """

    async def named(self, slug: str, language: str) -> Tuple[Article, ...]:
        """That article and those nearest to it; empty when it is gone."""


class GatewayKnowledge:
    """Asks the gateway over HTTP, on connections that are kept between questions."""

    def __init__(self, url: str, token: str) -> None:
        """`url` of the gateway; `token` is the one that it shares with Rasa."""
        self._url = url.rstrip("/") + _PATH
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session: Optional[aiohttp.ClientSession] = None

    async def find(
        self,
        text: str,
        intents: Mapping[str, float],
        language: str,
        context: Optional[Context] = None,
    ) -> Finding:
        """See Knowledge."""
        question = {"text": text, "intents": dict(intents), "language": language}
        if context is not None:
            question["context"] = context.plain()
        return await self._ask(question)

    async def named(self, slug: str, language: str) -> Tuple[Article, ...]:
        """See Knowledge."""
        return (await self._ask({"article": slug, "language": language})).articles

    async def close(self) -> None:
        """Ends the kept connections; the next question opens one again."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _ask(self, question: Dict[str, Any]) -> Finding:
        try:
            found = await asyncio.wait_for(self._answer(question), time_left(DEADLINE_S))
            if found is None:
                return Finding()
            return Finding(tuple(_article(each) for each in found["articles"]), found.get("asks"))
        except asyncio.TimeoutError as error:
            raise KnowledgeUnavailable("The knowledge base did not answer in time.") from error
        except aiohttp.ClientError as error:
            raise KnowledgeUnavailable(f"The knowledge base: {type(error).__name__}.") from error
        except (KeyError, TypeError, ValueError) as error:
            raise KnowledgeUnavailable("The knowledge base gave an unknown answer.") from error

    async def _answer(self, question: Dict[str, Any]) -> Any:
        """The gateway's answer; None where there is no such article."""
        try:
            return await self._post(question)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            # A kept connection that the gateway has closed meanwhile, as when it was restarted.
            # A question changes nothing: it may be asked twice.
            return await self._post(question)

    async def _post(self, question: Dict[str, Any]) -> Any:
        async with self._kept().post(self._url, json=question) as response:
            if response.status == 404:
                return None
            response.raise_for_status()
            return await response.json()

    def _kept(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(keepalive_timeout=_KEPT_S)
            self._session = aiohttp.ClientSession(connector=connector, headers=self._headers)
        return self._session


class NoKnowledge:
    """Where no knowledge base is named: it is never there."""

    async def find(
        self,
        text: str,
        intents: Mapping[str, float],
        language: str,
        context: Optional[Context] = None,
    ) -> Finding:
        """See Knowledge."""
        raise KnowledgeUnavailable("HANGAT_KNOWLEDGE_URL is not set.")

    async def named(self, slug: str, language: str) -> Tuple[Article, ...]:
        """See Knowledge."""
        raise KnowledgeUnavailable("HANGAT_KNOWLEDGE_URL is not set.")


def the_knowledge() -> Knowledge:
    """The knowledge base that HANGAT_KNOWLEDGE_URL and HANGAT_RASA_TOKEN name."""
    url = os.environ.get("HANGAT_KNOWLEDGE_URL")
    if not url:
        return NoKnowledge()
    return _gateway(url, os.environ.get("HANGAT_RASA_TOKEN", ""))


@functools.lru_cache(maxsize=1)
def _gateway(url: str, token: str) -> GatewayKnowledge:
    """One for the whole action server: a connection for each question took half its time."""
    return GatewayKnowledge(url, token)


def _article(found: Dict[str, Any]) -> Article:
    return Article(
        slug=found["slug"],
        intents=tuple(found["intents"]),
        title=found["title"],
        answer=found["answer"],
        steps=tuple(found["steps"]),
        fits=bool(found["fits"]),
        chance=found.get("chance"),
        url=found["url"],
        near=bool(found["near"]),
        telling=tuple(found["telling"]),
        polar=found.get("polar"),
    )
