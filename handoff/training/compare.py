"""`hangat measure compare`: the product's encoder among others, on the same rows.

Every way of reading gets the same heads, the same tests and the same resamples as in
`hangat measure encoder`, so that the difference of two has an interval of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from handoff.training import figures, rows
from handoff.training.figures import Figure
from handoff.training.plan import Sources, in_test
from handoff.training.ways import Way

Report = Callable[[str], None]
#: A figure's group and name -> the figure.
Found = Mapping[tuple[str, str], Figure]

#: Groups in the order of the tables, with the columns of each.
COLUMNS: dict[str, dict[str, str]] = {
    "intents": {
        "accuracy": "accuracy",
        "macro_f1": "macro-F1",
        "out_of_scope_recall": "out of scope found",
        "wrongly_declined": "others declined",
    },
    "frustration": {"auc": "AUC", "average_precision": "average precision"},
    "retrieval": {"first": "right article first", "first_three": "among three"},
    "smsa_valid": {"macro_f1": "macro-F1"},
    "banking77": {"few": "ten a class", "all": "all rows"},
}
TITLES = {
    "intents": "Intents and out of scope",
    "frustration": "Frustrated or not, single turn",
    "retrieval": "The right article",
    "smsa_valid": "SmSA, valid",
    "banking77": "BANKING77, a fifth kept out",
}
#: What the table of differences shows.
HEADLINES = (
    ("intents", "accuracy"),
    ("intents", "out_of_scope_recall"),
    ("frustration", "auc"),
    ("frustration", "average_precision"),
    ("retrieval", "first"),
    ("smsa_valid", "macro_f1"),
    ("banking77", "few"),
    ("banking77", "all"),
)
#: Part of the name of kept results: another head or another bootstrap is another method.
_METHOD = "1"


@dataclass(frozen=True, slots=True)
class System:
    """One way of reading: its title, what names its weights, and how it works."""

    title: str
    weights: str
    way: Way


@dataclass(frozen=True, slots=True)
class Data:
    """Everything that is learnt from and measured on; what is not there is empty."""

    train: Sequence[rows.Sentence]
    test: Sequence[rows.Sentence]
    turns: Sequence[rows.CustomerTurn]
    test_turns: Sequence[rows.CustomerTurn]
    articles: Sequence[rows.Article]
    questions: Sequence[rows.Question]
    smsa: Sequence[rows.Labelled]
    smsa_valid: Sequence[rows.Labelled]
    bank: Sequence[rows.Labelled]
    bank_test: Sequence[rows.Labelled]

    @classmethod
    def read(cls, sources: Sources) -> Data:
        """What `hangat measure encoder` reads."""
        data, missing = sources.data, sources.missing()
        smsa = {
            part: [] if "smsa" in missing else rows.smsa(sources.open, part)
            for part in ("train", "valid")
        }
        bank = [] if "banking" in missing else rows.banking77(sources.open)
        return cls(
            train=rows.training_sentences(sources.nlu),
            test=rows.test_sentences(data / "sentences" / "test"),
            turns=rows.customer_turns(data / "dialogues" / "train"),
            test_turns=rows.customer_turns(data / "dialogues" / "test"),
            articles=rows.articles(data / "knowledge"),
            questions=rows.questions(data / "questions" / "test"),
            smsa=smsa["train"],
            smsa_valid=smsa["valid"],
            bank=[row for row in bank if not in_test(row)],
            bank_test=[row for row in bank if in_test(row)],
        )

    def version(self) -> str:
        """Twelve hexadecimal digits that change with any row."""
        digest = hashlib.sha256()
        for name in self.__dataclass_fields__:
            for row in getattr(self, name):
                digest.update(repr(row).encode())
        return digest.hexdigest()[:12]


def measure(way: Way, data: Data) -> dict[tuple[str, str], Figure]:
    """Every figure that the data allows; registers' and intents' shares are left out."""
    found: dict[str, Mapping[str, object]] = {}
    embed = way([row.text for row in data.train])
    found["intents"] = figures.intents(embed, data.train, data.test)
    embed = way([row.text for row in data.turns])
    found["frustration"] = figures.frustration(embed, data.turns, data.test_turns)
    if data.questions:
        embed = way([article.passage for article in data.articles])
        found["retrieval"] = figures.retrieval(embed, data.articles, data.questions)
    if data.smsa:
        embed = way([row.text for row in data.smsa])
        made = figures.sentiment(embed, data.smsa, data.smsa_valid)
        found["smsa_valid"] = {"macro_f1": made}
    if data.bank:
        embed = way([row.text for row in data.bank])
        found["banking77"] = figures.few_and_all(embed, data.bank, data.bank_test)
    return {
        (group, name): figure
        for group, of in found.items()
        for name, figure in of.items()
        if isinstance(figure, Figure)
    }


def compare(
    systems: Sequence[System], data: Data, work: Path, report: Report
) -> Iterator[tuple[str, Found]]:
    """Each system's title and figures; what was measured before is read from ``work``."""
    version = data.version()
    for system in systems:
        name = hashlib.sha256(f"{_METHOD} {version} {system.weights}".encode()).hexdigest()[:16]
        kept = work / f"{name}.json"
        if kept.exists():
            yield system.title, _read(kept)
            continue
        report(f"{system.title} …")
        found = measure(system.way, data)
        _write(kept, system.weights, found)
        yield system.title, found


