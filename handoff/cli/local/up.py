"""``hangat up``: prepare what is needed, start everything under one supervisor, stop in order."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handoff.cli.local import control, database, datadir, keys, ports, services, setup
from handoff.cli.local.launch import alone
from handoff.cli.local.layout import Layout
from handoff.cli.local.postgres import Cluster
from handoff.cli.local.processes import sweep
from handoff.cli.local.report import Report
from handoff.cli.local.supervisor import Supervisor
from handoff.cli.local.tools import run

_NEED_MIB_FIRST = 5000
_NEED_MIB = 300
OUR_DATABASE = "hangat"
RASA_DATABASE = "hangat_rasa"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the operator asked for."""

    data: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    demo: bool = True
    verbose: bool = False


def up(wishes: Wishes) -> None:
    """Run until Ctrl-C or SIGTERM; raises Trouble when something stands in the way."""
    started = time.monotonic()
    layout = Layout.of(wishes.data)
    report = Report(verbose=wishes.verbose)
    external = os.environ.get("DATABASE_URL") or os.environ.get("HANGAT_DATABASE_URL")
    if external:
        external = database.normalised(external)
    first = not (layout.bot_python.exists() and layout.model.exists())
    datadir.check_disk(
        layout.root if first else layout.data, _NEED_MIB_FIRST if first else _NEED_MIB
    )
    data = datadir.claim(layout.data)
    ports.require(wishes.port, wishes.host)
    if left := sweep(str(layout.data.resolve())):
        report.note(f"Ended {left} processes that an earlier run left behind.")
    secrets = keys.installation_keys(layout.secrets_file)
    staff = keys.demo_staff(layout.staff_file) if wishes.demo else []
    if external:
        database.check_server(external)
    with alone(layout.setup_lock, "another hangat is preparing this checkout, waiting for it"):
        setup.make_bot_environment(report, layout)
        setup.build_web(report, layout)
        setup.train(report, layout)
    asyncio.run(_Session(wishes, layout, report, data, secrets, external).run(staff, started))


class _Session:
    """The time between the first service's start and the last one's end."""

    def __init__(
        self,
        wishes: Wishes,
        layout: Layout,
        report: Report,
        data: datadir.DataDir,
        secrets: Mapping[str, str],
        external: str | None,
    ) -> None:
        self._wishes = wishes
        self._layout = layout
        self._report = report
        self._data = data
        self._secrets = secrets
        self._external = external
        self._stop = asyncio.Event()
        self._ready = False
        self._supervisor: Supervisor | None = None

    async def run(self, staff: list[keys.Staff], started: float) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._asked_to_stop)
        mark = str(self._layout.data.resolve())
        supervisor = Supervisor(self._layout.logs, mark, self._report.service, services.READY_WORDS)
        self._supervisor = supervisor
        door = await control.serve(self._layout.control_socket, self._handle)
        starting = asyncio.create_task(self._start(supervisor, staff, started))
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await stopping
            else:
                starting.cancel()
                await asyncio.gather(starting, return_exceptions=True)
        finally:
            stopping.cancel()
            self._report.note("Stopping …")
            await supervisor.stop_all()
            door.close()
            self._layout.control_socket.unlink(missing_ok=True)

    def _asked_to_stop(self) -> None:
        self._stop.set()

    async def _start(self, supervisor: Supervisor, staff: list[keys.Staff], started: float) -> None:
        addresses = await self._databases(supervisor)
        host, demo = self._wishes.host, self._wishes.demo
        rasa, actions = ports.pick(2)
        chosen = services.Ports(self._wishes.port, rasa, actions)
        environment = services.common_environment(
            host=host,
            ports=chosen,
            database_url=addresses.ours,
            rasa_database_url=addresses.rasa,
            keys=self._secrets,
            demo=demo,
        )
        every = services.application(self._layout, chosen, environment, host)
        supervisor.add(every["rasa"])  # the slowest first; it needs none of our tables
        supervisor.add(every["actions"])
        await asyncio.to_thread(self._tables, environment, addresses.ours)
        supervisor.add(every["gateway"])
        supervisor.add(every["worker"])
        await supervisor.until_ready("gateway", "worker", "actions", "rasa")
        self._ready = True
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
        self._report.where_to_go(
            f"http://{shown}:{self._wishes.port}",
            [(person.role, person.email, person.password) for person in staff],
            str(self._layout.staff_file),
        )
        self._report.note(f"Started in {time.monotonic() - started:.0f} s.")

    async def _databases(self, supervisor: Supervisor) -> database.Addresses:
        if self._external:
            with self._report.step("PostgreSQL") as step:
                step.skip(database.without_password(self._external))
                return await asyncio.to_thread(database.ensure_external, self._external)
        cluster = await asyncio.to_thread(self._cluster)
        supervisor.add(services.postgres(cluster))
        await supervisor.until_ready("postgres")
        for name in (OUR_DATABASE, RASA_DATABASE):
            await asyncio.to_thread(database.ensure_embedded, cluster.url("postgres"), name)
        return database.Addresses(cluster.url(OUR_DATABASE), cluster.url(RASA_DATABASE))

    def _cluster(self) -> Cluster:
        cluster = self._data.cluster()
        with self._report.step("PostgreSQL") as step:
            step.progress("making the database cluster")
            made = cluster.prepare()
            self._data.set_postgres(cluster.home)
            if not cluster.home.is_relative_to(self._layout.data):
                step.outcome = f"data in {cluster.home}"
            elif not made:
                step.skip()
        return cluster

    def _tables(self, environment: Mapping[str, str], url: str) -> None:
        inherited = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        for title, command in (("Tables", "migrate"), ("Demo users", "seed-demo")):
            if command == "seed-demo" and not self._wishes.demo:
                continue
            with self._report.step(title) as step:
                argv = [sys.executable, "-P", "-m", "handoff.cli", command]
                if command == "seed-demo":
                    argv.append(str(self._layout.staff_file))
                said = run(step, argv, cwd=self._layout.root, env=inherited | dict(environment))
                if "unchanged" in said:
                    step.skip()
        if self._wishes.demo:
            with self._report.step("Demo bank") as step:
                if not database.ensure_demo_bank(url, self._layout.demo_bank):
                    step.skip()

    # What another process may ask

    async def _handle(self, request: dict[str, Any]) -> dict[str, Any]:
        supervisor = self._supervisor
        if supervisor is None:
            return {"ok": False, "error": "not started yet"}
        name = request.get("name")
        known = {entry["name"] for entry in supervisor.status()}
        what = request["do"]
        if what == "status":
            return {
                "ok": True,
                "ready": self._ready,
                "pid": os.getpid(),
                "address": f"http://{self._wishes.host}:{self._wishes.port}",
                "services": supervisor.status(),
            }
        if name not in known:
            return {
                "ok": False,
                "error": f"no service {name}; there are {', '.join(sorted(known))}",
            }
        actions = {
            "stop": supervisor.stop,
            "start": supervisor.start,
            "restart": supervisor.restart,
        }
        if what not in actions:
            return {"ok": False, "error": f"cannot {what}"}
        await actions[what](str(name))
        return {"ok": True, "services": supervisor.status()}
