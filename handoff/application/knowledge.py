"""The knowledge base in use: brought into the database when it changes, and asked."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import structlog
from numpy.typing import NDArray

from handoff.application.ports import StoreUnavailable
from handoff.knowledge.articles import LANGUAGES, Article, BadArticle, Language, Wording, parse
from handoff.knowledge.context import Context, likeliest, rank_in_context
from handoff.knowledge.index import with_letters
from handoff.knowledge.letters import Letters
from handoff.knowledge.ranking import WEIGHTS, Match, Ranked, Weights, rank
from handoff.knowledge.reranking import (
    Asks,
    Candidate,
    Verdict,
    YesNo,
    candidates,
    ranked,
    sentences,
    telling,
    to_read,
    yes_or_no,
)
from handoff.knowledge.sharing import Published, published
from handoff.knowledge.weighing import Expected, Weighings, unread, weigh, worth_reading
from handoff.knowledge.words import content_words

log = structlog.get_logger()

Vector = NDArray[np.float32]

#: Of what is made of an article: raise it when the folding of words or the lines change.
FORMAT = 2
#: Texts that are encoded at once, so that a question need not wait for a whole index.
_SOME = 8
#: Wordings of which the vectors of their sentences are remembered, some 15 KiB each.
_PARTS_KEPT = 2_000
#: Seconds that reading sentences may take; the search in context answers without it then.
READ_S = 1.0


class NoKnowledge(Exception):
    """No article was ever read: there is nothing to answer from."""


@dataclass(frozen=True, slots=True)
class IndexState:
    """What is in the index: of which content, by which encoder. *version* grows with changes."""

    version: int
    digest: str
    encoder: str | None


_NO_INDEX = IndexState(version=0, digest="", encoder=None)


class Shelf(Protocol):
    """Where staff keep the articles."""

    def stamp(self) -> object:
        """Something cheap that differs when a file was changed, added or removed."""
        ...

    def read(self) -> Mapping[str, str]:
        """The text of each article, by its file's name. Raises OSError."""
        ...


class Articles(Protocol):
    """The index. Every call may raise StoreUnavailable."""

    async def state(self) -> IndexState | None: ...

    async def replace(
        self,
        articles: Sequence[Article],
        vectors: Mapping[str, Vector],
        *,
        digest: str,
        encoder: str | None,
        kept: Iterable[str] = (),
    ) -> None:
        """These articles and those named in *kept* are the whole index from now on."""
        ...

    async def vectors(self, encoder: str) -> Mapping[str, Vector]:
        """Vectors that this encoder made, by their text."""
        ...

    async def get(self, slugs: Sequence[str]) -> Sequence[Article]:
        """Those of them that there are, in this order."""
        ...

    async def all(self) -> Sequence[Article]: ...

    async def search(
        self,
        texts: Sequence[Sequence[str]],
        vectors: Vector | None,
        encoder: str | None,
        state: IndexState,
    ) -> Sequence[Sequence[Match]]:
        """What the index says of every article, for each text.

        *texts*: the words of each; *vectors*: a row a text, made by *encoder*; *state*: of now.
        """
        ...


class Encoding(Protocol):
    """The sentence encoder, off the event loop."""

    @property
    def version(self) -> str: ...

    async def encode(self, texts: Sequence[str]) -> Vector:
        """Unit vectors, one row a text."""
        ...


class ReaderBusy(Exception):
    """More messages wait to be read than can be in time."""


class Reranking(Protocol):
    """The cross-encoder, off the event loop."""

    async def read(
        self, text: str, leant_on: Sequence[str], candidates: Sequence[Candidate]
    ) -> Verdict:
        """What it makes of them; *leant_on*: of `Context`. Raises ReaderBusy."""
        ...


