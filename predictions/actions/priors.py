"""Saying before the deadline what one expects of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from predictions.ledger import writing
from predictions.models import Claim, Prior
from predictions.policy import Command, Person
from predictions.steps import priors
from predictions.steps.situations import demand


def set_prior(*, claim_id: str, shares: Mapping[Decimal, Decimal], by: Person, at: datetime, reason: str) -> Prior:
    """State how likely each grade is, or change what one stated; possible until the deadline and blind until then.

    shares  the chance of each grade, by grade; they sum to 1
    raises  policy.NotAllowed and ConflictOfInterest, steps.priors.WrongShares, revisions.BlankReason
    """
    with writing():
        claim = Claim.objects.get(pk=claim_id)
        demand(by, Command.SET_PRIOR, claim, at=at)
        return priors.set_prior(claim, shares, by=by, at=at, reason=reason)
