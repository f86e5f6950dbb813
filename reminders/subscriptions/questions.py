"""Which addresses are to be asked whether they asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet

from reminders.models import Kind, Subscription

TO_CONFIRM = timedelta(days=3)


def waiting(*, at: datetime) -> QuerySet[Subscription]:
    """What can still be confirmed at `at`."""
    return Subscription.objects.filter(confirmed_at__isnull=True, made_at__gt=at - TO_CONFIRM)


def owed(*, at: datetime) -> Iterator[tuple[Kind, str]]:
    """Every question that is owed at `at`, sent or not."""
    due = waiting(at=at).filter(asks_at__lte=at).order_by("pk").values_list("pk", flat=True)
    return ((Kind.SUBSCRIBE, str(pk)) for pk in due)
