"""Planning what came up: the planner follows the ledger, and owes whoever is concerned one mail a day of each kind.

Reading on and owing are one transaction, under a lock on how far it was read: a planner that is killed has read
nothing, and two at once read one after the other. A matter joins a mail only while that waits, under a lock on it, so
that no sender has begun to write it; what comes up later is the mail of the next day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce

from accounts.models import User
from predictions.desk.waiting import became_overdue
from predictions.models import Entry
from reminders import kinds, planning
from reminders.actions.owing import SLICE, message_id, owe
from reminders.kinds.described import Change, Described, News, Read
from reminders.letters import LATEST
from reminders.models import Delivery, Followed, Kind, Matter, State, Stop

NAME = "mails"
MOST_SLICES = 20  # a task stays short; the next one reads on
# What comes up together is told together.
SETTLE = timedelta(minutes=5)
MOST_DAYS = 8  # today's mail may be sent already, tomorrow's hardly ever


@dataclass(frozen=True)
class Person:
    """Somebody who is told of something, and by which clock."""

    pk: int
    ref: UUID
    zone: str
    hour: int


@dataclass(frozen=True)
class Owed:
    """One matter of one person, and the mail that is to tell it."""

    person: Person
    kind: Kind
    about: str
    came_up_at: datetime


def plan_news(*, at: datetime) -> int:
    """Owe mails about everything that came up by `at`. Returns how many matters are new."""
    new = 0
    for _ in range(MOST_SLICES):
        if not _is_behind(at):
            break
        new += _read_on(at)
    return new


def _is_behind(at: datetime) -> bool:
    """Whether there is anything to read: the usual answer is no, and takes no lock."""
    followed = Followed.objects.filter(name=NAME).first()
    if followed is None:
        return True
    last = Entry.objects.order_by("-position").values_list("position", flat=True).first() or 0
    return followed.position < last or bool(became_overdue(_since(followed, at), at, most=1))


def _since(followed: Followed, at: datetime) -> datetime:
    """Since when time has passed. What is older than a month is no news."""
    return max(followed.reached_at, at - LATEST)


@transaction.atomic
def _read_on(at: datetime) -> int:
    """Read one piece of the record and owe what it asks for."""
    Followed.objects.get_or_create(name=NAME, defaults={"reached_at": at - LATEST})
    followed = Followed.objects.select_for_update().get(name=NAME)
    columns = ("position", "subject_kind", "subject_id", "subject_version", "stream_id", "actor_ref")
    entries = list(
        Entry.objects.filter(position__gt=followed.position).order_by("position").values_list(*columns)[:SLICE]
    )
    read = Read([Change(*rest) for _position, *rest in entries], _since(followed, at), at)
    new = sum(_owe_news(described, described.news(read), at) for described in kinds.NEWS if described.news)
    followed.position = max([followed.position, *(position for position, *_rest in entries)])
    followed.reached_at = max(followed.reached_at, at)
    followed.save()
    return new


def _owe_news(described: Described, news: Iterable[News], at: datetime) -> int:
    """Make matters of `news` and the mails that tell them. A fixed number of queries."""
    kind = described.kind
    fresh = {(one.ref, one.about): one for one in news if one.at > at - LATEST}
    if kind is None or not fresh:
        return 0
    people = _people(kind, {ref for ref, _about in fresh})
    known = _known(kind, {about for _ref, about in fresh})
    owed = [
        Owed(people[ref], kind, about, one.at)
        for (ref, about), one in fresh.items()
        if ref in people and (people[ref].pk, about) not in known
    ]
    left = owed
    for days in range(MOST_DAYS):
        left = _add_to(_mails(left, at, days))
    return len(owed)


def _people(kind: Kind, refs: set[UUID]) -> dict[UUID, Person]:
    """Who of `refs` has an account and has not stopped `kind`. Two queries at the most."""
    found = User.objects.filter(actor_ref__in=refs, is_active=True)
    wanting = found.exclude(pk__in=Stop.objects.filter(kind=kind).values("user"))
    rows = wanting.values_list("pk", "actor_ref", "time_zone", Coalesce("rhythm__hour", planning.HOUR))
    return {ref: Person(pk, ref, planning.known_zone(zone), hour) for pk, ref, zone, hour in rows}


def _known(kind: Kind, abouts: set[str]) -> set[tuple[int, str]]:
    return set(Matter.objects.filter(kind=kind, about__in=abouts).values_list("user_id", "about"))


Mails = dict[str, tuple[Delivery, list[Owed]]]


def _mails(owed: Iterable[Owed], at: datetime, days: int) -> Mails:
    """The mails of the day that it is in `days` days where each person lives.

    Today's leaves soon, once what comes up together is there; a later one at the hour of the person's mails.
    """
    found: Mails = {}
    soon = at + SETTLE
    for one in owed:
        zone = one.person.zone
        if days:
            _into(found, one, planning.day_after(at, zone, days=days, hour=one.person.hour))
        else:
            today = planning.day_of(at, zone).isoformat()
            _into(found, one, planning.Occasion(today, soon, planning.wall_time(soon, zone)))
    return found


def _into(found: Mails, one: Owed, occasion: planning.Occasion) -> None:
    name = f"{one.kind}:{one.person.ref}:{occasion.period}"
    delivery = Delivery(
        key=name,
        kind=one.kind,
        recipient_id=one.person.pk,
        period=occasion.period,
        message_id=message_id(name.replace(":", ".")),
        due_at=occasion.due_at,
        wall_time=occasion.wall_time,
        time_zone=one.person.zone,
    )
    found.setdefault(name, (delivery, []))[1].append(one)


def _add_to(mails: Mails) -> list[Owed]:
    """Put matters into their mails. Returns those whose mail somebody has begun to send, or has sent."""
    if not mails:
        return []
    owe([delivery for delivery, _owed in mails.values()])
    waiting = Delivery.objects.select_for_update().filter(key__in=list(mails), state=State.PENDING, attempts=0)
    open_keys = set(waiting.values_list("key", flat=True))
    matters = [
        Matter(user_id=one.person.pk, kind=one.kind, about=one.about, key=key, came_up_at=one.came_up_at)
        for key, (_delivery, owed) in mails.items()
        if key in open_keys
        for one in owed
    ]
    Matter.objects.bulk_create(matters, ignore_conflicts=True, batch_size=SLICE)
    return [one for key, (_delivery, owed) in mails.items() if key not in open_keys for one in owed]
