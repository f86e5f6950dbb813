"""System checks of the configuration: what would lose data or weaken the site without anybody noticing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SQLITE_NEEDS = ("journal_mode=WAL", "foreign_keys=ON", "recursive_triggers=ON")
POSTGRESQL_NEEDS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


@register(Tags.database)
def database_options(*, databases: Sequence[str] | None = None, **_newer: Any) -> list[CheckMessage]:
    """Both engines lose updates or lock up without these options, and neither says so."""
    return [problem for alias in databases or () for problem in problems(settings.DATABASES[alias])]


def problems(database: dict[str, Any]) -> list[CheckMessage]:
    """What is wrong with one entry of DATABASES."""
    options = database.get("OPTIONS", {})
    found: list[CheckMessage] = []
    if database.get("ATOMIC_REQUESTS"):
        found.append(Error("ATOMIC_REQUESTS must be off: only actions open transactions.", id="config.E001"))
    if database["ENGINE"].endswith("sqlite3"):
        if options.get("transaction_mode") != "IMMEDIATE":
            found.append(Error("SQLite needs transaction_mode IMMEDIATE, or writers fail.", id="config.E002"))
        said = options.get("init_command", "")
        missing = [need for need in SQLITE_NEEDS if need not in said]
    else:
        said = options.get("options", "")
        missing = [need for need in POSTGRESQL_NEEDS if need not in said]
    if missing:
        found.append(Error(f"The database options lack {', '.join(missing)}.", id="config.E003"))
    return found
