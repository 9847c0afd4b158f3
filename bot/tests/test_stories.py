"""End-to-end stories: Rasa's own, and whole conversations for every intent with the assistant.

A story in stories/ is a list of turns. `register` is how the customer writes, and `fails` names
what goes wrong where something does (FAILURES). `whole` is the name of a held conversation of which
the story says every word that the customer said (../../data/dialogues/held).

These hold from the turn that they stand in, or from the first one: `as` is who is signed in;
`settled` is what was left with a person or settled by one before; `bank` is `down` (it refuses),
`silent` (it does not answer) or `back`;
`finds` is the article that the knowledge base finds to every question, `nothing` where it is asked
what no article says, `idle` where nothing is asked (without it, the knowledge base is out of
reach). `tells` is a piece of the sentence of that article that answers this turn.

The customer writes (`say`) or taps a quick reply (`tap`). Each turn may expect the `intent` (of a
story with one turn that of its heading), the `outcome` (several with |), the open `form`, and
words that the answer `has` or `lacks` (regular expressions).
"""

import functools
import json
import re
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import psycopg2
import pytest
import yaml
from conftest import BOT, Chat, Databases, ScriptedGateway, execute, load_bank, rasa, texts

STORIES = sorted((BOT / "tests" / "stories").glob("*.yml"))
DATA = BOT.parent / "data"
CONTRACT = yaml.safe_load((DATA / "intents.yml").read_text(encoding="utf-8"))
FAILURES = {
    "bank_down": "the bank's systems are out of reach",
    "left": "the customer leaves a form, or takes it back",
    "misread": "the customer was understood wrongly, and says so",
    "no_knowledge": "the knowledge base is out of reach",
    "nobody_on_duty": "a person was asked for, and none is on duty",
    "not_found": "the bank has no such thing of this customer",
    "refused": "the customer would rather not have what the assistant does",
    "secret": "the customer writes what must not be written",
    "signed_out": "the customer has not signed in",
    "too_late": "it can't be done any more",
    "unanswered": "no article says what is asked",
    "unhelpful": "the answer didn't help",
}
COMMON = {"signed_out"}
"""What every matter of one's own begins with: no failure of its kind."""
REGISTERS = {"casual", "formal", "mixed", "neutral", "regional", "slang", "typo", "elderly"}
_LANGUAGE = "english"
_FEWEST = 3
_WHOLE = 10
_AWAY = "demo_bank_away"
_ALL_OF_THE_BANK = (
    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'demo_bank'"
)
_NO_ARTICLE = {"nothing": "gap", "idle": "idle"}
_HOLDS = ("as", "language", "settled", "finds", "bank")
_TURN = ("say", "tap", "intent", "outcome", "form", "has", "lacks", "tells", *_HOLDS)


@functools.lru_cache(maxsize=1)
def written() -> List[Tuple[str, int, Dict[str, Any]]]:
    """Each story with its intent and its place in its file."""
    return [
        (intent, place, story)
        for path in STORIES
        for intent, found in yaml.safe_load(path.read_text(encoding="utf-8")).items()
        for place, story in enumerate(found)
    ]


def stories() -> Iterator[Any]:
    """Each story with its intent, for a test of its own."""
    for intent, place, story in written():
        kind = story.get("fails", story["register"])
        yield pytest.param(intent, story, id=f"{intent}-{place}-{kind}")


def stories_of(intent: str) -> List[Dict[str, Any]]:
    """The stories that stand under an intent."""
    return [story for about, _, story in written() if about == intent]


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


@pytest.mark.parametrize("intent", [entry["name"] for entry in CONTRACT["intents"]])
def test_every_intent_has_stories_in_different_registers_and_a_failure(intent: str) -> None:
    told = stories_of(intent)
    assert len(told) >= _FEWEST
    registers = {story["register"] for story in told} - {_LANGUAGE}
    assert registers <= REGISTERS
    assert len(registers) >= _FEWEST
    failures = {story["fails"] for story in told if "fails" in story}
    assert failures <= FAILURES.keys()
    assert failures - COMMON


def test_what_articles_answer_is_told_from_them_in_several_turns() -> None:
    """For every intent that the rules give to the articles."""
    rules = yaml.safe_load((BOT / "data" / "rules.yml").read_text(encoding="utf-8"))["rules"]
    for rule in rules:
        if not any(step.get("action") == "action_answer" for step in rule["steps"]):
            continue
        intent = rule["steps"][0]["intent"]
        from_articles = [
            story
            for story in stories_of(intent)
            if sum(_from_articles(story, turns(intent, story))) > 1
        ]
        assert from_articles, intent


def _from_articles(story: Dict[str, Any], said: List[Dict[str, Any]]) -> Iterator[bool]:
    """Turn by turn, whether what an article tells is expected."""
    finds = story.get("finds")
    for turn in said:
        finds = turn.get("finds", finds)
        named = finds is not None and finds not in _NO_ARTICLE
        yield named and turn.get("outcome") == "answered" and "has" in turn


