"""Verdicts and decisions with everything that one needs, given through the actions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from predictions import actions
from predictions.lifecycle import Judgement, Outcome
from predictions.models import Claim, Verdict
from predictions.policy import Person
from predictions.steps.versions import claim_version
from tests.builders import NOW


def file(claim: Claim, by: Person, **given: Any) -> Verdict:
    return actions.file_verdict(
        **{
            "claim_id": claim.pk,
            "seen_version": claim_version(claim),
            "judgement": Judgement.GRADED,
            "grade": Decimal("0.75"),
            "confidence": 2,
            "reasons": "It says so.",
            "cites": list(claim.evidence.values_list("pk", flat=True)),
            "by": by,
            "at": NOW,
        }
        | given
    )


def adjudicate(claim: Claim, by: Person, **given: Any) -> Any:
    return actions.adjudicate(
        **{
            "claim_id": claim.pk,
            "seen_version": claim_version(claim),
            "outcome": Outcome.GRADED,
            "grade": Decimal("0.5"),
            "reasons": "Both are half right.",
            "cites": list(claim.evidence.values_list("pk", flat=True)),
            "by": by,
            "at": NOW,
        }
        | given
    )


def status(claim: Claim) -> str:
    claim.refresh_from_db()
    return str(claim.status)
