"""The knowledge base on PostgreSQL: brought in, searched both ways, followed when edited."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import numpy as np
import pytest

from handoff.adapters.postgres.articles import PostgresArticles
from handoff.adapters.postgres.database import Database
from handoff.adapters.reranker import verdict
from handoff.adapters.shelf import FolderShelf
from handoff.application.knowledge import (
    Expecting,
    Knowledge,
    NoKnowledge,
    ReaderBusy,
    Reranking,
    Vector,
)
from handoff.knowledge.articles import parse
from handoff.knowledge.context import Context
from handoff.knowledge.index import Index
from handoff.knowledge.ranking import Match
from handoff.knowledge.reranking import Candidate, Verdict
from handoff.knowledge.weighing import (
    ARTICLE,
    OTHER,
    SENTENCE,
    Expected,
    Weighing,
    Weighings,
)
from handoff.knowledge.words import content_words
from tests.support.gateway import Gateway, running_gateway, said
from tests.support.polling import eventually_async

TEXT = """---
intents: [{intent}]
title: {{id: "{title}", en: "{english}"}}
source: "Panduan"
updated: 2026-11-22
keywords: {{id: [{words}], en: [more]}}
---
## Jawaban
{answer}

## Langkah
1. Buka <aplikasi>.

## Answer
Answer of {english}.

## Steps
1. Open the app.

## Ditanyakan
- {asked}
"""


class LetterEncoding:
    """Counts of letter pairs: texts that look alike have vectors that are alike."""

    version = "letters-1"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    async def encode(self, texts: Sequence[str]) -> Vector:
        self.encoded += texts
        rows = np.zeros((len(texts), 64), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for pair in zip(text.lower(), text.lower()[1:], strict=False):
                row[(ord(pair[0]) * 31 + ord(pair[1])) % 64] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def write(folder: Path, slug: str, title: str, **fields: str) -> None:
    values = {
        "intent": "qris_payment", "english": f"{title} (en)", "words": "kata",
        "answer": f"Jawaban {title}.", "asked": f"gimana {title.lower()}", **fields,
    }  # fmt: skip
    folder.mkdir(exist_ok=True)
    (folder / f"{slug}.md").write_text(TEXT.format(title=title, **values), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles, and the README that is none."""
    made = tmp_path / "articles"
    write(made, "qris-pay", "Membayar QRIS", words="pindai")
    write(made, "qris-limit", "Batas QRIS", words="maksimal")
    write(made, "fee", "Biaya admin", intent="admin_fee", words="potongan")
    (made / "README.md").write_text("Not an article.")
    return made


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, max_size=4)
    await opened.open()
    yield opened
    await opened.close()


def knowledge(
    database: Database,
    folder: Path,
    encoding: LetterEncoding | None,
    reranking: Reranking | None = None,
    questions: Expecting | None = None,
) -> Knowledge:
    return Knowledge(
        articles=PostgresArticles(database),
        encoding=encoding,
        shelf=FolderShelf(folder),
        reranking=reranking,
        questions=questions,
        poll_s=0.02,
    )


async def search(
    articles: PostgresArticles, text: str, vector: Vector | None, encoder: str | None
) -> Sequence[Match]:
    """What the index says of every article to one text."""
    state = await articles.state()
    assert state is not None
    rows = None if vector is None else vector[None]
    [found] = await articles.search([content_words(text)], rows, encoder, state)
    return found


async def best(asked: Knowledge, text: str) -> str:
    return (await asked.find(text))[0].article.slug


async def test_what_is_brought_in_is_found(database: Database, folder: Path) -> None:
    asked = knowledge(database, folder, LetterEncoding())
    with pytest.raises(NoKnowledge):
        await asked.find("apa saja")
    assert await asked.refresh()
    assert not await asked.refresh(), "nothing has changed"
    assert await best(asked, "gimana cara membayar qris") == "qris-pay"
    assert await best(asked, "kok ada potongan biaya") == "fee"
    assert [f.article.slug for f in await asked.find("qris", {"admin_fee": 1.0}, limit=1)]
    article = await asked.article("qris-pay")
    assert article is not None
    assert article.id.steps == ("Buka <aplikasi>.",)
    assert (await asked.related(article))[0].slug == "qris-limit"
    assert await asked.article("README") is None


