"""Who follows something is told of each decision once, at the pace they chose, and at once when one is put right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.roles import Role
from predictions.models import Claim
from reminders import actions
from reminders.models import Delivery, Kind, Pace, Subscription, What
from tests import builders
from tests.builders import NOW
from tests.predictions import contesting
from tests.reminders import mails
from tests.reminders.subscriptions import following
from tests.reminders.subscriptions.following import READER

pytestmark = pytest.mark.django_db

HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
MONDAY, APRIL = datetime(2026, 3, 9, 8, tzinfo=UTC), datetime(2026, 4, 1, 8, tzinfo=UTC)


@pytest.fixture
def sink(settings: Any) -> Any:
    with mails.a_mail_server(settings) as server:
        yield server


@pytest.fixture
def claim() -> Claim:
    builders.a_record()
    return following.an_open_claim()


def texts(sink: Any) -> list[str]:
    return [str(mail.get_body(("plain",)).get_content()) for mail in sink.taken]


@pytest.mark.parametrize("what", [What.CLAIM, What.COLLECTION, What.EXPERT])
def test_a_decision_is_told_once_however_often_planners_look(claim: Claim, sink: Any, what: What) -> None:
    following.followed(claim, what=what)
    another = following.an_open_claim(experts=[builders.an_expert("Expert two")], collection=builders.a_collection())
    builders.resolved(another, at=NOW + HOUR)
    following.sent_out(NOW + 2 * HOUR)
    before = sink.to()

    builders.resolved(claim, at=NOW + 3 * HOUR)
    for more in range(4):
        following.sent_out(NOW + 4 * HOUR + more * A_DAY)

    assert before == []
    assert sink.to() == [READER]
    assert claim.key in texts(sink)[0]
    assert another.key not in texts(sink)[0]


@pytest.mark.parametrize(("pace", "day"), [(Pace.WEEKLY, MONDAY), (Pace.MONTHLY, APRIL)])
def test_once_a_week_or_a_month_everything_is_in_one_mail(claim: Claim, sink: Any, pace: Pace, day: datetime) -> None:
    other = following.an_open_claim(collection=claim.collection)
    following.followed(claim, what=What.COLLECTION, pace=pace)
    builders.resolved(claim, at=NOW + HOUR)
    builders.resolved(other, at=NOW + 2 * HOUR)

    following.sent_out(day - HOUR)
    before = sink.to()
    following.sent_out(day)
    following.sent_out(day + HOUR)

    assert before == []
    assert sink.to() == [READER]
    assert claim.key in texts(sink)[0]
    assert other.key in texts(sink)[0]


def test_after_planners_were_gone_for_a_fortnight_there_is_one_mail_with_everything(claim: Claim, sink: Any) -> None:
    following.followed(claim, pace=Pace.WEEKLY)
    builders.resolved(claim, at=NOW + HOUR)

    following.sent_out(MONDAY + 14 * A_DAY)
    following.sent_out(MONDAY + 15 * A_DAY)

    assert len(sink.taken) == 1


def test_a_correction_does_not_wait_for_the_end_of_the_month(claim: Claim, sink: Any) -> None:
    builders.resolved(claim, "1", at=NOW)
    following.followed(claim, pace=Pace.MONTHLY, at=NOW + HOUR)

    objection = contesting.raised(claim)
    contesting.answered(objection, builders.a_person(Role.EDITOR), at=NOW + A_DAY)
    builders.resolved(claim, "0.25", at=NOW + 2 * A_DAY)
    following.sent_out(NOW + 2 * A_DAY + HOUR)
    following.sent_out(APRIL)

    (mail,) = [one for one in sink.taken if one["To"] == READER]
    assert mail["Subject"].startswith("Put right: ")
    assert "Put right. Was: Came true. Now: Mostly did not." in " ".join(
        str(mail.get_body(("plain",)).get_content()).split()
    )


def test_what_happens_at_once_is_four_mails_a_day_at_the_most(claim: Claim, sink: Any) -> None:
    following.followed(claim, what=What.COLLECTION)
    for hour in range(1, 5):
        builders.resolved(following.an_open_claim(collection=claim.collection), at=NOW + hour * HOUR)
        following.sent_out(NOW + hour * HOUR + HOUR / 2)
    first = len(sink.taken)
    following.sent_out(NOW + 8 * HOUR)

    assert (first, len(sink.taken)) == (1, 2)


def test_what_a_mail_that_failed_did_not_tell_is_in_the_next(claim: Claim, sink: Any) -> None:
    following.followed(claim, what=What.COLLECTION)
    sink.answer[READER] = "554 5.7.1 Not now"
    builders.resolved(claim, at=NOW + HOUR)
    following.sent_out(NOW + 2 * HOUR)
    failed = Delivery.objects.get(kind=Kind.FOLLOWED).state
    sink.answer.clear()

    other = following.an_open_claim(collection=claim.collection)
    builders.resolved(other, at=NOW + A_DAY)
    following.sent_out(NOW + A_DAY + HOUR)

    assert failed == "failed"
    assert claim.key in texts(sink)[0]
    assert other.key in texts(sink)[0]


def test_a_sealed_verdict_is_no_news(claim: Claim, sink: Any) -> None:
    following.followed(claim)
    for number in ("one", "two"):
        builders.assigned(claim, builders.reviewers(number)[0])
    builders.a_verdict(claim, builders.reviewers("one")[0], "1", at=NOW + HOUR)

    assert actions.plan_following(at=NOW + 2 * HOUR) == 0
    assert sink.taken == []


def test_the_board_comes_on_the_first_of_the_month_when_one_is_shown(claim: Claim, sink: Any) -> None:
    following.followed(claim, what=What.BOARD)

    following.sent_out(APRIL)

    assert sink.taken == []
    assert Delivery.objects.get(kind=Kind.BOARD).last_error == "No board is shown."
    assert Subscription.objects.get().next_at == datetime(2026, 5, 1, 8, tzinfo=UTC)


def test_planning_takes_a_fixed_number_of_queries(claim: Claim, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        following.followed(claim, address=f"r{number}@example.org", network=str(number))
    builders.resolved(claim, at=NOW + HOUR)

    with django_assert_max_num_queries(12):
        assert actions.plan_following(at=NOW + 2 * HOUR) == 12
