"""The public calendars: the days by whose end claims can be judged. Nothing of a round is in them.

A claim that is not shown any more is left out without a word: a calendar of one person that said something was
withdrawn would say that there was something. What has a page and is no longer to be judged is CANCELLED.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from predictions.lifecycle import Outcome, Status
from predictions.models import Claim
from reminders import links
from reminders.calendars import revisions
from reminders.calendars.revisions import Revised
from reminders.calendars.writing import Day, short

MOST_TO_COME = 500
MOST_PAST = 250


def deadlines(*, today: date, language: str, **which: Any) -> list[Day]:
    """The deadlines of the claims of which `which` holds: the next 500 from `today` on, and the last 250 before.

    today     a day in UTC; only which deadlines are listed depends on it
    language  of the texts, and the one that is set
    """
    shown = Claim.objects.shown().exclude(status=Status.UNSCORED).filter(**which)
    shown = shown.prefetch_related("wordings", "resolutions").order_by("due_on", "pk").distinct()
    coming = list(shown.filter(due_on__gte=today)[:MOST_TO_COME])
    past = list(shown.filter(due_on__lt=today).order_by("-due_on", "-pk")[:MOST_PAST])
    claims = [*reversed(past), *coming]
    return list(_days(claims, revisions.of_claims(one.pk for one in claims), language))


def _days(claims: Iterable[Claim], revised: dict[str, Revised], language: str) -> Iterable[Day]:
    for claim in claims:
        newest = revised.get(claim.pk)
        if newest is None:
            continue
        words = short(claim.wording(language).proposition)
        yield Day(
            name=f"claim-{claim.pk}",
            on=claim.due_on,
            revision=newest.revision,
            at=newest.at,
            title=_("Deadline %(key)s: %(words)s") % {"key": claim.key, "words": words},
            text=_said(claim),
            page=links.page(claim, language),
            cancelled=_is_withdrawn(claim),
        )


def _said(claim: Claim) -> str:
    if claim.merged_into_id:
        return _("The same prediction is on record elsewhere; the page says where.")
    assigned = _("The speaker named no date; the deadline is ours.") if claim.deadline_assigned else ""
    day = date_format(claim.due_on, "j F Y")
    judged = _("It can be judged from the end of %(day)s (UTC) on. The page says what is on record.") % {"day": day}
    return f"{judged} {assigned}".strip()


def _is_withdrawn(claim: Claim) -> bool:
    """Whether nobody will judge it by that day: it is counted elsewhere, or was found at fault."""
    resolution = claim.resolution
    return bool(claim.merged_into_id) or (resolution is not None and resolution.outcome == Outcome.ANNULLED)