async def test_pgvector_and_memory_agree(database: Database, folder: Path) -> None:
    encoding = LetterEncoding()
    await knowledge(database, folder, encoding).refresh()
    text = "membayar pakai qris"
    [vector] = await encoding.encode([text])
    by_server = await search(
        PostgresArticles(database, kept_lines=0), text, vector, encoding.version
    )
    by_us = await search(PostgresArticles(database), text, vector, encoding.version)
    assert [m.slug for m in by_server] == [m.slug for m in by_us]
    for one, other in zip(by_server, by_us, strict=True):
        for part in ("passage", "title", "asked", "asked_few", "words"):
            assert getattr(one, part) == pytest.approx(getattr(other, part), abs=1e-5), part
    read = [parse(slug, text) for slug, text in sorted(FolderShelf(folder).read().items())]
    lines = {line.text: line for article in read for line in article.lines()}
    vectors = dict(zip(lines, await encoding.encode(list(lines)), strict=True))
    in_memory = Index(read, vectors).matches(text, vector)
    for one, other in zip(by_server, in_memory, strict=True):
        assert (one.slug, one.intents) == (other.slug, other.intents)
        for part in ("passage", "title", "asked", "asked_few", "words"):
            assert getattr(one, part) == pytest.approx(getattr(other, part), abs=1e-5), part


async def test_pgvector_that_came_after_the_tables_is_used_too(
    database: Database, folder: Path
) -> None:
    encoding = LetterEncoding()
    await knowledge(database, folder, encoding).refresh()
    [vector] = await encoding.encode(["membayar pakai qris"])
    on_the_server = PostgresArticles(database, kept_lines=0)
    kept = await search(on_the_server, "qris", vector, encoding.version)
    await database.run("alter table article_lines drop column if exists as_vector")
    on_the_server = PostgresArticles(database, kept_lines=0)
    cast = await search(on_the_server, "qris", vector, encoding.version)
    assert cast == kept


#: Only what was read counts, and only what was expected where nothing was.
AS_READ = Weighings(
    read=Weighing(
        *(tuple(float(name == "read") for name in each) for each in (ARTICLE, OTHER, OTHER)),
        tuple(float(name == "read") for name in SENTENCE),
    ),
    unread=Weighing(
        *(tuple(float(name == "expected") for name in each) for each in (ARTICLE, OTHER, OTHER)),
        tuple(9.0 * (name == "second") for name in SENTENCE),
    ),
)


class Expects:
    """One article, surely."""

    weighings = AS_READ

    def __init__(self, slug: str) -> None:
        self._slug = slug

    def expect(self, vectors: Sequence[Vector], context: Context) -> Expected:
        assert len(vectors) == 1 + len(context.behind("x"))
        others = dict.fromkeys(("qris-pay", "qris-limit", "fee"), -6.0)
        return Expected({**others, self._slug: -0.1}, -6.0, -6.0)


class Scripted:
    """Reads as it is told: the sentence that has the words, or that nothing has."""

    def __init__(self, words: str) -> None:
        self._words = words
        self.stuck = self.busy = False

    async def read(
        self, text: str, leant_on: Sequence[str], candidates: Sequence[Candidate]
    ) -> Verdict:
        if self.busy:
            raise ReaderBusy
        if self.stuck:
            await asyncio.Event().wait()
        scores = [5.0 * (self._words in each.sentence) for each in candidates]
        return verdict(candidates, [*scores, 2.0, 0.0])


async def test_the_sentence_that_answers_is_read(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "qris-pay", "Membayar QRIS", answer="Pindai kodenya. Struknya tersimpan.")
    write(folder, "qris-limit", "Batas QRIS", answer="Sehari Rp20 juta. Sekali Rp10 juta.")
    encoding, reads = LetterEncoding(), Scripted("Rp10 juta")
    asked = knowledge(database, folder, encoding, reads, Expects("fee"))
    await asked.refresh()
    told = Context(before="membayar qris", matter="qris_payment", told=("qris-pay",))
    found = await asked.find_in_context("sekali berapa?", told)
    assert found.asks == "answered"
    assert found.found[0].article.slug == "qris-limit"
    assert found.found[0].telling == ("Sekali Rp10 juta.",)
    assert (found.found[0].chance or 0.0) > 0.9
    encoding.encoded.clear()
    unanswered = knowledge(database, folder, encoding, Scripted("?"), Expects("fee"))
    nothing = await unanswered.find_in_context("boleh dicicil?", told)
    assert nothing.asks == "gap"
    assert not any(each.fits for each in nothing.found)
    encoding.encoded.clear()
    await asked.find_in_context("sekali lagi berapa?", told)
    assert "Sekali Rp10 juta." not in encoding.encoded, "remembered"
    monkeypatch.setattr("handoff.application.knowledge.READ_S", 0.0)
    reads.stuck = True
    late = await asked.find_in_context("sekali berapa?", told)
    assert late.found[0].article.slug == "fee", "what was expected, for want of a reading"


