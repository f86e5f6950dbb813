"""How far independent reviewers agree: Krippendorff's alpha, and how sure that figure is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.rules.checks import check_level

LEVEL = 0.9
DRAWS = 1_000
SEED = 20_251_231
FEWEST_UNITS = 10
MOST_UNDEFINED = 0.05
MOST_VALUES = 1_000


class Scale(StrEnum):
    """What the distance between two values means."""

    NOMINAL = "nominal"
    """Names: different or not."""
    ORDINAL = "ordinal"
    """An order: how many of all values given lie between the two."""
    INTERVAL = "interval"
    """Numbers whose difference counts."""
    RATIO = "ratio"
    """Numbers from 0 up, whose difference counts against their sum."""


class Undefined(StrEnum):
    """Why a figure is not defined. It is then neither 0 nor 1 but missing."""

    NO_PAIRS = "no pairs"
    """No unit has two values, so nothing can be compared."""
    NO_VARIATION = "no variation"
    """All values that can be compared are the same: agreement by chance alone would be complete as well."""
    FEW_UNITS = "few units"
    """Too few units for an interval to hold what it promises."""
    NO_DISAGREEMENT = "no disagreement"
    """Drawing again from agreement without exception gives nothing else: the interval would be 1 to 1 after any
    number of units."""
    FRAGILE = "fragile"
    """So little variation that many draws have none at all."""


class Agreement(NamedTuple):
    """Krippendorff's alpha, or why there is none, and how much it rests on."""

    alpha: float | None
    why_not: Undefined | None
    units: int
    """Units with two values or more."""
    values: int
    """Values in those units."""


class AgreementRange(NamedTuple):
    """Both ends of an interval for alpha, or None for both and why there is none."""

    low: float | None
    high: float | None
    why_not: Undefined | None


@dataclass(frozen=True, slots=True)
class Tallies:
    """How often each value was given to each unit; who gave it no longer matters.

    values  (k,) distinct finite numbers, rising
    counts  (u, k) whole numbers, 0 or more
    raises  ValueError if a shape, a value or a count is none of that, naming where it stands
    """

    values: NDArray[np.float64]
    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.values.ndim != 1 or self.counts.ndim != 2 or self.counts.shape[1] != self.values.size:
            raise ValueError(
                f"Values have shape {self.values.shape} and counts {self.counts.shape}: "
                "give k values, and for each unit a row of k counts."
            )
        if self.values.size > MOST_VALUES:
            raise ValueError(f"{self.values.size} different values: a scale has at most {MOST_VALUES}.")
        if not np.all(np.isfinite(self.values)) or np.any(np.diff(self.values) <= 0):
            raise ValueError(f"Values {self.values.tolist()!r} must be finite and rise from one to the next.")
        wrong = np.argwhere(self.counts < 0)
        if wrong.size:
            unit, column = wrong[0].tolist()
            raise ValueError(
                f"Count {self.counts[unit, column].item()!r} of unit {unit}, value {column} must be 0 or more."
            )


def tallies(ratings: ArrayLike) -> Tallies:
    """Count the values of each unit.

    ratings  (u, r): a row for each of u units (rounds), a column for each of r raters (reviewers); nan is missing.
             u and r may be 0
    raises   ValueError if there are not two dimensions, a value is infinite (naming unit and rater, from 0), or there
             are more than 1 000 different values
    """
    given = np.asarray(ratings, dtype=np.float64)
    if given.ndim != 2:
        raise ValueError(f"Ratings have shape {given.shape}: give a row for each unit, a column for each rater.")
    infinite = np.argwhere(np.isinf(given))
    if infinite.size:
        unit, rater = infinite[0].tolist()
        raise ValueError(
            f"Rating {given[unit, rater].item()!r} of unit {unit} by rater {rater} must be finite, or nan: missing."
        )
    is_given = ~np.isnan(given)
    values, codes = np.unique(given[is_given], return_inverse=True)
    cells = np.nonzero(is_given)[0] * values.size + codes
    counts = np.bincount(cells, minlength=len(given) * values.size).reshape(len(given), values.size)
    return Tallies(values=values, counts=counts.astype(np.int64))


def agreement(given: Tallies, *, scale: Scale = Scale.ORDINAL) -> Agreement:
    """Krippendorff's alpha: 1 less observed disagreement over the disagreement expected if values were dealt at random.

    given    what was given to each unit; units with fewer than two values are left out
    scale    what the distance between two values means; grades are an order
    returns  alpha, at most 1 (which is complete agreement); 0 is chance, below 0 is worse than chance. None, with
             the reason, if no unit has two values or all values that can be compared are the same
    raises   ValueError if the scale is of ratios and a value is negative

    With n values, m_u of them in unit u: observed = sum over u of the distances of its ordered pairs / (m_u - 1), and
    expected = the distances of all ordered pairs / (n - 1). So a unit counts by its number of values.

    K. Krippendorff, Computing Krippendorff's alpha-reliability (2011).
    """
    _check_scale(given, scale)
    counts = _comparable(given)
    units, values = len(counts), int(counts.sum())
    if units == 0:
        return Agreement(None, Undefined.NO_PAIRS, units, values)
    alpha = _alpha(given.values, counts, np.ones(units, dtype=np.int64), scale)
    return Agreement(alpha, Undefined.NO_VARIATION if alpha is None else None, units, values)


