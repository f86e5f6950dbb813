"""What mails to addresses that follow something say, from what is on record when they are sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from predictions.models import Basis, Collection, Record, Resolution
from predictions.steps.objecting import contestable_until
from predictions.templatetags.words import grade_word, outcome_word
from reminders.kinds.described import Line
from reminders.letters import Letter, NotOwed
from reminders.links import absolute
from reminders.models import Delivery, Kind, Subscription
from reminders.subscriptions import links, subjects
from reminders.subscriptions.questions import TO_CONFIRM, waiting
from reminders.subscriptions.subjects import Subject
from scoring import leaderboard
from scoring.models import Standing

MOST = 30  # lines; the page has the rest


def letter(delivery: Delivery, *, at: datetime) -> Letter:
    """What `delivery` says if it is sent at `at`. Raises `NotOwed` when there is nobody left, or nothing to say."""
    return WRITERS[Kind(delivery.kind)](delivery.about, at)


def _question(about: str, at: datetime) -> Letter:
    found = waiting(at=at).filter(pk=about).first()
    if found is None:
        raise NotOwed("It was confirmed, or its time is over.")
    with translation.override(found.language):
        subject = _subject(found)
        context = {
            "subject": subject,
            "page": absolute(subject.path),
            "confirm": links.confirm(found),
            "until": found.made_at + TO_CONFIRM,
        }
    return _letter(Kind.SUBSCRIBE, found, context, stop="")


def _followed(about: str, at: datetime) -> Letter:
    found = _subscription(about)
    if found.told_from is None or found.told_until is None:
        raise NotOwed("There is nothing to tell.")
    with translation.override(found.language):
        subject = _subject(found)
        decided = subjects.of(
            subjects.decided(since=found.told_from, until=found.told_until), found.what, subject.pk
        ).select_related("claim__collection", "replaces")
        decided = decided.prefetch_related("claim__wordings", "claim__resolutions").order_by(
            "-decided_at", "claim__key"
        )
        rows = list(decided)
        if not rows:
            raise NotOwed("Nothing of it is so any more.")
        context = {
            "subject": subject,
            "page": absolute(subject.path),
            "lines": [_decision(one, at) for one in rows[:MOST]],
            "more": max(0, len(rows) - MOST),
            "is_correction": all(one.replaces_id for one in rows),
            "pace": found.pace,
        }
    return _letter(Kind.FOLLOWED, found, context, stop=links.stop(found))


def _board(about: str, at: datetime) -> Letter:  # noqa: ARG001  a board has no clock
    found = _subscription(about)
    with translation.override(found.language):
        subject = _subject(found)
        collection = Collection.objects.get(pk=subject.pk)
        board = leaderboard.current(collection)
        if board.release is None or board.is_withheld or not board.standings:
            raise NotOwed("No board is shown.")
        labels = [] if board.release.is_official else [_("Provisional")]
        labels += [_("Retrospective")] if board.release.is_retrospective else []
        context = {
            "subject": subject,
            "page": absolute(subject.path),
            "finding": board.finding,
            "gloss": board.gloss,
            "labels": ", ".join(labels),
            "lines": [_standing(one) for one in board.standings[:MOST]],
            "more": max(0, len(board.standings) - MOST),
        }
    return _letter(Kind.BOARD, found, context, stop=links.stop(found))


def _subscription(about: str) -> Subscription:
    """The one that a mail `{subscription}.{number}` is for. Raises `NotOwed` where it ended or a later mail says it."""
    pk, _dot, number = about.partition(".")
    found = Subscription.objects.filter(pk=pk, confirmed_at__isnull=False).first()
    if found is None:
        raise NotOwed("The subscription has ended.")
    if found.number != int(number):
        raise NotOwed("A later mail says it all.")
    return found


def _subject(found: Subscription) -> Subject:
    subject = subjects.by_id(found.what, found.subject)
    if subject is None:
        raise NotOwed("It is not shown any more.")
    return subject


def _decision(one: Resolution, at: datetime) -> Line:
    claim = one.claim
    said = _said(one)
    if one.replaces is not None:
        note = _("Put right. Was: %(before)s. Now: %(now)s.") % {"before": _said(one.replaces), "now": said}
    else:
        note = _("Decided: %(now)s.") % {"now": said}
    until = contestable_until(claim)
    if until is not None and until > at:
        note += " " + _("Provisional: it can be contested until %(day)s.") % {"day": date_format(until, "j F Y")}
    elif claim.due_at > at:
        note += " " + _("Provisional until its deadline, %(day)s.") % {"day": date_format(claim.due_on, "j F Y")}
    if claim.collection.basis == Basis.RETROSPECTIVE:
        note += " " + _("Retrospective.")
    words = claim.wording(translation.get_language() or "en").proposition
    return Line(claim.key, words, claim.get_absolute_url(), note, is_to_do=False)


def _said(one: Resolution) -> str:
    return str(outcome_word(one.outcome) if one.grade is None else grade_word(one.grade))


def _standing(one: Standing) -> Line:
    figures = {name: localize(round(getattr(one, name), 2)) for name in ("score", "low", "high")}
    note = _("Fair score %(score)s, true score %(low)s–%(high)s 9 times in 10.") % figures
    if one.rank_low is None:
        rank = _("Not ranked")
    elif one.rank_low == one.rank_high:
        rank = _("Rank %(rank)s") % {"rank": one.rank_low}
    else:
        rank = _("Rank %(low)s–%(high)s") % {"low": one.rank_low, "high": one.rank_high}
    return Line(rank, one.name, one.expert.get_absolute_url(), note, is_to_do=False)


def _letter(kind: Kind, found: Subscription, context: Mapping[str, Any], *, stop: str) -> Letter:
    record = Record.objects.first()
    is_demonstration = record is not None and record.is_demonstration
    more = {"is_demonstration": is_demonstration}
    return Letter(kind, found.address, found.language, is_demonstration, {**context, **more}, stop)


WRITERS: Mapping[Kind, Callable[[str, datetime], Letter]] = {
    Kind.SUBSCRIBE: _question,
    Kind.FOLLOWED: _followed,
    Kind.BOARD: _board,
}
