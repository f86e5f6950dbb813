"""Finding reviewers for claims that are due, and letting them go again."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.roles import Role
from predictions import policy
from predictions.lifecycle import Judgement, Status
from predictions.models import Assignment, Claim, LettingGo, Resolution, Round, Verdict
from predictions.people import holders
from predictions.policy import Person
from predictions.sentences import gettext_noop
from predictions.steps.counting import verdicts_wanted
from predictions.steps.judging import release, settle
from predictions.steps.ties import declared_at, tied_to


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
    """How many more reviewers `waiting` needs, when those in `able` may judge it. Who is to look again counts.

    Who was let go, or can judge no more, is replaced whether or not they had filed: else the replacement would tell.
    """
    said = {one.reviewer_ref: one.judgement for one in sorted(waiting.verdicts.all(), key=lambda one: one.number)}
    passed = {ref for ref, judgement in said.items() if judgement == Judgement.CANNOT_ASSESS}
    asked = {assignment.reviewer_ref for assignment in waiting.assignments.all() if assignment.released_at is None}
    return max(0, verdicts_wanted(waiting) - len((asked & able) - passed))


def now_tied(*, at: datetime) -> list[Assignment]:
    """Who was asked to judge a claim and is tied to it at `at`: their tie was declared, or has begun, since.

    Also who was let go before for another reason: what they may have filed still counts.
    """
    asked = Assignment.objects.filter(round__closed_at__isnull=True, round__claim__status=Status.OPEN)
    asked = asked.exclude(released_for=LettingGo.TIED).select_related("round__claim__collection")
    suspects = list(asked.filter(reviewer_ref__in=declared_at(at).values("reviewer_ref")))
    tied = tied_to(Claim.objects.filter(pk__in={one.round.claim_id for one in suspects}), at=at) if suspects else {}
    return [one for one in suspects if one.reviewer_ref in tied[one.round.claim_id]]


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
    return release(assignment, LettingGo.TIED if reviewer in tied else LettingGo.RELEASED, by=by, at=at, reason=reason)


def let_go_of_tied(*, by: Person, at: datetime) -> list[Resolution]:
    """End every open assignment that a tie now forbids; what was filed under it no longer counts.

    returns  the resolutions to which the verdicts of the others then lead
    """
    rounds: dict[str, Round] = {}
    for assignment in now_tied(at=at):
        release(assignment, LettingGo.TIED, by=by, at=at, reason="The reviewer declared a tie")
        rounds[assignment.round_id] = assignment.round
    settled = [settle(judged, at=at) for judged in rounds.values()]
    return [resolution for resolution in settled if resolution is not None]


def open_asks() -> dict[UUID, int]:
    """How many claims each reviewer is asked to judge now, whether or not they have filed: an editor is not to see."""
    asked = Assignment.objects.filter(round__closed_at__isnull=True, released_at__isnull=True)
    return defaultdict(int, asked.order_by().values_list("reviewer_ref").annotate(Count("pk")))
