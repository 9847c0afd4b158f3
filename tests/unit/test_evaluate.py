"""`hangat evaluate`: figures, tables and a page, from files."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from handoff import bootstrap
from handoff.cli import evaluation
from handoff.cli.local.trouble import Trouble
from handoff.cli.main import app
from handoff.domain.signals import Signal, Speaker, Turn
from handoff.training.evaluation import GOALS, TITLES

WORDS = {"asked_for_human": "orang", "frustration": "kesal", "stuck": "lagi", "sensitive": "tipu"}


class Words:
    """Reads a word for each matter."""

    model_version = "words-1"

    def read(self, turns: Sequence[Turn]) -> list[Signal | None]:
        return [
            Signal(
                model_version="words-1",
                repeats=0,
                sentiment=-0.9 if "kesal" in turn.text else 0.1,
                **{score: 0.99 if word in turn.text else 0.01 for score, word in WORDS.items()},
            )
            for turn in turns
            if turn.speaker is Speaker.CUSTOMER
        ]


def row(name: str, texts: list[str], needed: int | None = None, **more: Any) -> dict[str, Any]:
    turns: list[dict[str, Any]] = []
    for text in texts:
        turns.append({"speaker": "customer", "text": text, "frustration": 2 * ("kesal" in text)})
        turns.append({"speaker": "bot", "text": "Baik."})
    reason = None if needed is None else "asked_for_human"
    at = None if needed is None else 2 * needed
    return {"id": name, "language": "id", "turns": turns, "handoff_at": at, "reason": reason} | more


ROWS = [
    row("a", ["halo", "mau bicara sama orang"], 1),
    row("b", ["halo", "kesal saya", "orang saja", "ya"], 3, register="slang"),
    row("c", ["cek saldo", "makasih"]),
    row("d", ["ini <b>kenapa</b>", "kesal sekali"], 1, reason="frustrated", language="en"),
]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a pass, conversations to learn from, and a reader of words."""
    monkeypatch.setattr(bootstrap, "reader", lambda settings: Words())
    learnt = [row(f"t{i}", ["halo kesal", "mau orang saja"], i % 2 or None) for i in range(24)]
    write(tmp_path / "train" / "pass-01.jsonl", learnt)
    monkeypatch.setattr(evaluation, "_TRAIN", tmp_path / "train")
    write(tmp_path / "set" / "pass-99.jsonl", ROWS)
    (tmp_path / "set" / "second-99.jsonl").write_text("{}\n")
    return tmp_path


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in rows))
    return path


def run(files: Path, *more: str, of: str = "set") -> Result:
    return CliRunner().invoke(
        app, ["evaluate", str(files / of), "--output", str(files / "out"), *more]
    )


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.images: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            self.images.append(dict(attrs).get("aria-label") or "")

    def handle_data(self, data: str) -> None:
        self.words += data


def test_table_figures_and_page(files: Path) -> None:
    done = run(files)
    assert done.exit_code == 0, done.output
    assert "handed over at the right turn" in done.stdout
    assert "measuring the detector" in done.stderr
    found = json.loads((files / "out" / "metrics.json").read_text())
    figures = found["detector"]["figures"]
    assert set(figures) == set(TITLES) >= set(GOALS)
    assert figures["within_one"]["value"] == pytest.approx(2 / 3)
    assert figures["too_early"]["value"] == pytest.approx(1 / 3)
    assert figures["false_transfer"] == {"value": 0, "low": 0, "high": 0, "of": 1}
    assert found["detector"]["delays"] == {"-2": 1, "0": 2}
    assert set(found["detector"]["slices"]["language"]) == {"en", "id"}
    assert set(found["detector"]["slices"]["register"]) == {"slang"}
    assert set(found["detector"]["slices"]["part"]) == {"pass-99"}
    assert found["model_version"] == "words-1"
    assert found["left_out"] == []
    assert not found["registers_guessed"]
    assert {"transfer at every turn", "sentiment threshold"} < set(found["baselines"])
    assert [name for name in found["baselines"] if "TF-IDF" in name]


