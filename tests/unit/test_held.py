"""The conversations that were held with the running assistant (data/dialogues/held)."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from handoff.domain.signals import Speaker
from handoff.simulation.dialogues import BadLine, Dialogue, files, read
from handoff.training import checks
from handoff.training import rows as data_rows
from handoff.training.report import LANGUAGES, REASONS

HELD = Path(__file__).resolve().parents[2] / "data" / "dialogues" / "held"
FILES = [path for part in sorted(HELD.iterdir()) for path in files(part)]
PERSONAS = {"impatient", "polite", "elderly", "teen", "confused", "ordinary"}
NOTICES = {"escalated", "nobody_on_duty", "agent_joined", "agent_left", "handed_back",
           "follow_up", "closed", "message_kept", "secret_warned"}  # fmt: skip

#: What the service itself leaves of a secret.
MASKED = re.compile(r"\[[^\]]* (?:disamarkan|masked)\]")
#: Numbers of the kind that no customer can have.
NOBODYS = re.compile(r"\+?0?800[ -]?1111")


INTENTS = {
    intent["name"]
    for intent in yaml.safe_load((HELD.parents[1] / "intents.yml").read_text(encoding="utf-8"))[
        "intents"
    ]
}


def rows(path: Path) -> list[dict[str, Any]]:
    return [row for _, row in data_rows.json_lines(path)]


def test_there_are_conversations_of_every_persona() -> None:
    assert FILES
    counts = Counter(row["persona"] for path in FILES for row in rows(path))
    assert set(counts) == PERSONAS
    assert min(counts.values()) >= 15
    assert sum(counts.values()) >= 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_product_reads_every_line(path: Path) -> None:
    found = list(read(path.read_bytes().splitlines()))
    assert not [str(one) for one in found if isinstance(one, BadLine)]
    for one in found:
        assert isinstance(one, Dialogue)
        assert one.annotated, one.id
        assert one.language in LANGUAGES, one.id
        assert set(one.frustration) == set(one.customer_turns), one.id
        if one.handoff_at is not None:
            assert one.turns[one.handoff_at].speaker is Speaker.CUSTOMER, one.id


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_happened_stands_beside_what_should_have(path: Path) -> None:
    for row in rows(path):
        where = row["id"]
        assert where.startswith(f"held-{row['persona']}-")
        assert row["date"] == path.stem, where
        assert re.fullmatch(r"[0-9a-f]{7,40}", row["commit"]), where
        assert (row["reason"] in REASONS) == (row["handoff_at"] is not None), where
        turns = row["turns"]
        times = [turn["at"] for turn in turns]
        assert times == sorted(times), where
        assert all(turn["speaker"] == "bot" for turn in turns if "buttons" in turn), where
        assert all(turn["speaker"] == "bot" for turn in turns if "missed" in turn), where
        said = [turn for turn in turns if turn["speaker"] == "customer"]
        assert {turn["intent"] for turn in said} <= INTENTS, where
        for event in row["happened"]:
            assert event["notice"] in NOTICES, where
            assert -1 <= event["after"] < len(turns), where
        escalated = [event for event in row["happened"] if event["notice"] == "escalated"]
        assert (row["handed_over_at"] is not None) == bool(escalated), where
        if escalated:
            assert turns[row["handed_over_at"]]["speaker"] == "customer", where


def test_every_part_has_other_holders() -> None:
    holders = {
        part.name: {row.get("holder") for path in files(part) for row in rows(path)}
        for part in HELD.iterdir()
    }
    assert set(holders) == {"train", "calibration", "test"}
    assert None not in holders["calibration"] | holders["test"]
    assert not holders["calibration"] & (holders["train"] | holders["test"])
    assert not holders["test"] & holders["train"]
    ids = [row["id"] for path in FILES for row in rows(path)]
    assert len(ids) == len(set(ids))


def test_the_second_reader_read_every_test_conversation() -> None:
    first = {row["id"] for path in files(HELD / "test") for row in rows(path)}
    second = {row["id"] for path in (HELD / "test").glob("second-*.jsonl") for row in rows(path)}
    assert second == first


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_nobodys_data_and_nothing_of_the_machine(path: Path) -> None:
    said = [turn["text"] for row in rows(path) for turn in row["turns"]]
    bare = [MASKED.sub("", text) for text in said]
    found = {number for text in bare for number in checks.personal(text)}
    assert {number for number in found if not NOBODYS.match(number)} == set()
    assert not [text for text in said if re.search(r"127\.0\.0\.1|localhost", text)]
