"""Finding reviewers for claims that are due, and letting them go again."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.roles import Role
from predictions import policy, revisions
from predictions.lifecycle import Judgement
from predictions.models import Assignment, Claim, LettingGo, Resolution, Round, Verdict
from predictions.people import holders
from predictions.policy import Person
from predictions.sentences import gettext_noop
from predictions.steps.judging import latest_verdicts, verdicts_wanted
from predictions.steps.ties import tied_to


def plan(*, at: datetime, limit: int) -> list[tuple[Round, UUID]]:
    """Whom to ask to judge what: for each due claim the reviewers it lacks, those with least to do first.

    Never somebody with a tie, nor somebody who has judged the claim before. Who cannot assess it, holds the role no
    longer or has become tied is replaced; where nobody is free the claim waits. A fixed number of queries.

    limit    asks in one go, so that the lock is held for moments only
    returns  at most `limit` pairs of a round and a reviewer, longest overdue first
    """
    # Whoever may open a disputed round and read its verdicts is not asked to judge it blind.
    reviewers = holders(Role.REVIEWER, at=at) - holders(Role.ADJUDICATOR, at=at)
    rounds = Round.objects.filter(closed_at__isnull=True, claim__in=Claim.objects.due(by=at).order_by())
    claims = Claim.objects.filter(rounds__in=rounds)
    tied, judged, busy = tied_to(claims, at=at), _judged(claims), _open_assignments()
    asks: list[tuple[Round, UUID]] = []
    for waiting in (
        rounds.select_related("claim__collection")
        .prefetch_related("assignments", "verdicts")
        .order_by("claim__due_at", "pk")
    ):
        able = reviewers - tied[waiting.claim_id]
        free = able - judged[waiting.claim_id] - {assignment.reviewer_ref for assignment in waiting.assignments.all()}
        # Among the equally busy it is a different two each time, and the same two however often this is asked.
        chosen = sorted(free, key=lambda ref: (busy[ref], uuid5(ref, waiting.pk)))[: _lacking(waiting, able)]
        for ref in chosen:
            busy[ref] += 1
            asks.append((waiting, ref))
    return asks[:limit]


def _lacking(waiting: Round, able: set[UUID]) -> int:
    """How many more reviewers `waiting` needs, when those in `able` may judge it.

    Who was let go is replaced whether or not they had filed: else the replacement would tell.
    """
    said = {verdict.reviewer_ref: verdict.judgement for verdict in latest_verdicts(waiting)}
    passed = {ref for ref, judgement in said.items() if judgement == Judgement.CANNOT_ASSESS}
    asked = {assignment.reviewer_ref for assignment in waiting.assignments.all() if assignment.released_at is None}
    return max(0, verdicts_wanted(waiting) - len((asked & (able | said.keys())) - passed))


def _judged(claims: QuerySet[Claim]) -> dict[str, set[UUID]]:
    found: dict[str, set[UUID]] = defaultdict(set)
    verdicts = Verdict.objects.filter(round__claim__in=claims)
    for claim, ref in verdicts.order_by().values_list("round__claim_id", "reviewer_ref"):
        found[claim].add(ref)
    decided = Resolution.objects.filter(claim__in=claims, decided_by__isnull=False)
    for claim, decider in decided.order_by().values_list("claim_id", "decided_by"):
        if decider is not None:
            found[claim].add(decider)
    return found


def _open_assignments() -> dict[UUID, int]:
    """How many verdicts each reviewer still owes."""
    filed = Verdict.objects.filter(round=OuterRef("round"), reviewer_ref=OuterRef("reviewer_ref"))
    owed = Assignment.objects.filter(~Exists(filed), round__closed_at__isnull=True, released_at__isnull=True)
    counts = owed.order_by().values_list("reviewer_ref").annotate(Count("pk"))
    return defaultdict(int, counts)


class NotAsked(policy.NotAllowed):
    """Somebody was to be let go who is not asked to judge the claim."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop("This reviewer is not asked to judge the claim, or was let go already. Nothing was changed.")
        )


def let_go(judged: Round, reviewer: UUID, *, by: Person, at: datetime, reason: str) -> Assignment:
    """Ask `reviewer` no longer. What they may have filed stays in force unless they are tied to the claim by now.

    raises  NotAsked, revisions.BlankReason
    """
    assignment = judged.assignments.filter(reviewer_ref=reviewer, released_at__isnull=True).first()
    if assignment is None:
        raise NotAsked
    tied = tied_to(Claim.objects.filter(pk=judged.claim_id), at=at)[judged.claim_id]
    return _let_go(assignment, LettingGo.TIED if reviewer in tied else LettingGo.RELEASED, by=by, at=at, reason=reason)


def let_go_of_tied(reviewer: Person, *, at: datetime) -> list[Assignment]:
    """End every open assignment of `reviewer` that a tie now forbids."""
    asked = Assignment.objects.filter(
        reviewer_ref=reviewer.ref, released_at__isnull=True, round__closed_at__isnull=True
    ).select_related("round")
    claims = Claim.objects.filter(pk__in={one.round.claim_id for one in asked})
    tied = {claim for claim, refs in tied_to(claims, at=at).items() if reviewer.ref in refs}
    reason = "The reviewer declared a tie"
    return [
        _let_go(one, LettingGo.TIED, by=reviewer, at=at, reason=reason) for one in asked if one.round.claim_id in tied
    ]


def _let_go(assignment: Assignment, why: LettingGo, *, by: Person, at: datetime, reason: str) -> Assignment:
    assignment.released_at, assignment.released_for = at, why
    revisions.save(assignment, by=by.ref, at=at, reason=reason)
    return assignment


def open_asks() -> dict[UUID, int]:
    """How many claims each reviewer is asked to judge now, whether or not they have filed: an editor is not to see."""
    asked = Assignment.objects.filter(round__closed_at__isnull=True, released_at__isnull=True)
    return defaultdict(int, asked.order_by().values_list("reviewer_ref").annotate(Count("pk")))
