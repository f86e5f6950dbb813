"""Rounds, assignments, verdicts and what they decide."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from predictions import lifecycle, quorum, revisions
from predictions.lifecycle import Judgement, Opening, Outcome, Status
from predictions.models import Assignment, Claim, DecidedBy, LettingGo, Resolution, Round, Verdict
from predictions.policy import SYSTEM, Person
from predictions.quorum import Filed, Waiting
from predictions.sentences import gettext_noop

# How long a reviewer has, from the assignment or from the deadline of the claim, whichever is later.
DAYS_TO_JUDGE = 14


class RoundClosed(Exception):
    """The claim is not being judged now: it is decided, or was never opened."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(
            gettext_noop(
                "Claim %(key)s is %(status)s and not being judged. If you know better, raise an objection.",
                key=claim.key,
                status=Status(claim.status),
            )
        )


class WrongVerdict(ValueError):
    """The verdict does not hang together; the message says which part and what would be right."""


def open_round(claim: Claim, why: Opening, *, by: Person, at: datetime, reason: str) -> Round:
    """Open the next go at judging `claim`."""
    opened = Round(claim=claim, number=claim.rounds.count() + 1, opened_for=why, opened_at=at)
    revisions.save(opened, by=by.ref, at=at, reason=reason)
    return opened


def current_round(claim: Claim) -> Round:
    """The open round of `claim`. Raises `RoundClosed` where there is none."""
    found = claim.rounds.filter(closed_at__isnull=True).first()
    if claim.status != Status.OPEN or found is None:
        raise RoundClosed(claim)
    return found


def assign(judged: Round, reviewer: UUID, *, by: Person, at: datetime, reason: str) -> Assignment:
    """Ask one reviewer for a verdict in `judged`; who is asked stays asked. The caller has checked role and ties."""
    assignment = judged.assignments.filter(reviewer_ref=reviewer).first()
    if assignment is None:
        assignment = Assignment(round=judged, reviewer_ref=reviewer)
    elif assignment.released_at is None:
        return assignment
    assignment.assigned_at, assignment.released_at, assignment.released_for = at, None, ""
    assignment.wanted_by = max(at, judged.claim.due_at) + timedelta(days=DAYS_TO_JUDGE)
    revisions.save(assignment, by=by.ref, at=at, reason=reason)
    return assignment


def verdicts_wanted(judged: Round) -> int:
    """How many reviewers are asked in `judged`: the quorum, and in the first round also those drawn by lot."""
    extra = judged.claim.extra_reviewers if judged.opened_for == Opening.FIRST else 0
    return judged.claim.collection.quorum + extra


def latest_verdicts(judged: Round) -> list[Verdict]:
    """The verdict in force of each reviewer in `judged` who did not turn out to be tied. Uses a prefetch when present.

    Whoever is let go for another reason keeps the verdict that they filed: an editor cannot throw one away.
    """
    tied = {one.reviewer_ref for one in judged.assignments.all() if one.released_for == LettingGo.TIED}
    latest: dict[UUID, Verdict] = {}
    for verdict in sorted(judged.verdicts.all(), key=lambda verdict: verdict.number):
        if verdict.reviewer_ref not in tied:
            latest[verdict.reviewer_ref] = verdict
    return list(latest.values())


def check_verdict(
    claim: Claim,
    judgement: Judgement,
    grade: Decimal | None,
    reasons: str,
    cites: list[str],
) -> None:
    """Raise `WrongVerdict` unless grade, reasons and cited evidence fit the judgement and the claim."""
    try:
        lifecycle.check_grade(judgement, grade)
    except ValueError as error:
        raise WrongVerdict(str(error)) from error
    if not reasons.strip():
        raise WrongVerdict(gettext_noop("A verdict needs reasons. Say in a sentence or two what decided you."))
    known = {one.pk: one for one in claim.evidence.all()}
    if foreign := [cited for cited in cites if cited not in known]:
        raise WrongVerdict(
            gettext_noop(
                "%(cited)s is not evidence of claim %(key)s. Cite documents listed on its page.",
                cited=repr(foreign[0]),
                key=claim.key,
            )
        )
    if retracted := [known[cited] for cited in cites if known[cited].retracted_at is not None]:
        raise WrongVerdict(
            gettext_noop(
                "Document %(number)s was retracted, so nothing new rests on it. Cite others.",
                number=retracted[0].number,
            )
        )
    if not cites and judgement is Judgement.GRADED:
        raise WrongVerdict(
            gettext_noop("A grade rests on evidence. Cite at least one document, or add the one you used.")
        )


