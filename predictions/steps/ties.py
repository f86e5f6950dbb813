"""How a person stands to a claim, from the facts: what they wrote, judged, are asked to judge, and declared."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from predictions.models import (
    Affiliation,
    Claim,
    DeclaredInterest,
    InterestKind,
    Round,
    Verdict,
)
from predictions.policy import MEMBERSHIP_DAYS, Ties


def ties_of(ref: UUID, *, claim: Claim, at: datetime) -> Ties:
    """Everything that policy wants to know about `ref` and `claim` at `at`.

    A membership counts while it lasts and for 24 months after; another declared tie counts until its last day.
    An organization is near to a claim when a speaker belongs to it or it publishes the source.
    """
    speakers = list(claim.statements.exclude(expert=None).values_list("expert_id", flat=True))
    near = set(Affiliation.objects.filter(expert__in=speakers).values_list("organization_id", flat=True))
    near.add(claim.source.publisher_id)
    day = at.date()
    lasting = Q(ends__isnull=True) | Q(ends__gte=day)
    recent = Q(kind_of=InterestKind.MEMBER, ends__gte=day - timedelta(days=MEMBERSHIP_DAYS))
    declared = DeclaredInterest.objects.filter(lasting | recent, reviewer_ref=ref, starts__lte=day)
    organizations = declared.filter(organization__in=near).values_list("organization__name", flat=True)
    said_by = declared.filter(expert__in=speakers).values_list("expert__name", flat=True)
    open_round = Round.objects.filter(claim=claim, closed_at__isnull=True)
    return Ties(
        wrote_it_up=claim.written_by == ref,
        is_assigned=open_round.filter(assignments__reviewer_ref=ref, assignments__released_at__isnull=True).exists(),
        has_judged=Verdict.objects.filter(round__claim=claim, reviewer_ref=ref).exists(),
        organizations=tuple(sorted(set(organizations))),
        experts=tuple(sorted(set(said_by))),
    )
