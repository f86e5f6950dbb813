"""Giving and ending roles, closing and opening accounts, taking lost factors away."""

from __future__ import annotations

import logging
from datetime import datetime
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import mails
from accounts.actions.refusing import Refused, require_administrator
from accounts.models import RoleGrant, User
from accounts.roles import Role

log = logging.getLogger(__name__)


def grant_role(*, user: User, role: Role, by: User, at: datetime) -> RoleGrant:
    """Give `role` to `user` from `at` on. Raises `Refused`."""
    require_administrator(by, at=at)
    try:
        with transaction.atomic():
            locked = User.objects.select_for_update().get(pk=user.pk)  # two grants to one person take turns
            return granted(user=locked, role=role, by=by, at=at)
    except IntegrityError as error:
        raise Refused(_("This role was given by somebody else in this moment. Look at the page again.")) from error


def granted(*, user: User, role: Role, by: User, at: datetime) -> RoleGrant:
    """The new grant, inside a transaction of the caller. Raises `Refused`."""
    grant = RoleGrant(user=user, role=role, granted_by=by, starts=at)
    try:
        grant.clean()
        grant.save()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    _show_administration(user, at=at)
    return grant


def end_role(*, grant: RoleGrant, by: User, at: datetime) -> RoleGrant:
    """Take a role away from `at` on. Ended already, it stays as it was. Raises `Refused`."""
    require_administrator(by, at=at)
    with transaction.atomic():
        _administrators_take_turns()
        found = RoleGrant.objects.select_for_update().get(pk=grant.pk)
        if found.ends is not None and found.ends <= at:
            return found
        if found.role == Role.ADMINISTRATOR:
            require_another(found.user, at=at)
        found.ends, found.ended_by = max(at, found.starts), by
        found.save(update_fields=["ends", "ended_by"])
        _show_administration(found.user, at=at)
    return found


def close_account(*, user: User, by: User, at: datetime) -> None:
    """Let nobody sign in to this account any more, and end its sign-ins. What was filed under it stays."""
    require_administrator(by, at=at)
    if user == by:
        raise Refused(_("Nobody closes their own account. Ask another administrator."))
    with transaction.atomic():
        _administrators_take_turns()
        require_administrator(User.objects.get(pk=by.pk), at=at)
        user.is_active = False
        user.save(update_fields=["is_active"])
        _end_sessions(user)


def open_account(*, user: User, by: User, at: datetime) -> None:
    """Let a closed account sign in again, with the roles it holds."""
    require_administrator(by, at=at)
    with transaction.atomic():
        user.is_active = True
        user.save(update_fields=["is_active"])


def remove_factors(*, user: User, by: User, at: datetime) -> None:
    """For somebody who lost telephone and codes: the password alone signs in, until they set up another factor."""
    require_administrator(by, at=at)
    if user == by:
        raise Refused(_("Nobody takes their own factors away here. Ask another administrator."))
    forget_factors(user=user)


def forget_factors(*, user: User) -> None:
    """Leave nothing but the password, end every sign-in, and tell the person. For who has the database at hand."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        _end_sessions(user)
    try:
        mails.tell_factors_removed(user)
    except (OSError, SMTPException):
        log.exception("%s was not told that the second factors are gone", user.username)


def prove_address(user: User) -> None:
    """Note that `user.email` is theirs, for the library that changes it: it trusts its own list of addresses only."""
    address = user.email.lower()
    known = EmailAddress.objects.filter(user=user)
    if not address or known.filter(email=address, verified=True, primary=True).exists():
        return
    with transaction.atomic():
        known.exclude(email=address).update(primary=False)
        EmailAddress.objects.update_or_create(user=user, email=address, defaults={"verified": True, "primary": True})


def _administrators_take_turns() -> None:
    """Two who end or close each other in the same moment would leave nobody."""
    list(User.objects.select_for_update().filter(grants__role=Role.ADMINISTRATOR).order_by("pk"))


def require_another(user: User, *, at: datetime) -> None:
    """Raise `Refused` unless somebody else keeps the accounts too, or nobody could give the role back.

    Only a grant without an end counts. Of two who end each other, who comes second may have looked at the clock first,
    and would see a role still held that ends in a moment.
    """
    lasting = RoleGrant.objects.held(at=at).filter(role=Role.ADMINISTRATOR, ends=None, user__is_active=True)
    others = lasting.exclude(user=user)
    if not others.exists():
        raise Refused(_("%(name)s is the only administrator. Give the role to somebody else first.") % {"name": user})


def _show_administration(user: User, *, at: datetime) -> None:
    """Keep Django's own mark in step, which its pages read for a link or two; our doors ask for the role."""
    is_staff = Role.ADMINISTRATOR in user.roles(at=at)
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
