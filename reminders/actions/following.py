"""Planning what addresses are told of what they follow: a mail for each stretch of time in which anything was decided.

A subscription knows until when it was told. Owing the next mail and moving on are one commit, under a lock on it; while
its last mail is still to be sent no other is planned, and what one that failed did not tell is in the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from reminders.actions.owing import letter, owe
from reminders.actions.subscribing import first_at
from reminders.letters import LATEST
from reminders.models import OPEN, Delivery, Kind, Pace, State, Subscription, What
from reminders.subscriptions import subjects
from reminders.subscriptions.subjects import Decision

SETTLE = timedelta(minutes=1)  # longer than a decision takes from its moment to its commit
BETWEEN = timedelta(hours=6)  # two mails of one subscription: four a day at the most
SLICE = 500


def plan_following(*, at: datetime) -> int:
    """Owe what is to be told by `at` to whoever follows something, in a fixed number of queries. Returns how many."""
    return _plan(at) if _behind(at).exists() else 0


def _behind(at: datetime) -> QuerySet[Subscription]:
    return Subscription.objects.filter(confirmed_at__isnull=False, told_until__lt=at - SETTLE)


@transaction.atomic
def _plan(at: datetime) -> int:
    until, confirmed = at - SETTLE, _behind(at)
    decisions = subjects.decisions(since=at - LATEST, until=until)
    corrected = max((one.at for one in decisions if one.is_correction), default=None)
    due = Q(next_at__lte=at)
    if corrected is not None:
        due |= Q(told_until__lt=corrected)
    looked_at = list(confirmed.select_for_update().filter(due).order_by("pk"))
    last = _last_mails(looked_at)
    mails = []
    moved = []
    for one in looked_at:
        state, left_at = last.get(_key(one), ("", None))
        if state in OPEN:
            continue
        if _is_to_tell(one, decisions, at, left_at):
            mails.append(_next_mail(one, at, until, was_told=state in {"", State.SENT, State.CANCELLED}))
            moved.append(one)
        elif one.pace != Pace.AT_ONCE and one.next_at is not None and one.next_at <= at:
            one.next_at = first_at(Pace(one.pace), at)
            moved.append(one)
    owe(mails)
    Subscription.objects.bulk_update(moved, ["number", "told_from", "told_until", "next_at"], batch_size=SLICE)
    return len(mails)


def _is_to_tell(one: Subscription, decisions: Iterable[Decision], at: datetime, left_at: datetime | None) -> bool:
    is_its_time = one.next_at is not None and one.next_at <= at
    if one.what == What.BOARD:
        return is_its_time
    news = [
        decision
        for decision in decisions
        if one.told_until is not None and decision.at > one.told_until and (one.what, one.subject) in decision.subjects
    ]
    is_free = left_at is None or left_at <= at - BETWEEN
    return bool(news) and (is_its_time or (is_free and any(decision.is_correction for decision in news)))


def _next_mail(one: Subscription, at: datetime, until: datetime, *, was_told: bool) -> Delivery:
    """The next mail of `one`, which moves on. What its last mail failed to tell is told in this one."""
    if was_told:
        one.told_from = one.told_until
    one.told_until = until
    one.number += 1
    one.next_at = at + BETWEEN if one.pace == Pace.AT_ONCE else first_at(Pace(one.pace), at)
    return letter(_kind(one), f"{one.pk}.{one.number}", at)


def _last_mails(found: Iterable[Subscription]) -> dict[str, tuple[str, datetime | None]]:
    rows = Delivery.objects.filter(key__in=[_key(one) for one in found]).values_list("key", "state", "sent_at")
    return {key: (state, sent_at) for key, state, sent_at in rows}


def _key(one: Subscription) -> str:
    return f"{_kind(one)}:{one.pk}.{one.number}"


def _kind(one: Subscription) -> Kind:
    return Kind.BOARD if one.what == What.BOARD else Kind.FOLLOWED
