"""What reviewers expect before the deadline: five chances, blind to each other."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.roles import Role
from predictions import actions, ledger, verifying
from predictions.lifecycle import GRADES
from predictions.models import Claim, Prior, PriorBasis
from predictions.policy import ConflictOfInterest, NotAllowed, Person, WrongMoment
from predictions.revisions import BlankReason
from predictions.steps.priors import WrongShares, median_of
from predictions.steps.versions import claim_version
from tests import builders
from tests.builders import NOW, reviewers

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    builders.a_record()
    return builders.a_claim(due_on=date(2026, 12, 31))


def shares(*per_cent: str) -> dict[Decimal, Decimal]:
    return {grade: Decimal(one) / 100 for grade, one in zip(GRADES, per_cent, strict=True)}


EVEN = shares("20", "20", "20", "20", "20")


def expect(claim: Claim, by: Person, given: dict[Decimal, Decimal] = EVEN, **more: Any) -> Prior:
    usual: dict[str, Any] = {"at": NOW, "reason": "Nobody has begun yet"}
    return actions.set_prior(claim_id=claim.pk, shares=given, by=by, **usual | more)


def test_five_chances_make_an_expected_grade(claim: Claim) -> None:
    prior = expect(claim, reviewers("one")[0], shares("10", "20", "40", "20", "10"))

    assert prior.expected == Decimal("0.5")
    assert prior.shares == {"1": "0.1", "0.75": "0.2", "0.5": "0.4", "0.25": "0.2", "0": "0.1"}
    assert (prior.basis, prior.set_on) == (PriorBasis.BLIND, NOW.date())


def test_what_one_expects_can_be_changed_until_the_deadline_as_a_revision(claim: Claim) -> None:
    (one,) = reviewers("one")
    expect(claim, one)

    changed = expect(claim, one, shares("100", "0", "0", "0", "0"), at=claim.due_at - timedelta(seconds=1))

    assert (changed.version, changed.expected, Prior.objects.count()) == (2, Decimal(1), 1)
    with pytest.raises(WrongMoment, match="The deadline has passed"):
        expect(claim, one, at=claim.due_at)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (shares("20", "20", "20", "20", "10"), "add up to 90 per cent"),
        (shares("50.5", "50", "0", "0", "0"), r"add up to 100\.5 per cent"),
        (shares("110", "-10", "0", "0", "0"), "0 or more"),
        ({Decimal(1): Decimal(1)}, "each of the five grades"),
    ],
)
def test_chances_that_are_none_are_refused_with_their_sum(
    claim: Claim, given: dict[Decimal, Decimal], words: str
) -> None:
    with pytest.raises(WrongShares, match=words):
        expect(claim, reviewers("one")[0], given)

    assert not Prior.objects.exists()


def test_who_may_not_judge_the_claim_says_nothing_of_it_beforehand(claim: Claim) -> None:
    writer = builders.a_person(Role.REVIEWER, "writer")
    own = builders.a_claim(by=writer, due_on=date(2026, 12, 31))

    with pytest.raises(ConflictOfInterest):
        expect(own, writer)
    with pytest.raises(NotAllowed, match="may not file verdicts"):
        expect(claim, builders.a_person(Role.EDITOR))
    with pytest.raises(BlankReason):
        expect(claim, reviewers("one")[0], reason=" ")


def test_nothing_that_others_see_moves(claim: Claim) -> None:
    before = claim_version(claim)
    at: datetime = claim.history.latest().history_date

    expect(claim, reviewers("one")[0])

    assert claim_version(claim) == before
    assert claim.history.latest().history_date == at
    assert ledger.stream_version("prior", Prior.objects.get().pk) == 1
    assert verifying.verify().is_sound


@pytest.mark.parametrize(
    ("given", "middle"),
    [
        (["0.2", "0.4"], None),
        (["0.9", "0.2", "0.4"], "0.4"),
        (["0.9", "0.2", "0.4", "0.5"], "0.45"),
    ],
)
def test_the_median_takes_three(given: list[str], middle: str | None) -> None:
    assert median_of(Decimal(one) for one in given) == (None if middle is None else Decimal(middle))
