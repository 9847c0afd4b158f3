"""Recorded conversations: the file format, their replay, and `hangat detect`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from handoff import bootstrap
from handoff.cli.local.trouble import Trouble
from handoff.cli.main import app
from handoff.domain.escalation import EscalationPolicy
from handoff.domain.evidence import EscalationReason, Evidence, judge
from handoff.domain.signals import Signal, Speaker, Turn
from handoff.simulation import detections, dialogues
from handoff.simulation.dialogues import BadLine, Dialogue
from handoff.simulation.replay import replay

POLICY = EscalationPolicy()


def said(*speakers: str) -> tuple[Turn, ...]:
    return tuple(Turn(speaker=Speaker(who), text=f"{who} {i}") for i, who in enumerate(speakers))


def line(**changes: Any) -> bytes:
    row: dict[str, Any] = {
        "id": "a",
        "language": "id",
        "turns": [
            {"speaker": "customer", "text": "halo", "at": 0, "intent": "greet", "frustration": 0},
            {"speaker": "bot", "text": "Halo", "at": 2},
        ],
        "handoff_at": None,
        "reason": None,
    } | changes
    return json.dumps(row).encode()


def turn(**changes: Any) -> list[dict[str, Any]]:
    return [{"speaker": "customer", "text": "halo"} | changes]


def reading(**scores: float) -> Signal:
    calm = {"frustration": 0.02, "asked_for_human": 0.01, "sensitive": 0.01, "stuck": 0.02}
    return Signal(model_version="test-1", repeats=0, **(calm | scores))


# ------------------------------------------------------------------ the format


def test_a_line_is_read_with_what_was_annotated() -> None:
    (found,) = dialogues.read([line(handoff_at=0, reason="frustrated", mood="unknown field")])
    assert isinstance(found, Dialogue)
    assert (found.handoff_at, found.reason) == (0, EscalationReason.FRUSTRATED)
    assert found.turns[0] == Turn(speaker=Speaker.CUSTOMER, text="halo", at=0)
    assert (found.frustration, found.intents) == ({0: 0}, {0: "greet"})
    assert found.annotated


def test_without_annotations_a_line_is_read_too() -> None:
    (found,) = dialogues.read([b'{"id": "a", "language": "id", "turns": []}'])
    assert isinstance(found, Dialogue)
    assert not found.annotated


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (b"{", "not JSON"),
        (b"[]", "not an object"),
        (b"\xff", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (line(text="x").replace(b'"halo"', b'"\\ud800"'), "not UTF-8"),
        (line().replace(b'"at": 2', b'"at": NaN'), "NaN is no number"),
        (line().replace(b'"at": 2', b'"at": 1e999'), "too large"),
        (line(id=7), "id must be a string"),
        (line(language=None), "language must be a string"),
        (line(turns={}), "turns must be a list"),
        (line(turns=["halo"]), "turns[0] must be an object"),
        (line(turns=turn(speaker="robot")), "turns[0].speaker"),
        (line(turns=turn(text=None)), "turns[0].text"),
        (line(turns=turn(at="now")), "turns[0].at"),
        (line(turns=turn(at=True)), "turns[0].at"),
        (line(turns=turn(frustration=4)), "turns[0].frustration"),
        (line(turns=turn(frustration=True)), "turns[0].frustration"),
        (line(turns=turn(speaker="bot", frustration=1)), "customer turns only"),
        (line(turns=turn(intent=3)), "turns[0].intent"),
        (line(handoff_at=1, reason="frustrated"), "index of a customer turn"),
        (line(handoff_at=9, reason="frustrated"), "index of a customer turn"),
        (line(handoff_at=-2, reason="frustrated"), "index of a customer turn"),
        (line(handoff_at=True, reason="frustrated"), "integer or null"),
        (line(handoff_at=0), "reason must be"),
        (line(handoff_at=0, reason="bot_unavailable"), "reason must be"),
        (line(reason="frustrated"), "reason must be null"),
    ],
)
def test_a_broken_line_is_told_with_its_number_and_the_others_are_read(
    broken: bytes, why: str
) -> None:
    found = list(dialogues.read([line(id="first"), b"\n", broken, line(id="last")]))
    assert [getattr(one, "id", None) for one in found] == ["first", None, "last"]
    assert isinstance(found[1], BadLine)
    assert found[1].number == 3
    assert why in found[1].why


def test_an_id_counts_once() -> None:
    _, second = dialogues.read([line(), line()])
    assert isinstance(second, BadLine)
    assert "line 1" in second.why


@given(st.binary())
def test_no_bytes_are_more_than_a_bad_line(given_: bytes) -> None:
    for found in dialogues.read(given_.splitlines()):
        assert isinstance(found, Dialogue | BadLine)


def test_our_own_data_is_read_whole() -> None:
    folder = Path(__file__).resolve().parents[2] / "data" / "dialogues"
    for path in sorted(folder.glob("*/pass-*.jsonl")):
        found = list(dialogues.read(path.read_bytes().split(b"\n")))
        assert found
        assert not [one for one in found if isinstance(one, BadLine)], path


# ------------------------------------------------------------------ replay


def test_the_first_transfer_counts_and_judging_goes_on() -> None:
    signals = [reading(), reading(asked_for_human=0.99), reading(frustration=0.99)]
    found = replay(said("customer", "bot", "customer", "bot", "customer"), signals, POLICY)
    assert (found.handoff_at, found.reason) == (2, EscalationReason.ASKED_FOR_HUMAN)
    assert [t.index for t in found.turns] == [0, 2, 4]
    assert all(t.verdict for t in found.turns)


def test_each_turn_is_judged_as_it_would_be_live() -> None:
    signals = [reading(frustration=p) for p in (0.3, 0.6, 0.7)]
    found = replay(said("customer", "bot", "customer", "bot", "customer"), signals, POLICY)
    evidence = Evidence()
    for judged, signal in zip(found.turns, signals, strict=True):
        verdict, evidence = judge(signal, evidence, POLICY.thresholds, POLICY.version)
        assert judged.verdict == verdict


def test_with_an_agent_nothing_is_decided_and_the_bot_starts_afresh() -> None:
    angry = reading(frustration=0.75)
    turns = said("customer", "agent", "customer", "bot", "customer")
    before, between, after = replay(turns, [angry, angry, angry], POLICY).turns
    assert between.verdict is None
    assert between.signal == angry
    assert before.verdict is not None
    assert after.verdict == before.verdict


def test_a_turn_that_could_not_be_read_changes_nothing() -> None:
    turns = said("customer", "customer", "customer")
    first, none, last = replay(turns, [reading(), None, reading(frustration=0.9)], POLICY).turns
    assert none.verdict is None
    two = replay(turns[:2], [reading(), reading(frustration=0.9)], POLICY).turns
    assert (first.verdict, last.verdict) == (two[0].verdict, two[1].verdict)


def test_a_signal_too_few_is_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        replay(said("customer", "customer"), [reading()], POLICY)


# ------------------------------------------------------------------ the command


class Words:
    """Reads "orang" as a request for a person."""

    model_version = "words-1"

    def read(self, turns: Sequence[Turn]) -> list[Signal | None]:
        return [
            reading(asked_for_human=0.99 if "orang" in t.text else 0.01)
            for t in turns
            if t.speaker is Speaker.CUSTOMER
        ]


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "reader", lambda settings: Words())


ASKS = [
    {"speaker": "customer", "text": "halo"},
    {"speaker": "bot", "text": "Ya?"},
    {"speaker": "customer", "text": "mau bicara sama orang"},
]


@pytest.mark.usefixtures("words")
def test_a_line_for_each_conversation() -> None:
    done = CliRunner().invoke(app, ["detect"], input=line(turns=ASKS))
    assert done.exit_code == 0, done.output
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["id"], row["handoff_at"], row["reason"]) == ("a", 2, "asked_for_human")
    assert [one["index"] for one in row["turns"]] == [0, 2]
    assert set(row["turns"][0]) == {
        "index", "sentiment", "frustration", "asked_for_human", "sensitive", "stuck", "needed",
        "evidence",
        "decision", "because",
    }  # fmt: skip
    assert row["turns"][1]["decision"] == "transfer"
    assert row["turns"][1]["because"] == [{"fact": "asked"}]
    assert "1 conversations" in done.stderr


@pytest.mark.usefixtures("words")
def test_a_bad_line_is_told_and_the_rest_runs(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\n".join([line(id="1"), b"oops", line(id="2")]))
    done = CliRunner().invoke(app, ["detect", str(source), "--output", str(target)])
    assert done.exit_code == 1
    assert "line 2: not JSON" in done.stderr
    assert not done.stdout
    assert [json.loads(row)["id"] for row in target.read_text().splitlines()] == ["1", "2"]
    assert [path.name for path in tmp_path.iterdir() if path not in (source, target)] == []


@pytest.mark.usefixtures("words")
def test_a_policy_from_a_file(tmp_path: Path) -> None:
    rules = tmp_path / "policy.json"
    rules.write_text('{"offer_at": 0.4, "rules": {"asked_for_human": "offer"}}')
    done = CliRunner().invoke(app, ["detect", "--policy", str(rules)], input=line(turns=ASKS))
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["handoff_at"], row["turns"][1]["decision"]) == (None, "offer")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"offer": 0.4}', "offer: "),
        ('{"offer_at": 0.9}', "offer_at <= transfer_at"),
        ('{"rules": {"frustrated": "perhaps"}}', "rules.frustrated"),
        ("[]", "one JSON object"),
        ("oops", "not JSON"),
    ],
)
def test_a_policy_that_is_none_is_told(tmp_path: Path, content: str, told: str) -> None:
    rules = tmp_path / "policy.json"
    rules.write_text(content)
    done = CliRunner().invoke(app, ["detect", "--policy", str(rules)], input=b"")
    assert isinstance(done.exception, Trouble)
    assert told in str(done.exception)


@pytest.mark.usefixtures("words")
def test_what_was_written_is_read_again() -> None:
    (dialogue,) = dialogues.read([line(turns=ASKS)])
    assert isinstance(dialogue, Dialogue)
    made = detections.detect(dialogue, Words(), POLICY)
    assert list(detections.read([made.line().encode()])) == [made]
    (bad,) = detections.read([b'{"id": "a"}'])
    assert isinstance(bad, BadLine)
