"""The calendar of one reviewer: what they are asked to judge, and by when. Never who else is, or what anybody filed.

It says nothing of their own verdicts either. Whoever looks over a shoulder, or shares the calendar, learns from it when
a verdict is wanted, and not whether it is there: an event stays until the round is closed, for everybody to see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from predictions.lifecycle import Status
from predictions.models import Assignment, Entry, Visibility
from reminders import links
from reminders.calendars import revisions
from reminders.calendars.revisions import Revised
from reminders.calendars.writing import Day, short
from reminders.planning import known_zone

MOST = 300
WITHDRAWN_FOR = timedelta(days=60)  # as long as it may take until a calendar is opened again


def asked(user: User, *, at: datetime) -> list[Day]:
    """Two days for each claim that `user` is asked to judge: its deadline, and when the verdict is wanted.

    What they are no longer asked for is CANCELLED, for two months. In the language and the zone of the account.
    """
    mine = Assignment.objects.filter(
        reviewer_ref=user.actor_ref, round__closed_at__isnull=True, round__claim__visibility=Visibility.PUBLIC
    )
    mine = mine.exclude(released_at__lt=at - WITHDRAWN_FOR).exclude(round__claim__status=Status.DRAFT)
    mine = mine.select_related("round__claim").prefetch_related("round__claim__wordings")
    found = list(mine.order_by("wanted_by", "pk")[:MOST])
    claims = revisions.of_claims(one.round.claim_id for one in found)
    own = _own_revisions(found)
    zone = known_zone(user.time_zone)
    with translation.override(user.language), timezone.override(zone):
        return [
            day
            for one in found
            for day in _days(one, claims[one.round.claim_id], own[one.pk], language=user.language, zone=zone)
        ]


def _own_revisions(assignments: Iterable[Assignment]) -> dict[str, Revised]:
    """The newest revision of each assignment, of a stream of its own: asked is the first, let go again the second."""
    entries = Entry.objects.filter(stream_kind="assignment", stream_id__in=[one.pk for one in assignments])
    rows = entries.order_by("stream_version").values_list("stream_id", "stream_version", "recorded_at")
    return {stream: Revised(version, at) for stream, version, at in rows}


def _days(one: Assignment, claim: Revised, own: Revised, *, language: str, zone: str) -> Iterable[Day]:
    about = one.round.claim
    words = {"key": about.key, "words": short(about.wording(language).proposition)}
    due = Day(
        name=f"asked-{one.pk}-due",
        on=about.due_on,
        revision=claim.revision + own.revision,
        at=max(claim.at, own.at),
        title=_("Deadline %(key)s: %(words)s") % words,
        text=_("You can judge it from the end of %(day)s (UTC) on.") % {"day": date_format(about.due_on, "j F Y")},
        page=links.absolute(reverse("desk_claim", args=[about.pk])),
        cancelled=one.released_at is not None or about.merged_into_id is not None,
    )
    yield due
    yield replace(
        due,
        name=f"asked-{one.pk}-wanted",
        on=one.wanted_by.astimezone(ZoneInfo(zone)).date(),
        title=_("Verdict wanted on %(key)s: %(words)s") % words,
    )
