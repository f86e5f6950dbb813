"""From a draft to a claim that everybody can see and nobody can quietly change."""

from __future__ import annotations

from datetime import datetime

from predictions import lifecycle, policy, revisions
from predictions.lifecycle import Opening, Status
from predictions.models import Claim, Publication, Round
from predictions.policy import Person
from predictions.sentences import gettext_noop
from predictions.steps.judging import open_round
from predictions.steps.lots import EXTRA_REVIEWERS, Lot
from predictions.steps.notices import require_told
from predictions.steps.readiness import check_ready


def offer(claim: Claim, *, by: Person, at: datetime, reason: str) -> None:
    """Say that a draft is ready: from now on a second person can publish it or send it back.

    raises  readiness.NotReady, revisions.BlankReason
    """
    check_ready(claim)
    claim.offered_by, claim.offered_at = by.ref, at
    revisions.save(claim, by=by.ref, at=at, reason=reason)


def take_back(claim: Claim, *, by: Person, at: datetime, reason: str) -> Claim:
    """Say that an offered draft is not ready after all. Raises policy.WrongMoment where it is not offered."""
    if claim.offered_at is None:
        raise policy.WrongMoment(
            gettext_noop("This draft is not offered for publication, so there is nothing to take back.")
        )
    claim.offered_by = claim.offered_at = None
    revisions.save(claim, by=by.ref, at=at, reason=reason)
    return claim


def send_back(claim: Claim, *, by: Person, at: datetime, reason: str) -> None:
    """Give an offered draft back to its writer; the reason says what is to be done.

    raises  revisions.BlankReason
    """
    claim.offered_by, claim.offered_at = None, None
    revisions.save(claim, by=by.ref, at=at, reason=reason)


def publish_offered(claim: Claim, *, by: Person, at: datetime, reason: str, lot: Lot) -> Round | None:
    """Publish what one person offered, as the second who has compared it with the source.

    lot      draws the claim for extra reviewers, or does not
    returns  the claim's first round, if it is to be scored
    raises   readiness.NotReady, notices.NotTold, revisions.BlankReason
    """
    check_ready(claim)
    require_told(claim, at=at)
    claim.published_by, claim.seconded_by = claim.offered_by, by.ref
    return _publish(claim, Publication.PEOPLE, by=by, at=at, reason=reason, lot=lot)


def publish_bundled(claim: Claim, *, by: Person, at: datetime, reason: str) -> Round | None:
    """Publish a claim of the record that ships with the software. Its page says that nobody here has checked it.

    No lot is drawn: the same file gives everybody the same record.
    """
    if not by.is_system:
        raise policy.NotAllowed("Only setting up a new database publishes the bundled record. Publish with two people.")
    claim.published_by = by.ref
    return _publish(claim, Publication.BUNDLED, by=by, at=at, reason=reason, lot=None)


def _publish(
    claim: Claim, publication: Publication, *, by: Person, at: datetime, reason: str, lot: Lot | None
) -> Round | None:
    to = Status.OPEN if claim.is_scored else Status.UNSCORED
    lifecycle.check_move(Status(claim.status), to)
    if lot is not None and to is Status.OPEN and lot():
        claim.extra_reviewers = EXTRA_REVIEWERS
    claim.status, claim.publication = to, publication
    claim.published_at, claim.criteria_frozen_at = at, at
    revisions.save(claim, by=by.ref, at=at, reason=reason)
    if to is Status.UNSCORED:
        return None
    return open_round(claim, Opening.FIRST, by=by, at=at, reason=reason)
