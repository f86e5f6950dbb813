"""What somebody does to a delivery by hand, with a reason that is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.roles import Permission
from predictions import policy
from predictions.policy import Person
from predictions.sentences import gettext_noop
from reminders.models import Deed, Delivery, Intervention, Kind, State, Suppression

# What became of a notice is on record already: whoever is to be told is told anew, by a notice of its own.
NOT_AGAIN = (Kind.NOTICE,)


class NotThatOne(Exception):
    """The delivery is no longer where this can be done to it; the message says what would help."""


@transaction.atomic
def mind(*, delivery_id: int, deed: Deed, by: Person, at: datetime, reason: str) -> Delivery:
    """Do `deed` to a delivery and keep who did it and why.

    Raises `policy.NotAllowed`, and `NotThatOne` where somebody else, or a sender, was faster.
    """
    policy.require(by, Permission.MIND_MAILS)
    delivery = Delivery.objects.get(pk=delivery_id)
    DEEDS[deed](delivery, at)
    Intervention.objects.create(delivery=delivery, what=deed, by=by.ref, at=at, reason=reason)
    return delivery


def possible(delivery: Delivery, *, is_suppressed: bool) -> list[Deed]:
    """What can be done to `delivery` as things stand."""
    if is_suppressed:
        return [Deed.LIFT]
    found = [Deed.AGAIN] if delivery.state in {State.FAILED, State.IN_DOUBT} and delivery.kind not in NOT_AGAIN else []
    return [*found, Deed.ARRIVED] if delivery.state == State.IN_DOUBT else found


def suppressions_of(delivery: Delivery) -> QuerySet[Suppression]:
    """Why the address that `delivery` was tried with is not written to."""
    return Suppression.objects.filter(address=delivery.sent_to, lifted_at__isnull=True).exclude(address="")


def _again(delivery: Delivery, at: datetime) -> None:
    ours = Delivery.objects.filter(pk=delivery.pk, state__in=[State.FAILED, State.IN_DOUBT]).exclude(kind__in=NOT_AGAIN)
    if not ours.update(state=State.PENDING, due_at=at, attempts=0, failure="", stuck_since=None):
        raise NotThatOne(gettext_noop("Only a mail that failed or is in doubt is sent again. See what became of it."))


def _arrived(delivery: Delivery, at: datetime) -> None:
    ours = Delivery.objects.filter(pk=delivery.pk, state=State.IN_DOUBT)
    if not ours.update(state=State.SENT, sent_at=at, failure="", last_error="", stuck_since=None):
        raise NotThatOne(gettext_noop("Only a mail that is in doubt can be counted as sent. See what became of it."))


def _lift(delivery: Delivery, at: datetime) -> None:
    if not suppressions_of(delivery).update(lifted_at=at):
        raise NotThatOne(gettext_noop("The address is not on the list any more."))


DEEDS: Mapping[Deed, Callable[[Delivery, datetime], None]] = {
    Deed.AGAIN: _again,
    Deed.ARRIVED: _arrived,
    Deed.LIFT: _lift,
}
