"""What we believe about several experts at once, on one grid, ready for integrals over anybody's true score."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from scoring.rules.checks import records

FEWEST_CELLS = 512
CELLS_PER_DEVIATION = 16


@dataclass(frozen=True, slots=True)
class Posteriors:
    """The independent posteriors of m experts at k points of [0, 1], from 0 to 1.

    below   (k, m): chance that the expert's true score is at most the point; rises from 0 to 1 down each column
    masses  (k, m): weights such that the sum over k of masses * g is the mean of g(true score); each column sums to 1
    """

    below: NDArray[np.float64]
    masses: NDArray[np.float64]

    @property
    def experts(self) -> int:
        """How many experts are compared, m."""
        return int(self.below.shape[1])


def posteriors(points: ArrayLike, resolved: ArrayLike) -> Posteriors:
    """The posteriors Beta(1 + points, 1 + resolved - points) of m experts.

    points    (m,) weighted sums of grades, each in [0, resolved]
    resolved  (m,) weighted numbers of resolved claims, each 0 or more
    raises    ValueError if m is 0, the lengths differ, or a pair is impossible

    The grid is even in arcsin(√x), where a posterior of n claims has a deviation of about 1 / (2 √(n + 3)) wherever
    it lies; there are 16 cells to the narrowest deviation and never fewer than 512. Masses are differences of the
    distribution function, never densities.
    """
    won, out_of = records(points, resolved)
    grid = _grid(float(out_of.max()))
    below = np.asarray(scipy.special.betainc(1 + won, 1 + (out_of - won), grid[:, None]), dtype=np.float64)
    return Posteriors(below=below, masses=masses_of(below))


def _grid(most_resolved: float) -> NDArray[np.float64]:
    return grid_of(max(FEWEST_CELLS, cells_wanted(most_resolved)))


def cells_wanted(most_resolved: float) -> int:
    """How many cells make 16 to the deviation of a posterior of so many claims."""
    return math.ceil(math.pi * math.sqrt(most_resolved + 3) * CELLS_PER_DEVIATION)


def grid_of(cells: int, *, above: float = 0) -> NDArray[np.float64]:
    """The ends of so many cells from `above` to 1, and of up to three more: `masses_of` joins them by four."""
    start = math.asin(math.sqrt(above))
    return np.sin(np.linspace(start, math.pi / 2, 4 * math.ceil(cells / 4) + 1)) ** 2


def masses_of(below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Romberg's extrapolation of the trapezium rule on cells of one, two and four steps.

    below    (k, m) as in `Posteriors`; k is one more than a multiple of four
    returns  (k, m) masses as there

    Each rule by itself gives P(i above j) + P(j above i) = 1 exactly, and so does their mixture.
    """
    return (64 * _trapezium(below, 1) - 20 * _trapezium(below, 2) + _trapezium(below, 4)) / 45


def _trapezium(below: NDArray[np.float64], step: int) -> NDArray[np.float64]:
    half_cell = np.diff(below[::step], axis=0) / 2
    masses = np.zeros_like(below)
    masses[:-1:step] += half_cell
    masses[step::step] += half_cell
    return masses