def _write(file: Path, weights: str, found: Found) -> None:
    content = {
        "weights": weights,
        "figures": [
            [group, name, figure.value, figure.low, figure.high,
             [None if np.isnan(value) else round(value, 6) for value in figure.resamples()]]
            for (group, name), figure in found.items()
        ],
    }  # fmt: skip
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(content), encoding="utf-8")
    fresh.replace(file)


def _read(file: Path) -> Found:
    return {
        (group, name): Figure(value, low, high, np.array(resampled, np.float64))
        for group, name, value, low, high, resampled in json.loads(file.read_text("utf-8"))[
            "figures"
        ]
    }


def tables(found: Mapping[str, Found]) -> Iterator[str]:
    """Markdown: a table for each group, a row for each system."""
    for group, columns in COLUMNS.items():
        here = {title: of for title, of in found.items() if any(key[0] == group for key in of)}
        if not here:
            continue
        yield f"### {TITLES[group]}\n\n| | {' | '.join(columns.values())} |"
        yield "| --- |" + " --- |" * len(columns)
        for title, of in here.items():
            yield f"| {title} | {' | '.join(short(of[group, name]) for name in columns)} |"
        yield ""


def differences(found: Mapping[str, Found], pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Markdown: what the first of each pair has over the second, where both were measured.

    Differences whose interval leaves out 0 are bold.
    """
    named = [key for key in HEADLINES if all(key in of for of in found.values())]
    yield (
        "| | " + " | ".join(f"{TITLES[g].split(',')[0]}: {COLUMNS[g][n]}" for g, n in named) + " |"
    )
    yield "| --- |" + " --- |" * len(named)
    for one, other in pairs:
        if one in found and other in found:
            cells = [signed(found[one][key].over(found[other][key])) for key in named]
            yield f"| {one} over {other} | {' | '.join(cells)} |"


def short(figure: Figure) -> str:
    """As in ``.935 [.915, .953]``."""
    return f"{_trim(figure.value)} [{_trim(figure.low)}, {_trim(figure.high)}]"


def signed(more: Figure) -> str:
    """As in ``+.031 [.012, .049]``; bold where 0 is outside of the interval."""
    sign = "+" if more.value >= 0 else "−"
    value = f"{sign}{_trim(abs(more.value))}"
    sure = more.low > 0 or more.high < 0
    return f"{f'**{value}**' if sure else value} [{_trim(more.low)}, {_trim(more.high)}]"


def _trim(value: float) -> str:
    text = f"{abs(value):.3f}"
    return ("−" if float(text) and value < 0 else "") + text.removeprefix("0")


def plain(found: Mapping[str, Found]) -> dict[str, object]:
    """The figures as JSON: system, group, name, then value, low, high."""
    made: dict[str, object] = {}
    for title, of in found.items():
        groups: dict[str, dict[str, object]] = {}
        for (group, name), figure in of.items():
            groups.setdefault(group, {})[name] = {
                "value": figure.value, "low": figure.low, "high": figure.high
            }  # fmt: skip
        made[title] = groups
    return made
