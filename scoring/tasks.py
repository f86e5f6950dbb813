"""What workers are rung for: following the ledger, and sharing a rebuild. Safe to ring twice, late or never."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone

from scoring import actions

# A worker that rebuilds still answers the doorbell of a decision in between.
AT_ONCE = timedelta(seconds=10)


@shared_task
def sweep(**_newer: Any) -> None:
    """Score what the ledger holds and the board does not, and publish it."""
    actions.sweep(at=timezone.now())


@shared_task
def help_rebuild(**_newer: Any) -> None:
    """Take ranges of a rebuild, if one is under way, for a few seconds."""
    end = timezone.now() + AT_ONCE
    while timezone.now() < end and actions.help_rebuild(at=timezone.now()):
        pass
