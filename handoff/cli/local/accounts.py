"""``hangat add-staff``: an account made on the machine itself, such as the first admin's."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from pathlib import Path

import psycopg
import typer
from pydantic import SecretStr, ValidationError

from handoff import bootstrap
from handoff.application.ports import EmailTaken, StoreUnavailable
from handoff.cli.local import control, database, datadir
from handoff.cli.local.layout import Layout
from handoff.cli.local.postgres import Cluster
from handoff.cli.local.trouble import Trouble
from handoff.cli.local.up import OUR_DATABASE
from handoff.domain.access import Role
from handoff.protocol.rest import NewStaff
from handoff.settings import Settings

_SENTENCES = {
    "email": "The address does not look like NAME@DOMAIN.",
    "name": "The name needs 1 to 80 characters.",
    "capacity": "The capacity is a number of conversations from 1 to 20.",
    "password": "The password needs 12 to 1024 characters.",
}


def add(data: Path | None, email: str, name: str, role: Role, capacity: int) -> str:
    """Make the account; its id. Raises Trouble: not running, address taken, short password."""
    url = _database_url(data)  # before anybody types a password for nothing
    try:
        wanted = NewStaff(
            email=email, name=name, role=role, capacity=capacity, password=_password()
        )
    except ValidationError as error:
        raise Trouble(_SENTENCES[str(error.errors()[0]["loc"][0])]) from None
    try:
        return asyncio.run(_enrol(url, wanted))
    except EmailTaken as error:
        raise Trouble(
            f"{wanted.email} is taken: an admin can change that account on /admin/."
        ) from error
    except StoreUnavailable as error:
        raise Trouble(
            f"The database does not answer ({error}): look at ./hangat status."
        ) from error
    except psycopg.errors.UndefinedTable as error:
        raise Trouble("The database has no tables yet: start Hangat on it first.") from error


def _database_url(data: Path | None) -> str:
    """Of the running installation: the one in the environment, or its embedded server's."""
    named = os.environ.get("DATABASE_URL") or os.environ.get("HANGAT_DATABASE_URL")
    if named:
        url = database.normalised(named)
        database.check_server(url)
        return url
    layout = Layout.of(data)
    services = control.ask(layout.control_socket, {"do": "status", "name": None})["services"]
    marker = datadir.read_marker(layout.data)
    if marker is None or not any(service["name"] == "postgres" for service in services):
        raise Trouble(
            "This Hangat works on a PostgreSQL of yours: set DATABASE_URL as for its start."
        )
    return Cluster(layout.data / marker.postgres).url(OUR_DATABASE)


def _password() -> str:
    """Asked for twice on a terminal, else the first line of standard input."""
    if sys.stdin.isatty():
        asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt="Once more")
        return asked
    return sys.stdin.readline().rstrip("\r\n")


async def _enrol(url: str, wanted: NewStaff) -> str:
    unused = SecretStr(secrets.token_hex(32))  # nothing is signed or asked here
    settings = Settings(
        database_url=SecretStr(url),
        secret_key=unused,
        site_key=unused,
        rasa_token=unused,
        log_level="error",
    )
    bootstrap.configure_logging(settings, "add-staff")
    async with bootstrap.services(settings) as services:
        member = await services.staff.enrol(
            email=wanted.email,
            name=wanted.name,
            role=Role(wanted.role),
            capacity=wanted.capacity,
            password=wanted.password,
        )
    return member.id
