"""Database options whose absence would lose updates are missed by a system check."""

from __future__ import annotations

from typing import Any

import pytest

from config.checks import problems
from config.settings import POSTGRESQL_OPTIONS, SQLITE_OPTIONS

SQLITE: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": SQLITE_OPTIONS}
POSTGRESQL: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": POSTGRESQL_OPTIONS}


@pytest.mark.parametrize("database", [SQLITE, POSTGRESQL])
def test_our_own_options_pass(database: dict[str, Any]) -> None:
    assert problems(database) == []


@pytest.mark.parametrize(
    ("database", "found"),
    [
        ({**SQLITE, "ATOMIC_REQUESTS": True}, ["config.E001"]),
        ({**SQLITE, "OPTIONS": {}}, ["config.E002", "config.E003"]),
        ({**SQLITE, "OPTIONS": {**SQLITE_OPTIONS, "init_command": "PRAGMA journal_mode=WAL"}}, ["config.E003"]),
        ({**POSTGRESQL, "OPTIONS": {}}, ["config.E003"]),
    ],
)
def test_a_dangerous_database_is_an_error(database: dict[str, Any], found: list[str]) -> None:
    assert [problem.id for problem in problems(database)] == found
