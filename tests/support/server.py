"""A PostgreSQL server for a test session: the embedded one, without waiting for the disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from handoff.cli.local.database import with_database
from handoff.cli.local.postgres import Cluster
from handoff.cli.local.processes import die_with_parent
from tests.support.polling import eventually


def open_folder(prefix: str = "hangat-test-") -> Path:
    """A temporary folder that PostgreSQL's user can pass through (pytest's own are closed)."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o711)
    return folder


class TestServer:
    """One embedded server, started and stopped by hand."""

    __test__ = False

    def __init__(self, home: Path, *, durable: bool = False) -> None:
        self.cluster = Cluster(home, durable=durable)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.cluster.url("postgres")

    def start(self) -> None:
        """Make the cluster where needed and wait until it takes connections."""
        self.cluster.prepare()
        self.cluster.clear_stale_pid()
        log = open(self.cluster.home / "postgres.log", "ab")  # noqa: SIM115
        with log:
            process = subprocess.Popen(
                self.cluster.argv(),
                env=self.cluster.environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **self.cluster.credentials(),
            )
        self.process = process

        def ready() -> bool:
            if process.poll() is not None:
                raise RuntimeError((self.cluster.home / "postgres.log").read_text()[-2000:])
            return self.cluster.is_ready(process.pid)

        eventually(ready, timeout=60, what="PostgreSQL is ready")

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """Stop it; SIGKILL to see what a power cut leaves."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(30)
        self.process = None

    def remove(self) -> None:
        """Stop it and delete its files."""
        self.stop()
        shutil.rmtree(self.cluster.home.parent)
        if not self.cluster.sockets.is_relative_to(self.cluster.home):
            shutil.rmtree(self.cluster.sockets, ignore_errors=True)


def create_database(server_url: str, template: str) -> str:
    """A new database made from a template; returns its address."""
    name = f"test_{os.getpid()}_{uuid4().hex[:12]}"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(statement)
    return with_database(server_url, name)


def drop_database(server_url: str, url: str) -> None:
    """Remove a database, whoever is still connected."""
    name = url.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def make_template(server_url: str, name: str) -> str:
    """A database with the product's migrations applied, to make others from."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    environment = os.environ | {
        "HANGAT_DATABASE_URL": with_database(server_url, name),
        "HANGAT_SECRET_KEY": "only-for-tests-" + "s" * 32,
        "HANGAT_SITE_KEY": "only-for-tests-" + "i" * 32,
        "HANGAT_RASA_TOKEN": "only-for-tests-" + "r" * 32,
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", "handoff.cli", "migrate"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return name
