"""The app that hands the record to machines and other sites: it reads what the pages show and adds nothing."""

from __future__ import annotations

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
