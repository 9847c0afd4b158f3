"""The real thing for acceptance and browser tests: ``hangat up`` with all its processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handoff.cli.local import control, datadir, ports
from handoff.cli.local.layout import Layout, checkout
from handoff.cli.local.processes import die_with_parent, marked
from handoff.cli.local.rotating import tail
from handoff.cli.local.trouble import Trouble
from tests.support.polling import eventually

SERVICES = ("postgres", "rasa", "actions", "gateway", "worker")


@dataclass(frozen=True, slots=True)
class Person:
    """A demo member of staff who can sign in."""

    name: str
    email: str
    role: str
    password: str


class Stack:
    """A Hangat with its own data directory and port. Names of services are in ``SERVICES``."""

    def __init__(
        self, data: Path, env: dict[str, str] | None = None, *, verbose: bool = True
    ) -> None:
        self.data = data
        self.verbose = verbose
        self.port = ports.pick(1)[0]
        self.env = dict(env or {})
        self.layout = Layout(checkout(), data)
        self.process: subprocess.Popen[bytes] | None = None
        self.terminal = data.with_name(f"{data.name}.terminal")

    # Life

    def up(self, timeout: float = 400.0) -> None:
        """Start it and wait until every service is ready."""
        environment = os.environ | {"NO_COLOR": "1"} | self.env
        for name in ("DATABASE_URL", "HANGAT_DATABASE_URL", "HANGAT_HOME"):
            if name not in self.env:
                environment.pop(name, None)
        argv = [sys.executable, "-P", "-m", "handoff.cli", "up"]
        argv += ["--verbose"] if self.verbose else []
        with open(self.terminal, "ab") as terminal:
            process = subprocess.Popen(
                [*argv, "--data", str(self.data), "--port", str(self.port)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=terminal,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        self.process = process

        def ready() -> bool:
            if process.poll() is not None:
                raise RuntimeError("hangat up ended:\n" + "\n".join(tail(self.terminal, 60)))
            try:
                return bool(self.ask("status")["ready"])
            except (Trouble, OSError):
                return False

        eventually(ready, timeout=timeout, every=0.2, what=f"up, see {self.terminal}")

    def down(self, number: signal.Signals = signal.SIGINT, timeout: float = 90.0) -> None:
        """Stop it as Ctrl-C does, or kill the supervisor; nothing may stay behind."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(timeout)
        self.process = None
        eventually(lambda: not marked(str(self.data.resolve())), timeout=30, what="all gone")

    # Services

    def ask(self, what: str, name: str | None = None) -> dict[str, Any]:
        return control.ask(self.layout.control_socket, {"do": what, "name": name}, timeout_s=300)

    def state(self, service: str) -> dict[str, Any]:
        """name, state, pid, restarts and up_s of a service."""
        entries = {entry["name"]: entry for entry in self.ask("status")["services"]}
        return dict(entries[service])

    def pids(self) -> dict[str, int]:
        """Process id per service that has one now."""
        return {e["name"]: e["pid"] for e in self.ask("status")["services"] if e["pid"]}

    def kill(self, service: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Signal a service's process; the supervisor brings it back. Returns the old pid."""
        pid = int(self.state(service)["pid"])
        os.kill(pid, number)
        return pid

    def stop(self, service: str) -> None:
        """Stop a service and keep it stopped."""
        self.ask("stop", service)

    def start(self, service: str) -> None:
        """Start a stopped service and wait until it is ready."""
        self.ask("start", service)

    def wait_ready(self, service: str, not_pid: int | None = None, timeout: float = 120.0) -> None:
        """Wait until a service is ready, in a new process when the old one's pid is given."""

        def ready() -> bool:
            state = self.state(service)
            return state["state"] == "ready" and state["pid"] != not_pid

        eventually(ready, timeout=timeout, what=f"{service} is ready")

    def log(self, service: str) -> str:
        """All that a service has written."""
        return (self.layout.logs / f"{service}.log").read_text(errors="replace")

    # What a test needs to know

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def staff(self) -> list[Person]:
        entries = json.loads(self.layout.staff_file.read_text(encoding="utf-8"))
        return [Person(**entry) for entry in entries]

    def person(self, role: str, number: int = 0) -> Person:
        """The demo users of a role, by number: two agents, a supervisor, an admin."""
        return [person for person in self.staff if person.role == role][number]

    @property
    def keys(self) -> dict[str, str]:
        """HANGAT_SECRET_KEY, HANGAT_RASA_TOKEN and HANGAT_SITE_KEY of this installation."""
        return dict(json.loads(self.layout.secrets_file.read_text(encoding="utf-8")))

    @property
    def database_url(self) -> str:
        """The product's database on the embedded server."""
        from handoff.cli.local.postgres import Cluster

        marker = datadir.read_marker(self.data)
        assert marker is not None
        return Cluster(self.data / marker.postgres).url("hangat")
