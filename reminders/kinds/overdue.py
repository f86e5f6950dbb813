"""A claim that could be judged for a fortnight and is not decided: to the editors. It tells nothing of verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from predictions.desk.waiting import became_overdue, overdue
from predictions.models import Claim, Round
from predictions.people import holders
from reminders.kinds.described import Described, Line, News, Often, Read, Stopping, To
from reminders.models import Kind, Matter


def news(read: Read) -> Iterator[News]:
    """Every editor, of each open round whose fortnight ended in the time that has passed."""
    ended = became_overdue(read.since, read.until)
    editors = sorted(holders(Role.EDITOR, at=read.until)) if ended else []
    for pk in ended:
        for ref in editors:
            yield News(ref, pk, read.until)


def lines(user: User, matters: Sequence[Matter], at: datetime) -> list[Line]:  # noqa: ARG001  every editor is told
    """The claims that are still not decided."""
    return lines_of(overdue(at=at).filter(pk__in=[one.about for one in matters]))


def lines_of(rounds: QuerySet[Round]) -> list[Line]:
    """How a mail puts claims that nobody decided, the oldest deadline first."""
    found = rounds.select_related("claim").prefetch_related("claim__wordings").order_by("claim__due_at", "claim__key")
    return [_line(one.claim) for one in found]


def _line(claim: Claim) -> Line:
    note = gettext("Due since %(day)s, and not decided.") % {"day": date_format(claim.due_on, "j F Y")}
    words = claim.wording(get_language() or "en").proposition
    return Line(claim.key, words, reverse("desk_assign", args=[claim.pk]), note)


DESCRIBED = Described(
    kind=Kind.OVERDUE,
    name=_("Claims that nobody decided"),
    when=_("Comes when a claim could be judged for fourteen days and is not decided; once a day at the most."),
    to=To.ACCOUNT,
    often=Often.ONCE_A_DAY,
    stopping=Stopping.ONE_CLICK,
    roles=frozenset({Role.EDITOR}),
    folds=True,
    template="overdue",
    news=news,
    lines=lines,
)
