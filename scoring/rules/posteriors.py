"""What we believe about several experts at once, on one grid, ready for integrals over anybody's true score."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from scoring.rules.checks import records

Floats = NDArray[np.float64]

FEWEST_CELLS = 512
CELLS_PER_DEVIATION = 16
REACH = 12
"""Deviations around its middle within which a posterior is worked out; it holds all but 1e-15."""
NODES = {6.0: 4, 2.0: 6, 0.0: 10}
"""Cells to a deviation, and how many points of each cell then give its integral to 1e-14 (Gauss-Legendre)."""
SMOOTH_FROM = 1.5
"""Points and missed points from which a density has no corner at an end of the grid."""
AT_ONCE = 64
"""Records that are worked out together: what they need fits the cache of a processor."""


@dataclass(frozen=True, slots=True)
class Posteriors:
    """The independent posteriors of m experts at k points of [0, 1], outside of which nobody's true score lies.

    below   (k, m): chance that the expert's true score is at most the point; rises from 0 to 1 down each column
    masses  (k, m): weights such that the sum over k of masses * g is the mean of g(true score); each column sums to 1
    """

    below: Floats
    masses: Floats

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
    kinds = np.column_stack([won, out_of])
    below = below_at(kinds, _cut(kinds, grid_of(max(FEWEST_CELLS, cells_wanted(float(out_of.max()))))))
    return Posteriors(below=below, masses=masses_of(below))


def _cut(kinds: Floats, grid: Floats) -> Floats:
    """`grid` without the cells at its ends in which nobody's true score lies, by fours."""
    places, middles, deviations = _spread(kinds, grid)
    first = int(np.searchsorted(places, np.min(middles - REACH * deviations))) - 1
    last = int(np.searchsorted(places, np.max(middles + REACH * deviations)))
    return grid[max(first, 0) // 4 * 4 : 4 * math.ceil(last / 4) + 1]


def _spread(kinds: Floats, grid: Floats) -> tuple[Floats, Floats, Floats]:
    """The points of `grid`, and the middle and the deviation of each posterior, all in arcsin(√x)."""
    won, out_of = kinds.T
    return np.arcsin(np.sqrt(grid)), np.arcsin(np.sqrt((won + 1) / (out_of + 2))), 1 / (2 * np.sqrt(out_of + 3))


def below_at(kinds: Floats, grid: Floats) -> Floats:
    """The chance that the true score of each of d records lies below each of k points.

    kinds    (d, 2) points and resolved of each
    grid     (k,) even in arcsin(√x), as from `grid_of`
    returns  (k, d) within 1e-13 of the distribution function; beyond `REACH` deviations exactly 0 or 1

    The density is added up cell by cell and brought to a sum of 1: ten times faster than as many values of the
    incomplete beta function.
    """
    places, middles, deviations = _spread(kinds, grid)
    step = (places[-1] - places[0]) / (places.size - 1)
    nodes = np.select([deviations / step >= least for least in NODES], list(NODES.values()))
    right, wrong = kinds[:, 0], kinds[:, 1] - kinds[:, 0]
    is_at_an_end = np.minimum(right, wrong) < SMOOTH_FROM
    nodes[is_at_an_end] = 0
    below = np.empty((grid.size, len(kinds)))
    below[:, is_at_an_end] = scipy.special.betainc(1 + right[is_at_an_end], 1 + wrong[is_at_an_end], grid[:, None])
    for count in NODES.values():
        which = np.flatnonzero(nodes == count)
        for start in range(0, which.size, AT_ONCE):
            some = which[start : start + AT_ONCE]
            below[:, some] = _added_up(kinds[some], places, count)
    away = places[:, None] - middles
    below[away > REACH * deviations] = 1
    below[away < -REACH * deviations] = 0
    return below


def _added_up(kinds: Floats, places: Floats, count: int) -> Floats:
    """The distribution functions of a few records at even `places` in arcsin(√x), by `count` points a cell."""
    right, wrong = kinds[:, 0] + 0.5, kinds[:, 1] - kinds[:, 0] + 0.5
    points, shares = np.polynomial.legendre.leggauss(count)
    step = (places[-1] - places[0]) / (places.size - 1)
    angles = (places[:-1, None] + step * (points + 1) / 2).ravel()
    first = np.sin(places[0]) ** 2
    mode = np.maximum(right / (right + wrong), first)
    density = np.multiply.outer(2 * np.log(np.sin(angles)), right)
    density += np.multiply.outer(2 * np.log(np.cos(angles)), wrong)
    density -= right * np.log(mode) + wrong * np.log1p(-mode)
    np.exp(density, out=density)
    cells = np.einsum("cns,n->cs", density.reshape(-1, count, len(kinds)), shares)
    sums = np.cumsum(cells, axis=0)
    is_any = sums[-1] > 0
    before = scipy.special.betainc(1 + kinds[:, 0], 1 + (kinds[:, 1] - kinds[:, 0]), first) if first > 0 else 0.0
    below = np.empty((places.size, len(kinds)))
    below[0] = before
    below[1:] = before + (1 - before) * np.divide(sums, sums[-1], out=np.ones_like(sums), where=is_any)
    return below.clip(0, 1)


def cells_wanted(most_resolved: float) -> int:
    """How many cells make 16 to the deviation of a posterior of so many claims."""
    return math.ceil(math.pi * math.sqrt(most_resolved + 3) * CELLS_PER_DEVIATION)


def grid_of(cells: int, *, above: float = 0) -> Floats:
    """The ends of so many cells from `above` to 1, and of up to three more: `masses_of` joins them by four."""
    start = math.asin(math.sqrt(above))
    return np.sin(np.linspace(start, math.pi / 2, 4 * math.ceil(cells / 4) + 1)) ** 2


def masses_of(below: Floats) -> Floats:
    """Romberg's extrapolation of the trapezium rule on cells of one, two and four steps.

    below    (k, m) as in `Posteriors`; k is one more than a multiple of four
    returns  (k, m) masses as there

    Each rule by itself gives P(i above j) + P(j above i) = 1 exactly, and so does their mixture.
    """
    return (64 * _trapezium(below, 1) - 20 * _trapezium(below, 2) + _trapezium(below, 4)) / 45


def _trapezium(below: Floats, step: int) -> Floats:
    half_cell = np.diff(below[::step], axis=0) / 2
    masses = np.zeros_like(below)
    masses[:-1:step] += half_cell
    masses[step::step] += half_cell
    return masses