def agreement_range(
    given: Tallies, *, scale: Scale = Scale.ORDINAL, level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> AgreementRange:
    """Where alpha lies if the units are a sample of many more: the percentile bootstrap over units.

    given    as for `agreement`
    level    of the interval, in (0, 1)
    draws    how often as many units are drawn again with replacement, 1 or more
    seed     of the draws: the same seed and NumPy give the same interval, whatever the order of units or raters
    returns  the (1 - level) / 2 and (1 + level) / 2 quantiles of the draws' alphas, in [-inf, 1]; draws without
             variation have no alpha and are left out. None for both, with the reason, where alpha is not defined, with
             fewer than 10 units, without any disagreement, or if more than 5 % of the draws have no variation
    raises   ValueError for a level outside (0, 1), for fewer than 1 draw, or as `agreement` does

    A unit is drawn whole, because the values in it hang together. Units alike in what was given are drawn together, so
    the work does not grow with the number of units. Measured in made-up worlds (two raters, five grades, true alphas of
    .26 to .90; 250 times each), the interval at 90 % held the true alpha in .84 to .94 of them from 10 units on, and in
    .78 to .87 at 5: hence the least number.

    B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    check_level(level)
    if draws < 1:
        raise ValueError(f"{draws} draws give no interval: ask for at least 1; a board uses {DRAWS}.")
    found = agreement(given, scale=scale)
    why_not = _why_no_range(found)
    if why_not is not None:
        return AgreementRange(None, None, why_not)
    alphas = _drawn(given, scale, draws, seed)
    if len(alphas) < (1 - MOST_UNDEFINED) * draws:
        return AgreementRange(None, None, Undefined.FRAGILE)
    low, high = np.quantile(alphas, [(1 - level) / 2, (1 + level) / 2]).tolist()
    return AgreementRange(low, high, None)


def _why_no_range(found: Agreement) -> Undefined | None:
    if found.why_not is not None:
        return found.why_not
    if found.units < FEWEST_UNITS:
        return Undefined.FEW_UNITS
    return Undefined.NO_DISAGREEMENT if found.alpha == 1 else None


def _drawn(given: Tallies, scale: Scale, draws: int, seed: int) -> list[float]:
    """The alphas of the draws that have one."""
    alike, times = np.unique(_comparable(given), axis=0, return_counts=True)
    units = int(times.sum())
    rows = np.random.default_rng(seed).multinomial(units, times / units, size=draws)
    alphas = (_alpha(given.values, alike, row, scale) for row in rows)
    return [alpha for alpha in alphas if alpha is not None]


def _comparable(given: Tallies) -> NDArray[np.int64]:
    counts: NDArray[np.int64] = given.counts[given.counts.sum(axis=1) >= 2]
    return counts


def _alpha(
    values: NDArray[np.float64], counts: NDArray[np.int64], times: NDArray[np.int64], scale: Scale
) -> float | None:
    """Alpha of units with `counts`, each there so many `times`; None without variation."""
    totals = times @ counts
    if np.count_nonzero(totals) < 2:
        return None
    distances = _distances(values, totals, scale)
    size = counts.sum(axis=1)
    observed = float(np.sum(times * _pairs(counts, distances) / (size - 1)))
    expected = float(_pairs(totals[None, :], distances)[0]) / (int(totals.sum()) - 1)
    return 1 - observed / expected


def _pairs(counts: NDArray[np.int64], distances: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum of the distances of all ordered pairs of values in each row of `counts`."""
    summed: NDArray[np.float64] = np.sum((counts @ distances) * counts, axis=1)
    return summed


def _distances(values: NDArray[np.float64], totals: NDArray[np.int64], scale: Scale) -> NDArray[np.float64]:
    """(k, k) distances between values, 0 between a value and itself."""
    if scale is Scale.NOMINAL:
        return 1 - np.eye(values.size)
    if scale is Scale.ORDINAL:
        # the values given between two, and half of either: the difference of their middle places
        middles = np.cumsum(totals) - totals / 2
        return np.subtract.outer(middles, middles) ** 2
    differences, sums = np.subtract.outer(values, values), np.add.outer(values, values)
    if scale is Scale.INTERVAL:
        return differences**2
    shares: NDArray[np.float64] = np.divide(differences, sums, out=np.zeros_like(differences), where=sums > 0) ** 2
    return shares


def _check_scale(given: Tallies, scale: Scale) -> None:
    if scale is Scale.RATIO and given.values.size and given.values[0] < 0:
        raise ValueError(f"Value {given.values[0].item()!r} has no place on a scale of ratios: it must be 0 or more.")
