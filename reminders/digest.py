"""What a weekly digest says to one person, as things stand when it is sent. Nothing in it breaks blindness."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from predictions.desk.queue import Queue, Waiting, queue_of
from predictions.models import Checkpoint, Record, Resolution
from predictions.people import person_of
from reminders import links
from reminders.models import Delivery, Kind, State

A_WEEK = timedelta(weeks=1)
LONGEST_AGO = timedelta(weeks=4)


@dataclass(frozen=True)
class Resolved:
    """A claim that was decided since the last digest, as everybody can see."""

    key: str
    proposition: str
    page: str
    outcome: str
    grade: Decimal | None


@dataclass(frozen=True)
class Digest:
    """One person's week. `resolved` is what was decided after `since` and until `at`."""

    user: User
    queue: Queue
    period: str
    at: datetime
    since: datetime
    is_demonstration: bool
    checkpoint: Checkpoint | None
    resolved: list[Resolved] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits for this person and nothing was decided; then no mail is written."""
        return self.queue.size == 0 and not self.resolved

    @property
    def parts(self) -> dict[str, list[Waiting]]:
        """What waits for this person, by the name of each part of their queue, as a template can call it."""
        return {part.name.lower(): waiting for part, waiting in self.queue.parts.items()}

    @property
    def week(self) -> int:
        """The number of the ISO week."""
        return int(self.period.rpartition("W")[2])


def digest(user: User, *, period: str, at: datetime) -> Digest:
    """The digest of `user` as things stand at `at`, in the user's language."""
    record = Record.objects.first()
    since = _since(user, at)
    return Digest(
        user=user,
        queue=queue_of(person_of(user, at=at), language=user.language, at=at),
        period=period,
        at=at,
        since=since,
        is_demonstration=record is not None and record.is_demonstration,
        checkpoint=Checkpoint.objects.order_by("-size").first(),
        resolved=_resolved(user.language, since, at),
    )


def _since(user: User, at: datetime) -> datetime:
    """When `user` last had a digest, so that each decision is told once; a week ago for the first one."""
    before = Delivery.objects.filter(recipient=user, kind=Kind.WEEKLY, state=State.SENT, sent_at__lt=at)
    last = before.order_by("-sent_at").values_list("sent_at", flat=True).first()
    return max(last or at - A_WEEK, at - LONGEST_AGO)


def _resolved(language: str, since: datetime, at: datetime) -> list[Resolved]:
    """The public resolutions in force that were made after `since`; sample readings are no news."""
    recent = Resolution.objects.filter(decided_at__gt=since, decided_at__lte=at, replaced_by=None)
    decided = recent.exclude(decided="sample").select_related("claim").prefetch_related("claim__wordings")
    return [
        Resolved(
            key=one.claim.key,
            proposition=one.claim.wording(language).proposition,
            page=links.page(one.claim, language),
            outcome=one.outcome,
            grade=one.grade,
        )
        for one in decided.order_by("claim__key")
        if one.claim.resolution is not None and one.claim.visibility == "public"
    ]
