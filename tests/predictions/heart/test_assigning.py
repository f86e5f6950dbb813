"""Reviewers are found for due claims: the least busy, without ties, and nobody twice."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions import actions, ledger, verifying
from predictions.lifecycle import Judgement, Opening
from predictions.models import Assignment, Claim, Expert, InterestKind
from predictions.people import person_of
from predictions.steps import assigning
from tests import builders
from tests.builders import NOW, a_verdict, assigned, reviewers

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    """A due claim in a record, longer overdue than those that other tests add."""
    builders.a_record()
    return builders.a_claim(due_on=date(2025, 6, 30))


def asked(claim: Claim) -> set[UUID]:
    return set(Assignment.objects.filter(round__claim=claim).values_list("reviewer_ref", flat=True))


def test_a_due_claim_gets_as_many_reviewers_as_its_quorum_and_no_more(claim: Claim) -> None:
    reviewers("one", "two", "three")

    first = actions.assign_waiting(at=NOW)
    position = ledger.position()
    second = actions.assign_waiting(at=NOW)

    assert (first, second) == (2, 0)
    assert len(asked(claim)) == 2
    assert ledger.position() == position
    assert verifying.verify().is_sound


def test_nobody_is_asked_before_the_deadline(claim: Claim) -> None:
    reviewers("one", "two")

    assert actions.assign_waiting(at=claim.due_at - timedelta(microseconds=1)) == 0
    assert actions.assign_waiting(at=claim.due_at) == 2


def test_an_assignment_says_by_when_the_verdict_is_wanted(claim: Claim) -> None:
    reviewers("one", "two")

    actions.assign_waiting(at=NOW)

    assert {assignment.wanted_by for assignment in Assignment.objects.all()} == {NOW + timedelta(days=14)}


def test_the_least_busy_are_asked_first(claim: Claim) -> None:
    one, two, three = reviewers("one", "two", "three")
    assigned(builders.a_claim(), one)
    for _ in range(2):
        assigned(builders.a_claim(), two)

    actions.assign_waiting(at=NOW)

    assert asked(claim) == {one.ref, three.ref}


def test_the_work_is_shared_evenly() -> None:
    builders.a_record()
    for _ in range(6):
        builders.a_claim(documents=0)
    reviewers("one", "two", "three", "four")

    actions.assign_waiting(at=NOW)

    load = Counter(Assignment.objects.values_list("reviewer_ref", flat=True))
    assert sorted(load.values()) == [3, 3, 3, 3]


def test_what_is_filed_is_no_longer_work(claim: Claim) -> None:
    one, two, three = reviewers("one", "two", "three")
    for _ in range(2):
        a_verdict(builders.a_claim(), one, "1")
    for reviewer in (two, three):
        assigned(builders.a_claim(), reviewer)

    asks = [ref for judged, ref in assigning.plan(at=NOW, limit=100) if judged.claim_id == claim.pk]

    assert one.ref in asks


def test_who_has_a_tie_or_wrote_it_up_is_never_asked() -> None:
    builders.a_record()
    writer, friend, member, free = reviewers("one", "two", "three", "four")
    maker = builders.an_organization("A maker")
    expert = builders.an_expert(of=maker)
    claim = builders.a_claim(experts=[expert], by=writer)
    for by, near in ((friend, {"expert_id": expert.pk}), (member, {"organization_id": maker.pk})):
        actions.declare_interest(
            kind=InterestKind.MEMBER, starts=builders.SAID, by=by, at=NOW, reason="Declared", **near
        )

    actions.assign_waiting(at=NOW)

    assert asked(claim) == {free.ref}


def test_who_cannot_assess_is_replaced(claim: Claim) -> None:
    one, two, three = reviewers("one", "two", "three")
    a_verdict(claim, one, Judgement.CANNOT_ASSESS)
    a_verdict(claim, two, "1")

    assert actions.assign_waiting(at=NOW) == 1
    assert actions.assign_waiting(at=NOW) == 0
    assert asked(claim) == {one.ref, two.ref, three.ref}


def test_when_nobody_can_assess_it_and_nobody_is_free_the_claim_waits_and_others_do_not(claim: Claim) -> None:
    for reviewer in reviewers("one", "two"):
        a_verdict(claim, reviewer, Judgement.CANNOT_ASSESS)
    later = builders.a_claim()

    assert actions.assign_waiting(at=NOW, limit=2) == 2
    assert actions.assign_waiting(at=NOW, limit=2) == 0
    assert len(asked(later)) == 2

    three, four = reviewers("three", "four")
    assert actions.assign_waiting(at=NOW) == 2
    assert {three.ref, four.ref} < asked(claim)


def end_role(user: User) -> None:
    RoleGrant.objects.filter(user=user).update(ends=NOW - timedelta(days=1))


def close_account(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def become_tied(user: User) -> None:
    expert = Expert.objects.get()
    actions.declare_interest(
        kind=InterestKind.TIE,
        starts=builders.SAID,
        expert_id=expert.pk,
        by=person_of(user, at=NOW),
        at=NOW,
        reason="A friend now",
    )


@pytest.mark.parametrize("leave", [end_role, close_account, become_tied])
def test_who_can_no_longer_judge_is_replaced_whether_or_not_they_had_filed(claim: Claim, leave: Any) -> None:
    one, two, three, four = reviewers("one", "two", "three", "four")
    a_verdict(claim, one, "1")
    assigned(claim, two)
    for number in ("one", "two"):
        leave(User.objects.get(username=f"reviewer-{number}"))

    # Were only reviewer two replaced, the number of those asked would tell that reviewer one had filed.
    assert actions.assign_waiting(at=NOW) == 2
    assert asked(claim) == {one.ref, two.ref, three.ref, four.ref}


def test_a_role_that_ended_and_was_given_again_counts_once(claim: Claim) -> None:
    user = builders.a_user(Role.REVIEWER)
    end_role(user)
    RoleGrant.objects.create(user=user, role=Role.REVIEWER, starts=NOW)

    assert actions.assign_waiting(at=NOW) == 1


def test_a_claim_that_is_judged_again_is_judged_by_others(claim: Claim) -> None:
    builders.resolved(claim)
    three, four = reviewers("three", "four")
    actions.reopen(
        claim_id=claim.pk, why=Opening.OBJECTION, by=builders.a_person(Role.EDITOR), at=NOW, reason="A new document"
    )

    actions.assign_waiting(at=NOW)

    latest = claim.rounds.get(number=2)
    assert set(latest.assignments.values_list("reviewer_ref", flat=True)) == {three.ref, four.ref}


def test_planning_takes_the_same_few_queries_for_many_claims(django_assert_max_num_queries: Any) -> None:
    builders.a_record()
    for _ in range(5):
        builders.a_claim(documents=0)
    reviewers("one", "two", "three")

    # One of them asks whose words each claim is.
    with django_assert_max_num_queries(14):
        asks = assigning.plan(at=NOW, limit=100)

    assert len(asks) == 10


def test_the_lock_is_not_taken_when_there_is_nothing_to_do(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.judging, "writing", lambda: pytest.fail("The lock was taken."))

    assert actions.assign_waiting(at=NOW) == 0
