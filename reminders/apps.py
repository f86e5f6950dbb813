"""The app that knows who is to be written to, when, and what was sent. Its failure never touches the record."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"
