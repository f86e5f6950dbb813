"""What goes with an account that is closed, emptied or deleted."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from predictions import actions


def account_saved(*, instance: User, **_more: Any) -> None:
    """Nobody comes back to a closed account, so the forms begun in it are forgotten."""
    if not instance.is_active:
        actions.drop_drafts_of(ref=instance.actor_ref)


def account_deleted(*, instance: User, **_more: Any) -> None:
    """Forms begun in an account go with it."""
    actions.drop_drafts_of(ref=instance.actor_ref)
