"""Owing: a row under a unique business key, so that any number of planners, any number of times, owe it once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from reminders import addresses, letters, milestones, planning
from reminders.models import Delivery, Kind
from reminders.subscriptions import questions

SLICE = 500  # rows in one statement


def plan_letters(*, at: datetime) -> int:
    """Owe every letter that the record and what waits to be confirmed ask for. Returns how many are new."""
    owed = [*letters.owed(at=at), *questions.owed(at=at)]
    return owe([letter(kind, about, at) for kind, about in owed])


def owe(wanted: Sequence[Delivery]) -> int:
    """Make those of `wanted` that are not owed yet. Returns how many this planner made, or another at the same time."""
    known = set(Delivery.objects.filter(key__in=[one.key for one in wanted]).values_list("key", flat=True))
    fresh = [one for one in wanted if one.key not in known]
    if not fresh:
        return 0
    milestones.passed("chosen")
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=SLICE)
    milestones.passed("owed")
    return len(fresh)


def message_id(name: str) -> str:
    """The Message-ID of the mail of this name: the same at each try.

    Half of it nobody can guess who has not seen the mail, so that nobody else can report that it came back.
    """
    return f"<{name}.{addresses.mark(name)}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def letter(kind: Kind, about: str, at: datetime) -> Delivery:
    """The letter of this kind about this, owed from `at` on."""
    return Delivery(
        key=f"{kind}:{about}",
        kind=kind,
        about=about,
        message_id=message_id(f"{kind}.{about}"),
        due_at=at,
        wall_time=planning.in_words(at.astimezone(UTC)),
        time_zone="UTC",
    )
