"""Content hashes that let a step be skipped. Standard library only: the launcher uses it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

_SKIPPED = {
    "__pycache__", "node_modules", "dist", ".venv", "models", "results",
    "tests", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".rasa",
}  # fmt: skip


def files_under(paths: Iterable[Path]) -> list[Path]:
    """Every regular file below the given files and folders, sorted; build outputs left out."""
    found: set[Path] = set()
    for path in paths:
        if path.is_file():
            found.add(path)
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = [name for name in folders if name not in _SKIPPED]
            found.update(Path(folder, name) for name in names if not name.endswith(".pyc"))
    return sorted(found)


def content_hash(base: Path, paths: Iterable[Path], *facts: str) -> str:
    """SHA-256 over relative names and contents, and over ``facts`` such as a version."""
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(f"fact {fact}\0".encode())
    for file in files_under(paths):
        digest.update(f"file {file.relative_to(base).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def read(stamp: Path) -> dict[str, str]:
    """What the last successful run of a step left behind; empty when there is none."""
    try:
        value = json.loads(stamp.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return {str(key): str(item) for key, item in value.items()} if isinstance(value, dict) else {}


def write(stamp: Path, facts: Mapping[str, str]) -> None:
    """Record a successful run; replaced as a whole, so that a half-written stamp cannot exist."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    fresh = stamp.with_name(f"{stamp.name}.{os.getpid()}")
    fresh.write_text(json.dumps(dict(facts), indent=1) + "\n", encoding="utf-8")
    fresh.replace(stamp)
