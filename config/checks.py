"""System checks of the configuration: what would lose data or weaken the site without anybody noticing."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from config.env import NOBODY, Env
from config.env import env as variables

SQLITE_NEEDS = ("journal_mode=WAL", "foreign_keys=ON", "recursive_triggers=ON")
HERE_ONLY = ("localhost", "127.0.0.1", "::1", "")
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


@register
def mail(**_newer: Any) -> list[CheckMessage]:
    """A site whose mails nobody can answer, or whose password goes over the wire for all to read."""
    return mail_problems(variables)


def mail_problems(env: Env) -> list[CheckMessage]:
    """What is wrong with how `env` has mails sent; nothing where they are files."""
    if env.mail_url is None:
        return []
    found: list[CheckMessage] = []
    host = parseaddr(env.mail_from)[1].rpartition("@")[2]
    if env.mail_from == NOBODY or host in HERE_ONLY:
        found.append(
            checks.Warning(
                f"Mails leave as {env.mail_from!r}, which nobody can answer and many servers refuse.",
                hint="Set HINDCAST_MAIL_FROM to an address that is read.",
                id="config.W001",
            )
        )
    url = urlsplit(env.mail_url)
    is_open = url.scheme == "smtp" and parse_qs(url.query).get("tls") != ["true"]
    if is_open and url.password and url.hostname not in HERE_ONLY:
        found.append(
            checks.Warning(
                f"The password for the mail server {url.hostname} goes over the wire for all to read.",
                hint="Write ?tls=true at the end of HINDCAST_MAIL_URL, or smtps:// at its beginning.",
                id="config.W002",
            )
        )
    if url.scheme == "anymail" and find_spec("anymail") is None:
        found.append(
            Error(
                "HINDCAST_MAIL_URL names a mail service, and django-anymail is not installed.",
                hint="pip install 'django-anymail', or name a mail server: smtp://",
                id="config.E004",
            )
        )
    return found
