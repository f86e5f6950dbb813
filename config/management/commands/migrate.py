"""`migrate`, which must run exactly when guards are missing: it is what restores them."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate


class Command(Migrate):
    """Django's own, without the checks of the database that only this command can satisfy."""

    def check(self, *args: Any, **options: Any) -> None:
        """Check the code before migrating; the database is checked by whatever runs after it."""
        super().check(*args, **options | {"databases": None})
