"""Fixtures that every part of the tests may use."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.server import (
    Server,
    create_database,
    drop_database,
    make_template,
    open_folder,
)
from tests.support.stack import Stack

pytest_plugins = ("tests.support.browsing",)

_TEMPLATE = "hangat_template"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of an embedded server that lives as long as the session."""
    server = Server(open_folder() / "postgres")
    server.start()
    yield server.url
    server.remove()


@pytest.fixture(scope="session")
def migrated_template(postgres_url: str) -> str:
    """Name of a database with the product's tables and no rows."""
    return make_template(postgres_url, _TEMPLATE)


@pytest.fixture
def new_database(postgres_url: str, migrated_template: str) -> Iterator[Callable[[], str]]:
    """Call it for addresses of fresh, migrated databases; they are dropped at the end."""
    made: list[str] = []

    def make() -> str:
        made.append(create_database(postgres_url, migrated_template))
        return made[-1]

    yield make
    for url in made:
        drop_database(postgres_url, url)


@pytest.fixture
def database_url(new_database: Callable[[], str]) -> str:
    """A fresh database with the product's tables and no rows."""
    return new_database()


@pytest.fixture
def open_tmp(tmp_path: Path) -> Iterator[Path]:
    """As tmp_path, in a place that PostgreSQL's user can reach when the tests run as root."""
    folder = open_folder()
    yield folder
    shutil.rmtree(folder)


_STACK_START_S = 420


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test that uses the real stack also waits for its start."""
    for item in items:
        if {"running_hangat", "start_hangat"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.timeout(_STACK_START_S))


@pytest.fixture(scope="session")
def running_hangat() -> Iterator[Stack]:
    """The real stack, started once per session. A test that stops a service starts it again."""
    folder = open_folder("hangat-stack-")
    stack = Stack(folder / "data")
    try:
        stack.up()
        yield stack
    finally:
        stack.down()
        shutil.rmtree(folder)


@pytest.fixture
def start_hangat() -> Iterator[Callable[..., Stack]]:
    """Call it with environment variables for a stack of one's own, e.g. HANGAT_BOT_DEADLINE_S."""
    made: list[tuple[Stack, Path]] = []

    def start(**env: str) -> Stack:
        folder = open_folder("hangat-stack-")
        stack = Stack(folder / "data", env)
        made.append((stack, folder))
        stack.up()
        return stack

    yield start
    for stack, folder in made:
        stack.down()
        shutil.rmtree(folder)
