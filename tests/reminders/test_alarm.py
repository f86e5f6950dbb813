"""That mails are owed and none leaves is said where an operator looks, and only then."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from reminders import actions, tasks
from reminders.alarm import LATE, silence
from reminders.models import Delivery, Kind
from tests.reminders import mails
from tests.reminders.mails import MONDAY

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)
TOO_LATE = MONDAY + LATE + A_MINUTE


@pytest.fixture
def sink(settings: Any) -> Iterator[mails.Sink]:
    with mails.a_mail_server(settings) as server:
        yield server


@pytest.fixture
def owed() -> None:
    """A digest is owed since Monday morning."""
    mails.waiting("one")
    actions.plan_week(at=MONDAY)
    Delivery.objects.update(due_at=MONDAY)


def test_nothing_is_wrong_while_nothing_is_owed_or_it_is_not_late(owed: None) -> None:
    assert silence(now=MONDAY + A_MINUTE) is None
    Delivery.objects.all().delete()
    assert silence(now=TOO_LATE) is None


def test_a_mail_that_would_tell_that_somebody_filed_is_not_counted(owed: None) -> None:
    Delivery.objects.update(kind=Kind.CONTESTED)

    assert silence(now=TOO_LATE) is None


def test_what_nobody_even_tries_is_noticed(owed: None) -> None:
    found = silence(now=TOO_LATE)

    assert found is not None
    assert (found.owed, found.since, found.last_sent_at) == (1, MONDAY, None)


def test_a_mail_server_that_is_away_is_noticed_although_the_mail_waits_for_its_next_try(
    owed: None, settings: Any
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "reminders.backends.Smtp", "127.0.0.1", 9
    for minutes in (0, 5):
        actions.send_due(at=MONDAY + minutes * A_MINUTE)

    found = silence(now=TOO_LATE)

    assert Delivery.objects.get().due_at > TOO_LATE
    assert found is not None
    assert found.since == MONDAY


def test_a_mailbox_that_is_full_and_a_week_with_nothing_to_say_are_no_alarm(owed: None, sink: mails.Sink) -> None:
    sink.answer["*"] = "452 4.2.2 the mailbox is full"
    actions.send_due(at=MONDAY)

    assert silence(now=TOO_LATE) is None


def test_one_that_fails_while_others_leave_is_no_alarm(owed: None, sink: mails.Sink) -> None:
    mails.more("two")
    actions.plan_week(at=MONDAY)
    Delivery.objects.filter(recipient__username="reviewer-one").update(due_at=MONDAY + A_MINUTE, stuck_since=MONDAY)

    actions.send_due(at=MONDAY)

    assert silence(now=MONDAY + LATE - A_MINUTE) is None


def test_it_ends_with_the_first_mail_that_leaves(owed: None, sink: mails.Sink) -> None:
    before = silence(now=TOO_LATE)
    actions.send_due(at=TOO_LATE)

    assert before is not None
    assert silence(now=TOO_LATE + A_MINUTE) is None


def test_an_operator_reads_it_on_a_page_of_its_own_and_the_site_goes_on_serving(owed: None, client: Client) -> None:
    with time_machine.travel(TOO_LATE, tick=False):
        answer, ready = client.get("/mailz"), client.get("/readyz").json()

    assert (answer.status_code, answer.content) == (503, b"some are owed, and none leaves\n")
    assert ready["mails"] == "some are owed, and none leaves"


def test_it_stands_in_the_log(owed: None, caplog: pytest.LogCaptureFixture) -> None:
    with time_machine.travel(TOO_LATE, tick=False), caplog.at_level(logging.ERROR):
        tasks.raise_alarm()

    assert "1 mails are owed since 2026-11-23T09:00:00+00:00 and none leaves; the last one left never." in caplog.text
