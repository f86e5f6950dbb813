"""`import_record FILE`: bring a bundle of the format hindcast/1 into the record as drafts and evidence."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from accounts.actions import NoSuchAccount, find_account
from accounts.roles import Permission
from predictions import actions
from predictions.actions.importing import NotOpened, require_opened
from predictions.importing.errors import BundleErrors
from predictions.importing.matching import Plan, Unfitting
from predictions.importing.planning import plan
from predictions.importing.reading import read
from predictions.importing.telling import tell
from predictions.people import person_of
from predictions.policy import SYSTEM, NotAllowed, Person
from predictions.revisions import BlankReason, UnreadableText
from predictions.steps.notices import NotTold
from predictions.steps.readiness import NotReady

REFUSALS = (
    BundleErrors, Unfitting, NoSuchAccount, NotAllowed, NotOpened, NotReady, NotTold, BlankReason, UnreadableText,
)  # fmt: skip


class Command(BaseCommand):
    """All or nothing; a second run adds nothing; `--dry-run` prints the difference and writes nothing."""

    help = "Import a bundle. It brings drafts and evidence, never decisions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a YAML file of the format hindcast/1")
        parser.add_argument("--dry-run", action="store_true", help="print the difference and write nothing")
        parser.add_argument("--reason", default="Imported from a file", help="why, for the history of each change")
        parser.add_argument(
            "--as", dest="username", metavar="WHO", help="the account that imports; A if it is not given"
        )
        parser.add_argument("--publish-as", metavar="A", help="publish the drafts as this account, and ...")
        parser.add_argument("--seconded-by", metavar="B", help="... this other one, who has seen the source too")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._run(options)
        except REFUSALS as error:
            raise CommandError(str(error)) from error

    def _run(self, options: dict[str, Any]) -> None:
        _check_database()
        bundle = read(options["file"])
        two = _two(options["publish_as"], options["seconded_by"])
        importer = options["username"] or options["publish_as"]
        by = _person(importer, Permission.WRITE_UP) if importer else SYSTEM
        if options["dry_run"]:
            self._tell(plan(bundle, by=by), written=False)
            return
        done = actions.import_bundle(bundle=bundle, by=by, at=timezone.now(), reason=options["reason"], publish=two)
        self._tell(done.plan, written=True)
        if two is not None:
            self.stdout.write(f"Published {done.published} claims.")

    def _tell(self, planned: Plan, *, written: bool) -> None:
        for line in tell(planned, written=written):
            self.stdout.write(line)


def _check_database() -> None:
    try:
        require_opened()
    except DatabaseError as error:
        raise CommandError(
            f"The record cannot be read: {str(error).splitlines()[0]}. "
            "If the database is new, run `./hindcast manage migrate` first."
        ) from error


def _two(first: str | None, second: str | None) -> tuple[Person, Person] | None:
    if first is None and second is None:
        return None
    if first is None or second is None:
        raise CommandError("Publishing takes two people: give both --publish-as A and --seconded-by B.")
    two = _person(first, Permission.PUBLISH), _person(second, Permission.PUBLISH)
    if two[0].ref == two[1].ref:
        raise CommandError(f"{first} and {second} are one account. Publishing takes two who have seen the source.")
    return two


def _person(name: str, permission: Permission) -> Person:
    """The person of an account. Says which account it is that may not."""
    person = person_of(find_account(name), at=timezone.now())
    if not person.can(permission):
        raise CommandError(f"The account {name!r} may not {permission}. Name one that holds the role of an editor.")
    return person
