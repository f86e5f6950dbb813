"""Asking reviewers, taking their verdicts, deciding, and opening again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from accounts.roles import Permission
from predictions import idempotency, lifecycle, policy, revisions
from predictions.actions import announcing
from predictions.ledger import writing
from predictions.lifecycle import Fault, Judgement, Opening, Outcome, Status
from predictions.models import Assignment, Claim, DecidedBy, Resolution, Round, Verdict
from predictions.policy import SYSTEM, Command, Person
from predictions.sentences import gettext_noop
from predictions.steps import assigning, ballots, judging
from predictions.steps.ballots import Given
from predictions.steps.situations import demand
from predictions.steps.versions import check_version


def assign(*, claim_id: str, reviewer: Person, by: Person, at: datetime, reason: str) -> Assignment:
    """Ask one reviewer to judge a claim.

    raises  policy.NotAllowed and ConflictOfInterest, steps.judging.RoundClosed
    """
    policy.require(by, Permission.ASSIGN)
    policy.require(reviewer, Permission.JUDGE)
    if by.ref == reviewer.ref:
        raise policy.ConflictOfInterest(
            gettext_noop(
                "Reviewers are asked by somebody else, so that nobody picks a claim. Let another editor ask you."
            )
        )
    with writing():
        claim = Claim.objects.get(pk=claim_id)
        judged = judging.current_round(claim)
        demand(by, Command.ASSIGN, claim, at=at)
        demand(reviewer, Command.BE_ASSIGNED, claim, at=at)
        return judging.assign(judged, reviewer.ref, by=by, at=at, reason=reason)


def assign_waiting(*, at: datetime, limit: int = 100) -> int:
    """Ask reviewers for every due claim that lacks some: those without a tie, the least busy first.

    limit    asks in one go, so that the lock is held for moments only
    returns  how many reviewers were asked
    """
    if not assigning.now_tied(at=at) and not assigning.plan(at=at, limit=limit):
        return 0  # the usual case, and it takes no lock
    with writing():
        _let_go_of_tied(at=at)
        asks = assigning.plan(at=at, limit=limit)
        for judged, ref in asks:
            judging.assign(judged, ref, by=SYSTEM, at=at, reason="The claim is due and lacked reviewers")
    return len(asks)


def _let_go_of_tied(*, at: datetime) -> None:
    for resolution in assigning.let_go_of_tied(by=SYSTEM, at=at):
        announcing.settled(resolution.claim)


def file_verdict(
    *,
    claim_id: str,
    seen_version: int,
    judgement: Judgement,
    grade: Decimal | None,
    confidence: int,
    reasons: str,
    cites: list[str],
    by: Person,
    at: datetime,
    fault: Fault | None = None,
    would_change: str = "",
    key: str = "",
) -> Verdict:
    """File one reviewer's verdict; when the verdicts then decide, resolve the claim in the same transaction.

    seen_version  the revision of the claim that was judged
    fault         what is wrong with the claim, when it is to be annulled
    would_change  what would change this verdict
    key           the caller's idempotency key
    raises        policy.NotAllowed and ConflictOfInterest, steps.versions.StaleVersion, steps.judging.RoundClosed,
                  steps.ballots.WrongVerdict, idempotency.KeyUsedForAnother
    """
    given = Given(
        judgement=judgement,
        grade=grade,
        fault=fault,
        confidence=confidence,
        reasons=reasons,
        would_change=would_change,
        cites=cites,
    )

    def run() -> str:
        judged = _to_judge(claim_id, seen_version, by=by, at=at)
        return _file(judged, given, seen_version=seen_version, by=by, at=at).pk

    request = {"claim": claim_id, "seen": seen_version} | asdict(given)
    with writing():
        answer, _ = idempotency.once(key=key, route="file_verdict", request=request, by=by, at=at, run=run)
        return Verdict.objects.get(pk=answer)


def confirm_verdict(*, claim_id: str, seen_version: int, by: Person, at: datetime, key: str = "") -> Verdict:
    """File the verdict of `by` once more as it stands, on the claim as it reads now.

    raises  what `file_verdict` raises; steps.judging.NothingToConfirm without a verdict, or with nothing new since it
    """

    def run() -> str:
        judged = _to_judge(claim_id, seen_version, by=by, at=at)
        given = judging.to_confirm(judged, by=by)
        reason = "Verdict confirmed after the claim had changed"
        return _file(judged, given, seen_version=seen_version, by=by, at=at, reason=reason).pk

    request = {"claim": claim_id, "seen": seen_version}
    with writing():
        answer, _ = idempotency.once(key=key, route="confirm_verdict", request=request, by=by, at=at, run=run)
        return Verdict.objects.get(pk=answer)


def _to_judge(claim_id: str, seen_version: int, *, by: Person, at: datetime) -> Round:
    """The open round of the claim, for somebody who may judge it and has seen it as it stands."""
    claim = Claim.objects.select_related("collection", "source").get(pk=claim_id)
    policy.require(by, Permission.JUDGE)
    judged = judging.current_round(claim)
    demand(by, Command.JUDGE, claim, at=at)
    check_version(claim, seen_version)
    judged.claim = claim
    return judged


def _file(judged: Round, given: Given, *, seen_version: int, by: Person, at: datetime, reason: str = "") -> Verdict:
    ballots.check(judged.claim, given)
    verdict = judging.file_verdict(judged, given=given, seen_version=seen_version, by=by, at=at, reason=reason)
    _let_go_of_tied(at=at)
    judged.refresh_from_db(fields=["closed_at"])
    if judged.closed_at is None and judging.settle(judged, at=at) is not None:
        announcing.settled(judged.claim)
    return verdict


def adjudicate(
    *,
    claim_id: str,
    seen_version: int,
    outcome: Outcome,
    grade: Decimal | None,
    reasons: str,
    cites: list[str],
    by: Person,
    at: datetime,
    fault: Fault | None = None,
) -> Resolution:
    """Decide a claim whose verdicts do not agree.

    fault   what is wrong with the claim, when it is annulled
    raises  policy.NotAllowed and ConflictOfInterest, steps.versions.StaleVersion, steps.judging.RoundClosed,
            steps.ballots.WrongVerdict
    """
    judgement = {
        Outcome.GRADED: Judgement.GRADED,
        Outcome.AMBIGUOUS: Judgement.AMBIGUOUS,
    }.get(outcome, Judgement.ANNUL)
    with writing():
        claim = Claim.objects.select_related("collection", "source").get(pk=claim_id)
        policy.require(by, Permission.ADJUDICATE)
        judged = judging.current_round(claim)
        demand(by, Command.ADJUDICATE, claim, at=at)
        judged.claim = claim
        check_version(claim, seen_version)
        ballots.check(claim, Given(judgement=judgement, grade=grade, fault=fault, reasons=reasons, cites=cites))
        resolution = judging.resolve(
            judged,
            outcome=outcome,
            grade=grade,
            decided=DecidedBy.ADJUDICATION,
            decided_by=by.ref,
            fault=fault,
            reasons=reasons.strip(),
            cites=list(dict.fromkeys(cites)),
            by=by,
            at=at,
        )
        announcing.settled(claim)
        return resolution


def reopen(*, claim_id: str, why: Opening, by: Person, at: datetime, reason: str) -> Round:
    """Take a resolved claim off the table and open a new round; until it closes the claim counts as unknown.

    raises  policy.NotAllowed, lifecycle.NotResolved, revisions.BlankReason
    """
    policy.require(by, Permission.PUBLISH)
    if why is Opening.FIRST:
        raise policy.NotAllowed("The first round opens when a claim is published. Say why it is judged again.")
    with writing():
        claim = Claim.objects.get(pk=claim_id)
        lifecycle.check_reopening(Status(claim.status))
        demand(by, Command.REOPEN, claim, at=at)
        claim.status = Status.OPEN
        revisions.save(claim, by=by.ref, at=at, reason=reason)
        opened = judging.open_round(claim, why, by=by, at=at, reason=reason)
        announcing.settled(claim)
        return opened
