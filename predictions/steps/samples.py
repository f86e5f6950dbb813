"""Letting one person's first reading stand as a resolution, in a demonstration only."""

from __future__ import annotations

from datetime import datetime

from predictions.importing.bundle import AssessmentData
from predictions.lifecycle import Outcome
from predictions.models import Claim, DecidedBy, Resolution
from predictions.policy import SYSTEM
from predictions.steps.judging import current_round, resolve


def resolve_by_sample(claim: Claim, sample: AssessmentData, *, at: datetime) -> Resolution | None:
    """Resolve `claim` as `sample` reads it; a reading that leaves it undecided leaves it open.

    The database refuses the row when it is not a demonstration, whoever calls.
    """
    if sample.outcome == "undecided":
        return None
    ids = dict(claim.evidence.values_list("key", "pk"))
    judged = current_round(claim)
    judged.claim = claim
    return resolve(
        judged,
        outcome=Outcome(sample.outcome),
        grade=sample.grade,
        decided=DecidedBy.SAMPLE,
        reasons=sample.rationale,
        cites=[ids[key] for key in sample.cites],
        by=SYSTEM,
        at=at,
    )
