"""What pages need to explain a score: claims by what became of them, and examples worked by the rules themselves."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format

from predictions.lifecycle import GRADES, Status
from predictions.models import Claim, Statement, StatementKind, Wording
from scoring.rules.accuracy import accuracy
from scoring.rules.board import board
from scoring.rules.bounds import bounds
from scoring.rules.brier import Convention, brier
from scoring.rules.calibration import parts
from scoring.rules.expectation import above_expectation
from scoring.rules.hedges import hedged_brier
from scoring.rules.hits import strict_hits
from scoring.rules.logarithmic import log_score
from scoring.rules.method import FAIR
from scoring.rules.rank_range import EXACT_UP_TO
from scoring.rules.standings import Counts, Line


@dataclass(frozen=True)
class Said:
    """A claim on an expert's page: its words, and whether the expert said it or endorsed what others said."""

    claim: Claim
    wording: Wording
    is_own: bool


@dataclass
class Group:
    """Claims that came out alike: a grade, or a word where there is none."""

    grade: Decimal | None
    word: str
    said: list[Said] = field(default_factory=list)

    @property
    def own(self) -> int:
        """How many of them are the expert's own."""
        return sum(one.is_own for one in self.said)


def by_outcome(
    claims: Mapping[str, Claim],
    statements: Iterable[Statement],
    *,
    language: str,
    at: datetime,
    withheld: Container[str] = (),
) -> list[Group]:
    """The claims of an expert by what became of them: best grade first, then unclear, open and unscored ones.

    withheld  ids of collections that are not shown with scores: of their decided claims it says only that they are
    """
    own = {one.claim_id for one in statements if one.kind_of != StatementKind.ENDORSED}
    groups: dict[tuple[Decimal | None, str], Group] = {(grade, ""): Group(grade, "") for grade in GRADES}
    for word in ("ambiguous", "annulled", "resolved", "overdue", "open", "unscored"):
        groups[None, word] = Group(None, word)
    for claim in claims.values():
        outcome = _outcome(claim, at)
        if claim.resolution is not None and claim.collection_id in withheld:
            outcome = (None, "resolved")
        groups[outcome].said.append(Said(claim, claim.wording(language), claim.pk in own))
    return [group for group in groups.values() if group.said]


def _outcome(claim: Claim, at: datetime) -> tuple[Decimal | None, str]:
    resolution = claim.resolution
    if resolution is not None:
        return (resolution.grade, "") if resolution.grade is not None else (None, resolution.outcome)
    if claim.status == Status.OPEN:
        return None, "overdue" if claim.is_overdue(at) else "open"
    return None, "unscored"


# Six made-up records of a few claims, and four of twenty: what the method says of them is on its page.
FEW = (("A", 5, 5), ("B", 2, 2), ("C", 4.25, 5), ("D", 1, 1), ("E", 1.5, 3), ("F", 0.25, 1))
MANY = (("A", 18, 20), ("B", 12, 20), ("C", 11, 20), ("D", 9, 20))
NO_MINIMUM = 3


def _worked(records: Iterable[tuple[str, float, int]]) -> Any:
    lines = [
        # A rank is worked out here for every record, however short; so each is given enough claims to be ranked.
        Line(key=name, name=name, points=points, resolved=n, counts=Counts(resolved=max(n, NO_MINIMUM)))
        for name, points, n in records
    ]
    made = board(lines, minimum=NO_MINIMUM)
    return sorted(made.ranked, key=lambda one: (-one.score, one.line.key))


# What each figure beside the fair score is worked out from on its page.
SIX_STATED, SIX_CAME = (0.1, 0.8, 0.9, 0.3, 1, 0.95), (0, 1, 1, 0, 1, 1)
SIX_UNSURE, SIX_CAME_LATE = (0.4, 0.3, 0.2, 0.1, 0.5, 0.9), (0, 0, 0, 1, 1, 1)
LIKELY = (0.55, 0.7, 0.8)


def beside() -> dict[str, Any]:
    """The figures that stand beside the fair score, each worked out from a made-up example."""
    one, both = (brier(SIX_STATED, SIX_CAME, convention=convention) for convention in Convention)
    return {
        "accuracy": accuracy(4.25, 5),
        "hits": strict_hits([1, 0.75, 0.5, 0]),
        "above": above_expectation([1, 1, 1], [0.9, 0.8, 0.5]).points,
        "bounds": bounds(3, 4, 2),
        "brier": {"one_sided": one, "all_options": both},
        "log": log_score([0.481], [0]).mean,
        "hedged": hedged_brier([LIKELY], [1]),
        "parts": parts(SIX_UNSURE, SIX_CAME_LATE),
        "stated": {"sure": _listed(SIX_STATED), "unsure": _listed(SIX_UNSURE)},
    }


def _listed(chances: Iterable[float]) -> str:
    return "; ".join(number_format(chance) for chance in chances)


def methodology() -> dict[str, Any]:
    """Everything the page of the method computes, by the code that scores."""
    worked = {"few": _worked(FEW), "many": _worked(MANY), "beside": beside()}
    return worked | {"method": FAIR, "exact_up_to": EXACT_UP_TO}