async def test_sentences_have_their_vectors_before_anybody_asks(
    database: Database, folder: Path
) -> None:
    write(folder, "qris-limit", "Batas QRIS", answer="Sehari Rp20 juta. Sekali Rp10 juta.")

    class Telling(LetterEncoding):
        def __init__(self) -> None:
            super().__init__()
            self.last = asyncio.Event()

        async def encode(self, texts: Sequence[str]) -> Vector:
            found = await super().encode(texts)
            if "Answer of Membayar QRIS (en)." in texts:
                self.last.set()
            return found

    encoding = Telling()
    asked = knowledge(database, folder, encoding, Scripted("Rp10"), Expects("qris-limit"))
    async with asked.running():
        await encoding.last.wait()
    encoding.encoded.clear()
    found = await asked.find_in_context("sekali berapa?", Context(before="membayar qris"))
    assert found.found[0].telling == ("Sekali Rp10 juta.",)
    assert encoding.encoded == ["sekali berapa?", "membayar qris sekali berapa?"]


async def test_what_there_is_no_time_to_read_is_told_by_what_was_asked_before(
    database: Database, folder: Path
) -> None:
    write(folder, "qris-limit", "Batas QRIS", answer="Sehari Rp20 juta. Sekali Rp10 juta.")
    reads = Scripted("Jawaban")
    asked = knowledge(database, folder, LetterEncoding(), reads, Expects("qris-limit"))
    await asked.refresh()
    reads.busy = True
    found = await asked.find_in_context("sekali berapa?", Context(before="membayar qris"))
    assert found.asks == "answered"
    assert found.found[0].article.slug == "qris-limit"
    assert found.found[0].telling == ("Sekali Rp10 juta.",)
    # Without either of the two nothing is read, as where a model's folder is damaged.
    for one in ({"reranking": reads}, {"questions": Expects("fee")}):
        unread = knowledge(database, folder, LetterEncoding(), **one)
        assert (await unread.find_in_context("sekali berapa?", Context(before="qris"))).asks is None


async def test_words_alone_find_it_too(database: Database, folder: Path) -> None:
    asked = knowledge(database, folder, None)
    await asked.refresh()
    assert await best(asked, "batas qris") == "qris-limit"
    found = await search(PostgresArticles(database), "", None, None)
    assert found
    assert all(match.passage is None for match in found)


async def test_words_answer_until_the_first_vectors_are_made(
    database: Database, folder: Path
) -> None:
    class Slow(LetterEncoding):
        def __init__(self) -> None:
            super().__init__()
            self.asked, self.ready = asyncio.Event(), asyncio.Event()

        async def encode(self, texts: Sequence[str]) -> Vector:
            if not self.ready.is_set() and len(texts) > 1:
                self.asked.set()
                await self.ready.wait()
            return await super().encode(texts)

    encoding = Slow()
    asked = knowledge(database, folder, encoding)
    making = asyncio.create_task(asked.refresh())
    await encoding.asked.wait()
    assert await best(asked, "batas qris") == "qris-limit"
    assert (await asked.find_in_context("batas qris", Context())).found
    encoding.ready.set()
    assert await making
    assert await best(asked, "batas qris") == "qris-limit"
    [vector] = await encoding.encode(["qris"])
    found = await search(PostgresArticles(database), "", vector, encoding.version)
    assert all(match.passage is not None for match in found)


async def test_only_what_is_new_is_encoded(database: Database, folder: Path) -> None:
    encoding = LetterEncoding()
    await knowledge(database, folder, encoding).refresh()
    write(folder, "qris-limit", "Batas QRIS", words="maksimal", answer="Rp10 juta.")
    encoding.encoded.clear()
    await knowledge(database, folder, encoding).refresh()
    assert encoding.encoded == ["Batas QRIS. Rp10 juta."]


async def test_another_encoder_makes_all_vectors_anew(database: Database, folder: Path) -> None:
    await knowledge(database, folder, LetterEncoding()).refresh()
    newer = LetterEncoding()
    newer.version = "letters-2"
    old = PostgresArticles(database)
    assert await knowledge(database, folder, newer).refresh()
    assert len(newer.encoded) == 15
    [vector] = await newer.encode(["qris"])
    assert (await search(old, "", vector, "letters-1"))[0].passage is None, "not comparable"
    assert (await search(old, "", vector, "letters-2"))[0].passage is not None


async def test_an_edit_is_followed_and_a_mistake_keeps_what_was(
    database: Database, folder: Path
) -> None:
    asked = knowledge(database, folder, LetterEncoding())

    async def answer(slug: str) -> str | None:
        article = await asked.article(slug)
        return article and article.id.answer

    async with asked.running():
        await eventually_async(lambda: _is(answer("fee"), "Jawaban Biaya admin."))
        write(folder, "fee", "Biaya admin", answer="Sekarang gratis.")
        await eventually_async(lambda: _is(answer("fee"), "Sekarang gratis."))
        (folder / "fee.md").write_text("---\nrusak")
        (folder / "qris-limit.md").unlink()
        await eventually_async(lambda: _is(answer("qris-limit"), None))
        assert await answer("fee") == "Sekarang gratis."


