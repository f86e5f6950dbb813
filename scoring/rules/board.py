"""A leaderboard from the records of its experts: every rule put together, nothing looked up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from scoring.rules.accuracy import accuracy
from scoring.rules.bounds import bounds
from scoring.rules.checks import check_amount, check_record
from scoring.rules.fair import fair_score
from scoring.rules.method import FAIR, Method
from scoring.rules.posteriors import posteriors
from scoring.rules.rank_range import rank_ranges
from scoring.rules.ranking import chance_above, chance_best, expected_rank
from scoring.rules.rounding import stored
from scoring.rules.standings import Board, Line, Place, Standing
from scoring.rules.tiers import clear_leader, competition_ranks, tier_of_places


def board(lines: Iterable[Line], *, minimum: int | None = None, method: Method = FAIR) -> Board:
    """The leaderboard of `lines`, the same for the same lines in any order.

    lines    one for each expert who has a claim; none gives a board without standings
    minimum  resolved claims of one's own needed for a rank; that of the method unless told
    raises   ValueError if a key comes twice, an amount is impossible (naming the expert), or `minimum` is too low
    """
    needed = method.minimum if minimum is None else minimum
    method.check_minimum(needed)
    by_name = sorted(lines, key=_name_order)
    _check(by_name)
    enough = [line for line in by_name if line.counts.resolved >= needed]
    by_score = sorted(enough, key=_score, reverse=True)  # a stable sort: equals stay in the order of their names
    places = _places(by_score, method)
    placed = sorted(zip(places, by_score, strict=True), key=lambda pair: (pair[0].tier, _name_order(pair[1])))
    ranked = tuple(_standing(line, place) for place, line in placed)
    leader = clear_leader([place.p_best for place, _ in placed], at=method.first_at)
    return Board(
        method=method.label,
        minimum=needed,
        ranked=ranked,
        too_few=tuple(_standing(line, None) for line in by_name if line.counts.resolved < needed),
        clear_leader=None if leader is None else ranked[leader],
        tiers=max((place.tier for place in places), default=0),
    )


def _places(lines: Sequence[Line], method: Method) -> list[Place]:
    """Where each of `lines` stands; they come by score, the best first."""
    if not lines:
        return []
    those = posteriors([line.points for line in lines], [line.resolved for line in lines])
    ranges = rank_ranges(those)
    columns = zip(
        competition_ranks([_score(line) for line in lines]),
        ranges.first.tolist(),
        ranges.last.tolist(),
        expected_rank(those).tolist(),
        tier_of_places(len(lines), lambda rows, columns: chance_above(those, rows, columns), at=method.tier_at),
        chance_best(those).tolist(),
        strict=True,
    )
    return [
        Place(rank=rank, rank_low=low, rank_high=high, expected_rank=stored(mean), tier=tier, p_best=stored(best))
        for rank, low, high, mean, tier, best in columns
    ]


def _standing(line: Line, place: Place | None) -> Standing:
    fair = fair_score(line.points, line.resolved)
    reach = bounds(line.points, line.resolved, line.unknown)
    return Standing(
        line=line,
        score=stored(fair.score),
        low=stored(fair.low),
        high=stored(fair.high),
        accuracy=_accuracy(line),
        bounds=(stored(reach.low), stored(reach.high)),
        place=place,
    )


def _accuracy(line: Line) -> tuple[Decimal, Decimal, Decimal] | None:
    if line.resolved == 0:
        return None
    raw = accuracy(line.points, line.resolved)
    return stored(raw.share), stored(raw.low), stored(raw.high)


def _score(line: Line) -> Decimal:
    return stored(fair_score(line.points, line.resolved).score)


def _name_order(line: Line) -> tuple[str, str]:
    return line.name.casefold(), line.key


def _check(lines: Sequence[Line]) -> None:
    seen: set[str] = set()
    for line in lines:
        where = f" of expert {line.key!r}"
        if line.key in seen:
            raise ValueError(f"Expert {line.key!r} comes twice: give one line for each expert.")
        seen.add(line.key)
        check_record(line.points, line.resolved, where=where)
        check_amount("Unknown", line.unknown, where=where)
