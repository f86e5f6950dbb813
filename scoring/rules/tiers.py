"""What the order of a leaderboard may claim: places, tiers, and whether there is a first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.rules.rounding import rounded

Above = Callable[[slice, slice], NDArray[np.float64]]
"""P(i above j) for the places in two slices, the best place first."""


def competition_ranks(scores: Sequence[Decimal] | Sequence[int]) -> list[int]:
    """1 and the number of scores that are higher, so that equals share a place: 1, 2, 2, 4.

    scores   stored decimals, or whole millionths, in any order
    returns  a rank for each, in the same order
    """
    rank_of: dict[Decimal | int, int] = {}
    falling: list[Any] = sorted(scores, reverse=True)
    for place, score in enumerate(falling, start=1):
        rank_of.setdefault(score, place)
    return [rank_of[score] for score in scores]


def tier_of_places(places: int, above: Above, *, at: Decimal) -> list[int]:
    """The tier of each place, 1 at the top.

    places   how many, 0 or more, ordered by score with the best first
    above    P(i above j) for two slices of those places
    at       a tier ends where everyone above beats everyone below with at least this chance, in (0.5, 1]
    returns  a whole number for each place, rising by 1 where a tier ends; all 1 where no tier ends
    raises   ValueError if `at` is not in (0.5, 1]
    """
    check_chance("end a tier", at)
    tiers = [1] * min(places, 1)
    for end in range(1, places):
        tiers.append(tiers[-1] + _tier_ends(end, above, float(at)))
    return tiers


def _tier_ends(end: int, above: Above, at: float) -> bool:
    # From the closest pair outwards: on most boards the first comparison already says no.
    return all(
        np.all(rounded(above(slice(row, row + 1), below)) >= at)
        for below in (slice(end, end + 1), slice(end, None))
        for row in range(end - 1, -1, -1)
    )


def clear_leader(chances: Sequence[Decimal], *, at: Decimal) -> int | None:
    """Which of the ranked is named first.

    chances  P(best) of each, stored decimals
    at       a first is named from this chance on, in (0.5, 1]
    returns  the position in `chances`, or None: no clear leader. One person alone leads nobody
    raises   ValueError if `at` is not in (0.5, 1], where two could be first
    """
    check_chance("name a first", at)
    if len(chances) < 2:
        return None
    return next((position for position, chance in enumerate(chances) if chance >= at), None)


def check_chance(what_for: str, at: Decimal) -> None:
    """Refuse a chance `at` that is not in (0.5, 1]. Raises ValueError saying what it is for."""
    if not Decimal("0.5") < at <= 1:
        raise ValueError(f"Chance {at} to {what_for} must be above 0.5 and at most 1; the board uses 0.9.")