class Expecting(Protocol):
    """The classifier of questions; quick enough for the event loop."""

    @property
    def weighings(self) -> Weighings: ...

    def expect(self, vectors: Sequence[Vector], context: Context) -> Expected:
        """*vectors*: of the message, and of it behind each that it may lean on."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """An article that was found, with its score.

    *fits*: it may be given as the answer; *near*: it may be shown as what lies nearest to it.
    *telling*: the sentences of it that answer this question, where they were read; *polar*: whether
    they say yes or no to it; *chance*: how likely it is the answer.
    """

    article: Article
    score: float
    fits: bool
    near: bool
    telling: tuple[str, ...] = ()
    polar: YesNo | None = None
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Leaning:
    """The likeliest articles for a message that leans on what was said, the best first.

    *asks*: what the message is; None where its sentences were not read.
    """

    found: tuple[Found, ...]
    asks: Asks | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What is made of all articles of one version of the index, and kept in memory."""

    state: IndexState
    articles: Mapping[str, Article]
    published: Published
    letters: Letters

    @classmethod
    def of(cls, state: IndexState, articles: Sequence[Article]) -> _Known:
        by_slug = {article.slug: article for article in articles}
        return cls(state, by_slug, published(articles), Letters(articles))

    def found(self, ranked: Iterable[Ranked]) -> list[Found]:
        """What there still is of them."""
        return [
            Found(self.articles[r.slug], r.score, r.fits, r.near)
            for r in ranked
            if r.slug in self.articles
        ]


