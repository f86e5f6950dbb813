"""What a claim weighs for an expert, in whole millionths, so that sums are exact in any order.

A claim weighs 1 000 000 millionths; the claims of one family share that among them, because one idea in three
sentences is not three hits. Grades are quarters, so points are whole quarter-millionths.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

WHOLE = 1_000_000
QUARTERS = 4


def family_weights(size: int) -> tuple[int, ...]:
    """The weights of the `size` claims of one family, in millionths.

    size     number of claims, 1 or more
    returns  `size` whole numbers, falling, none more than 1 apart, that sum to exactly 1 000 000
    raises   ValueError if `size` is below 1 or above 1 000 000, where a claim would weigh nothing
    """
    if not 1 <= size <= WHOLE:
        raise ValueError(f"A family of {size} claims cannot be weighed: it must have from 1 to {WHOLE} claims.")
    share, left_over = divmod(WHOLE, size)
    return (share + 1,) * left_over + (share,) * (size - left_over)


def weights(families: Mapping[str, str | None]) -> dict[str, int]:
    """The weight of each claim for one expert, in millionths.

    families  claim key -> family key, or None for a claim that stands alone; all claims of this expert that may
              count, decided or not (leave out annulled and unscored ones, which are in no denominator)
    returns   claim key -> weight, in the order of the keys; a family's weights sum to exactly 1 000 000, and of
              its claims those with the lowest keys get the millionths left over
    """
    members: defaultdict[str, list[str]] = defaultdict(list)
    weight_of: dict[str, int] = {}
    for claim in sorted(families):
        family = families[claim]
        weight_of[claim] = WHOLE
        if family is not None:
            members[family].append(claim)
    for claims in members.values():
        weight_of.update(zip(claims, family_weights(len(claims)), strict=True))
    return weight_of


def credit(weight: int, grade: Decimal) -> int:
    """The points a claim earns, in quarter-millionths.

    weight   in millionths, from 0 to 1 000 000
    grade    0, 0.25, 0.5, 0.75 or 1
    returns  weight x grade x 4, a whole number from 0 to 4 000 000
    raises   ValueError if the weight is out of range or the grade is not one of the five
    """
    if not 0 <= weight <= WHOLE:
        raise ValueError(f"Weight {weight} is not a number of millionths from 0 to {WHOLE}.")
    quarters = grade * QUARTERS
    if not (quarters.is_finite() and 0 <= quarters <= QUARTERS and quarters == quarters.to_integral_value()):
        raise ValueError(f"Grade {grade} is not one of 0, 0.25, 0.5, 0.75 and 1.")
    return weight * int(quarters)


def as_claims(weight: int) -> float:
    """A sum of weights in millionths as a weighted number of claims: the float nearest to weight / 1 000 000."""
    return weight / WHOLE


def as_points(credits_earned: int) -> float:
    """A sum of credits in quarter-millionths as points: the float nearest to credits_earned / 4 000 000."""
    return credits_earned / (WHOLE * QUARTERS)
