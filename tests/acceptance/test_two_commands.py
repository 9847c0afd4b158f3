"""``hangat up`` as a whole: after a kill -9 every row is there, and no process is left behind."""

from __future__ import annotations

import signal
import time

import httpx
import psycopg

from handoff.cli.local.processes import marked
from tests.support.polling import eventually
from tests.support.stack import SERVICES

_SECOND_START_S = 30.0


def _rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM public.kept").fetchone()
    assert row is not None
    return int(row[0])


def test_kill_9_loses_nothing_and_the_second_start_is_quick(start_hangat):
    stack = start_hangat()
    assert set(stack.pids()) == set(SERVICES)
    assert httpx.get(f"{stack.base_url}/health").status_code == 200
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE public.kept (number integer)")
        for number in range(20):
            connection.execute("INSERT INTO public.kept VALUES (%s)", (number,))
        stack.down(signal.SIGKILL)
    start = time.monotonic()
    stack.up()
    assert time.monotonic() - start < _SECOND_START_S
    assert _rows(stack.database_url) == 20
    stack.down(signal.SIGINT)
    assert marked(str(stack.data.resolve())) == []


def test_a_killed_service_comes_back_and_a_stopped_one_stays_away(running_hangat):
    for service in ("gateway", "worker"):
        old = running_hangat.kill(service)
        running_hangat.wait_ready(service, not_pid=old)
    running_hangat.stop("actions")
    try:
        assert running_hangat.state("actions")["state"] == "stopped"
        assert "actions" not in running_hangat.pids()
    finally:
        running_hangat.start("actions")
    assert running_hangat.state("actions")["state"] == "ready"


def test_no_secret_is_on_a_command_line(running_hangat):
    for pid in [running_hangat.process.pid, *running_hangat.pids().values()]:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            shown = file.read().decode()
        for secret in running_hangat.keys.values():
            assert secret not in shown


def test_a_killed_database_is_started_again_and_the_rest_carries_on(running_hangat):
    old = running_hangat.kill("postgres", signal.SIGKILL)
    running_hangat.wait_ready("postgres", not_pid=old)
    eventually(
        lambda: httpx.get(f"{running_hangat.base_url}/ready").status_code == 200,
        timeout=60,
        what="/ready tells that the database is back",
    )
