"""``hangat doctor``: what is wrong with an installation and what to do about it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from handoff.cli.local import (
    control,
    database,
    datadir,
    keys,
    launch,
    ports,
    setup,
    stamps,
    tools,
)
from handoff.cli.local.layout import Layout
from handoff.cli.local.postgres import Cluster, account, binaries
from handoff.cli.local.trouble import Trouble, of_migration


@dataclass(frozen=True, slots=True)
class Finding:
    """One examined thing."""

    what: str
    good: bool
    detail: str


def examine(data: Path | None, port: int, console: Console | None = None) -> bool:
    """Print the findings as a table; returns whether everything is in order."""
    console = console or Console(highlight=False)
    table = Table("", "what", "finding", box=None, pad_edge=False)
    findings = list(_Doctor(Layout.of(data), port).findings())
    for finding in findings:
        sign = "[green]✓[/]" if finding.good else "[red]✗[/]"
        table.add_row(sign, finding.what, escape(finding.detail))
    console.print(table)
    wrong = sum(not finding.good for finding in findings)
    console.print("Everything is in order." if not wrong else f"{wrong} of these need attention.")
    return not wrong


class _Doctor:
    def __init__(self, layout: Layout, port: int) -> None:
        self.layout = layout
        self.port = port
        self.external = os.environ.get("DATABASE_URL") or os.environ.get("HANGAT_DATABASE_URL")
        try:
            self.running = control.ask(layout.control_socket, {"do": "status"}, timeout_s=5)
        except (Trouble, OSError):
            self.running = {}

    def findings(self) -> Iterator[Finding]:
        examinations: tuple[tuple[str, Callable[[], str]], ...] = (
            ("Python", self._python),
            ("Service's environment", self._environment),
            ("uv", self._uv),
            ("Node", self._node),
            ("Disk", self._disk),
            ("Data directory", self._data),
            ("Secrets", self._secrets),
            ("Running", self._running),
            ("Port", self._port),
            ("PostgreSQL", self._postgres),
            ("Tables", self._tables),
            ("Rasa's environment", self._bot),
            ("Assistant's model", self._model),
            ("Web pages", self._web),
        )
        for what, look in examinations:
            try:
                yield Finding(what, True, look())
            except Trouble as trouble:
                yield Finding(what, False, str(trouble))
            except OSError as error:
                yield Finding(what, False, f"{error.strerror}: {error.filename}")

    def _python(self) -> str:
        return f"{sys.version.split()[0]} at {sys.executable}"

    def _environment(self) -> str:
        wanted = launch.environment_hash(self.layout.root)
        found = stamps.read(Path(sys.prefix) / ".hangat-stamp")
        if found.get("hash") != wanted:
            raise Trouble("It is older than the lock file: run ./hangat up, which renews it.")
        return "as the lock file says"

    def _uv(self) -> str:
        uv = tools.find_uv(self.layout.root)
        said = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        if said.returncode != 0:
            raise Trouble(f"{uv} does not run: remove it and start ./hangat again.")
        return f"{said.stdout.strip()} at {uv}"

    def _node(self) -> str:
        folder = tools.system_node() or tools.packaged_node(self.layout.root)
        if folder is None:
            return "none yet; hangat up fetches it when the pages have to be built"
        version = ".".join(map(str, tools.node_version(str(folder / "node"))))
        return f"{version} at {folder}"

    def _disk(self) -> str:
        datadir.check_disk(self.layout.data, 500)
        place = next(p for p in (self.layout.data, *self.layout.data.parents) if p.exists())
        return f"{shutil.disk_usage(place).free / 2**30:.1f} GiB free"

    def _data(self) -> str:
        datadir.check_owner(self.layout.data)
        marker = datadir.read_marker(self.layout.data)
        if marker is None:
            return f"{self.layout.data} (not made yet)"
        if marker.postgres:
            Cluster(self.layout.data / marker.postgres).check()
        return f"{self.layout.data}, format {marker.format}"

    def _secrets(self) -> str:
        files = [self.layout.secrets_file, self.layout.staff_file]
        present = [file for file in files if file.exists()]
        exposed = [str(file) for file in present if not keys.is_private(file)]
        if exposed:
            raise Trouble(f"Others can read {', '.join(exposed)}: chmod 600 {' '.join(exposed)}")
        if not present:
            return "none yet"
        for file in present:
            keys.load(file)
        return "only their owner can read them"

    def _running(self) -> str:
        if not self.running:
            return "no"
        bad = [s["name"] for s in self.running["services"] if s["state"] != "ready"]
        if bad and self.running["ready"]:
            raise Trouble(f"Not ready: {', '.join(bad)}. Read the log that `hangat status` names.")
        return f"process {self.running['pid']}, {self.running['address']}"

    def _port(self) -> str:
        if self.running.get("address", "").endswith(f":{self.port}"):
            return f"{self.port}, used by this Hangat"
        ports.require(self.port)
        return f"{self.port} is free"

    def _postgres(self) -> str:
        url = self._database_url()
        if url is None:
            return f"embedded, not running ({binaries(account())})"
        database.check_server(url)
        return f"answers ({'DATABASE_URL' if self.external else 'embedded'})"

    def _tables(self) -> str:
        url = self._database_url()
        if url is None:
            return "cannot be seen while PostgreSQL does not run; hangat up brings them up to date"
        missing = pending_migrations(url)
        if missing:
            raise Trouble(
                f"{len(missing)} migrations are not applied ({', '.join(missing[:3])}): "
                "run ./hangat up, which applies them."
            )
        return "up to date"

    def _database_url(self) -> str | None:
        if self.external:
            return database.normalised(self.external)
        if not any(s["name"] == "postgres" for s in self.running.get("services", [])):
            return None
        marker = datadir.read_marker(self.layout.data)
        if marker is None or not marker.postgres:
            return None
        return Cluster(self.layout.data / marker.postgres).url("hangat")

    def _bot(self) -> str:
        if not self.layout.bot_python.exists():
            raise Trouble("Not installed yet: run ./hangat up, which installs it.")
        if not setup.is_current(
            setup.bot_stamp(self.layout), setup.bot_environment_hash(self.layout)
        ):
            raise Trouble("Older than its lock file: run ./hangat up, which renews it.")
        return str(self.layout.bot_python)

    def _model(self) -> str:
        if not self.layout.model.exists():
            raise Trouble("Not trained yet: run ./hangat up, which trains it.")
        if not setup.is_current(setup.model_stamp(self.layout), setup.model_hash(self.layout)):
            raise Trouble("Older than its training data: run ./hangat up, which trains it anew.")
        return f"{self.layout.model}, {self.layout.model.stat().st_size // 1024} KiB"

    def _web(self) -> str:
        if not self.layout.web_dist.exists():
            raise Trouble("Not built yet: run ./hangat up, which builds them.")
        if not setup.is_current(setup.web_stamp(self.layout), setup.web_hash(self.layout)):
            raise Trouble("Older than their sources: run ./hangat up, which builds them anew.")
        return str(self.layout.web_dist)


def pending_migrations(url: str) -> list[str]:
    """Names of the migrations that a database still lacks; a sentence where it is newer."""
    from handoff.adapters.postgres.migrate import ChangedMigration, NewerDatabase, pending

    try:
        return [f"{migration.number:04d}_{migration.name}" for migration in pending(url)]
    except (NewerDatabase, ChangedMigration) as error:
        raise of_migration(error) from error
