"""Making a release: from the contributions in force to standings, labels and the next instant that changes them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from predictions import ledger
from predictions.ledger import canonical
from predictions.models import Basis, Collection, Expert, Record
from scoring.models import Contribution, Release, Standing, State
from scoring.rules import standings as plain
from scoring.rules import weights
from scoring.rules.board import board
from scoring.rules.method import FAIR
from scoring.rules.rounding import stored


@dataclass(frozen=True)
class Made:
    """A release that is not saved yet, its standings in order, and when the clock alone will change it."""

    release: Release
    standings: list[Standing]
    next_change_at: datetime | None


@dataclass
class Sum:
    """One expert's own claims, added up in whole numbers."""

    weight: int = 0
    credit: int = 0
    unknown: int = 0
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, row: Contribution, at: datetime) -> None:
        """Count one contribution as it is at `at`."""
        self.counts[row.state] += 1
        is_overdue = row.state == State.OPEN and row.due_at <= at
        self.counts["overdue"] += is_overdue
        if row.state == State.GRADED:
            self.weight += row.weight
            self.credit += row.credit
        if row.state == State.AMBIGUOUS or is_overdue:
            self.unknown += row.weight

    def line(self, expert: Expert) -> plain.Line:
        """What the rules need of this expert."""
        counts = plain.Counts(
            resolved=self.counts[State.GRADED],
            ambiguous=self.counts[State.AMBIGUOUS],
            annulled=self.counts[State.ANNULLED],
            open=self.counts[State.OPEN],
            overdue=self.counts["overdue"],
        )
        return plain.Line(
            key=expert.slug,
            name=expert.name,
            points=weights.as_points(self.credit),
            resolved=weights.as_claims(self.weight),
            unknown=weights.as_claims(self.unknown),
            counts=counts,
        )


def make(collection: Collection, *, position: int, at: datetime) -> Made:
    """The release of `collection` at ledger `position`, as the clock stands at `at`."""
    held = Contribution.objects.in_force(collection, method=FAIR.label, position=position)
    everything = list(held.select_related("expert").order_by("expert__slug", "claim_id"))
    rows = [row for row in everything if row.is_own]
    sums: dict[str, Sum] = defaultdict(Sum)
    experts = {row.expert.slug: row.expert for row in rows}
    for row in rows:
        sums[row.expert.slug].add(row, at)
    lines = [
        total.line(experts[slug]) for slug, total in sums.items() if set(total.counts) - {State.UNSCORED, "overdue"}
    ]
    made = board(lines, minimum=collection.minimum)
    organizations = _organizations(experts)
    standings = [
        _standing(place, one, experts, sums, organizations, is_leader=one == made.clear_leader)
        for place, one in enumerate((*made.ranked, *made.too_few), start=1)
    ]
    record = Record.objects.first()
    release = Release(
        collection=collection,
        method=made.method,
        position=position,
        public_position=ledger.public_position(position),
        made_at=at,
        minimum=made.minimum,
        tiers=made.tiers,
        decided=len({row.claim_id for row in rows if row.state in DECIDED}),
        provisional=len({row.claim_id for row in rows if row.state in DECIDED and _is_provisional(row, at)}),
        is_retrospective=collection.basis == Basis.RETROSPECTIVE,
        is_demonstration=record is not None and record.is_demonstration,
    )
    release.fingerprint = _fingerprint(release, standings, everything)
    return Made(release, standings, _next_change(rows, at))


DECIDED = {State.GRADED, State.AMBIGUOUS, State.ANNULLED}


def _is_provisional(row: Contribution, at: datetime) -> bool:
    return row.official_at is None or row.official_at > at


def _organizations(experts: dict[str, Expert]) -> dict[str, str]:
    """The newest affiliation of each expert, by slug."""
    found: dict[str, str] = {}
    wanted = Expert.objects.filter(slug__in=experts).prefetch_related("affiliations__organization")
    for expert in wanted:
        affiliations = sorted(expert.affiliations.all(), key=lambda one: (one.starts, one.pk))
        if affiliations:
            found[expert.slug] = affiliations[-1].organization.name
    return found


def _standing(
    place: int,
    one: plain.Standing,
    experts: dict[str, Expert],
    sums: dict[str, Sum],
    organizations: dict[str, str],
    *,
    is_leader: bool,
) -> Standing:
    counts, slug = one.line.counts, one.line.key
    accuracy = one.accuracy or (None, None, None)
    standing = Standing(
        expert=experts[slug],
        place=place,
        name=one.line.name,
        organization=organizations.get(slug, ""),
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
        unscored=sums[slug].counts[State.UNSCORED],
    )
    if one.place is not None:
        standing.tier = one.place.tier
        standing.rank_low, standing.rank_high = one.place.rank_low, one.place.rank_high
        standing.expected_rank, standing.p_best = one.place.expected_rank, one.place.p_best
    return standing


NOT_SHOWN = {"id", "release_id", "position", "public_position", "made_at", "fingerprint", "valid_from", "valid_to"}


def _fingerprint(release: Release, standings: list[Standing], contributions: list[Contribution]) -> str:
    """The digest of everything a board shows or rests on but the moment it was made: equals are not released twice."""
    shown = [_shown(release), *map(_shown, standings), *map(_shown, contributions)]
    return hashlib.sha256(canonical(shown)).hexdigest()


def _shown(row: Release | Standing | Contribution) -> dict[str, object]:
    columns = [column.attname for column in row._meta.concrete_fields if column.attname not in NOT_SHOWN]
    values = {name: getattr(row, name) for name in columns}
    return {name: value if isinstance(value, Decimal | None) else str(value) for name, value in values.items()}


def _next_change(rows: list[Contribution], at: datetime) -> datetime | None:
    """The next instant when a claim becomes overdue or stops being provisional."""
    coming = [row.due_at for row in rows if row.state == State.OPEN]
    coming += [row.official_at for row in rows if row.state in DECIDED and row.official_at is not None]
    return min((instant for instant in coming if instant > at), default=None)
