"""Ringing a worker when a stranger waits for a mail. The schedule finds what is owed without it, a little later."""

from __future__ import annotations

from typing import Any

from reminders import tasks
from scoring.doorbell import ring_for


def ring(**_owed: Any) -> None:
    """Receiver of `word_owed`."""
    ring_for(tasks.send_letters.name)
