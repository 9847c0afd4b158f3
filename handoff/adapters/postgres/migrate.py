"""Migrations: numbered SQL files, each applied once, in order, in a transaction of its own."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from typing import LiteralString, cast

import psycopg
from psycopg import sql

from handoff.adapters.postgres.database import SCHEMA

#: Any number will do, so long as every migrator takes the same: two at once must not both apply.
_LOCK = 7_305_220_611


class NewerDatabase(Exception):
    """The database was made by a newer version of Hangat."""


class ChangedMigration(Exception):
    """A migration that was applied to this database reads differently now."""


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    text: LiteralString
    digest: str


def migrations() -> list[Migration]:
    found = []
    for file in resources.files(__package__).joinpath("migrations").iterdir():
        if match := re.fullmatch(r"(\d{4})_(\w+)\.sql", file.name):
            text = file.read_text("utf-8")
            found.append(
                Migration(
                    number=int(match[1]),
                    name=match[2],
                    text=text,
                    digest=hashlib.sha256(text.encode()).hexdigest(),
                )
            )
    return sorted(found, key=lambda migration: migration.number)


def pending(url: str) -> list[Migration]:
    """What `migrate` would apply. Raises NewerDatabase, ChangedMigration."""
    with psycopg.connect(url) as connection:
        exists = connection.execute(
            "select to_regclass(%s) is not null", (f"{SCHEMA}.schema_migrations",)
        ).fetchone()
        if exists is None or not exists[0]:
            return migrations()
        connection.execute(sql.SQL("set search_path = {}").format(sql.Identifier(SCHEMA)))
        return _missing(connection)


def migrate(url: str) -> list[Migration]:
    """Bring the database at *url* up to date; returns what was applied.

    Raises NewerDatabase, ChangedMigration: nothing was changed.
    """
    applied = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (_LOCK,))
        schema = sql.Identifier(SCHEMA)
        connection.execute(sql.SQL("create schema if not exists {}").format(schema))
        connection.execute(sql.SQL("set search_path = {}").format(schema))
        connection.execute(
            "create table if not exists schema_migrations ("
            " number integer primary key, name text not null, digest text not null,"
            " applied_at timestamptz not null default now())"
        )
        for migration in _missing(connection):
            with connection.transaction():
                connection.execute(migration.text)
                connection.execute(
                    "insert into schema_migrations (number, name, digest) values (%s, %s, %s)",
                    (migration.number, migration.name, migration.digest),
                )
            applied.append(migration)
    return applied


def _missing(connection: psycopg.Connection[tuple[object, ...]]) -> list[Migration]:
    found = connection.execute("select number, digest from schema_migrations").fetchall()
    done = {cast(int, number): cast(str, digest) for number, digest in found}
    ours = migrations()
    if unknown := set(done) - {migration.number for migration in ours}:
        raise NewerDatabase(f"the database has migrations that this version lacks: {unknown}")
    for migration in ours:
        if migration.number in done and done[migration.number] != migration.digest:
            raise ChangedMigration(f"migration {migration.number} was changed after it was applied")
    return [migration for migration in ours if migration.number not in done]
