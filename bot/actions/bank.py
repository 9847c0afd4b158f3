"""The port to the bank's systems: all that the assistant knows of a bank.

A real bank implements `Bank` against its core system and names it in HANGAT_BANK; nothing else
has to change. What each call owes is in docs/bank.md.
"""

import enum
import importlib
import os
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Dict, List, Optional, Protocol


class BankUnavailable(Exception):
    """The bank's system did not answer, or not in time. Temporary.

    What was to be changed may have been changed all the same.
    """


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
    """A matter that the bank works on.

    `details` are what it was filed with, as far as the bank gives them back: of a transfer
    `amount` in rupiah, `destination` and `when`, of cash `id` and `amount`.
    """

    number: str
    kind: str
    status: str
    opened_at: datetime
    details: Dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """A card that the assistant had blocked, and until when that can be undone.

    `undo_until` is None where it can't: the bank does not offer it, or the card was blocked by
    somebody else.
    """

    card_id: str
    kind: str
    last4: str
    ticket: Ticket
    undo_until: Optional[datetime]


class Undo(enum.Enum):
    """How the wish to undo a block ended."""

    DONE = "done"
    """The card can be used; also when it could before."""
    TOO_LATE = "too_late"
    """The card stays blocked: the time is over."""
    NOT_POSSIBLE = "not_possible"
    """No such card of the customer's, or one that the assistant had not blocked."""


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

    def amend_ticket(
        self, customer_id: str, number: str, details: Dict[str, Any], filed_for: str
    ) -> Optional[Ticket]:
        """Corrects details of a ticket that nobody works on yet; None where that can't be done.

        `filed_for` is the wish that the ticket now stands for. The same again changes nothing.
        """

    def block_card(self, customer_id: str, card_id: str, filed_for: str) -> Optional[Block]:
        """Blocks the customer's own card at once; None if there is no such card.

        Asked again for the same `filed_for` it changes nothing, least of all the time to undo it.
        """

    def undoable_blocks(self, customer_id: str) -> List[Block]:
        """The blocks that can still be undone, the newest first."""

    def undo_block(self, customer_id: str, card_id: str) -> Undo:
        """Makes a card usable again that the assistant had blocked, as long as there is time."""


DEMO_BANK = "actions.demo_bank:open_bank"

_bank: Optional[Bank] = None


def the_bank() -> Bank:
    """The bank that the actions work with: what HANGAT_BANK names as `module:function`.

    The function takes nothing and is called once. Without the setting it is the demo bank.
    """
    global _bank
    if _bank is None:
        module, _, function = os.environ.get("HANGAT_BANK", DEMO_BANK).partition(":")
        opened: Bank = getattr(importlib.import_module(module), function)()
        _bank = opened
    return _bank
