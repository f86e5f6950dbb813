"""Samples of everything that mails tell: objects that are in no database, with ids that belong to nobody.

The links in them are signed like real ones, for somebody who does not exist: they open nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from predictions.desk.queue import Part, Queue, Row, Waiting
from predictions.models import Checkpoint, Claim, Expert, Notice, Objection, ObjectionState, Resolution, Wording
from reminders import emails, kinds, links
from reminders.digest import Digest, Resolved
from reminders.emails import Mail
from reminders.kinds.described import Line
from reminders.letters import Letter
from reminders.models import NEWS, Delivery, Kind, Pace, Subscription, What
from reminders.staleness import Stale
from reminders.subscriptions import links as following
from reminders.subscriptions.subjects import Subject

NOBODY = UUID(int=0)
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)
ADDRESS = "somebody@example.org"


def mail(kind: Kind, language: str) -> Mail:
    """The mail of `kind` in `language`, as it would leave on a Monday."""
    delivery = Delivery(kind=kind, about="sample", period="2026-W48", message_id=f"<sample.{kind}@localhost>")
    with translation.override(language):
        if kind is Kind.WEEKLY:
            return emails.weekly(delivery, _week(language))
        if kind in NEWS:
            return emails.news(delivery, _user(language), _lines(kind), is_demonstration=False)
        context = CONTEXTS[kind](language) | {"is_demonstration": False}
    stop = following.stop(_subscription(language)) if kinds.of(kind).can_be_stopped else ""
    return emails.letter(delivery, Letter(kind, ADDRESS, language, is_demonstration=False, context=context, stop=stop))


def _user(language: str) -> User:
    return User(
        actor_ref=NOBODY,
        username="sample",
        display_name=_("Reviewer one"),
        email=ADDRESS,
        language=language,
        time_zone="UTC",
    )


def _claim(key: str = "SC-01") -> Claim:
    day = date(2026, 11, 20)
    return Claim(pk="SAMPLE000", key=key, due_on=day, due_at=datetime(2026, 11, 21, tzinfo=UTC), said_on=day)


def _words() -> str:
    return _("A sample: an open model leads the table of the year.")


def _lines(kind: Kind) -> list[Line]:
    notes = {
        Kind.ASSIGNMENT: (_("Asked for by"), reverse("desk_claim", args=["SAMPLE000"]), True),
        Kind.CONTESTED: (_("The verdicts do not agree."), reverse("desk_adjudicate", args=["SAMPLE000"]), True),
        Kind.OBJECTION: ("", reverse("desk_objections"), True),
        Kind.OVERDUE: ("", reverse("desk_assign", args=["SAMPLE000"]), True),
        Kind.SUPERSEDED: (_put_right(), _claim().get_absolute_url(), False),
    }
    note, path, is_to_do = notes[kind]
    said = f"{note} 30 November 2026." if kind is Kind.ASSIGNMENT else note
    return [Line(key, _words(), path, said, is_to_do=is_to_do) for key in ("SC-01", "SC-02")]


def _put_right() -> str:
    return _("Was: %(before)s. Now: %(now)s.") % {"before": "0.75", "now": "0.25"}


def _week(language: str) -> Digest:
    waiting: dict[Part, list[Waiting]] = {part: [] for part in Part} | {
        part: [Waiting(_claim(f"SC-0{place}"), _words(), AT + place * A_DAY)]
        for place, part in enumerate((Part.OVERDUE, Part.THIS_WEEK, Part.LATER, Part.CONTESTED, Part.FILED), start=1)
    }
    rows = [Row(part, "SAMPLE000", "SC-01", AT) for part, found in waiting.items() for _one in found]
    coming = Waiting(_claim("SC-07"), _words(), AT + 20 * A_DAY)
    page = links.page(_claim(), language)
    return Digest(
        user=_user(language),
        queue=Queue(rows, parts=waiting),
        period="2026-W48",
        at=AT,
        since=AT - 7 * A_DAY,
        is_demonstration=False,
        checkpoint=Checkpoint(size=1, root="0" * 64, made_at=AT),
        resolved=[Resolved("SC-06", _words(), page, "graded", Decimal("0.75"))],
        to_answer=_lines(Kind.OBJECTION)[:1],
        undecided=_lines(Kind.OVERDUE)[:1],
        folded=_lines(Kind.SUPERSEDED)[:1],
        soon=[coming],
        stale=[Stale(coming, 2, AT - 200 * A_DAY)],
    )


def _about(language: str) -> dict[str, Any]:
    claim = _claim()
    return {
        "claim": claim,
        "wording": Wording(language=language, proposition=_words()),
        "page": links.page(claim, language),
        "confirm": links.named("confirm_objection", language, "sample"),
        "until": AT + 7 * A_DAY,
    }


def _of_objection(language: str) -> dict[str, Any]:
    answer = _("A sample of an answer.")
    objection = Objection(pk="SAMPLE000", about="grade", answer=answer, state=ObjectionState.ACCEPTED)
    return _about(language) | {
        "objection": objection,
        "answer_by": AT + 14 * A_DAY,
        "is_accepted": True,
        "resolution": Resolution(outcome="graded", grade=Decimal("0.25"), decided_at=AT),
    }


def _told(language: str) -> dict[str, Any]:
    expert = Expert(pk="SAMPLE000", slug="sample", name=_("Expert one"))
    text = _("A sample: the words that an editor writes to somebody who is quoted.")
    change = SimpleNamespace(label=_("Quote"), before="…", after="…")
    revision = SimpleNamespace(title=_("Quote"), differences=[change], reason=_("A sample of a reason."))
    return {
        "notice": Notice(text=text),
        "expert": expert,
        "answer_by": AT + 14 * A_DAY,
        "answer_to": ADDRESS,
        "expert_page": links.page(expert, language),
        "collection_page": links.named("collections", language),
        "day": AT,
        "corrections": [(SimpleNamespace(claim=_claim(), revision=revision), links.page(_claim(), language))],
        "corrections_page": links.named("corrections", language),
    }


def _subscription(language: str) -> Subscription:
    return Subscription(ref=NOBODY, what=What.CLAIM, pace=Pace.WEEKLY, language=language, address=ADDRESS)


def _followed(language: str) -> dict[str, Any]:
    subject = Subject(What.COLLECTION, "SAMPLE000", "sample", _("A sample of a collection"), reverse("collections"))
    decided = _("Decided: %(now)s.") % {"now": "0.75"}
    lines = [Line("SC-01", _words(), _claim().get_absolute_url(), note) for note in (decided, _put_right())]
    return {
        "subject": subject,
        "page": links.absolute(subject.path),
        "confirm": following.confirm(_subscription(language)),
        "until": AT + 3 * A_DAY,
        "lines": lines,
        "more": 0,
        "finding": _("A sample of a finding"),
        "gloss": _("A sample of the sentence that explains it."),
        "labels": _("Provisional"),
    }


CONTEXTS: Mapping[Kind, Callable[[str], dict[str, Any]]] = {
    Kind.CONFIRMATION: _about,
    Kind.RECEIVED: _of_objection,
    Kind.ANSWERED: _of_objection,
    Kind.OUTCOME: _of_objection,
    Kind.NOTICE: _told,
    Kind.CORRECTED: _told,
    Kind.SUBSCRIBE: _followed,
    Kind.FOLLOWED: _followed,
    Kind.BOARD: _followed,
}
