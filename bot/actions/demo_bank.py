"""The demo bank in PostgreSQL (data/demo_bank): how a bank is plugged in, by example."""

import json
import os
import threading
from contextlib import contextmanager
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple, TypeVar

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extras import Json
from psycopg2.pool import ThreadedConnectionPool

from actions.bank import (
    Account,
    Bank,
    BankUnavailable,
    Bill,
    Block,
    Card,
    Customer,
    Ticket,
    Transaction,
    Undo,
)

STATEMENT_TIMEOUT_MS = 2000
CONNECT_TIMEOUT_S = 2
POOL_SIZE = 8
UNDO_MINUTES = 15
"""How long a block can be undone where HANGAT_BLOCK_UNDO_MINUTES doesn't say otherwise."""

T = TypeVar("T")

_TICKET_PREFIX = {
    "transfer": "TF", "cash": "AT", "block_card": "BK", "e_statement": "ES", "complaint": "CP",
}  # fmt: skip

# The right-hand sides see the row as it was: what was blocked before keeps its time and its owner.
_BLOCK = """
    UPDATE demo_bank.cards SET
        blocked_at = coalesce(blocked_at, now()),
        blocked_for = CASE WHEN blocked_at IS NULL THEN %s ELSE blocked_for END,
        undo_until = CASE
            WHEN blocked_at IS NULL THEN now() + nullif(%s, 0) * interval '1 minute'
            ELSE undo_until
        END
    WHERE id = %s AND customer_id = %s
    RETURNING kind, last4, undo_until
"""
_REOPEN = """
    UPDATE demo_bank.tickets SET status = 'open', details = details - 'undone_at'
    WHERE number = %s AND details ? 'undone_at'
    RETURNING number, kind, status, opened_at, details
"""
# What was there before is kept for who works on it. The name of the wish moves along, unless
# another ticket has it already.
_AMEND = """
    UPDATE demo_bank.tickets t SET
        details = t.details || %(new)s || jsonb_build_object(
            'before',
            coalesce(t.details -> 'before', '[]') || jsonb_build_array(t.details - 'before')
        ),
        filed_for = CASE
            WHEN EXISTS (SELECT 1 FROM demo_bank.tickets o WHERE o.filed_for = %(wish)s)
            THEN t.filed_for ELSE %(wish)s
        END
    WHERE number = %(number)s AND customer_id = %(customer)s AND status = 'open'
        AND NOT t.details @> %(new)s
"""
_STILL_OPEN = """
    SELECT number, kind, status, opened_at, details FROM demo_bank.tickets
    WHERE number = %(number)s AND customer_id = %(customer)s AND status = 'open'
"""


