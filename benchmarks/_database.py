"""A database for one run: a temporary file, or one that is created on a PostgreSQL server and dropped again."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

SERVER = "postgres://postgres@127.0.0.1:5432/postgres"


def server() -> str:
    """Where PostgreSQL is looked for; its user may create databases."""
    return os.environ.get("HINDCAST_TEST_POSTGRESQL") or SERVER


def without_postgresql() -> str | None:
    """Why PostgreSQL cannot be measured, or None."""
    try:
        psycopg.connect(server(), connect_timeout=2).close()
    except psycopg.OperationalError as error:
        return f"no PostgreSQL at HINDCAST_TEST_POSTGRESQL (default 127.0.0.1:5432): {str(error).splitlines()[-1]}"
    return None


def command(module: str, *arguments: str) -> list[str]:
    """How a process runs `module` with Django ready before its first import."""
    start = f"import django, runpy; django.setup(); runpy.run_module({module!r}, run_name='__main__')"
    return [sys.executable, "-c", start, *arguments]


@contextmanager
def temporary(engine: str) -> Iterator[dict[str, str]]:
    """The environment of a process that works on a new database of `engine`, "sqlite" or "postgresql"."""
    with tempfile.TemporaryDirectory(prefix="hindcast-bench-") as folder:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("HINDCAST_")}
        ours |= {
            "HINDCAST_DATA": folder,
            "HINDCAST_SECRET_KEY": "for benchmarks only: nothing is signed with it that outlives them",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(Path(__file__).parent.parent),
        }
        if engine == "sqlite":
            yield ours
            return
        name = f"hindcast_bench_{os.getpid()}"
        with psycopg.connect(server(), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            try:
                yield ours | {"HINDCAST_DATABASE_URL": f"{server().rsplit('/', 1)[0]}/{name}"}
            finally:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
