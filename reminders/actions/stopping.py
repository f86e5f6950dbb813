"""What somebody wants of their mails: which kinds, on which day and at which hour, and none for a while."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from reminders import planning
from reminders.models import Kind, Rhythm, Stop


@dataclass(frozen=True)
class Wanted:
    """When somebody wants the digest, and from which day on they want mails at all.

    weekday  1 for Monday to 7 for Sunday
    hour     0 to 23 where they live
    """

    weekday: int = planning.WEEKDAY
    hour: int = planning.HOUR
    paused_until: date | None = None


def is_stopped(user: User, kind: Kind) -> bool:
    """Whether `user` wants no more of `kind`."""
    return Stop.objects.filter(user=user, kind=kind).exists()


def stopped(user: User) -> set[Kind]:
    """The kinds that `user` wants no more of."""
    return {Kind(kind) for kind in Stop.objects.filter(user=user).values_list("kind", flat=True)}


def wanted(user: User) -> Wanted:
    """When `user` wants the digest; Monday at eight as long as they have said nothing else."""
    rhythm = Rhythm.objects.filter(user=user).first()
    return Wanted() if rhythm is None else Wanted(rhythm.weekday, rhythm.hour, rhythm.paused_until)


def stop(*, user: User, kind: Kind, at: datetime) -> None:
    """Send no more of `kind` to `user`. Doing it twice is doing it once."""
    Stop.objects.get_or_create(user=user, kind=kind, defaults={"stopped_at": at})


def resume(*, user: User, kind: Kind, at: datetime) -> None:
    """Send `kind` to `user` again: of the digest the next that is planned, of others what comes up from now on."""
    deleted, _rows = Stop.objects.filter(user=user, kind=kind).delete()
    if deleted and kind == Kind.WEEKLY:
        _set_rhythm(user, wanted(user), at)


def choose(*, user: User, kinds: Collection[Kind], offered: Collection[Kind], wants: Wanted, at: datetime) -> None:
    """Send `user` these `kinds` of those that were `offered`, in this rhythm. Language and zone are the account's own.

    The next digest is owed on the next such day after `at`; what is left of this week's goes by the new day too.
    """
    for kind in offered:
        if kind in kinds:
            resume(user=user, kind=kind, at=at)
        else:
            stop(user=user, kind=kind, at=at)
    held = Rhythm.objects.filter(user=user).first()
    if held is None or wants != wanted(user) or held.time_zone != user.time_zone:
        _set_rhythm(user, wants, at)


def _set_rhythm(user: User, wants: Wanted, at: datetime) -> None:
    zone = planning.known_zone(user.time_zone)
    begins = at
    if wants.paused_until is not None:
        begins = max(at, planning.midnight(wants.paused_until, zone) - planning.A_MOMENT)
    following = planning.following(begins, zone, weekday=wants.weekday, hour=wants.hour)
    columns = {
        "weekday": wants.weekday,
        "hour": wants.hour,
        "paused_until": wants.paused_until,
        "time_zone": user.time_zone,
        "next_at": following.due_at,
    }
    Rhythm.objects.update_or_create(user=user, defaults=columns)
