"""The app that knows who is to be written to, when, and what was sent. Its failure never touches the record."""

from __future__ import annotations

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"

    def ready(self) -> None:
        from predictions.signals import word_owed
        from reminders import doorbell

        word_owed.connect(doorbell.ring, dispatch_uid="reminders.doorbell")
