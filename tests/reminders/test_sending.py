"""Each reviewer is owed one digest a week, and gets it once, whatever goes wrong."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections

from accounts.models import User
from predictions.models import RecordKind
from reminders import actions
from reminders.backends import EmlFiles
from reminders.models import Delivery, Kind, State
from tests import builders
from tests.reminders import mails
from tests.reminders.killing import killed_at, leases_run_out

MONDAY = mails.MONDAY
A_WEEK = timedelta(weeks=1)


@pytest.fixture
def sink(settings):
    with mails.a_mail_server(settings) as server:
        yield server


@pytest.mark.django_db
def test_a_reviewer_hears_from_us_once_a_week(sink):
    mails.waiting("one")

    for _ in range(3):
        actions.plan_week(at=MONDAY)
        actions.send_due(at=MONDAY)
    actions.plan_week(at=MONDAY + A_WEEK)
    actions.send_due(at=MONDAY + A_WEEK)

    assert sink.to() == ["reviewer-one@example.org"] * 2
    assert len({mail["Message-ID"] for mail in sink.taken}) == 2


@pytest.mark.django_db
def test_nothing_is_owed_before_monday_morning_where_the_person_lives(sink):
    mails.waiting("one")
    User.objects.update(time_zone="America/Los_Angeles")

    early = actions.plan_week(at=MONDAY)
    later = actions.plan_week(at=MONDAY + timedelta(hours=8))

    assert (early, later) == (0, 1)


@pytest.mark.django_db
def test_after_three_weeks_away_there_is_one_mail_and_not_three(sink):
    mails.waiting("one")
    actions.plan_week(at=MONDAY)

    actions.plan_week(at=MONDAY + 3 * A_WEEK)
    actions.send_due(at=MONDAY + 3 * A_WEEK)

    assert sink.to() == ["reviewer-one@example.org"]
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {State.SENT: 1, State.CANCELLED: 1}


@pytest.mark.django_db
def test_a_quiet_week_brings_no_mail_until_something_comes_up(sink):
    builders.a_record()
    claim = builders.a_claim()
    (reviewer,) = builders.reviewers("one")
    actions.plan_week(at=MONDAY)
    actions.send_due(at=MONDAY)
    quiet = sink.to()

    builders.assigned(claim, reviewer, at=MONDAY)
    actions.plan_week(at=MONDAY + timedelta(hours=2))
    actions.send_due(at=MONDAY + timedelta(hours=2))

    assert quiet == []
    assert sink.to() == ["reviewer-one@example.org"]


@pytest.mark.django_db
def test_a_refused_address_ends_with_its_reason_and_troubles_nobody_else(sink):
    mails.waiting("one", "two")
    sink.answer["reviewer-one@example.org"] = "550 no such person"

    actions.plan_week(at=MONDAY)
    actions.send_due(at=MONDAY)
    actions.send_due(at=MONDAY + timedelta(hours=5))

    assert sink.to() == ["reviewer-two@example.org"]
    failed = Delivery.objects.get(state=State.FAILED)
    assert failed.recipient.username == "reviewer-one"
    assert "no such person" in failed.last_error


@pytest.mark.django_db
def test_a_server_that_is_busy_is_tried_again_later_and_not_for_ever(sink):
    mails.waiting("one")
    sink.answer["*"] = "451 come back later"
    actions.plan_week(at=MONDAY)

    actions.send_due(at=MONDAY)
    first = Delivery.objects.get()
    sink.answer.clear()
    actions.send_due(at=MONDAY + timedelta(seconds=30))
    too_early = sink.to()
    actions.send_due(at=MONDAY + timedelta(minutes=5))

    assert (first.state, first.attempts) == (State.PENDING, 1)
    assert too_early == []
    assert sink.to() == ["reviewer-one@example.org"]


@pytest.mark.django_db
def test_a_server_that_never_answers_ends_after_eight_tries(settings):
    mails.waiting("one")
    settings.EMAIL_BACKEND = "reminders.backends.Smtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    actions.plan_week(at=MONDAY)

    for hour in range(12):
        actions.send_due(at=MONDAY + timedelta(hours=6 * hour))

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == (State.FAILED, actions.MOST_TRIES)
    assert "Refused" in delivery.last_error


@pytest.mark.django_db
def test_a_server_that_is_away_is_asked_once_and_costs_the_others_no_try(settings):
    mails.waiting("one", "two", "three")
    settings.EMAIL_BACKEND = "reminders.backends.Smtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    actions.plan_week(at=MONDAY)

    outcomes = actions.send_due(at=MONDAY)

    assert outcomes == Counter({State.PENDING: 1})
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 1]


@pytest.mark.django_db
def test_a_mail_that_cannot_be_written_troubles_nobody_else(sink):
    mails.waiting("one", "two")
    User.objects.filter(username="reviewer-one").update(email="reviewer-one@example.org\nBcc: all@example.org")
    actions.plan_week(at=MONDAY)

    actions.send_due(at=MONDAY)

    assert sink.to() == ["reviewer-two@example.org"]
    held = Delivery.objects.get(state=State.PENDING)
    assert (held.attempts, held.lease_until) == (1, None)
    assert held.last_error.startswith("ValueError")


@pytest.mark.django_db
def test_a_mail_that_kills_each_of_its_senders_ends_after_eight_tries(sink):
    mails.waiting("one")
    actions.plan_week(at=MONDAY)
    long_ago = {"state": State.SENDING, "lease_until": MONDAY - A_WEEK}

    Delivery.objects.update(attempts=actions.MOST_TRIES, **long_ago)
    actions.send_due(at=MONDAY)

    assert sink.taken == []
    assert Delivery.objects.get().state == State.FAILED


@pytest.mark.django_db
def test_nobody_gets_more_than_five_mails_a_day(sink):
    mails.waiting("one")
    actions.plan_week(at=MONDAY)
    reviewer = User.objects.get(username="reviewer-one")
    for number in range(actions.MOST_A_DAY):
        Delivery.objects.create(
            key=f"other:{number}",
            kind=Kind.WEEKLY,
            recipient=reviewer,
            period="2026-W48",
            message_id=f"<{number}@example.org>",
            state=State.SENT,
            sent_at=MONDAY - timedelta(hours=2),
            due_at=MONDAY,
        )

    actions.send_due(at=MONDAY)
    capped = sink.to()
    actions.send_due(at=MONDAY + timedelta(hours=14, minutes=59))
    late = sink.to()
    actions.send_due(at=MONDAY + timedelta(hours=23))

    assert capped == late == []
    assert sink.to() == ["reviewer-one@example.org"]


@pytest.mark.django_db
def test_who_moves_to_where_it_is_still_sunday_gets_the_mail_on_monday_there(sink):
    mails.waiting("one", at=MONDAY - A_WEEK)
    in_tokyo = MONDAY.replace(hour=0)  # nine in the morning there, Sunday afternoon in Los Angeles
    User.objects.update(time_zone="Asia/Tokyo")
    actions.plan_week(at=in_tokyo)
    User.objects.update(time_zone="America/Los_Angeles")

    actions.send_due(at=in_tokyo)
    on_sunday = sink.to()
    actions.send_due(at=MONDAY + timedelta(hours=8))

    assert on_sunday == []
    assert sink.to() == ["reviewer-one@example.org"]


@pytest.mark.django_db
def test_a_zone_that_this_machine_does_not_know_counts_as_utc(sink):
    mails.waiting("one", "two")
    User.objects.filter(username="reviewer-one").update(time_zone="Europe/Atlantis")

    actions.plan_week(at=MONDAY)
    actions.send_due(at=MONDAY)

    assert len(sink.taken) == 2
    assert set(Delivery.objects.values_list("time_zone", flat=True)) == {"UTC"}


@pytest.mark.django_db
def test_a_server_that_hangs_up_after_the_text_may_get_a_second_copy_under_the_same_id(sink):
    mails.waiting("one")
    sink.hangs_up = True
    actions.plan_week(at=MONDAY)
    actions.send_due(at=MONDAY)
    sink.hangs_up = False

    actions.send_due(at=MONDAY + timedelta(minutes=5))

    assert len({mail["Message-ID"] for mail in sink.taken}) == 1
    assert Delivery.objects.get().state == State.SENT


@pytest.mark.django_db(transaction=True)
def test_five_planners_and_five_senders_at_once_send_one_mail_each(sink):
    mails.waiting("one", "two", "three")
    start = Barrier(5)

    def run():
        try:
            start.wait(timeout=30)
            actions.plan_week(at=MONDAY)
            actions.send_due(at=MONDAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        for one in [pool.submit(run) for _ in range(5)]:
            one.result(timeout=60)

    assert sorted(sink.to()) == [f"reviewer-{number}@example.org" for number in ("one", "three", "two")]
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", ["connected", "taken"])
def test_a_sender_killed_while_sending_loses_no_mail(when, sink):
    mails.waiting("one")
    actions.plan_week(at=MONDAY)

    assert killed_at(when, lambda: actions.send_due(at=MONDAY))
    held = actions.send_due(at=MONDAY)
    leases_run_out()
    actions.send_due(at=MONDAY)

    assert held == Counter()
    assert Delivery.objects.get().state == State.SENT
    assert len(sink.taken) == (1 if when == "connected" else 2)
    assert len({mail["Message-ID"] for mail in sink.taken}) == 1


@pytest.mark.django_db
def test_a_demonstration_sends_nothing_whatever_server_is_configured(sink, settings, tmp_path):
    settings.DATA = tmp_path
    builders.a_record(RecordKind.DEMONSTRATION)
    claim = builders.a_claim()
    builders.assigned(claim, builders.reviewers("one")[0], at=MONDAY)

    actions.plan_week(at=MONDAY)
    actions.send_due(at=MONDAY)

    assert sink.taken == []
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


@pytest.mark.django_db
def test_a_mail_sent_again_replaces_its_file(settings, tmp_path):
    settings.DATA = tmp_path
    settings.EMAIL_BACKEND = "reminders.backends.EmlFiles"
    mails.waiting("one")
    actions.plan_week(at=MONDAY)
    actions.send_due(at=MONDAY)
    Delivery.objects.update(state=State.PENDING, sent_at=None)

    actions.send_due(at=MONDAY)

    assert len(list((tmp_path / "mail").iterdir())) == 1
    assert EmlFiles().folder == tmp_path / "mail"


@pytest.mark.django_db
def test_who_stopped_the_mail_gets_none_even_if_it_was_planned_before(sink):
    mails.waiting("one")
    actions.plan_week(at=MONDAY)
    actions.stop(user=User.objects.get(username="reviewer-one"), kind=Kind.WEEKLY, at=MONDAY)

    actions.send_due(at=MONDAY)

    assert sink.taken == []
    assert Delivery.objects.get().state == State.CANCELLED


@pytest.mark.django_db
def test_the_database_keeps_one_delivery_a_key():
    mails.waiting("one")
    actions.plan_week(at=MONDAY)
    twin = Delivery.objects.get()
    twin.pk, twin.message_id = None, "<another@example.org>"

    with pytest.raises(IntegrityError):
        twin.save(force_insert=True)


@pytest.mark.django_db
def test_by_hand_it_does_what_the_schedule_does(sink, capsys):
    mails.waiting("one")

    call_command("send_due", "--at", MONDAY.isoformat())

    assert "Planned 2. 1 sent." in capsys.readouterr().out
    assert len(sink.taken) == 1


@pytest.mark.parametrize(("text", "says"), [("tomorrow", "is not an instant"), ("2026-11-23T09:00:00", "no time zone")])
def test_an_instant_that_cannot_be_read_is_refused_in_a_sentence(text, says):
    with pytest.raises(CommandError, match=says):
        call_command("send_due", "--at", text)
