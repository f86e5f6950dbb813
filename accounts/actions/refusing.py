"""What an action on accounts says when it does nothing."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission, permissions


class Refused(Exception):
    """Nothing was changed; the message says why and what would be right, in the language in force."""


def require_administrator(user: User, *, at: datetime) -> None:
    """Raise `Refused` unless `user` keeps the accounts at `at`."""
    if Permission.MANAGE_ACCOUNTS not in permissions(user.roles(at=at)):
        raise Refused(_("Only an administrator keeps accounts. Ask one."))
