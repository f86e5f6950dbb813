"""How much work strangers can ask of us: new boards of the past for each address, and time for each query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg
from django.core.cache import cache
from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from scoring.moments import NoBoard

A_MINUTE = 60
MOST_A_MINUTE = 30
LONGEST_QUERY = "10s"


class TooMany(NoBoard):
    """One address asked for more boards that have to be worked out than we do for it in a minute."""

    status = 429


class TooSlow(NoBoard):
    """The database took longer over it than we let it."""

    status = 503


def count(visitor: str, *, now: datetime) -> None:
    """Take one more board to work out from the minute's share of `visitor`, a keyed digest of an address.

    raises  TooMany when the share is used up; what was worked out once is kept, and is not counted
    """
    seconds = int(now.timestamp())
    key = f"past-boards:{visitor}:{seconds // A_MINUTE}"
    cache.add(key, 0, timeout=2 * A_MINUTE)
    try:
        asked = cache.incr(key)
    except ValueError:
        # It was dropped just now to make room for others: a limit is not worth an error.
        asked = 1
    if asked > MOST_A_MINUTE:
        words = _("Too many boards that have to be worked out were asked for from your address. Ask again in a minute.")
        raise TooMany(words, retry_after=A_MINUTE - seconds % A_MINUTE)


@contextmanager
def hurried() -> Iterator[None]:
    """Let no query inside take longer than `LONGEST_QUERY`, on PostgreSQL; SQLite knows no such limit.

    raises  TooSlow when one did
    """
    if connection.vendor != "postgresql":
        yield
        return
    earlier = _let_queries_take(LONGEST_QUERY)
    try:
        yield
    except OperationalError as error:
        if not isinstance(error.__cause__, psycopg.errors.QueryCanceled):
            raise
        raise TooSlow(_("This took too long to work out. Ask again later."), retry_after=A_MINUTE) from error
    finally:
        # A connection that is lost takes its setting with it.
        if connection.is_usable():
            _let_queries_take(earlier)


def _let_queries_take(time: str) -> str:
    """Set the limit of this connection. Returns what it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        (earlier,) = cursor.fetchone()
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [time])
    return str(earlier)