async def _is(found: object, wanted: object) -> bool:
    return await found == wanted  # type: ignore[misc]


# ------------------------------------------------------------------ over HTTP

ASK = "/internal/v1/knowledge"
TOKEN = {"Authorization": "Bearer " + "t" * 32}


async def ask(gateway: Gateway, **question: object) -> httpx.Response:
    return await gateway.client.post(ASK, headers=TOKEN, json=question)


async def test_the_assistant_asks_the_gateway(database_url: str, folder: Path) -> None:
    async with running_gateway(
        database_url, knowledge=folder, public_origins=("https://chat.bank.example",)
    ) as gateway:
        await eventually_async(lambda: _status(ask(gateway, text="qris"), 200))
        found = (await ask(gateway, text="cara membayar qris", language="en")).json()["articles"]
        assert found[0]["slug"] == "qris-pay"
        assert found[0]["title"] == "Membayar QRIS (en)"
        assert found[0]["url"] == "https://chat.bank.example/help/en/qris-pay"
        assert len(found) == 3
        context = {"before": "cara membayar qris", "matter": "qris_payment", "told": ["qris-pay"]}
        leaning = await ask(gateway, text="batasnya berapa", context=context)
        assert len(leaning.json()["articles"]) == 3
        assert (await ask(gateway, text="qris", context={"told": ["../etc"]})).status_code == 422
        named = (await ask(gateway, article="fee")).json()["articles"]
        assert (named[0]["slug"], named[0]["fits"], len(named)) == ("fee", True, 3)
        assert (await ask(gateway, article="gone")).status_code == 404
        assert (await ask(gateway, text="x" * 4001)).status_code == 422
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "t" * 32}):
            refused = await gateway.client.post(ASK, headers=headers, json={"text": "qris"})
            assert refused.status_code == 401


async def test_an_article_is_a_page(database_url: str, folder: Path) -> None:
    async with running_gateway(database_url, knowledge=folder) as gateway:
        await eventually_async(lambda: _status(gateway.client.get("/help/id/fee"), 200))
        shown = await gateway.client.get("/help/id/qris-pay")
        assert "<h1>Membayar QRIS</h1>" in shown.text
        assert "Buka &lt;aplikasi&gt;." in shown.text, "what staff write is text"
        assert 'href="/help/id/qris-limit"' in shown.text
        assert "Diperbarui 22 Nov 2026" in shown.text
        english = await gateway.client.get("/help/en/qris-pay")
        assert '<html lang="en">' in english.text
        assert "Updated 22 Nov 2026" in english.text
        listed = await gateway.client.get("/help", follow_redirects=True)
        titles = re.findall(r'<li><a href="/help/id/[a-z-]+">([^<]*)</a>', listed.text)
        assert len(titles) == 3
        assert titles == sorted(titles, key=str.casefold)
        assert (await gateway.client.get("/help/en")).text.count("<li>") == 3
        gone = await gateway.client.get("/help/en/gone")
        assert gone.status_code == 404
        assert "doesn't exist" in gone.text
        assert (await gateway.client.get("/help/fr/fee")).status_code == 422
        style = await gateway.client.get("/help/style.css")
        assert style.headers["content-type"].startswith("text/css")


async def test_without_articles_nothing_is_claimed(database_url: str) -> None:
    async with running_gateway(database_url) as gateway:
        refused = await ask(gateway, text="qris")
        assert (refused.status_code, refused.json()["error"]) == (503, "unavailable")


async def _status(response: object, wanted: int) -> bool:
    return (await response).status_code == wanted  # type: ignore[misc, no-any-return]


async def test_the_titles_of_our_own_pages_come_with_the_words(
    database_url: str, folder: Path
) -> None:
    ours = "https://chat.bank.example"
    text = (
        f"Selengkapnya: {ours}/help/en/qris-pay. Bukan {ours}.evil.example/help/id/fee, "
        f"https://evil.example/{ours}/help/id/fee atau {ours}/help/id/gone"
    )
    async with running_gateway(database_url, knowledge=folder, public_origins=(ours,)) as gateway:
        await eventually_async(lambda: _status(gateway.client.get("/help/id/fee"), 200))
        gateway.rasa.says(said(text))
        async with gateway.customer() as customer:
            await customer.say("cara bayar qris")
            answer = await customer.socket.event(lambda e: e.get("author") == "bot")
            assert answer["texts"] == [text]
            link = {"url": f"{ours}/help/en/qris-pay", "title": "Membayar QRIS (en)"}
            assert answer["links"] == [link]
