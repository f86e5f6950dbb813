"""The app that holds the facts and the ledger: the only place where facts change."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_delete, post_migrate, post_save, pre_migrate


class PredictionsConfig(AppConfig):
    name = "predictions"

    def ready(self) -> None:
        from accounts.models import User
        from predictions import guards, leaving

        # SQLite rebuilds a table to alter it and loses its triggers without a word, so they never stay on through one.
        pre_migrate.connect(guards.lift_before_migrations, sender=self)
        post_migrate.connect(guards.restore_after_migrations, sender=self)
        post_save.connect(leaving.account_saved, sender=User)
        post_delete.connect(leaving.account_deleted, sender=User)
        register(guards.check_guards, Tags.database)
