"""The assistant is trained when what it learns from has changed, and then only without faults."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from rich.console import Console

from handoff.cli.local import setup
from handoff.cli.local.layout import Layout
from handoff.cli.local.report import Report
from handoff.cli.local.trouble import Trouble

CARD = "data/models/encoder-4/card.json"
LEARNT_FROM = (
    "bot/config.yml",
    "bot/train.py",
    "bot/data/rules.yml",
    "bot/data/nlu/pass-02.yml",
    "bot/domain/base.yml",
    "bot/components/classifier.py",
    "bot/uv.lock",
    CARD,
)
OTHERS = (
    "bot/actions/cards.py",
    "bot/actions/matters.yml",
    "bot/channels/turn.py",
    "bot/reading/amounts.py",
    "bot/tests/test_data.py",
    "bot/components/__pycache__/classifier.cpython-310.pyc",
    "bot/check.py",
    "bot/parse.py",
    "bot/pyproject.toml",
    "bot/endpoints.yml",
    "bot/credentials.yml",
    "bot/README.md",
    "bot/models/light/other.tar.gz",
    "bot/results/test/confusions.txt",
    "data/intents.yml",
    "data/models/encoder-4/model.onnx",
    "web/package.json",
)

# The assistant's programs as far as set-up sees them: they count how often they were run.
_CHECKS = """
import sys
from pathlib import Path
told = Path("faults.txt").read_text()
print(told, end="")
sys.exit(1 if told else 0)
"""
_TRAINS = """
import sys
from pathlib import Path
Path("trainings.txt").open("a").write("x")
if Path("config.yml").read_text() == "unreadable":
    sys.exit("RasaException: that cannot be learnt")
out = Path(sys.argv[sys.argv.index("--out") + 1])
out.mkdir(exist_ok=True)
(out / (sys.argv[sys.argv.index("--name") + 1] + ".tar.gz")).write_text("a model")
"""


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A checkout with a small assistant, whose Python is this one."""
    monkeypatch.delenv("HANGAT_ENCODER", raising=False)
    for name in (*LEARNT_FROM, *OTHERS):
        write(tmp_path, name, "as it was")
    layout = Layout(tmp_path, tmp_path / ".hangat")
    layout.bot_python.parent.mkdir(parents=True)
    layout.bot_python.symlink_to(sys.executable)
    write(layout.bot, "check.py", _CHECKS)
    write(layout.bot, "train.py", _TRAINS)
    finds(layout)
    return layout


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def finds(layout: Layout, *faults: str) -> None:
    """What the look through the data tells from now on."""
    write(layout.bot, "faults.txt", "".join(f"{fault}\n" for fault in faults))


def start(layout: Layout) -> str:
    """Train as a start does; what the operator sees."""
    said = io.StringIO()
    setup.train(Report(console=Console(file=said, width=200)), layout)
    return said.getvalue()


def trainings(layout: Layout) -> int:
    file = layout.bot / "trainings.txt"
    return len(file.read_text()) if file.exists() else 0


@pytest.mark.parametrize("name", LEARNT_FROM)
def test_what_is_learnt_from_changes_the_stamp(layout: Layout, name: str) -> None:
    before, text = setup.model_hash(layout), (layout.root / name).read_text()
    write(layout.root, name, text + "\n# changed")
    assert setup.model_hash(layout) != before
    write(layout.root, name, text)
    assert setup.model_hash(layout) == before
    (layout.root / name).unlink()
    assert setup.model_hash(layout) != before


@pytest.mark.parametrize("name", ["bot/data/nlu/pass-99.yml", "bot/domain/mine.yml"])
def test_a_new_file_to_learn_from_changes_the_stamp(layout: Layout, name: str) -> None:
    before = setup.model_hash(layout)
    write(layout.root, name, "")
    assert setup.model_hash(layout) != before


def test_another_encoder_changes_the_stamp(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    before = setup.model_hash(layout)
    monkeypatch.setenv("HANGAT_ENCODER", str(layout.root / "mine"))
    without_card = setup.model_hash(layout)
    write(layout.root, "mine/card.json", "another")
    assert len({before, without_card, setup.model_hash(layout)}) == 3


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_else_changes_the_stamp(layout: Layout, name: str) -> None:
    before = setup.model_hash(layout)
    write(layout.root, name, "changed")
    assert setup.model_hash(layout) == before
    (layout.root / name).unlink()
    assert setup.model_hash(layout) == before


def test_the_time_of_a_file_does_not_change_the_stamp(layout: Layout) -> None:
    before = setup.model_hash(layout)
    for name in LEARNT_FROM:
        os.utime(layout.root / name, (1, 1))
    assert setup.model_hash(layout) == before


def test_a_second_start_trains_nothing(layout: Layout) -> None:
    start(layout)
    assert (layout.model.read_text(), trainings(layout)) == ("a model", 1)
    assert "unchanged" in start(layout)
    assert trainings(layout) == 1
    write(layout.root, "bot/domain/base.yml", "changed")
    assert "unchanged" not in start(layout)
    assert trainings(layout) == 2
    layout.model.unlink()
    start(layout)
    start(layout)
    assert trainings(layout) == 3


def test_a_training_that_failed_is_tried_again(layout: Layout) -> None:
    start(layout)
    write(layout.root, "bot/config.yml", "unreadable")
    for _ in range(2):
        with pytest.raises(Trouble, match="that cannot be learnt"):
            start(layout)
    write(layout.root, "bot/config.yml", "as it was")
    start(layout)
    assert trainings(layout) == 4


def test_faults_are_told_with_their_lines_and_nothing_is_trained(layout: Layout) -> None:
    finds(layout, "data/rules.yml, line 5: the intent gret is not in the domain: write greet")
    with pytest.raises(Trouble) as told:
        start(layout)
    assert str(told.value) == (
        "The assistant's data has faults; put them right and start again:\n"
        "    bot/data/rules.yml, line 5: the intent gret is not in the domain: write greet"
    )
    assert trainings(layout) == 0
    finds(layout)
    start(layout)
    assert trainings(layout) == 1


def test_of_many_faults_the_first_dozen_is_told(layout: Layout) -> None:
    finds(layout, *(f"data/nlu/a.yml, line {number}: wrong" for number in range(1, 16)))
    with pytest.raises(Trouble) as told:
        start(layout)
    _, *lines, last = str(told.value).splitlines()
    assert [line.split(",")[1] for line in lines] == [f" line {n}: wrong" for n in range(1, 13)]
    assert last.strip() == "and 3 more"


def test_a_look_through_the_data_that_fails_itself_says_why(layout: Layout) -> None:
    write(layout.bot, "check.py", "raise RuntimeError('no such thing')")
    with pytest.raises(Trouble, match="Looking through the assistant's data failed") as told:
        start(layout)
    assert "RuntimeError: no such thing" in str(told.value)
    assert trainings(layout) == 0
