"""A leaderboard from the records of its experts: every rule put together, nothing looked up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from scoring.rules.method import FAIR, Method
from scoring.rules.sheet import Sheet, sheet
from scoring.rules.standings import Board, Line, Place, Standing


def board(lines: Iterable[Line], *, minimum: int | None = None, method: Method = FAIR) -> Board:
    """The leaderboard of `lines`, the same for the same lines in any order.

    lines    one for each expert who has a claim; none gives a board without standings
    minimum  resolved claims of one's own needed for a rank; that of the method unless told
    raises   ValueError if a key comes twice, an amount is impossible (naming the expert), or `minimum` is too low
    """
    needed, made = columns(lines, minimum=minimum, method=method)
    standings = tuple(_standings(made))
    ranked = len(made.places.rank)
    return Board(
        method=method.label,
        minimum=needed,
        ranked=standings[:ranked],
        too_few=standings[ranked:],
        clear_leader=None if made.leader is None else standings[made.leader],
        tiers=made.tiers,
    )


def columns(lines: Iterable[Line], *, minimum: int | None = None, method: Method = FAIR) -> tuple[int, Sheet]:
    """The same as columns, and the minimum that was used: many times faster for ten thousand lines."""
    needed = method.minimum if minimum is None else minimum
    method.check_minimum(needed)
    given = list(lines)
    _check_keys(given)
    return needed, sheet(given, minimum=needed, method=method)


def _standings(made: Sheet) -> Iterator[Standing]:
    places = [
        Place(rank=rank, rank_low=low, rank_high=high, expected_rank=mean, tier=tier, p_best=best)
        for rank, low, high, mean, tier, best in zip(*made.places, strict=True)
    ]
    for number, line in enumerate(made.lines):
        yield Standing(
            line=line,
            score=made.score[number],
            low=made.low[number],
            high=made.high[number],
            accuracy=_accuracy(made, number),
            bounds=(made.bound_low[number], made.bound_high[number]),
            place=places[number] if number < len(places) else None,
        )


def _accuracy(made: Sheet, number: int) -> tuple[Decimal, Decimal, Decimal] | None:
    share, low, high = made.accuracy[number], made.accuracy_low[number], made.accuracy_high[number]
    return None if share is None or low is None or high is None else (share, low, high)


def _check_keys(lines: Iterable[Line]) -> None:
    seen: set[str] = set()
    for line in lines:
        if line.key in seen:
            raise ValueError(f"Expert {line.key!r} comes twice: give one line for each expert.")
        seen.add(line.key)
