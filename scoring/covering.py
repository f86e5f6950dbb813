"""The index from which SQLite adds contributions up without going to the table row by row: eight times faster there.

PostgreSQL reads the table in one go and gains nothing by it, so it is no index of the model. SQLite loses an index it
is not told of whenever a migration rebuilds the table; so it is made after each migration, where it is missing.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

NAME = "contribution_covering_from"
OLDER = "contribution_covering"
INDEX = f"""
CREATE INDEX IF NOT EXISTS {NAME} ON scoring_contribution (
    collection_id, method, expert_id, state, is_own, is_first, weight, credit, due_at, official_at, mark, valid_from,
    valid_to
) WHERE valid_to IS NULL
"""


def make(*, using: str, **_migrated: Any) -> None:
    """Receiver of `post_migrate`."""
    connection = connections[using]
    if connection.vendor == "sqlite" and "scoring_contribution" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX IF EXISTS {OLDER}")
            cursor.execute(INDEX)
