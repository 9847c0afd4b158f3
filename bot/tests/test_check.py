"""A broken data file is named with its line."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BOT

from check import RASAS_OWN, faults

GOOD = """version: "3.1"
nlu:
  - intent: greet
    metadata: {language: id, register: casual}
    examples: |
      - halo kak
      - ke [BCA](bank)
"""
RULES = """version: "3.1"
rules:
  - rule: greet
    steps:
      - intent: greet
      - action: utter_greet
  - rule: done
    condition:
      - active_loop: cash_form
    steps:
      - action: cash_form
      - active_loop: null
      - slot_was_set:
          - requested_slot: null
          - grave: true
      - action: action_submit_cash
stories:
  - story: either
    steps:
      - or:
          - intent: thank
          - intent: goodbye
            entities: [city: Jakarta]
      - action: action_listen
"""


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    """A copy of the domain and the configuration, a file of sentences, one of rules and stories."""
    shutil.copytree(BOT / "domain", tmp_path / "domain")
    shutil.copy(BOT / "config.yml", tmp_path)
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "data" / "nlu" / "a.yml").write_text(GOOD, "utf-8")
    (tmp_path / "data" / "rules.yml").write_text(RULES, "utf-8")
    return tmp_path


def test_what_is_shipped_has_no_fault() -> None:
    assert [fault.told(BOT) for fault in faults(BOT)] == []


def test_a_good_file_has_none(bot: Path) -> None:
    assert faults(bot) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("  - intent: greet", "  - intent: gret", 3, "gret is not in the domain: write greet"),
        ("- halo kak", "halo kak", 6, "an example starts with"),
        ("- halo kak", "- ", 6, "an example starts with"),
        ("(bank)", "(bnk)", 7, "the entity bnk is not in the domain: write bank, or add"),
        ("examples: |", "example: |", 3, "a block needs `examples"),
        ("- intent: greet", "- inten: greet", 3, "a block needs one of intent"),
        ("nlu:", "nlo:", 1, "there is no list `nlu`"),
        ("{language: id,", "{language: id", 4, "look at the indentation"),
        ("register: casual", "language: en", 4, "language is in a.yml, line 4 already"),
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
        "data/nlu/b.yml, line 6: this sentence is thank here and greet in a.yml, line 6:"
        " take one of them away"
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("intent: greet", "intent: gret", 5, "the intent gret is not in the domain: write greet"),
        ("utter_greet", "utter_gret", 6, "the response utter_gret is not in the domain: write"),
        ("action_submit_cash", "tell_all", 16, "the action tell_all is not in the domain: correct"),
        ("loop: cash_form", "loop: cash_from", 9, "the form cash_from is not in the domain: write"),
        ("- grave", "- gravity", 15, "the slot gravity is not in the domain"),
        ("intent: goodbye", "intent: bye", 22, "the intent bye is not in the domain"),
        ("city: Jakarta", "town: Jakarta", 23, "the entity town is not in the domain"),
        ("stories:", "rules:", 17, "rules is in rules.yml, line 2 already: take one"),
        ("    steps:", "    rule: x\n    steps:", 4, "rule is in rules.yml, line 3 already"),
    ],
)
def test_what_a_rule_names_and_the_domain_lacks_is_named_with_its_line(
    bot: Path, old: str, new: str, line: int, why: str
) -> None:
    path = bot / "data" / "rules.yml"
    path.write_text(RULES.replace(old, new, 1), "utf-8")
    (fault,) = faults(bot)[:1]
    assert fault.told(bot).startswith(f"data/rules.yml, line {line}: {why}")


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("intents: [greet]", 1, "greet is in base.yml, line "),
        ("slots: {a: {type: any}, a: {type: any}}", 1, "a is in z.yml, line 1 already"),
        ("responses:\n  utter_greet: []", 2, "utter_greet is in talk.yml, line "),
        (
            "slots:\n  a:\n    mappings: [{type: from_intent, intent: gret}]",
            3,
            "the intent gret is not in the domain: write greet",
        ),
        ("forms: {a: {required_slots: [gravity]}}", 1, "the slot gravity is not in the domain"),
    ],
)
def test_a_fault_of_the_domain_is_named_with_its_line(
    bot: Path, text: str, line: int, why: str
) -> None:
    (bot / "domain" / "z.yml").write_text(text, "utf-8")
    (fault,) = faults(bot)
    assert fault.told(bot).startswith(f"domain/z.yml, line {line}: {why}")


@pytest.mark.parametrize("content", [b"\xff", b"nlu: \x00"])
def test_what_is_no_text_is_told_in_one_line(bot: Path, content: bytes) -> None:
    (bot / "data" / "nlu" / "a.yml").write_bytes(content)
    (fault,) = faults(bot)
    told = fault.told(bot)
    assert told.startswith("data/nlu/a.yml, line 1: not YAML, ")
    assert told.endswith("save it as UTF-8 text")
    assert "\n" not in told


def test_what_rasa_has_of_its_own_is_known() -> None:
    from rasa.shared.core import constants

    assert RASAS_OWN["intents"] == set(constants.DEFAULT_INTENTS)
    assert RASAS_OWN["actions"] == set(constants.DEFAULT_ACTION_NAMES)
    assert RASAS_OWN["slots"] <= constants.DEFAULT_SLOT_NAMES


def test_the_program_says_it_and_fails() -> None:
    done = subprocess.run(
        [sys.executable, "check.py"], cwd=BOT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout.strip()) == (0, "")
