"""What data there is, counted: the figures behind ``hangat data report``."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from handoff.training.agreement import Agreement, agreements
from handoff.training.checks import PARTS, Copy, copies, texts, word_for_word
from handoff.training.rows import (
    Question,
    Sentence,
    articles,
    json_lines,
    paraphrases,
    test_sentences,
    training_sentences,
)

REASONS = ("asked_for_human", "frustrated", "no_progress", "sensitive")
LANGUAGES = ("id", "jv", "su", "en")
REGISTERS = ("formal", "neutral", "casual", "slang", "typo", "regional", "mixed")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One conversation, as far as it is counted."""

    part: str
    writer: str
    language: str
    turns: int
    handoff_at: int | None  # index of a turn, from 0
    reason: str | None
    frustration: tuple[int, ...]  # of each customer turn
    words: tuple[int, ...]  # of each customer turn

    @property
    def goes_on(self) -> bool:
        """Whether something is said after the turn at which a person is needed."""
        return self.handoff_at is not None and self.handoff_at < self.turns - 1


@dataclass(frozen=True, slots=True)
class Mood:
    """One message that stands alone, with its writer's frustration."""

    part: str
    writer: str
    language: str
    frustration: int
    words: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How values lie: smallest, quartiles, largest."""

    least: float
    lower: float
    median: float
    upper: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:g} ({self.lower:g}–{self.upper:g}), most {self.most:g}"


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that the report speaks about."""

    train: list[Sentence]
    test: list[Sentence]
    dialogues: list[Dialogue]
    moods: list[Mood]
    questions: dict[str, list[tuple[str, Question]]]  # by part: the pass, and the question
    articles: list[str]
    paraphrases: list[tuple[str, ...]]
    agreements: list[Agreement]
    intents: list[str]
    copies: list[Copy] | None  # none where nobody looked
    word_for_word: list[str]  # sentences, mostly short, of both train and test
    open_sets: dict[str, bool] = field(default_factory=dict)  # by name: whether it is here


def collect(root: Path, *, near: bool = True) -> Found:
    """Read the data of a checkout; `near` looks for near-copies across parts (some seconds)."""
    data = root / "data"
    compared = texts(root)
    return Found(
        train=training_sentences(root / "bot" / "data" / "nlu"),
        test=test_sentences(data / "sentences" / "test"),
        dialogues=[row for part in PARTS for row in dialogues(data / "dialogues" / part)],
        moods=[row for part in PARTS for row in moods(data / "moods" / part)],
        questions={part: _questions(data / "questions" / part) for part in PARTS},
        articles=[row.slug for row in articles(data / "knowledge") if row.language == "id"],
        paraphrases=paraphrases(data / "paraphrases"),
        agreements=agreements(data),
        intents=intents(data / "intents.yml"),
        copies=copies(compared) if near else None,
        word_for_word=word_for_word(compared),
        open_sets=_open_sets(data),
    )


def dialogues(folder: Path) -> list[Dialogue]:
    """The conversations of one part of ``data/dialogues``."""
    found = []
    for path in sorted(folder.glob("pass-*.jsonl")):
        for _, row in json_lines(path):
            turns, at, reason = row["turns"], row["handoff_at"], row["reason"]
            assert isinstance(turns, list)
            assert at is None or isinstance(at, int)
            said = [turn for turn in turns if turn["speaker"] == "customer"]
            found.append(
                Dialogue(
                    part=folder.name,
                    writer=path.stem.removeprefix("pass-"),
                    language=str(row["language"]),
                    turns=len(turns),
                    handoff_at=at,
                    reason=None if reason is None else str(reason),
                    frustration=tuple(turn["frustration"] for turn in said),
                    words=tuple(words(turn["text"]) for turn in said),
                )
            )
    return found


def moods(folder: Path) -> list[Mood]:
    """The single messages of one part of ``data/moods``."""
    return [
        Mood(
            part=folder.name,
            writer=path.stem.removeprefix("pass-"),
            language=str(row["language"]),
            frustration=int(str(row["frustration"])),
            words=words(str(row["text"])),
        )
        for path in sorted(folder.glob("pass-*.jsonl"))
        for _, row in json_lines(path)
    ]


def intents(catalogue: Path) -> list[str]:
    """The names of the intents, in the catalogue's order."""
    import yaml

    read = yaml.safe_load(catalogue.read_text(encoding="utf-8"))
    return [str(intent["name"]) for intent in read["intents"]]


def words(text: str) -> int:
    """What stands between blanks."""
    return len(text.split())


def spread(values: Iterable[float]) -> Spread | None:
    """None where there are no values."""
    given = sorted(values)
    if not given:
        return None
    lower, median, upper = (
        statistics.quantiles(given, n=4, method="inclusive") if len(given) > 1 else given * 3
    )
    return Spread(given[0], lower, median, upper, given[-1])


def by_language(rows: Iterable[Sentence | Question | Dialogue | Mood]) -> Counter[str]:
    return Counter(row.language for row in rows)


def need_share(rows: Sequence[Dialogue]) -> float:
    """The share of conversations that need a person, 0 to 1."""
    return sum(row.handoff_at is not None for row in rows) / len(rows) if rows else 0.0


def _questions(folder: Path) -> list[tuple[str, Question]]:
    return [
        (path.stem.removeprefix("pass-"), Question(
            str(row["text"]), str(row["article"]), str(row["language"])
        ))
        for path in sorted(folder.glob("pass-*.jsonl"))
        for _, row in json_lines(path)
    ]  # fmt: skip


def _open_sets(data: Path) -> dict[str, bool]:
    import json

    listed = json.loads((data / "open-sources.json").read_text(encoding="utf-8"))
    return {
        str(one["name"]): all((data / "open" / file["target"]).is_file() for file in one["files"])
        for one in listed
    }
