"""`verify_scores`: is every score what the ledger gives? Names the first figures that are not."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring import verifying

SHOWN = 20


class Command(BaseCommand):
    """Exit code 0 when everything is equal, 1 when something is not. Writes nothing; safe beside workers."""

    help = "Work every contribution, total and release out again and compare them with what is stored, by equality."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the whole report as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            report = verifying.verify()
        except verifying.NotWhole as error:
            raise CommandError(str(error)) from error
        differences = report.differences
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report)))
        elif not differences:
            self.stdout.write(
                f"All scores are what the ledger gives up to position {report.position}: {report.claims} claims, the "
                f"totals of {report.totals} collections, {report.releases} releases."
            )
        if not options["json"] and report.of_other_methods:
            self.stdout.write(f"{report.of_other_methods} releases of other method versions were not made again.")
        if differences:
            rest = len(differences) - SHOWN
            more = [f"... and {rest} more."] if rest > 0 else []
            repair = "If the ledger is sound (verify_ledger), compute_standings --rebuild puts them right."
            lines = map(str, differences[:SHOWN])
            raise CommandError("\n".join(["Scores are not what the ledger gives.", *lines, *more, repair]))
