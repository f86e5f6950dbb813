"""A board counted anew from the contributions in force on its ground: a query of sums, then the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count

from predictions import ledger
from predictions.models import Record
from scoring import adding, lining
from scoring.grounds import Ground
from scoring.models import DECIDED, Release
from scoring.rules import standings as plain
from scoring.rules import weights
from scoring.rules.board import columns


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
    decided: int = 0
    """Decided claims for which this person's own line is the first."""
    provisional: int = 0
    """Those of them that may still be judged again."""

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
    measure = adding.Measure(
        due=ground.by_clock("due_at__lte"),
        final=ground.by_clock("official_at__lte"),
        weight=ground.weight,
        credit=ground.credit,
        endorsed_too=ground.scope.with_endorsements,
    )
    names = [column.name for column in fields(Sums)]
    found = (Sums(**{name: getattr(one, name) for name in names}) for one in adding.totals(ground.held(), measure))
    return [one for one in found if one.has_a_line]


def release(ground: Ground, found: Sequence[Sums], *, tiers: int) -> Release:
    """The head of the board of these sums, not saved, without a collection and without a fingerprint.

    Two queries, and one more where endorsed claims count: nobody's own line need be the first of those.
    """
    if ground.at is None:
        raise ValueError("A board of no collection has no head: ask only where there is something to count.")
    counts = {name: sum(getattr(one, name) for one in found) for name in ("decided", "provisional")}
    if ground.scope.with_endorsements:
        counts = (
            ground.held()
            .filter(state__in=DECIDED)
            .aggregate(
                decided=Count("claim", distinct=True),
                provisional=Count("claim", distinct=True, filter=ground.provisional),
            )
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
    given = (one.line(key=slug, name=names[one.expert_id]) for slug, one in by_slug.items())
    _, made = columns(given, minimum=minimum)
    totals = [by_slug[line.key] for line in made.lines]
    table = lining.figures(made) | {"unscored": [total.unscored for total in totals]}
    rows = (dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True))
    return Recount(made.tiers, {total.expert_id: row for total, row in zip(totals, rows, strict=True)})
