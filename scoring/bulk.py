"""Writing many rows at once, as plain values: ten thousand instances of a model cost more than what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def write(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows` of `columns`, as the database calls them, in the caller's transaction."""
    # All of them first: what yields them may ask the same connection, which is taken while it copies.
    given = list(rows)
    table = model._meta.db_table
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in given:
                    copy.write_row(row)
        else:
            # Names of our own columns; one prepared statement for all rows.
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", given)  # noqa: S608
