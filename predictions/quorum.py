"""How verdicts become a decision, as arithmetic on what was filed. Standard library only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from predictions.lifecycle import Judgement

SPREAD = Decimal("0.25")
HALF = Decimal("0.5")


@dataclass(frozen=True)
class Filed:
    """One verdict in force: what it says and, when it is a grade, which."""

    judgement: Judgement
    grade: Decimal | None = None


class Waiting(StrEnum):
    """Why a round is not decided yet."""

    FOR_VERDICTS = "verdicts"
    FOR_ADJUDICATOR = "adjudicator"


def decide(filed: Sequence[Filed], quorum: int) -> Decimal | Waiting:
    """The grade that `filed` decides, or what the round still waits for.

    filed    the verdicts in force of one round, one a reviewer, in any order
    quorum   how many independent verdicts decide, 1 or more
    returns  the median grade when `quorum` grades lie within a quarter of each other (of two middle grades, the one
             nearer one half); otherwise whether more verdicts or an adjudicator are needed
    """
    if quorum < 1:
        raise ValueError(f"A quorum of {quorum} decides nothing. It is 1 or more.")
    counted = [verdict for verdict in filed if verdict.judgement is not Judgement.CANNOT_ASSESS]
    if len(counted) < quorum:
        return Waiting.FOR_VERDICTS
    grades = sorted(verdict.grade for verdict in counted if verdict.grade is not None)
    if len(grades) < len(counted) or grades[-1] - grades[0] > SPREAD:
        return Waiting.FOR_ADJUDICATOR
    middle = grades[(len(grades) - 1) // 2 : len(grades) // 2 + 1]
    return min(middle, key=lambda grade: abs(grade - HALF))
