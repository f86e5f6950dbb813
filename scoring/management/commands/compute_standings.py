"""`compute_standings`: bring the board up to the ledger by hand, or build it anew from nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from scoring import actions


class Command(BaseCommand):
    """What the worker does by itself; safe to run beside it."""

    help = "Follow the ledger to its end and publish what has changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="forget all contributions and start from nothing")

    def handle(self, *, rebuild: bool, **_options: Any) -> None:
        at = timezone.now()
        count = actions.rebuild(at=at) if rebuild else actions.sweep(at=at, without_pause=True)
        self.stdout.write(f"{count} boards released." if count != 1 else "1 board released.")
