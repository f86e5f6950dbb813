"""Noticing that mails are owed and none leaves: what no mail can tell, because none leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min, Q

from reminders.models import OPEN, SEALED, Delivery, State

LATE = timedelta(minutes=15)
# Due and nobody tried it, or tried and failed by the mail server. A mailbox that is full is no reason.
WAITS = Q(state__in=(State.PENDING, State.LEASED, State.SENDING))


@dataclass(frozen=True)
class Silence:
    """How many mails wait, since when, and when the last one left, if ever one did."""

    owed: int
    since: datetime
    last_sent_at: datetime | None


def silence(*, now: datetime) -> Silence | None:
    """What is wrong with sending; None where mails leave, or none is owed for longer than `LATE`.

    Anybody may read it, so mails that would tell that somebody filed are not counted.
    """
    late = now - LATE
    told = Delivery.objects.exclude(kind__in=SEALED)
    overdue = told.filter(WAITS, due_at__lte=late, stuck_since__isnull=True)
    stuck = told.filter(state__in=OPEN, stuck_since__lte=late)
    since = min(
        (
            first
            for first in (
                overdue.aggregate(first=Min("due_at"))["first"],
                stuck.aggregate(first=Min("stuck_since"))["first"],
            )
            if first is not None
        ),
        default=None,
    )
    if since is None:
        return None
    last = told.filter(sent_at__isnull=False).aggregate(last=Max("sent_at"))["last"]
    if last is not None and last > late:
        return None
    return Silence(owed=overdue.count() + stuck.count(), since=since, last_sent_at=last)
