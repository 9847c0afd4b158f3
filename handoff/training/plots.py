"""The plots of ``hangat data report``: one page that opens without a network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from matplotlib.axes import Axes

from handoff.training.checks import PARTS
from handoff.training.report import (
    LANGUAGES,
    REASONS,
    REGISTERS,
    Found,
    need_share,
    words,
)
from handoff.training.svg import COLOURS, Draw, svg

_NAMES = {"id": "Indonesian", "jv": "Javanese", "su": "Sundanese", "en": "English"}
_LONGEST = 40  # words; longer texts count with those of this length

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hangat: the data</title>
<style>
  :root { color-scheme: light }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
         padding: 0 1rem; color: #1d2b33; background: #fff }
  figure { margin: 0 0 2.5rem }
  figcaption { font-weight: 600; margin-bottom: .5rem }
  svg { width: 100%; height: auto }
</style>
<h1>The data that Hangat learns from</h1>
<p>REPLACED</p>
FIGURES
</html>
"""


def write(found: Found, folder: Path) -> Path:
    """Draw everything into ``report.html`` of a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = []
    for title, height, draw in _plots(found):
        figures.append(
            f"<figure><figcaption>{escape(title)}</figcaption>{svg(title, height, draw)}</figure>"
        )
    summary = (
        f"{len(found.train):,} sentences to train on and {len(found.test):,} to measure on, "
        f"{len(found.dialogues):,} conversations, "
        f"{sum(map(len, found.questions.values())):,} questions for {len(found.articles)} "
        "articles. All of it was written for this project."
    )
    page = folder / "report.html"
    page.write_text(
        _PAGE.replace("REPLACED", summary).replace("FIGURES", "\n".join(figures)), encoding="utf-8"
    )
    return page


def _plots(found: Found) -> Iterator[tuple[str, float, Draw]]:
    yield "Sentences to train on, by intent and language", 9.0, lambda on: _intents(found, on)
    yield "Registers, share of each part", 3.2, lambda on: _registers(found, on)
    yield "Sentences to train on, by pass and register", 4.0, lambda on: _passes(found, on)
    yield f"Words of a text ({_LONGEST} and more together)", 3.2, lambda on: _lengths(found, on)
    if found.dialogues:
        yield "Why a person is needed, share of conversations", 2.6, lambda on: _reasons(found, on)
        yield "Turn after which a person is needed", 3.0, lambda on: _handoffs(found, on)
        yield "Turns of a conversation", 3.0, lambda on: _turns(found, on)
        yield "Frustration of customer turns (logarithmic)", 3.0, lambda on: _levels(found, on)
    if any(found.questions.values()):
        yield "Questions of an article", 3.0, lambda on: _questions(found, on)


def _stacked(on: Axes, names: Sequence[str], layers: dict[str, list[float]]) -> None:
    """Bars that lie on their side, the first name on top."""
    left = [0.0] * len(names)
    for colour, (label, values) in zip(COLOURS * 2, layers.items(), strict=False):
        bars = on.barh(names, values, left=left, label=label, color=colour, edgecolor="white")
        if list(layers).index(label) >= len(COLOURS):
            for bar in bars:
                bar.set_hatch("//")
        left = [start + value for start, value in zip(left, values, strict=True)]
    on.invert_yaxis()
    on.legend(frameon=False, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0))


def _beside(on: Axes, names: Sequence[str], layers: dict[str, list[float]]) -> None:
    """Bars that stand side by side, a colour for each layer."""
    wide = 0.8 / max(1, len(layers))
    for at, (label, values) in enumerate(layers.items()):
        places = [x - 0.4 + wide * (at + 0.5) for x in range(len(names))]
        on.bar(places, values, width=wide, label=label, color=COLOURS[at])
    on.set_xticks(range(len(names)), names)
    on.legend(frameon=False)


def _shares(values: Sequence[object], names: Sequence[object]) -> list[float]:
    counts = Counter(values)
    return [100 * counts[name] / max(1, len(values)) for name in names]


def _intents(found: Found, on: Axes) -> None:
    counts = Counter((row.intent, row.language) for row in found.train)
    _stacked(on, found.intents, {
        _NAMES[one]: [counts[intent, one] for intent in found.intents] for one in LANGUAGES
    })  # fmt: skip
    on.set_xlabel("sentences")


def _registers(found: Found, on: Axes) -> None:
    layers = {
        part: _shares([row.register for row in rows], REGISTERS)
        for part, rows in (("train", found.train), ("test", found.test))
    }
    _beside(on, REGISTERS, layers)
    on.set_ylabel("%")


def _passes(found: Found, on: Axes) -> None:
    writers = sorted({row.writer for row in found.train})
    counts = Counter((row.writer, row.register) for row in found.train)
    _stacked(on, writers, {
        one: [counts[writer, one] for writer in writers] for one in REGISTERS
    })  # fmt: skip
    on.set_xlabel("sentences")
    on.set_ylabel("pass")


def _lengths(found: Found, on: Axes) -> None:
    texts = {
        "sentence": [words(row.text) for row in found.train + found.test],
        "customer turn": [count for row in found.dialogues for count in row.words],
        "question": [words(q.text) for rows in found.questions.values() for _, q in rows],
    }
    for colour, (label, values) in zip(COLOURS, texts.items(), strict=False):
        shares = _shares([min(value, _LONGEST) for value in values], range(1, _LONGEST + 1))
        on.step(range(1, _LONGEST + 1), shares, where="mid", label=label, color=colour)
    on.set_xlabel("words")
    on.set_ylabel("%")
    on.legend(frameon=False)


def _by_part(found: Found) -> dict[str, list[int]]:
    """Indexes of the conversations of each part that has some."""
    parts = {
        part: [at for at, row in enumerate(found.dialogues) if row.part == part] for part in PARTS
    }
    return {part: rows for part, rows in parts.items() if rows}


def _reasons(found: Found, on: Axes) -> None:
    parts = {part: [found.dialogues[at] for at in rows] for part, rows in _by_part(found).items()}
    layers = {"no person": [100 * (1 - need_share(rows)) for rows in parts.values()]} | {
        reason.replace("_", " "): [
            100 * sum(row.reason == reason for row in rows) / len(rows) for rows in parts.values()
        ]
        for reason in REASONS
    }
    _stacked(on, list(parts), layers)
    on.set_xlabel("%")


def _handoffs(found: Found, on: Axes) -> None:
    turns = range(max((row.handoff_at or 0 for row in found.dialogues), default=0) + 1)
    layers = {}
    for part, rows in _by_part(found).items():
        handed = [found.dialogues[at].handoff_at for at in rows]
        layers[part] = _shares([at for at in handed if at is not None], turns)
    _beside(on, [str(turn) for turn in turns], layers)
    on.set_xlabel("index of the turn, from 0")
    on.set_ylabel("% of those that need one")


def _turns(found: Found, on: Axes) -> None:
    most = max(row.turns for row in found.dialogues)
    layers = {
        part: _shares([found.dialogues[at].turns for at in rows], range(1, most + 1))
        for part, rows in _by_part(found).items()
    }
    _beside(on, [str(turns) for turns in range(1, most + 1)], layers)
    on.set_xlabel("turns of everybody")
    on.set_ylabel("%")


def _levels(found: Found, on: Axes) -> None:
    layers = {
        part: _shares([level for at in rows for level in found.dialogues[at].frustration], range(4))
        for part, rows in _by_part(found).items()
    }
    _beside(on, ["0 none", "1 impatient", "2 frustrated", "3 angry"], layers)
    on.set_yscale("log")
    on.set_ylabel("%")


def _questions(found: Found, on: Axes) -> None:
    counts = {
        part: Counter(question.article for _, question in rows)
        for part, rows in found.questions.items()
        if rows
    }
    most = max(max(of.values()) for of in counts.values())
    layers = {
        part: [float(sum(of[slug] == n for slug in found.articles)) for n in range(most + 1)]
        for part, of in counts.items()
    }
    _beside(on, [str(n) for n in range(most + 1)], layers)
    on.set_xlabel("questions")
    on.set_ylabel("articles")
