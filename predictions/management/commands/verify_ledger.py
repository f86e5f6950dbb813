"""`verify_ledger`: is the record what the ledger says it was? Names the first entry that does not hold."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from predictions import verifying

SHOWN = 20


class Command(BaseCommand):
    """Exit code 0 when everything holds, 1 when something does not."""

    help = "Check the ledger, the history and the live rows against each other; name the first bad entry."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the whole report as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        report = verifying.verify()
        if options["json"]:
            faults = [asdict(fault) for fault in report.faults]
            self.stdout.write(json.dumps({"entries": report.entries, "head": report.head, "faults": faults}))
        elif report.is_sound:
            self.stdout.write(f"{report.entries} entries hold. Head: {report.head}")
        if report.faults:
            lines = [str(fault) for fault in report.faults[:SHOWN]]
            rest = len(report.faults) - len(lines)
            more = [f"... and {rest} more."] if rest else []
            raise CommandError("\n".join(["The record is not what the ledger says it was.", *lines, *more]))
