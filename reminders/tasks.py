"""What workers are rung for: planning and sending what is owed. Safe to ring twice, late or never."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from reminders import actions


@shared_task
def plan_and_send(**_newer: Any) -> None:
    """Owe the digests of this week, and send what is due; fifty at a time, so that a task stays short."""
    now = timezone.now()
    actions.plan_week(at=now)
    actions.send_due(at=now, limit=50)
