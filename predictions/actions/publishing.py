"""Reading a source again, publishing what was offered, and giving a draft back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.roles import Permission
from predictions import policy
from predictions.actions import announcing
from predictions.ledger import writing
from predictions.models import Claim, Reading, Source
from predictions.policy import Command, NotAllowed, Person
from predictions.steps import publishing
from predictions.steps.lots import Lot, one_in_ten
from predictions.steps.notices import NotTold
from predictions.steps.readiness import NotReady
from predictions.steps.readings import note_reading
from predictions.steps.situations import demand
from predictions.steps.versions import StaleVersion, check_version


@dataclass(frozen=True)
class Tried:
    """One claim that was to be published, and why it was not, if it was not."""

    claim: Claim
    refusal: Exception | None = None


def read_source(*, source_id: str, by: Person, at: datetime) -> Reading:
    """Note that `by` has opened a source and compared the quotes that were taken from it.

    raises  Source.DoesNotExist, policy.NotAllowed
    """
    policy.require(by, Permission.PUBLISH)
    with writing():
        return note_reading(Source.objects.get(pk=source_id), by=by, at=at)


def publish(*, claim_id: str, seen_version: int, by: Person, at: datetime, reason: str, lot: Lot = one_in_ten) -> Claim:
    """Publish a draft that somebody else offered, as the second person who has compared it with the source.

    seen_version  the revision of the draft that the person had before them
    lot           draws the claim for extra reviewers, or does not; drawn once, and never again
    raises        policy.NotAllowed, steps.versions.StaleVersion, steps.readiness.NotReady, steps.notices.NotTold,
                  revisions.BlankReason
    """
    with writing():
        claim = Claim.objects.select_related("collection").get(pk=claim_id)
        demand(by, Command.PUBLISH, claim, at=at)
        check_version(claim, seen_version)
        publishing.publish_offered(claim, by=by, at=at, reason=reason, lot=lot)
        announcing.changed(claim)
        return claim


def publish_several(
    *, seen: Mapping[str, int], by: Person, at: datetime, reason: str, lot: Lot = one_in_ten
) -> list[Tried]:
    """Publish several drafts, each in a transaction of its own: one that is refused keeps no other back.

    seen    the revision of each draft that the person had before them, by claim id
    raises  policy.NotAllowed from somebody who publishes nothing, revisions.BlankReason
    """
    policy.require(by, Permission.PUBLISH)
    found = Claim.objects.filter(pk__in=seen).order_by("collection__slug", "key")
    return [_try(claim, seen[claim.pk], by=by, at=at, reason=reason, lot=lot) for claim in found]


def _try(claim: Claim, seen: int, *, by: Person, at: datetime, reason: str, lot: Lot) -> Tried:
    try:
        done = publish(claim_id=claim.pk, seen_version=seen, by=by, at=at, reason=reason, lot=lot)
    except (NotAllowed, StaleVersion, NotReady, NotTold) as refusal:
        return Tried(claim, refusal)
    return Tried(done)


def send_back(*, claim_id: str, seen_version: int, by: Person, at: datetime, reason: str) -> Claim:
    """Give an offered draft back to its writer; the reason says what is to be done.

    raises  policy.NotAllowed, steps.versions.StaleVersion, revisions.BlankReason
    """
    with writing():
        claim = Claim.objects.get(pk=claim_id)
        demand(by, Command.SEND_BACK, claim, at=at)
        check_version(claim, seen_version)
        publishing.send_back(claim, by=by, at=at, reason=reason)
        return claim
