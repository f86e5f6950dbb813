"""What waits for adjudicators and editors, for all of them at once and in a fixed number of queries.

`queue` says the same to one person. Nothing in it tells a reviewer what, or whether, anybody else has filed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.roles import Role
from predictions import quorum
from predictions.lifecycle import Status
from predictions.models import Assignment, Claim, Objection, ObjectionState, Resolution, Round, Verdict
from predictions.people import holders
from predictions.steps.counting import tallies
from predictions.steps.judging import DAYS_TO_JUDGE
from predictions.steps.ties import tied_to

# From the deadline or, where the round was opened later, from then on: whoever is asked had that long.
PATIENCE = timedelta(days=DAYS_TO_JUDGE)


def deciders(rounds: QuerySet[Round], *, at: datetime) -> list[tuple[Round, set[UUID]]]:
    """Those of `rounds` whose verdicts do not agree, each with the adjudicators who may decide it at `at`.

    Not those who have judged or decided the claim, are asked to judge it, or are tied to it.
    """
    claims = Claim.objects.visible().filter(status=Status.OPEN)
    open_rounds = rounds.filter(closed_at__isnull=True, claim__in=claims, verdicts__isnull=False).distinct()
    ready = open_rounds.select_related("claim__collection").prefetch_related("verdicts", "assignments")
    standing = tallies(ready.order_by("pk"))
    waits = quorum.Waiting.FOR_ADJUDICATOR
    apart = [one for one in ready.order_by("pk") if standing[one.pk].decision is waits]
    if not apart:
        return []
    named = {one.claim_id for one in apart}
    asked = Assignment.objects.filter(round__in=[one.pk for one in apart], released_at__isnull=True)
    barred = _gathered(
        _hands_in(named), asked.values_list("round__claim_id", "reviewer_ref"), tied_to(_claims(named), at=at)
    )
    adjudicators = holders(Role.ADJUDICATOR, at=at)
    return [(one, adjudicators - barred[one.claim_id]) for one in apart]


def to_answer() -> QuerySet[Objection]:
    """The objections that nobody has answered, the oldest first."""
    waiting = Objection.objects.filter(state=ObjectionState.RECEIVED, claim__in=Claim.objects.visible())
    return waiting.select_related("claim").prefetch_related("claim__wordings").order_by("raised_at", "pk")


def answerers(objections: QuerySet[Objection], *, at: datetime) -> list[tuple[Objection, set[UUID]]]:
    """Each of `objections` with the editors who had no hand in what is contested and have no tie to it at `at`."""
    found = list(objections)
    if not found:
        return []
    named = {one.claim_id for one in found}
    offered = _claims(named).filter(offered_by__isnull=False).values_list("pk", "offered_by")
    barred = _gathered(_hands_in(named), offered, tied_to(_claims(named), at=at))
    editors = holders(Role.EDITOR, at=at)
    return [(one, editors - barred[one.claim_id]) for one in found]


def overdue(*, at: datetime) -> QuerySet[Round]:
    """The open rounds whose time to be judged was over by `at`, in no order. It tells nothing of verdicts."""
    claims = Claim.objects.visible().filter(status=Status.OPEN, due_at__lte=at - PATIENCE)
    return Round.objects.filter(claim__in=claims, closed_at__isnull=True, opened_at__lte=at - PATIENCE)


def became_overdue(since: datetime, until: datetime, *, most: int | None = None) -> list[str]:
    """The ids of the open rounds whose time ended after `since`, by `until`: by their deadline or by their opening.

    Two questions, so that each is answered from an index.
    """
    begins, ends = since - PATIENCE, until - PATIENCE
    due = Claim.objects.visible().filter(status=Status.OPEN, due_at__gt=begins, due_at__lte=ends)
    by_deadline = due.filter(rounds__closed_at__isnull=True, rounds__opened_at__lte=ends).order_by("due_at", "pk")
    by_opening = overdue(at=until).filter(opened_at__gt=begins).order_by("opened_at", "pk")
    found = [*by_deadline.values_list("rounds__pk", flat=True)[:most], *by_opening.values_list("pk", flat=True)[:most]]
    return list(dict.fromkeys(found))


def _claims(named: Iterable[str]) -> QuerySet[Claim]:
    return Claim.objects.filter(pk__in=list(named))


def _hands_in(claims: Iterable[str]) -> list[tuple[str, UUID]]:
    """Who has judged or decided each of `claims`, in any round."""
    verdicts = Verdict.objects.filter(round__claim__in=claims).order_by()
    decided = Resolution.objects.filter(Q(decided_by__isnull=False), claim__in=claims).order_by()
    return [
        *verdicts.values_list("round__claim_id", "reviewer_ref"),
        *((claim, ref) for claim, ref in decided.values_list("claim_id", "decided_by") if ref is not None),
    ]


def _gathered(
    hands: Iterable[tuple[str, UUID]], more: Iterable[tuple[str, UUID | None]], tied: Mapping[str, set[UUID]]
) -> dict[str, set[UUID]]:
    """Who stands too near to each claim, from all three."""
    found: dict[str, set[UUID]] = defaultdict(set)
    for claim, ref in [*hands, *more]:
        if ref is not None:
            found[claim].add(ref)
    for claim, refs in tied.items():
        found[claim] |= refs
    return found
