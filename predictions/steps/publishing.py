"""From a draft to a claim that everybody can see and nobody can quietly change."""

from __future__ import annotations

from datetime import datetime

from predictions import lifecycle, policy, revisions
from predictions.lifecycle import GRADES, Opening, Status
from predictions.models import Claim, Publication, Round
from predictions.policy import Command, Person
from predictions.sentences import gettext_noop
from predictions.steps.judging import open_round
from predictions.steps.lots import EXTRA_REVIEWERS, Lot
from predictions.steps.notices import require_told
from predictions.steps.readings import note_reading
from predictions.steps.situations import demand


class NotReady(Exception):
    """The draft lacks what a reader or a reviewer needs; the message says what."""


def offer(claim: Claim, *, by: Person, at: datetime, reason: str) -> None:
    """Say that a draft is ready: from now on a second person can publish it or send it back.

    raises  policy.NotAllowed, NotReady, revisions.BlankReason
    """
    demand(by, Command.OFFER, claim, at=at)
    check_ready(claim)
    claim.offered_by, claim.offered_at = by.ref, at
    revisions.save(claim, by=by.ref, at=at, reason=reason)


def send_back(claim: Claim, *, by: Person, at: datetime, reason: str) -> None:
    """Give an offered draft back to its writer; the reason says what is to be done.

    raises  policy.NotAllowed, revisions.BlankReason
    """
    demand(by, Command.SEND_BACK, claim, at=at)
    claim.offered_by, claim.offered_at = None, None
    revisions.save(claim, by=by.ref, at=at, reason=reason)


def publish_offered(claim: Claim, *, by: Person, at: datetime, reason: str, lot: Lot) -> Round | None:
    """Publish what one person offered, as the second who has compared it with the source.

    lot      draws the claim for extra reviewers, or does not
    returns  the claim's first round, if it is to be scored
    raises   policy.NotAllowed, NotReady, steps.notices.NotTold, revisions.BlankReason
    """
    demand(by, Command.PUBLISH, claim, at=at)
    check_ready(claim)
    require_told(claim, at=at)
    claim.published_by, claim.seconded_by = claim.offered_by, by.ref
    return _publish(claim, Publication.PEOPLE, by=by, at=at, reason=reason, lot=lot)


def publish_with_two(
    claim: Claim, *, seconded_by: Person, by: Person, at: datetime, reason: str, lot: Lot
) -> Round | None:
    """Publish a draft in the name of two people who have read it against its source, as a file says of them.

    The same rule as at the desk, in one go: one offers it, the other has opened the source and publishes.

    raises  what `offer` and `publish_offered` raise
    """
    if by.ref == seconded_by.ref:
        raise policy.NotAllowed(
            gettext_noop("Publishing needs a second person who has seen the source, not the same one twice.")
        )
    if claim.offered_at is None:
        offer(claim, by=by, at=at, reason=reason)
    note_reading(claim.source, by=seconded_by, at=at)
    return publish_offered(claim, by=seconded_by, at=at, reason=reason, lot=lot)


def publish_bundled(claim: Claim, *, by: Person, at: datetime, reason: str) -> Round | None:
    """Publish a claim of the record that ships with the software. Its page says that nobody here has checked it.

    No lot is drawn: the same file gives everybody the same record.
    """
    if not by.is_system:
        raise policy.NotAllowed("Only setting up a new database publishes the bundled record. Publish with two people.")
    claim.published_by = by.ref
    return _publish(claim, Publication.BUNDLED, by=by, at=at, reason=reason, lot=None)


def check_ready(claim: Claim) -> None:
    """Raise `NotReady` unless the draft says who said what, what it would take, and why it is not scored if it is not.

    Whether it says so well is for the people who publish it.
    """
    binding = claim.wordings.filter(is_binding=True).first()
    if binding is None or not binding.proposition.strip():
        raise NotReady(
            gettext_noop("Claim %(key)s has no proposition. Write one sentence that can be checked.", key=claim.key)
        )
    if not claim.statements.exists():
        raise NotReady(
            gettext_noop("Claim %(key)s does not say who said it. Add a statement with its quote.", key=claim.key)
        )
    if not claim.is_scored:
        if not any(str(text).strip() for text in claim.scored_reason.values()):
            raise NotReady(
                gettext_noop("Claim %(key)s is not to be scored. Say why, so that its page can.", key=claim.key)
            )
        return
    missing = [grade for grade in GRADES if not str(binding.grades.get(format(grade.normalize(), "f"), "")).strip()]
    if missing:
        raise NotReady(
            gettext_noop(
                "Claim %(key)s does not say what earns %(grade)s. Each of the five grades needs its condition.",
                key=claim.key,
                grade=format(missing[0].normalize(), "f"),
            )
        )


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
