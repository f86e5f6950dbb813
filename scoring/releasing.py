"""Making a release: from the totals of a collection to standings, labels and the fingerprint of what it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from predictions.ledger import canonical
from predictions.models import Affiliation, Basis, Collection, Record
from scoring import adding
from scoring.models import Release, Standing, Total
from scoring.rules import standings as plain
from scoring.rules import weights
from scoring.rules.board import board
from scoring.rules.method import FAIR
from scoring.rules.rounding import stored

SLICE = 2000


@dataclass(frozen=True)
class Summed:
    """One expert's totals, and what a line says of them beside."""

    slug: str
    name: str
    organization: str
    total: Total

    @property
    def has_a_line(self) -> bool:
        """Whether anything of their own is scored, or will be. A person who only endorsed has no line."""
        total = self.total
        return bool(total.graded or total.ambiguous or total.annulled or total.open)

    def line(self) -> plain.Line:
        """What the rules need of this expert."""
        total = self.total
        counts = plain.Counts(
            resolved=total.graded,
            ambiguous=total.ambiguous,
            annulled=total.annulled,
            open=total.open,
            overdue=total.overdue,
        )
        return plain.Line(
            key=self.slug,
            name=self.name,
            points=weights.as_points(total.credit),
            resolved=weights.as_claims(total.weight),
            unknown=weights.as_claims(total.unknown),
            counts=counts,
        )


@dataclass(frozen=True)
class Ground:
    """Everything a release is made of, read at one moment. What follows from it needs no database and no lock."""

    release: Release
    """Not saved, and without its number of tiers."""
    summed: list[Summed]

    def standings(self) -> list[Standing]:
        """The lines in the order of the page, not saved; counts the tiers of the release."""
        people = {one.slug: one for one in self.summed}
        made = board((one.line() for one in self.summed if one.has_a_line), minimum=self.release.minimum)
        self.release.tiers = made.tiers
        return [
            _standing(place, one, people[one.line.key], is_leader=one == made.clear_leader)
            for place, one in enumerate((*made.ranked, *made.too_few), start=1)
        ]


def ground(collection: Collection, *, position: int, public_position: int, at: datetime) -> Ground:
    """What the release of `collection` at a ledger position is made of. The totals must stand for the moment `at`."""
    summed = list(_summed(collection))
    record = Record.objects.first()
    release = Release(
        collection=collection,
        method=FAIR.label,
        position=position,
        public_position=public_position,
        made_at=at,
        minimum=collection.minimum,
        decided=sum(one.total.decided for one in summed),
        provisional=sum(one.total.provisional for one in summed),
        is_retrospective=collection.basis == Basis.RETROSPECTIVE,
        is_demonstration=record is not None and record.is_demonstration,
    )
    release.fingerprint = _fingerprint(release, summed)
    return Ground(release, summed)


def _summed(collection: Collection) -> Iterator[Summed]:
    totals = Total.objects.filter(method=FAIR.label, collection=collection).select_related("expert")
    organizations = _organizations(collection)
    for total in totals.order_by("expert__slug"):
        yield Summed(total.expert.slug, total.expert.name, organizations.get(total.expert_id, ""), total)


def _organizations(collection: Collection) -> dict[str, str]:
    """The newest affiliation of each expert of a collection, by id."""
    people = Total.objects.filter(method=FAIR.label, collection=collection).values("expert")
    known = Affiliation.objects.filter(expert__in=people).order_by("starts", "pk")
    return dict(known.values_list("expert_id", "organization__name"))


OF_RELEASE = ("collection_id", "method", "minimum", "is_retrospective", "is_demonstration")


def _fingerprint(release: Release, summed: Iterable[Summed]) -> str:
    """The digest of everything a release is made of but the moment: equal boards are not released twice."""
    head = [str(getattr(release, name)) for name in OF_RELEASE]
    lines = [
        [
            one.total.expert_id,
            one.slug,
            one.name,
            one.organization,
            *(getattr(one.total, name) for name in adding.COLUMNS),
        ]
        for one in summed
    ]
    return hashlib.sha256(canonical([head, *lines])).hexdigest()


def _standing(place: int, one: plain.Standing, person: Summed, *, is_leader: bool) -> Standing:
    counts = one.line.counts
    accuracy = one.accuracy or (None, None, None)
    standing = Standing(
        expert_id=person.total.expert_id,
        place=place,
        name=one.line.name,
        organization=person.organization,
        score=one.score,
        low=one.low,
        high=one.high,
        points=stored(one.line.points),
        weight=stored(one.line.resolved),
        accuracy=accuracy[0],
        accuracy_low=accuracy[1],
        accuracy_high=accuracy[2],
        bound_low=one.bounds[0],
        bound_high=one.bounds[1],
        is_leader=is_leader,
        resolved=counts.resolved,
        ambiguous=counts.ambiguous,
        annulled=counts.annulled,
        open=counts.open,
        overdue=counts.overdue,
        unscored=person.total.unscored,
    )
    if one.place is not None:
        standing.tier = one.place.tier
        standing.rank_low, standing.rank_high = one.place.rank_low, one.place.rank_high
        standing.expected_rank, standing.p_best = one.place.expected_rank, one.place.p_best
    return standing


def save(release: Release, standings: list[Standing]) -> Release:
    """Write a release and its standings, in the caller's transaction."""
    release.save()
    columns = [column for column in Standing._meta.concrete_fields if not column.primary_key]
    names = ", ".join(connection.ops.quote_name(str(column.column)) for column in columns)
    # One prepared statement for all lines: many times faster than rows of models for ten thousand people.
    statement = f"INSERT INTO {Standing._meta.db_table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
    for standing in standings:
        standing.release = release
    with connection.cursor() as cursor:
        for start in range(0, len(standings), SLICE):
            cursor.executemany(statement, [_values(one, columns) for one in standings[start : start + SLICE]])
    return release


def _values(standing: Standing, columns: list[Any]) -> list[Any]:
    return [column.get_db_prep_save(getattr(standing, column.attname), connection) for column in columns]
