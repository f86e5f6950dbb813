"""The lines of a board as columns that are called like those of a standing, from the sheet that the rules made."""

from __future__ import annotations

from typing import Any

from scoring.rules.sheet import Sheet


def figures(made: Sheet) -> dict[str, list[Any]]:
    """What the rules say of each line, in the order of the page: column to values."""
    counts = [line.counts for line in made.lines]
    unranked = [None] * (len(made.lines) - len(made.places.rank))
    places = {name: column + unranked for name, column in made.places._asdict().items()}
    return {
        "score": made.score,
        "low": made.low,
        "high": made.high,
        "points": made.points,
        "weight": made.resolved,
        "accuracy": made.accuracy,
        "accuracy_low": made.accuracy_low,
        "accuracy_high": made.accuracy_high,
        "bound_low": made.bound_low,
        "bound_high": made.bound_high,
        "tier": places["tier"],
        "rank_low": places["rank_low"],
        "rank_high": places["rank_high"],
        "expected_rank": places["expected_rank"],
        "p_best": places["p_best"],
        "is_leader": [place == made.leader for place in range(len(made.lines))],
        "resolved": [count.resolved for count in counts],
        "ambiguous": [count.ambiguous for count in counts],
        "annulled": [count.annulled for count in counts],
        "open": [count.open for count in counts],
        "overdue": [count.overdue for count in counts],
    }
