"""What is learnt from: what we wrote, and openly licensed data where it is present."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from handoff.simulation import dialogues

#: Registers that a careless thumb or ear produces; the others are spelt on purpose.
SLOPPY = ("slang", "typo")


class BadRow(ValueError):
    """A line of a data file breaks its format; the text says which file and line."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One customer sentence with the intent an annotator gave it."""

    text: str
    intent: str
    language: str
    register: str
    writer: str  # the pass that wrote it


@dataclass(frozen=True, slots=True)
class CustomerTurn:
    """One customer turn of a conversation, with its annotation."""

    text: str
    intent: str
    frustration: int  # 0 to 3
    language: str
    dialogue: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """One row of somebody else's classification data."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the knowledge base in one language, as it is searched for."""

    slug: str
    language: str
    title: str
    answer: str

    @property
    def passage(self) -> str:
        return f"{self.title}. {self.answer}"


@dataclass(frozen=True, slots=True)
class Question:
    """A customer's question and the article that answers it."""

    text: str
    article: str
    language: str


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    """Line numbers (from 1) and objects of a JSON Lines file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadRow(f"{path}, line {number}: {error.msg}") from error
        if not isinstance(row, dict):
            raise BadRow(f"{path}, line {number}: not an object")
        yield number, row


def training_sentences(folder: Path) -> list[Sentence]:
    """All passes under ``bot/data/nlu``, in file order."""
    rows = []
    for path in sorted(folder.glob("pass-*.yml")):
        writer = path.stem.removeprefix("pass-")
        for block in _yaml(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" not in block:
                continue
            meta = block["metadata"]
            rows += [
                Sentence(
                    line[2:].strip(), block["intent"], meta["language"], meta["register"], writer
                )
                for line in block["examples"].splitlines()
                if line.startswith("- ")
            ]
    return rows


def test_sentences(folder: Path) -> list[Sentence]:
    """All passes under ``data/sentences/test``."""
    return [
        Sentence(
            str(row["text"]), str(row["intent"]), str(row["language"]), str(row["register"]),
            str(row["pass"]),
        )
        for path in sorted(folder.glob("pass-*.jsonl"))
        for _, row in json_lines(path)
    ]  # fmt: skip


def conversations(folder: Path) -> Iterator[dict[str, object]]:
    """The conversations of a part of ``data/dialogues``, or of those that were held."""
    for path in dialogues.files(folder):
        yield from (row for _, row in json_lines(path))


def writer(dialogue: str) -> str:
    """Who wrote a conversation, from its id.

    Those held with the assistant count as one writer's: its answers are in all of them.
    """
    kind, number = dialogue.split("-")[:2]
    return kind if kind == "held" else number


def customer_turns(folder: Path) -> list[CustomerTurn]:
    """The annotated customer turns of one part of ``data/dialogues``."""
    rows = []
    for path in sorted(folder.glob("pass-*.jsonl")):
        for _, row in json_lines(path):
            turns = row["turns"]
            assert isinstance(turns, list)
            rows += [
                CustomerTurn(
                    turn["text"], turn["intent"], turn["frustration"], str(row["language"]),
                    str(row["id"]),
                )
                for turn in turns
                if turn["speaker"] == "customer"
            ]  # fmt: skip
    return rows


@dataclass(frozen=True, slots=True)
class Mood:
    """A single customer message with the writer's frustration, 0 to 3."""

    text: str
    frustration: int


def moods(folder: Path) -> list[Mood]:
    """Single messages written for their mood (``data/moods/train``)."""
    return [
        Mood(str(row["text"]), int(str(row["frustration"])))
        for path in sorted(folder.glob("pass-*.jsonl"))
        for _, row in json_lines(path)
    ]


def articles(folder: Path) -> list[Article]:
    """The knowledge base (``data/knowledge``), one row for each article and language."""
    rows = []
    for path in sorted(folder.glob("*.md")):
        if path.stem == "README":
            continue
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        title = _yaml(head)["title"]
        parts = {
            name.strip(): text.strip()
            for name, _, text in (part.partition("\n") for part in body.split("## ")[1:])
        }
        rows.append(Article(path.stem, "id", title["id"], parts["Jawaban"]))
        rows.append(Article(path.stem, "en", title["en"], parts["Answer"]))
    return rows


def questions(folder: Path) -> list[Question]:
    """Questions with their article (``data/questions/{train,test}``)."""
    return [
        Question(str(row["text"]), str(row["article"]), str(row["language"]))
        for path in sorted(folder.glob("pass-*.jsonl"))
        for _, row in json_lines(path)
    ]


def chain_turns(path: Path) -> list[Mapping[str, Any]]:
    """Every message of a file of ``data/chains``, in its order."""
    found: list[Mapping[str, Any]] = []
    for _, row in json_lines(path):
        turns = row["turns"]
        assert isinstance(turns, list)
        found += turns
    return found


def paraphrases(folder: Path) -> list[tuple[str, ...]]:
    """Groups of sentences that say the same (``data/paraphrases``)."""
    groups = []
    for path in sorted(folder.glob("pass-*.jsonl")):
        for _, row in json_lines(path):
            said = row["said"]
            assert isinstance(said, list)
            groups.append(tuple(str(text) for text in said))
    return groups


# Open data: read where it is present, under the names of `hangat data fetch`.


def smsa(folder: Path, part: str) -> list[Labelled]:
    """Indonesian reviews with ``positive``, ``neutral`` or ``negative``; part train or valid."""
    return list(_tab_separated(folder / "smsa" / f"{part}.tsv"))


def emot(folder: Path) -> list[Labelled]:
    """Indonesian tweets with one of five emotions."""
    return [Labelled(row["tweet"], row["label"]) for row in _table(folder / "emot" / "train.csv")
            if row.get("tweet")]  # fmt: skip


def prdect(folder: Path) -> tuple[list[Labelled], list[Labelled]]:
    """Indonesian product reviews: with their sentiment, and with their emotion."""
    seen: set[str] = set()
    sentiment, emotion = [], []
    for row in _table(folder / "prdect_id" / "PRDECT-ID Dataset.csv"):
        text = row["Customer Review"]
        if text not in seen:
            seen.add(text)
            sentiment.append(Labelled(text, row["Sentiment"].lower()))
            emotion.append(Labelled(text, row["Emotion"].lower()))
    return sentiment, emotion


def banking77(folder: Path) -> list[Labelled]:
    """The training split of BANKING77."""
    rows = _table(folder / "banking" / "train.csv")
    return [Labelled(row["text"], row["category"]) for row in rows]


def clinc150(folder: Path) -> list[Labelled]:
    """The training split of CLINC150, out-of-scope questions left out."""
    path = folder / "clinc150" / "data_full.json"
    return [Labelled(text, label) for text, label in json.loads(path.read_text("utf-8"))["train"]]


def slang_pairs(folder: Path) -> list[tuple[str, str]]:
    """Formal and informal spelling of Indonesian words (IndoCollex)."""
    path = folder / "indocollex" / "full.csv"
    return [(row["original-for"], row["transformed"]) for row in _table(path)]


def _tab_separated(path: Path) -> Iterator[Labelled]:
    for line in path.read_text(encoding="utf-8").splitlines():
        text, _, label = line.rpartition("\t")
        if text:
            yield Labelled(text, label)


def _table(path: Path) -> Iterable[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _yaml(text: str) -> Any:
    """As `yaml.safe_load`, by the compiled parser: the plain one takes a minute for our data."""
    return yaml.load(text, Loader=yaml.CSafeLoader)
