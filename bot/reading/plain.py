"""Customer text before anything reads it: no endless runs. Pure."""

import re

_MOST = 20
_RUN = re.compile(rf"(\W{{{_MOST}}})\W+")


def without_long_runs(text: str) -> str:
    """The text with at most twenty signs or spaces in a row.

    Nobody means more, and a pattern that may begin at any of thousands would take its time.
    """
    return _RUN.sub(r"\1", text)
