"""The pool, the named statements, and what a lost database looks like to the use cases."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache
from importlib import resources
from typing import Any, LiteralString, cast
from weakref import WeakKeyDictionary

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from handoff.application.ports import StoreUnavailable

SCHEMA = "hangat"
#: Milliseconds. A statement or a lock that takes longer is given up; the sender tries again.
_TIMEOUTS = (
    "-c statement_timeout=10000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000"
)
OPTIONS = f"-c search_path={SCHEMA} {_TIMEOUTS}"

#: Libpq's own defaults wait for a silent host for minutes, or for ever; these are seconds, and
#: milliseconds for the last.
LINK: Mapping[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}

Connection = AsyncConnection[DictRow]
_LOST = (psycopg.OperationalError, PoolTimeout, PoolClosed)
#: Seconds after which a resting connection is asked whether it still works before it is used.
_RESTED_S = 1.0
#: Seconds that one use of a connection may take: longer than any statement under `_TIMEOUTS`. A
#: server that is frozen, or a proxy that lost it, acknowledges and never answers.
_PATIENCE_S = 15.0
#: The pool waits twice as long after each failed attempt to connect, and starts over after so many
#: seconds: a database that is back after minutes must not find it asleep for minutes more.
_TRY_AGAIN_S = 4.0


@cache
def statements(name: str) -> Mapping[str, LiteralString]:
    """The statements of sql/*name*.sql by their names."""
    text = resources.files(__package__).joinpath("sql", f"{name}.sql").read_text("utf-8")
    parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)[1:]
    return {
        key: cast(LiteralString, body.strip())
        for key, body in zip(parts[::2], parts[1::2], strict=True)
    }


class Database:
    """A pool of connections to one database; *url* as libpq takes it."""

    def __init__(self, url: str, *, max_size: int = 10, timeout_s: float = 5.0) -> None:
        self.url = url
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=max_size,
            timeout=timeout_s,
            reconnect_timeout=_TRY_AGAIN_S,
            open=False,
            connection_class=cast(type[Connection], AsyncConnection),
            kwargs={"row_factory": dict_row, "options": OPTIONS, "autocommit": True, **LINK},
            check=self._check,
        )
        self._used: WeakKeyDictionary[Connection, float] = WeakKeyDictionary()
        self._drained_at = 0.0

    def owns(self, pid: int) -> bool:
        """Whether the server process *pid* works for a connection of this pool."""
        return any(pid == c.info.backend_pid for c in self._used if not c.closed)

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection in a transaction: committed at the end, rolled back on an exception.

        Not pipelined: psycopg's pipeline asks the event loop twice for each statement, which costs
        more than the waits that it saves as long as the statements are few.

        Raises StoreUnavailable: no connection in time, or it was lost. Nothing was stored, unless
        the connection broke during the very commit; senders resend under the same id, so that is
        safe too.
        """
        try:
            async with self._connection() as connection, connection.transaction():
                yield connection
        except _LOST as error:
            raise _unavailable(error) from error

    async def rows(self, sql: LiteralString, **values: Any) -> list[DictRow]:
        """All rows of one statement. Raises StoreUnavailable."""
        try:
            async with self._connection() as connection:
                return await (await connection.execute(sql, values)).fetchall()
        except _LOST as error:
            raise _unavailable(error) from error

    async def row(self, sql: LiteralString, **values: Any) -> DictRow | None:
        """The first row of one statement. Raises StoreUnavailable."""
        rows = await self.rows(sql, **values)
        return rows[0] if rows else None

    async def run(self, sql: LiteralString, **values: Any) -> None:
        """One statement without rows, committed. Raises StoreUnavailable."""
        try:
            async with self._connection() as connection:
                await connection.execute(sql, values)
        except _LOST as error:
            raise _unavailable(error) from error

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        async with self._pool.connection() as connection:
            try:
                with _patience(connection):
                    yield connection
            except psycopg.OperationalError:
                if connection.broken:
                    await self._drain()
                raise
            self._used[connection] = time.monotonic()

    async def _check(self, connection: Connection) -> None:
        """Is the server still there? Asked only of a connection that has rested for a while."""
        if time.monotonic() - self._used.get(connection, 0.0) > _RESTED_S:
            try:
                with _patience(connection):
                    await AsyncConnectionPool.check_connection(connection)
            except psycopg.OperationalError:
                await self._drain()
                raise

    async def _drain(self) -> None:
        """Replace all: what broke one connection mostly broke the others too.

        The pool would find them out one by one, with seconds of pause in between.
        """
        now = time.monotonic()
        if now - self._drained_at > _RESTED_S:
            self._drained_at = now
            await self._pool.drain()


@contextmanager
def _patience(connection: Connection) -> Iterator[None]:
    """Cut the connection when its use takes too long; whoever waits for it then sees it broken."""
    timer = asyncio.get_running_loop().call_later(_PATIENCE_S, _cut, connection)
    try:
        yield
    finally:
        timer.cancel()


def _cut(connection: Connection) -> None:
    if not connection.closed:
        with socket.socket(fileno=os.dup(connection.fileno())) as link, suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)


def _unavailable(error: Exception) -> StoreUnavailable:
    return StoreUnavailable(str(error).partition("\n")[0])
