"""Letting a reviewer go who was asked to judge."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from predictions.ledger import writing
from predictions.models import Assignment, Claim
from predictions.policy import Command, Person
from predictions.steps import assigning, judging
from predictions.steps.situations import demand


def let_go(*, claim_id: str, reviewer_ref: UUID, by: Person, at: datetime, reason: str) -> Assignment:
    """Ask one reviewer no longer. A verdict they may have filed stands; whether there is one is not told.

    raises  policy.NotAllowed, steps.assigning.NotAsked, steps.judging.RoundClosed, revisions.BlankReason
    """
    with writing():
        claim = Claim.objects.get(pk=claim_id)
        demand(by, Command.LET_GO, claim, at=at)
        return assigning.let_go(judging.current_round(claim), reviewer_ref, by=by, at=at, reason=reason)
