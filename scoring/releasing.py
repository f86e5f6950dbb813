"""Making a release: from the totals of a collection to standings, labels and the fingerprint of what it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from predictions.ledger import canonical
from predictions.models import Affiliation, Basis, Collection, Record
from scoring import adding, bulk, lining
from scoring.models import Release, Standing, Total
from scoring.rules import standings as plain
from scoring.rules import weights
from scoring.rules.board import columns
from scoring.rules.method import FAIR


@dataclass(frozen=True)
class Summed:
    """One expert's totals, and what a line says of them beside."""

    slug: str
    name: str
    organization: str
    total: adding.Added

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

    def lines(self) -> Lines:
        """The lines in the order of the page; counts the tiers of the release."""
        people = {one.slug: one for one in self.summed}
        _, made = columns((one.line() for one in self.summed if one.has_a_line), minimum=self.release.minimum)
        self.release.tiers = made.tiers
        them = [people[line.key] for line in made.lines]
        table = {
            "expert_id": [one.total.expert_id for one in them],
            "place": list(range(1, len(them) + 1)),
            "name": [one.name for one in them],
            "organization": [one.organization for one in them],
            **lining.figures(made),
            "unscored": [one.total.unscored for one in them],
        }
        return Lines(tuple(table), list(zip(*table.values(), strict=True)))


class Lines(NamedTuple):
    """The lines of a release before there are rows of them: ten thousand instances of a model would cost as much."""

    columns: tuple[str, ...]
    """As attributes of `Standing`."""
    rows: list[tuple[Any, ...]]

    def standings(self) -> list[Standing]:
        """The same as rows that are not saved."""
        return [Standing(**dict(zip(self.columns, row, strict=True))) for row in self.rows]


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
    totals = Total.objects.filter(method=FAIR.label, collection=collection).order_by("expert__slug")
    organizations = _organizations(collection)
    for slug, name, *row in totals.values_list("expert__slug", "expert__name", *adding.Added._fields):
        total = adding.Added(*row)
        yield Summed(slug, name, organizations.get(total.expert_id, ""), total)


def _organizations(collection: Collection) -> dict[str, str]:
    """The newest affiliation of each expert of a collection, by id."""
    people = Total.objects.filter(method=FAIR.label, collection=collection).values("expert")
    known = Affiliation.objects.filter(expert__in=people).order_by("starts", "pk")
    return dict(known.values_list("expert_id", "organization__name"))


OF_RELEASE = ("collection_id", "method", "minimum", "is_retrospective", "is_demonstration")


def _fingerprint(release: Release, summed: Iterable[Summed]) -> str:
    """The digest of everything a release is made of but the moment: equal boards are not released twice."""
    head = [str(getattr(release, name)) for name in OF_RELEASE]
    lines = [[one.total.expert_id, one.slug, one.name, one.organization, *one.total[1:]] for one in summed]
    return hashlib.sha256(canonical([head, *lines])).hexdigest()


def save(release: Release, lines: Lines) -> Release:
    """Write a release and its standings, in the caller's transaction."""
    release.save()
    bulk.write(Standing, ("release_id", *lines.columns), ((release.pk, *row) for row in lines.rows))
    return release
