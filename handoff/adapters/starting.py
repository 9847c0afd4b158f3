"""A file that says since when something is starting: written by the launcher, read by others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileMark:
    path: Path

    def __call__(self) -> datetime | None:
        """When it was written; None: it is not there."""
        try:
            return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)
        except FileNotFoundError:
            return None
