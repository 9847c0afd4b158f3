"""`hangat measure curve`: what more sentences would bring, and for which intents.

Two ways to have fewer: a share of every writer's sentences, or the sentences of few writers. Where
they part, variety is what is missing, not number.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from handoff.training.compare import Report
from handoff.training.figures import Figure, bootstrap, read_intents
from handoff.training.rows import Sentence
from handoff.training.ways import Way

SHARES = (1 / 8, 1 / 4, 1 / 2, 1.0)
SENTENCES, WRITERS = "of all writers", "of few writers"


@dataclass(frozen=True, slots=True)
class Point:
    """Accuracy on the test sentences after learning from a share of the others."""

    system: str
    taken: str  # SENTENCES or WRITERS
    share: float
    count: int  # sentences learnt from
    writers: int
    accuracies: tuple[float, ...]  # one for each draw
    registers: Mapping[str, float]  # means over the draws
    interval: Figure | None  # of all sentences: by resampling the test rows

    @property
    def mean(self) -> float:
        return float(np.mean(self.accuracies))


@dataclass(frozen=True, slots=True)
class Gain:
    """Recall on unseen writers, after half of the other writers' sentences and after all."""

    name: str
    count: int
    half: float
    whole: float

    @property
    def more(self) -> float:
        return self.whole - self.half


def some_sentences(train: Sequence[Sentence], share: float, seed: int) -> list[Sentence]:
    """A share of each writer's sentences of each intent, and never none of an intent."""
    chance = random.Random(f"sentences {seed}")
    groups: dict[tuple[str, str], list[Sentence]] = defaultdict(list)
    for row in train:
        groups[row.intent, row.writer].append(row)
    order = {name: chance.sample(group, len(group)) for name, group in sorted(groups.items())}
    # Of small groups a share would always round the same way: what is over decides by chance.
    taken = []
    for group in order.values():
        exact = share * len(group)
        taken += group[: int(exact) + (chance.random() < exact % 1)]
    lacking = sorted({row.intent for row in train} - {row.intent for row in taken})
    return taken + [next(g[0] for (name, _), g in order.items() if name == i) for i in lacking]


def few_writers(train: Sequence[Sentence], share: float, seed: int) -> list[Sentence]:
    """As many sentences of as few writers, in an order drawn by the seed; the last one in part.

    An intent that none of them wrote about is missing, as it would be.
    """
    chance = random.Random(f"writers {seed}")
    writers = sorted({row.writer for row in train})
    chance.shuffle(writers)
    wanted = round(share * len(train))
    taken: list[Sentence] = []
    for writer in writers:
        of = [row for row in train if row.writer == writer]
        taken += chance.sample(of, min(len(of), wanted - len(taken)))
        if len(taken) == wanted:
            break
    return taken


def curve(
    ways: Mapping[str, Way],
    train: Sequence[Sentence],
    test: Sequence[Sentence],
    report: Report,
    draws: int = 3,
) -> Iterator[Point]:
    """The points of each way, those of all sentences last."""
    for system, way in ways.items():
        for taken, take in ((SENTENCES, some_sentences), (WRITERS, few_writers)):
            for share in SHARES[:-1]:
                report(f"{system}: {share:.3g} {taken} …")
                yield _point(system, way, taken, share, [
                    take(train, share, seed) for seed in range(draws)
                ], test)  # fmt: skip
        report(f"{system}: all …")
        yield _point(system, way, SENTENCES, 1.0, [train], test)


def _point(
    system: str,
    way: Way,
    taken: str,
    share: float,
    drawn: Sequence[Sequence[Sentence]],
    test: Sequence[Sentence],
) -> Point:
    hits = np.array([_hits(way, part, test) for part in drawn])
    by_register: dict[str, list[float]] = defaultdict(list)
    for place, row in enumerate(test):
        by_register[_register(row)].append(float(hits[:, place].mean()))
    return Point(
        system=system,
        taken=taken,
        share=share,
        count=len(drawn[0]),
        writers=len({row.writer for row in drawn[0]}),
        accuracies=tuple(float(of.mean()) for of in hits),
        registers={name: float(np.mean(of)) for name, of in sorted(by_register.items())},
        interval=None
        if share < 1
        else bootstrap(lambda rows: float(hits[0][rows].mean()), len(test)),
    )


def _hits(way: Way, train: Sequence[Sentence], test: Sequence[Sentence]) -> NDArray[np.bool_]:
    said = read_intents(way([row.text for row in train]), train, [row.text for row in test])
    return np.asarray(said == np.array([row.intent for row in test]), np.bool_)


