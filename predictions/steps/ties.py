"""How people stand to a claim, from the facts: what they wrote, judged, are asked to judge, and declared."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from predictions.lifecycle import Status
from predictions.models import (
    Affiliation,
    Assignment,
    Claim,
    DeclaredInterest,
    InterestKind,
    Reading,
    Resolution,
    Statement,
    Verdict,
    Wording,
)
from predictions.policy import MEMBERSHIP_DAYS, Ties


@dataclass(frozen=True)
class Near:
    """The ids of the experts who said a claim, and of the organizations they belong to or that published it."""

    experts: set[str] = field(default_factory=set)
    organizations: set[str] = field(default_factory=set)


def near_of(claims: QuerySet[Claim]) -> dict[str, Near]:
    """What is near to each of `claims`, by claim id, in three queries."""
    found: dict[str, Near] = defaultdict(Near)
    for claim, publisher in claims.order_by().values_list("pk", "source__publisher_id"):
        found[claim].organizations.add(publisher)
    said = Statement.objects.filter(claim__in=claims)
    for claim, expert, publisher in said.values_list("claim_id", "expert_id", "source__publisher_id"):
        found[claim].organizations.add(publisher)
        found[claim].experts.update([expert] if expert else [])
    belongs = defaultdict(set)
    affiliations = Affiliation.objects.filter(expert__in=said.values("expert_id"))
    for expert, organization in affiliations.values_list("expert_id", "organization_id"):
        belongs[expert].add(organization)
    for near in found.values():
        near.organizations.update(*(belongs[expert] for expert in near.experts))
    return found


def declared_at(at: datetime) -> QuerySet[DeclaredInterest]:
    """The ties that count at `at`: a membership while it lasts and for 24 months after, another until its last day."""
    day = at.date()
    lasting = Q(ends__isnull=True) | Q(ends__gte=day)
    recent = Q(kind_of=InterestKind.MEMBER, ends__gte=day - timedelta(days=MEMBERSHIP_DAYS))
    return DeclaredInterest.objects.filter(lasting | recent, starts__lte=day)


def tied_to(claims: QuerySet[Claim], *, at: datetime) -> dict[str, set[UUID]]:
    """Who must not judge each of `claims` at `at`, by claim id: who wrote it up, and who declared a tie."""
    declared = list(declared_at(at).values_list("reviewer_ref", "organization_id", "expert_id"))
    writers = authors_of(dict(claims.order_by().values_list("pk", "written_by")))
    return {
        claim: writers[claim]
        | {ref for ref, body, expert in declared if body in near.organizations or expert in near.experts}
        for claim, near in near_of(claims).items()
    }


def authors_of(writers: dict[str, UUID]) -> dict[str, set[UUID]]:
    """Whose words are judged, by claim id: who wrote the claim up, and whoever wrote or changed its wording since.

    writers  who wrote each claim up, by claim id
    """
    found = {claim: {writer} for claim, writer in writers.items()}
    worded = Wording.history.filter(claim_id__in=writers).order_by().values_list("claim_id", "history_user_id")
    for claim, author in worded.distinct():
        found[claim].add(author)
    return found


def ties_of(ref: UUID, *, claim: Claim, at: datetime) -> Ties:
    """Everything that policy wants to know about `ref` and `claim` at `at`."""
    near = near_of(Claim.objects.filter(pk=claim.pk))[claim.pk]
    to_near = Q(organization__in=near.organizations) | Q(expert__in=near.experts)
    declared = list(declared_at(at).filter(to_near, reviewer_ref=ref).select_related("organization", "expert"))
    mine = Assignment.objects.filter(round__claim=claim, round__closed_at__isnull=True, reviewer_ref=ref)
    asked = list(mine.values_list("released_at", flat=True))
    verdicts = Verdict.objects.filter(round__claim=claim, reviewer_ref=ref)
    decided = Resolution.objects.filter(claim=claim, decided_by=ref).exists()
    return Ties(
        wrote_it_up=ref in authors_of({claim.pk: claim.written_by})[claim.pk],
        offered_it=claim.offered_by == ref,
        has_read_source=claim.status == Status.DRAFT and _has_compared(ref, claim),
        is_assigned=None in asked,
        was_let_go=bool(asked) and None not in asked,
        has_judged=verdicts.filter(round__closed_at__isnull=True).exists(),
        judged_before=decided or verdicts.filter(round__closed_at__isnull=False).exists(),
        organizations=tuple(sorted({one.organization.name for one in declared if one.organization})),
        experts=tuple(sorted({one.expert.name for one in declared if one.expert})),
        until=_until(declared),
    )


def _has_compared(ref: UUID, claim: Claim) -> bool:
    """Whether `ref` has opened every source of `claim` since it was offered: not before its quotes were there."""
    readings = Reading.objects.filter(reader_ref=ref)
    if claim.offered_at:
        readings = readings.filter(opened_at__gte=claim.offered_at)
    sources = {claim.source_id, *claim.statements.values_list("source_id", flat=True)}
    return sources <= set(readings.filter(source__in=sources).values_list("source_id", flat=True))


def _until(declared: list[DeclaredInterest]) -> date | None:
    """The last day on which one of `declared` counts; None where one of them has no end, or there is none."""
    ends = [
        one.ends + timedelta(days=MEMBERSHIP_DAYS if one.kind_of == InterestKind.MEMBER else 0)
        for one in declared
        if one.ends is not None
    ]
    return max(ends) if ends and len(ends) == len(declared) else None
