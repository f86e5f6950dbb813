"""Documents that have gone stale: nobody has looked at them for long, and no copy is kept, so they may be gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from predictions.desk.queue import Part, Queue, Waiting
from predictions.models import Evidence

LONG = timedelta(days=180)
JUDGED = (Part.OVERDUE, Part.THIS_WEEK, Part.LATER, Part.CHANGED)


@dataclass(frozen=True)
class Stale:
    """A claim on somebody's desk with `documents` that have gone stale, the oldest seen last in `last_seen`."""

    waiting: Waiting
    documents: int
    last_seen: datetime


def gone_stale(queue: Queue, *, at: datetime) -> list[Stale]:
    """The claims that wait for a verdict in `queue` whose documents have gone stale, as everybody can see them."""
    waiting = {one.claim.pk: one for part in JUDGED for one in queue.parts[part]}
    standing = Evidence.objects.filter(claim__in=waiting, retracted_at=None, archived_url="", file_name="")
    old = standing.filter(retrieved_on__lte=(at - LONG).date()).order_by().values_list("claim_id")
    found = {claim: (number, seen) for claim, number, seen in old.annotate(Count("pk"), Min("retrieved_on"))}
    return [Stale(one, *found[pk]) for pk, one in waiting.items() if pk in found]
