"""Writes docs/configuration.md and .env.example from config/env.py, or says that they are out of date."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.document import documents
from config.env import ROOT


class Command(BaseCommand):
    """Documentation that cannot drift from the code it describes."""

    help = "Write docs/configuration.md and .env.example from config/env.py."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; fail if a file is out of date.")

    def handle(self, *, check: bool, **_: Any) -> None:
        stale = {
            path: text for path, text in documents().items() if not path.is_file() or path.read_text("utf-8") != text
        }
        names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
        if check and stale:
            raise CommandError(f"Out of date: {names}. Run ./hindcast manage write_configuration and commit them.")
        for path, text in stale.items():
            path.write_text(text, "utf-8")
        self.stdout.write(f"Wrote {names}." if stale and not check else "Up to date.")
