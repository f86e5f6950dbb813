"""Raw accuracy: the share of points, beside the fair score and never instead of it."""

from __future__ import annotations

from typing import NamedTuple

from scoring.rules.checks import check_record
from scoring.rules.intervals import LEVEL, wilson


class Accuracy(NamedTuple):
    """A share of points in [0, 1] and its Wilson interval."""

    share: float
    low: float
    high: float


def accuracy(points: float, resolved: float, *, level: float = LEVEL) -> Accuracy:
    """Points divided by resolved claims, with a Wilson interval.

    points    weighted sum of grades, in [0, resolved]; a grade of 0.5 means "partly true", not "unknown"
    resolved  weighted number of resolved claims, above 0
    level     of the interval, in (0, 1)
    returns   share of points (not a probability, not a proper score) and the interval's two ends
    raises    ValueError if nothing is resolved, unless 0 <= points <= resolved, or for a level outside (0, 1)
    """
    check_record(points, resolved)
    if resolved == 0:
        raise ValueError("Accuracy of 0 resolved claims is not defined: ask only once a claim is resolved.")
    low, high = wilson(points, resolved, level=level)
    return Accuracy(share=points / resolved, low=low, high=high)
