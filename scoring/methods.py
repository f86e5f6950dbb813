"""One board by every method, side by side: what each says of each person. Only the fair score has ranks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, Sum

from scoring import expected, moments, past, stated
from scoring.expected import Above
from scoring.grounds import Ground
from scoring.leaderboard import Board
from scoring.models import Standing, State
from scoring.rules.hits import HIT_FROM, Hits, strict_hits
from scoring.rules.method import label
from scoring.rules.weights import QUARTERS, as_claims
from scoring.stated import Chances

HITS = label("strict-hits", 1)
LABELS = {"hits": HITS, "above": expected.METHOD, "stated": stated.METHOD}
"""Name and version of each method but those of the release."""
HIT_QUARTERS = int(HIT_FROM * QUARTERS)


@dataclass(frozen=True)
class Worked:
    """What the other methods rest on, by expert id and without a name."""

    hits: Mapping[str, tuple[int, int]]
    """Weight of the claims that came true at least mostly, and of the others, in millionths."""
    above: expected.Found
    stated: Mapping[str, Chances]


@dataclass(frozen=True)
class Row:
    """One person by every method; None where a method has nothing to say of them."""

    standing: Standing
    hits: Hits | None
    above: Above | None
    stated: Chances | None


@dataclass(frozen=True)
class Group:
    """A tier of the board, and the rows of those in it."""

    name: str
    meaning: str
    rows: list[Row]


@dataclass(frozen=True)
class SideBySide:
    """A board by every method."""

    board: Board
    worked: Worked

    def row(self, standing: Standing) -> Row:
        """What each method says of one line."""
        hit, missed = self.worked.hits.get(standing.expert_id, (0, 0))
        # A share of hits depends on nothing but what they weigh together.
        shares = [(grade, as_claims(weight)) for grade, weight in ((1.0, hit), (0.0, missed)) if weight]
        grades, weights = [grade for grade, _ in shares], [weight for _, weight in shares]
        return Row(
            standing=standing,
            hits=strict_hits(grades, weights=weights) if shares else None,
            above=self.worked.above.lines.get(standing.expert_id),
            stated=self.worked.stated.get(standing.expert_id),
        )

    def groups(self, most: int) -> list[Group]:
        """The tiers in the order of the board, with so many rows together at most."""
        found: list[Group] = []
        for tier in self.board.tiers:
            rows = [self.row(one) for one in tier.standings[: max(0, most)]]
            most -= len(tier.standings)
            if rows:
                found.append(Group(tier.name, tier.meaning, rows))
        return found


def side_by_side(board: Board, *, visitor: str, now: datetime) -> SideBySide | None:
    """`board` by every method; None for one that is not shown with scores.

    raises  moments.NotFollowed, limiting.TooMany, limiting.TooSlow
    """
    if board.release is None or board.ground is None:
        return None
    moments.require_worked_out(board.release)
    by = (*LABELS.values(), str(expected.FEWEST))
    return SideBySide(board, past.kept("methods", board.ground, _work_out, visitor=visitor, now=now, by=by))


def _work_out(ground: Ground) -> Worked:
    return Worked(hits=_hits(ground), above=expected.of(ground), stated=stated.of(ground))


def _hits(ground: Ground) -> dict[str, tuple[int, int]]:
    """Weight of hits and of the rest by expert id. One query."""
    graded = ground.held().filter(state=State.GRADED).order_by()
    is_hit = Q(credit__gte=F("weight") * HIT_QUARTERS)
    sums = graded.values("expert_id").annotate(
        hit=Sum(ground.weight, filter=is_hit, default=0), missed=Sum(ground.weight, filter=~is_hit, default=0)
    )
    return {row["expert_id"]: (int(row["hit"]), int(row["missed"])) for row in sums}
