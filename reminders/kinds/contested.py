"""Verdicts that do not agree: to the adjudicators who may decide between them, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from predictions.desk.queue import contested
from predictions.desk.waiting import deciders
from predictions.models import Assignment, Claim, Evidence, Round, Verdict, Wording
from predictions.people import person_of
from reminders.kinds.described import Described, Line, News, Often, Read, Stopping, To
from reminders.models import Kind, Matter


def news(read: Read) -> Iterator[News]:
    """Who may decide which open round, of those in which something has changed by which its verdicts stand apart."""
    of_claims = {one.stream for one in read.of(Wording.kind(), Evidence.kind(), Claim.kind(), Round.kind())}
    verdicts = {one.subject for one in read.of(Verdict.kind())}
    asked = {one.subject for one in read.of(Assignment.kind())}
    if not (of_claims or verdicts or asked):
        return
    still_open = Round.objects.filter(closed_at=None)
    moved = still_open.filter(claim__in=of_claims) | still_open.filter(
        pk__in=[
            *Verdict.objects.filter(pk__in=verdicts).values_list("round_id", flat=True),
            *Assignment.objects.filter(pk__in=asked).values_list("round_id", flat=True),
        ]
    )
    for one, refs in deciders(moved, at=read.until):
        for ref in sorted(refs):
            yield News(ref, one.pk, read.until)


def lines(user: User, matters: Sequence[Matter], at: datetime) -> list[Line]:
    """The rounds that still wait for an adjudicator and that `user` may decide."""
    wanted = {one.about for one in matters}
    rounds = [one for one in contested(person_of(user, at=at), at=at) if one.pk in wanted]
    language = get_language() or "en"
    return [
        Line(
            one.claim.key,
            one.claim.wording(language).proposition,
            reverse("desk_adjudicate", args=[one.claim_id]),
            gettext("The verdicts do not agree."),
        )
        for one in rounds
    ]


DESCRIBED = Described(
    kind=Kind.CONTESTED,
    name=_("Claims to decide"),
    when=_("Comes when the verdicts on a claim do not agree and you may decide; once a day at the most."),
    to=To.ACCOUNT,
    often=Often.ONCE_A_DAY,
    stopping=Stopping.ONE_CLICK,
    roles=frozenset({Role.ADJUDICATOR}),
    folds=True,
    template="contested",
    news=news,
    lines=lines,
)
