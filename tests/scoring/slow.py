"""The standings once more: from the facts as they are now, by exact fractions and adaptive integrals, one at a time.

Shares nothing with the code it checks: not the ledger, not the contributions, not the weights, not the grid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction

import numpy as np
from scipy.integrate import quad
from scipy.stats import beta

from predictions.models import Claim, Collection, Expert

Sums = tuple[Fraction, Fraction, Fraction]  # points, resolved, unknown


def claims_of(expert: Expert, collection: Collection) -> list[Claim]:
    """The public claims that `expert` made, whoever endorsed them."""
    public = collection.claims.exclude(status="draft").filter(visibility="public", merged_into=None)
    own = public.filter(statements__expert=expert, statements__kind_of__in=["quoted", "reported"])
    return list(own.distinct())


def outcome(claim: Claim, at: datetime) -> str:
    """What became of a claim, in a word."""
    if claim.status == "resolved":
        return str(claim.resolutions.latest("number").outcome)
    if claim.status == "open" and claim.due_at <= at:
        return "overdue"
    return str(claim.status)


def sums(expert: Expert, collection: Collection, at: datetime) -> tuple[Sums, Counter[str]]:
    """An expert's points, resolved and unknown claims, and how many of each outcome there are."""
    claims = claims_of(expert, collection)
    outcomes = {claim.pk: outcome(claim, at) for claim in claims}
    sizes = Counter(claim.family_id for claim in claims if outcomes[claim.pk] not in {"annulled", "unscored"})
    points = resolved = unknown = Fraction(0)
    for claim in claims:
        weight = Fraction(1, sizes[claim.family_id]) if claim.family_id and sizes[claim.family_id] else Fraction(1)
        if outcomes[claim.pk] == "graded":
            resolved += weight
            points += weight * Fraction(claim.resolutions.latest("number").grade)
        if outcomes[claim.pk] in {"ambiguous", "overdue"}:
            unknown += weight
    return (points, resolved, unknown), Counter(outcomes.values())


def belief(points: Fraction, resolved: Fraction) -> tuple[float, float]:
    """The two parameters of what is believed about an expert."""
    return float(1 + points), float(1 + resolved - points)


def mean_over(shapes: tuple[float, float], function: Callable[[float], float]) -> float:
    """The mean of `function` of the true score, by adaptive integration."""
    middle = float(beta.median(*shapes))
    parts = [(0.0, middle), (middle, 1.0)]
    return sum(
        float(quad(lambda x: beta.pdf(x, *shapes) * function(x), *ends, epsabs=1e-11, limit=300)[0]) for ends in parts
    )


def rank_chances(mine: tuple[float, float], others: list[tuple[float, float]]) -> list[float]:
    """The chance of each rank, from the first on; the number above is counted coin by coin."""

    def chance(rank: int) -> Callable[[float], float]:
        def at(truth: float) -> float:
            above = np.ones(1)
            for other in others:
                below = float(beta.cdf(truth, *other))
                above = np.convolve(above, [below, 1 - below])
            return float(above[rank])

        return at

    return [mean_over(mine, chance(rank)) for rank in range(len(others) + 1)]


def reached(chances: list[float], share: float) -> int:
    """The first rank by which `share` of the chance is used up."""
    return 1 + int(np.searchsorted(np.cumsum(chances), share))
