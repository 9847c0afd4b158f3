"""The report of an evaluation: one page with plots and tables that opens without a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from matplotlib.axes import Axes

from handoff.simulation.metrics import Measures
from handoff.simulation.statistics import Figure
from handoff.training.evaluation import Evaluation
from handoff.training.evaluation_tables import Rows, interval, tables, value
from handoff.training.svg import COLOURS, Draw, svg

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hangat: evaluation of the detector</title>
<style>
  :root {{ color-scheme: light }}
  body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
         padding: 0 1rem; color: #1d2b33; background: #fff }}
  figure {{ margin: 0 0 2.5rem }}
  figcaption, caption {{ font-weight: 600; margin-bottom: .5rem; text-align: left }}
  svg {{ width: 100%; height: auto }}
  .wide {{ overflow-x: auto; margin-bottom: 2.5rem }}
  table {{ border-collapse: collapse; font-variant-numeric: tabular-nums }}
  th, td {{ padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #d6dde1; text-align: right }}
  th:first-child, td:first-child {{ text-align: left }}
</style>
<main>
<h1>Evaluation of the detector</h1>
<p>{summary}</p>
<p>Intervals hold 95 % of {resamples} resamples of whole conversations. Where nothing or everything
was hit, the interval is a point and says less than it seems to. Delays are counted in customer
turns from the annotated one. Calm are the conversations that need nobody. In the columns, within
is handed over at the right turn or the next, early is too early by more than one turn, false is
transferred without need; AUC, AP (average precision) and ECE (calibration error) are about single
turns, frustrated or not.</p>
{body}
</main>
</html>
"""


def write(found: Evaluation, folder: Path) -> Path:
    """``report.html`` in a folder that is there."""
    parts = [_table(rows) for rows in tables(found)]
    parts[1:1] = [
        f"<figure><figcaption>{escape(title)}</figcaption>{svg(title, height, draw, alt)}</figure>"
        for title, height, draw, alt in _plots(found)
    ]
    if found.left_out:
        items = "".join(f"<li>{escape(one)}</li>" for one in found.left_out)
        parts.append(f"<h2>Left out</h2><ul>{items}</ul>")
    summary = (
        f"{found.conversations} annotated conversations ({', '.join(found.files)}); detector "
        f"{found.model_version}; a person is offered from {found.policy.thresholds.offer_at:g} "
        f"and takes over from {found.policy.thresholds.transfer_at:g}."
    )
    page = folder / "report.html"
    page.write_text(
        _PAGE.format(
            summary=escape(summary),
            resamples=f"{found.json()['resamples']:,}",
            body="\n".join(parts),
        ),
        encoding="utf-8",
    )
    return page


def _table(rows: Rows) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in rows.columns)
    body = "".join(
        "<tr>" + "".join(
            f'<th scope="row">{escape(cell)}</th>' if not at else f"<td>{escape(cell)}</td>"
            for at, cell in enumerate(cells)
        ) + "</tr>"
        for cells in rows.cells
    )  # fmt: skip
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(rows.title)}"><table>'
        f"<caption>{escape(rows.title)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _plots(found: Evaluation) -> Iterator[tuple[str, float, Draw, str]]:
    """Title, height in inches, what draws it, and what it shows in words."""
    detector = found.detector
    ranked = {"the detector": detector, **found.baselines}
    yield (
        "Frustrated or not, turn by turn: precision and recall", 4.0,
        lambda on: _precision_recall(ranked, on),
        "Average precision: " + _words({n: m.figures["turn_average_precision"]
                                        for n, m in ranked.items()}),
    )  # fmt: skip
    yield (
        "Frustration: what is said and what is found, in bins of equal mass", 4.0,
        lambda on: _reliability(detector, on),
        "; ".join(f"said {b.said:.2f}, found {b.found:.2f} in {b.turns} turns"
                  for b in detector.reliability) or "Not measured.",
    )  # fmt: skip
    yield (
        "Customer turns from the right moment to the transfer", 3.2,
        lambda on: _delays(detector, on),
        "; ".join(f"{n} conversations {_delay(d)}" for d, n in detector.delays.items()),
    )  # fmt: skip
    slices = {
        f"{kind}: {name.replace('_', ' ')}": of["within_one"]
        for kind, parts in detector.slices.items()
        for name, of in parts.items()
        if of["within_one"].of
    }
    title = "Handed over at the right turn or the next, by slice"
    yield title, 1 + 0.3 * len(slices), lambda on: _bars(slices, on), _words(slices)
    if found.baselines:
        for title, name in (
            ("Handed over at the right turn or the next, beside simple rules", "within_one"),
            ("Calm conversations transferred without need, beside simple rules", "false_transfer"),
        ):
            figures = {one: of.figures[name] for one, of in ranked.items()}
            yield title, 1 + 0.3 * len(figures), _bars_of(figures), _words(figures)


