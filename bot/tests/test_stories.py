"""End-to-end stories: Rasa's own, and whole conversations for every intent with the assistant.

A story in stories/ is a list of turns. `register` is how the customer writes, or `failure` where
something goes wrong; `as` is who is signed in, from that turn on; `settled` is what was left with a
person or settled by one before; `finds` is the article that the knowledge base finds to every
question (without it, the knowledge base is out of reach). Each turn may expect the `intent`
(of a story with one turn that of its heading), the `outcome` (several with |), the open `form`, and
words that the answer `has` or `lacks` (regular expressions).
"""

import re
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest
import yaml
from conftest import BOT, Chat, Databases, ScriptedGateway, execute, load_bank, rasa, texts

STORIES = sorted((BOT / "tests" / "stories").glob("*.yml"))
CONTRACT = yaml.safe_load((BOT.parent / "data" / "intents.yml").read_text(encoding="utf-8"))
_FEWEST = 3
_TURN = ("say", "as", "language", "intent", "outcome", "form", "has", "lacks")


def stories() -> Iterator[Any]:
    """Each story with its intent, for a test of its own."""
    for path in STORIES:
        for intent, found in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for place, story in enumerate(found):
                yield pytest.param(intent, story, id=f"{intent}-{place}-{story['register']}")


def turns(intent: str, story: Dict[str, Any]) -> List[Dict[str, Any]]:
    """The turns; a story of one turn expects the intent that it stands under."""
    if "steps" in story:
        return list(story["steps"])
    return [{"intent": intent, **{name: story[name] for name in _TURN if name in story}}]


def test_the_main_paths_are_predicted(model: Path, tmp_path: Path) -> None:
    rasa(
        "test", "core", "--stories", "tests/test_stories.yml", "--model", str(model),
        "--out", str(tmp_path), "--fail-on-prediction-errors",
    )  # fmt: skip
    failed = (tmp_path / "failed_test_stories.yml").read_text(encoding="utf-8")
    assert "- story:" not in failed


def test_every_intent_has_stories_in_different_registers() -> None:
    found: Dict[str, List[str]] = {}
    for parameters in stories():
        intent, story = parameters.values
        found.setdefault(intent, []).append(story["register"])
    for intent in (entry["name"] for entry in CONTRACT["intents"]):
        assert len(found.get(intent, [])) >= _FEWEST, intent
        assert len(set(found[intent])) >= _FEWEST, intent
    assert sum(registers.count("failure") for registers in found.values()) >= len(found) // 2


@pytest.fixture(scope="module")
def bank(databases: Databases) -> None:
    """The demo bank as it was first loaded."""
    execute(databases.bank, "DROP SCHEMA demo_bank CASCADE")
    load_bank(databases.bank)


@pytest.fixture
def bank_as_seeded(databases: Databases, bank: None) -> None:
    """Every story finds its cards unblocked, and no report but the seeded ones."""
    execute(
        databases.bank,
        "UPDATE demo_bank.cards SET blocked_at = NULL, blocked_for = NULL, undo_until = NULL",
        "DELETE FROM demo_bank.tickets WHERE filed_for IS NOT NULL",
    )


def in_house_style(answer: Dict[str, Any], heard: List[str]) -> None:
    """At most two sentences and three choices at a time, and nothing said before."""
    for message in answer["messages"]:
        text = message["text"]
        assert len(re.findall(r"[.?](?:\s|$)", text)) <= 2, text
        assert len(message["buttons"]) <= 3, text
        assert "!" not in text
        assert text not in heard, text
        heard.append(text)


def article(slug: str, language: str) -> Dict[str, Any]:
    """One of the articles, as the gateway gives it where it fits."""
    path = BOT.parent / "data" / "knowledge" / f"{slug}.md"
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    about = yaml.safe_load(head)
    parts = dict(re.findall(r"^## (\w+)\n(.*?)\s*(?=^## |\Z)", body, re.DOTALL | re.MULTILINE))
    answer, steps = {"id": ("Jawaban", "Langkah"), "en": ("Answer", "Steps")}[language]
    return {
        "slug": slug,
        "intents": about["intents"],
        "title": about["title"][language],
        "answer": parts[answer],
        "steps": re.findall(r"^\d+\. (.*)$", parts.get(steps, ""), re.MULTILINE),
        "fits": True,
        "near": True,
        "telling": [],
        "url": None,
    }


@pytest.mark.usefixtures("bank_as_seeded")
@pytest.mark.parametrize(("intent", "story"), stories())
def test_a_story(
    intent: str, story: Dict[str, Any], chat: Callable[..., Chat], gateway: ScriptedGateway
) -> None:
    if "finds" in story:
        gateway.answer = lambda question: [article(story["finds"], question["language"])]
    talk = chat(
        story.get("as"), language=story.get("language", "id"), settled=story.get("settled")
    )
    heard: List[str] = []
    for turn in turns(intent, story):
        talk.customer = turn.get("as", talk.customer)
        talk.language = turn.get("language", talk.language)
        answer = talk.say(turn["say"])
        said = f"{turn['say']!r}: {answer}"
        in_house_style(answer, heard)
        if "intent" in turn:
            assert answer["intent"] == turn["intent"], said
        if "outcome" in turn:
            assert answer["outcome"] in turn["outcome"].split("|"), said
        if "form" in turn:
            assert answer["form"] == turn["form"], said
        if "has" in turn:
            assert re.search(turn["has"], texts(answer), re.DOTALL), said
        if "lacks" in turn:
            assert not re.search(turn["lacks"], texts(answer)), said
