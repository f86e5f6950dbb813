"""What a test may find on this machine: PostgreSQL, Redis, Chromium. Each probe says what is missing, or nothing."""

from __future__ import annotations

import os
import shutil
from functools import cache

import psycopg
import redis

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def postgresql_url() -> str:
    """A server whose user may create databases and is a superuser (some tests go behind the guards' back)."""
    return os.environ.get("HINDCAST_TEST_POSTGRESQL") or "postgres://postgres@127.0.0.1:5432/postgres"


CACHE, OWN = 4, 8  # the first of four Redis databases each: for Django's cache, and for tests that ask for one


def redis_url(first: int = OWN) -> str:
    """A Redis database that tests may empty: one of the four from `first` on, by process of a parallel run."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    server = os.environ.get("HINDCAST_TEST_REDIS") or "redis://127.0.0.1:6379"
    return f"{server}/{first + process % 4}"


def chromium() -> str | None:
    """The path of an installed Chromium, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@cache
def without_postgresql() -> str | None:
    """Why PostgreSQL cannot be used, or None."""
    try:
        with psycopg.connect(postgresql_url(), connect_timeout=2) as connection:
            row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        return f"no PostgreSQL at HINDCAST_TEST_POSTGRESQL (default 127.0.0.1:5432): {reason}"
    return None if row == (True,) else "the PostgreSQL user of HINDCAST_TEST_POSTGRESQL is not a superuser"


@cache
def without_redis() -> str | None:
    """Why Redis cannot be used, or None."""
    try:
        with redis.Redis.from_url(redis_url(), socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError as error:
        return f"no Redis at HINDCAST_TEST_REDIS (default 127.0.0.1:6379): {error}"
    return None


@cache
def without_chromium() -> str | None:
    """Why no browser test can run, or None."""
    return None if chromium() else f"no browser: none of {', '.join(BROWSERS)} is on PATH"
