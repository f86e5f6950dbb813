"""`erase`: take a person's own words out of one row of the record, on somebody's authority."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.actions import NoSuchAccount, find_account
from predictions import actions, public_ids
from predictions.models import FACTS, Fact
from predictions.people import person_of
from predictions.policy import NotAllowed, Person
from predictions.revisions import BlankReason, UnreadableText
from predictions.steps.erasing import NothingToErase

KINDS: dict[str, type[Fact]] = {model.kind(): model for model in FACTS}


class Command(BaseCommand):
    """Grades, dates and hashes stay, so that the ledger still verifies; what was erased cannot be brought back."""

    help = "Erase the personal texts of one row, and the reasons of its changes, in all its revisions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(KINDS), metavar="KIND", help=f"one of {', '.join(sorted(KINDS))}")
        parser.add_argument("id", metavar="ID", help="the public id of the row, like 000000011")
        parser.add_argument("--authority", required=True, help="the request or the rule on which it is erased")
        parser.add_argument(
            "--as", required=True, dest="username", metavar="ADMIN", help="the account of the administrator who erases"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        fact = _find(KINDS[options["kind"]], options["id"])
        by = _person(options["username"])
        try:
            actions.erase(fact=fact, authority=options["authority"], by=by, at=timezone.now())
        except BlankReason as error:
            raise CommandError("The authority is empty. Name the request or the rule.") from error
        except (NotAllowed, NothingToErase, UnreadableText) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The texts of {fact.kind()} {fact.pk} are erased. Erase them from your backups as well.")


def _find(model: type[Fact], text: str) -> Fact:
    try:
        return model._default_manager.get(pk=public_ids.clean(text))
    except public_ids.NotAPublicId as error:
        raise CommandError(str(error)) from error
    except model.DoesNotExist as error:
        raise CommandError(
            f"There is no {model.kind()} {text}. Look its id up on its page or in the ledger."
        ) from error


def _person(username: str) -> Person:
    try:
        return person_of(find_account(username), at=timezone.now())
    except NoSuchAccount as error:
        raise CommandError(str(error)) from error
