"""`demonstration_passwords`: give the accounts of a demonstration new passwords and show them once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from predictions import opening
from predictions.management.saying import saying
from predictions.models import Record


class Command(BaseCommand):
    """Refused in a record, whose people set their own passwords."""

    help = "New passwords for the accounts of a demonstration."

    def handle(self, *_args: Any, **_options: Any) -> None:
        record = Record.objects.first()
        if record is None or not record.is_demonstration:
            raise CommandError("This is not a demonstration. In a record people set their own passwords.")
        opening.say_demonstration_passwords(at=timezone.now(), say=saying(self.stdout))
