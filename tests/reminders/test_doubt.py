"""Where nobody knows whether a mail left, it is sent again or waits for a person, as is right for its kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from reminders import actions, ladder
from reminders.actions import doubting, leasing
from reminders.models import Delivery, Kind, State
from tests.reminders import mails
from tests.reminders.killing import leases_run_out
from tests.reminders.mails import MONDAY

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=10)


@pytest.fixture
def sink(settings: Any) -> Iterator[mails.Sink]:
    with mails.a_mail_server(settings) as server:
        yield server


@pytest.fixture
def interrupted(sink: mails.Sink) -> Delivery:
    """A delivery whose sender died while sending it."""
    mails.waiting("one")
    actions.plan_week(at=MONDAY)
    batch = leasing.take(at=MONDAY, kinds=Kind, most=5)
    batch.turn(to=batch.deliveries[0])
    leases_run_out()
    return batch.deliveries[0]


def test_a_kind_of_which_a_copy_does_harm_waits_for_a_person(
    interrupted: Delivery, sink: mails.Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubting, "HELD_IN_DOUBT", {Kind.WEEKLY})

    for hour in range(4):
        actions.send_due(at=MONDAY + timedelta(hours=hour))

    interrupted.refresh_from_db()
    assert (interrupted.state, sink.taken) == (State.IN_DOUBT, [])


def test_any_other_kind_is_sent_again(interrupted: Delivery, sink: mails.Sink) -> None:
    actions.send_due(at=MONDAY)

    interrupted.refresh_from_db()
    assert (interrupted.state, interrupted.attempts) == (State.SENT, 2)
    assert [mail["Message-ID"] for mail in sink.taken] == [interrupted.message_id]


def test_what_was_taken_and_not_begun_is_free_again_without_any_doubt(sink: mails.Sink) -> None:
    mails.waiting("one", "two")
    actions.plan_week(at=MONDAY)
    leasing.take(at=MONDAY, kinds=Kind, most=5)
    meanwhile = actions.send_due(at=MONDAY)
    leases_run_out()

    outcomes = actions.send_due(at=MONDAY)

    assert (meanwhile, outcomes) == ({}, {State.SENT: 2})
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_a_sender_whose_lease_ran_out_begins_nothing_and_marks_nothing(sink: mails.Sink) -> None:
    mails.waiting("one", "two")
    actions.plan_week(at=MONDAY)
    slow = leasing.take(at=MONDAY, kinds=Kind, most=5)
    slow.turn(to=slow.deliveries[0])
    leases_run_out()
    actions.send_due(at=MONDAY)

    begun = slow.turn(over=slow.deliveries[0], ending=leasing.Ending(State.FAILED, why="late"), to=slow.deliveries[1])

    assert not begun
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}


def test_a_batch_that_takes_long_keeps_its_lease(sink: mails.Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    mails.waiting("one", "two", "three")
    actions.plan_week(at=MONDAY)
    batch = leasing.take(at=MONDAY, kinds=Kind, most=5)
    before = Delivery.objects.get(pk=batch.deliveries[2].pk).lease_until
    batch.renewed -= leasing.LEASE.total_seconds()

    batch.turn(to=batch.deliveries[0])

    after = Delivery.objects.get(pk=batch.deliveries[2].pk).lease_until
    assert before is not None
    assert after is not None
    assert after > before


def test_a_mail_whose_senders_die_stops_going_before_the_others_and_is_set_apart_in_the_end(
    interrupted: Delivery, sink: mails.Sink
) -> None:
    Delivery.objects.update(attempts=doubting.SOON)
    actions.send_due(at=MONDAY)
    waits = Delivery.objects.get()
    Delivery.objects.update(state=State.SENDING, attempts=ladder.MOST_TRIES, lease_until=MONDAY)
    leases_run_out()

    actions.send_due(at=LATER)

    apart = Delivery.objects.get()
    assert (waits.state, waits.due_at > MONDAY) == (State.PENDING, True)
    assert (apart.state, sink.taken) == (State.FAILED, [])
    assert "At each try the sender was interrupted" in apart.last_error
