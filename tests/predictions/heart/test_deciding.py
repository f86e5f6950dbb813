"""Deciding by quorum, adjudicating, opening again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions import actions, verifying
from predictions.lifecycle import Fault, Judgement, NotResolved, Opening, Outcome, Status
from predictions.models import Claim, DecidedBy, InterestKind
from predictions.people import person_of
from predictions.policy import SYSTEM, ConflictOfInterest, NotAllowed, Person
from predictions.steps.ballots import WrongVerdict
from predictions.steps.judging import WasTied
from predictions.steps.versions import claim_version
from tests import builders
from tests.builders import NOW, a_verdict, assigned, reviewers
from tests.predictions.heart.ballots import adjudicate, file, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    """An open claim in a record, said by expert one of a maker."""
    builders.a_record()
    return builders.a_claim(documents=2)


@pytest.fixture
def adjudicator() -> Person:
    """Somebody who may decide between verdicts."""
    return builders.a_person(Role.ADJUDICATOR)


def test_a_quorum_cites_what_its_reviewers_cited_and_closes_the_round(claim: Claim) -> None:
    documents = list(claim.evidence.values_list("pk", flat=True))
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    file(claim, one, cites=documents[:1])
    file(claim, two, cites=documents[1:], grade=Decimal("0.5"))

    claim.refresh_from_db()

    resolution = claim.resolution
    assert resolution is not None
    assert (resolution.grade, resolution.decided, resolution.decided_by) == (Decimal("0.5"), DecidedBy.QUORUM, None)
    assert sorted(resolution.cites) == sorted(documents)
    assert claim.rounds.get().closed_at == NOW


def test_verdicts_that_do_not_agree_wait_for_an_adjudicator(claim: Claim, adjudicator: Person) -> None:
    for reviewer, grade in zip(reviewers("one", "two"), ("1", "0"), strict=True):
        a_verdict(claim, reviewer, grade)
    assert status(claim) == Status.OPEN

    resolution = adjudicate(claim, adjudicator)

    assert status(claim) == Status.RESOLVED
    assert (resolution.decided, resolution.decided_by) == (DecidedBy.ADJUDICATION, adjudicator.ref)
    assert verifying.verify().is_sound


@pytest.mark.parametrize("outcome", [Outcome.AMBIGUOUS, Outcome.ANNULLED])
def test_an_adjudicator_may_find_that_nothing_can_be_graded(
    claim: Claim, adjudicator: Person, outcome: Outcome
) -> None:
    a_verdict(claim, reviewers("one")[0], Judgement.AMBIGUOUS)
    a_verdict(claim, reviewers("two")[0], Judgement.ANNUL)
    fault = Fault.PREMISE if outcome is Outcome.ANNULLED else None

    resolution = adjudicate(claim, adjudicator, outcome=outcome, grade=None, fault=fault, cites=[])

    assert (resolution.outcome, resolution.grade, resolution.fault) == (outcome, None, fault or "")


def test_an_adjudicator_who_annuls_says_what_is_wrong_with_the_claim_too(claim: Claim, adjudicator: Person) -> None:
    for reviewer in reviewers("one", "two"):
        a_verdict(claim, reviewer, Judgement.AMBIGUOUS)

    with pytest.raises(WrongVerdict, match="Choose what is wrong with it from the list"):
        adjudicate(claim, adjudicator, outcome=Outcome.ANNULLED, grade=None, cites=[])
    with pytest.raises(WrongVerdict, match="Only an annulled claim has a fault"):
        adjudicate(claim, adjudicator, fault=Fault.SEVERAL)


def test_there_is_nothing_to_adjudicate_while_verdicts_are_missing(claim: Claim, adjudicator: Person) -> None:
    a_verdict(claim, reviewers("one")[0], "1")

    with pytest.raises(NotAllowed, match="nothing to adjudicate"):
        adjudicate(claim, adjudicator)


def test_who_judged_does_not_adjudicate_not_even_in_a_later_round(claim: Claim) -> None:
    user = builders.a_user(Role.REVIEWER, "both")
    a_verdict(claim, person_of(user, at=NOW), "1")
    a_verdict(claim, reviewers("two")[0], "0")
    RoleGrant.objects.create(user=user, role=Role.ADJUDICATOR, starts=NOW)
    both = person_of(user, at=NOW)
    with pytest.raises(ConflictOfInterest, match="You have judged this claim"):
        adjudicate(claim, both)
    adjudicate(claim, builders.a_person(Role.ADJUDICATOR))
    actions.reopen(
        claim_id=claim.pk, why=Opening.OBJECTION, by=builders.a_person(Role.EDITOR), at=NOW, reason="A new document"
    )
    for reviewer, grade in zip(reviewers("three", "four"), ("1", "0"), strict=True):
        a_verdict(claim, reviewer, grade)

    with pytest.raises(ConflictOfInterest):
        adjudicate(claim, both)


def test_a_reopened_claim_is_open_again_and_the_new_resolution_points_back(claim: Claim) -> None:
    editor = builders.a_person(Role.EDITOR)
    builders.resolved(claim, "1")
    first = claim.resolution

    actions.reopen(claim_id=claim.pk, why=Opening.REOPENED, by=editor, at=NOW, reason="A new document")
    assert status(claim) == Status.OPEN
    assert Claim.objects.get(pk=claim.pk).resolution is None
    for reviewer in reviewers("three", "four"):
        a_verdict(claim, reviewer, "0.5")

    assert status(claim) == Status.RESOLVED
    assert claim.resolution is not None
    assert first is not None
    assert (claim.resolution.number, claim.resolution.replaces_id) == (2, first.pk)
    assert [judged.opened_for for judged in claim.rounds.all()] == ["first", "reopened"]
    assert verifying.verify().is_sound


def test_only_a_resolved_claim_is_reopened_and_never_as_the_first_time(claim: Claim) -> None:
    editor = builders.a_person(Role.EDITOR)
    again: dict[str, Any] = {"claim_id": claim.pk, "by": editor, "at": NOW, "reason": "Again"}

    with pytest.raises(NotResolved, match="that is open cannot be opened again"):
        actions.reopen(why=Opening.REOPENED, **again)
    builders.resolved(claim)
    with pytest.raises(NotAllowed, match="Say why it is judged again"):
        actions.reopen(why=Opening.FIRST, **again)
    with pytest.raises(NotAllowed, match="may not publish"):
        actions.reopen(why=Opening.REOPENED, **again | {"by": reviewers("one")[0]})


def test_a_claim_is_opened_again_by_somebody_who_neither_judged_nor_decided_it(claim: Claim) -> None:
    user = builders.a_user(Role.EDITOR)
    RoleGrant.objects.create(user=user, role=Role.REVIEWER, starts=NOW - timedelta(days=1))
    judge = person_of(user, at=NOW)
    for reviewer in (judge, reviewers("two")[0]):
        a_verdict(claim, reviewer, "1")
    again: dict[str, Any] = {"claim_id": claim.pk, "why": Opening.REOPENED, "at": NOW, "reason": "A new document"}

    with pytest.raises(ConflictOfInterest, match="You judged or decided this claim"):
        actions.reopen(by=judge, **again)
    assert status(claim) == Status.RESOLVED
    actions.reopen(by=builders.a_person(Role.EDITOR, "two"), **again)

    assert status(claim) == Status.OPEN


def test_a_decision_cites_no_document_that_was_retracted_before_it(claim: Claim) -> None:
    kept, withdrawn = claim.evidence.order_by("number")[:2]
    one, two = reviewers("one", "two")
    file(claim, assigned(claim, one), cites=[kept.pk, withdrawn.pk])
    actions.retract_evidence(
        evidence_id=withdrawn.pk,
        seen_version=withdrawn.version,
        by=builders.a_person(Role.EDITOR),
        at=NOW,
        reason="It was withdrawn",
    )

    file(claim, assigned(claim, two), cites=[kept.pk])

    assert claim.resolutions.get().cites == [kept.pk]


def test_who_was_let_go_for_a_tie_is_not_asked_again_in_the_same_round(claim: Claim) -> None:
    (one,) = reviewers("one")
    file(claim, assigned(claim, one))
    actions.declare_interest(
        kind=InterestKind.TIE,
        organization_id=claim.source.publisher_id,
        starts=NOW.date(),
        ends=NOW.date(),
        by=one,
        at=NOW,
        reason="A cousin",
    )
    later = NOW + timedelta(days=2)

    with pytest.raises(WasTied, match="Ask somebody else"):
        actions.assign(claim_id=claim.pk, reviewer=one, by=SYSTEM, at=later, reason="Once more")


def test_a_verdict_to_look_at_again_of_somebody_who_left_keeps_nobody_waiting(claim: Claim) -> None:
    people = reviewers("one", "two", "three")
    actions.assign_waiting(at=NOW)
    asked = set(claim.rounds.get().assignments.values_list("reviewer_ref", flat=True))
    gone = next(person for person in people if person.ref in asked)
    file(claim, gone)
    editor = builders.a_person(Role.EDITOR)
    sharper = {"question": "Did it really happen?"}
    actions.revise_wording(
        claim_id=claim.pk,
        language="en",
        seen_version=claim_version(claim),
        changes=sharper,
        by=editor,
        at=NOW,
        reason="Sharper",
    )
    User.objects.filter(actor_ref=gone.ref).update(is_active=False)

    assert actions.assign_waiting(at=NOW) == 1


def test_who_changed_the_words_does_not_judge_them(claim: Claim) -> None:
    user = builders.a_user(Role.EDITOR, "both")
    RoleGrant.objects.create(user=user, role=Role.REVIEWER, starts=NOW)
    both = person_of(user, at=NOW)
    actions.revise_wording(
        claim_id=claim.pk,
        language="en",
        seen_version=claim_version(claim),
        changes={"question": "Did it really happen?"},
        by=both,
        at=NOW,
        reason="Sharper",
    )

    with pytest.raises(ConflictOfInterest, match="wrote this claim up"):
        assigned(claim, both)