class Knowledge:
    """Answers questions from the articles; keeps the index at what the shelf holds."""

    def __init__(
        self,
        *,
        articles: Articles,
        encoding: Encoding | None,
        shelf: Shelf | None,
        reranking: Reranking | None = None,
        questions: Expecting | None = None,
        weights: Weights = WEIGHTS,
        poll_s: float = 5.0,
    ) -> None:
        """*encoding* None: by words alone. *shelf* None: what the index holds already.

        *reranking* and *questions* were trained on vectors of *encoding*, and read together;
        without either of them articles are found, and no sentences.
        """
        self._articles = articles
        self._encoding = encoding
        self._shelf = shelf
        self._reranking = reranking
        self._questions = questions
        self._weights = weights
        self._poll_s = poll_s
        self._seen: object = None
        self._known: _Known | None = None
        self._making = asyncio.Lock()
        self._parts: dict[tuple[str, ...], Vector] = {}

    async def find(
        self, text: str, intents: Mapping[str, float] | None = None, limit: int = 3
    ) -> list[Found]:
        """The *limit* likeliest articles. Raises NoKnowledge, StoreUnavailable.

        *intents*: how likely each reading of the text is, where somebody has read it.
        """
        vectors, known = await self._rows([text]), await self._of_all()
        alone, *_ = await self._matches(known, [text], vectors)
        return known.found(rank(alone, intents, self._weights)[:limit])

    async def find_in_context(
        self,
        text: str,
        context: Context,
        intents: Mapping[str, float] | None = None,
        language: Language = "id",
        limit: int = 3,
    ) -> Leaning:
        """The same for a message that is read, and may lean on what was said before it.

        *language*: of the sentences that are read and told. Raises NoKnowledge, StoreUnavailable.
        """
        texts = [text, *context.behind(text)]
        vectors, known = await self._rows(texts), await self._of_all()
        alone, *behind = await self._matches(known, texts, vectors)
        together, begins = likeliest(behind or [alone]), not behind
        by_likeness = (
            rank(alone, intents, self._weights)
            if begins
            else rank_in_context(alone, together, context, intents)
        )
        if vectors is None or self._questions is None or alone[0].passage is None:
            return Leaning(tuple(known.found(by_likeness[:limit])))
        expected = self._questions.expect(list(vectors), context)
        slugs = to_read(by_likeness, context, expected.likeliest())
        until = asyncio.get_running_loop().time() + READ_S
        wordings = {
            slug: known.articles[slug].wording(language) for slug in slugs if slug in known.articles
        }
        given = await self._candidates(context, wordings, alone, together, vectors, until)
        if not given:
            return Leaning(tuple(known.found(by_likeness[:limit])))
        verdict = await self._weighed(
            text, context, given, expected, self._questions.weighings, until
        )
        chances = verdict.of_articles()
        if verdict.asks == "idle" and begins:
            # A statement opens a matter, too: "mau buka rekening". It is searched for as it was.
            return Leaning(tuple(known.found(by_likeness[:limit])), verdict.asks)
        found = known.found(ranked(verdict, by_likeness)[:limit])
        return Leaning(
            tuple(
                replace(
                    each,
                    telling=telling(verdict, slug),
                    polar=yes_or_no(verdict, slug),
                    chance=chances.get(slug),
                )
                for each in found
                for slug in [each.article.slug]
            ),
            verdict.asks,
        )

    async def _candidates(
        self,
        context: Context,
        wordings: Mapping[str, Wording],
        alone: Sequence[Match],
        together: Sequence[Match],
        vectors: Vector,
        until: float,
    ) -> list[Candidate]:
        """The sentences that may answer; none where nothing reads them, or not in time."""
        if self._reranking is None or self._encoding is None:
            return []
        try:
            async with asyncio.timeout_at(until):
                rows = {slug: await self._parts_of(wording) for slug, wording in wordings.items()}
        except TimeoutError:
            log.warning("knowledge.read_late", seconds=READ_S)
            return []
        return candidates(list(wordings), alone, together, context, wordings, rows, list(vectors))

    async def _weighed(
        self,
        text: str,
        context: Context,
        given: Sequence[Candidate],
        expected: Expected,
        learnt: Weighings,
        until: float,
    ) -> Verdict:
        """What all is worth; where the cross-encoder has no time, what the rest is worth."""
        assert self._reranking is not None
        guess = weigh(unread(given), expected, context, learnt.unread)
        some = [given[place] for place in worth_reading(guess)]
        try:
            async with asyncio.timeout_at(until):
                read = await self._reranking.read(text, context.leant_on(), some)
        except TimeoutError:
            log.warning("knowledge.read_late", seconds=READ_S)
        except ReaderBusy:
            log.info("knowledge.not_read")
        else:
            return weigh(read, expected, context, learnt.read)
        return guess

    async def _parts_of(self, wording: Wording) -> Vector:
        """The vectors of an article's sentences."""
        assert self._encoding is not None
        parts = sentences(wording)
        if parts not in self._parts:
            if len(self._parts) >= _PARTS_KEPT:
                self._parts.clear()
            self._parts[parts] = await self._encoding.encode(parts)
        return self._parts[parts]

    async def _rows(self, texts: Sequence[str]) -> Vector | None:
        """A row a text; None where there are only words."""
        if self._encoding is None or not texts[0].strip():
            return None
        return await self._encoding.encode(texts)

    async def _matches(
        self, known: _Known, texts: Sequence[str], vectors: Vector | None
    ) -> list[Sequence[Match]]:
        """What the index says of every article, for each text. Raises NoKnowledge."""
        if not known.articles:
            raise NoKnowledge
        encoder = None if self._encoding is None else self._encoding.version
        words = [content_words(text) for text in texts]
        found = await self._articles.search(words, vectors, encoder, known.state)
        return [
            with_letters(each, known.letters.alike(text))
            for text, each in zip(texts, found, strict=True)
        ]

    async def article(self, slug: str) -> Article | None:
        """The article of that name."""
        return next(iter(await self._articles.get([slug])), None)

    async def all(self) -> Sequence[Article]:
        """Every article. Raises StoreUnavailable."""
        return await self._articles.all()

    async def related(self, article: Article, limit: int = 2) -> list[Article]:
        """Those that say what is nearest to it."""
        near = await self.find(f"{article.id.title}. {article.id.answer}", limit=limit + 1)
        return [found.article for found in near if found.article.slug != article.slug][:limit]

    async def published(self) -> Published:
        """The words of all articles. Raises StoreUnavailable."""
        return (await self._of_all()).published

    async def _of_all(self) -> _Known:
        """What is known of the articles that the index holds now. Raises StoreUnavailable."""
        state = await self._articles.state() or _NO_INDEX
        if self._known is None or self._known.state != state:
            async with self._making:
                if self._known is None or self._known.state != state:
                    articles = await self._articles.all()
                    # Thousands of lines take a second: not on the event loop.
                    self._known = await asyncio.to_thread(_Known.of, state, articles)
        return self._known

    # ------------------------------------------------------------------ keeping the index

    async def refresh(self) -> bool:
        """Bring the index to what the shelf holds; whether anything was written.

        An article that cannot be read keeps its place in the index as it was; the log names the
        line. Raises StoreUnavailable, OSError.
        """
        if self._shelf is None:
            return False
        texts = await asyncio.to_thread(self._shelf.read)
        encoder = None if self._encoding is None else self._encoding.version
        digest = _digest(texts)
        state = await self._articles.state()
        if state is not None and (state.digest, state.encoder) == (digest, encoder):
            return False
        articles, bad = await asyncio.to_thread(_parsed, texts)
        if state is None and self._encoding is not None:
            # The first vectors take a minute. Until then words alone answer, not nothing.
            await self._articles.replace(articles, {}, digest="", encoder=None, kept=bad)
            log.info("knowledge.indexed", articles=len(articles), bad=len(bad), encoder=None)
        vectors = await self._vectors(articles)
        await self._articles.replace(articles, vectors, digest=digest, encoder=encoder, kept=bad)
        log.info("knowledge.indexed", articles=len(articles), bad=len(bad), encoder=encoder)
        return True

    async def _vectors(self, articles: Sequence[Article]) -> Mapping[str, Vector]:
        """Of every line; only those that this encoder has not made before are computed."""
        if self._encoding is None:
            return {}
        vectors = dict(await self._articles.vectors(self._encoding.version))
        wanted = dict.fromkeys(line.text for article in articles for line in article.lines())
        missing = [text for text in wanted if text not in vectors]
        for start in range(0, len(missing), _SOME):
            some = missing[start : start + _SOME]
            vectors.update(zip(some, await self._encoding.encode(some), strict=True))
        return vectors

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Inside, the index follows the shelf: at the start, and when a file was changed."""
        task = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _follow(self) -> None:
        while self._shelf is not None:
            if await self._look(self._shelf):
                await self._prepare()
            await asyncio.sleep(self._poll_s)

    async def _prepare(self) -> None:
        """The sentences' vectors before anybody asks.

        They take half a minute in all, and whoever asked first would wait for those of eight
        articles, or be answered without their sentences.
        """
        if self._reranking is None:
            return
        try:
            articles = await self._articles.all()
        except StoreUnavailable as error:
            log.warning("knowledge.not_prepared", error=str(error))
            return
        for language in LANGUAGES:
            for article in articles:
                await self._parts_of(article.wording(language))
        log.info("knowledge.prepared", articles=len(articles))

    async def _look(self, shelf: Shelf) -> bool:
        """Whether the index was looked after anew."""
        # Only what changed here is written: two gateways with different folders, as in the middle
        # of an upgrade, would overrule each other for ever.
        stamp = await asyncio.to_thread(shelf.stamp)
        if stamp == self._seen:
            return False
        try:
            await self.refresh()
        except (StoreUnavailable, OSError) as error:
            log.error("knowledge.not_indexed", error=str(error))
            return False
        self._seen = stamp
        return True


def _parsed(texts: Mapping[str, str]) -> tuple[list[Article], list[str]]:
    """The articles that can be read, and the names of the others: the log says what is wrong."""
    articles, bad = [], []
    for slug, text in sorted(texts.items()):
        try:
            articles.append(parse(slug, text))
        except BadArticle as error:
            log.error("knowledge.bad_article", article=slug, error=str(error))
            bad.append(slug)
    return articles, bad


def _digest(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256(f"{FORMAT}\n".encode())
    for slug, text in sorted(texts.items()):
        digest.update(f"{slug}\0{text}\0".encode())
    return digest.hexdigest()
