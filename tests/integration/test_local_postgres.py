"""The embedded PostgreSQL: from nothing, over a kill -9, and what it refuses."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from handoff.cli.local.database import (
    check_server,
    ensure_embedded,
    ensure_external,
    with_database,
)
from handoff.cli.local.postgres import Cluster, account, cluster_home
from handoff.cli.local.trouble import Trouble
from tests.support.server import Server


@pytest.fixture
def server(open_tmp: Path) -> Iterator[Server]:
    server = Server(open_tmp / "postgres", durable=True)
    yield server
    server.stop()


def _count(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def test_kill_9_keeps_every_committed_row(server):
    server.start()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number integer)")
        for number in range(50):
            connection.execute("INSERT INTO kept VALUES (%s)", (number,))
        server.stop(signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    server.start()
    assert _count(server.url) == 50
    server.stop()
    server.start()
    assert _count(server.url) == 50


def test_a_half_made_cluster_is_made_anew(server, open_tmp):
    half = open_tmp / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server.start()
    assert not half.exists()


def test_stale_lock_files_with_a_reused_process_id_do_not_stop_it(server):
    server.start()
    server.stop()
    (server.cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.cluster.data}\n")
    server.start()


def test_a_running_server_is_not_doubled(server):
    server.start()
    with pytest.raises(Trouble, match="Another PostgreSQL is running"):
        Cluster(server.cluster.home).clear_stale_pid(patience_s=0.3)


def test_another_major_version_is_refused(open_tmp):
    cluster = Cluster(open_tmp / "postgres")
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(Trouble, match="made by PostgreSQL 15 and this is PostgreSQL 18"):
        cluster.prepare()


def test_a_long_path_gets_a_short_socket(open_tmp):
    deep = open_tmp / ("x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)
    server = Server(deep / "postgres")
    try:
        server.start()
        check_server(server.url)
    finally:
        server.remove()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give way to another user")
def test_a_closed_parent_moves_the_cluster_to_a_reachable_place(tmp_path):
    tmp_path.chmod(0o700)
    home = cluster_home(tmp_path / "data", account())
    assert not home.is_relative_to(tmp_path)


def test_rasa_gets_a_database_or_a_schema_or_a_sentence(server):
    server.start()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE limited LOGIN")
    ensure_embedded(server.url, "bank")
    ensure_embedded(server.url, "bank")
    bank = with_database(server.url, "bank")
    limited = bank.replace("//hangat@", "//limited@")
    with pytest.raises(Trouble, match="CREATE DATABASE bank_rasa OWNER limited"):
        ensure_external(limited)
    with psycopg.connect(bank, autocommit=True) as connection:
        connection.execute("GRANT CREATE ON DATABASE bank TO limited")
    with psycopg.connect(ensure_external(limited).rasa) as connection:
        assert connection.execute("SHOW search_path").fetchone() == ("rasa",)
    with psycopg.connect(ensure_external(bank).rasa) as connection:
        assert connection.info.dbname == "bank_rasa"


def test_a_server_that_is_not_there_is_one_sentence():
    with pytest.raises(Trouble, match=r"127\.0\.0\.1:1/bank cannot be used.*check DATABASE_URL"):
        check_server("postgresql://me:hidden@127.0.0.1:1/bank", patience_s=0)
