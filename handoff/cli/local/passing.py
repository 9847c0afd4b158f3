"""A PostgreSQL server that is started and stopped by hand, for tests."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handoff.cli.local.postgres import Cluster
from handoff.cli.local.processes import die_with_parent
from handoff.cli.local.rotating import tail
from handoff.cli.local.trouble import Trouble

_READY_S = 60.0


def open_folder(prefix: str = "hangat-test-") -> Path:
    """A temporary folder that PostgreSQL's user can pass through, unlike most temporary ones."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o711)
    return folder


class Server:
    """One embedded server; by default it does not wait for the disk."""

    def __init__(self, home: Path, *, durable: bool = False) -> None:
        self.cluster = Cluster(home, durable=durable)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Of the maintenance database."""
        return self.cluster.url("postgres")

    def start(self) -> None:
        """Make the cluster where needed and wait until it takes connections."""
        self.cluster.prepare()
        self.cluster.clear_stale_pid()
        log = self.cluster.home / "postgres.log"
        with open(log, "ab") as output:
            process = subprocess.Popen(  # noqa: S603
                self.cluster.argv(),
                env=self.cluster.environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **self.cluster.credentials(),
            )
        self.process = process
        end = time.monotonic() + _READY_S
        while not self.cluster.is_ready(process.pid):
            if process.poll() is not None or time.monotonic() > end:
                last = "\n".join(tail(log, 10))
                raise Trouble(f"PostgreSQL did not start. Its log ends with:\n{last}")
            time.sleep(0.02)

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """Stop it; SIGKILL to see what a power cut leaves."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(30)
        self.process = None

    def remove(self) -> None:
        """Stop it and delete the folder that its home is in."""
        self.stop()
        shutil.rmtree(self.cluster.home.parent)
        if not self.cluster.sockets.is_relative_to(self.cluster.home):
            shutil.rmtree(self.cluster.sockets, ignore_errors=True)


@contextmanager
def passing_server() -> Iterator[str]:
    """The address of a server that is gone afterwards."""
    server = Server(open_folder() / "postgres")
    try:
        server.start()
        yield server.url
    finally:
        server.remove()