def test_the_page_opens_without_a_network_and_says_what_plots_show(files: Path) -> None:
    assert run(files).exit_code == 0
    text = (files / "out" / "report.html").read_text()
    page = Page(text)
    assert len(page.images) == 6
    assert all(page.images)
    assert "at the right turn" in page.images[2]
    links = re.findall(r'(?:src|href)="([^"]*)"|url\(([^)]*)\)', text)
    assert all(link.startswith("#") for pair in links for link in pair if link)
    assert "words-1" in page.words


def test_registers_are_guessed_where_no_file_says_them(files: Path) -> None:
    letter = (
        "Selamat pagi. Dengan hormat, saya mohon penjelasan mengenai tagihan kartu kredit saya."
    )
    chat = "woyy min gmn nih sy gabisa login trs dr td pagi, tlg dong bgt gw butuh"
    write(
        files / "set" / "pass-99.jsonl",
        [row("f", [letter]), row("s", [chat]), row("e", ["hello there"], language="en")],
    )
    assert run(files, "--no-baselines").exit_code == 0
    found = json.loads((files / "out" / "metrics.json").read_text())
    assert found["registers_guessed"]
    names = set(found["detector"]["slices"]["register"])
    assert "formal" in names
    assert len(names) == 2


def test_detections_from_a_file_count_as_if_detected(files: Path) -> None:
    source = str(files / "set" / "pass-99.jsonl")
    told = files / "told.jsonl"
    assert CliRunner().invoke(app, ["detect", source, "--output", str(told)]).exit_code == 0
    run(files, "--no-baselines")
    own = json.loads((files / "out" / "metrics.json").read_text())
    run(files, "--no-baselines", "--detections", str(told))
    taken = json.loads((files / "out" / "metrics.json").read_text())
    assert taken["detector"] == own["detector"]
    assert taken["model_version"] == "of told.jsonl"


def test_detections_that_do_not_fit_are_told(files: Path) -> None:
    told = files / "told.jsonl"
    told.write_text('{"id": "a", "handoff_at": null, "reason": null, "turns": []}\n')
    assert "other customer turns" in str(run(files, "--detections", str(told)).exception)
    told.write_text("")
    assert "says nothing of a" in str(run(files, "--detections", str(told)).exception)


def test_a_bad_line_is_told_and_the_rest_is_measured(files: Path) -> None:
    with open(files / "set" / "pass-99.jsonl", "a") as file:
        file.write("oops\n" + json.dumps({"id": "e", "language": "id", "turns": []}) + "\n")
    done = run(files, "--no-baselines")
    assert done.exit_code == 1
    assert "line 5: not JSON" in done.stderr
    assert "1 conversations without handoff_at are left out" in done.stderr
    assert json.loads((files / "out" / "metrics.json").read_text())["conversations"] == 4


def test_a_policy_changes_what_is_measured(files: Path) -> None:
    rules = files / "policy.json"
    rules.write_text('{"rules": {"asked_for_human": "off", "frustrated": "off"}}')
    assert run(files, "--no-baselines", "--policy", str(rules)).exit_code == 0
    found = json.loads((files / "out" / "metrics.json").read_text())
    assert found["detector"]["figures"]["missed"]["value"] == 1
    assert found["policy"]["rules"]["frustrated"] == "off"


def test_without_plots_the_figures_are_whole(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("evaluation_report", "svg"):
        monkeypatch.delitem(sys.modules, f"handoff.training.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = run(files, "--no-baselines")
    assert isinstance(done.exception, Trouble)
    assert "--group training" in str(done.exception)
    assert (files / "out" / "metrics.json").exists()


def test_without_scikit_learn_one_rule_is_left_out(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handoff.training.evaluation.find_spec", lambda _: None)
    done = run(files)
    assert done.exit_code == 0
    assert "needs scikit-learn" in done.stdout


@pytest.mark.parametrize("content", [None, ""])
def test_nothing_to_measure_is_told(files: Path, content: str | None) -> None:
    (files / "empty").mkdir()
    if content is not None:
        (files / "empty" / "pass-01.jsonl").write_text(content)
    done = run(files, of="empty")
    assert isinstance(done.exception, Trouble)
