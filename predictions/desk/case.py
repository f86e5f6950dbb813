"""What the judging page may show: the claim and its documents, and until one's own verdict is filed nothing that leans.

Hidden until then: who said it and where, which way a document points and how strongly, what was expected beforehand,
what others filed, and whether they disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from predictions.lifecycle import Status
from predictions.models import Claim, Evidence, Round, Statement, Verdict, Wording
from predictions.policy import Person
from predictions.reading import Step, steps
from predictions.steps.versions import claim_version


@dataclass(frozen=True)
class Case:
    """A claim on the judging page, as one reviewer may see it."""

    claim: Claim
    judged: Round | None
    wording: Wording
    steps: list[Step]
    evidence: list[Evidence]
    own: Verdict | None
    statements: list[Statement]
    version: int

    @property
    def is_blind(self) -> bool:
        """Whether this person has not filed yet."""
        return self.own is None


def case_of(claim: Claim, person: Person, *, language: str) -> Case:
    """The case of `claim` for `person`."""
    judged = claim.rounds.filter(closed_at__isnull=True).first() if claim.status == Status.OPEN else None
    own = judged.verdicts.filter(reviewer_ref=person.ref).order_by("-number").first() if judged else None
    wording = claim.wording(language)
    return Case(
        claim=claim,
        judged=judged,
        wording=wording,
        steps=steps(wording),
        evidence=list(claim.evidence.order_by("number")),
        own=own,
        statements=list(claim.statements.select_related("expert", "source")) if own else [],
        version=claim_version(claim),
    )


def wanted_by(judged: Round | None, person: Person) -> datetime | None:
    """By when `person` is asked for a verdict, if they are."""
    if judged is None:
        return None
    asked = judged.assignments.filter(reviewer_ref=person.ref, released_at__isnull=True).first()
    return asked.wanted_by if asked else None
