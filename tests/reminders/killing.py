"""Killing a planner or a sender at a named point of its work, as a machine that loses its power would."""

from __future__ import annotations

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connections

from reminders import milestones
from reminders.models import TAKEN, Delivery

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def killed_at(name: str, work: Callable[[], Any], *, time: int = 1) -> bool:
    """Do `work` in a child that kills itself when it comes to `name` for the `time`-th time.

    returns  whether it was killed; if not, it did its work to the end
    """
    assert name in milestones.NAMES
    connections.close_all()  # a connection that two processes hold is broken
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the thread of the mail server stays with the parent
        child = os.fork()
    if child == 0:
        try:
            milestones.watcher = _killer(name, time)
            work()
        except BaseException:  # noqa: BLE001  the exit code says it; nothing of pytest may run on in here
            traceback.print_exc(file=sys.stderr)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def _killer(name: str, time: int) -> Callable[[str], None]:
    left = time

    def watch(passed: str) -> None:
        nonlocal left
        left -= passed == name
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return watch


def leases_run_out() -> None:
    """As if the time of whoever was killed were over."""
    Delivery.objects.filter(state__in=TAKEN).update(lease_until=LONG_AGO)
