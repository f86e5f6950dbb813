"""How far each collection is: counts of claims, never of who was asked or of what was filed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from predictions.lifecycle import Status
from predictions.models import Collection, Visibility
from predictions.steps.judging import DAYS_TO_JUDGE


def progress(*, at: datetime) -> QuerySet[Collection]:
    """Every collection with its numbers of claims, in one query.

    drafts       written up, not offered yet; offered: waiting for a second person to publish them
    coming       open, and nobody can judge them before their deadline
    due          open, and their deadline passed within the days that reviewers are given; late: longer ago
    resolved     decided; unscored: kept without a score
    """
    ours = Q(claims__merged_into__isnull=True)
    public = ours & Q(claims__visibility=Visibility.PUBLIC)
    draft = ours & Q(claims__status=Status.DRAFT)
    is_open = public & Q(claims__status=Status.OPEN)
    given = at - timedelta(days=DAYS_TO_JUDGE)
    return Collection.objects.annotate(
        drafts=Count("claims", filter=draft & Q(claims__offered_at__isnull=True)),
        offered=Count("claims", filter=draft & Q(claims__offered_at__isnull=False)),
        coming=Count("claims", filter=is_open & Q(claims__due_at__gt=at)),
        due=Count("claims", filter=is_open & Q(claims__due_at__lte=at, claims__due_at__gt=given)),
        late=Count("claims", filter=is_open & Q(claims__due_at__lte=given)),
        resolved=Count("claims", filter=public & Q(claims__status=Status.RESOLVED)),
        unscored=Count("claims", filter=public & Q(claims__status=Status.UNSCORED)),
    ).order_by("slug")
