"""How a computed number becomes a stored one: six decimals, and equality is on those."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

DECIMALS = 6
MILLIONTH = Decimal(1).scaleb(-DECIMALS)
NEAR_HALF_WAY = 1e-6, 1e-15
"""In millionths, and of the number: so near to the middle of two, a product does not say which of them is nearer."""


def stored(value: float) -> Decimal:
    """`value` as it is kept in a release.

    value    any finite number
    returns  the nearest multiple of 0.000001; a number exactly half-way goes to the even neighbour; zero has no sign
    raises   ValueError if `value` is infinite or not a number
    """
    if not math.isfinite(value):
        raise ValueError(f"Cannot store {value!r}: a stored number must be finite.")
    # Printing a float rounds its exact value, and half to even: the same as quantizing, in half the time.
    return Decimal(f"{value:.{DECIMALS}f}") + Decimal(0)


def rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """`values` on the stored grid, still as floats, so that a threshold is not decided by the last bit.

    values   any shape, finite
    returns  the same shape, each the float nearest to a multiple of 0.000001
    """
    return np.round(values, DECIMALS)


def millionths(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """`stored` of many at once, bit for bit, as whole numbers of millionths.

    values   (n,) finite, below a thousand million
    returns  (n,)
    raises   ValueError if one is infinite or not a number
    """
    scaled = values * 10**DECIMALS
    whole = np.rint(scaled)
    least, share = NEAR_HALF_WAY
    is_unclear = ~(np.abs(np.abs(scaled - whole) - 0.5) > np.maximum(least, share * np.abs(scaled)))
    for place in np.flatnonzero(is_unclear).tolist():
        whole[place] = int(stored(values[place].item()).scaleb(DECIMALS))
    found: NDArray[np.int64] = whole.astype(np.int64)
    return found


def decimals(whole: NDArray[np.int64]) -> list[Decimal]:
    """Whole numbers of millionths as stored decimals."""
    return [MILLIONTH * number for number in whole.tolist()]


def all_stored(values: Iterable[float] | NDArray[np.float64]) -> list[Decimal]:
    """`stored` of each of many values, all finite and below a thousand million."""
    return decimals(millionths(np.asarray(values, dtype=np.float64)))