class PostgresBank:
    """The demo bank (data/demo_bank): a small pool, every statement with a time limit."""

    def __init__(self, url: str, undo_minutes: int = UNDO_MINUTES) -> None:
        """`url` is a postgresql:// address; connections are made when first needed.

        `undo_minutes`: how long a block can be undone; 0 for not at all.
        """
        self._url = url
        self._undo_minutes = undo_minutes
        self._pool: Optional[ThreadedConnectionPool] = None
        self._slots = threading.BoundedSemaphore(POOL_SIZE)
        self._opening = threading.Lock()

    def customer(self, customer_id: str) -> Optional[Customer]:
        rows = self._rows(
            "SELECT name, phone, email FROM demo_bank.customers WHERE id = %s", (customer_id,)
        )
        return Customer(*rows[0]) if rows else None

    def accounts(self, customer_id: str) -> List[Account]:
        rows = self._rows(
            "SELECT number, kind, balance FROM demo_bank.accounts"
            " WHERE customer_id = %s AND active ORDER BY id",
            (customer_id,),
        )
        return [Account(number, kind, int(balance)) for number, kind, balance in rows]

    def transactions(
        self,
        customer_id: str,
        days: int,
        kind: Optional[str] = None,
        account: Optional[str] = None,
    ) -> List[Transaction]:
        rows = self._rows(
            "SELECT t.id, t.at, t.kind, t.amount, t.description, t.destination, t.status"
            " FROM demo_bank.transactions t JOIN demo_bank.accounts a ON a.id = t.account_id"
            " WHERE a.customer_id = %s AND t.at > now() - make_interval(days => %s)"
            " AND (%s::text IS NULL OR t.kind = %s) AND (%s::text IS NULL OR a.number = %s)"
            " ORDER BY t.at DESC LIMIT 20",
            (customer_id, days, kind, kind, account, account),
        )
        return [Transaction(r[0], r[1], r[2], int(r[3]), r[4], r[5], r[6]) for r in rows]

    def cards(self, customer_id: str) -> List[Card]:
        rows = self._rows(
            "SELECT id, kind, last4, pin_blocked FROM demo_bank.cards"
            " WHERE customer_id = %s AND blocked_at IS NULL ORDER BY kind DESC, id",
            (customer_id,),
        )
        return [Card(*row) for row in rows]

    def bills(self, customer_id: str) -> List[Bill]:
        rows = self._rows(
            "SELECT c.last4, b.amount, b.minimum, b.due, c.credit_limit"
            " FROM demo_bank.card_bills b JOIN demo_bank.cards c ON c.id = b.card_id"
            " WHERE c.customer_id = %s AND c.kind = 'credit' ORDER BY c.id",
            (customer_id,),
        )
        return [Bill(r[0], int(r[1]), int(r[2]), r[3], int(r[4])) for r in rows]

    def tickets(self, customer_id: str) -> List[Ticket]:
        rows = self._rows(
            "SELECT number, kind, status, opened_at, details FROM demo_bank.tickets"
            " WHERE customer_id = %s ORDER BY opened_at DESC LIMIT 20",
            (customer_id,),
        )
        return [Ticket(*row) for row in rows]

    def file_ticket(
        self, customer_id: str, kind: str, details: Dict[str, Any], filed_for: str
    ) -> Ticket:
        def file(connection: Connection) -> Ticket:
            return _file(connection, customer_id, kind, details, filed_for)

        return self._run(file)

    def amend_ticket(
        self, customer_id: str, number: str, details: Dict[str, Any], filed_for: str
    ) -> Optional[Ticket]:
        values = {
            "number": number,
            "customer": customer_id,
            "new": Json(details),
            "wish": filed_for,
        }

        def amend(connection: Connection) -> Optional[Ticket]:
            with connection.cursor() as cursor:
                cursor.execute(_AMEND, values)
                cursor.execute(_STILL_OPEN, values)
                row = cursor.fetchone()
            return Ticket(*row) if row else None

        return self._run(amend)

    def block_card(self, customer_id: str, card_id: str, filed_for: str) -> Optional[Block]:
        def block(connection: Connection) -> Optional[Block]:
            with connection.cursor() as cursor:
                cursor.execute(_BLOCK, (filed_for, self._undo_minutes, card_id, customer_id))
                row = cursor.fetchone()
            if row is None:
                return None
            kind, last4, undo_until = row
            ticket = _file(connection, customer_id, "block_card", {"last4": last4}, filed_for)
            with connection.cursor() as cursor:
                # Blocked once more after an undo: the same report, and open again.
                cursor.execute(_REOPEN, (ticket.number,))
                ticket = Ticket(*(cursor.fetchone() or _fields(ticket)))
            return Block(card_id, kind, last4, ticket, undo_until)

        return self._run(block)

    def undoable_blocks(self, customer_id: str) -> List[Block]:
        rows = self._rows(
            "SELECT c.id, c.kind, c.last4, t.number, t.kind, t.status, t.opened_at,"
            " t.details, c.undo_until"
            " FROM demo_bank.cards c JOIN demo_bank.tickets t ON t.filed_for = c.blocked_for"
            " WHERE c.customer_id = %s AND c.undo_until > now() ORDER BY c.blocked_at DESC",
            (customer_id,),
        )
        return [Block(r[0], r[1], r[2], Ticket(*r[3:8]), r[8]) for r in rows]

    def undo_block(self, customer_id: str, card_id: str) -> Undo:
        def undo(connection: Connection) -> Undo:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT blocked_at IS NULL, undo_until > now(), blocked_for"
                    " FROM demo_bank.cards WHERE id = %s AND customer_id = %s FOR UPDATE",
                    (card_id, customer_id),
                )
                row = cursor.fetchone()
                if row is None:
                    return Undo.NOT_POSSIBLE
                usable, in_time, blocked_for = row
                if usable:
                    return Undo.DONE
                if in_time is None:
                    return Undo.NOT_POSSIBLE
                if not in_time:
                    return Undo.TOO_LATE
                cursor.execute(
                    "UPDATE demo_bank.cards SET blocked_at = NULL, blocked_for = NULL,"
                    " undo_until = NULL WHERE id = %s",
                    (card_id,),
                )
                cursor.execute(
                    "UPDATE demo_bank.tickets SET status = 'resolved',"
                    " details = details || jsonb_build_object('undone_at', now())"
                    " WHERE filed_for = %s",
                    (blocked_for,),
                )
            return Undo.DONE

        return self._run(undo)

    def _rows(self, sql: str, values: Tuple[Any, ...]) -> List[Tuple[Any, ...]]:
        def read(connection: Connection) -> List[Tuple[Any, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall()

        return self._run(read)

    def _run(self, work: Callable[[Connection], T]) -> T:
        """One transaction. Tried twice: a kept connection may have died with the server.

        That is safe because everything written here is written once per `filed_for`.
        """
        for attempt in (1, 2):
            try:
                with self._connection() as connection, connection:
                    return work(connection)
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                if attempt == 2 or isinstance(error, psycopg2.extensions.QueryCanceledError):
                    raise BankUnavailable("The bank's database does not answer.") from error
            except psycopg2.Error as error:
                raise BankUnavailable("The bank's database refused the request.") from error
        raise AssertionError("unreachable")

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        if not self._slots.acquire(timeout=CONNECT_TIMEOUT_S):
            raise BankUnavailable("All connections to the bank's database are in use.")
        try:
            pool = self._opened_pool()
            connection = pool.getconn()
            broken = True
            try:
                yield connection
                broken = False
            finally:
                pool.putconn(connection, close=broken)
        finally:
            self._slots.release()

    def _opened_pool(self) -> ThreadedConnectionPool:
        with self._opening:
            if self._pool is None:
                self._pool = ThreadedConnectionPool(
                    1,
                    POOL_SIZE,
                    self._url,
                    connect_timeout=CONNECT_TIMEOUT_S,
                    application_name="hangat-actions",
                    options=f"-c statement_timeout={STATEMENT_TIMEOUT_MS}",
                )
            return self._pool


def _file(
    connection: Connection, customer_id: str, kind: str, details: Dict[str, Any], filed_for: str
) -> Ticket:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO demo_bank.tickets (number, customer_id, kind, details, filed_for)"
            " VALUES (%s || '-' || nextval('demo_bank.ticket_numbers'), %s, %s, %s, %s)"
            " ON CONFLICT (filed_for) DO UPDATE SET filed_for = excluded.filed_for"
            " RETURNING number, kind, status, opened_at, details",
            (_TICKET_PREFIX[kind], customer_id, kind, json.dumps(details), filed_for),
        )
        return Ticket(*cursor.fetchone())


def _fields(ticket: Ticket) -> Tuple[Any, ...]:
    return (ticket.number, ticket.kind, ticket.status, ticket.opened_at, ticket.details)


def open_bank() -> Bank:
    """The demo bank at HANGAT_BANK_DB_URL."""
    url = os.environ.get("HANGAT_BANK_DB_URL")
    if not url:
        raise BankUnavailable("HANGAT_BANK_DB_URL is not set.")
    return PostgresBank(url, undo_minutes())


def undo_minutes() -> int:
    """HANGAT_BLOCK_UNDO_MINUTES, 15 without it. ValueError for what is no number from 0 to 1440."""
    said = os.environ.get("HANGAT_BLOCK_UNDO_MINUTES", str(UNDO_MINUTES))
    if not said.isdigit() or int(said) > 1440:
        raise ValueError(f"HANGAT_BLOCK_UNDO_MINUTES is {said!r}, not a number from 0 to 1440.")
    return int(said)
