"""The app that knows people and imports nothing else of ours."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
