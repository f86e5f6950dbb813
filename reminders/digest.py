"""What a weekly digest says to one person, as things stand when it is sent. Nothing in it breaks blindness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS

from accounts.models import User
from accounts.roles import Permission
from predictions.desk.drafts import begun
from predictions.desk.queue import Part, Queue, Waiting, queue_of
from predictions.desk.waiting import answerers, overdue, to_answer
from predictions.models import Checkpoint, Record, Resolution
from predictions.people import person_of
from predictions.policy import Person
from reminders import kinds, links
from reminders.kinds import objection
from reminders.kinds.described import Line
from reminders.kinds.overdue import lines_of
from reminders.models import Delivery, Kind, Matter, Rhythm, State
from reminders.owndrafts import Draft, own_drafts
from reminders.planning import HOUR, WEEKDAY, known_zone
from reminders.staleness import Stale, gone_stale

A_WEEK = timedelta(weeks=1)
LONGEST_AGO = timedelta(weeks=4)
SOON = timedelta(days=14)


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
    """One person's week. `resolved` is what was decided after `since` and until `at`.

    to_answer   objections that an editor may answer
    undecided   claims that an editor should look after, because nobody decided them in time
    soon        what the person is asked to judge and will be able to within a fortnight
    stale       documents of what they judge that nobody has looked at for long
    drafts      what they have begun and not finished
    folded      what would have been one mail too many for a day
    """

    user: User
    queue: Queue
    period: str
    at: datetime
    since: datetime
    is_demonstration: bool
    checkpoint: Checkpoint | None
    weekday: int = WEEKDAY
    hour_of_day: int = HOUR
    resolved: list[Resolved] = field(default_factory=list)
    to_answer: list[Line] = field(default_factory=list)
    undecided: list[Line] = field(default_factory=list)
    soon: list[Waiting] = field(default_factory=list)
    stale: list[Stale] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    folded: list[Line] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits for this person and nothing was decided; then no mail is written.

        What comes soon, is begun or has grown old is told beside it, and is no reason for a mail.
        """
        return not (self.queue.size or self.resolved or self.to_answer or self.undecided or self.folded)

    @property
    def parts(self) -> dict[str, list[Waiting]]:
        """What waits for this person, by the name of each part of their queue, as a template can call it."""
        return {part.name.lower(): waiting for part, waiting in self.queue.parts.items()}

    @property
    def day(self) -> str:
        """On which day of the week it comes, in the language that is set."""
        return str(WEEKDAYS[self.weekday - 1])

    @property
    def hour(self) -> str:
        """At which hour it comes."""
        return f"{self.hour_of_day:02}:00"

    @property
    def week(self) -> int:
        """The number of the ISO week."""
        return int(self.period.rpartition("W")[2])


def digest(user: User, *, period: str, at: datetime, folded: Sequence[Matter] = ()) -> Digest:
    """The digest of `user` as things stand at `at`, in the user's language."""
    record = Record.objects.first()
    since = _since(user, at)
    person = person_of(user, at=at)
    queue = queue_of(person, language=user.language, at=at)
    rhythm = Rhythm.objects.filter(user=user).first() or Rhythm(user=user)
    with translation.override(user.language), timezone.override(known_zone(user.time_zone)):
        return Digest(
            user=user,
            queue=queue,
            period=period,
            at=at,
            since=since,
            is_demonstration=record is not None and record.is_demonstration,
            checkpoint=Checkpoint.objects.order_by("-size").first(),
            weekday=rhythm.weekday,
            hour_of_day=rhythm.hour,
            resolved=_resolved(user.language, since, at),
            to_answer=_to_answer(person, at),
            undecided=_undecided(person, at),
            soon=[one for one in queue.parts[Part.COMING] if one.claim.due_at <= at + SOON],
            stale=gone_stale(queue, at=at),
            drafts=own_drafts(person, begun(person)),
            folded=_lines_of(user, folded, at),
        )


def take_folded(delivery: Delivery) -> list[Matter]:
    """The matters that `delivery`, a digest, tells because a mail of their own was one too many.

    Marked with its key, so that it tells the same ones when it is tried again; those of a digest that was never sent
    pass to the next one.
    """
    sent = Delivery.objects.filter(kind=Kind.WEEKLY, state=State.SENT).values("key")
    folded = Matter.objects.filter(user=delivery.recipient, folded_at__isnull=False)
    folded.exclude(digest__in=sent).update(digest=delivery.key)
    return list(folded.filter(digest=delivery.key).order_by("came_up_at", "pk"))


def _lines_of(user: User, matters: Sequence[Matter], at: datetime) -> list[Line]:
    """What still holds of `matters`, kind by kind."""
    found: list[Line] = []
    for described in kinds.NEWS:
        mine = [one for one in matters if one.kind == described.kind]
        if mine and described.lines:
            found += described.lines(user, mine, at)
    return found


def _to_answer(person: Person, at: datetime) -> list[Line]:
    if not person.can(Permission.PUBLISH):
        return []
    return [objection.line(one) for one, refs in answerers(to_answer(), at=at) if person.ref in refs]


def _undecided(person: Person, at: datetime) -> list[Line]:
    return lines_of(overdue(at=at)) if person.can(Permission.PUBLISH) else []


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
