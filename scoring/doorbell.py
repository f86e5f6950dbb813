"""Ringing a worker when a claim was settled, or for another app. The schedule makes a lost ring good in seconds."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

from scoring import tasks

logger = logging.getLogger(__name__)

# Somebody's request waits while we ring, and a queue that is away may be silent instead of refusing.
IMPATIENT = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}


def ring(**_settled: Any) -> None:
    """Receiver of `claim_settled`."""
    ring_for(tasks.sweep.name)


def ring_for(task: str) -> None:
    """Queue `task` by its name. A queue that does not answer never troubles the person who waits for a page."""
    try:
        with current_app.connection_for_write(transport_options=IMPATIENT) as connection:
            current_app.send_task(task, connection=connection, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("The queue does not answer (%s); the schedule will do the work.", error)
