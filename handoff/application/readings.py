"""How the detector does: conversations go on without it, so somebody else has to notice."""

from __future__ import annotations


class Readings:
    """Counts of one process, from its start."""

    def __init__(self) -> None:
        self.done = 0
        self.failures = 0
        #: What went wrong at the newest reading; None when it went well.
        self.trouble: str | None = None
        self.model_version: str | None = None

    def succeeded(self, model_version: str) -> None:
        self.done += 1
        self.trouble = None
        self.model_version = model_version

    def failed(self, error: str) -> None:
        """*error*: the name of its type; TimeoutError for a missed deadline."""
        self.failures += 1
        self.trouble = error
