"""What workers are rung for: planning and sending what is owed. Safe to ring twice, late or never."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone

from reminders import actions
from reminders.alarm import silence
from reminders.models import TO_ADDRESSES, Kind

logger = logging.getLogger(__name__)

SHORT = timedelta(seconds=20)  # what one task may take to send; the next goes on where it stopped
A_FEW = 50


@shared_task
def plan_and_send(**_newer: Any) -> None:
    """Owe what is owed, and send what is due."""
    now = timezone.now()
    actions.plan(at=now)
    actions.send_due(at=now, limit=20, kinds=TO_ADDRESSES)
    _send_for_a_while(tuple(Kind))


@shared_task
def send_letters(**_newer: Any) -> None:
    """Owe and send what is not for people with an account, without waiting behind the digests."""
    now = timezone.now()
    actions.plan_letters(at=now)
    actions.send_due(at=now, limit=20, kinds=TO_ADDRESSES)


@shared_task
def forget_lapsed(**_newer: Any) -> None:
    """Delete addresses that nobody confirmed in time, and what was kept to count by."""
    actions.forget_lapsed(at=timezone.now())


@shared_task
def raise_alarm(**_newer: Any) -> None:
    """Say in the log that mails are owed and none leaves: by mail nobody would hear of it."""
    found = silence(now=timezone.now())
    if found is not None:
        logger.error(
            "%d mails are owed since %s and none leaves; the last one left %s.",
            found.owed,
            found.since.isoformat(timespec="seconds"),
            found.last_sent_at.isoformat(timespec="seconds") if found.last_sent_at else "never",
        )


def _send_for_a_while(kinds: Iterable[Kind]) -> None:
    """Send until nothing is due, nothing can be sent, or the task is no longer short."""
    until = time.monotonic() + SHORT.total_seconds()
    while time.monotonic() < until:
        outcomes = actions.send_due(at=timezone.now(), limit=A_FEW, kinds=kinds)
        if sum(outcomes.values()) < A_FEW:
            return
