"""A mail server does everything that mail servers do: nobody else is affected, and nothing comes twice without need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reminders import actions
from reminders.models import Delivery, State, Suppression
from tests.reminders import mails
from tests.reminders.mails import MONDAY

pytestmark = [pytest.mark.thorough, pytest.mark.django_db]

NUMBERS = ("one", "two", "three")
LATER = MONDAY + timedelta(minutes=10)


@pytest.fixture
def sink(settings: Any, tmp_path: Path) -> Iterator[mails.Sink]:
    with mails.a_mail_server(settings) as server:
        server.log = tmp_path / "mainlog"
        server.log.touch()
        yield server


@pytest.fixture
def owed() -> None:
    """Three reviewers are owed their digest."""
    mails.waiting(*NUMBERS)
    actions.plan_week(at=MONDAY)


def states() -> Counter[str]:
    """How many deliveries are in which state."""
    return Counter(Delivery.objects.values_list("state", flat=True))


def of(number: str) -> Delivery:
    """The delivery of one reviewer."""
    return Delivery.objects.get(recipient__username=f"reviewer-{number}")


def once_each(sink: mails.Sink) -> bool:
    """Whether everybody got one mail."""
    return sorted(sink.to()) == sorted(f"reviewer-{number}@example.org" for number in NUMBERS)


def test_a_batch_leaves_in_one_conversation(owed: None, sink: mails.Sink) -> None:
    actions.send_due(at=MONDAY)

    assert sink.conversations == 1
    assert once_each(sink)


def test_one_address_of_a_hundred_is_refused_and_ninety_nine_get_their_mail(
    sink: mails.Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails.many(100, monkeypatch)
    sink.answer["reviewer-n50@example.org"] = "550 5.1.1 <reviewer-n50@example.org>: no such person"
    actions.plan_week(at=MONDAY)

    outcomes = actions.send_due(at=MONDAY)
    actions.send_due(at=LATER)

    assert outcomes == {State.SENT: 99, State.FAILED: 1}
    assert len(sink.taken) == len(set(sink.to())) == 99
    assert sink.conversations == 1
    assert of("n50").last_error == "550 5.1.1 <[address]>: no such person"
    assert Suppression.objects.get().delivery == of("n50")


@pytest.mark.parametrize("says", ["451 4.3.0 come back later", "452 4.2.2 the mailbox is full", "421 closing"])
def test_an_address_that_is_put_off_goes_back_in_line_and_the_others_get_theirs(
    says: str, owed: None, sink: mails.Sink
) -> None:
    sink.answer["reviewer-one@example.org"] = says

    actions.send_due(at=MONDAY)
    first = states()
    sink.answer.clear()
    actions.send_due(at=LATER)

    assert first == {State.SENT: 2, State.PENDING: 1}
    assert once_each(sink)
    assert of("one").attempts == 2


@pytest.mark.parametrize("says", ["451 4.3.0 come back later", "554 5.7.1 not from you"])
def test_a_text_that_is_not_taken_goes_back_in_line(says: str, owed: None, sink: mails.Sink) -> None:
    sink.after_text["reviewer-one@example.org"] = says

    actions.send_due(at=MONDAY)
    waiting = of("one")
    sink.after_text.clear()
    actions.send_due(at=LATER)

    assert (waiting.state, waiting.last_error, waiting.stuck_since) == (State.PENDING, says, None)
    assert once_each(sink)


def test_a_server_that_refuses_every_text_fails_nobody_at_once_and_is_noticed(owed: None, sink: mails.Sink) -> None:
    sink.answer["*"] = "451 later"

    actions.send_due(at=MONDAY)

    assert states() == {State.PENDING: 3}


@pytest.mark.parametrize("asks", [True, False])
def test_of_a_text_that_was_handed_over_without_an_answer_the_log_tells_whether_it_was_taken(
    asks: bool, owed: None, sink: mails.Sink, settings: Any
) -> None:
    settings.MAIL_LOG = sink.log if asks else None
    sink.hangs_up = True
    actions.send_due(at=MONDAY)
    at_first = states()
    sink.hangs_up = False

    actions.send_due(at=LATER)

    ids = Counter(str(mail["Message-ID"]) for mail in sink.taken)
    assert at_first == {State.IN_DOUBT: 3}
    assert states() == {State.SENT: 3}
    assert sorted(ids.values()) == ([1, 1, 1] if asks else [2, 2, 2])


def test_a_server_that_leaves_after_each_mail_is_called_again_and_no_mail_counts_a_failure(
    owed: None, sink: mails.Sink
) -> None:
    sink.leaves = True

    outcomes = actions.send_due(at=MONDAY)

    assert outcomes == {State.SENT: 3}
    assert once_each(sink)
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_a_server_that_stalls_over_one_mail_keeps_it_in_doubt_and_takes_the_others(
    owed: None, sink: mails.Sink, settings: Any
) -> None:
    settings.EMAIL_TIMEOUT, settings.MAIL_LOG = 0.5, sink.log
    sink.stalls["reviewer-one@example.org"] = 1.5

    outcomes = actions.send_due(at=MONDAY)
    sink.stalls.clear()
    actions.send_due(at=LATER)

    assert outcomes == {State.SENT: 2, State.IN_DOUBT: 1}
    assert once_each(sink)
    assert states() == {State.SENT: 3}


@pytest.mark.long
def test_a_server_that_stalls_for_half_a_minute_costs_the_others_nothing(
    owed: None, sink: mails.Sink, settings: Any
) -> None:
    settings.EMAIL_TIMEOUT, settings.MAIL_LOG = 20, sink.log
    sink.stalls["reviewer-one@example.org"] = 30

    outcomes = actions.send_due(at=MONDAY)
    actions.send_due(at=LATER)

    assert outcomes == {State.SENT: 2, State.IN_DOUBT: 1}
    assert states() == {State.SENT: 3}
    assert once_each(sink)


def test_a_server_that_breaks_off_every_conversation_is_left_alone_after_three(
    owed: None, sink: mails.Sink, settings: Any
) -> None:
    mails.more("four", "five")
    actions.plan_week(at=MONDAY)
    sink.answer["*"] = "421 not now"

    actions.send_due(at=MONDAY)

    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1]
    assert states() == {State.PENDING: 5}
    assert Delivery.objects.filter(stuck_since=MONDAY).count() == 3
