"""Strict hits: how many claims came true at least mostly, beside the fair score and never instead of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from scoring.rules.checks import check_level, shares, weighed
from scoring.rules.intervals import LEVEL, jeffreys

HIT_FROM = 0.75


class Hits(NamedTuple):
    """Weighted hits of so many resolved, their share in [0, 1], and its Jeffreys interval."""

    hits: float
    resolved: float
    share: float
    low: float
    high: float


def strict_hits(grades: ArrayLike, *, weights: ArrayLike | None = None, level: float = LEVEL) -> Hits:
    """The share of claims whose grade is 0.75 or more, with a Jeffreys interval.

    grades   (n,) of resolved claims, each in [0, 1]; n is 1 or more
    weights  (n,) finite and above 0; 1 for each unless told. A family's weights sum to 1
    level    of the interval, in (0, 1)
    returns  hits and resolved, both weighted; their ratio; and the interval, which lies strictly within (0, 1)
    raises   ValueError naming position and value of what is out of range, or if n is 0

    Half a point is no hit, and neither is it half of one: what "partly true" is worth is lost here on purpose.
    """
    check_level(level)
    earned = shares("Grade", grades)
    if earned.size == 0:
        raise ValueError("A share of hits among 0 claims is not defined: ask only once a claim is resolved.")
    weight = weighed(weights, earned.size)
    is_hit = earned >= HIT_FROM
    hits, resolved = float(np.sum(weight[is_hit])), float(np.sum(weight))
    # the two sums may round apart by one bit where every claim is a hit
    hits = resolved if is_hit.all() else min(hits, resolved)
    low, high = jeffreys(hits, resolved, level=level)
    return Hits(hits=hits, resolved=resolved, share=hits / resolved, low=low, high=high)
