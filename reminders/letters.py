"""Mails to people without an account: which are owed, and what each says, from what is on record when it is sent.

The one that asks for a confirmation goes to an address that a stranger typed. It carries nothing that they wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils import translation

from predictions import corrections
from predictions.models import TOMBSTONE, Claim, Notice, NoticeWay, Objection, ObjectionState, PendingObjection, Record
from predictions.steps.notices import WAIT, site_sends_mail
from predictions.steps.objecting import TO_ANSWER, TO_CONFIRM
from reminders import links
from reminders.models import LETTERS, Delivery, Kind

# What happened longer ago is no news, and a record that was restored does not write to everybody once more.
LATEST = timedelta(days=30)
A_MOMENT = timedelta(microseconds=1)
NOBODY = ["", TOMBSTONE]


class NotOwed(Exception):
    """The letter is not sent any more; the message says why."""


class WouldReachNobody(Exception):
    """The letter has to reach somebody, and on this site a mail is a file."""

    def __init__(self) -> None:
        super().__init__("This site sends no mail.")


@dataclass(frozen=True)
class Letter:
    """One letter as things stand: who gets it, in which language, and what its templates need.

    stop  the address that ends the subscription it comes from; empty for a letter that answers or asks
    """

    kind: Kind
    address: str
    language: str
    is_demonstration: bool
    context: Mapping[str, Any] = field(default_factory=dict)
    stop: str = ""


def owed(*, at: datetime) -> Iterator[tuple[Kind, str]]:
    """Every letter that is owed at `at`, sent or not: its kind, and the id of what it is about."""
    since = at - LATEST
    waiting = PendingObjection.objects.filter(confirmed_at__isnull=True, made_at__gt=at - TO_CONFIRM)
    yield from ((Kind.CONFIRMATION, str(pk)) for pk in waiting.order_by("pk").values_list("pk", flat=True))
    reachable = Objection.objects.exclude(contact__in=NOBODY).order_by("raised_at", "pk").values_list("pk", flat=True)
    yield from ((Kind.RECEIVED, pk) for pk in reachable.filter(raised_at__gt=since))
    yield from ((Kind.ANSWERED, pk) for pk in reachable.filter(answered_at__gt=since))
    judged = reachable.filter(round__closed_at__gt=since, round__resolution__isnull=False)
    yield from ((Kind.OUTCOME, pk) for pk in judged)
    yield from ((Kind.CORRECTED, about) for about in _corrected(at))
    notices = Notice.objects.on_their_way().filter(told_at__gt=since)
    yield from ((Kind.NOTICE, pk) for pk in notices.order_by("told_at", "pk").values_list("pk", flat=True))


def letter(delivery: Delivery, *, at: datetime) -> Letter:
    """What `delivery` says if it is sent at `at`. Raises `NotOwed` when there is nobody left to say it to."""
    return WRITERS[Kind(delivery.kind)](delivery.about, at)


def _confirmation(about: str, at: datetime) -> Letter:
    waiting = PendingObjection.objects.filter(pk=about, confirmed_at__isnull=True, made_at__gt=at - TO_CONFIRM)
    pending = waiting.select_related("claim__collection").first()
    if pending is None:
        raise NotOwed("The objection was confirmed, or its time is over.")
    context = _about(pending.claim, pending.language) | {
        "confirm": links.confirm_objection(pending),
        "until": pending.made_at + TO_CONFIRM,
    }
    return _letter(Kind.CONFIRMATION, pending.contact, pending.language, context)


def _received(about: str, _at: datetime) -> Letter:
    return _of_objection(Kind.RECEIVED, about)


def _answered(about: str, _at: datetime) -> Letter:
    return _of_objection(Kind.ANSWERED, about)


def _outcome(about: str, _at: datetime) -> Letter:
    return _of_objection(Kind.OUTCOME, about)


def _of_objection(kind: Kind, about: str) -> Letter:
    found = Objection.objects.select_related("claim__collection", "round__resolution").filter(pk=about)
    objection = found.exclude(contact__in=NOBODY).first()
    if objection is None:
        raise NotOwed("The address was erased.")
    language = objection.language or "en"
    context = _about(objection.claim, language) | {
        "objection": objection,
        "page": f"{links.page(objection.claim, language)}#o{objection.pk}",
        "answer_by": objection.raised_at + TO_ANSWER,
        "is_accepted": objection.state == ObjectionState.ACCEPTED,
        "resolution": objection.round.resolution if kind is Kind.OUTCOME and objection.round else None,
    }
    return _letter(kind, objection.contact, language, context)


def _notice(about: str, at: datetime) -> Letter:
    if not site_sends_mail():
        raise WouldReachNobody
    found = Notice.objects.select_related("expert", "collection").filter(pk=about).exclude(address__in=NOBODY)
    notice = found.first()
    if notice is None:
        raise NotOwed("The address was erased.")
    language = notice.language or "en"
    context = {
        "notice": notice,
        "answer_by": None if notice.collection.scores_shown_at else at + WAIT,
        "answer_to": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "expert_page": links.page(notice.expert, language),
        "collection_page": links.page(notice.collection, language),
    }
    return _letter(Kind.NOTICE, notice.address, language, context)


def _corrected(at: datetime) -> list[str]:
    """Whom something was put right of after they were told by mail, and on which day that is over: `{expert}.{day}`."""
    concerns = corrections.concerns(since=at - LATEST, until=_midnight(at.astimezone(UTC).date()) - A_MOMENT)
    told = _told_by_mail({one.expert_id for one in concerns})
    days = {
        f"{one.expert_id}.{one.at.astimezone(UTC).date().isoformat()}"
        for one in concerns
        if one.expert_id in told and told[one.expert_id].since < one.at
    }
    return sorted(days)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """The newest notice by mail that reached somebody at an address we still have, and since when they know of us."""

    notice: Notice
    since: datetime


def _told_by_mail(experts: Collection[str]) -> dict[str, Told]:
    """Who of `experts` a mail server took a notice for, at an address that is not erased."""
    taken = Notice.objects.proven().filter(way=NoticeWay.MAIL, expert__in=experts).exclude(address__in=NOBODY)
    found: dict[str, Told] = {}
    for notice in taken.select_related("expert").order_by("taken_at", "pk"):
        earlier = found.get(notice.expert_id)
        found[notice.expert_id] = Told(notice, since=earlier.since if earlier else notice.told_at)
    return found


def _put_right(about: str, _at: datetime) -> Letter:
    expert_id, _dot, day = about.partition(".")
    told = _told_by_mail([expert_id]).get(expert_id)
    if told is None:
        raise NotOwed("There is no address any more at which a mail reached the person.")
    since = _midnight(date.fromisoformat(day))
    concerns = corrections.concerns(since=since - A_MOMENT, until=since + timedelta(days=1) - A_MOMENT)
    positions = [(one.position,) for one in concerns if one.expert_id == expert_id and told.since < one.at]
    notice = told.notice
    language = notice.language or "en"
    with translation.override(language):
        found = corrections.at_positions(positions)
    if not found:
        raise NotOwed("Nothing of what was put right is shown any more.")
    context = {
        "expert": notice.expert,
        "day": since,
        "corrections": [(one, links.page(one.claim, language)) for one in reversed(found)],
        "corrections_page": links.named("corrections", language),
        "answer_to": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    }
    return _letter(Kind.CORRECTED, notice.address, language, context)


def _about(claim: Claim, language: str) -> dict[str, Any]:
    return {
        "claim": claim,
        "wording": claim.wording(language),
        "page": links.page(claim, language),
    }


def _letter(kind: Kind, address: str, language: str, context: Mapping[str, Any]) -> Letter:
    record = Record.objects.first()
    is_demonstration = record is not None and record.is_demonstration
    return Letter(kind, address, language, is_demonstration, {**context, "is_demonstration": is_demonstration})


WRITERS: Mapping[Kind, Callable[[str, datetime], Letter]] = dict(
    zip(LETTERS, (_confirmation, _received, _answered, _outcome, _notice, _put_right), strict=True)
)
