"""A broken data file is named with its line."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BOT

from check import faults

GOOD = """version: "3.1"
nlu:
  - intent: greet
    metadata: {language: id, register: casual}
    examples: |
      - halo kak
      - ke [BCA](bank)
"""


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    """A copy of the domain and the configuration, and one file of sentences."""
    shutil.copytree(BOT / "domain", tmp_path / "domain")
    shutil.copy(BOT / "config.yml", tmp_path)
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "data" / "nlu" / "a.yml").write_text(GOOD, "utf-8")
    return tmp_path


def test_what_is_shipped_has_no_fault() -> None:
    assert [fault.told(BOT) for fault in faults(BOT)] == []


def test_a_good_file_has_none(bot: Path) -> None:
    assert faults(bot) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("  - intent: greet", "  - intent: gret", 3, "the intent gret is not in the domain"),
        ("- halo kak", "halo kak", 6, "an example starts with"),
        ("- halo kak", "- ", 6, "an example starts with"),
        ("(bank)", "(bnk)", 7, "the entity bnk is not in the domain"),
        ("examples: |", "example: |", 3, "a block needs `examples"),
        ("- intent: greet", "- inten: greet", 3, "a block needs one of intent"),
        ("nlu:", "nlo:", 1, "there is no list `nlu`"),
        ("{language: id,", "{language: id", 4, "not YAML"),
        ("      - ke", "  - ke", 7, "a block needs one of intent"),
    ],
)
def test_a_fault_is_named_with_its_line(
    bot: Path, old: str, new: str, line: int, why: str
) -> None:
    path = bot / "data" / "nlu" / "a.yml"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    (fault,) = faults(bot)[:1]
    assert fault.told(bot).startswith(f"data/nlu/a.yml, line {line}: ")
    assert why in fault.why


def test_a_sentence_with_two_meanings_is_named_with_both_lines(bot: Path) -> None:
    other = GOOD.replace("intent: greet", "intent: thank").replace("ke [BCA](bank)", "makasih")
    (bot / "data" / "nlu" / "b.yml").write_text(other, "utf-8")
    (fault,) = faults(bot)
    assert fault.told(bot) == (
        "data/nlu/b.yml, line 6: this sentence is thank here and greet in a.yml, line 6"
    )


def test_the_program_says_it_and_fails() -> None:
    done = subprocess.run(
        [sys.executable, "check.py"], cwd=BOT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout.strip()) == (0, "")
