"""`compute_standings`: bring the board up to the ledger by hand, or work it all out again from the first entry."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from scoring import actions

LOOK_AGAIN = 2.0
"""Seconds, where other workers hold the last ranges."""


class Command(BaseCommand):
    """What the worker does by itself; safe to run beside it, and several times at once."""

    help = "Follow the ledger to its end and publish what has changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="work every contribution out again from the first entry, or go on where this was interrupted",
        )

    def handle(self, *, rebuild: bool, **_options: Any) -> None:
        if rebuild:
            self._rebuild()
        count = actions.sweep(at=timezone.now(), without_pause=True)
        self.stdout.write(f"{count} boards released." if count != 1 else "1 board released.")

    def _rebuild(self) -> None:
        """Work at it beside any workers until it is done, a line for each range."""
        running = actions.begin_rebuild(at=timezone.now())
        while True:
            is_taken = actions.help_rebuild(at=timezone.now())
            done = actions.rebuild_progress(running)
            if is_taken or done.is_finished:
                self.stdout.write(str(done))
            if done.is_finished:
                return
            if not is_taken:
                time.sleep(LOOK_AGAIN)
