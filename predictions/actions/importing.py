"""Bringing a bundle into the record, and publishing what it brings: all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from accounts.roles import Permission
from predictions import policy, revisions
from predictions.actions import announcing
from predictions.importing.bundle import Bundle
from predictions.importing.matching import Plan
from predictions.importing.planning import plan
from predictions.ledger import writing
from predictions.lifecycle import Status
from predictions.models import Claim, Record
from predictions.policy import Command, Person
from predictions.sentences import gettext_noop
from predictions.steps import publishing
from predictions.steps.lots import Lot, one_in_ten
from predictions.steps.readings import note_reading
from predictions.steps.samples import resolve_by_sample
from predictions.steps.situations import demand


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
    *,
    bundle: Bundle,
    by: Person,
    at: datetime,
    reason: str,
    publish: tuple[Person, Person] | Literal["bundled"] | None = None,
    lot: Lot = one_in_ten,
) -> Imported:
    """Make the record hold what `bundle` says: drafts and evidence, never decisions.

    publish  two people who have seen the source publish the drafts of this bundle, those of earlier imports included;
             "bundled" publishes them as the record that ships with the software, which only the system does
    lot      draws what two people publish for extra reviewers, or does not
    raises   NotOpened, policy.NotAllowed, revisions.BlankReason, importing.matching.Unfitting, and with two people
             steps.readiness.NotReady and steps.notices.NotTold
    """
    policy.require(by, Permission.WRITE_UP)
    with writing():
        require_opened()
        planned = plan(bundle, by=by)
        for difference in planned.differences:
            revisions.save(difference.fact, by=by.ref, at=at, reason=reason)
        published = _publish(bundle, publish, by=by, at=at, reason=reason, lot=lot) if publish else 0
        _announce(planned)
        return Imported(planned, published)


def require_opened() -> None:
    """Raise `NotOpened` unless the database is a record or a demonstration."""
    if not Record.objects.exists():
        raise NotOpened


def _publish(
    bundle: Bundle,
    how: tuple[Person, Person] | Literal["bundled"],
    *,
    by: Person,
    at: datetime,
    reason: str,
    lot: Lot,
) -> int:
    keys = [claim.key for claim in bundle.claims]
    drafts = Claim.objects.filter(collection__slug=bundle.collection.slug, key__in=keys, status=Status.DRAFT)
    claims = list(drafts.order_by("key"))
    for claim in claims:
        if how == "bundled":
            publishing.publish_bundled(claim, by=by, at=at, reason=reason)
        else:
            first, second = how
            _publish_with_two(claim, first, second, at=at, reason=reason, lot=lot)
    return len(claims)


def _publish_with_two(claim: Claim, first: Person, second: Person, *, at: datetime, reason: str, lot: Lot) -> None:
    """The same rule as at the desk, in one go: one offers it, the other has opened the source and publishes."""
    if first.ref == second.ref:
        raise policy.NotAllowed(
            gettext_noop("Publishing needs a second person who has seen the source, not the same one twice.")
        )
    if claim.offered_at is None:
        demand(first, Command.OFFER, claim, at=at)
        publishing.offer(claim, by=first, at=at, reason=reason)
    note_reading(claim.source, by=second, at=at)
    demand(second, Command.PUBLISH, claim, at=at)
    publishing.publish_offered(claim, by=second, at=at, reason=reason, lot=lot)


def _announce(planned: Plan) -> None:
    """Say which claims look different now, old ones and those just published."""
    streams = [difference.fact.stream for difference in planned.differences]
    for claim in Claim.objects.visible().filter(pk__in={pk for kind, pk in streams if kind == Claim.kind()}):
        announcing.changed(claim)


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
