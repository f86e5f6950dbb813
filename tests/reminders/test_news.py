"""Who is told what, when, and what is not told any more once it is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions.lifecycle import Judgement
from predictions.models import Claim
from predictions.people import person_of
from reminders import actions, kinds
from reminders.actions.preparing import prepare
from reminders.digest import digest, take_folded
from reminders.kinds.described import To
from reminders.models import NEWS, Delivery, Kind, Matter, State
from tests import builders
from tests.builders import NOW
from tests.predictions import contesting
from tests.reminders import happenings
from tests.reminders.happenings import A_DAY, SOON

pytestmark = pytest.mark.django_db

A_FORTNIGHT = timedelta(days=14)


@pytest.fixture
def claim() -> Claim:
    """A due claim of a record with an editor and an adjudicator."""
    builders.a_record()
    for role in (Role.EDITOR, Role.ADJUDICATOR):
        builders.a_user(role)
    return builders.a_claim()


def sent(at: datetime) -> list[tuple[str, str]]:
    """Plan and send at `at`. Returns every mail that has left by then: its kind and to whom."""
    actions.plan_news(at=at)
    actions.send_due(at=at, kinds=NEWS)
    left = Delivery.objects.filter(state=State.SENT, recipient__isnull=False).order_by("sent_at", "pk")
    return [(kind, name) for kind, name in left.values_list("kind", "recipient__username")]


def test_every_kind_is_described_once_and_says_who_gets_it_how_it_is_stopped_and_what_in_doubt() -> None:
    named = [one.kind for one in kinds.ALL if one.kind]

    assert sorted(named) == sorted(Kind)
    assert all(str(one.name) and str(one.when) and one.in_doubt for one in kinds.ALL)
    assert [one.kind for one in kinds.ALL if one.to is To.ACCOUNT and not one.can_be_stopped] == [None]


def test_a_reviewer_who_is_asked_for_several_claims_hears_of_them_in_one_mail(claim: Claim) -> None:
    user = happenings.asked(claim)
    happenings.asked(builders.a_claim(), at=NOW + timedelta(minutes=1))

    for minutes in (2, 3, 8, 9):
        sent(NOW + timedelta(minutes=minutes))

    assert sent(NOW + timedelta(minutes=10)) == [("assignment", user.username)]
    assert Matter.objects.count() == 2


def test_what_comes_up_after_the_mail_of_the_day_is_told_the_next_morning(claim: Claim) -> None:
    user = happenings.asked(claim)
    sent(NOW)
    sent(NOW + SOON)
    other = builders.a_claim()
    happenings.asked(other, at=NOW + timedelta(hours=1))

    same_day = sent(NOW + timedelta(hours=10))
    next_day = sent(NOW + A_DAY)

    assert same_day == [("assignment", user.username)]
    assert next_day == [("assignment", user.username)] * 2
    told = Matter.objects.get(about__startswith=other.rounds.get().assignments.get().pk)
    assert Delivery.objects.get(key=told.key).wall_time == "2026-03-03 08:00"


def test_who_filed_or_was_let_go_before_the_mail_left_is_not_asked_by_it(claim: Claim) -> None:
    happenings.asked(claim, "one")
    happenings.asked(claim, "two")
    actions.plan_news(at=NOW)
    builders.a_verdict(claim, builders.reviewers("one")[0], at=NOW)
    happenings.let_go(claim, "two")

    assert sent(NOW + SOON) == []
    reasons = Delivery.objects.filter(kind=Kind.ASSIGNMENT).values_list("state", "last_error")
    assert set(reasons) == {(State.CANCELLED, "Nothing of it is so any more.")}


def test_who_was_asked_and_is_let_go_later_is_told_and_only_they(claim: Claim) -> None:
    happenings.asked(claim, "one")
    sent(NOW)
    sent(NOW + SOON)
    happenings.let_go(claim, "one", at=NOW + A_DAY)

    delivery = happenings.owed(Kind.ASSIGNMENT, "reviewer-one", at=NOW + A_DAY)

    said = happenings.said(delivery, at=NOW + A_DAY + SOON)
    assert "1 claim is no longer yours to judge" in said
    assert f"/claims/{claim.pk}/" in said
    assert Delivery.objects.filter(kind=Kind.ASSIGNMENT, period="2026-03-03").count() == 1


def test_who_says_that_they_cannot_assess_a_claim_is_not_told_what_they_did(claim: Claim) -> None:
    happenings.asked(claim)
    sent(NOW + SOON)
    builders.a_verdict(claim, builders.reviewers("one")[0], Judgement.CANNOT_ASSESS, at=NOW + A_DAY)

    assert actions.plan_news(at=NOW + A_DAY) == 0


def test_verdicts_apart_are_told_to_adjudicators_who_may_decide_and_to_nobody_else(claim: Claim) -> None:
    asked = builders.a_user(Role.ADJUDICATOR, "two")
    writer = builders.a_user(Role.ADJUDICATOR, "three")
    other = builders.a_claim(by=person_of(writer, at=NOW))
    happenings.contested(claim)
    happenings.contested(other)

    told = [who for kind, who in [*sent(NOW), *sent(NOW + SOON)] if kind == Kind.CONTESTED]

    assert sorted(told) == ["adjudicator-one", writer.username, asked.username]
    assert Matter.objects.filter(kind=Kind.CONTESTED, user=writer).count() == 1
    said = happenings.said(Delivery.objects.get(kind=Kind.CONTESTED, recipient=writer), at=NOW + SOON)
    assert other.pk not in said


def test_a_dispute_that_was_decided_meanwhile_is_not_told(claim: Claim) -> None:
    happenings.contested(claim)
    delivery = happenings.owed(Kind.CONTESTED, "adjudicator-one", at=NOW)
    builders.a_verdict(claim, builders.reviewers("two")[0], "0.25", at=NOW + timedelta(minutes=1))

    before = happenings.said(delivery, at=NOW + SOON)
    RoleGrant.objects.filter(user__username="adjudicator-one").update(ends=NOW + timedelta(minutes=2))

    assert before.startswith("1 claim waits for your decision")  # a changed mind never closes a round
    assert "does not hold the role" in happenings.said(delivery, at=NOW + SOON)


def test_an_objection_is_told_to_editors_without_a_hand_in_it_until_somebody_answers(claim: Claim) -> None:
    builders.resolved(claim)
    builders.a_user(Role.EDITOR, "two")
    objection = contesting.raised(claim, at=NOW)

    actions.plan_news(at=NOW)

    owed = Delivery.objects.filter(kind=Kind.OBJECTION)
    assert sorted(owed.values_list("recipient__username", flat=True)) == ["editor-one", "editor-two"]
    page = happenings.said(owed.order_by("pk")[0], at=NOW + SOON)
    assert f"/desk/objections/{objection.pk}/" in page
    assert contesting.TEXT not in page
    assert contesting.SENDER not in page
    contesting.answered(objection, person_of(User.objects.get(username="editor-two"), at=NOW))
    assert happenings.said(owed.order_by("pk")[0], at=NOW + SOON).startswith("not owed")


def test_a_claim_that_nobody_decided_in_fourteen_days_is_told_to_editors_once(claim: Claim) -> None:
    early = [mail for days in (0, 13) for mail in [*sent(NOW + days * A_DAY), *sent(NOW + days * A_DAY + SOON)]]
    for days in (14, 15, 16):
        sent(NOW + days * A_DAY)
        sent(NOW + days * A_DAY + SOON)

    assert early == []
    assert sent(NOW + 17 * A_DAY) == [("overdue", "editor-one")]
    assert Delivery.objects.get(kind=Kind.OVERDUE).period == "2026-03-16"


def test_what_nobody_decided_tells_an_editor_nothing_of_verdicts(claim: Claim) -> None:
    later = NOW + A_FORTNIGHT + A_DAY
    delivery = happenings.owed(Kind.OVERDUE, "editor-one", at=later)
    before = happenings.said(delivery, at=later + SOON)

    builders.a_verdict(claim, builders.reviewers("one")[0], at=later)

    assert happenings.said(delivery, at=later + SOON) == before


def test_who_judged_hears_when_it_is_decided_again_and_who_judged_this_time_does_not(claim: Claim) -> None:
    happenings.superseded(claim)
    at = NOW + 2 * A_DAY

    sent(at)

    owed = Delivery.objects.filter(kind=Kind.SUPERSEDED)
    assert sorted(owed.values_list("recipient__username", flat=True)) == ["reviewer-one", "reviewer-two"]
    said = happenings.said(owed.order_by("pk")[0], at=at + SOON)
    assert "Was: Mostly came true. Now: Partly came true." in said


def test_after_three_days_without_a_planner_there_is_one_mail_of_each_kind(claim: Claim) -> None:
    for days in range(3):
        happenings.asked(builders.a_claim(), at=NOW + days * A_DAY)

    sent(NOW + 3 * A_DAY)

    assert sent(NOW + 3 * A_DAY + SOON) == [("assignment", "reviewer-one")]


def test_a_restored_record_does_not_tell_what_is_older_than_a_month(claim: Claim) -> None:
    happenings.asked(claim)

    assert actions.plan_news(at=NOW + timedelta(days=31)) == Matter.objects.filter(kind=Kind.OVERDUE).count()
    assert not Matter.objects.filter(kind=Kind.ASSIGNMENT).exists()


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("left", "The person has left."),
        ("no address", "There is no address to send it to."),
        ("role ended", "The person does not hold the role any more that it is for."),
        ("stopped", "The person does not want it any more."),
        ("paused", "The person has paused their mails; the first digest after that tells it."),
    ],
)
def test_state_is_looked_at_again_when_it_is_sent(claim: Claim, what: str, why: str) -> None:
    user = happenings.asked(claim)
    actions.plan_news(at=NOW)
    if what == "left":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif what == "no address":
        User.objects.filter(pk=user.pk).update(email="")
    elif what == "role ended":
        RoleGrant.objects.filter(user=user).update(ends=NOW)
    elif what == "stopped":
        actions.stop(user=user, kind=Kind.ASSIGNMENT, at=NOW)
    else:
        pause(user, days=3)

    actions.send_due(at=NOW + SOON)

    delivery = Delivery.objects.get(kind=Kind.ASSIGNMENT)
    assert (delivery.state, delivery.last_error) == (State.CANCELLED, why)


def pause(user: User, *, days: int, at: datetime = NOW) -> None:
    wants = actions.Wanted(paused_until=(at + days * A_DAY).date())
    actions.choose(user=user, kinds=list(Kind), offered=[Kind.WEEKLY, Kind.ASSIGNMENT], wants=wants, at=at)


def test_what_came_up_while_mails_were_paused_is_in_the_first_digest_after_that(claim: Claim) -> None:
    user = happenings.asked(claim)
    pause(user, days=3)
    sent(NOW)
    sent(NOW + SOON)

    for days in range(8):
        actions.plan(at=NOW + days * A_DAY)
        actions.send_due(at=NOW + days * A_DAY)

    (mail,) = Delivery.objects.filter(recipient=user, state=State.SENT)
    assert (mail.kind, mail.wall_time) == (Kind.WEEKLY, "2026-03-09 08:00")
    assert Matter.objects.get(user=user).digest == mail.key


def five_today(user: User, at: datetime) -> None:
    """Five mails that left today."""
    for number in range(actions.MOST_A_DAY):
        Delivery.objects.create(
            key=f"sent:{number}",
            kind=Kind.SUPERSEDED,
            recipient=user,
            message_id=f"<{number}@example.org>",
            state=State.SENT,
            sent_at=at - timedelta(minutes=number),
            due_at=at,
        )


def test_the_sixth_mail_of_a_day_is_told_in_the_next_digest_which_says_so(claim: Claim) -> None:
    user = happenings.asked(claim)
    five_today(user, NOW)
    sent(NOW)
    sent(NOW + SOON)

    folded = Delivery.objects.get(kind=Kind.ASSIGNMENT)
    actions.plan_week(at=NOW + timedelta(days=7))
    weekly = Delivery.objects.get(kind=Kind.WEEKLY, recipient=user)
    said = happenings.said(weekly, at=NOW + timedelta(days=7))

    assert folded.state == State.CANCELLED
    assert "the next digest tells it" in folded.last_error
    assert "Came up meanwhile" in said
    assert f"{claim.key}. To judge by" in said


def test_without_a_digest_the_sixth_mail_waits_for_the_next_morning(claim: Claim) -> None:
    user = happenings.asked(claim)
    actions.stop(user=user, kind=Kind.WEEKLY, at=NOW)
    five_today(user, NOW)
    sent(NOW)
    sent(NOW + SOON)

    waiting = Delivery.objects.get(kind=Kind.ASSIGNMENT)
    sent(NOW + timedelta(hours=23))

    assert (waiting.state, waiting.last_error) == (State.PENDING, "Enough mails for one day.")
    waiting.refresh_from_db()
    assert waiting.state == State.SENT


def test_what_a_digest_told_that_was_never_sent_is_in_the_next_one(claim: Claim) -> None:
    user = happenings.asked(claim)
    five_today(user, NOW)
    sent(NOW)
    sent(NOW + SOON)
    lost = Delivery(key="weekly:lost", kind=Kind.WEEKLY, recipient=user)
    again = Delivery(key="weekly:again", kind=Kind.WEEKLY, recipient=user)

    first = take_folded(lost)
    second = take_folded(again)

    assert first == second
    assert digest(user, period="2026-W10", at=NOW, folded=second).folded


def test_a_mail_may_be_prepared_twice_and_says_the_same(claim: Claim) -> None:
    happenings.asked(claim)
    delivery = happenings.owed(Kind.ASSIGNMENT, "reviewer-one", at=NOW)

    first, second = (prepare(delivery, at=NOW + SOON).write() for _ in range(2))

    assert (first.subject, first.body) == (second.subject, second.body)
    assert first.extra_headers == second.extra_headers
    assert first.extra_headers["List-Id"].startswith("<assignment.")


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_owe_once() -> None:
    builders.a_record()
    claims = [builders.a_claim() for _ in range(3)]
    for claim in claims:
        happenings.asked(claim, "one")
        happenings.asked(claim, "two")
    start = Barrier(4)

    def run(_: int) -> None:
        try:
            start.wait(timeout=30)
            actions.plan(at=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))

    assert Matter.objects.count() == 6
    owed = sorted(Delivery.objects.values_list("kind", "recipient__username"))
    assert owed == [(kind, who) for kind in ("assignment", "weekly") for who in ("reviewer-one", "reviewer-two")]


def queries(at: datetime) -> int:
    with CaptureQueriesContext(connections["default"]) as seen:
        actions.plan(at=at)
    return len(seen)


def test_planning_takes_as_many_questions_for_many_people_as_for_few(claim: Claim) -> None:
    actions.plan(at=NOW)
    for number in ("one", "two", "three"):
        happenings.asked(claim, number)
    few = queries(NOW + timedelta(minutes=1))
    others = [builders.a_claim() for _ in range(4)]
    for more in range(4, 16):
        for other in others:
            happenings.asked(other, str(more))

    assert queries(NOW + timedelta(minutes=2)) == few
    idle = queries(NOW + timedelta(minutes=3))
    assert idle <= 20
