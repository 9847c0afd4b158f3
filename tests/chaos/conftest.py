"""A database server of its own, over TCP, that a test may cut, freeze and kill."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from handoff.cli.local import ports
from handoff.cli.local.passing import Server
from handoff.cli.local.postgres import SUPERUSER, Cluster
from tests.support.server import create_database, make_template, open_folder

_SEEDS = os.environ.get("HANGAT_CHAOS_SEEDS", "1 2")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Two seeds always; others to look for more: HANGAT_CHAOS_SEEDS="3 4 5"."""
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", [int(seed) for seed in _SEEDS.split()])


@pytest.fixture
def one_seed() -> int:
    """For what takes too long to be done with every seed."""
    return int(_SEEDS.split()[0])


class TcpServer(Server):
    """It forgets nothing when it is killed, though it waits for no disk."""

    def __init__(self) -> None:
        home = open_folder("hangat-chaos-") / "postgres"
        super().__init__(home)
        self.port = ports.pick(1)[0]
        self.cluster = Cluster(
            home,
            durable=False,
            settings=(
                "listen_addresses=127.0.0.1",
                f"port={self.port}",
                "synchronous_commit=on",
            ),
        )

    @property
    def url(self) -> str:
        return self.through(self.port, "postgres")

    @staticmethod
    def through(port: int, database: str) -> str:
        return f"postgresql://{SUPERUSER}@127.0.0.1:{port}/{database}"


@pytest.fixture(scope="session")
def tcp_server() -> Iterator[TcpServer]:
    server = TcpServer()
    server.start()
    make_template(server.url, "hangat_template")
    yield server
    server.remove()


@pytest.fixture
def tcp_database(tcp_server: TcpServer) -> str:
    """Name of a fresh database there; it goes with the server."""
    url = create_database(tcp_server.url, "hangat_template")
    return url.rpartition("/")[2]
