"""From a draft to a claim that everybody can see and nobody can quietly change."""

from __future__ import annotations

from datetime import datetime

from accounts.roles import Permission
from predictions import lifecycle, policy, revisions
from predictions.lifecycle import Opening, Status
from predictions.models import Claim, Publication, Round
from predictions.policy import Person
from predictions.steps.judging import open_round


def publish_with_two(claim: Claim, *, seconded_by: Person, by: Person, at: datetime, reason: str) -> Round | None:
    """Publish a draft that two people have read against its source. Returns its first round, if it is to be scored.

    raises  policy.NotAllowed when either may not publish or they are one person; lifecycle.IllegalMove
    """
    policy.require(by, Permission.PUBLISH)
    policy.require(seconded_by, Permission.PUBLISH)
    if by.ref == seconded_by.ref:
        raise policy.NotAllowed("Publishing needs a second person who has seen the source, not the same one twice.")
    claim.seconded_by = seconded_by.ref
    return _publish(claim, Publication.PEOPLE, by=by, at=at, reason=reason)


def publish_bundled(claim: Claim, *, by: Person, at: datetime, reason: str) -> Round | None:
    """Publish a claim of the record that ships with the software. Its page says that nobody here has checked it."""
    if not by.is_system:
        raise policy.NotAllowed("Only setting up a new database publishes the bundled record. Publish with two people.")
    return _publish(claim, Publication.BUNDLED, by=by, at=at, reason=reason)


def _publish(claim: Claim, publication: Publication, *, by: Person, at: datetime, reason: str) -> Round | None:
    to = Status.OPEN if claim.is_scored else Status.UNSCORED
    lifecycle.check_move(Status(claim.status), to)
    claim.status, claim.publication = to, publication
    claim.published_at, claim.published_by, claim.criteria_frozen_at = at, by.ref, at
    revisions.save(claim, by=by.ref, at=at, reason=reason)
    if to is Status.UNSCORED:
        return None
    return open_round(claim, Opening.FIRST, by=by, at=at, reason=reason)
