"""What the two databases were told, asked of a real connection: without these, data was lost elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection


def ask(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@pytest.fixture
def fresh() -> Iterator[None]:
    """A connection that was opened just now, as every process and thread opens one."""
    connection.close()
    yield
    connection.close()


@pytest.mark.needs_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),  # readers and the writer do not wait for each other
        ("synchronous", 1),  # NORMAL: safe against a crash of ours, with that journal
        ("foreign_keys", 1),
        ("recursive_triggers", 1),  # or INSERT OR REPLACE deletes behind the guards
        ("busy_timeout", 20_000),
    ],
)
def test_every_connection_to_sqlite_has_our_options(fresh: None, pragma: str, value: object) -> None:
    assert ask(f"PRAGMA {pragma}") == value


@pytest.mark.needs_sqlite
@pytest.mark.django_db(transaction=True)
def test_transactions_on_sqlite_begin_with_the_lock() -> None:
    connection.ensure_connection()

    assert connection.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]
    assert settings.DATABASES["default"].get("ATOMIC_REQUESTS") in {None, False}


@pytest.mark.needs_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("statement_timeout", "30s"),
        ("lock_timeout", "20s"),
        ("idle_in_transaction_session_timeout", "1min"),
        ("TimeZone", "UTC"),
        ("transaction_isolation", "read committed"),  # the one lock comes first, and what it guards is read after
    ],
)
def test_every_connection_to_postgresql_has_our_options(fresh: None, name: str, value: str) -> None:
    assert ask(f"SHOW {name}") == value
