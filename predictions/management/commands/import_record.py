"""`import_record FILE`: bring a bundle of the format hindcast/1 into the record as drafts and evidence."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.actions import NoSuchAccount, find_account
from predictions import actions
from predictions.actions.importing import NotOpened
from predictions.importing.errors import BundleErrors
from predictions.importing.planning import Plan, plan
from predictions.importing.reading import read
from predictions.people import person_of
from predictions.policy import SYSTEM, NotAllowed, Person

SHOWN = 60


class Command(BaseCommand):
    """All or nothing; a second run adds nothing; `--dry-run` prints the difference and writes nothing."""

    help = "Import a bundle. It brings drafts and evidence, never decisions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a YAML file of the format hindcast/1")
        parser.add_argument("--dry-run", action="store_true", help="print the difference and write nothing")
        parser.add_argument("--publish-as", metavar="A", help="publish the drafts as this account, and ...")
        parser.add_argument("--seconded-by", metavar="B", help="... this other one, who has seen the source too")
        parser.add_argument("--reason", default="Imported from a file", help="why, for the history of each change")

    def handle(self, *_args: Any, **options: Any) -> None:
        if (options["publish_as"] is None) != (options["seconded_by"] is None):
            raise CommandError("Publishing takes two people: give both --publish-as A and --seconded-by B.")
        try:
            self._run(options)
        except (BundleErrors, NoSuchAccount, NotAllowed, NotOpened) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"{options['file']} cannot be read: {error.strerror}. Give the path of a file."
            ) from error

    def _run(self, options: dict[str, Any]) -> None:
        bundle = read(options["file"])
        by, second = self._people(options)
        if options["dry_run"]:
            self._show(plan(bundle, by=by), written=False)
            return
        done = actions.import_bundle(
            bundle=bundle, by=by, at=timezone.now(), reason=options["reason"], seconded_by=second
        )
        self._show(done.plan, written=True)
        if second is not None:
            self.stdout.write(f"Published {done.published} claims.")

    def _people(self, options: dict[str, Any]) -> tuple[Person, Person | None]:
        if options["publish_as"] is None:
            return SYSTEM, None
        now = timezone.now()
        first, second = (find_account(options[name]) for name in ("publish_as", "seconded_by"))
        return person_of(first, at=now), person_of(second, at=now)

    def _show(self, planned: Plan, *, written: bool) -> None:
        new = [one for one in planned.differences if not one.changes]
        changed = [one for one in planned.differences if one.changes]
        verb = ("Added", "changed") if written else ("Would add", "change")
        self.stdout.write(f"{verb[0]} {len(new)}, {verb[1]} {len(changed)}.")
        if not written:
            for one in new:
                self.stdout.write(f"+ {one.label}")
        for one in changed:
            self.stdout.write(f"~ {one.label}")
            for column, before, after in one.changes:
                self.stdout.write(f"    {column}: {_short(before)} -> {_short(after)}")
        for line in planned.kept:
            self.stdout.write(f"= {line}; nothing was done about it")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."
