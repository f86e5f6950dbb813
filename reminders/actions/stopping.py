"""Wanting no more of a kind of mail, and wanting it again."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from reminders.models import Kind, Stop


def is_stopped(user: User, kind: Kind) -> bool:
    """Whether `user` wants no more of `kind`."""
    return Stop.objects.filter(user=user, kind=kind).exists()


def stop(*, user: User, kind: Kind, at: datetime) -> None:
    """Send no more of `kind` to `user`. Doing it twice is doing it once."""
    Stop.objects.get_or_create(user=user, kind=kind, defaults={"stopped_at": at})


def resume(*, user: User, kind: Kind) -> None:
    """Send `kind` to `user` again, from the next week that is planned."""
    Stop.objects.filter(user=user, kind=kind).delete()
