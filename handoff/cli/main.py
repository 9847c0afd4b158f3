"""The commands of ``hangat``."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from handoff.cli import comparing, detection, evaluation, learning_data, parsing, training
from handoff.cli.local.trouble import Trouble, of_migration, of_os_error
from handoff.domain.access import Role

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Hangat: the machine answers what is routine, a person takes over when one is needed.",
)

app.add_typer(learning_data.app, name="data")
app.add_typer(training.train_app, name="train")
app.add_typer(training.measure_app, name="measure")
app.add_typer(comparing.export_app, name="export")
app.command()(detection.detect)
app.command()(evaluation.evaluate)
app.command()(parsing.parse)

DataOption = Annotated[
    Path | None,
    typer.Option("--data", help="Data directory; default HANGAT_HOME or .hangat in the checkout."),
]


@app.command()
def up(
    port: Annotated[int, typer.Option(envvar="HANGAT_PORT", help="Port of the gateway.")] = 8080,
    host: Annotated[
        str, typer.Option(envvar="HANGAT_HOST", help="Address that the gateway listens on.")
    ] = "127.0.0.1",
    data: DataOption = None,
    demo: Annotated[bool, typer.Option(help="Load the demo bank and demo users.")] = True,
    verbose: Annotated[bool, typer.Option(help="Show everything that the services say.")] = False,
) -> None:
    """Install what is missing, then start everything; Ctrl-C stops it."""
    from handoff.cli.local.up import Wishes
    from handoff.cli.local.up import up as start

    start(Wishes(data=data, host=host, port=port, demo=demo, verbose=verbose))


@app.command()
def status(data: DataOption = None) -> None:
    """Show the services of a running Hangat."""
    from handoff.cli.local.status import show

    show(data)


@app.command()
def service(
    action: Annotated[str, typer.Argument(help="stop, start or restart")],
    name: Annotated[str, typer.Argument(help="postgres, rasa, actions, gateway or worker")],
    data: DataOption = None,
) -> None:
    """Stop one service and keep it stopped, or start it again."""
    from handoff.cli.local.control import ask
    from handoff.cli.local.layout import Layout

    if action not in ("stop", "start", "restart"):
        raise Trouble(f"{action} is not one of stop, start, restart.")
    ask(Layout.of(data).control_socket, {"do": action, "name": name}, timeout_s=300)
    typer.echo(f"{name}: {action} done")


@app.command("add-staff")
def add_staff(
    email: Annotated[str, typer.Argument(help="The address that they sign in with.")],
    name: Annotated[str, typer.Option(help="Their name; customers see the first word of it.")],
    role: Annotated[Role, typer.Option(help="What they may do.")],
    capacity: Annotated[int, typer.Option(help="Conversations at once, 1 to 20.")] = 4,
    data: DataOption = None,
) -> None:
    """Make an account in a running Hangat; asks for the password, or reads it from a pipe."""
    from handoff.cli.local.accounts import add

    add(data, email, name, role, capacity)
    typer.echo(f"{name} signs in as {email.strip()} ({role.value}).")


@app.command()
def doctor(
    data: DataOption = None,
    port: Annotated[int, typer.Option(envvar="HANGAT_PORT", help="Port of the gateway.")] = 8080,
) -> None:
    """Say what is wrong with this installation; exit code 1 when something is."""
    from handoff.cli.local.doctor import examine

    raise typer.Exit(0 if examine(data, port) else 1)


@app.command("test", context_settings={"ignore_unknown_options": True})
def run_tests(
    parts: Annotated[
        list[str] | None,
        typer.Argument(help="unit, or parts of the tests; all when none; after -- pytest's own."),
    ] = None,
) -> None:
    """Run the tests: all of them, the fast ones (unit), or single parts."""
    from handoff.cli.testing import main

    raise typer.Exit(main(_raw_arguments("test") if parts else []))


def _raw_arguments(command: str) -> list[str]:
    """What followed the command, with the ``--`` that the parser swallows."""
    return sys.argv[sys.argv.index(command) + 1 :]


@app.command(hidden=True)
def migrate() -> None:
    """Bring the tables up to date (HANGAT_DATABASE_URL)."""
    from handoff import bootstrap
    from handoff.adapters.postgres.migrate import ChangedMigration, NewerDatabase
    from handoff.settings import Settings

    try:
        applied = bootstrap.migrate(Settings())
    except (NewerDatabase, ChangedMigration) as error:
        raise of_migration(error) from error
    typer.echo(f"applied: {', '.join(applied)}" if applied else "unchanged")


@app.command(hidden=True)
def seed_demo(staff_file: Path) -> None:
    """Make the demo users named in a file with their passwords."""
    from handoff import bootstrap
    from handoff.settings import Settings

    people = json.loads(staff_file.read_text(encoding="utf-8"))
    made = asyncio.run(bootstrap.seed_demo(Settings(), people))
    typer.echo(f"made: {', '.join(made)}" if made else "unchanged")


def run() -> None:
    """Run a command; what the operator can put right ends as one sentence and exit code 1."""
    try:
        app(prog_name="hangat")
    except Trouble as trouble:
        typer.echo(f"hangat: {trouble}", err=True)
        sys.exit(1)
    except OSError as error:
        typer.echo(f"hangat: {of_os_error(error, 'working')}", err=True)
        sys.exit(1)
