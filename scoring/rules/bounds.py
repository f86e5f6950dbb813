"""What an expert's accuracy could still become: the claims nobody can decide yet, all wrong or all right."""

from __future__ import annotations

from scoring.rules.checks import check_amount, check_record
from scoring.rules.intervals import Interval


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
