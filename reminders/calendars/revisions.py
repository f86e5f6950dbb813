"""Which revision claims stand at, and since when: one query for all of them. Filing a verdict makes none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from predictions.models import Entry


@dataclass(frozen=True)
class Revised:
    """The newest revision of one stream, and when it was recorded."""

    revision: int
    at: datetime


def of_claims(ids: Iterable[str]) -> dict[str, Revised]:
    """Per id of a claim, its newest revision. What has no entry is not in it."""
    entries = Entry.objects.filter(stream_kind="claim", stream_id__in=list(ids)).order_by()
    newest = entries.values_list("stream_id").annotate(Max("stream_version"), Max("recorded_at"))
    return {stream: Revised(version, at) for stream, version, at in newest}
