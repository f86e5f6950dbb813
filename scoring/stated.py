"""Chances that people stated, scored: the first they gave for a claim, and the last. They never decide a rank.

A later statement is a row of its own with its date, so somebody who changed their mind is scored for both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from predictions.models import Expert
from scoring import grounds, moments
from scoring.grounds import Ground
from scoring.models import Release, State
from scoring.rules.brier import Convention, brier
from scoring.rules.logarithmic import log_score
from scoring.rules.method import label
from scoring.rules.rounding import stored
from scoring.rules.weights import QUARTERS, as_claims
from scoring.scopes import Scope

METHOD = label("stated-chances", 1)


@dataclass(frozen=True)
class Scored:
    """The scores of some chances, lower is better; decimals are rounded to a millionth."""

    brier: Decimal
    """From 0 to 1: the squared distance of the stated chance."""
    brier_all_options: Decimal
    """From 0 to 2: summed over yes and no."""
    log: Decimal
    """In nats."""
    clipped: int
    """Chances below .01 or above .99 that were taken for these in the logarithm."""


@dataclass(frozen=True, kw_only=True)
class Chances:
    """What somebody's stated chances were worth, over graded claims of their own."""

    claims: int
    weight: Decimal
    """Of those claims; a family weighs as one."""
    revised: int
    """Claims for which a later statement gave a chance again."""
    first: Scored
    last: Scored
    method: str = METHOD


@dataclass(frozen=True, kw_only=True)
class Stated(Chances):
    """The same with the expert whose chances they were."""

    expert: Expert


@dataclass(frozen=True)
class Told:
    """One graded claim, its weight and the chances an expert gave for it, in order of time."""

    weight: float
    grade: float
    chances: Sequence[float]


def in_release(release: Release, *, expert: Expert | None = None) -> list[Stated]:
    """The scores of everybody who stated a chance for a claim that is graded in `release`, by name. Four queries.

    raises  moments.NotFollowed while the claims behind `release` are not all at hand
    """
    moments.require_worked_out(release)
    found = of(grounds.of_release(Scope(release.collection), release), expert=expert)
    people = Expert.objects.in_bulk(found)
    by_name = sorted(people.values(), key=lambda person: (person.name.casefold(), person.slug))
    return [Stated(expert=person, **vars(found[person.pk])) for person in by_name]


def of(ground: Ground, *, expert: Expert | None = None) -> dict[str, Chances]:
    """The scores of everybody who stated a chance for a claim that is graded on `ground`, by expert id. One query.

    Counted are statements of one's own, not endorsements, made no later than the claim's last day and before the day on
    which its outcome became known.
    """
    graded = ground.held().filter(state=State.GRADED, is_own=True, weight__gt=0).exclude(chances="")
    told: dict[str, list[Told]] = defaultdict(list)
    for row in (graded.filter(expert=expert) if expert else graded).order_by("claim_id"):
        weight = as_claims(getattr(row, ground.weight_column))
        given = [float(chance) for chance in row.chances.split(",")]
        told[row.expert_id].append(Told(weight, row.credit / (QUARTERS * row.weight), given))
    return {expert_id: _chances_of(each) for expert_id, each in told.items()}


def _chances_of(told: Sequence[Told]) -> Chances:
    return Chances(
        claims=len(told),
        weight=stored(sum(one.weight for one in told)),
        revised=sum(len(one.chances) > 1 for one in told),
        first=_scored(told, (one.chances[0] for one in told)),
        last=_scored(told, (one.chances[-1] for one in told)),
    )


def _scored(told: Sequence[Told], chances: Iterator[float]) -> Scored:
    stated, grades, weights = list(chances), [one.grade for one in told], [one.weight for one in told]
    log = log_score(stated, grades, weights=weights)
    one_sided, all_options = (
        stored(brier(stated, grades, weights=weights, convention=convention))
        for convention in (Convention.ONE_SIDED, Convention.ALL_OPTIONS)
    )
    return Scored(one_sided, all_options, stored(log.mean), log.clipped)
