"""How well the trained model reads: the test sentences, and a cross-validation, with confusions.

Both are Rasa's own evaluations. Their reports stay in results/: per intent, every error, and
confusions.txt with the pairs that are mistaken most often.
"""

import json
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any, Dict, Iterable, List, NamedTuple, Tuple

import pytest
import yaml
from conftest import BOT, rasa
from test_data import blocks, sentences

RESULTS = BOT / "results"
TEST_SENTENCES = sorted((BOT.parent / "data" / "sentences" / "test").glob("pass-*.jsonl"))
ACCURACY, MACRO_F1, EVERY_INTENT = 0.93, 0.92, 0.80
REGISTER_GAP = 0.05
OUT_OF_SCOPE, WRONGLY_DECLINED = 0.90, 0.05
FALLBACK_BELOW = 0.4
"""As in config.yml."""
FOLDS, PER_INTENT, CROSS_VALIDATED = 3, 30, 0.85
"""A sample, so that three trainings take two minutes; the goals are for the whole data."""


Read = Tuple[Dict[str, Any], List[Dict[str, Any]]]
"""Rasa's report, and its errors."""


class Sentence(NamedTuple):
    """A sentence with what it means and how it is written."""

    text: str
    intent: str
    register: str


def held_out() -> List[Sentence]:
    lines = (line for path in TEST_SENTENCES for line in path.read_text("utf-8").splitlines())
    rows = map(json.loads, lines)
    return [Sentence(_one_line(r["text"]), r["intent"], r["register"]) for r in rows]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def write_nlu(path: Path, found: Iterable[Tuple[str, str]]) -> None:
    """Sentences by intent, in Rasa's format."""
    by_intent: Dict[str, List[str]] = {}
    for text, intent in found:
        by_intent.setdefault(intent, []).append(f"- {text}\n")
    nlu = [{"intent": name, "examples": "".join(texts)} for name, texts in by_intent.items()]
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), "utf-8")


def read_report(folder: Path) -> Read:
    """Rasa's figures and its errors; the confusions are written beside them."""
    report = json.loads((folder / "intent_report.json").read_text("utf-8"))
    errors_file = folder / "intent_errors.json"
    errors = json.loads(errors_file.read_text("utf-8")) if errors_file.exists() else []
    pairs = Counter((e["intent"], e["intent_prediction"]["name"]) for e in errors)
    lines = [f"accuracy {report['accuracy']:.3f}, {len(errors)} errors", ""]
    lines += [f"{n:3}  {meant} read as {read}" for (meant, read), n in pairs.most_common()]
    lines += ["", *(f"{e['intent']} <- {e['text']}" for e in errors)]
    (folder / "confusions.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return report, errors


def per_intent(report: Dict[str, Any]) -> Dict[str, Dict[str, float]]:
    return {n: r for n, r in report.items() if isinstance(r, dict) and " avg" not in n}


@pytest.fixture(scope="module")
def read(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Rasa's report on the test sentences, and what was read wrongly."""
    nlu = tmp_path_factory.mktemp("nlu") / "test.yml"
    write_nlu(nlu, ((s.text, s.intent) for s in held_out()))
    out = RESULTS / "test"
    rasa("test", "nlu", "--nlu", str(nlu), "--model", str(model), "--out", str(out))
    return read_report(out)


def test_the_test_sentences_are_read_as_well_as_promised(read: Read) -> None:
    report, _ = read
    assert report["accuracy"] >= ACCURACY
    assert report["macro avg"]["f1-score"] >= MACRO_F1
    weak = {n: r["recall"] for n, r in per_intent(report).items() if r["recall"] < EVERY_INTENT}
    assert not weak


def test_slang_and_typos_are_read_as_well_as_formal_sentences(read: Read) -> None:
    wrong = {error["text"] for error in read[1]}
    right: Dict[str, List[bool]] = {}
    for sentence in held_out():
        right.setdefault(sentence.register, []).append(sentence.text not in wrong)
    share = {register: sum(found) / len(found) for register, found in right.items()}
    assert share["slang"] >= share["formal"] - REGISTER_GAP, share
    assert share["typo"] >= share["formal"] - REGISTER_GAP, share


def test_what_is_out_of_scope_is_told_from_what_is_not(read: Read) -> None:
    """Declined, or asked about where the reading is unsure; only an answer is a mistake."""
    report, errors = read
    figures = per_intent(report)
    answered = [
        error
        for error in errors
        if error["intent"] == "out_of_scope"
        and error["intent_prediction"]["confidence"] >= FALLBACK_BELOW
    ]
    assert 1 - len(answered) / figures["out_of_scope"]["support"] >= OUT_OF_SCOPE, answered
    in_scope = sum(r["support"] for n, r in figures.items() if n != "out_of_scope")
    declined = [e for e in errors if e["intent_prediction"]["name"] == "out_of_scope"]
    assert len(declined) / in_scope <= WRONGLY_DECLINED, declined


def test_cross_validation(tmp_path: Path) -> None:
    by_intent: Dict[str, List[str]] = {}
    for _, block in blocks():
        by_intent.setdefault(block["intent"], []).extend(sentences(block))
    sample = [
        (text, intent)
        for intent, texts in by_intent.items()
        for text in islice(texts, 0, None, max(1, len(texts) // PER_INTENT))
    ]
    write_nlu(tmp_path / "sample.yml", sample)
    config = yaml.safe_load((BOT / "config.yml").read_text("utf-8"))
    names = ("Entity", "Policy")  # intents are what is validated
    config["pipeline"] = [c for c in config["pipeline"] if not any(n in c["name"] for n in names)]
    (tmp_path / "config.yml").write_text(yaml.safe_dump(config), "utf-8")
    out = RESULTS / "cross-validation"
    rasa(
        "test", "nlu", "--cross-validation", "--folds", str(FOLDS), "--no-plot",
        "--nlu", str(tmp_path / "sample.yml"), "--config", str(tmp_path / "config.yml"),
        "--out", str(out),
    )  # fmt: skip
    report, _ = read_report(out)
    assert report["accuracy"] >= CROSS_VALIDATED
