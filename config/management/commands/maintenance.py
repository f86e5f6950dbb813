"""`maintenance on [--minutes 30]`, `maintenance off`: close the site to its readers and open it again."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config import maintenance


class Command(BaseCommand):
    """Needs neither the database nor a restart."""

    help = "Answer every page with 503 and when to come back (on), or answer again (off)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", choices=["on", "off"])
        parser.add_argument("--minutes", type=int, default=30, help="how long it should take (30)")

    def handle(self, *_args: Any, to: str, minutes: int, **_options: Any) -> None:
        if to == "off":
            said = "Open again." if maintenance.open_again() else "It was open."
        else:
            until = timezone.now() + timedelta(minutes=max(1, minutes))
            maintenance.close(until=until)
            said = f"Closed; readers are told to come back after {until:%H:%M} UTC. `maintenance off` opens it."
        self.stdout.write(said)
