"""Which tests run where: markers for what a test needs, and what is done where that is missing.

    long              takes more than ten seconds: only under `./hindcast test --long`
    alone             measures time: `./hindcast test` runs it after the others, with nothing of ours beside it
    browser           drives a real Chromium (implies needs_chromium)
    database          touches the database: set on each test that does, and run again on PostgreSQL
    needs_postgresql  only makes sense on PostgreSQL: runs in that second run
    needs_sqlite      only makes sense on SQLite
    needs_redis       talks to a Redis server
    needs_chromium    needs an installed Chromium

What is missing is a skip with its reason, or a failure under `./hindcast test --strict`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import redis
from django.conf import settings
from django.core.cache import caches
from django.utils import translation

from predictions import guards
from tests import services

STRICT = os.environ.get("HINDCAST_TEST_STRICT") == "1"
LONG = os.environ.get("HINDCAST_TEST_LONG") == "1"
ON_POSTGRESQL = os.environ.get("HINDCAST_TEST_DATABASE") == "postgresql"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_configure(config: pytest.Config) -> None:
    """A run on PostgreSQL without a PostgreSQL ends here, with one sentence."""
    missing = services.without_postgresql() if ON_POSTGRESQL else None
    if missing:
        pytest.exit(missing, returncode=1 if STRICT else 0)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Give each test the markers that follow from what it uses. First, so that `-m` sees them.

    Then the files that take minutes begin, so that no process of a parallel run ends long after the others.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker("needs_chromium")
        uses = set(getattr(item, "fixturenames", ()))
        if uses & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
            item.add_marker("database")
    yield
    first = {item.path for item in items if any(map(item.get_closest_marker, ("thorough", "browser")))}
    items.sort(key=lambda item: item.path not in first)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this run is not for; skip or fail what this machine cannot do."""
    if item.get_closest_marker("long") and not LONG:
        pytest.skip("takes long: ./hindcast test --long")
    if item.get_closest_marker("needs_postgresql") and not ON_POSTGRESQL:
        pytest.skip("only on PostgreSQL: runs where HINDCAST_TEST_DATABASE=postgresql")
    if item.get_closest_marker("needs_sqlite") and ON_POSTGRESQL:
        pytest.skip("only on SQLite")
    if item.get_closest_marker("needs_redis"):
        need(services.without_redis())
    if item.get_closest_marker("needs_chromium"):
        need(services.without_chromium())


def need(missing: str | None) -> None:
    """Go on where nothing is missing."""
    if missing is None:
        return
    if STRICT:
        pytest.fail(f"{missing} (and --strict was asked for)", pytrace=False)
    pytest.skip(missing)


@pytest.fixture(autouse=True)
def _guards_stand(request: pytest.FixtureRequest) -> Iterator[None]:
    """All guards of the database are up when a test begins. Behind a transaction test they let its flush through.

    The flush sends post_migrate, and that puts them up again for the next test.
    """
    marker = request.node.get_closest_marker("django_db")
    asked = set(request.fixturenames)
    in_transactions = asked & {"transactional_db", "live_server"} or (marker and marker.kwargs.get("transaction"))
    if not in_transactions and not marker and "db" not in asked:
        yield
        return
    request.getfixturevalue("transactional_db" if in_transactions else "db")  # set up before us, torn down after us
    assert guards.missing() == []
    yield
    if in_transactions:
        guards.lift()


@pytest.fixture(autouse=True)
def _nothing_is_remembered_between_tests() -> Iterator[None]:
    """Empty the cache after each test: counts of a rate limit and cached pages are state like any other."""
    yield
    for one in settings.CACHES:
        caches[one].clear()


@pytest.fixture(scope="session")
def postgresql_url() -> str:
    """A PostgreSQL server for a test that connects by itself, whatever database the run is on."""
    need(services.without_postgresql())
    return services.postgresql_url()


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A Redis database that is empty before and after, one for each process of the run."""
    need(services.without_redis())
    with redis.Redis.from_url(services.redis_url()) as client:
        client.flushdb()
        yield services.redis_url()
        client.flushdb()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the installed browser."""
    need(services.without_chromium())
    return services.chromium() or ""


@pytest.fixture(autouse=True)
def _language_forgotten() -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test starts without one, as a request does."""
    yield
    translation.deactivate()
