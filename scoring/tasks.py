"""What workers are rung for: following the ledger. Safe to ring twice, late or never."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from scoring import actions


@shared_task
def sweep(**_newer: Any) -> None:
    """Score what the ledger holds and the board does not, and publish it."""
    actions.sweep(at=timezone.now())
