"""The folder of articles that a bank's staff edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

_NO_ARTICLE = "README.md"


class FolderShelf:
    """Every `.md` file of a folder but its README is an article."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stamp(self) -> object:
        """Names, times and sizes; empty where there is no folder."""
        found = []
        for path in self._files():
            try:
                info = path.stat()
            except FileNotFoundError:
                # Between listing and looking an editor replaced it: the next look sees it.
                continue
            found.append((path.name, info.st_mtime_ns, info.st_size))
        return tuple(found)

    def read(self) -> Mapping[str, str]:
        """Each article's text by its slug. Raises OSError, also where there is no folder."""
        if not self._folder.is_dir():
            raise FileNotFoundError(f"There is no folder of articles at {self._folder}.")
        return {
            path.stem: path.read_text(encoding="utf-8", errors="replace") for path in self._files()
        }

    def _files(self) -> Iterator[Path]:
        if self._folder.is_dir():
            yield from sorted(p for p in self._folder.glob("*.md") if p.name != _NO_ARTICLE)
