"""Points above expectation: what people got right beyond what reviewers had expected, blind and before the deadline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from predictions.models import Claim, Prior, PriorBasis, Resolution
from scoring.facts import as_of_each
from scoring.grounds import Ground
from scoring.models import Contribution, State
from scoring.rules.expectation import LEAST_PRIORS, NoRange, above_expectation, expected_grade
from scoring.rules.method import label
from scoring.rules.rounding import stored
from scoring.rules.weights import QUARTERS, as_claims

METHOD = label("above-expectation", 1)
FEWEST = LEAST_PRIORS
"""People whose expectation it takes."""


@dataclass(frozen=True)
class Above:
    """What one expert earned beyond what was expected; decimals are rounded to a millionth."""

    ideas: int
    """How many there were: a family is one."""
    weight: Decimal
    points: Decimal
    """A prediction, in (-1, 1)."""
    low: Decimal | None
    high: Decimal | None
    why_no_range: NoRange | None


@dataclass(frozen=True)
class Found:
    """The points of everybody with any, by expert id, and of how many claims enough people had an expectation."""

    lines: Mapping[str, Above]
    claims: int
    """Graded, and past their deadline: until then expectations are sealed."""
    expected: int
    """Those of them of which enough people said what they expected."""


def of(ground: Ground) -> Found:
    """The points above expectation on `ground`. Eleven queries.

    Counted are expectations stated blind, before the deadline and before the day on which the outcome became known;
    never one that was set in hindsight.
    """
    graded = ground.held().filter(ground.by_clock("due_at__lte"), state=State.GRADED, weight__gt=0).order_by()
    claims = graded.values("claim").distinct().count()
    blind = Prior.objects.filter(basis=PriorBasis.BLIND).values("claim")
    rows = list(graded.filter(claim__in=blind))
    places = {row.claim_id: ground.part_of(row).position for row in rows}
    grades = _expected(places)
    families = {row["id"]: row["family_id"] for row in as_of_each(Claim, places, ("family_id",), by="id")}
    ideas: dict[str, dict[str, list[Contribution]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(rows, key=lambda row: row.claim_id):
        if row.claim_id in grades:
            ideas[row.expert_id][families[row.claim_id] or row.claim_id].append(row)
    lines = {expert: _above(ground, each.values(), grades) for expert, each in ideas.items()}
    return Found(lines, claims, len(grades))


def _expected(places: Mapping[str, int]) -> dict[str, float]:
    """What was expected of each claim, as the record said at its place; not those that too few had a view of."""
    known = _known_on(places)
    given: dict[str, list[float]] = defaultdict(list)
    for one in as_of_each(Prior, places, ("basis", "expected", "set_on"), by="claim_id"):
        is_early = one["claim_id"] not in known or one["set_on"] < known[one["claim_id"]]
        if one["basis"] == PriorBasis.BLIND and is_early:
            given[one["claim_id"]].append(float(one["expected"]))
    expected = {claim_id: expected_grade(each) for claim_id, each in given.items()}
    return {claim_id: grade for claim_id, grade in expected.items() if grade is not None}


def _known_on(places: Mapping[str, int]) -> dict[str, date]:
    """The day on which the outcome of each claim became known, where its resolution in force says one.

    places  at which place in the ledger it is asked of each claim
    """
    rows = as_of_each(Resolution, places, ("number", "known_on"), by="claim_id")
    in_force = {row["claim_id"]: row["known_on"] for row in sorted(rows, key=lambda row: row["number"])}
    return {pk: day for pk, day in in_force.items() if day is not None}


def _above(ground: Ground, ideas: Iterable[list[Contribution]], expected: Mapping[str, float]) -> Above:
    """The points of one expert. Claims of one family go in as one, with the mean of their grades and expectations."""
    columns: list[tuple[float, float, float]] = []
    for rows in ideas:
        weights = [getattr(row, ground.weight_column) for row in rows]
        weight = sum(weights)
        earned = sum(ground.credit_of(row) for row in rows) / (weight * QUARTERS)
        columns.append((earned, _mean([expected[row.claim_id] for row in rows], weights), as_claims(weight)))
    grades, priors, whole = zip(*columns, strict=True)
    found = above_expectation(grades, priors, weights=whole)
    return Above(
        ideas=len(columns),
        weight=stored(sum(whole)),
        points=stored(found.points),
        low=None if found.low is None else stored(found.low),
        high=None if found.high is None else stored(found.high),
        why_no_range=found.why_no_range,
    )


def _mean(values: list[float], weights: list[int]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
