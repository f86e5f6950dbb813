"""What goes into a leaderboard and what comes out of it, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """An expert's own claims, each counted once whatever it weighs; all whole numbers, 0 or more."""

    resolved: int = 0
    ambiguous: int = 0
    annulled: int = 0
    open: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What goes in for one expert."""

    key: str
    """Tells this expert from every other on the board."""
    name: str
    points: float
    """Weighted sum of grades, in [0, resolved]."""
    resolved: float
    """Weighted number of resolved claims, 0 or more."""
    unknown: float = 0
    """Weighted number of ambiguous claims and of claims overdue, 0 or more."""
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a ranked expert stands. Chances and the expected rank are stored decimals."""

    rank: int
    """By stored score; equals share it: 1, 2, 2, 4. Not to be read inside a tier."""
    rank_low: int
    """The best likely rank (5 % point)."""
    rank_high: int
    """The worst likely rank (95 % point)."""
    expected_rank: Decimal
    tier: int
    """1 at the top."""
    p_best: Decimal
    """Chance of being the best of the ranked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What comes out for one expert. Decimals are rounded to 0.000001 and lie in [0, 1]."""

    line: Line
    score: Decimal
    low: Decimal
    high: Decimal
    accuracy: tuple[Decimal, Decimal, Decimal] | None
    """Share of points and its Wilson interval; None while nothing is resolved."""
    bounds: tuple[Decimal, Decimal]
    """Lowest and highest accuracy the unknown claims allow."""
    place: Place | None
    """None for those with too few resolved claims to compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A leaderboard, the same for the same lines in any order."""

    method: str
    minimum: int
    ranked: tuple[Standing, ...]
    """By tier, and inside a tier by name."""
    too_few: tuple[Standing, ...]
    """Too few to compare: by name."""
    clear_leader: Standing | None
    """The first, if one may be named."""

    tiers: int
    """How many tiers the ranked form; with 1 there is no order to read."""
