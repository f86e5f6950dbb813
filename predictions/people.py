"""From a signed-in user to the person that policy and history know, and back to a name for a page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions.models import Record
from predictions.policy import SYSTEM_REF, Person


def person_of(user: User, *, at: datetime) -> Person:
    """The person who acts when `user` does, with the roles held at `at`."""
    return Person(ref=user.actor_ref, roles=user.roles(at=at))


def holders(role: Role, *, at: datetime) -> set[UUID]:
    """Everybody who holds `role` at `at`, in one query."""
    held = RoleGrant.objects.held(at=at).filter(role=role, user__is_active=True)
    return set(held.values_list("user__actor_ref", flat=True))


def names(refs: Iterable[UUID]) -> dict[UUID, str]:
    """What to call each of `refs` on a page. An account that was emptied leaves a person without a name."""
    wanted = set(refs)
    known = {user.actor_ref: str(user) for user in User.objects.filter(actor_ref__in=wanted)}
    return {ref: _("Hindcast") if ref == SYSTEM_REF else known.get(ref) or _("A former member") for ref in wanted}


def second_factors_are_required() -> bool:
    """Whether who judges, edits or keeps accounts needs more than a password: in a record, not in a demonstration."""
    record = Record.objects.first()
    return record is not None and not record.is_demonstration
