"""Which article is shown to who waits: only one that surely answers what they ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from handoff.application.knowledge import Knowledge, NoKnowledge
from handoff.application.meanwhile import AHEAD, SURE, Meanwhile
from handoff.domain import events as e
from handoff.knowledge.articles import Article, parse

FOLDER = Path(__file__).resolve().parents[2] / "data" / "knowledge"
FEE = parse("transfer-fee-other-bank", (FOLDER / "transfer-fee-other-bank.md").read_text("utf-8"))
HOURS = parse("branch-hours", (FOLDER / "branch-hours.md").read_text("utf-8"))
QUESTION = "biaya transfer ke bca berapa"


@dataclass(frozen=True)
class Scored:
    """What is looked at of an article that was found."""

    article: Article
    score: float
    fits: bool


class Finds:
    """Knowledge that finds what the test says."""

    def __init__(self, *found: Scored) -> None:
        self.found = found
        self.asked: list[str] = []

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
