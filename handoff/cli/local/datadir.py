"""The data directory: whose it is, which format it has, and who is using it now."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from handoff.cli.local.postgres import Cluster, account, cluster_home
from handoff.cli.local.trouble import Trouble, full_disk

FORMAT = 1
MARKER = "hangat.json"
_OURS_WITHOUT_MARKER = {"tools", "setup.lock", "lock", "run"}


@dataclass(frozen=True, slots=True)
class Marker:
    """What the format file says."""

    format: int
    postgres: str  # the cluster's folder: relative to the data directory, or absolute


def read_marker(data: Path) -> Marker | None:
    """The format file of a directory; None where the directory is new, a sentence where foreign."""
    try:
        value: Any = json.loads((data / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        if data.is_dir() and {entry.name for entry in data.iterdir()} - _OURS_WITHOUT_MARKER:
            raise Trouble(
                f"{data} is not empty and not a data directory of Hangat: "
                "choose an empty folder with --data."
            ) from None
        if data.exists() and not data.is_dir():
            raise Trouble(f"{data} is a file: choose a folder with --data.") from None
        return None
    except ValueError:
        value = None
    if not isinstance(value, dict) or value.get("product") != "hangat":
        raise Trouble(
            f"{data / MARKER} is not readable as Hangat's format file: restore it from a backup, "
            "or choose an empty folder with --data."
        )
    if not isinstance(value.get("format"), int) or value["format"] > FORMAT:
        raise Trouble(
            f"{data} was made by a newer Hangat (format {value.get('format')}, this one knows "
            f"{FORMAT}): update this checkout, or choose another folder with --data."
        )
    return Marker(int(value["format"]), str(value.get("postgres", "")))


def write_marker(data: Path, marker: Marker) -> None:
    """Write the format file as a whole."""
    fresh = data / f"{MARKER}.new"
    value = {"product": "hangat", "format": marker.format, "postgres": marker.postgres}
    fresh.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
    fresh.replace(data / MARKER)


def check_owner(data: Path) -> None:
    """A sentence when the directory belongs to somebody else or cannot be written."""
    if not data.exists():
        return
    owner = data.stat().st_uid
    if owner != os.geteuid():
        raise Trouble(
            f"{data} belongs to user {owner} and you are user {os.geteuid()}: start Hangat as "
            "its owner, or choose another folder with --data."
        )
    if not os.access(data, os.W_OK | os.X_OK):
        raise Trouble(f"{data} cannot be written: change its permissions or use --data.")


def check_disk(data: Path, need_mib: int) -> None:
    """A sentence when less than ``need_mib`` MiB are free where ``data`` is or will be."""
    place = data
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // 2**20
    if free < need_mib:
        raise full_disk(place, need_mib, free)


class DataDir:
    """An opened data directory; its lock is held until the process ends."""

    def __init__(self, path: Path, marker: Marker, lock: IO[str]) -> None:
        self.path = path
        self.marker = marker
        self._lock = lock

    def close(self) -> None:
        """Let another Hangat use the directory."""
        self._lock.close()

    def cluster(self) -> Cluster:
        """The embedded cluster of this directory, where it was made or should be made."""
        if self.marker.postgres:
            return Cluster(self.path / self.marker.postgres)
        return Cluster(cluster_home(self.path, account()))

    def set_postgres(self, home: Path) -> None:
        """Remember where the cluster lives."""
        inside = home.is_relative_to(self.path)  # then the whole directory can be moved
        named = str(home.relative_to(self.path)) if inside else str(home)
        self.marker = Marker(FORMAT, named)
        write_marker(self.path, self.marker)


def claim(data: Path) -> DataDir:
    """Create or open the directory and take its lock; every refusal is one sentence."""
    check_owner(data)
    marker = read_marker(data)
    # PostgreSQL's user has to pass through when we are root; what is inside is closed by itself.
    data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    lock = open(data / "lock", "a+", encoding="utf-8")  # noqa: SIM115
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise Trouble(
            f"Hangat is already running on {data} (process {holder}): stop that one with Ctrl-C, "
            "or start a second one with --data DIR and --port NUMBER."
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    if marker is None:
        marker = Marker(FORMAT, "")
        write_marker(data, marker)
    return DataDir(data, marker, lock)
