"""``hangat add-staff``: the first admin without the demo, and every refusal in one sentence."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.support.gateway import running_gateway

_PASSWORD = "dua belas huruf"


def add(
    url: str | None, email: str, *more: str, password: str = _PASSWORD
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_command(email), *more],
        input=f"{password}\n",
        env=_environment(url),
        capture_output=True,
        text=True,
        check=False,
    )


def _command(email: str) -> list[str]:
    return [sys.executable, "-P", "-m", "handoff.cli", "add-staff", email, "--name", "Dewi Lestari"]


def _environment(url: str | None) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.endswith("DATABASE_URL")}
    return kept | ({"DATABASE_URL": url} if url else {})


async def test_the_first_admin_signs_in(database_url: str) -> None:
    done = add(database_url, "dewi@bank.example", "--role", "admin")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Dewi Lestari signs in as dewi@bank.example (admin).\n"
    async with running_gateway(database_url) as gateway:
        signed_in = await gateway.client.post(
            "/api/v1/staff/sign-in", json={"email": "dewi@bank.example", "password": _PASSWORD}
        )
        assert signed_in.status_code == 200, signed_in.text
        assert signed_in.json()["me"]["role"] == "admin"


def test_on_a_terminal_it_asks_twice_and_shows_nothing(database_url: str) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*_command("ani@bank.example"), "--role", "agent"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=_environment(database_url),
        start_new_session=True,
    )
    os.close(theirs)
    shown = ""
    for question in ("Password: ", "Once more: "):
        while not shown.endswith(question):
            shown += os.read(ours, 1024).decode()
        os.write(ours, f"{_PASSWORD}\n".encode())
    assert process.wait(30) == 0
    os.close(ours)
    assert _PASSWORD not in shown
    with psycopg.connect(database_url) as connection:
        row = connection.execute("select role, capacity from hangat.staff").fetchone()
    assert row == ("agent", 4)


def test_an_address_is_taken_however_it_is_written(database_url: str) -> None:
    assert add(database_url, "dewi@bank.example", "--role", "agent").returncode == 0
    again = add(database_url, "Dewi@bank.example", "--role", "admin")
    assert again.returncode == 1
    assert again.stderr.startswith("hangat: Dewi@bank.example is taken")
    assert again.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("email", "more", "password", "sentence"),
    [
        ("dewi@bank.example", (), "sebelas huru", None),
        ("dewi@bank.example", (), "sebelas hur", "The password needs 12 to 1024 characters."),
        ("dewi@bank.example", (), "", "The password needs 12 to 1024 characters."),
        ("dewi", (), _PASSWORD, "The address does not look like NAME@DOMAIN."),
        ("dewi@bank.example", ("--capacity", "0"), _PASSWORD, "The capacity is"),
    ],
)
def test_what_is_typed_wrong_is_said(
    database_url: str, email: str, more: tuple[str, ...], password: str, sentence: str | None
) -> None:
    done = add(database_url, email, "--role", "agent", *more, password=password)
    assert done.returncode == (1 if sentence else 0)
    assert done.stderr.startswith(f"hangat: {sentence}" if sentence else "")


def test_nothing_runs_here(tmp_path: Path) -> None:
    done = add(None, "dewi@bank.example", "--role", "admin", "--data", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == (
        "hangat: Hangat is not running on this data directory: start it with ./hangat up\n"
    )


def test_a_database_without_tables_is_named(postgres_url: str) -> None:
    done = add(postgres_url, "dewi@bank.example", "--role", "admin")
    assert done.returncode == 1
    assert done.stderr == ("hangat: The database has no tables yet: start Hangat on it first.\n")