def file_verdict(
    judged: Round,
    *,
    judgement: Judgement,
    grade: Decimal | None,
    confidence: int,
    reasons: str,
    cites: list[str],
    seen_version: int,
    by: Person,
    at: datetime,
) -> Verdict:
    """Write one verdict into its own stream, so that no version that others can see moves."""
    earlier = judged.verdicts.filter(reviewer_ref=by.ref).order_by("-number").first()
    verdict = Verdict(
        round=judged,
        reviewer_ref=by.ref,
        number=earlier.number + 1 if earlier else 1,
        judgement=judgement,
        grade=grade,
        confidence=confidence,
        reasons=reasons.strip(),
        cites=list(dict.fromkeys(cites)),
        seen_version=seen_version,
        filed_at=at,
        replaces=earlier,
    )
    revisions.save(
        verdict,
        by=by.ref,
        at=at,
        reason="Verdict filed" if earlier is None else "Verdict changed",
    )
    return verdict


def settle(judged: Round, *, at: datetime) -> Resolution | None:
    """Resolve the claim if the verdicts of `judged` decide it; otherwise leave everything as it is."""
    verdicts = latest_verdicts(judged)
    filed = [Filed(Judgement(verdict.judgement), verdict.grade) for verdict in verdicts]
    decision = quorum.decide(filed, judged.claim.collection.quorum)
    if isinstance(decision, Waiting):
        return None
    counted = [verdict for verdict in verdicts if verdict.grade is not None]
    cites = list(dict.fromkeys(cited for verdict in counted for cited in verdict.cites))
    return resolve(
        judged,
        outcome=Outcome.GRADED,
        grade=decision,
        decided=DecidedBy.QUORUM,
        reasons=f"{len(counted)} verdicts, filed independently, lie within a quarter of each other.",
        cites=cites,
        by=SYSTEM,
        at=at,
    )


def resolve(
    judged: Round,
    *,
    outcome: Outcome,
    grade: Decimal | None,
    decided: DecidedBy,
    reasons: str,
    cites: list[str],
    by: Person,
    at: datetime,
    decided_by: UUID | None = None,
) -> Resolution:
    """Close `judged` with a resolution and move its claim to resolved."""
    claim = judged.claim
    lifecycle.check_move(Status(claim.status), Status.RESOLVED)
    earlier = claim.resolutions.order_by("-number").first()
    resolution = Resolution(
        claim=claim,
        round=judged,
        number=earlier.number + 1 if earlier else 1,
        outcome=outcome,
        grade=grade,
        decided=decided,
        decided_by=decided_by,
        decided_at=at,
        reasons=reasons,
        cites=cites,
        replaces=earlier,
    )
    revisions.save(
        resolution,
        by=by.ref,
        at=at,
        reason=f"Resolved {resolution.get_decided_display()}",
    )
    judged.closed_at = at
    revisions.save(judged, by=by.ref, at=at, reason="Round closed by a resolution")
    claim.status = Status.RESOLVED
    revisions.save(claim, by=by.ref, at=at, reason=f"Resolved {resolution.get_decided_display()}")
    return resolution


def needs_adjudicator(judged: Round) -> bool:
    """Whether the verdicts of `judged` are there but do not agree."""
    filed = [Filed(Judgement(verdict.judgement), verdict.grade) for verdict in latest_verdicts(judged)]
    return quorum.decide(filed, judged.claim.collection.quorum) is Waiting.FOR_ADJUDICATOR
