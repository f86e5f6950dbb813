"""Asked to judge a claim, or no longer: to the reviewer, about themselves only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from predictions.lifecycle import Status
from predictions.models import Assignment, Claim, LettingGo, Verdict
from reminders.kinds.described import Described, Line, News, Often, Read, Stopping, To, by_subject
from reminders.models import Delivery, Kind, Matter, State

OUT = ".out"


def news(read: Read) -> Iterator[News]:
    """Whom somebody else asked, or let go. About `{assignment}.{version}`, with `.out` behind it when they were let go.

    Who says that they cannot assess a claim has let themselves go and knows it.
    """
    changes = read.of(Assignment.kind())
    now = Assignment.objects.in_bulk({one.subject for one in changes})
    for change in changes:
        one = now[change.subject]
        if one.version != change.version:
            continue  # what became of it since is told instead
        if one.released_at is None:
            yield News(one.reviewer_ref, f"{one.pk}.{one.version}", one.assigned_at)
        elif change.actor != one.reviewer_ref:
            yield News(one.reviewer_ref, f"{one.pk}.{one.version}{OUT}", one.released_at)


def lines(user: User, matters: Sequence[Matter], at: datetime) -> list[Line]:
    """What `user` is asked for and has not filed; and what a mail asked them for before and they are let go from."""
    open_claims = Claim.objects.shown().filter(status=Status.OPEN)
    named = Assignment.objects.filter(pk__in=by_subject(matters), round__claim__in=open_claims, round__closed_at=None)
    found = list(named.select_related("round__claim").prefetch_related("round__claim__wordings"))
    found.sort(key=lambda one: (one.wanted_by, one.round.claim.key))
    filed = Verdict.objects.filter(reviewer_ref=user.actor_ref, round__in=[one.round_id for one in found])
    done = set(filed.values_list("round_id", flat=True))
    asked = [one for one in found if one.released_at is None and one.round_id not in done]
    let_go = [one for one in found if one.released_at is not None]
    heard = _heard_of(user, let_go) if let_go else set()
    return [_asked(one, at) for one in asked] + [_let_go(one) for one in let_go if one.pk in heard]


def _heard_of(user: User, assignments: Iterable[Assignment]) -> set[str]:
    """Those of `assignments` of which a mail that was sent has told, by itself or as part of a digest."""
    sent = Delivery.objects.filter(recipient=user, state=State.SENT)
    digest = sent.filter(kind=Kind.WEEKLY).order_by("-sent_at").values_list("sent_at", flat=True).first()
    mails = sent.filter(kind=Kind.ASSIGNMENT).values("key")
    told = Matter.objects.filter(user=user, kind=Kind.ASSIGNMENT, key__in=mails).exclude(about__endswith=OUT)
    known = set(by_subject(told))
    return {one.pk for one in assignments if one.pk in known or (digest is not None and one.assigned_at < digest)}


def _asked(one: Assignment, at: datetime) -> Line:
    claim = one.round.claim
    until = date_format(timezone.localtime(one.wanted_by), "j F Y")
    if claim.due_at > at:
        begins = date_format(timezone.localtime(claim.due_at), "j F Y")
        note = gettext("To judge from %(begins)s on, by %(until)s.") % {"begins": begins, "until": until}
    else:
        note = gettext("To judge by %(until)s.") % {"until": until}
    return Line(claim.key, _words(claim), reverse("desk_claim", args=[claim.pk]), note)


def _let_go(one: Assignment) -> Line:
    claim = one.round.claim
    if claim.merged_into_id is not None:
        note = gettext("No longer yours to judge: the claim is a duplicate and was merged.")
    elif one.released_for == LettingGo.TIED:
        note = gettext("No longer yours to judge, because of a tie to the claim.")
    else:
        note = gettext("No longer yours to judge; you need do nothing.")
    return Line(claim.key, _words(claim), claim.get_absolute_url(), note, is_to_do=False)


def _words(claim: Claim) -> str:
    return claim.wording(get_language() or "en").proposition


DESCRIBED = Described(
    kind=Kind.ASSIGNMENT,
    name=_("Claims you are asked to judge"),
    when=_("Comes when you are asked to judge claims, or no longer; once a day at the most."),
    to=To.ACCOUNT,
    often=Often.ONCE_A_DAY,
    stopping=Stopping.ONE_CLICK,
    roles=frozenset({Role.REVIEWER}),
    folds=True,
    template="assignment",
    news=news,
    lines=lines,
)
