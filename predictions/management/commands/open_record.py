"""`open_record`: make a new database a record or a demonstration, with the bundled record and accounts in it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from predictions import opening
from predictions.actions.keeping import OtherKind
from predictions.management.saying import saying
from predictions.models import RecordKind


class Command(BaseCommand):
    """Safe to run as often as one likes: it finishes what is missing and says what only you may see once."""

    help = "Open a new database as a record or a demonstration, for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kind", required=True, choices=RecordKind.values)
        parser.add_argument("--site-url", default=settings.SITE_URL, help="address that links begin with")

    def handle(self, *_args: Any, **options: Any) -> None:
        kind, say = RecordKind(options["kind"]), saying(self.stdout)
        try:
            changed = opening.prepare(kind=kind, site_url=options["site_url"], at=timezone.now(), say=say)
        except OtherKind as error:
            raise CommandError(str(error)) from error
        if not changed:
            self.stdout.write(f"This database is a {kind} already.")