def test_ten_held_conversations_are_told_whole() -> None:
    held = {}
    for path in sorted((DATA / "dialogues" / "held" / "train").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            dialogue = json.loads(line)
            lines = [t["text"] for t in dialogue["turns"] if t["speaker"] == "customer"]
            held[dialogue["id"]] = _plain("\n".join(lines))
    whole = {}
    for intent, _, story in written():
        if "whole" in story:
            said = [turn.get("say", turn.get("tap")) for turn in turns(intent, story)]
            whole[f"held-{story['whole']}"] = _plain("\n".join(said))
    assert len(whole) >= _WHOLE
    assert whole == {name: held[name] for name in whole}


def _plain(text: str) -> List[str]:
    return text.split()


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


@pytest.fixture
def bank_goes(databases: Databases) -> Iterator[Callable[[str], None]]:
    """Makes the bank `down`: it refuses, or `silent`: nothing is answered; until it is `back`."""
    holder = psycopg2.connect(databases.bank)
    is_away = False

    def rename(old: str, new: str) -> None:
        execute(databases.bank, f"ALTER SCHEMA {old} RENAME TO {new}")

    def go(state: str) -> None:
        nonlocal is_away
        holder.rollback()
        if is_away:
            rename(_AWAY, "demo_bank")
        is_away = state == "down"
        if is_away:
            rename("demo_bank", _AWAY)
        elif state == "silent":
            with holder.cursor() as cursor:
                cursor.execute(_ALL_OF_THE_BANK)
                tables = ", ".join(name for (name,) in cursor.fetchall())
                cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")

    yield go
    go("back")
    holder.close()


def in_house_style(answer: Dict[str, Any], heard: List[str]) -> None:
    """At most two sentences and three choices at a time, and nothing said before."""
    for message in answer["messages"]:
        text = message["text"]
        steps = re.search(r"^1\. ", text, re.MULTILINE)
        assert steps or len(re.findall(r"[.?](?:\s|$)", text)) <= 2, text
        assert len(message["buttons"]) <= 3, text
        assert "!" not in text
        assert text not in heard, text
        heard.append(text)


def article(slug: str, language: str, tells: str = "") -> Dict[str, Any]:
    """One of the articles, as the gateway gives it where it fits.

    `tells`: a piece of the sentence of it that answers the question.
    """
    path = DATA / "knowledge" / f"{slug}.md"
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    about = yaml.safe_load(head)
    parts = dict(re.findall(r"^## (\w+)\n(.*?)\s*(?=^## |\Z)", body, re.DOTALL | re.MULTILINE))
    answer, steps, details = {
        "id": ("Jawaban", "Langkah", "Rincian"), "en": ("Answer", "Steps", "Details"),
    }[language]  # fmt: skip
    sentences = [
        *re.split(r"(?<=[.?]) ", parts[answer]),
        *re.findall(
            r"^(?:-|\d+\.) (.*)$", f"{parts.get(steps)}\n{parts.get(details)}", re.MULTILINE
        ),
    ]
    telling = [sentence for sentence in sentences if tells and tells in sentence]
    assert telling or not tells, f"{slug} does not tell {tells!r}"
    return {
        "slug": slug,
        "intents": about["intents"],
        "title": about["title"][language],
        "answer": parts[answer],
        "steps": re.findall(r"^\d+\. (.*)$", parts.get(steps, ""), re.MULTILINE),
        "fits": True,
        "near": True,
        "telling": telling,
        "url": None,
    }


def found_for(question: Dict[str, Any], finds: str, tells: str) -> Dict[str, Any]:
    """The gateway's answer to a question, or to a quick reply that names an article."""
    language = question["language"]
    if "article" in question:
        return {"articles": [article(question["article"], language)]}
    if finds in _NO_ARTICLE:
        return {"articles": [], "asks": _NO_ARTICLE[finds]}
    asks = {"asks": "answered"} if tells else {}
    return {"articles": [article(finds, language, tells)], **asks}


def played(
    intent: str,
    story: Dict[str, Any],
    chat: Callable[..., Chat],
    gateway: ScriptedGateway,
    bank_goes: Callable[[str], None],
) -> Iterator[Tuple[Dict[str, Any], Dict[str, Any]]]:
    """Each turn with what was answered to it."""
    talk, answer = chat(), {}
    held = {name: story[name] for name in _HOLDS if name in story}
    if "bank" in story:
        bank_goes(story["bank"])
    for turn in turns(intent, story):
        held.update({name: turn[name] for name in _HOLDS if name in turn})
        talk.customer, talk.language = held.get("as"), held.get("language", "id")
        talk.settled = held.get("settled")
        if "bank" in turn:
            bank_goes(turn["bank"])
        finds, tells = held.get("finds"), turn.get("tells", "")
        gateway.answer = finds and (
            lambda question, finds=finds, tells=tells: found_for(question, finds, tells)
        )
        answer = talk.tap(answer, turn["tap"]) if "tap" in turn else talk.say(turn["say"])
        yield turn, answer


@pytest.mark.usefixtures("bank_as_seeded")
@pytest.mark.parametrize(("intent", "story"), stories())
def test_a_story(
    intent: str,
    story: Dict[str, Any],
    chat: Callable[..., Chat],
    gateway: ScriptedGateway,
    bank_goes: Callable[[str], None],
) -> None:
    heard: List[str] = []
    for turn, answer in played(intent, story, chat, gateway, bank_goes):
        in_house_style(answer, heard)
        as_expected(turn, answer)


def as_expected(turn: Dict[str, Any], answer: Dict[str, Any]) -> None:
    """What the turn says of its answer."""
    said = f"{turn.get('say', turn.get('tap'))!r}: {answer}"
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
