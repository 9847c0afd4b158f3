"""The figures of an evaluation as rows of words: printed, and in the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table

from handoff.domain.evidence import JUDGED
from handoff.simulation.metrics import LEAST_DIALOGUES, LEAST_TURNS
from handoff.simulation.statistics import Figure
from handoff.training.evaluation import GAIN, GOALS, REASON_GOAL, TITLES, Evaluation

#: Cells up to this long are not broken; titles of columns may be.
_WHOLE = 28


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: titles of its columns, and cells; all but the first column are numbers."""

    title: str
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]


def tables(found: Evaluation) -> Iterator[Rows]:
    yield _goals(found)
    yield _figures(found)
    yield from _slices(found)
    if found.baselines:
        yield _baselines(found)


def show(found: Evaluation, console: Console) -> None:
    """Print all tables; they fit into 100 columns."""
    for rows in tables(found):
        table = Table(
            title=rows.title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD,
            pad_edge=False, padding=(0, 1, 0, 0),
        )  # fmt: skip
        for at, name in enumerate(rows.columns):
            longest = max((len(cells[at]) for cells in rows.cells), default=0)
            table.add_column(
                name, justify="right" if at else "left", no_wrap=longest <= _WHOLE, min_width=4
            )
        for cells in rows.cells:
            table.add_row(*cells)
        console.print(table)
        console.print()
    for one in found.left_out:
        console.print(f"Left out: {one}.", markup=False)


def value(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f}"


def interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return "–"
    return f"{figure.low:.3f} to {figure.high:.3f}"


def _goals(found: Evaluation) -> Rows:
    figures, rows = found.detector.figures, []
    for name, goal in GOALS.items():
        one = figures[name]
        rows.append((TITLES[name], str(goal), *_cells(one), _met(goal.met(one))))
        if name == "within_one":
            for reason in JUDGED:
                if reason in found.detector.slices["reason"]:
                    one = found.detector.slices["reason"][reason]["within_one"]
                    title = f"– {reason.replace('_', ' ')}"
                    met = _met(REASON_GOAL.met(one))
                    rows.append((title, str(REASON_GOAL), *_cells(one), met))
    gain = figures[GAIN]
    above = None if gain.low is None else gain.low > 0
    rows.append((TITLES[GAIN], "> 0", *_cells(gain), _met(above)))
    columns = ("goal", "is to be", "is", "95 % interval", "of", "met")
    return Rows("Goals", columns, tuple(rows))


def _cells(figure: Figure) -> tuple[str, str, str]:
    return value(figure), interval(figure), str(figure.of)


def _met(met: bool | None) -> str:
    return {True: "yes", False: "no", None: "not measured"}[met]


def _figures(found: Evaluation) -> Rows:
    rows = tuple(
        (title, *_cells(found.detector.figures[name]))
        for name, title in TITLES.items()
        if name not in GOALS and name != GAIN
    )
    return Rows("More figures", ("figure", "is", "95 % interval", "of"), rows)


_SLICE = (
    "within_one", "too_early", "missed", "false_transfer", "turn_auc", "turn_average_precision",
    "calibration_error",
)  # fmt: skip
#: Narrow titles of columns; docs/evaluation.md says what they stand for.
_SHORT = {
    "within_one": "within", "right_turn": "right", "too_early": "early", "missed": "never",
    "false_transfer": "false", "turn_auc": "AUC", "turn_average_precision": "AP",
    "calibration_error": "ECE",
}  # fmt: skip


def _slices(found: Evaluation) -> Iterator[Rows]:
    for kind, parts in found.detector.slices.items():
        if not parts:
            continue
        rows = tuple(
            (
                name.replace("_", " ") + (" *" if _few(of) else ""),
                str(of["within_one"].of),
                str(of["false_transfer"].of),
                *(value(of[one]) for one in _SLICE),
            )
            for name, of in parts.items()
        )
        columns = ("slice", "need", "calm", *(_SHORT[one] for one in _SLICE))
        few = " (* few conversations or turns: read with care)"
        guessed = ", guessed from the words" * (kind == "register" and found.registers_guessed)
        title = f"By {kind}{guessed}" + (few if any(map(_few, parts.values())) else "")
        yield Rows(title, columns, rows)


def _few(figures: Mapping[str, Figure]) -> bool:
    """Conversations that need a person, or turns, are fewer than a slice should have."""
    needed, turns = figures["within_one"].of, figures["turn_auc"].of
    return 0 < needed < LEAST_DIALOGUES or 0 < turns < LEAST_TURNS


def _baselines(found: Evaluation) -> Rows:
    names = (
        "within_one", "right_turn", "too_early", "missed", "false_transfer", "turn_auc",
        "turn_average_precision",
    )  # fmt: skip
    rows = tuple(
        (title, *(value(of.figures[name]) for name in names))
        for title, of in {"the detector": found.detector, **found.baselines}.items()
    )
    return Rows("Beside simple rules", ("what decides", *(_SHORT[one] for one in names)), rows)
