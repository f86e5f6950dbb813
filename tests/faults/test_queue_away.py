"""The queue dies, forgets everything, or has several clocks: each owed mail leaves once, and soon.

Worker and clock are real processes under the site's own supervisor; it is less patient here, and the clock is quicker.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from django.db import connections
from django.utils import timezone

from accounts.models import User
from launcher import supervising
from launcher.children import Child
from launcher.places import ROOT
from launcher.supervising import Pulse, stop, supervise
from reminders.models import Delivery, Kind, State
from tests import builders
from tests.reminders import mails

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

SOON = 60.0  # seconds after the last fault by which everything has left
EACH = 15  # mails between two faults
QUICK = """
from config.celery import app
app.conf.beat_schedule = {
    "heartbeat": {"task": "predictions.tasks.beat_heart", "schedule": 1.0, "options": {"expires": 5}},
    "mails": {"task": "tests.faults.short_mails.send", "schedule": 1.0, "options": {"expires": 5}},
}
app.conf.imports = ["tests.faults.short_mails"]
"""
SETTINGS = """
from tests.settings import *
from pathlib import Path
DATA = Path({data!r})
DATABASES = {databases!r}
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = "reminders.backends.Smtp", "127.0.0.1", {port}
CELERY_BROKER_URL = {broker!r}
CELERY_BROKER_TRANSPORT_OPTIONS = {options!r}
"""


@pytest.fixture
def sink(settings: Any) -> Iterator[mails.Sink]:
    with mails.a_mail_server(settings) as server:
        yield server


class Site:
    """A worker and some clocks, looked after by the launcher until the test is over."""

    def __init__(self, folder: Path, *, port: int, broker: str, options: dict[str, Any], clocks: int = 1) -> None:
        databases = {"default": {**connections["default"].settings_dict}}
        databases["default"].pop("TEST", None)
        databases["default"]["NAME"] = str(databases["default"]["NAME"])
        given = {"data": str(folder), "databases": databases, "port": port, "broker": broker, "options": options}
        (folder / "quick_settings.py").write_text(SETTINGS.format(**given))
        (folder / "quick.py").write_text(QUICK)
        self.folder = folder
        self.worker = self._child("worker", "worker", "--pool", "threads", "--concurrency", "2")
        self.clocks = [
            self._child(f"beat-{number}", "beat", "--schedule", str(folder / f"schedule-{number}"))
            for number in range(clocks)
        ]
        self._is_over = threading.Event()
        pulse = Pulse(folder / "heartbeat", [self.worker, *self.clocks])
        children = [self.worker, *self.clocks]
        self._supervisor = threading.Thread(
            target=lambda: supervise(children, pulse=pulse, stopping=self._is_over.is_set)
        )

    def _child(self, name: str, *arguments: str) -> Child:
        surroundings = f"DJANGO_SETTINGS_MODULE=quick_settings PYTHONPATH={self.folder}:{ROOT}"
        command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "quick", *arguments]
        return Child(name, ["/usr/bin/env", *surroundings.split(), *command], ROOT, self.folder / f"{name}.log")

    def start(self) -> None:
        """Start everything."""
        self._supervisor.start()

    def stop(self) -> None:
        """End everything."""
        self._is_over.set()
        self._supervisor.join(timeout=20)
        stop([self.worker, *self.clocks])


class OwnRedis:
    """A Redis of this test alone, which can be killed."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = mails.a_free_port(), folder
        self.process: subprocess.Popen[bytes] | None = None
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        server = shutil.which("redis-server")
        assert server is not None
        command = [server, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.05)

    def kill(self) -> None:
        """End it as a machine that loses its power does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def flush(self) -> None:
        """Lose all messages."""
        with redis.Redis(port=self.port) as client:
            client.flushall()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    """A Redis that nobody else uses."""
    own = OwnRedis(tmp_path)
    own.start()
    yield own
    own.kill()


@contextmanager
def running(site: Site) -> Iterator[Site]:
    """The site while the test goes on."""
    site.start()
    try:
        yield site
    finally:
        site.stop()


def owe(number: int) -> None:
    """Owe short mails to reviewer one."""
    recipient = User.objects.get(username="reviewer-one")
    first = Delivery.objects.count()
    Delivery.objects.bulk_create(
        Delivery(
            key=f"weekly:{one}",
            kind=Kind.WEEKLY,
            recipient=recipient,
            period="2026-W48",
            message_id=f"<{one}@example.org>",
            due_at=timezone.now(),
            wall_time="",
            time_zone="UTC",
        )
        for one in range(first, first + number)
    )


def wait_until_all_left(seconds: float) -> float:
    """How long it took; fails where it takes longer than `seconds`."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if not Delivery.objects.exclude(state=State.SENT).exists():
            return time.monotonic() - began
        time.sleep(0.2)
    raise AssertionError(Counter(Delivery.objects.values_list("state", "last_error")))


def once_each(sink: mails.Sink, number: int) -> bool:
    """Whether that many mails came, and none twice."""
    came = Counter(str(mail["Message-ID"]) for mail in sink.taken)
    return len(came) == number and set(came.values()) == {1}


@pytest.mark.needs_postgresql
@pytest.mark.skipif(shutil.which("redis-server") is None, reason="there is no redis-server to kill")
@pytest.mark.parametrize("kills", [2, pytest.param(10, marks=pytest.mark.long)])
def test_redis_is_killed_and_flushed_under_load_and_each_mail_leaves_once(
    kills: int,
    sink: mails.Sink,
    own_redis: OwnRedis,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervising, "STALE", 15.0)  # a busy machine takes its time to start a worker
    builders.a_record()
    builders.reviewers("one")
    site = Site(tmp_path, port=settings.EMAIL_PORT, broker=own_redis.url, options={"visibility_timeout": 300})
    owe(EACH)
    with running(site):
        wait_until_all_left(SOON)
        for _ in range(kills):
            owe(EACH)
            time.sleep(0.5)
            own_redis.kill()
            time.sleep(1)
            own_redis.start()
            own_redis.flush()
            owe(EACH)
            time.sleep(2)
        took = wait_until_all_left(SOON)

    assert once_each(sink, EACH * (1 + 2 * kills))
    assert took < SOON


@pytest.mark.needs_sqlite
@pytest.mark.parametrize("clocks", [2, pytest.param(5, marks=pytest.mark.long)])
def test_several_clocks_of_which_one_is_killed_send_each_mail_once(
    clocks: int, sink: mails.Sink, settings: Any, tmp_path: Path
) -> None:
    builders.a_record()
    builders.reviewers("one")
    folders = {"data_folder_in": "messages", "data_folder_out": "messages", "control_folder": "control"}
    for name in ("messages", "control", "processed"):
        (tmp_path / name).mkdir()
    options: dict[str, Any] = {option: str(tmp_path / name) for option, name in folders.items()}
    options |= {"processed_folder": str(tmp_path / "processed"), "polling_interval": 0.1}
    site = Site(tmp_path, port=settings.EMAIL_PORT, broker="filesystem://localhost", options=options, clocks=clocks)
    owe(EACH)
    with running(site):
        wait_until_all_left(SOON)
        for _ in range(3):
            owe(EACH)
            time.sleep(0.7)
            site.clocks[0].kill()
        wait_until_all_left(SOON)

    assert once_each(sink, 4 * EACH)
