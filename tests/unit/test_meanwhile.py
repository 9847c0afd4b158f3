"""Which article is shown to who waits: only one that surely answers what they ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from handoff.application.knowledge import Found, Knowledge, Leaning, NoKnowledge
from handoff.application.meanwhile import (
    AHEAD,
    CERTAIN,
    FAR_AHEAD,
    MOST,
    SURE,
    SURELY_READ,
    Meanwhile,
)
from handoff.domain import events as e
from handoff.domain.commands import ArticleFound
from handoff.domain.ids import ClientId
from handoff.knowledge.articles import Article, parse
from handoff.knowledge.context import Context
from handoff.protocol.views import CustomerView
from tests.unit.test_conversation import Chat

FOLDER = Path(__file__).resolve().parents[2] / "data" / "knowledge"
FEE = parse("transfer-fee-other-bank", (FOLDER / "transfer-fee-other-bank.md").read_text("utf-8"))
DECEASED = parse("account-of-deceased", (FOLDER / "account-of-deceased.md").read_text("utf-8"))
HOURS = parse("branch-hours", (FOLDER / "branch-hours.md").read_text("utf-8"))
QUESTION = "biaya transfer ke bca berapa"


@dataclass(frozen=True)
class Scored:
    """What is looked at of an article that was found."""

    article: Article
    score: float
    fits: bool

    @property
    def near(self) -> bool:
        """What fits is near, too."""
        return self.fits


class Finds:
    """Knowledge that finds what the test says."""

    def __init__(self, *found: Scored, read: Leaning | None = None) -> None:
        self.found = found
        self.read = read
        self.asked: list[str] = []
        self.contexts: list[Context] = []

    async def find_in_context(
        self, text: str, context: Context, *, language: str, limit: int
    ) -> Leaning:
        self.contexts.append(context)
        return self.read or Leaning(())

    async def find(self, text: str, limit: int) -> Sequence[Scored]:
        self.asked.append(text)
        if not self.found:
            raise NoKnowledge
        return self.found[:limit]


def meanwhile(*found: Scored, origin: str | None = "https://chat.bank.example") -> Meanwhile:
    return Meanwhile(cast(Knowledge, Finds(*found)), origin)


async def test_a_sure_answer_is_found_with_its_page() -> None:
    found = await meanwhile(Scored(FEE, SURE, True)).article(QUESTION, "id", ())
    assert found is not None
    assert (found.slug, found.language, found.answer) == (FEE.slug, "id", FEE.id.answer)
    assert found.link == e.Link(
        url=f"https://chat.bank.example/help/id/{FEE.slug}", title=FEE.id.title
    )
    nowhere = await meanwhile(Scored(FEE, SURE, True), origin=None).article(QUESTION, "id", ())
    assert nowhere is not None
    assert nowhere.link is None


async def test_what_was_read_is_told_by_the_sentence_that_answers() -> None:
    detail = FEE.id.details[0]
    fits = Found(FEE, 2.0, True, True, (detail,))
    finds = Finds(read=Leaning((fits,), "answered"))
    waiting = Meanwhile(cast(Knowledge, finds), None)
    answer = e.ArticleShown(
        slug=FEE.slug, language="id", answer=FEE.id.answer, link=None, wording=0
    )
    shown = [
        wrote("biaya transfer ke bca berapa"),
        e.Recorded(seq=3, at=datetime(2026, 3, 2, tzinfo=UTC), event=answer),
        wrote("makasih"),
    ]
    found = await waiting.article("kalau ke luar kota beda ga?", "id", shown, "admin_fee")
    assert found is not None
    assert (found.slug, found.answer) == (FEE.slug, detail)
    [context] = finds.contexts
    assert (context.before, context.told) == ("biaya transfer ke bca berapa", (FEE.slug,))
    for asks in ("gap", "idle"):
        finds.read = Leaning((replace(fits, fits=False),), cast(Any, asks))
        assert await waiting.article("kalau ke luar kota beda ga?", "id", shown) is None
    assert finds.asked == [], "read is read: likeness is not asked as well"


async def test_an_answer_that_names_no_article_is_none() -> None:
    waiting = Meanwhile(cast(Knowledge, Finds(read=Leaning((), "answered"))), None)
    assert await waiting.article("kalau ke luar kota beda ga?", "id", ()) is None


async def test_the_customers_view_keeps_what_was_shown_for_the_context() -> None:
    chat = Chat(on_duty=0)
    chat.do(chat.says("ada orang?"), chat.asks_for_person())
    shown = ArticleFound(slug=FEE.slug, language="id", answer=FEE.id.answer)
    chat.do(replace(chat.says(QUESTION), article=shown))
    assert any(isinstance(recorded.event, e.ArticleShown) for recorded in chat.log)
    finds = Finds(read=Leaning((), "gap"))
    said = CustomerView(chat.log, chat.now.id).said
    await Meanwhile(cast(Knowledge, finds), None).article("kalau lewat atm beda ga?", "id", said)
    [context] = finds.contexts
    assert (context.before, context.opening, context.told) == (QUESTION, QUESTION, (FEE.slug,))


async def test_a_sensitive_matter_nobody_spoke_of_is_read_twice_as_surely() -> None:
    for chance, told in ((SURELY_READ - 0.1, False), (SURELY_READ, True)):
        leaning = Leaning((Found(DECEASED, 2.0, True, True, chance=chance),), "answered")
        waiting = Meanwhile(cast(Knowledge, Finds(read=leaning)), None)
        assert (await waiting.article("suratnya apa saja ya?", "id", ()) is not None) is told
        own = await waiting.article("suratnya apa saja ya?", "id", (), "bereavement")
        assert own is not None


async def test_who_asks_in_english_is_answered_in_english() -> None:
    text = "how much is the transfer fee to bca tho"
    found = await meanwhile(Scored(FEE, SURE, True)).article(text, "id", ())
    assert found is not None
    assert (found.language, found.answer) == ("en", FEE.en.answer)


@pytest.mark.parametrize(
    "found",
    [
        (),
        (Scored(FEE, SURE - 0.1, True),),
        (Scored(FEE, SURE, False),),
        (Scored(FEE, SURE, True), Scored(HOURS, SURE - AHEAD / 2, True)),
    ],
    ids=["no article", "not sure enough", "does not fit", "two alike"],
)
async def test_what_is_not_sure_is_left_to_the_person(found: tuple[Scored, ...]) -> None:
    assert await meanwhile(*found).article(QUESTION, "id", ()) is None


@pytest.mark.parametrize(
    "text",
    ["kartu saya hilang", "berapa lama lagi", "ga jadi deh", "berapa biaya transfer " * 20],
    ids=["no question", "about the waiting", "about cancelling", "a story"],
)
async def test_what_asks_nothing_of_ours_is_not_looked_for(text: str) -> None:
    finds = Finds(Scored(FEE, SURE, True))
    assert await Meanwhile(cast(Knowledge, finds), None).article(text, "id", ()) is None
    assert finds.asked == []


async def test_nobody_is_condoled_with_by_a_search() -> None:
    grave = parse("account-of-deceased", (FOLDER / "account-of-deceased.md").read_text("utf-8"))
    found = await meanwhile(Scored(grave, SURE, True)).article("tarik di teller bisa?", "id", ())
    assert found is None


DEATH = "Ayah saya baru saja meninggal dunia, dan beliau punya rekening di sini."


def wrote(text: str) -> e.Recorded:
    event = e.MessageReceived(
        client_id=ClientId("x"), text=text, masked=frozenset(), choice=None, signal=None
    )
    return e.Recorded(seq=2, at=datetime(2026, 3, 2, tzinfo=UTC), event=event)


class FindsWithContext(Finds):
    """A question about papers says nothing of the matter: only what was written before does."""

    async def find(self, text: str, limit: int) -> Sequence[Scored]:
        await super().find(text, limit)
        return self.found if DEATH in text else (Scored(HOURS, 9.0, False),)


@pytest.mark.parametrize(
    "text",
    [
        "Sebelum itu, mohon disebutkan dahulu dokumennya agar saya dapat menyiapkannya.",
        "Saya tidak memerlukan petugas saat ini. Saya hanya ingin mengetahui daftar dokumennya.",
        "Saya ingin mengetahui persyaratannya saja, tanpa perlu petugas.",
        "srt apa aja yg hrs dsiapkn",
        "what documents do I need to bring?",
    ],
)
async def test_who_waits_in_a_matter_is_told_the_papers_that_it_takes(text: str) -> None:
    grave = parse("account-of-deceased", (FOLDER / "account-of-deceased.md").read_text("utf-8"))
    asked = Meanwhile(cast(Knowledge, FindsWithContext(Scored(grave, SURE, True))), None)
    found = await asked.article(text, "id", [wrote(DEATH)], "bereavement")
    assert found is not None
    assert found.slug == "account-of-deceased"
    wording = grave.wording(cast(Any, found.language))
    assert found.answer.startswith(wording.answer)
    assert f"1. {wording.steps[0]}" in found.answer
    assert found.answer.endswith(f"{len(wording.steps)}. {wording.steps[-1]}")
    assert await asked.article(text, "id", [wrote(DEATH)], "fraud_report") is None
    assert await asked.article(text, "id", [wrote(DEATH)]) is None


@pytest.mark.parametrize(
    "text",
    [
        "kalau ganti kartu yang ketelan harus bawa apa saja ke bank",
        "dokumen apa untuk buka rekening?",
        "berapa lama prosesnya",
    ],
)
async def test_papers_for_something_else_are_not_those_of_the_matter(text: str) -> None:
    grave = parse("account-of-deceased", (FOLDER / "account-of-deceased.md").read_text("utf-8"))
    asked = Meanwhile(cast(Knowledge, FindsWithContext(Scored(grave, SURE, True))), None)
    assert await asked.article(text, "id", [wrote(DEATH)], "bereavement") is None


async def test_what_surely_is_about_the_matter_that_waits_is_shown_with_its_list() -> None:
    grave = parse("account-of-deceased", (FOLDER / "account-of-deceased.md").read_text("utf-8"))
    text = "Dokumen apa yang diperlukan ahli waris untuk mengurus rekening almarhum?"
    found = await meanwhile(Scored(grave, SURE, True)).article(text, "id", (), "bereavement")
    assert found is not None
    assert grave.id.steps[0] in found.answer


STORY = (
    "Saya tidak meminta petugas. Mohon catat saja tiket. Sementara itu, bolehkah mutasi rekening "
    "dari aplikasi tiga bulan terakhir dicetak dan distempel di cabang, dan berapa biayanya? "
    "Rumah saya jauh dari kota, dan kaki saya sering ngilu."
)


async def test_of_a_story_the_questions_are_looked_for() -> None:
    finds = Finds(Scored(FEE, SURE, True))
    found = await Meanwhile(cast(Knowledge, finds), None).article(STORY, "id", ())
    assert found is not None
    (asked,) = finds.asked
    assert len(asked) <= MOST
    assert asked.startswith("Sementara itu, bolehkah mutasi")
    assert asked.endswith("berapa biayanya?")


@pytest.mark.parametrize("topic", ["fraud_report", None])
async def test_whatever_is_waited_for_what_certainly_fits_is_shown(topic: str | None) -> None:
    grave = parse("account-of-deceased", (FOLDER / "account-of-deceased.md").read_text("utf-8"))
    text = "suami saya meninggal, tabungannya bisa diambil ga, bawa apa"
    sure = meanwhile(Scored(grave, CERTAIN, True), Scored(HOURS, CERTAIN - FAR_AHEAD, True))
    found = await sure.article(text, "id", (), topic)
    assert found is not None
    assert grave.id.steps[0] in found.answer
    near = meanwhile(Scored(grave, CERTAIN, True), Scored(HOURS, CERTAIN - AHEAD, True))
    assert await near.article(text, "id", (), topic) is None


async def test_in_the_matter_that_waits_what_fits_is_enough() -> None:
    grave = parse("account-of-deceased", (FOLDER / "account-of-deceased.md").read_text("utf-8"))
    text = "uangnya itu bisa diambil sama ibu apa ndak ya"
    fits = meanwhile(Scored(grave, SURE - 1, True))
    assert await fits.article(text, "id", (), "bereavement") is not None
    assert await fits.article(text, "id", (), "fraud_report") is None
    assert await meanwhile(Scored(grave, SURE - 1, False)).article(text, "id", (), "x") is None


async def test_what_the_bot_answered_already_is_not_shown_again() -> None:
    reply = e.BotReplied(
        answers=2,
        messages=(e.BotMessage(text=f"{FEE.id.answer} Selengkapnya: ..."),),
        outcome=e.Outcome.ANSWERED,
        intent=None,
        confidence=None,
        topic=None,
    )
    said = [e.Recorded(seq=3, at=datetime(2026, 3, 2, tzinfo=UTC), event=reply)]
    assert await meanwhile(Scored(FEE, SURE, True)).article(QUESTION, "id", said) is None
