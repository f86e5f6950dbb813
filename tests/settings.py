"""The site's own settings, in a folder that is thrown away: no test writes into `var/`, and runs do not meet."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

DATA = Path(tempfile.mkdtemp(prefix="hindcast-test-"))
OWNER = os.getpid()


def throw_away() -> None:
    """Remove the folder when the process that made it ends; a forked child leaves it alone."""
    if os.getpid() == OWNER:
        shutil.rmtree(DATA, ignore_errors=True)


atexit.register(throw_away)
os.environ["HINDCAST_DATA"] = str(DATA)
os.environ["HINDCAST_SECRET_KEY"] = "for tests only: nothing is signed with it that outlives them"
for name in ("DATABASE_URL", "REDIS_URL", "MAIL_URL", "BEHIND_HTTPS", "DEBUG", "SITE_URL", "ALLOWED_HOSTS"):
    os.environ.pop(f"HINDCAST_{name}", None)
if os.environ.get("HINDCAST_TEST_DATABASE") == "postgresql":
    from tests import services

    os.environ["HINDCAST_DATABASE_URL"] = services.postgresql_url()
    if services.without_redis() is None:
        os.environ["HINDCAST_REDIS_URL"] = services.redis_url(services.CACHE)

from config.settings import *  # noqa: E402, F403  the environment has to be ready first
from config.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads get connections of their own, and the journal is the one that production has.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
else:
    # Two runs on one server must not meet, and a connection kept open would keep the database from being dropped.
    # No test takes the power away, so none waits for the disk.
    waiting = DATABASES["default"]["OPTIONS"]["options"]
    DATABASES["default"]["OPTIONS"]["options"] = f"{waiting} -c synchronous_commit=off"
    DATABASES["default"] |= {"CONN_MAX_AGE": 0, "TEST": {"NAME": f"test_hindcast_{OWNER}"}}

SENDS_MAIL = True  # to a list that each test can read, or to its own server
STATIC_ROOT.mkdir()
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.01}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; argon2 has a test of its own