def _register(row: Sentence) -> str:
    return "English" if row.language == "en" else row.register


def gains(
    way: Way, sentences: Sequence[Sentence], report: Report, folds: int = 5
) -> tuple[list[Gain], list[Gain]]:
    """Recall of each intent and of each register on writers kept out, half and all of the rest.

    Hundreds of rows an intent, where the test part has fifteen. Not for an encoder that was trained
    on these sentences.
    """
    writers = sorted({row.writer for row in sentences})
    random.Random("folds").shuffle(writers)
    seen: list[Sentence] = []
    hits: dict[str, list[bool]] = {"half": [], "whole": []}
    for fold in range(folds):
        out = set(writers[fold::folds])
        report(f"without writers {', '.join(sorted(out))} …")
        held = [row for row in sentences if row.writer in out]
        rest = [row for row in sentences if row.writer not in out]
        seen += held
        hits["half"] += _hits(way, some_sentences(rest, 0.5, fold), held).tolist()
        hits["whole"] += _hits(way, rest, held).tolist()

    def by(names: Sequence[str]) -> list[Gain]:
        made = []
        for name in sorted(set(names)):
            places = [i for i, other in enumerate(names) if other == name]
            half, whole = (float(np.mean([hits[k][i] for i in places])) for k in ("half", "whole"))
            made.append(Gain(name, len(places), half, whole))
        return sorted(made, key=lambda gain: gain.whole)

    return by([row.intent for row in seen]), by([_register(row) for row in seen])


def table(points: Sequence[Point]) -> Iterator[str]:
    """Markdown: a row for each way and way of taking, a column for each share."""
    counts = {point.share: point.count for point in points}
    heads = [f"{_fraction(share)}: {counts[share]:,}" for share in sorted(counts)]
    yield f"| | {' | '.join(heads)} |"
    yield "| --- |" + " --- |" * len(heads)
    whole = {point.system: point for point in points if point.share == 1}
    for system, taken in dict.fromkeys((p.system, p.taken) for p in points):
        cells = []
        for share in sorted(counts):
            found = [p for p in points if (p.system, p.taken, p.share) == (system, taken, share)]
            cells.append(_cell(found[0] if found else whole[system]))
        yield f"| {system}, {taken} | {' | '.join(cells)} |"


def registers_table(points: Sequence[Point]) -> Iterator[str]:
    """Markdown: accuracy by register with a share of all writers' sentences."""
    names = sorted({name for point in points for name in point.registers})
    yield f"| | sentences | {' | '.join(names)} |"
    yield "| --- | --- |" + " --- |" * len(names)
    for point in points:
        if point.taken == SENTENCES:
            cells = [_short(point.registers[name]) for name in names]
            yield f"| {point.system} | {point.count:,} | {' | '.join(cells)} |"


def gains_table(found: Mapping[str, Sequence[Gain]]) -> Iterator[str]:
    """Markdown: what the second half brought each way, the first way's lowest recall first."""
    heads = [f"{name}: {head}" for name in found for head in ("half", "all", "more")]
    yield f"| | sentences | {' | '.join(heads)} |"
    yield "| --- | --- |" + " --- |" * len(heads)
    by_name = [{gain.name: gain for gain in of} for of in found.values()]
    for first in next(iter(found.values())):
        cells = []
        for of in by_name:
            gain = of[first.name]
            more = f"{'+' if gain.more >= 0 else '−'}{_short(abs(gain.more))}"
            cells += [_short(gain.half), _short(gain.whole), more]
        yield f"| {first.name} | {first.count:,} | {' | '.join(cells)} |"


def _cell(point: Point) -> str:
    if point.interval is not None:
        return f"{_short(point.mean)} [{_short(point.interval.low)}, {_short(point.interval.high)}]"
    low, high = min(point.accuracies), max(point.accuracies)
    return f"{_short(point.mean)} ({_short(low)} to {_short(high)})"


def _fraction(share: float) -> str:
    return "all" if share == 1 else f"1/{round(1 / share)}"


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def plain(points: Sequence[Point]) -> list[dict[str, object]]:
    """The points as JSON."""
    return [asdict(point) for point in points]


def plain_gains(found: Mapping[str, Sequence[Gain]]) -> dict[str, list[dict[str, object]]]:
    """The gains as JSON."""
    return {name: [asdict(gain) for gain in of] for name, of in found.items()}
