"""An objection waits for an answer: to the editors who may give it. What its sender wrote stays on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from predictions.desk.waiting import answerers, to_answer
from predictions.models import Objection
from predictions.steps.objecting import TO_ANSWER
from predictions.templatetags.words import CONTESTED
from reminders.kinds.described import Described, Line, News, Often, Read, Stopping, To
from reminders.models import Kind, Matter


def news(read: Read) -> Iterator[News]:
    """Which editors had no hand in what each new objection is about."""
    raised = {one.subject for one in read.of(Objection.kind()) if one.version == 1}
    if raised:
        for one, refs in answerers(to_answer().filter(pk__in=raised), at=read.until):
            for ref in sorted(refs):
                yield News(ref, one.pk, one.raised_at)


def lines(user: User, matters: Sequence[Matter], at: datetime) -> list[Line]:
    """The objections that nobody has answered yet and that `user` may answer."""
    waiting = to_answer().filter(pk__in=[one.about for one in matters])
    return [line(one) for one, refs in answerers(waiting, at=at) if user.actor_ref in refs]


def line(one: Objection) -> Line:
    """How a mail puts one objection: what it is about, and by when it is answered."""
    until = date_format(timezone.localtime(one.raised_at + TO_ANSWER), "j F Y")
    note = gettext("Contested: %(what)s. To answer by %(until)s.") % {"what": CONTESTED[one.about], "until": until}
    words = one.claim.wording(get_language() or "en").proposition
    return Line(one.claim.key, words, reverse("desk_objection", args=[one.pk]), note)


DESCRIBED = Described(
    kind=Kind.OBJECTION,
    name=_("Objections to answer"),
    when=_("Comes when somebody objects to a claim that you neither wrote up nor judged; once a day at the most."),
    to=To.ACCOUNT,
    often=Often.ONCE_A_DAY,
    stopping=Stopping.ONE_CLICK,
    roles=frozenset({Role.EDITOR}),
    folds=True,
    template="objection",
    news=news,
    lines=lines,
)
