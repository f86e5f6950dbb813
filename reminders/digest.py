"""What a weekly digest says to one person, as things stand when it is sent. Nothing in it breaks blindness."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import User
from predictions.desk.queue import Queue, queue_of
from predictions.models import Checkpoint, Record, Resolution
from predictions.people import person_of

SINCE = timedelta(days=7)


@dataclass(frozen=True)
class Resolved:
    """A claim that was decided since the last digest, as everybody can see."""

    key: str
    proposition: str
    path: str


@dataclass(frozen=True)
class Digest:
    """One person's week."""

    user: User
    queue: Queue
    period: str
    at: datetime
    is_demonstration: bool
    checkpoint: Checkpoint | None
    resolved: list[Resolved] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits for this person and nothing was decided; then no mail is written."""
        return self.queue.size == 0 and not self.resolved

    @property
    def week(self) -> int:
        """The number of the ISO week."""
        return int(self.period.rpartition("W")[2])


def digest(user: User, *, period: str, at: datetime) -> Digest:
    """The digest of `user` as things stand at `at`, in the user's language."""
    record = Record.objects.first()
    return Digest(
        user=user,
        queue=queue_of(person_of(user, at=at), language=user.language, at=at),
        period=period,
        at=at,
        is_demonstration=record is not None and record.is_demonstration,
        checkpoint=Checkpoint.objects.order_by("-size").first(),
        resolved=_resolved(user.language, at),
    )


def _resolved(language: str, at: datetime) -> list[Resolved]:
    """The public resolutions of the last week; sample readings are no news."""
    recent = Resolution.objects.filter(decided_at__gt=at - SINCE, decided_at__lte=at, replaced_by=None)
    decided = recent.exclude(decided="sample").select_related("claim").prefetch_related("claim__wordings")
    return [
        Resolved(one.claim.key, one.claim.wording(language).proposition, one.claim.get_absolute_url())
        for one in decided.order_by("claim__key")
        if one.claim.resolution is not None and one.claim.visibility == "public"
    ]
