"""Short questions after an answer: told by their words, answered from what they follow."""

import asyncio
from typing import Any, Callable, Dict, List, Optional, Tuple

import pytest
from conftest import Chat, ScriptedGateway, texts
from rasa_sdk import Tracker

from actions.follow_up import choose, follow_up
from actions.knowledge import Article
from reading.following import follows_up

Start = Callable[..., Chat]
MATTERS = {"branch": "branch_info", "fee": "admin_fee", "qris": "qris_payment"}


def article(slug: str, fits: bool = False) -> Article:
    """Named by its matter: branch-hours is of branch_info."""
    return Article(slug, (MATTERS[slug.split("-")[0]],), slug, f"({slug})", (), fits, None)


@pytest.mark.parametrize(
    "text",
    [
        "kalau di hari libur?", "terus biayanya?", "kalo bi-fast?", "gimana kalau akhir pekan",
        "minimalnya berapa", "oh, dan hari sabtu?", "and on saturdays?", "what about the limit?",
        "yang gratis ada?",
    ],
)  # fmt: skip
def test_words_that_follow(text: str) -> None:
    assert follows_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "cabang buka jam berapa", "besok hujan ga", "mau tanya dong", "biasanya berapa lama",
        "siapa presiden indonesia", "blokir kartu",
        "kalau saya mau buka rekening untuk anak saya harus bawa apa saja",
    ],
)  # fmt: skip
def test_words_that_do_not(text: str) -> None:
    assert not follows_up(text)


@pytest.mark.parametrize(
    ("alone", "together", "told", "chosen"),
    [
        # Both find it, whatever stands first alone.
        (["fee-month", "branch-holidays"], ["branch-hours*", "branch-holidays*"],
         ["branch-hours"], "branch-holidays"),
        # Only the question makes it clear.
        (["fee-month", "qris-fee"], ["branch-parking*", "branch-hours*"], [], "branch-parking"),
        # Only the words do.
        (["branch-holidays"], ["branch-hours*", "branch-weekend*"], ["branch-hours"],
         "branch-holidays"),
        # The same again, something sure elsewhere, nothing of the matter.
        (["branch-hours"], ["branch-hours*", "branch-weekend*"], ["branch-hours"], None),
        (["fee-month*", "branch-weekend"], ["branch-weekend*"], [], None),
        (["fee-month"], ["branch-hours*"], ["branch-hours"], None),
        ([], [], [], None),
    ],
)  # fmt: skip
def test_what_is_meant(
    alone: List[str], together: List[str], told: List[str], chosen: Optional[str]
) -> None:
    def read(slugs: List[str]) -> Tuple[Article, ...]:
        return tuple(article(slug.rstrip("*"), slug.endswith("*")) for slug in slugs)

    found = choose(read(alone), read(together), "branch_info", told)
    assert (found and found.slug) == chosen


class Recorded:
    """A knowledge base that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: List[Tuple[str, Dict[str, float]]] = []

    async def find(self, text: str, intents: Any, language: str) -> Tuple[Article, ...]:
        self.asked.append((text, dict(intents)))
        return (article("branch-holidays"),)

    async def named(self, slug: str, language: str) -> Tuple[Article, ...]:
        raise AssertionError


def test_it_is_asked_alone_and_with_the_question_before_it() -> None:
    knowledge = Recorded()
    slots = {"asked": {"text": "cabang buka jam berapa", "matter": "branch_info"}}
    message = {"text": "kalau hari libur?", "intent": {"name": "nlu_fallback"}}
    tracker = Tracker("a:1", slots, message, [], False, None, {}, "action_listen")
    found = asyncio.run(follow_up(knowledge, tracker))
    assert found == [article("branch-holidays")]
    assert knowledge.asked == [
        ("kalau hari libur?", {"branch_info": 1.0}),
        ("cabang buka jam berapa kalau hari libur?", {"branch_info": 1.0}),
    ]


def shown(slug: str, answer: str, fits: bool) -> Dict[str, Any]:
    return {
        "slug": slug, "intents": [MATTERS[slug.split("-")[0]]], "title": slug, "answer": answer,
        "steps": [], "fits": fits, "url": None,
    }  # fmt: skip


def test_a_short_question_goes_on_with_the_matter(chat: Start, gateway: ScriptedGateway) -> None:
    hours = "Cabang buka Senin–Jumat pukul 08.00–15.00."
    holidays = "Pada hari libur nasional semua cabang tutup."

    def answer(question: Dict[str, Any]) -> List[Dict[str, Any]]:
        first = "jam berapa" in question["text"]
        found = [shown("branch-hours", hours, first), shown("branch-holidays", holidays, first)]
        return found if first and "libur" not in question["text"] else found[::-1]

    gateway.answer = answer
    talk = chat()
    assert hours in texts(talk.say("cabang buka jam berapa ya?"))
    followed = talk.say("kalau di hari libur?")
    assert holidays in texts(followed)
    assert followed["outcome"] == "answered"
    assert followed["topic"] == "branch_info"
    assert talk.say("makasih ya")["outcome"] == "chitchat"


def test_a_matter_of_its_own_is_none(chat: Start, gateway: ScriptedGateway) -> None:
    gateway.answer = lambda question: [shown("branch-hours", "Buka pukul 08.00.", True)]
    talk = chat("rina")
    talk.say("cabang buka jam berapa ya?")
    assert "Rp4.350.000" in texts(talk.say("terus saldo saya berapa?"))


def test_what_finds_nothing_takes_its_usual_way(chat: Start, gateway: ScriptedGateway) -> None:
    gateway.answer = lambda question: [shown("branch-hours", "Buka pukul 08.00.", True)]
    talk = chat()
    talk.say("cabang buka jam berapa ya?")
    assert talk.say("kalau xyzzy?")["outcome"] in ("fallback", "failed")
    assert talk.say("mau ngomong sama orang aja")["outcome"] == "escalate"
