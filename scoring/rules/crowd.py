"""Who is likely to be above whom among many: what a board of hundreds and more asks, in bounded memory.

Below the switch, the rules of `ranking` and `rank_range` hold everybody's posterior at once. Here people with equal
records are one record, the records are taken in pieces, and the others are seen as sums over all.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from scoring.rules.checks import records
from scoring.rules.posteriors import FEWEST_CELLS, Posteriors, below_at, cells_wanted, grid_of, masses_of
from scoring.rules.rank_range import ENDS
from scoring.rules.ranking import chance_above
from scoring.rules.rounding import rounded
from scoring.rules.tiers import check_chance

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

MOST_VALUES = 4_000_000
"""Cells times records: beyond, the grid is coarser, down to the fewest cells."""
PIECE = 1_000_000
"""Cells times records that are worked on at once."""
KEPT = 16_000_000
"""Cells times records that are kept between the two walks; beyond, they are worked out twice."""
DECIDED = -40
"""Logarithm of a chance that adds nothing any more."""
CERTAIN = 8.5
"""Deviations of a normal number beyond which its chances are 0 and 1."""


class Crowd(NamedTuple):
    """What is said of each of m experts among the others, and of their d different records."""

    best: Floats
    """(m,) chances of being the best, in [0, 1]."""
    expected_rank: Floats
    """(m,) in [1, m]."""
    first: Whole
    """(m,) the smallest rank whose cumulative chance reaches 5 %."""
    last: Whole
    """(m,) the smallest rank whose cumulative chance reaches 95 %."""
    record_of: Whole
    """(m,) which record is whose, from 0."""
    records: Floats
    """(d, 2) points and resolved of each record, by score, the best first."""
    above_next: Floats
    """(d - 1,) chance of a person with one record to be above one with the next."""


class Field(NamedTuple):
    """Everybody together at the k points of a grid; three arrays of shape (k, 1)."""

    log_below: Floats
    """Logarithm of the chance that all lie below the point."""
    above: Floats
    """Mean number of people above it."""
    spread: Floats
    """Variance of that number."""


class Pieces:
    """The chances of lying below each point of a grid, some records at a time; kept while they are few."""

    def __init__(self, kinds: Floats, grid: Floats) -> None:
        self.grid = grid
        step = max(1, PIECE // grid.size)
        self._parts = [kinds[start : start + step] for start in range(0, len(kinds), step)]
        is_small = len(kinds) * grid.size <= KEPT
        self._kept = [below_at(part, grid) for part in self._parts] if is_small else None

    def __iter__(self) -> Iterator[Floats]:
        """Yields arrays of shape (k, some), which together have all records in their order."""
        return iter(self._kept) if self._kept is not None else (below_at(part, self.grid) for part in self._parts)


def crowd(points: ArrayLike, resolved: ArrayLike) -> Crowd:
    """The chances of m experts, by the posteriors Beta(1 + points, 1 + resolved - points).

    points    (m,) weighted sums of grades, each in [0, resolved]
    resolved  (m,) weighted numbers of resolved claims, each 0 or more
    raises    ValueError if m is 0, the lengths differ, or a pair is impossible, naming its position

    The integrals are those of `ranking`, and the ranges those of `normal_ranges`. Time grows with the number of
    different records (of m itself, only a sort does); memory is that of some arrays of m, and of a piece.

    Measured against a grid as fine as that of `posteriors`, for 10 000 experts with 12 to 36 774 claims, a million in
    all, whose grid is 14 times coarser: P(best) within 2e-10, expected ranks within 0.07 and ends of ranges within 4
    places of 10 000; above_next within 0.003 for two with 40 000 claims each. With 60 claims or fewer the grid is as
    fine, and every figure is the same. Chances of being the best add up to 1 within 1e-8 for a million experts.
    """
    won, out_of = records(points, resolved)
    kinds, record_of, times = _by_score(won, out_of)
    pieces = Pieces(kinds, grid_for(kinds))
    field = _field(pieces, times)
    columns = [_found(field, below, won.size) for below in pieces]
    expected, first, last = (np.concatenate(column) for column in zip(*columns, strict=True))
    best = _best(kinds, times, pieces, field)
    return Crowd(
        best[record_of], expected[record_of], first[record_of], last[record_of], record_of, kinds, _above_next(pieces)
    )


def grid_for(kinds: Floats) -> Floats:
    """The grid on which `kinds` are compared: that of `posteriors`, but coarser for very many of them."""
    most = max(FEWEST_CELLS, MOST_VALUES // len(kinds))
    return grid_of(min(most, max(FEWEST_CELLS, cells_wanted(float(kinds[:, 1].max())))))


def _by_score(won: Floats, out_of: Floats) -> tuple[Floats, Whole, Whole]:
    """The different records by score, the best first; which is whose; and how many people have each."""
    score = (won + 1) / (out_of + 2)
    rows = np.column_stack([-score, out_of, won])
    kinds, record_of, times = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    return kinds[:, :0:-1].copy(), record_of.reshape(-1), times


def _field(pieces: Pieces, times: Whole) -> Field:
    log_below, above, spread = (np.zeros((pieces.grid.size, 1)) for _ in range(3))
    start = 0
    for below in pieces:
        many = times[start : start + below.shape[1]]
        start += below.shape[1]
        log_below += np.sum(many * _log(below), axis=1, keepdims=True)
        above += np.sum(many * (1 - below), axis=1, keepdims=True)
        spread += np.sum(many * (below * (1 - below)), axis=1, keepdims=True)
    return Field(log_below, above, spread)


def _log(below: Floats) -> Floats:
    """The logarithm, with a number in place of minus infinity that no other can make up for."""
    return np.log(np.maximum(below, np.finfo(np.float64).tiny))


def _best(kinds: Floats, times: Whole, pieces: Pieces, field: Field) -> Floats:
    """P(best) of each record. Of very many the best one's true score lies within few cells, so those are divided."""
    is_open = (field.log_below[:, 0] > DECIDED) & (field.log_below[:, 0] < -1e-3)
    if 0 < np.count_nonzero(is_open) < FEWEST_CELLS // 16:
        start = max(int(np.argmax(is_open)) - 1, 0)
        pieces = Pieces(kinds, grid_of(FEWEST_CELLS // 4, above=float(pieces.grid[start])))
        field = _field(pieces, times)
    best = [np.sum(masses_of(below) * np.exp(np.minimum(field.log_below - _log(below), 0)), axis=0) for below in pieces]
    chances: Floats = np.concatenate(best).clip(0, 1)
    return chances


def _found(field: Field, below: Floats, experts: int) -> tuple[Floats, Whole, Whole]:
    """Expected rank and both ends of the rank range for the records of a piece."""
    masses = masses_of(below)
    expected = 1 + np.sum(masses * (field.above - (1 - below)), axis=0)
    count = Count(field, below, masses, experts)
    first, last = (count.rank_reaching(end, guess=_guess(end, field, below)) for end in ENDS)
    return expected.clip(1, experts), first, last


def _guess(end: float, field: Field, below: Floats) -> Floats:
    """One more than the number above at the true score that is exceeded with a chance of `end`: near the rank."""
    at = np.argmax(below >= 1 - end, axis=0)
    ranks: Floats = field.above[at, 0] + below[at, np.arange(at.size)]
    return ranks


class Count:
    """The number of others above each of some experts, taken as normal given their own true score.

    At most true scores it is certain whether that number is below a rank. Only at the few in between, a window of the
    grid for each expert, chances are worked out.
    """

    def __init__(self, field: Field, below: Floats, masses: Floats, experts: int) -> None:
        self.field, self.below, self.masses, self.experts = field, below, masses, experts
        upwards = np.cumsum(masses[::-1], axis=0)[::-1]
        self.from_here_on = np.vstack([upwards, np.zeros((1, below.shape[1]))])
        reach = 1.5 + CERTAIN * np.sqrt(np.maximum(field.spread[:, 0], 0))
        # the higher the score, the fewer are above
        self.fewest = np.minimum.accumulate(field.above[:, 0] - reach)
        self.most = np.maximum.accumulate((field.above[:, 0] + reach)[::-1])[::-1]

    def reached(self, ranks: Whole, which: Whole) -> Floats:
        """P(rank is at most `ranks`) for the experts in the columns `which`, on the stored grid."""
        chances, _ = self._reached(ranks, which)
        return rounded(chances.clip(0, 1))

    def _reached(self, ranks: Floats | Whole, which: Whole) -> tuple[Floats, Floats]:
        """The same, not rounded, of ranks that need not be whole; and by how much it grows with the rank."""
        fewer = ranks - 0.5
        start = np.searchsorted(-self.fewest, -fewer)
        end = np.searchsorted(-self.most, -fewer, side="right")
        start = np.minimum(start, len(self.below) - 1)
        sizes = np.maximum(end - start, 1)
        ends = np.cumsum(sizes)
        column = np.repeat(which, sizes)
        cell = np.arange(ends[-1]) - np.repeat(ends - sizes - start, sizes)
        below = self.below[cell, column]
        spread = np.maximum(self.field.spread[cell, 0] - below * (1 - below), np.finfo(np.float64).tiny)
        steepness = 1 / np.sqrt(spread)
        z = ((np.repeat(fewer, sizes) - self.field.above[cell, 0] + (1 - below)) * steepness).clip(-40, 40)
        masses = self.masses[cell, column]
        certain = self.from_here_on[start + sizes, which]
        chances = certain + np.add.reduceat(masses * scipy.special.ndtr(z), ends - sizes)
        slopes = np.add.reduceat(masses * steepness * np.exp(-z * z / 2), ends - sizes)
        return chances, slopes / np.sqrt(2 * np.pi)

    def rank_reaching(self, end: float, guess: Floats) -> Whole:
        """The lowest rank that is reached with a chance of `end` or more, one for each expert.

        First in growing steps from the guess until the rank is between two that are known, then by halving.
        """
        ranks = self._better(end, guess)
        low, high = np.zeros(ranks.size, dtype=np.int64), np.full(ranks.size, self.experts, dtype=np.int64)
        step = np.ones(ranks.size, dtype=np.int64)
        which = np.arange(ranks.size)
        while which.size:
            is_reached = self.reached(ranks[which], which) >= end
            high[which[is_reached]] = ranks[which[is_reached]]
            low[which[~is_reached]] = ranks[which[~is_reached]]
            which = which[high[which] - low[which] > 1]
            stepped = np.where(ranks[which] == high[which], ranks[which] - step[which], ranks[which] + step[which])
            is_between = (stepped > low[which]) & (stepped < high[which])
            ranks[which] = np.where(is_between, stepped, (low[which] + high[which] + 1) // 2)
            step[which] *= 2
        return high

    def _better(self, end: float, guess: Floats) -> Whole:
        """`guess` after a step of Newton's, as whole ranks."""
        reached, slope = self._reached(guess, np.arange(guess.size))
        better = guess + np.divide(end - reached, slope, out=np.zeros_like(guess), where=slope > 0)
        ranks: Whole = np.ceil(better.clip(1, self.experts)).astype(np.int64)
        return ranks


def tiers_among_many(those: Crowd, *, at: Decimal) -> Whole:
    """The tier of each record, 1 at the top, by the rule of `tiers.tier_of_places`.

    at       a tier ends where everyone above beats everyone below with at least this chance, in (0.5, 1]
    returns  (d,) whole numbers that rise by 1 where a tier ends
    raises   ValueError if `at` is not in (0.5, 1]

    Whoever has no more right and no less wrong than somebody else is never the likelier above anybody. So of those
    above only the weakest are compared, and of those below the strongest: records which no other of theirs outdoes so.
    """
    check_chance("end a tier", at)
    ends = np.flatnonzero(rounded(those.above_next) >= float(at)) + 1
    starts = [end for end in ends.tolist() if _tier_ends(those.records[:end], those.records[end:], float(at))]
    tiers: Whole = 1 + np.searchsorted(np.array(starts), np.arange(len(those.records)), side="right")
    return tiers


def _tier_ends(upper: Floats, lower: Floats, at: float) -> bool:
    weakest, strongest = _extremes(upper, weak=True), _extremes(lower, weak=False)
    both = np.vstack([weakest, strongest])
    below = below_at(both, grid_for(both))
    chances = chance_above(Posteriors(below, masses_of(below)), slice(len(weakest)), slice(len(weakest), None))
    return bool(np.all(rounded(chances) >= at))


def _extremes(kinds: Floats, *, weak: bool) -> Floats:
    """The records than which no other is both less right and more wrong, or the other way round where not `weak`."""
    right, wrong = kinds[:, 0], kinds[:, 1] - kinds[:, 0]
    few, many = (right, wrong) if weak else (wrong, right)
    order = np.lexsort((-many, few))
    most = np.maximum.accumulate(many[order])
    extremes: Floats = kinds[order][np.append(True, most[1:] > most[:-1])]
    return extremes


def _above_next(pieces: Pieces) -> Floats:
    """P(above) of each record against the next one, over the borders of pieces as well."""
    chances: list[Floats] = []
    last = np.empty((pieces.grid.size, 0))
    for below in pieces:
        masses = np.hstack([last, masses_of(below)])
        following = below[:, 1 - last.shape[1] :]
        chances.append(np.sum(masses[:, : following.shape[1]] * following, axis=0))
        last = masses[:, -1:]
    found: Floats = np.concatenate(chances).clip(0, 1)
    return found
