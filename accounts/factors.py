"""Second factors: who owes one where, and whether they have it.

Whether a site asks for them is not ours to know: config names a function that does, in `SECOND_FACTOR_REQUIRED`.
"""

from __future__ import annotations

from typing import cast

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.roles import GUARDED, Role

# Recovery codes alone are no factor: they stand in for one of these.
KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def are_required() -> bool:
    """Whether this site opens its desks to nobody on a password alone."""
    return cast("bool", import_string(settings.SECOND_FACTOR_REQUIRED)())


def has_one(user: User) -> bool:
    """Whether `user` has an app or a passkey set up."""
    return cast("bool", is_mfa_enabled(user, KINDS))


def is_owed(user: User, roles: frozenset[Role]) -> bool:
    """Whether somebody with `roles` has to set up a factor before they go on."""
    return bool(roles & GUARDED) and not has_one(user) and are_required()


def are_owed_by(roles: frozenset[Role]) -> bool:
    """Whether this site wants a factor from whoever holds `roles`."""
    return bool(roles & GUARDED) and are_required()


def is_last(authenticator: Authenticator) -> bool:
    """Whether nothing but recovery codes would be left without `authenticator`."""
    others = Authenticator.objects.filter(user=authenticator.user, type__in=KINDS).exclude(pk=authenticator.pk)
    return authenticator.type in KINDS and not others.exists()
