"""What workers are rung for. Each task is safe to ring twice, late or never: the schedule rings again."""

from __future__ import annotations

import socket
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from predictions import actions


@shared_task
def beat_heart(**_newer: Any) -> None:
    """Show that this worker consumes: a row for pages, the time of a file for the supervisor, which has no database."""
    actions.beat(name=socket.gethostname())
    (settings.DATA / "heartbeat").touch()


@shared_task
def assign_waiting(**_newer: Any) -> None:
    """Ask reviewers for every due claim that lacks some."""
    actions.assign_waiting(at=timezone.now())


@shared_task
def sweep_drafts(**_newer: Any) -> None:
    """Forget forms that nobody went on with."""
    actions.sweep_drafts(at=timezone.now())


@shared_task
def make_checkpoint(**_newer: Any) -> None:
    """Fix the head of the ledger."""
    actions.make_checkpoint(at=timezone.now())


@shared_task
def forget_unconfirmed(**_newer: Any) -> None:
    """Delete objections that nobody confirmed within a week."""
    actions.forget_unconfirmed(at=timezone.now())


@shared_task
def sweep_files(**_newer: Any) -> None:
    """Remove files that were handed in and never became part of a document."""
    actions.sweep_files(at=timezone.now())


@shared_task
def forget_requests(**_newer: Any) -> None:
    """Delete what is kept to recognise requests that are a month old."""
    actions.forget_requests(at=timezone.now())
