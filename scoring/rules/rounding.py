"""How a computed number becomes a stored one: six decimals, and equality is on those."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

DECIMALS = 6


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
