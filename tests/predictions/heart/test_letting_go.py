"""Letting a reviewer go: what they filed stands unless they are tied, and nobody learns whether they had filed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.roles import Role
from predictions import actions, ledger, verifying
from predictions.lifecycle import Status
from predictions.models import Assignment, Claim, InterestKind, LettingGo
from predictions.policy import SYSTEM, ConflictOfInterest, NotAllowed, Person
from predictions.revisions import BlankReason
from predictions.steps.assigning import NotAsked
from tests import builders
from tests.builders import NOW, a_verdict, assigned, reviewers

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    builders.a_record()
    return builders.a_claim()


def let_go(claim: Claim, reviewer: Person, *, by: Person = SYSTEM, reason: str = "Away for a month") -> Assignment:
    return actions.let_go(claim_id=claim.pk, reviewer_ref=reviewer.ref, by=by, at=NOW, reason=reason)


def a_tie(claim: Claim, reviewer: Person) -> None:
    actions.declare_interest(
        kind=InterestKind.TIE,
        organization_id=claim.source.publisher_id,
        starts=NOW.date(),
        by=reviewer,
        at=NOW,
        reason="Declared",
    )


def test_who_is_let_go_files_no_more_and_is_replaced(claim: Claim) -> None:
    one, _two, _three = reviewers("one", "two", "three")
    assigned(claim, one)

    let_go(claim, one)

    with pytest.raises(NotAllowed, match="You were let go"):
        actions.file_verdict(
            claim_id=claim.pk, seen_version=0, judgement="annul", grade=None, confidence=1, reasons="x", cites=[],
            by=one, at=NOW,
        )  # fmt: skip
    assert actions.assign_waiting(at=NOW) == 2
    assert one.ref not in claim.rounds.get().assignments.filter(released_at=None).values_list("reviewer_ref", flat=True)


def test_a_verdict_that_was_filed_is_not_thrown_away_with_its_author(claim: Claim) -> None:
    one, two = reviewers("one", "two")
    a_verdict(claim, one, "0.5")

    let_go(claim, one)
    a_verdict(claim, two, "0.5")

    claim.refresh_from_db()
    assert claim.status == Status.RESOLVED
    assert claim.resolution is not None
    assert claim.resolution.grade == Decimal("0.5")
    assert verifying.verify().is_sound


def test_a_verdict_of_somebody_who_is_tied_by_then_loses_its_force(claim: Claim) -> None:
    one, two, three = reviewers("one", "two", "three")
    a_verdict(claim, one, "0")

    a_tie(claim, one)
    a_verdict(claim, two, "1")
    claim.refresh_from_db()
    assert claim.status == Status.OPEN
    a_verdict(claim, three, "1")

    claim.refresh_from_db()
    assert claim.resolution is not None
    assert claim.resolution.grade == Decimal(1)


def test_a_declared_tie_ends_what_it_touches_and_nothing_else(claim: Claim) -> None:
    other = builders.a_claim()
    (one,) = reviewers("one")
    assigned(claim, one)
    assigned(other, one)

    a_tie(claim, one)

    ended = {ask.round.claim_id: ask.released_for for ask in Assignment.objects.select_related("round")}
    assert ended == {claim.pk: LettingGo.TIED, other.pk: ""}


@pytest.mark.parametrize("has_filed", [True, False])
def test_letting_go_is_the_same_whether_or_not_they_had_filed(claim: Claim, has_filed: bool) -> None:
    one, two, *_others = reviewers("one", "two", "three", "four")
    assigned(claim, one)
    assigned(claim, two)
    if has_filed:
        a_verdict(claim, one, "1")
    before = ledger.position()

    released = let_go(claim, one)
    asked = actions.assign_waiting(at=NOW)

    assert (released.released_for, released.version) == (LettingGo.RELEASED, 2)
    assert asked == 1  # somebody comes in their place in any case
    assert ledger.position() == before + 2


def test_only_who_is_asked_is_let_go_and_once(claim: Claim) -> None:
    (one,) = reviewers("one")
    with pytest.raises(NotAsked, match="not asked"):
        let_go(claim, one)
    assigned(claim, one)
    let_go(claim, one)

    with pytest.raises(NotAsked):
        let_go(claim, one)


def test_letting_go_takes_an_editor_and_a_reason(claim: Claim) -> None:
    one, two = reviewers("one", "two")
    assigned(claim, one)

    with pytest.raises(NotAllowed, match="may not assign"):
        let_go(claim, one, by=two)
    with pytest.raises(BlankReason):
        let_go(claim, one, by=builders.a_person(Role.EDITOR), reason=" ")


def test_nobody_asks_themselves(claim: Claim) -> None:
    (one,) = reviewers("one")
    both = Person(one.ref, frozenset({Role.REVIEWER, Role.EDITOR}))

    with pytest.raises(ConflictOfInterest, match="asked by somebody else"):
        actions.assign(claim_id=claim.pk, reviewer=both, by=both, at=NOW, reason="My turn")


def test_the_database_keeps_why_somebody_was_let_go(claim: Claim) -> None:
    (one,) = reviewers("one")
    assigned(claim, one)
    asked: Any = Assignment.objects.get()
    asked.released_at = NOW

    with pytest.raises(IntegrityError):
        builders.saved(asked)
