"""Planners and senders are killed at every named point of their work: no mail is lost, and none comes twice.

What came is read from a real mail server. Where its log can be asked, there is no second copy at all; where it cannot,
there are no more than kills between its "250" and our commit, and each has the Message-ID of the first.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reminders import actions, milestones
from reminders.actions import leasing
from reminders.models import Delivery, Kind, Rhythm, State
from tests.reminders import mails
from tests.reminders.killing import killed_at, leases_run_out
from tests.reminders.mails import MONDAY

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

NUMBERS = ("one", "two", "three")
AN_HOUR = timedelta(hours=1)
IN_DOUBT_AFTER = "taken"  # killed here, nobody but the mail server knows


@pytest.fixture
def sink(settings: Any, tmp_path: Path) -> Iterator[mails.Sink]:
    with mails.a_mail_server(settings) as server:
        server.log = tmp_path / "mainlog"
        server.log.touch()
        yield server


def do_all(at: datetime) -> None:
    """What a worker does when it is rung."""
    actions.plan(at=at)
    actions.send_due(at=at, limit=5_000)


def kill_at(name: str, times: list[int], settings: Any) -> int:
    """Kill one worker after another where each comes to `name` for the so many-th time. Returns how many did."""
    kills, port = 0, settings.EMAIL_PORT
    for time in times:
        settings.EMAIL_PORT = 9 if name == "released" else port  # what was taken is given back where no server is
        kills += killed_at(name, lambda: do_all(MONDAY), time=time)
        settings.EMAIL_PORT = port
        leases_run_out()
    return kills


def finish() -> None:
    """The worker that nobody kills, until everything has ended."""
    for hour in range(1, 40):
        do_all(MONDAY + hour * AN_HOUR / 2)
        if not Delivery.objects.exclude(state=State.SENT).exists():
            return


def all_over_again(name: str, sink: mails.Sink, times: list[int], settings: Any) -> int:
    """Owe and send everything with kills at `name`, as if nothing had been owed before. Returns how many died."""
    Delivery.objects.all().delete()
    Rhythm.objects.all().delete()
    sink.taken.clear()
    assert sink.log is not None
    sink.log.write_text("")
    kills = kill_at(name, times, settings)
    finish()
    return kills


def check(name: str, sink: mails.Sink, *, kills: int, people: int, asks: bool) -> None:
    """Everybody got theirs; a second copy only where nobody could know, and under the same Message-ID."""
    came = Counter(str(mail["Message-ID"]) for mail in sink.taken)
    assert len(set(sink.to())) == Delivery.objects.filter(kind=Kind.WEEKLY).count() == people, name
    assert set(came) == set(Delivery.objects.filter(state=State.SENT).values_list("message_id", flat=True)), name
    assert not Delivery.objects.exclude(state=State.SENT).exists(), name
    most = 0 if asks or name != IN_DOUBT_AFTER else kills
    assert sum(came.values()) - len(came) <= most, name


# Without an oracle on one database only, so that the run stays short; under --long on both.
@pytest.mark.parametrize(
    "asks",
    [pytest.param(True, id="with an oracle"), pytest.param(False, id="without one", marks=pytest.mark.needs_sqlite)],
)
def test_killed_three_times_at_any_point_no_mail_is_lost_and_none_comes_twice(
    asks: bool, sink: mails.Sink, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL_LOG = sink.log if asks else None
    monkeypatch.setattr(leasing, "BATCH", 2)
    mails.waiting(*NUMBERS)

    for name in milestones.NAMES:
        kills = all_over_again(name, sink, [1, 2, 1], settings)
        check(name, sink, kills=kills, people=len(NUMBERS), asks=asks)
        assert kills >= (1 if name in milestones.PLANNING else 2), name


@pytest.mark.long
@pytest.mark.parametrize("asks", [True, False], ids=["with an oracle", "without one"])
def test_two_thousand_mails_and_twenty_kills_at_every_point(
    asks: bool, sink: mails.Sink, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails.many(2_000, monkeypatch)
    settings.MAIL_LOG = sink.log if asks else None
    dice = random.Random(6)

    for name in milestones.NAMES:
        each = 1 if name in {"chosen", "owed", "leased", "released", "recorded"} else 100
        kills = all_over_again(name, sink, [dice.randint(1, each) for _ in range(20)], settings)
        check(name, sink, kills=kills, people=2_000, asks=asks)
        assert kills >= (1 if name in milestones.PLANNING else 15), name
