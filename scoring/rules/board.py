"""A leaderboard from the records of its experts: every rule put together, nothing looked up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from scoring.rules.accuracy import accuracy
from scoring.rules.bounds import bounds
from scoring.rules.checks import check_amount, check_record
from scoring.rules.crowd import crowd, tiers_among_many
from scoring.rules.fair import Fair, fair_scores
from scoring.rules.method import FAIR, Method
from scoring.rules.posteriors import posteriors
from scoring.rules.rank_range import EXACT_UP_TO, rank_ranges
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
    fair = _fair(by_name)
    scores = {key: stored(one.score) for key, one in fair.items()}
    enough = [line for line in by_name if line.counts.resolved >= needed]
    # a stable sort: equals stay in the order of their names
    by_score = sorted(enough, key=lambda line: scores[line.key], reverse=True)
    find = _many_places if len(by_score) > EXACT_UP_TO else _places
    places = find(by_score, competition_ranks([scores[line.key] for line in by_score]), method)
    placed = sorted(zip(places, by_score, strict=True), key=lambda pair: (pair[0].tier, _name_order(pair[1])))
    ranked = tuple(_standing(line, fair[line.key], place) for place, line in placed)
    leader = clear_leader([place.p_best for place, _ in placed], at=method.first_at)
    return Board(
        method=method.label,
        minimum=needed,
        ranked=ranked,
        too_few=tuple(_standing(line, fair[line.key], None) for line in by_name if line.counts.resolved < needed),
        clear_leader=None if leader is None else ranked[leader],
        tiers=max((place.tier for place in places), default=0),
    )


def _fair(lines: Sequence[Line]) -> dict[str, Fair]:
    """The fair score of each line by its key."""
    if not lines:
        return {}
    columns = fair_scores([line.points for line in lines], [line.resolved for line in lines])
    each = zip(*(column.tolist() for column in columns), strict=True)
    return {line.key: Fair(*one) for line, one in zip(lines, each, strict=True)}


def _places(lines: Sequence[Line], ranks: Sequence[int], method: Method) -> list[Place]:
    """Where each of `lines` stands; they come by score, the best first, with their ranks."""
    if not lines:
        return []
    those = posteriors([line.points for line in lines], [line.resolved for line in lines])
    ranges = rank_ranges(those)
    columns = zip(
        ranks,
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


def _many_places(lines: Sequence[Line], ranks: Sequence[int], method: Method) -> list[Place]:
    """The same where there are too many to hold everybody's posterior at once."""
    those = crowd([line.points for line in lines], [line.resolved for line in lines])
    tiers = tiers_among_many(those, at=method.tier_at)[those.record_of]
    columns = zip(
        ranks,
        *(column.tolist() for column in (those.first, those.last, those.expected_rank, tiers, those.best)),
        strict=True,
    )
    return [
        Place(rank=rank, rank_low=low, rank_high=high, expected_rank=stored(mean), tier=tier, p_best=stored(best))
        for rank, low, high, mean, tier, best in columns
    ]


def _standing(line: Line, fair: Fair, place: Place | None) -> Standing:
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
