"""Articles in PostgreSQL: words by full-text search, likeness in memory or by pgvector."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, LiteralString

import numpy as np
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from handoff.adapters.postgres.database import Connection, Database, statements
from handoff.application.knowledge import IndexState, Vector
from handoff.knowledge.articles import Article, Wording
from handoff.knowledge.index import Lines, Near, by_words, matches
from handoff.knowledge.ranking import FEW, Match
from handoff.knowledge.words import content_words

#: Vectors that a gateway keeps, some 30 MiB: to compare them here takes a third of the time that
#: it takes to ask for it (decision 0044). Of a larger index pgvector finds the nearest.
KEPT_LINES = 20_000
#: Articles whose lines are read at once: all of them would hold up the event loop.
_SOME = 20


@dataclass(frozen=True, slots=True)
class _Kept:
    """The index as it was. *lines*: None where there are none, or too many."""

    state: IndexState
    articles: Sequence[tuple[str, tuple[str, ...]]]
    lines: tuple[Lines, Vector] | None


class PostgresArticles:
    """The index of the knowledge base.

    Vectors of the newest index are kept in memory and compared there, unless they are many and the
    server has pgvector.
    """

    def __init__(self, database: Database, *, kept_lines: int = KEPT_LINES) -> None:
        """*kept_lines*: of a larger index pgvector finds the nearest, where there is pgvector."""
        self._database = database
        self._sql = statements("articles")
        self._kept_lines = kept_lines
        self._near: LiteralString | None = None
        self._looked_for_pgvector = False
        self._kept: _Kept | None = None
        self._reading = asyncio.Lock()

    async def state(self) -> IndexState | None:
        row = await self._database.row(self._sql["state"])
        if row is None:
            return None
        return IndexState(version=row["version"], digest=row["digest"], encoder=row["encoder"])

    async def replace(
        self,
        articles: Sequence[Article],
        vectors: Mapping[str, Vector],
        *,
        digest: str,
        encoder: str | None,
        kept: Iterable[str] = (),
    ) -> None:
        """These articles and those named in *kept* are the whole index from now on.

        *vectors*: by the text of the line. All or nothing; of two at once the second waits.
        """
        slugs, kept = [article.slug for article in articles], list(kept)
        # Thousands of words are folded: not on the event loop.
        rows = await asyncio.to_thread(lambda: [_row(article) for article in articles])
        async with self._database.transaction() as connection:
            await connection.execute(self._sql["lock"])
            row = await (await connection.execute(self._sql["state"])).fetchone()
            await connection.execute(self._sql["drop_others"], {"slugs": [*slugs, *kept]})
            await connection.execute(self._sql["drop_lines"], {"slugs": slugs})
            if row is not None and row["encoder"] != encoder:
                await connection.execute(self._sql["forget_vectors"], {"slugs": kept})
            await self._put(connection, articles, rows, vectors)
            await connection.execute(self._sql["put_state"], {"digest": digest, "encoder": encoder})

    async def _put(
        self,
        connection: Connection,
        articles: Sequence[Article],
        rows: Sequence[Mapping[str, Any]],
        vectors: Mapping[str, Vector],
    ) -> None:
        async with connection.cursor() as cursor:
            await cursor.executemany(self._sql["put"], rows)
            await cursor.executemany(
                self._sql["put_line"],
                [
                    {
                        "slug": article.slug,
                        "place": place,
                        "kind": line.kind,
                        "text": line.text,
                        "embedding": vectors[line.text].tolist() if line.text in vectors else None,
                    }
                    for article in articles
                    for place, line in enumerate(article.lines())
                ],
            )

    async def vectors(self, encoder: str) -> Mapping[str, Vector]:
        """Vectors that this encoder made, by their text."""
        rows = await self._database.rows(self._sql["vectors"], encoder=encoder)
        return {row["text"]: np.array(row["embedding"], np.float32) for row in rows}

    async def get(self, slugs: Sequence[str]) -> Sequence[Article]:
        """Those of them that there are, in this order."""
        rows = await self._database.rows(self._sql["get"], slugs=list(slugs))
        found = {row["slug"]: _article(row) for row in rows}
        return [found[slug] for slug in slugs if slug in found]

    async def all(self) -> Sequence[Article]:
        return [_article(row) for row in await self._database.rows(self._sql["all"])]

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
        kept = await self._of(state)
        words = list({word for text in texts for word in text})
        rows = await self._database.rows(self._sql["having"], words=words) if words else []
        having = {row["word"]: row["slugs"] for row in rows}
        near: Sequence[Near | None] = [None] * len(texts)
        if vectors is not None and encoder is not None and encoder == kept.state.encoder:
            near = await self._nearest(kept, vectors, encoder)
        return [
            matches(kept.articles, each, by_words(text, having, len(kept.articles)))
            for text, each in zip(texts, near, strict=True)
        ]

    async def _pgvector(self) -> LiteralString | None:
        """The statement for a server with the type, or None for one that lacks it."""
        if not self._looked_for_pgvector:
            row = await self._database.row(self._sql["pgvector"])
            if row is not None:
                schema = '"' + str(row["schema"]).replace('"', '""') + '"'
                # Where the type came after the tables were made, each line is cast.
                line = "l.as_vector" if row["kept"] else "l.embedding::VECTOR"
                near = self._sql["near_by_pgvector"].replace("LINE", line)
                self._near = near.replace("VECTOR", "SCHEMA.vector").replace("SCHEMA", schema)
            self._looked_for_pgvector = True
        return self._near

    async def _of(self, state: IndexState) -> _Kept:
        """The index at least as new as *state*, read once."""
        async with self._reading:
            now: IndexState | None = state
            # Whoever replaces it meanwhile does so between two statements of ours: once more then.
            while self._kept is None or now not in (None, self._kept.state):
                rows = await self._database.rows(self._sql["articles"])
                articles = [(str(row["slug"]), tuple(row["intents"])) for row in rows]
                lines = await self._lines([slug for slug, _ in articles])
                self._kept = _Kept(now or state, articles, lines)
                now = await self.state()
        return self._kept

    async def _lines(self, slugs: Sequence[str]) -> tuple[Lines, Vector] | None:
        """The lines of these articles with their vectors; None where pgvector keeps them."""
        row = await self._database.row(self._sql["how_many"])
        if row is None or row["lines"] == 0:
            return None
        if row["lines"] > self._kept_lines and await self._pgvector() is not None:
            return None
        found: list[DictRow] = []
        for start in range(0, len(slugs), _SOME):
            some = list(slugs[start : start + _SOME])
            found += await self._database.rows(self._sql["lines"], slugs=some)
        vectors = np.array([row["embedding"] for row in found], np.float32)
        return Lines([(row["slug"], row["kind"]) for row in found], slugs), vectors

    async def _nearest(self, kept: _Kept, vectors: Vector, encoder: str) -> list[Near | None]:
        """How near each article is, for each row of *vectors*."""
        if kept.lines is not None:
            lines, matrix = kept.lines
            return [lines.nearest(row) for row in vectors @ matrix.T]
        statement = await self._pgvector()
        if statement is None:
            return [None] * len(vectors)
        found: list[Near | None] = []
        for vector in vectors:
            # JSON's list of numbers is what pgvector reads, and made faster than an array.
            given = {"vector": json.dumps(vector.tolist()), "encoder": encoder, "few": FEW}
            rows = await self._database.rows(statement, **given)
            by_slug = {row["slug"]: row for row in rows}
            columns = (
                [by_slug.get(slug, {}).get(part) for slug, _ in kept.articles]
                for part in Near._fields
            )
            found.append(Near(*columns))
        return found


def _row(article: Article) -> dict[str, Any]:
    return {
        "slug": article.slug,
        "intents": list(article.intents),
        "content": Jsonb({"id": asdict(article.id), "en": asdict(article.en)}),
        "asked": list(article.asked),
        "source": article.source,
        "updated": article.updated,
        "words": " ".join(content_words(article.said())),
    }


def _article(row: DictRow) -> Article:
    return Article(
        slug=row["slug"],
        intents=tuple(row["intents"]),
        id=_wording(row["content"]["id"]),
        en=_wording(row["content"]["en"]),
        asked=tuple(row["asked"]),
        source=row["source"],
        updated=row["updated"],
    )


def _wording(content: Mapping[str, Any]) -> Wording:
    return Wording(
        title=content["title"],
        answer=content["answer"],
        steps=tuple(content["steps"]),
        keywords=tuple(content["keywords"]),
        # An index that was written before there were any is read until it is made anew.
        details=tuple(content.get("details", ())),
    )
