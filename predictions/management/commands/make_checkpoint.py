"""`make_checkpoint`: fix the tree head over all entries so far, as the daily task does."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from predictions import actions


class Command(BaseCommand):
    """Prints the size and root, to be kept outside this system."""

    help = "Fix the RFC 6962 tree head over all ledger entries so far and print it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        checkpoint = actions.make_checkpoint(at=timezone.now())
        if checkpoint is None:
            self.stdout.write("Nothing new since the last checkpoint.")
        else:
            self.stdout.write(f"{checkpoint.size} entries, root {checkpoint.root}")
