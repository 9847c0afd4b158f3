"""The port to the bank's systems, and the adapter to the demo bank in PostgreSQL.

A real bank implements `Bank` against its core system; nothing else has to change.
"""

import json
import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Callable, Dict, Iterator, List, Optional, Protocol, Tuple, TypeVar

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.pool import ThreadedConnectionPool

STATEMENT_TIMEOUT_MS = 2000
CONNECT_TIMEOUT_S = 2
POOL_SIZE = 8

T = TypeVar("T")


class BankUnavailable(Exception):
    """The bank's system did not answer, or not in time. Temporary; nothing was done."""


@dataclass(frozen=True)
class Customer:
    """What is on file for one customer."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True)
class Account:
    """An active account. `balance` in rupiah."""

    number: str
    kind: str
    balance: int


@dataclass(frozen=True)
class Transaction:
    """One movement. `amount` in rupiah, negative when it leaves the account."""

    id: str
    at: datetime
    kind: str
    amount: int
    description: str
    destination: Optional[str]
    status: str


@dataclass(frozen=True)
class Card:
    """A card that isn't blocked, by its last four digits only."""

    id: str
    kind: str
    last4: str
    pin_blocked: bool


@dataclass(frozen=True)
class Bill:
    """The open bill of a credit card, in rupiah."""

    last4: str
    amount: int
    minimum: int
    due: date
    limit: int


@dataclass(frozen=True)
class Ticket:
    """A matter that the bank works on."""

    number: str
    kind: str
    status: str
    opened_at: datetime


class Bank(Protocol):
    """What the assistant needs of a bank. Every call may raise BankUnavailable."""

    def customer(self, customer_id: str) -> Optional[Customer]:
        """Who the customer is, or None for an unknown id."""

    def accounts(self, customer_id: str) -> List[Account]:
        """The active accounts, the main one first."""

    def transactions(
        self,
        customer_id: str,
        days: int,
        kind: Optional[str] = None,
        account: Optional[str] = None,
    ) -> List[Transaction]:
        """At most 20 movements of the last `days` days, the newest first."""

    def cards(self, customer_id: str) -> List[Card]:
        """The cards that can be used."""

    def bills(self, customer_id: str) -> List[Bill]:
        """The open bills of the customer's credit cards."""

    def tickets(self, customer_id: str) -> List[Ticket]:
        """The customer's tickets, the newest first."""

    def file_ticket(
        self, customer_id: str, kind: str, details: Dict[str, Any], filed_for: str
    ) -> Ticket:
        """A new ticket, or the one that was already filed for the same `filed_for`."""

    def block_card(self, customer_id: str, card_id: str, filed_for: str) -> Optional[Ticket]:
        """Blocks the customer's own card, once; None if there is no such card."""


_TICKET_PREFIX = {
    "transfer": "TF", "cash": "AT", "block_card": "BK", "e_statement": "ES", "complaint": "CP",
}  # fmt: skip


class PostgresBank:
    """The demo bank (data/demo_bank): a small pool, every statement with a time limit."""

    def __init__(self, url: str) -> None:
        """`url` is a postgresql:// address; connections are made when first needed."""
        self._url = url
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
            "SELECT number, kind, status, opened_at FROM demo_bank.tickets"
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

    def block_card(self, customer_id: str, card_id: str, filed_for: str) -> Optional[Ticket]:
        def block(connection: Connection) -> Optional[Ticket]:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE demo_bank.cards SET blocked_at = coalesce(blocked_at, now())"
                    " WHERE id = %s AND customer_id = %s RETURNING last4",
                    (card_id, customer_id),
                )
                row = cursor.fetchone()
            if row is None:
                return None
            return _file(connection, customer_id, "block_card", {"last4": row[0]}, filed_for)

        return self._run(block)

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
            " RETURNING number, kind, status, opened_at",
            (_TICKET_PREFIX[kind], customer_id, kind, json.dumps(details), filed_for),
        )
        return Ticket(*cursor.fetchone())


_bank: Optional[Bank] = None


def the_bank() -> Bank:
    """The bank that the actions work with: HANGAT_BANK_DB_URL."""
    global _bank
    if _bank is None:
        url = os.environ.get("HANGAT_BANK_DB_URL")
        if not url:
            raise BankUnavailable("HANGAT_BANK_DB_URL is not set.")
        _bank = PostgresBank(url)
    return _bank