def _words(figures: Mapping[str, Figure]) -> str:
    return "; ".join(
        f"{name} {value(one)}" + (f" ({interval(one)})" if one.low is not None else "")
        for name, one in figures.items()
    )


def _delay(delay: int | None) -> str:
    if delay is None:
        return "never"
    return "at the right turn" if not delay else f"{abs(delay)} {'late' if delay > 0 else 'early'}"


def _precision_recall(ranked: Mapping[str, Measures], on: Axes) -> None:
    styles = ["-", "--", "-.", ":"]
    at = 0
    for name, of in ranked.items():
        # Rules that say yes or no have a point or two, and no curve.
        if len(of.curve.recall) < 10:
            continue
        on.step(
            (0, *of.curve.recall), (of.curve.precision[0], *of.curve.precision), where="post",
            label=name, color=COLOURS[at % len(COLOURS)], linestyle=styles[at % len(styles)],
        )  # fmt: skip
        at += 1
    base = next((of.figures["frustrated_turns"].value for of in ranked.values()), None)
    if base is not None:
        on.axhline(base, color="#8d99ae", linewidth=1, label="by chance")
    on.set_xlim(0, 1)
    on.set_ylim(0, 1.02)
    on.set_xlabel("recall")
    on.set_ylabel("precision")
    _legend(on)


def _reliability(of: Measures, on: Axes) -> None:
    on.plot((0, 1), (0, 1), color="#8d99ae", linewidth=1, label="as said")
    if of.reliability:
        said, found = zip(*((one.said, one.found) for one in of.reliability), strict=True)
        on.plot(said, found, "o-", color=COLOURS[0], label="the detector")
    on.set_xlabel("probability that was said")
    on.set_ylabel("share that was frustrated")
    _legend(on)


def _delays(of: Measures, on: Axes) -> None:
    known = [delay for delay in of.delays if delay is not None]
    places = list(range(min([*known, -1]), max([*known, 1]) + 1))
    names = [*map(str, places), "never"]
    counts = [of.delays.get(place, 0) for place in places] + [of.delays.get(None, 0)]
    bars = on.bar(names, counts, color=COLOURS[0])
    for place, bar in zip([*places, None], bars, strict=True):
        if place not in (0, 1):
            bar.set(color=COLOURS[1], hatch="//", edgecolor="white")
    on.bar_label(bars)
    on.set_xlabel("customer turns; 0 and 1 are in time")
    on.set_ylabel("conversations")


def _bars_of(figures: Mapping[str, Figure]) -> Draw:
    return lambda on: _bars(figures, on)


def _bars(figures: Mapping[str, Figure], on: Axes) -> None:
    """Bars that lie on their side with their intervals, the first on top."""
    for name, one in figures.items():
        mean = one.value or 0.0
        low = mean if one.low is None else min(one.low, mean)
        high = mean if one.high is None else max(one.high, mean)
        on.barh(
            f"{name} (of {one.of})", mean, color=COLOURS[0], xerr=[[mean - low], [high - mean]],
            error_kw={"ecolor": "#e07a5f", "capsize": 3},
        )  # fmt: skip
    on.invert_yaxis()
    on.set_xlim(0, 1.02)


def _legend(on: Axes) -> None:
    if on.get_legend_handles_labels()[0]:
        on.legend(frameon=False)
