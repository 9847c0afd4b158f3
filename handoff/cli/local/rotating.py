"""Log files that stay small: when one is full it becomes ``.1``, the one before it ``.2``."""

from __future__ import annotations

from pathlib import Path


class RotatingFile:
    """Appends bytes to a file and rotates it by size."""

    def __init__(self, path: Path, limit: int = 5_000_000, keep: int = 3) -> None:
        self.path = path
        self._limit = limit
        self._keep = keep
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = open(path, "ab", buffering=0)  # noqa: SIM115
        self._size = path.stat().st_size

    def write(self, data: bytes) -> None:
        """Append; an error of the disk is the caller's to report."""
        if self._size and self._size + len(data) > self._limit:
            self._rotate()
        self._file.write(data)
        self._size += len(data)

    def _rotate(self) -> None:
        self._file.close()
        for number in range(self._keep - 1, 0, -1):
            older = self._numbered(number)
            if older.exists():
                older.replace(self._numbered(number + 1))
        self.path.replace(self._numbered(1))
        self._file = open(self.path, "ab", buffering=0)  # noqa: SIM115
        self._size = 0

    def _numbered(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def tail(path: Path, lines: int) -> list[str]:
    """The last lines of a log file; empty when there is none."""
    try:
        with open(path, "rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - 400 * lines))
            text = file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return text.splitlines()[-lines:]
