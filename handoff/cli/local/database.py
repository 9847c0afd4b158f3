"""Databases inside a server: ours, Rasa's own, and the demo bank's schema."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from handoff.cli.local import stamps
from handoff.cli.local.trouble import Trouble

_OLDEST = 150000
_RASA_SUFFIX = "_rasa"
_RASA_SCHEMA = "rasa"
_DEMO_MARK = "hangat demo bank"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the services find their tables."""

    ours: str
    rasa: str


def with_database(url: str, database: str) -> str:
    """The same server, another database."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{quote(database)}"))


def with_search_path(url: str, schema: str) -> str:
    """The same database, with a schema in front."""
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query) if pair[0] != "options"]
    query.append(("options", f"-csearch_path={schema}"))
    return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))


def normalised(url: str) -> str:
    """An address with the scheme that every client here understands."""
    scheme, _, rest = url.partition("://")
    if scheme.split("+")[0] not in ("postgres", "postgresql") or not rest:
        raise Trouble("DATABASE_URL must look like postgresql://USER:PASSWORD@HOST:5432/DATABASE.")
    return f"postgresql://{rest}"


def without_password(url: str) -> str:
    """An address that can be shown."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.username else ""
    return urlunsplit(parts._replace(netloc=f"{user}{host}", query=""))


def check_server(url: str, patience_s: float = 5.0) -> None:
    """A sentence when a server given by DATABASE_URL does not answer or is too old."""
    end = time.monotonic() + patience_s
    while True:
        try:
            with psycopg.connect(url, connect_timeout=5) as connection:
                if connection.info.server_version < _OLDEST:
                    raise Trouble(
                        f"PostgreSQL {connection.info.server_version // 10000} is too old: "
                        "Hangat needs version 15 or newer."
                    )
                return
        except psycopg.OperationalError as error:
            if time.monotonic() >= end or "password" in str(error) or "exist" in str(error):
                reason = str(error).strip().splitlines()[-1]
                raise Trouble(
                    f"The database at {without_password(url)} cannot be used ({reason}): "
                    "check DATABASE_URL."
                ) from error
            time.sleep(0.2)


def ensure_embedded(url_of_postgres: str, name: str) -> None:
    """Make a database on the embedded server unless it is there."""
    with psycopg.connect(url_of_postgres, autocommit=True) as connection:
        if not _exists(connection, name):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def ensure_external(url: str) -> Addresses:
    """Give Rasa a database of its own on a given server, or else a schema."""
    with psycopg.connect(url, autocommit=True) as connection:
        database = connection.info.dbname
        name = f"{database}{_RASA_SUFFIX}"
        if _exists(connection, name):
            return Addresses(url, with_database(url, name))
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            return Addresses(url, with_database(url, name))
        except psycopg.errors.InsufficientPrivilege:
            pass  # the next best thing: a schema
        try:
            schema = sql.Identifier(_RASA_SCHEMA)
            connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(schema))
        except psycopg.errors.InsufficientPrivilege as error:
            raise Trouble(
                f"The database user may create neither the database {name} nor a schema: "
                f"have its administrator run CREATE DATABASE {name} OWNER {connection.info.user}."
            ) from error
        return Addresses(url, with_search_path(url, _RASA_SCHEMA))


def _exists(connection: psycopg.Connection[tuple[object, ...]], name: str) -> bool:
    row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
    return row is not None


def ensure_demo_bank(url: str, folder: Path) -> bool:
    """Load the demo bank; returns whether it was another version or none before.

    Its scripts run on every start: the times of its transactions move along with the clock.
    """
    scripts = [folder / "schema.sql", folder / "seed.sql"]
    missing = [script.name for script in scripts if not script.exists()]
    if missing:
        raise Trouble(
            f"The demo bank is incomplete, {' and '.join(missing)} missing in {folder}: "
            "take a complete checkout, or start with --no-demo."
        )
    wanted = f"{_DEMO_MARK} {stamps.content_hash(folder, scripts)}"
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace"
            " WHERE nspname = 'demo_bank'"
        ).fetchone()
        known = row is not None and row[0] == wanted
        if row is not None and not known and str(row[0]).startswith(_DEMO_MARK):
            connection.execute("DROP SCHEMA demo_bank CASCADE")  # ours, and out of date
        for script in scripts:
            connection.execute(script.read_bytes())
        connection.execute(sql.SQL("COMMENT ON SCHEMA demo_bank IS {}").format(sql.Literal(wanted)))
    return not known
