"""Ringing a worker when a claim was settled. The sweep does the same work without it, so a lost ring costs seconds."""

from __future__ import annotations

import logging
from typing import Any

from kombu.exceptions import OperationalError

from scoring import tasks

logger = logging.getLogger(__name__)


def ring(**_settled: Any) -> None:
    """Receiver of `claim_settled`. A queue that does not answer never troubles the person who filed."""
    try:
        tasks.sweep.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("The queue does not answer (%s); the sweep will score the claim.", error)
