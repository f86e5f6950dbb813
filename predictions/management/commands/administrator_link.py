"""`administrator_link`: a new link, good once, by which the administrator sets a password."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.actions import forget_factors, make_administrator
from predictions import opening
from predictions.management.saying import saying


class Command(BaseCommand):
    """Anyone who can run this can read the database, so the link gives nothing away that they lack."""

    help = "Print a link, good once, to set the administrator's password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--forget-factors",
            action="store_true",
            help="also take the second factors away, when app and codes are lost",
        )
        parser.add_argument("--site-url", default=settings.SITE_URL, help="address that the link begins with")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["forget_factors"]:
            forget_factors(user=make_administrator(at=timezone.now()))
        opening.say_administrator_link(site_url=options["site_url"], at=timezone.now(), say=saying(self.stdout))
