"""The pool, the named statements, and what a lost database looks like to the use cases."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from importlib import resources
from typing import Any, LiteralString, cast

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

Connection = AsyncConnection[DictRow]


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
            open=False,
            connection_class=cast(type[Connection], AsyncConnection),
            kwargs={"row_factory": dict_row, "options": OPTIONS},
            check=AsyncConnectionPool.check_connection,
        )

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection in a transaction: committed at the end, rolled back on an exception.

        Raises StoreUnavailable: no connection in time, or it was lost. Nothing was stored, unless
        the connection broke during the very commit; senders resend under the same id, so that is
        safe too.
        """
        try:
            async with self._pool.connection() as connection:
                yield connection
        except (psycopg.OperationalError, PoolTimeout, PoolClosed) as error:
            raise StoreUnavailable(str(error).partition("\n")[0]) from error

    async def rows(self, sql: LiteralString, **values: Any) -> list[DictRow]:
        async with self.transaction() as connection:
            return await (await connection.execute(sql, values)).fetchall()

    async def row(self, sql: LiteralString, **values: Any) -> DictRow | None:
        async with self.transaction() as connection:
            return await (await connection.execute(sql, values)).fetchone()

    async def run(self, sql: LiteralString, **values: Any) -> None:
        async with self.transaction() as connection:
            await connection.execute(sql, values)
