"""What the judging page may show: the claim and its documents, and until one's own verdict is filed nothing that leans.

Hidden until then: who said it and where, which way a document points and how strongly, what was expected beforehand,
what others filed, and whether they disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from predictions.lifecycle import Judgement, Status
from predictions.models import TOMBSTONE, Claim, Evidence, Round, Stance, Statement, Verdict, Wording
from predictions.policy import Person
from predictions.reading import Step, steps
from predictions.steps.ballots import carries
from predictions.steps.counting import criteria_of
from predictions.timeline import Revision

# What a revision of each kind may show to somebody who judges blind; of any other kind only that there was one.
LEANS_NOWHERE = {
    "claim": {"due_on", "due_precision", "deadline_assigned", "criteria_written_on", "checkability"},
    "wording": {"proposition", "question", "conditions", "grades", "source_of_truth", "edge_cases", "annul_if"},
    "evidence": {
        "title",
        "publisher",
        "published",
        "url",
        "identifier",
        "tier",
        "retrieved_on",
        "summary",
        "note",
        "language",
        "excerpt",
        "archived_url",
    },
}


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
    is_due: bool
    is_stale: bool
    is_unsupported: bool

    @property
    def is_blind(self) -> bool:
        """Whether this person has not filed yet. Saying that one cannot assess a claim shows nothing more of it."""
        return not _has_filed(self.own)

    @property
    def is_changed(self) -> bool:
        """Whether something of the claim has changed since this person filed."""
        return not self.is_blind and self.own is not None and self.own.seen_version < self.version

    @property
    def sides(self) -> dict[str, list[Evidence]]:
        """The documents by the way they point, for somebody who has filed."""
        return {stance.value: [one for one in self.evidence if one.stance == stance] for stance in Stance}

    @property
    def given(self) -> dict[str, Any]:
        """One's own verdict as the form takes it: to change one's mind is to start from what one thought."""
        if self.own is None:
            return {}
        numbers = {one.pk: one.number for one in self.evidence if one.retracted_at is None}
        return {
            "grade": self.own.judgement if self.own.grade is None else format(self.own.grade.normalize(), "f"),
            "confidence": self.own.confidence,
            "fault": self.own.fault,
            "reasons": "" if self.own.reasons == TOMBSTONE else self.own.reasons,
            "would_change": "" if self.own.would_change == TOMBSTONE else self.own.would_change,
            "cites": [numbers[pk] for pk in self.own.cites if pk in numbers],
        }

    def has_closed(self) -> bool:
        """Whether the round has closed since the case was read. One query."""
        return self.judged is not None and not Round.objects.filter(pk=self.judged.pk, closed_at=None).exists()

    def shown(self, revisions: list[Revision]) -> list[Revision]:
        """`revisions` as this person may see them: without what leans, while they judge blind."""
        return [_neutral(revision) for revision in revisions] if self.is_blind else revisions


def _has_filed(own: Verdict | None) -> bool:
    return own is not None and own.judgement != Judgement.CANNOT_ASSESS


def _neutral(revision: Revision) -> Revision:
    """Why words changed can be said; a reason for anything else may name the speaker or say which way it points."""
    shown = LEANS_NOWHERE.get(revision.subject, set())
    reason = revision.reason if revision.subject == "wording" else ""
    differences = [one for one in revision.differences if one.column in shown]
    return replace(revision, reason=reason, differences=differences)


def case_of(claim: Claim, version: int, person: Person, *, language: str, at: datetime) -> Case:
    """The case of `claim`, at its revision `version`, for `person` at `at`."""
    judged = claim.rounds.filter(closed_at__isnull=True).first() if claim.status == Status.OPEN else None
    own = judged.verdicts.filter(reviewer_ref=person.ref).order_by("-number").first() if judged else None
    wording = claim.wording(language)
    evidence = list(claim.evidence.order_by("number"))
    return Case(
        claim=claim,
        judged=judged,
        wording=wording,
        steps=steps(wording),
        evidence=evidence,
        own=own,
        statements=list(claim.statements.select_related("expert", "source")) if _has_filed(own) else [],
        version=version,
        is_due=claim.due_at <= at,
        is_stale=own is not None and judged is not None and own.seen_version < criteria_of(judged),
        is_unsupported=own is not None and not _is_supported(own, evidence),
    )


def _is_supported(own: Verdict, evidence: list[Evidence]) -> bool:
    standing = [one.tier for one in evidence if one.pk in own.cites and one.retracted_at is None]
    return carries(Judgement(own.judgement), standing)


def wanted_by(judged: Round | None, person: Person) -> datetime | None:
    """By when `person` is asked for a verdict, if they are."""
    if judged is None:
        return None
    asked = judged.assignments.filter(reviewer_ref=person.ref, released_at__isnull=True).first()
    return asked.wanted_by if asked else None
