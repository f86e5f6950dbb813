"""Which older board is asked for: a UTC day's end or a release; what each means, and why others are refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext as _

from predictions.lifecycle import due_instant
from predictions.models import Collection, Entry
from scoring.models import Progress, Release
from scoring.rules.method import FAIR

A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
A_RELEASE = re.compile(r"release-([0-9]{1,12})")
LONGEST_SHOWN = 40
# A change may still be on its way into the ledger as a day ends; a little later no more can come under that day.
SETTLED = timedelta(minutes=5)


class NoBoard(Exception):
    """There is no board to show for what was asked; the message says why, and what would be right."""

    status = 400
    parameter = "as_of"
    """Which part of what was asked for is wrong, where one is."""

    def __init__(self, message: str, *, retry_after: int | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class NotOnRecord(NoBoard):
    """What was asked for is no day or release of this collection."""


class NotFollowed(NoBoard):
    """The ledger holds changes of that day which scoring has not taken yet: an answer now would not be the last."""

    status = 503


@dataclass(frozen=True)
class Past:
    """An older board that is asked for, and the place and the instant that it stands for."""

    asked: str
    """As the address has it: 2026-06-30 or release-12."""
    position: int
    at: datetime
    """What the clock showed: the end of the day, or when the release was made."""
    day: date | None = None
    release: Release | None = None


@dataclass(frozen=True)
class Days:
    """The days for which there is a board, both ends among them; none where the last is before the first."""

    first: date
    last: date


def days_of(collection: Collection | None, *, now: datetime) -> Days:
    """From the day on which the ledger took `collection` in, or the first of all, to the last that is over. One query.

    There has to be a collection.
    """
    entries = Entry.objects.filter(subject_kind=Collection.kind(), subject_version=1).order_by("position")
    began = (entries.filter(subject_id=collection.pk) if collection else entries)[0]
    over = (now - SETTLED).astimezone(UTC).date() - timedelta(days=1)
    return Days(first=began.recorded_at.astimezone(UTC).date(), last=over)


def find(collection: Collection | None, asked: str, *, now: datetime, is_cut: bool = False) -> Past:
    """What `asked` means for `collection`, or for all of them together.

    is_cut  whether it is asked of some other board than the one that the collection publishes: that has no releases
    raises  NotOnRecord, saying what would be right; NotFollowed for a while after a day with very many changes
    """
    if found := A_RELEASE.fullmatch(asked):
        if is_cut or collection is None:
            raise NotOnRecord(
                _(
                    "Releases are of one collection with every topic and year and without endorsements. Leave the "
                    "other choices out, or ask for a day like 2026-06-30."
                )
            )
        return _release(collection, int(found[1]))
    try:
        day = date.fromisoformat(asked) if A_DAY.fullmatch(asked) else None
    except ValueError:
        day = None
    if day is None:
        words = _("“%(text)s” is neither a day like 2026-06-30 nor a release like release-12.")
        raise NotOnRecord(words % {"text": asked[:LONGEST_SHOWN]})
    return _day(collection, day, now=now)


def _release(collection: Collection, number: int) -> Past:
    release = Release.objects.select_related("collection").filter(collection=collection, pk=number).first()
    if release is None:
        newest = Release.objects.filter(collection=collection).aggregate(newest=Max("pk"))["newest"]
        if newest is None:
            raise NotOnRecord(_("This collection has no release yet."))
        words = _("This collection has no release-%(number)s. Its newest is release-%(newest)s.")
        raise NotOnRecord(words % {"number": number, "newest": newest})
    return Past(f"release-{number}", release.position, at=release.made_at, release=release)


def _day(collection: Collection | None, day: date, *, now: datetime) -> Past:
    days = days_of(collection, now=now)
    if not days.first <= day <= days.last:
        raise NotOnRecord(_wrong_day(day, days) if collection else _wrong_day_of_all(days))
    end = due_instant(day)
    position = last_before(end)
    # A method that has just begun holds only some of its contributions until its first rebuild is whole.
    if not Progress.objects.filter(method=FAIR.label, position__gte=position, is_whole=True).exists():
        raise NotFollowed(_("The board of that day is still being worked out. Ask again in a minute."), retry_after=60)
    return Past(day.isoformat(), position, at=end, day=day)


def require_worked_out(release: Release) -> None:
    """Raise `NotFollowed` where the claims behind `release` are not all at hand.

    That is so while they are worked out anew, and for a method version that this site no longer runs.
    """
    held = Progress.objects.filter(method=release.method, position__gte=release.position, is_whole=True)
    if not held.exists():
        words = _(
            "What is behind the figures of %(name)s, made by method %(method)s, is not at hand now. "
            "They stand as published."
        )
        raise NotFollowed(words % {"name": release.name, "method": release.method}, retry_after=60)


def _wrong_day(day: date, days: Days) -> str:
    told = {"first": days.first.isoformat(), "last": days.last.isoformat()}
    if days.last < days.first:
        return _("This collection is on record since %(first)s, and that day is not over yet.") % told
    if day < days.first:
        why = _("This collection is on record since %(first)s only.") % told
    else:
        why = _("That day is not over yet, so its board is not settled.")
    right = _("Choose a day from %(first)s to %(last)s, in UTC.") % told
    return f"{why} {right}"


def _wrong_day_of_all(days: Days) -> str:
    told = {"first": days.first.isoformat(), "last": days.last.isoformat()}
    if days.last < days.first:
        return _("The first collection is on record since %(first)s, and that day is not over yet.") % told
    return _("Choose a day from %(first)s to %(last)s, in UTC.") % told


def last_before(instant: datetime) -> int:
    """The last ledger position that was recorded before `instant`; 0 where there is none.

    Instants never fall along the ledger, so the place is found by halves: some twenty look-ups among a million.
    """
    low, high = 0, Entry.objects.aggregate(last=Max("position"))["last"] or 0
    while low < high:
        middle = (low + high + 1) // 2
        entry = Entry.objects.filter(position__lte=middle).order_by("-position").only("recorded_at").first()
        if entry is None or entry.recorded_at < instant:
            low = middle
        else:
            high = middle - 1
    return low
