"""A board counted anew from the contributions in force on its ground: a query of sums, then the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from predictions import ledger
from predictions.models import Record
from scoring.grounds import Ground
from scoring.models import DECIDED, Release, State
from scoring.rules import standings as plain
from scoring.rules import weights
from scoring.rules.board import board
from scoring.rules.rounding import stored


@dataclass(frozen=True, kw_only=True)
class Sums:
    """One expert's claims added up, in whole numbers: their own, and endorsed ones where those count."""

    expert_id: str
    weight: int = 0
    """Of graded claims, in millionths of a claim."""
    credit: int = 0
    """In quarter-millionths of a point."""
    unknown: int = 0
    """Weight of ambiguous and of overdue claims."""
    graded: int = 0
    ambiguous: int = 0
    annulled: int = 0
    open: int = 0
    overdue: int = 0
    unscored: int = 0

    @property
    def has_a_line(self) -> bool:
        """Whether anything that counts is scored, or will be."""
        return bool(self.graded or self.ambiguous or self.annulled or self.open)

    def line(self, *, key: str, name: str) -> plain.Line:
        """What the rules need of them."""
        counts = plain.Counts(
            resolved=self.graded,
            ambiguous=self.ambiguous,
            annulled=self.annulled,
            open=self.open,
            overdue=self.overdue,
        )
        return plain.Line(
            key=key,
            name=name,
            points=weights.as_points(self.credit),
            resolved=weights.as_claims(self.weight),
            unknown=weights.as_claims(self.unknown),
            counts=counts,
        )


def sums(ground: Ground) -> list[Sums]:
    """What everybody with a line has on `ground`. One query."""
    graded, overdue = Q(state=State.GRADED), ground.overdue
    rows = (
        ground.held()
        .order_by()
        .values("expert_id")
        .annotate(
            sum_weight=Sum(ground.weight, filter=graded, default=0),
            sum_credit=Sum(ground.credit, filter=graded, default=0),
            unknown=Sum(ground.weight, filter=overdue | Q(state=State.AMBIGUOUS), default=0),
            graded=Count("pk", filter=graded),
            ambiguous=Count("pk", filter=Q(state=State.AMBIGUOUS)),
            annulled=Count("pk", filter=Q(state=State.ANNULLED)),
            open=Count("pk", filter=Q(state=State.OPEN)),
            overdue=Count("pk", filter=overdue),
            unscored=Count("pk", filter=Q(state=State.UNSCORED)),
        )
    )
    found = (_sums(row) for row in rows)
    return [one for one in found if one.has_a_line]


def _sums(row: Mapping[str, Any]) -> Sums:
    # A sum may not be called like the column that other sums read.
    renamed = {name.removeprefix("sum_"): value for name, value in row.items()}
    return Sums(**renamed)


def release(ground: Ground, *, tiers: int) -> Release:
    """The head of the board, not saved, without a collection and without a fingerprint. Three queries."""
    if ground.at is None:
        raise ValueError("A board of no collection has no head: ask only where there is something to count.")
    decided = ground.held().filter(state__in=DECIDED)
    counts = decided.aggregate(
        decided=Count("claim", distinct=True),
        provisional=Count("claim", distinct=True, filter=ground.provisional),
    )
    record = Record.objects.first()
    return Release(
        method=ground.method,
        position=ground.position,
        public_position=ledger.public_position(ground.position),
        made_at=ground.at,
        minimum=ground.minimum,
        tiers=tiers,
        is_retrospective=bool(ground.retrospective),
        is_demonstration=record is not None and record.is_demonstration,
        **counts,
    )


@dataclass(frozen=True)
class Recount:
    """The lines of a board: the figures of each by expert id, in the order of the page, and the number of tiers."""

    tiers: int
    figures: Mapping[str, dict[str, Any]]


def recount(found: Sequence[Sums], *, slugs: Mapping[str, str], names: Mapping[str, str], minimum: int) -> Recount:
    """The board that follows from these sums. Columns are named as those of `Standing`.

    slugs, names  by expert id; they decide the order among equals, and nothing else
    """
    by_slug = {slugs[one.expert_id]: one for one in found}
    made = board((one.line(key=slug, name=names[one.expert_id]) for slug, one in by_slug.items()), minimum=minimum)
    figures = {}
    for one in (*made.ranked, *made.too_few):
        total = by_slug[one.line.key]
        figures[total.expert_id] = _figures(one, total) | {"is_leader": one == made.clear_leader}
    return Recount(made.tiers, figures)


def _figures(one: plain.Standing, total: Sums) -> dict[str, Any]:
    accuracy, place = one.accuracy or (None, None, None), one.place
    return {
        "score": one.score,
        "low": one.low,
        "high": one.high,
        "points": stored(one.line.points),
        "weight": stored(one.line.resolved),
        "accuracy": accuracy[0],
        "accuracy_low": accuracy[1],
        "accuracy_high": accuracy[2],
        "bound_low": one.bounds[0],
        "bound_high": one.bounds[1],
        "tier": place.tier if place else None,
        "rank_low": place.rank_low if place else None,
        "rank_high": place.rank_high if place else None,
        "expected_rank": place.expected_rank if place else None,
        "p_best": place.p_best if place else None,
        "resolved": total.graded,
        "ambiguous": total.ambiguous,
        "annulled": total.annulled,
        "open": total.open,
        "overdue": total.overdue,
        "unscored": total.unscored,
    }
