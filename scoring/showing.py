"""Whether a collection is shown with scores, and the words for it while it is not.

A grade is a decision about a claim and public once it is taken. A score adds grades up to a figure about a person; in a
record nobody sees one before that person was told and had time to answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from predictions.models import Collection
from predictions.steps.notices import DAYS_TO_ANSWER, told, waits
from scoring.models import Release

# Only a demonstration shows scores at a moment before every other.
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Withheld:
    """A collection that is not shown with scores, and why and until when, in words."""

    collection: Collection
    finding: str
    why: str


def withheld(collection: Collection, *, at: datetime | None = None) -> Withheld | None:
    """What to say in place of the scores of `collection`; None where they are shown.

    at  a moment of the past for which the board is asked, now if none is given: scores that were not shown then are
        not shown for then
    """
    if not waits(collection, at=at):
        return None
    return Withheld(collection, finding=_("Not shown with scores yet"), why=_why(collection))


def waiting(collections: Iterable[Collection], *, at: datetime | None = None) -> list[Collection]:
    """Those of `collections` that are not to be shown with scores: now, or as it was at `at`. One query at most."""
    found = [one for one in collections if one.scores_shown_at is None or (at is not None and one.scores_shown_at > at)]
    # In a demonstration none waits, and it is one for all of them.
    return found if found and waits(found[0], at=at) else []


def visible(collection: Collection) -> QuerySet[Release]:
    """The releases that somebody could see while they were the newest; where nothing was decided, there was no score.

    The one that was the newest when the scores were shown is the first of them.
    """
    releases = Release.objects.filter(collection=collection)
    if not waits(collection, at=BEFORE_ALL):
        return releases
    without_scores, since = Q(decided=0), collection.scores_shown_at
    if since is None:
        return releases.filter(without_scores)
    first = Subquery(releases.filter(made_at__lte=since).order_by("-pk").values("pk")[:1])
    return releases.filter(without_scores | Q(pk__gte=Coalesce(first, 0)))


def _why(collection: Collection) -> str:
    rule = _(
        "The people whose predictions are judged here are told first and have %(days)s days to answer; only then does "
        "an editor show the scores. Every claim, with what was decided and on which evidence, can be read meanwhile."
    ) % {"days": DAYS_TO_ANSWER}
    found = told(collection)
    if collection.scores_shown_at is not None or found.missing or found.awaited or found.free_from is None:
        return rule
    earliest = _("Everybody has been told: that can be on %(day)s at the earliest.")
    day = formats.date_format(timezone.localtime(found.free_from), "j F Y")
    return f"{rule} {earliest % {'day': day}}"
