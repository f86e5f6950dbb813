"""What workers are rung for: planning and sending what is owed. Safe to ring twice, late or never."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from reminders import actions
from reminders.models import LETTERS


@shared_task
def plan_and_send(**_newer: Any) -> None:
    """Owe letters and the digests of this week, and send what is due; fifty at a time, so that a task stays short."""
    now = timezone.now()
    actions.plan_letters(at=now)
    actions.plan_week(at=now)
    actions.send_due(at=now, limit=20, kinds=LETTERS)
    actions.send_due(at=now, limit=50)


@shared_task
def send_letters(**_newer: Any) -> None:
    """Owe and send what is not for people with an account, without waiting behind the digests."""
    now = timezone.now()
    actions.plan_letters(at=now)
    actions.send_due(at=now, limit=20, kinds=LETTERS)
