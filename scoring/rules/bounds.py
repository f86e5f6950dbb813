"""What an expert's accuracy could still become: the claims nobody can decide yet, all wrong or all right."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scoring.rules.checks import check_amount, check_record, records
from scoring.rules.intervals import Interval, Intervals


def bounds(points: float, resolved: float, unknown: float) -> Interval:
    """The lowest and the highest accuracy that the undecided claims allow.

    points    weighted sum of grades, in [0, resolved]
    resolved  weighted number of resolved claims, 0 or more
    unknown   weighted number of ambiguous claims and of claims past their deadline and undecided, 0 or more
    returns   [points / (resolved + unknown), (points + unknown) / (resolved + unknown)], within [0, 1];
              [0, 1] when there is no such claim, because nothing is known
    raises    ValueError unless 0 <= points <= resolved and unknown >= 0, all finite
    """
    check_record(points, resolved)
    check_amount("Unknown", unknown)
    known_or_not = resolved + unknown
    if known_or_not == 0:
        return Interval(0.0, 1.0)
    # min: the sum in the numerator and the one below it may round apart by one bit
    return Interval(points / known_or_not, min(1.0, (points + unknown) / known_or_not))


def bounds_each(points: ArrayLike, resolved: ArrayLike, unknown: ArrayLike) -> Intervals:
    """`bounds` of m experts at once, bit for bit what it says of each.

    points, resolved, unknown  (m,) as there, each; m may not be 0
    raises                     ValueError if the lengths differ, naming the first impossible pair, or as there
    """
    won, out_of = records(points, resolved)
    open_to = np.asarray(unknown, dtype=np.float64)
    if open_to.shape != won.shape:
        raise ValueError(f"{won.size} records and {open_to.size} numbers of unknown claims: give one for each.")
    for position in np.flatnonzero(~((open_to >= 0) & np.isfinite(open_to)))[:1].tolist():
        check_amount("Unknown", open_to[position].item(), where=f" at position {position}")
    known_or_not = out_of + open_to
    is_any = known_or_not > 0
    low = np.divide(won, known_or_not, out=np.zeros_like(won), where=is_any)
    high = np.divide(won + open_to, known_or_not, out=np.ones_like(won), where=is_any)
    return Intervals(low=low, high=np.minimum(high, 1.0))
