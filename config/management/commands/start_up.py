"""Everything between a bare database and a site that can be shown, in one process; quick when nothing is new."""

from __future__ import annotations

import runpy
import sys
from argparse import REMAINDER, ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from config.static_files import collect_if_changed
from predictions import guards


class Command(BaseCommand):
    """Safe to run at every start: each step looks first whether there is anything to do."""

    help = "Migrate, collect static files, open the record and compute the standings, where needed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--kind", choices=["record", "demonstration"], required=True)
        parser.add_argument("--site-url", required=True, help="Where the site will be; links printed begin with it.")
        parser.add_argument("--then", nargs=REMAINDER, default=[], help="A Python module to go on as, with arguments.")

    def handle(self, *, kind: str, site_url: str, verbosity: int, then: Sequence[str], **_: Any) -> None:
        self.bring_up_to_date(kind=kind, site_url=site_url, verbosity=verbosity)
        if then:
            go_on(then)

    def bring_up_to_date(self, *, kind: str, site_url: str, verbosity: int) -> None:
        try:
            if pending() or guards.missing():
                self.stdout.write("Bringing the database up to date.")
                call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {str(error).splitlines()[0]}") from error
        settings.STARTED_AT.write_text(f"{site_url.rstrip('/')}\n", "utf-8")
        if collect_if_changed():
            self.stdout.write("Static files collected.")
        call_command("open_record", kind=kind, site_url=site_url, stdout=self.stdout, verbosity=verbosity)
        call_command("compute_standings", stdout=self.stdout, verbosity=verbosity)


def pending() -> bool:
    """Whether a migration waits to be applied."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def go_on(then: Sequence[str]) -> None:
    """Become what `python -m` with these words would be, without loading again what is loaded. Ends when it does."""
    connections.close_all()  # the web server forks, and two processes must not share a connection
    sys.argv = list(then)
    runpy.run_module(then[0], run_name="__main__")
