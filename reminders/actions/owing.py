"""Planning what is owed: a row under a unique business key, so that planning twice owes once."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from accounts.models import RoleGrant, User
from reminders import letters, milestones, planning
from reminders.actions.preparing import ROLES
from reminders.models import Delivery, Kind, Stop


def plan_week(*, at: datetime) -> int:
    """Owe this week's digest to everybody who judges and whose Monday morning has come. Returns how many are new.

    Weeks that went by unplanned are not made up for: after an absence there is one mail, about what waits now.
    """
    stopped = Stop.objects.filter(kind=Kind.WEEKLY).values("user")
    held = RoleGrant.objects.held(at=at).filter(role__in=ROLES)
    people = User.objects.filter(grants__in=held, is_active=True).exclude(email="").exclude(pk__in=stopped).distinct()
    owed = [_weekly(user, at) for user in people.order_by("pk")]
    wanted = [delivery for delivery in owed if delivery.due_at <= at]
    return _owe(wanted)


def plan_letters(*, at: datetime) -> int:
    """Owe every letter that the record and what waits to be confirmed ask for. Returns how many are new."""
    return _owe([_letter(kind, about, at) for kind, about in letters.owed(at=at)])


def _owe(wanted: list[Delivery]) -> int:
    known = set(Delivery.objects.filter(key__in=[one.key for one in wanted]).values_list("key", flat=True))
    fresh = [one for one in wanted if one.key not in known]
    milestones.passed("chosen")
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True)
    milestones.passed("owed")
    return len(fresh)


def _letter(kind: Kind, about: str, at: datetime) -> Delivery:
    return Delivery(
        key=f"{kind}:{about}",
        kind=kind,
        about=about,
        message_id=f"<{kind}.{about}@{_host()}>",
        due_at=at,
        wall_time=at.astimezone(UTC).strftime("%Y-%m-%d %H:%M"),
        time_zone="UTC",
    )


def _weekly(user: User, at: datetime) -> Delivery:
    zone = planning.known_zone(user.time_zone)
    occasion = planning.occasion(at, zone)
    return Delivery(
        key=f"weekly:{user.actor_ref}:{occasion.period}",
        kind=Kind.WEEKLY,
        recipient=user,
        period=occasion.period,
        message_id=f"<weekly.{user.actor_ref}.{occasion.period}@{_host()}>",
        due_at=occasion.due_at,
        wall_time=occasion.wall_time,
        time_zone=zone,
    )


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"
