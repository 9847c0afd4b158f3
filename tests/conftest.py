"""Fixtures that every part of the tests may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.server import TestServer, create_database, drop_database, open_folder

_TEMPLATE = "hangat_template"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of an embedded server that lives as long as the session."""
    server = TestServer(open_folder() / "postgres")
    server.start()
    yield server.url
    server.remove()


@pytest.fixture(scope="session")
def migrated_template(postgres_url: str) -> str:
    """Name of a database with the product's tables and no rows."""
    from tests.support.server import make_template

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
    import shutil

    folder = open_folder()
    yield folder
    shutil.rmtree(folder)
