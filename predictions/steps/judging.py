"""Rounds, assignments, verdicts and what they decide."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from predictions import lifecycle, revisions
from predictions.lifecycle import Fault, Judgement, Opening, Outcome, Status
from predictions.models import TOMBSTONE, Assignment, Claim, DecidedBy, LettingGo, Resolution, Round, Verdict
from predictions.policy import SYSTEM, NotAllowed, Person
from predictions.quorum import Waiting
from predictions.sentences import gettext_noop
from predictions.steps.ballots import Given
from predictions.steps.counting import tally
from predictions.steps.versions import claim_version

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


class WasTied(NotAllowed):
    """The reviewer was let go for a tie: what they filed under it must not count again because it has ended."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop(
                "This reviewer was tied while the round was open. Ask somebody else; a later round is open to them."
            )
        )


class NothingToConfirm(ValueError):
    """There is no verdict that could be filed once more as it stands."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop(
                "You have no verdict here that waits to be confirmed. Choose a grade, give your reasons, and file it."
            )
        )


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
    elif assignment.released_for == LettingGo.TIED:
        raise WasTied
    assignment.assigned_at, assignment.released_at, assignment.released_for = at, None, ""
    assignment.wanted_by = max(at, judged.claim.due_at) + timedelta(days=DAYS_TO_JUDGE)
    revisions.save(assignment, by=by.ref, at=at, reason=reason)
    return assignment


def release(assignment: Assignment, why: LettingGo, *, by: Person, at: datetime, reason: str) -> Assignment:
    """Ask this reviewer no longer, so that somebody else can be asked."""
    assignment.released_at, assignment.released_for = at, why
    revisions.save(assignment, by=by.ref, at=at, reason=reason)
    return assignment


def file_verdict(
    judged: Round,
    *,
    given: Given,
    seen_version: int,
    by: Person,
    at: datetime,
    reason: str = "",
) -> Verdict:
    """Write one verdict into its own stream, so that no version that others can see moves.

    Who cannot assess the claim is let go in the same go, so that somebody else is asked.
    """
    earlier = judged.verdicts.filter(reviewer_ref=by.ref).order_by("-number").first()
    verdict = Verdict(
        round=judged,
        reviewer_ref=by.ref,
        number=earlier.number + 1 if earlier else 1,
        judgement=given.judgement,
        grade=given.grade,
        fault=given.fault or "",
        confidence=given.confidence,
        reasons=given.reasons.strip(),
        would_change=given.would_change.strip(),
        cites=list(dict.fromkeys(given.cites)),
        seen_version=seen_version,
        filed_at=at,
        replaces=earlier,
    )
    revisions.save(
        verdict,
        by=by.ref,
        at=at,
        reason=reason or ("Verdict filed" if earlier is None else "Verdict changed"),
    )
    if given.judgement is Judgement.CANNOT_ASSESS:
        for assignment in judged.assignments.filter(reviewer_ref=by.ref, released_at__isnull=True):
            release(assignment, LettingGo.RELEASED, by=by, at=at, reason="The reviewer cannot assess the claim")
    return verdict


def to_confirm(judged: Round, *, by: Person) -> Given:
    """What `by` filed in `judged` before the claim changed, as it can be filed once more.

    raises  NothingToConfirm where there is none, nothing has changed since, or its reasons were erased
    """
    own = judged.verdicts.filter(reviewer_ref=by.ref).order_by("-number").first()
    if (
        own is None
        or own.judgement == Judgement.CANNOT_ASSESS
        or own.reasons == TOMBSTONE
        or own.seen_version >= claim_version(judged.claim)
    ):
        raise NothingToConfirm
    return Given(
        judgement=Judgement(own.judgement),
        grade=own.grade,
        fault=Fault(own.fault) if own.fault else None,
        confidence=own.confidence,
        reasons=own.reasons,
        would_change="" if own.would_change == TOMBSTONE else own.would_change,
        cites=own.cites,
    )


def settle(judged: Round, *, at: datetime) -> Resolution | None:
    """Resolve the claim if the verdicts of `judged` decide it; otherwise leave everything as it is."""
    standing = tally(judged)
    if isinstance(standing.decision, Waiting):
        return None
    counted = [verdict for verdict in standing.counting if verdict.grade is not None]
    standing_documents = set(judged.claim.evidence.filter(retracted_at=None).values_list("pk", flat=True))
    cited = dict.fromkeys(document for verdict in counted for document in verdict.cites)
    cites = [document for document in cited if document in standing_documents]
    return resolve(
        judged,
        outcome=Outcome.GRADED,
        grade=standing.decision,
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
    fault: Fault | None = None,
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
        fault=fault or "",
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
    """Whether the verdicts of `judged` are there but do not decide it."""
    return tally(judged).decision is Waiting.FOR_ADJUDICATOR
