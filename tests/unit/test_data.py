"""The data that we wrote keeps its own rules (data/ANNOTATION.md and the READMEs beside it)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from handoff.knowledge.articles import OTHER, parse
from handoff.knowledge.reranking import sentences
from handoff.training import checks
from handoff.training import rows as data_rows
from handoff.training.report import (
    LANGUAGES,
    REASONS,
    REGISTERS,
    Dialogue,
    dialogues,
    need_share,
)

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
NLU = ROOT / "bot" / "data" / "nlu"
CATALOGUE = yaml.safe_load((DATA / "intents.yml").read_text(encoding="utf-8"))
INTENTS = {intent["name"]: intent["route"] for intent in CATALOGUE["intents"]}
DIALOGUE_FILES = sorted((DATA / "dialogues").glob("*/pass-*.jsonl"))
NLU_FILES = sorted(NLU.glob("pass-*.yml"))
TEST_SENTENCES = sorted((DATA / "sentences" / "test").glob("pass-*.jsonl"))
QUESTIONS = sorted((DATA / "questions").glob("*/pass-*.jsonl"))
FOLLOW_UPS = sorted((DATA / "follow_ups").glob("*/pass-*.jsonl"))
CHAINS = sorted((DATA / "chains").glob("*/pass-*.jsonl"))
PARAPHRASES = sorted((DATA / "paraphrases").glob("pass-*.jsonl"))
MOODS = sorted((DATA / "moods").glob("*/pass-*.jsonl"))
SECOND = sorted(DATA.glob("*/*/second-*.jsonl"))
ARTICLES = sorted(path for path in (DATA / "knowledge").glob("*.md") if path.stem != "README")
KNOWLEDGE = {path.stem: parse(path.stem, path.read_text(encoding="utf-8")) for path in ARTICLES}
TRAINING = data_rows.training_sentences(NLU)
TESTED = data_rows.test_sentences(DATA / "sentences" / "test")
#: Shorter turns ("ya", "makasih banyak") recur in life too.
TELLING = 25
#: Numbers that look like somebody's and are nobody's.
NOBODYS = {
    "180000000": "an amount of a customer who laughs about its noughts",
    "8801 2277 0031": "a virtual account of a school that a customer reads from paper; invented",
}
SENTENCE_END = re.compile(r"[.?!](?=\s+[A-Z0-9])")


def lines(path: Path) -> Iterator[dict[str, Any]]:
    for _, row in data_rows.json_lines(path):
        yield row


def name(path: Path) -> str:
    return "-".join(path.with_suffix("").parts[-3:])


def same(text: str) -> str:
    return " ".join(text.casefold().split())


def repeated(texts: list[str], *, longer_than: int = 0) -> list[str]:
    counts = Counter(map(same, texts))
    return [text for text, count in counts.items() if count > 1 and len(text) > longer_than]


# Formats


@pytest.mark.parametrize("path", DIALOGUE_FILES, ids=name)
def test_conversations_keep_the_format(path: Path) -> None:
    part, ids = path.parent.name, set()
    assert part in checks.PARTS
    for dialogue in lines(path):
        where = dialogue["id"]
        assert where not in ids
        ids.add(where)
        assert where.startswith(f"{part}-{path.stem.removeprefix('pass-')}-")
        assert dialogue["language"] in LANGUAGES, where
        turns, handoff = dialogue["turns"], dialogue["handoff_at"]
        assert all(turn["speaker"] in ("customer", "bot", "agent") for turn in turns), where
        assert all(turn["text"].strip() for turn in turns), where
        times = [turn["at"] for turn in turns if "at" in turn]
        assert times == sorted(times), where
        for turn in turns:
            own = turn["speaker"] == "customer"
            assert ("intent" in turn, "frustration" in turn) == (own, own), where
            if own:
                assert turn["intent"] in INTENTS, where
                assert turn["frustration"] in (0, 1, 2, 3), where
        if handoff is None:
            assert dialogue["reason"] is None, where
            routes = {INTENTS[t["intent"]] for t in turns if "intent" in t}
            assert "human" not in routes, where
        else:
            assert turns[handoff]["speaker"] == "customer", where
            assert dialogue["reason"] in REASONS, where


@pytest.mark.parametrize("path", NLU_FILES, ids=name)
def test_training_sentences_keep_the_format(path: Path) -> None:
    head = path.read_text(encoding="utf-8").split("version:", 1)[0]
    assert head.startswith("#"), "a pass says what it is"
    own = [row for row in TRAINING if row.writer == path.stem.removeprefix("pass-")]
    assert own
    for row in own:
        assert row.text
        assert row.intent in INTENTS, row.text
        assert row.language in LANGUAGES, row.text
        assert row.register in REGISTERS, row.text
        assert not set(row.text) & set("[]{}"), "Rasa would read an entity here"
        assert not row.text.startswith("/"), "Rasa would read an intent here"
    assert not repeated([row.text for row in own])


@pytest.mark.parametrize("path", TEST_SENTENCES, ids=name)
def test_test_sentences_keep_the_format(path: Path) -> None:
    for row in lines(path):
        assert row["intent"] in INTENTS
        assert row["register"] in REGISTERS
        assert row["language"] in LANGUAGES
        assert row["pass"] == path.stem.removeprefix("pass-")
    assert not repeated([row["text"] for row in lines(path)])


@pytest.mark.parametrize("path", QUESTIONS, ids=name)
def test_questions_keep_the_format(path: Path) -> None:
    assert path.parent.name in ("train", "test")
    slugs = {article.stem for article in ARTICLES}
    for row in lines(path):
        assert row["text"].strip()
        assert row["article"] in slugs, row["text"]
        assert row["language"] in LANGUAGES, row["text"]
        assert row["register"] in REGISTERS, row["text"]
    assert not repeated([row["text"] for row in lines(path)])


@pytest.mark.parametrize("path", FOLLOW_UPS, ids=name)
def test_follow_ups_keep_the_format(path: Path) -> None:
    assert path.parent.name in ("train", "calibration", "test")
    slugs = {article.stem for article in ARTICLES}
    for row in lines(path):
        first = row.get("kind") == "first"  # stands by itself
        assert row["text"].strip(), row
        assert first or row["before"].strip(), row
        assert {row["told"], row["answer"]} <= {*slugs, None}, row["text"]
        assert row["matter"] in {*INTENTS, OTHER} or (first and row["matter"] is None), row["text"]
        assert row["language"] in LANGUAGES, row["text"]
        assert row["register"] in REGISTERS, row["text"]
    assert not repeated([f"{row['before']} {row['text']}" for row in lines(path)])


@pytest.mark.parametrize("path", FOLLOW_UPS, ids=name)
def test_what_answers_a_follow_up_stands_in_its_article(path: Path) -> None:
    kinds = {"told": True, "other": True, "first": True, "gap": False, "none": False}
    for row in lines(path):
        if "kind" not in row:
            continue
        assert kinds[row["kind"]] == (row["answer"] is not None), row["text"]
        assert len(row["says"]) in ((1, 2) if row["answer"] else (0,)), row["text"]
        if row["answer"]:
            wording = KNOWLEDGE[row["answer"]].wording(row["language"])
            assert {*row["says"]} <= {*sentences(wording)}, row["text"]


@pytest.mark.parametrize("path", CHAINS, ids=name)
def test_chains_keep_the_format(path: Path) -> None:
    assert path.parent.name in ("train", "calibration", "test")
    for row in lines(path):
        if "from" in row:  # of a conversation that was held
            assert set(row) == {"language", "from", "turns"}
            assert row["from"].startswith("held-"), row
        else:
            assert set(row) == {"language", "register", "turns"}
            assert row["register"] in REGISTERS, row
        assert row["language"] in LANGUAGES
        assert row["turns"][0]["new"]
        for turn in row["turns"]:
            assert turn["text"].strip(), row
            told, near = turn.get("article"), turn.get("about")
            assert (told is not None, near is not None) == (
                turn["does"] == "tell", turn["does"] == "gap"
            ), turn["text"]  # fmt: skip
            assert turn["does"] in ("tell", "gap", "act"), turn["text"]
            assert {told, near, turn.get("said")} <= {*KNOWLEDGE, None}, turn["text"]
            assert "said" not in turn or turn["said"] != told, turn["text"]
            assert turn.get("polar", "yes") in ("yes", "no"), turn["text"]
            assert told or "polar" not in turn, turn["text"]
            if told:
                assert len(turn["says"]) in (1, 2), turn["text"]
                wording = KNOWLEDGE[told].wording(row["language"])
                assert {*turn["says"]} <= {*sentences(wording)}, turn["text"]
    written = [row for row in lines(path) if "from" not in row]
    asked = [t["text"] for row in written for t in row["turns"] if t["does"] != "act"]
    assert not repeated(asked, longer_than=TELLING)


@pytest.mark.parametrize("path", PARAPHRASES, ids=name)
def test_paraphrases_keep_the_format(path: Path) -> None:
    for row in lines(path):
        said = row["said"]
        assert len(said) >= 2, row
        assert all(text.strip() for text in said), row
        assert not repeated(said), row


@pytest.mark.parametrize("path", MOODS, ids=name)
def test_single_turns_with_moods_keep_the_format(path: Path) -> None:
    for row in lines(path):
        assert row["frustration"] in (0, 1, 2, 3), row["text"]
        assert row["intent"] in INTENTS, row["text"]
        assert row["language"] in LANGUAGES, row["text"]
        assert row["register"] in REGISTERS, row["text"]
    assert not repeated([row["text"] for row in lines(path)])


@pytest.mark.parametrize("path", SECOND, ids=name)
def test_a_second_reading_is_one_of_our_rows(path: Path) -> None:
    key = "id" if path.parts[-3] == "dialogues" else "text"
    own = {row[key] for row in lines(path.with_name(path.name.replace("second-", "pass-")))}
    read = [row[key] for row in lines(path)]
    assert set(read) <= own
    assert len(read) == len(set(read))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_an_article_keeps_the_format(path: Path) -> None:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields = yaml.load(head, yaml.CSafeLoader)
    assert set(fields) == {"intents", "title", "source", "updated", "keywords"}
    assert fields["intents"]
    assert set(fields["intents"]) <= {*INTENTS, OTHER}
    assert str(fields["updated"]) > "2026"
    for language in ("id", "en"):
        assert fields["title"][language].strip()
        assert fields["keywords"][language]
    sections = dict(part.split("\n", 1) for part in body.split("## ")[1:])
    order = ["Jawaban", "Langkah", "Rincian", "Answer", "Steps", "Details", "Ditanyakan"]
    assert list(sections) == [each for each in order if each in sections]
    asked = sections["Ditanyakan"].strip().splitlines()
    assert len(asked) >= 3
    assert all(line.startswith("- ") for line in asked)
    for section in ("Jawaban", "Answer"):
        answer = sections[section].strip()
        assert 0 < len(answer) <= 300, section
        assert len(SENTENCE_END.findall(answer)) <= 1, f"{section}: more than two sentences"
        assert "!" not in answer, section
    for section in ("Jawaban", "Langkah", "Rincian"):
        said = re.search(r"\b(?:[Aa]nda|[Kk]amu|[Ss]aya|[Aa]ku)\b", sections.get(section, ""))
        assert said is None, f"{section}: the same words go to who is addressed formally and not"
    steps = [
        re.findall(r"^(\d+)\. \S", sections.get(section, ""), re.MULTILINE)
        for section in ("Langkah", "Steps")
    ]
    assert steps[0] == steps[1] == [str(at) for at in range(1, len(steps[0]) + 1)]


def test_no_two_articles_have_one_title() -> None:
    heads = [path.read_text(encoding="utf-8").split("---\n", 2)[1] for path in ARTICLES]
    titles = [yaml.load(head, yaml.CSafeLoader)["title"] for head in heads]
    for language in ("id", "en"):
        assert not repeated([title[language] for title in titles])


# Balance


def test_each_intent_has_enough_sentences() -> None:
    counts = Counter((row.intent, row.language == "en") for row in TRAINING)
    tested = Counter(row.intent for row in TESTED)
    for intent in INTENTS:
        assert counts[intent, False] >= 120, intent
        assert counts[intent, True] >= 30, intent
        assert tested[intent] >= 15, intent
    assert counts["out_of_scope", False] + counts["out_of_scope", True] >= 300
    assert len({row.writer for row in TRAINING}) >= 6


def test_each_register_is_trained_and_tested() -> None:
    for rows in (TRAINING, TESTED):
        counts = Counter(row.register for row in rows)
        for register in REGISTERS:
            assert counts[register] / len(rows) >= 0.02, register


@pytest.mark.parametrize(("part", "least"), [("train", 600), ("calibration", 200), ("test", 200)])
def test_conversations_are_balanced(part: str, least: int) -> None:
    rows = dialogues(DATA / "dialogues" / part)
    handed = [row for row in rows if row.handoff_at is not None]
    assert len(rows) >= least
    assert 0.40 <= need_share(rows) <= 0.50
    reasons = Counter(row.reason for row in handed)
    for reason in REASONS:
        assert 0.20 <= reasons[reason] / len(handed) <= 0.30, reason
    # Neither the place of the right moment nor the end of a conversation gives it away.
    places = Counter(row.handoff_at for row in handed)
    assert len(places) >= 8
    assert max(places.values()) / len(handed) <= 0.35
    assert 0.40 <= sum(row.goes_on for row in handed) / len(handed) <= 0.60
    english = sum(row.language == "en" for row in rows)
    assert 0.08 <= english / len(rows) <= 0.20


def test_there_are_enough_conversations() -> None:
    rows: list[Dialogue] = []
    for part in checks.PARTS:
        rows += dialogues(DATA / "dialogues" / part)
    assert len(rows) >= 1000


def test_each_article_has_questions() -> None:
    for part, least in (("train", 5), ("test", 2)):
        asked = [row for path in QUESTIONS if path.parent.name == part for row in lines(path)]
        counts = Counter(row["article"] for row in asked)
        for article in ARTICLES:
            assert counts[article.stem] >= least, (part, article.stem)
        assert sum(row["language"] == "en" for row in asked) / len(asked) >= 0.15


# Independence of the parts


def test_nothing_learnt_is_a_copy_of_something_measured_on() -> None:
    """Remove the first text of each pair, never the second (`hangat data report` lists them)."""
    assert [str(copy) for copy in checks.copies(checks.texts(ROOT))] == []


@pytest.mark.parametrize("part", checks.PARTS)
def test_no_customer_says_a_long_turn_twice(part: str) -> None:
    said = [
        turn["text"]
        for path in DIALOGUE_FILES
        if path.parent.name == part
        for dialogue in lines(path)
        for turn in dialogue["turns"]
        if turn["speaker"] == "customer"
    ]
    assert not repeated(said, longer_than=TELLING)


def test_no_sentence_has_two_intents() -> None:
    labels: dict[str, set[str]] = {}
    for row in [*TRAINING, *TESTED]:
        labels.setdefault(same(row.text), set()).add(row.intent)
    assert not {text: found for text, found in labels.items() if len(found) > 1}


# Nobody's data


def test_no_real_persons_data() -> None:
    said = [row.text for row in TRAINING]
    for path in [*DIALOGUE_FILES, *TEST_SENTENCES, *QUESTIONS, *PARAPHRASES, *MOODS]:
        for row in lines(path):
            said += (
                [turn["text"] for turn in row.get("turns", ())] or row.get("said") or [row["text"]]
            )
    said += [path.read_text(encoding="utf-8") for path in ARTICLES]
    found = {text: set(checks.personal(text)) - set(NOBODYS) for text in said}
    assert {text: of for text, of in found.items() if of} == {}
