"""Who has decided, or may read what others filed, is not asked to judge blind."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions import actions, policy
from predictions.lifecycle import Opening, Outcome, Status
from predictions.models import Assignment
from predictions.people import person_of
from predictions.policy import SYSTEM, Command, Situation, Ties
from predictions.steps.ties import ties_of
from predictions.steps.versions import claim_version
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def both() -> policy.Person:
    """Somebody who reviews and adjudicates."""
    user = User.objects.get(username="adjudicator-one")
    RoleGrant.objects.create(user=user, role=Role.REVIEWER, starts=NOW)
    return person_of(user, at=NOW)


def test_who_decided_a_claim_is_not_asked_to_judge_the_objection_to_it():
    builders.a_record()
    claim = builders.a_claim()
    first, second = builders.reviewers("one", "two")
    builders.a_verdict(claim, first, "1")
    builders.a_verdict(claim, second, "0")
    adjudicator = builders.a_person(Role.ADJUDICATOR)
    actions.adjudicate(
        claim_id=claim.pk,
        seen_version=claim_version(claim),
        outcome=Outcome.GRADED,
        grade=Decimal("0.5"),
        reasons="Between them",
        cites=list(claim.evidence.values_list("pk", flat=True)),
        by=adjudicator,
        at=NOW,
    )
    decider = both()

    actions.reopen(claim_id=claim.pk, why=Opening.OBJECTION, by=SYSTEM, at=NOW, reason="Contested")
    actions.assign_waiting(at=NOW)

    claim.refresh_from_db()
    assert ties_of(decider.ref, claim=claim, at=NOW).judged_before
    assert not Assignment.objects.filter(reviewer_ref=decider.ref).exists()


def test_who_may_read_disputed_verdicts_is_not_asked_to_judge():
    builders.a_record()
    builders.a_claim()
    builders.a_user(Role.ADJUDICATOR)
    reader = both()

    actions.assign_waiting(at=NOW)

    assert not Assignment.objects.filter(reviewer_ref=reader.ref).exists()


def test_who_is_asked_to_judge_does_not_decide_between_verdicts():
    adjudicator = builders.a_person(Role.ADJUDICATOR)

    contested = Situation(status=Status.OPEN, is_due=True, is_contested=True, ties=Ties(is_assigned=True))

    with pytest.raises(policy.ConflictOfInterest, match="asked to judge"):
        policy.demand(adjudicator, Command.ADJUDICATE, contested)
