"""Makes `config` an app, so that its commands and checks are found and the queue is ready in every process."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The house itself: it has no models."""

    name = "config"

    def ready(self) -> None:
        import_module("config.celery")
        import_module("config.checks")
