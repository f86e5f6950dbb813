"""Addresses without an account: asking, confirming, leaving, forgetting. An address is kept only while it is needed.

Whoever asks learns nothing: not whether the address is known, nor whether a mail leaves. One mailbox gets one question
a day; whatever else is asked for it meanwhile waits on the page that the question leads to.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from predictions.steps.throttling import mailbox as mailbox_of
from reminders import addresses, planning
from reminders.models import Asked, Pace, Subscription, What
from reminders.subscriptions.questions import TO_CONFIRM, waiting

A_DAY = timedelta(days=1)
MOST_OF_A_NETWORK = 10
MOST_WAITING = 10


class TooManyAsked(Exception):
    """Too much came from one network within a day; `until` says when there is room. It says nothing of any address."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"Too many subscriptions were asked for. There is room again at {until.isoformat()}.")


@transaction.atomic
def subscribe(*, address: str, what: What, subject: str, pace: Pace, language: str, network: str, at: datetime) -> None:
    """Keep that `address` may want to follow `subject`, until it is confirmed or lapses.

    subject  the id of something that everybody may see
    network  the keyed digest of where it came from, to count by
    raises   TooManyAsked
    """
    recent = Asked.objects.filter(at__gt=at - A_DAY)
    mine = list(recent.filter(network=network).order_by("-at").values_list("at", flat=True)[:MOST_OF_A_NETWORK])
    if len(mine) == MOST_OF_A_NETWORK:
        raise TooManyAsked(mine[-1] + A_DAY)
    mailbox = addresses.digest(mailbox_of(address))
    last = recent.filter(mailbox=mailbox, asks=True).order_by("-at").values_list("at", flat=True).first()
    held = Subscription.objects.filter(mailbox=mailbox)
    is_known = held.filter(what=what, subject=subject).exclude(confirmed_at=None, made_at__lte=at - TO_CONFIRM).exists()
    is_full = waiting(at=at).filter(mailbox=mailbox).count() >= MOST_WAITING
    asks = last is None and not is_known and not is_full
    Asked.objects.create(mailbox=mailbox, network=network, at=at, asks=asks)
    if is_known or is_full:
        return
    held.filter(what=what, subject=subject).delete()  # lapsed, and not forgotten yet
    asked_already = waiting(at=at).filter(mailbox=mailbox, asks_at__isnull=False).exists()
    Subscription.objects.bulk_create(
        [
            Subscription(
                address=address,
                mailbox=mailbox,
                what=what,
                subject=subject,
                pace=Pace.MONTHLY if what == What.BOARD else pace,
                language=language,
                made_at=at,
                asks_at=_asks_at(last, at, asked_already=asked_already),
            )
        ],
        ignore_conflicts=True,
    )


def _asks_at(last: datetime | None, at: datetime, *, asked_already: bool) -> datetime | None:
    """When the question is owed: now, or a day after the last one; never where that one still waits."""
    if last is None:
        return at
    return None if asked_already else last + A_DAY


@transaction.atomic
def confirm(*, ref: UUID, at: datetime) -> int:
    """Confirm what waits for the mailbox that subscription `ref` belongs to. Returns how many; twice is once."""
    asked = Subscription.objects.filter(ref=ref).first()
    if asked is None:
        return 0
    found = list(waiting(at=at).select_for_update().filter(mailbox=asked.mailbox))
    for one in found:
        one.confirmed_at = one.told_from = one.told_until = at
        one.next_at = first_at(Pace(one.pace), at)
    Subscription.objects.bulk_update(found, ["confirmed_at", "told_from", "told_until", "next_at"])
    return len(found)


def leave(*, ref: UUID) -> None:
    """End one subscription: its address is gone. Doing it twice is doing it once."""
    Subscription.objects.filter(ref=ref).delete()


def forget_lapsed(*, at: datetime) -> int:
    """Delete addresses that nobody confirmed in time, and what is older than a day of what is counted by."""
    Asked.objects.filter(at__lte=at - A_DAY).delete()
    return Subscription.objects.filter(confirmed_at__isnull=True, made_at__lte=at - TO_CONFIRM).delete()[0]


def first_at(pace: Pace, at: datetime) -> datetime:
    """When something may next be told at this pace, seen from `at`: Mondays or the first of a month, eight in UTC."""
    if pace is Pace.AT_ONCE:
        return at
    return planning.following(at, "UTC").due_at if pace is Pace.WEEKLY else planning.next_month(at)
