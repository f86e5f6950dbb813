"""`send_due [--at INSTANT]`: do by hand what the schedule does."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reminders import actions
from reminders.models import Delivery, State

A_WEEK = timedelta(weeks=1)


class Command(BaseCommand):
    """Plans what is owed, and sends what is owed, as if it were INSTANT."""

    help = "Plan and send the mails that are owed now, or at INSTANT."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", metavar="INSTANT", help="like 2026-11-30T08:00:00+01:00 or 2026-11-30T07:00:00Z")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = _instant(options["at"]) if options["at"] else timezone.now()
        planned = actions.plan(at=at)
        outcomes = actions.send_due(at=at)
        said = ", ".join(f"{count} {state}" for state, count in sorted(outcomes.items())) or "nothing due"
        self.stdout.write(f"Planned {planned}. {said[0].upper()}{said[1:]}.")
        failed = Delivery.objects.filter(state=State.FAILED, due_at__gt=at - A_WEEK, due_at__lte=at)
        for delivery in failed.select_related("recipient").order_by("pk"):
            whose = f"{delivery.recipient.username}, {delivery.period}" if delivery.recipient else delivery.key
            self.stdout.write(f"  failed: {whose}: {delivery.last_error}")


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is not an instant. Write it like 2026-11-30T08:00:00+01:00.") from error
    if found.tzinfo is None:
        raise CommandError(f"{text!r} says no time zone. Add an offset or Z, like 2026-11-30T07:00:00Z.")
    return found
