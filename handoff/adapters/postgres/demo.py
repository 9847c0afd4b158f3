"""Whom the demo bank's page offers to sign in as."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from handoff.adapters.postgres.database import Database


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    subject: str
    name: str
    accounts: int
    cards: int


class DemoBank:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def customers(self) -> list[DemoCustomer]:
        """Empty where the demo bank was not loaded."""
        try:
            rows = await self._database.rows(
                "select c.id, c.name,"
                " (select count(*) from demo_bank.accounts a where a.customer_id = c.id) accounts,"
                " (select count(*) from demo_bank.cards k where k.customer_id = c.id) cards"
                " from demo_bank.customers c order by c.name"
            )
        except psycopg.errors.UndefinedTable:
            return []
        return [DemoCustomer(r["id"], r["name"], r["accounts"], r["cards"]) for r in rows]
