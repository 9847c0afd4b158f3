"""Articles in PostgreSQL: words by full-text search, likeness by pgvector or by numpy."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, LiteralString

import numpy as np
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from handoff.adapters.postgres.database import Connection, Database, statements
from handoff.application.knowledge import IndexState, Vector
from handoff.knowledge.articles import Article, Wording
from handoff.knowledge.index import Lines
from handoff.knowledge.ranking import FEW, Match
from handoff.knowledge.words import content_words


class PostgresArticles:
    """The index of the knowledge base.

    Without pgvector the vectors of the newest index are kept in memory, and looked at there.
    """

    def __init__(self, database: Database, *, use_pgvector: bool = True) -> None:
        self._database = database
        self._sql = statements("articles")
        self._use_pgvector = use_pgvector
        self._near: LiteralString | None = None
        self._looked_for_pgvector = False
        self._kept: tuple[int, Lines, Vector] | None = None

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
        self, words: Sequence[str], vector: Vector | None, encoder: str | None
    ) -> Sequence[Match]:
        """What the index says of every article. *vector*: the question's, made by *encoder*."""
        if vector is None or encoder is None:
            return [_match(row) for row in await self._by_words(words)]
        statement = await self._pgvector() if self._use_pgvector else None
        if statement is not None:
            # JSON's list of numbers is what pgvector reads, and made faster than an array.
            given = {"vector": json.dumps(vector.tolist()), "encoder": encoder, "few": FEW}
            rows = await self._database.rows(statement, words=list(words), **given)
            return [_match(row) for row in rows]
        rows = await self._by_words(words)
        near = await self._in_memory(vector, encoder)
        return [_match({**row, **near.get(row["slug"], {})}) for row in rows]

    async def _by_words(self, words: Sequence[str]) -> list[DictRow]:
        statement = self._sql["search"].replace("NEAR", self._sql["near_unknown"])
        return await self._database.rows(statement, words=list(words))

    async def _pgvector(self) -> LiteralString | None:
        """The statement for a server with the type, or None for one that lacks it."""
        if not self._looked_for_pgvector:
            row = await self._database.row(self._sql["pgvector"])
            if row is not None:
                schema = '"' + str(row["schema"]).replace('"', '""') + '"'
                # Where the type came after the tables were made, each line is cast.
                line = "l.as_vector" if row["kept"] else "l.embedding::VECTOR"
                near = self._sql["near_by_pgvector"].replace("LINE", line)
                near = near.replace("VECTOR", "SCHEMA.vector").replace("SCHEMA", schema)
                self._near = self._sql["search"].replace("NEAR", near)
            self._looked_for_pgvector = True
        return self._near

    async def _in_memory(self, vector: Vector, encoder: str) -> Mapping[str, Mapping[str, float]]:
        state = await self.state()
        if state is None or state.encoder != encoder:
            return {}
        if self._kept is None or self._kept[0] != state.version:
            rows = await self._database.rows(self._sql["lines"], encoder=encoder)
            matrix = np.array([row["embedding"] for row in rows], np.float32)
            lines = Lines([(str(row["slug"]), str(row["kind"])) for row in rows])
            self._kept = (state.version, lines, matrix.reshape(len(rows), len(vector)))
        _, lines, matrix = self._kept
        return lines.nearest(matrix @ vector)


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


_LIKENESS = ("passage", "title", "asked", "asked_few")


def _match(row: Mapping[str, Any]) -> Match:
    """Of a row of `search` or `search_near`."""
    likeness = {part: float(row[part]) for part in _LIKENESS if row.get(part) is not None}
    return Match(
        slug=row["slug"], intents=tuple(row["intents"]), words=float(row["words"]), **likeness
    )


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
