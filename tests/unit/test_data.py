"""The data that we wrote keeps its own rules (data/ANNOTATION.md, data/dialogues/README.md)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
CATALOGUE = yaml.safe_load((DATA / "intents.yml").read_text(encoding="utf-8"))
INTENTS = {intent["name"]: intent["route"] for intent in CATALOGUE["intents"]}
LANGUAGES = {"id", "jv", "su", "en"}
REGISTERS = {"formal", "neutral", "casual", "slang", "typo", "regional", "mixed"}
PARTS = ("train", "calibration", "test")
DIALOGUE_FILES = sorted((DATA / "dialogues").glob("*/pass-*.jsonl"))
NLU_FILES = sorted((ROOT / "bot" / "data" / "nlu").glob("pass-*.yml"))
TEST_SENTENCES = sorted((DATA / "sentences" / "test").glob("pass-*.jsonl"))
#: Shorter texts ("ya", "makasih") recur in life too.
TELLING = 25


def lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def name(path: Path) -> str:
    return "-".join(path.with_suffix("").parts[-2:])


def sentences(path: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Text, intent and metadata of each example of a training pass."""
    for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        if "intent" in block:
            for line in block["examples"].splitlines():
                if line.startswith("- "):
                    yield line[2:].strip(), block["intent"], block["metadata"]


def telling(text: str) -> str | None:
    folded = " ".join(text.casefold().split())
    return folded if len(folded) > TELLING else None


@pytest.mark.parametrize("path", DIALOGUE_FILES, ids=name)
def test_conversations_keep_the_format(path: Path) -> None:
    part, ids = path.parent.name, set()
    assert part in PARTS
    for dialogue in lines(path):
        where = dialogue["id"]
        assert where not in ids
        ids.add(where)
        assert where.startswith(f"{part}-")
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
            assert dialogue["reason"] in (
                "asked_for_human",
                "frustrated",
                "no_progress",
                "sensitive",
            ), where


@pytest.mark.parametrize("path", NLU_FILES, ids=name)
def test_training_sentences_keep_the_format(path: Path) -> None:
    counts = Counter(intent for _, intent, _ in sentences(path))
    assert set(counts) <= set(INTENTS)
    for text, _, metadata in sentences(path):
        assert text
        assert metadata["language"] in LANGUAGES, text
        assert metadata["register"] in REGISTERS, text


@pytest.mark.parametrize("path", TEST_SENTENCES, ids=name)
def test_test_sentences_keep_the_format(path: Path) -> None:
    for row in lines(path):
        assert row["intent"] in INTENTS
        assert row["register"] in REGISTERS
        assert row["language"] in LANGUAGES
        assert row["pass"] == path.stem.removeprefix("pass-")


def test_each_intent_has_enough_sentences() -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for path in NLU_FILES:
        for _, intent, metadata in sentences(path):
            counts[intent, "en" if metadata["language"] == "en" else "id"] += 1
    for intent in INTENTS:
        assert counts[intent, "id"] >= 90, intent
        assert counts[intent, "en"] >= 25, intent


def test_no_text_is_in_two_parts() -> None:
    parts: dict[str, set[str]] = {}
    for path in DIALOGUE_FILES:
        for dialogue in lines(path):
            said = {telling(t["text"]) for t in dialogue["turns"] if t["speaker"] == "customer"}
            parts.setdefault(path.parent.name, set()).update(text for text in said if text)
    for one in parts:
        for other in parts:
            if one < other:
                assert not parts[one] & parts[other], (one, other)
    train = {telling(text) for path in NLU_FILES for text, _, _ in sentences(path)} - {None}
    test = {telling(row["text"]) for path in TEST_SENTENCES for row in lines(path)} - {None}
    assert not train & test
