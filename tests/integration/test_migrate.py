"""Migrations: once each, whoever runs them, and never on a database that is newer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from handoff.adapters.postgres import migrate as module
from handoff.adapters.postgres.migrate import (
    ChangedMigration,
    Migration,
    NewerDatabase,
    migrate,
    migrations,
    pending,
)
from handoff.cli.local.database import with_database
from tests.support.server import drop_database


@pytest.fixture
def bare_url(postgres_url: str) -> Iterator[str]:
    """A database without anything in it."""
    name = f"bare_{uuid4().hex[:12]}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = with_database(postgres_url, name)
    yield url
    drop_database(postgres_url, url)


def applied(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("select number from hangat.schema_migrations order by number")
        return [number for (number,) in rows]


def execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'hangat'"
        )
        return {name for (name,) in rows}


def test_no_two_migrations_have_one_number() -> None:
    numbers = [m.number for m in migrations()]
    assert numbers == sorted(set(numbers)), "two branches took the same number"
    assert numbers[0] == 1


def test_an_empty_database_gets_them_all_and_then_none(bare_url: str) -> None:
    assert pending(bare_url) == migrations()
    assert migrate(bare_url) == migrations()
    assert pending(bare_url) == []
    assert migrate(bare_url) == []
    assert applied(bare_url) == [m.number for m in migrations()]
    assert {"conversations", "events", "staff", "follow_ups"} <= tables(bare_url)


def test_one_that_arrives_after_a_later_one_is_applied(
    bare_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two pieces of work may be merged in either order: each needs only what it builds on."""
    ours = migrations()
    first, *others = ours
    monkeypatch.setattr(module, "migrations", lambda: [first, *others[1:]])
    migrate(bare_url)
    monkeypatch.setattr(module, "migrations", lambda: ours)
    assert migrate(bare_url) == others[:1]
    assert applied(bare_url) == [m.number for m in ours]


def test_many_migrators_at_once_apply_each_once(bare_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(migrate, [bare_url] * 4))
    assert sorted(map(len, done)) == [0, 0, 0, len(migrations())]


@pytest.mark.parametrize("act", [migrate, pending])
def test_a_newer_database_is_left_alone(bare_url: str, act: Callable[[str], object]) -> None:
    migrate(bare_url)
    execute(
        bare_url,
        "insert into hangat.schema_migrations (number, name, digest) values (999, 'later', 'x')",
    )
    before = tables(bare_url)
    with pytest.raises(NewerDatabase):
        act(bare_url)
    assert tables(bare_url) == before


@pytest.mark.parametrize("act", [migrate, pending])
def test_a_migration_that_was_changed_afterwards_is_noticed(
    bare_url: str, act: Callable[[str], object]
) -> None:
    migrate(bare_url)
    execute(bare_url, "update hangat.schema_migrations set digest = 'other' where number = 1")
    with pytest.raises(ChangedMigration):
        act(bare_url)


def test_one_that_fails_leaves_nothing_of_itself(
    bare_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = migrations()
    broken = Migration(
        number=ours[-1].number + 1,
        name="broken",
        text="create table half_done (id int); select 1 / 0",
        digest="x",
    )
    monkeypatch.setattr(module, "migrations", lambda: [*ours, broken])
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(bare_url)
    assert applied(bare_url) == [m.number for m in ours]
    assert "half_done" not in tables(bare_url)


def test_uses_of_suggestions_are_kept_when_they_get_outcomes(
    bare_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = migrations()
    monkeypatch.setattr(module, "migrations", lambda: [m for m in ours if m.number < 5])
    migrate(bare_url)
    execute(
        bare_url,
        """
        set search_path = hangat;
        insert into customers (id, created_at) values (gen_random_uuid(), now());
        insert into staff (id, email, name, role, capacity, active, password_hash, created_at)
        values (gen_random_uuid(), 'a@bank.example', 'Ana', 'agent', 4, true, '-', now());
        insert into conversations
            (id, customer_id, floor, seq, language, started_at, updated_at, bot_session, news_seq,
             last_customer_seq, answered_seq, failures, last_answer, handoffs, nobody_on_duty_said,
             seen_by_customer, seen_by_agent)
        select gen_random_uuid(), id, 'bot', 1, 'id', now(), now(), 1, 0, 0, 0, 0, '[]', 0, false,
               0, 0
        from customers;
        insert into suggestion_uses
            (conversation_id, staff_id, at, source, reference, place, edited)
        select c.id, s.id, now(), used.source, 'c:1', 1, used.edited
        from conversations c, staff s,
             (values ('article', false), ('article', true), ('answer', true)) used (source, edited)
        """,
    )
    monkeypatch.setattr(module, "migrations", lambda: ours)
    migrate(bare_url)
    with psycopg.connect(bare_url) as connection:
        rows = connection.execute(
            "select source, reference, outcome, outcome_at = at from hangat.suggestion_uses"
        ).fetchall()
    assert sorted(rows) == [
        ("answer", "before-0005", "sent_edited", True),
        ("article", "c:1", "sent", True),
        ("article", "c:1", "sent_edited", True),
    ]
