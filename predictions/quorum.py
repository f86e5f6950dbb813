"""How verdicts become a decision, as arithmetic on what was filed. Standard library only."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from predictions.lifecycle import Judgement, Opening

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


# --- A round, with everything that was filed in it --------------------------------------------------------------------


class Weight(StrEnum):
    """What became of one verdict. Only what counts decides; all of them are kept and shown once the round is closed."""

    COUNTS = "counts"
    SUPERSEDED = "superseded"
    TIED = "tied"
    STALE = "stale"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class Cast:
    """One verdict as it came in: whose it is, which revision of the claim they judged, and what it says.

    is_supported  what it cites and was not retracted since would still be enough to file it
    """

    who: Hashable
    seen: int
    said: Filed
    is_supported: bool = True


def needed(quorum: int, extra: int, opened_for: Opening) -> int:
    """How many verdicts decide a round: in the first one those who were drawn by lot to measure agreement as well."""
    return quorum + extra if opened_for is Opening.FIRST else quorum


def weigh(cast: Sequence[Cast], *, tied: Collection[Hashable], criteria: int) -> list[Weight]:
    """What became of each verdict of a round.

    cast      in the order in which they came in
    tied      the reviewers who turned out to be tied to the claim
    criteria  the revision of the claim at which its criteria changed last; a verdict on an earlier one is stale
    """
    last = {one.who: place for place, one in enumerate(cast)}
    return [
        Weight.SUPERSEDED
        if last[one.who] != place
        else Weight.TIED
        if one.who in tied
        else Weight.STALE
        if one.seen < criteria
        else Weight.COUNTS
        if one.is_supported
        else Weight.UNSUPPORTED
        for place, one in enumerate(cast)
    ]


def decision(cast: Sequence[Cast], *, tied: Collection[Hashable], criteria: int, needed: int) -> Decimal | Waiting:
    """The grade that a round decides, or what it still waits for.

    A changed mind never closes a round: where the newest of the verdicts that count is one, an adjudicator decides.
    Otherwise somebody could file one grade after another, until the round closes and so tells what others filed.

    Nor does a retraction: while a verdict has lost what it rests on, an adjudicator decides what the others would.
    Otherwise whoever may retract a document could take away the one verdict that stands against the rest.
    """
    weights = weigh(cast, tied=tied, criteria=criteria)
    places = [place for place, weight in enumerate(weights) if weight is Weight.COUNTS]
    decided = decide([cast[place].said for place in places], needed)
    if isinstance(decided, Decimal) and (
        Weight.UNSUPPORTED in weights or is_changed_mind(cast, places[-1], criteria=criteria)
    ):
        return Waiting.FOR_ADJUDICATOR
    return decided


def is_changed_mind(cast: Sequence[Cast], place: int, *, criteria: int) -> bool:
    """Whether the author of the verdict at `place` had said something else of the same criteria before.

    A look at new criteria is none, and to confirm what one said tells nobody anything.
    """
    here = cast[place]
    return any(
        one.who == here.who
        and one.seen >= criteria
        and one.said != here.said
        and one.said.judgement is not Judgement.CANNOT_ASSESS
        for one in cast[:place]
    )
