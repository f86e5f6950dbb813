"""Putting on record what became of the mails to named experts."""

from __future__ import annotations

from datetime import datetime

from predictions import actions as record
from predictions.models import MailFailure, Notice
from reminders import letters
from reminders.models import Delivery, Kind, State

ENDED = (State.SENT, State.FAILED, State.CANCELLED)


def record_notices(*, at: datetime) -> int:
    """Put on record what became of the mails to named experts. Returns how many; doing it twice is doing it once."""
    waiting = Notice.objects.on_their_way()
    ended = Delivery.objects.filter(kind=Kind.NOTICE, state__in=ENDED, about__in=waiting.values("pk"))
    deliveries = list(ended.order_by("pk"))
    for delivery in deliveries:
        _record_notice(delivery, at)
    never = waiting.filter(told_at__lte=at - letters.LATEST)
    owed = Delivery.objects.filter(kind=Kind.NOTICE).values("about")
    forgotten = list(never.exclude(pk__in=owed).order_by("told_at", "pk").values_list("pk", flat=True))
    for pk in forgotten:
        record.record_notice_not_sent(notice_id=pk, failure=MailFailure.TOO_OLD, words="", at=at)
    return len(deliveries) + len(forgotten)


def _record_notice(delivery: Delivery, at: datetime) -> None:
    if delivery.sent_at is not None:
        record.record_notice_taken(
            notice_id=delivery.about, taken_at=delivery.sent_at, message_id=delivery.message_id, at=at
        )
        return
    failure = MailFailure.ERASED if delivery.state == State.CANCELLED else _failure(delivery)
    words = delivery.last_error if failure in {MailFailure.REFUSED, MailFailure.GIVEN_UP} else ""
    record.record_notice_not_sent(notice_id=delivery.about, failure=failure, words=words, at=at)


def _failure(delivery: Delivery) -> MailFailure:
    """Why a mail ended; one of an early release only says so in words."""
    return MailFailure(delivery.failure or MailFailure.GIVEN_UP)
