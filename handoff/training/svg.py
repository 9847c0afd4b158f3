"""One plot as the text of an ``svg`` element that says in words what it shows."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

#: Told apart with every common kind of colour blindness, and in grey print by their lightness.
COLOURS = ("#0b4f6c", "#e07a5f", "#6a994e", "#e9c46a", "#8d99ae")

Draw = Callable[[Axes], None]


def svg(title: str, height: float, draw: Draw, alt: str | None = None) -> str:
    """Letters stay letters, and the same data gives the same text.

    *alt*: what the plot shows, for who does not see it; else the title.
    """
    with matplotlib.rc_context(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": title,
            "font.family": "sans-serif",
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    ):
        figure = Figure(figsize=(9, height), layout="constrained")
        draw(figure.subplots())
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None, "Title": title})
    text = file.getvalue()
    named = f'<svg role="img" aria-label="{escape(alt or title)}"'
    return text[text.index("<svg") :].replace("<svg", named, 1)
