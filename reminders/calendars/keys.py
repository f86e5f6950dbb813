"""Secret addresses of calendars: whoever knows one reads that calendar, and can do nothing else. Only digests are kept.

The secret has 256 random bits, so its digest needs no key and says nothing of it.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission
from predictions.people import person_of
from reminders.links import absolute
from reminders.models import CalendarKey

BYTES = 32


def make(*, user: User, at: datetime) -> str:
    """The address of the calendar of `user`. It is told now and never again; the one before stops working."""
    secret = secrets.token_urlsafe(BYTES)
    CalendarKey.objects.update_or_create(user=user, defaults={"digest": _digest(secret), "made_at": at})
    return absolute(reverse("calendar_of", args=[secret]))


def withdraw(*, user: User) -> None:
    """The address stops working at once. Doing it twice is doing it once."""
    CalendarKey.objects.filter(user=user).delete()


def made_at(user: User) -> datetime | None:
    """Since when `user` has such an address; None where there is none."""
    return CalendarKey.objects.filter(user=user).values_list("made_at", flat=True).first()


def holder(secret: str, *, at: datetime) -> User | None:
    """Whose calendar is at this address; None where it was withdrawn, or the person judges no more."""
    key = CalendarKey.objects.select_related("user").filter(digest=_digest(secret), user__is_active=True).first()
    return key.user if key is not None and may_have_one(key.user, at=at) else None


def may_have_one(user: User, *, at: datetime) -> bool:
    """Whether anything could ever stand in a calendar of `user`."""
    return person_of(user, at=at).can(Permission.JUDGE)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
