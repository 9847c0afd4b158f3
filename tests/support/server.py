"""A PostgreSQL server for a test session: the embedded one, without waiting for the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from uuid import uuid4

import psycopg
from psycopg import sql

from handoff.cli.local.database import with_database
from handoff.cli.local.passing import Server, open_folder

__all__ = ["Server", "create_database", "drop_database", "make_template", "open_folder"]


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
