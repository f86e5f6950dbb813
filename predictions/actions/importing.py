"""Bringing a bundle into the record, and publishing what it brings: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.roles import Permission
from predictions import policy, revisions
from predictions.actions import announcing
from predictions.importing.bundle import Bundle
from predictions.importing.planning import Plan, plan
from predictions.ledger import writing
from predictions.lifecycle import Status
from predictions.models import Claim, Record
from predictions.policy import Person
from predictions.steps.publishing import publish_bundled, publish_with_two
from predictions.steps.samples import resolve_by_sample


class NotOpened(Exception):
    """The database has not been made a record or a demonstration yet."""

    def __init__(self) -> None:
        super().__init__("This database was never opened. Run `open_record --kind record` (or demonstration) first.")


@dataclass(frozen=True)
class Imported:
    """What an import did: the plan that was carried out, and how many claims it published."""

    plan: Plan
    published: int


def import_bundle(
    *, bundle: Bundle, by: Person, at: datetime, reason: str, seconded_by: Person | None = None, bundled: bool = False
) -> Imported:
    """Make the record hold what `bundle` says: drafts and evidence, never decisions.

    seconded_by  with a second person, publish the drafts that the bundle brought or left
    bundled      publish them as the record that ships with the software; only the system does
    raises       NotOpened, policy.NotAllowed, revisions.BlankReason, django.core.exceptions.ValidationError
    """
    policy.require(by, Permission.WRITE_UP)
    with writing():
        if not Record.objects.exists():
            raise NotOpened
        planned = plan(bundle, by=by)
        for difference in planned.differences:
            revisions.save(difference.fact, by=by.ref, at=at, reason=reason)
        published = 0
        if seconded_by is not None or bundled:
            published = _publish(planned, seconded_by, by=by, at=at, reason=reason)
        return Imported(planned, published)


def _publish(planned: Plan, seconded_by: Person | None, *, by: Person, at: datetime, reason: str) -> int:
    drafts = list(Claim.objects.filter(collection=planned.collection, status=Status.DRAFT).order_by("key"))
    for claim in drafts:
        if seconded_by is None:
            publish_bundled(claim, by=by, at=at, reason=reason)
        else:
            publish_with_two(claim, seconded_by=seconded_by, by=by, at=at, reason=reason)
    return len(drafts)


def load_samples(*, bundle: Bundle, at: datetime) -> int:
    """In a demonstration, let the sample readings of `bundle` stand as resolutions. Returns how many were loaded.

    raises  policy.NotAllowed in a record: a reading of real people by one person is never a decision there
    """
    with writing():
        record = Record.objects.first()
        if record is None or not record.is_demonstration:
            raise policy.NotAllowed("Sample readings are loaded in a demonstration only, never into a record.")
        loaded = 0
        claims = Claim.objects.filter(collection__slug=bundle.collection.slug, status=Status.OPEN, resolutions=None)
        for claim in claims.select_related("collection").order_by("key"):
            sample = next((one.sample_assessment for one in bundle.claims if one.key == claim.key), None)
            if sample is not None and resolve_by_sample(claim, sample, at=at):
                announcing.settled(claim)
                loaded += 1
        return loaded
