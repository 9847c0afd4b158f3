"""Openly licensed data: fetched from its public sources, checked, and never committed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

#: Where GitHub serves single files of a commit; a mirror with the same paths can stand in.
PUBLIC = "https://raw.githubusercontent.com"
_CHUNK = 64 * 1024  # bytes

Progress = Callable[[str, int, int], None]
"""Called with a file's name, the bytes that are here, and its size."""


class Unfetched(Exception):
    """A file could not be had; the message says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """One file of a pinned commit of a public repository."""

    repository: str
    commit: str
    source: str  # its path there
    target: str  # its path in our folder
    size: int  # bytes
    sha256: str
    #: A list of row numbers (from 1) to leave out, and the sum of what is then kept.
    without: Path | None = None
    kept_sha256: str | None = None

    @property
    def final_sha256(self) -> str:
        return self.kept_sha256 or self.sha256


def sources(data: Path) -> list[OpenFile]:
    """The files that ``open-sources.json`` of a data folder pins."""
    return [
        OpenFile(
            repository=of["repository"],
            commit=of["commit"],
            source=file["source"],
            target=file["target"],
            size=file["bytes"],
            sha256=file["sha256"],
            without=data / file["without"] if "without" in file else None,
            kept_sha256=file.get("kept_sha256"),
        )
        for of in json.loads((data / "open-sources.json").read_text(encoding="utf-8"))
        for file in of["files"]
    ]


def fetch(
    files: Sequence[OpenFile], folder: Path, progress: Progress, base: str = PUBLIC
) -> tuple[int, int]:
    """Bring what is missing into a folder; returns how many were fetched and were there.

    A file appears under its name only when it is whole and its sum is right. Raises `Unfetched`;
    what was fetched before stays.
    """
    fetched = present = 0
    with httpx.Client(timeout=30.0, follow_redirects=True) as client:
        for file in files:
            target = folder / file.target
            if target.is_file() and _sum(target.read_bytes()) == file.final_sha256:
                present += 1
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            content = _checked(file, _download(client, file, progress, base))
            part = target.with_name(target.name + ".part")
            part.write_bytes(content)
            os.replace(part, target)
            fetched += 1
    return fetched, present


def _download(client: httpx.Client, file: OpenFile, progress: Progress, base: str) -> bytes:
    url = f"{base.rstrip('/')}/{file.repository}/{file.commit}/{quote(file.source)}"
    content = bytearray()
    try:
        with client.stream("GET", url) as answer:
            answer.raise_for_status()
            for chunk in answer.iter_bytes(_CHUNK):
                content += chunk
                progress(file.target, len(content), file.size)
                if len(content) > file.size:
                    break  # another file; its sum says so
    except httpx.HTTPStatusError as error:
        raise Unfetched(
            f"{url} answered {error.response.status_code}: the source may have moved. "
            "name a mirror with --from, or put the file into data/open by hand."
        ) from error
    except httpx.TransportError as error:
        raise Unfetched(
            f"{url} could not be reached ({type(error).__name__}): check the connection or set "
            "HTTPS_PROXY, then start again; what is already fetched is kept."
        ) from error
    return bytes(content)


def _checked(file: OpenFile, content: bytes) -> bytes:
    if _sum(content) != file.sha256:
        raise Unfetched(
            f"{file.target} is not the file that this version of Hangat knows "
            f"({len(content)} bytes for {file.size}): nothing of it was kept."
        )
    if file.without is None:
        return content
    kept = leave_out(content, file.without)
    if _sum(kept) != file.final_sha256:
        raise Unfetched(f"{file.without} is not the list that belongs to {file.target}.")
    return kept


def leave_out(content: bytes, listed: Path) -> bytes:
    """A table's lines without the rows (from 1) that a file lists; ``#`` begins a comment line."""
    numbers = {
        int(word)
        for line in listed.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
    }
    rows = content.split(b"\n")  # as an editor counts, whatever other line ends a text holds
    return b"\n".join(row for number, row in enumerate(rows, 1) if number not in numbers)


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
