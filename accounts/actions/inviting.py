"""Asking people in by mail. The link is in the mail and nowhere else; it works once, for a week."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import mails
from accounts.actions.granting import granted, prove_address
from accounts.actions.refusing import Refused, require_administrator
from accounts.models import Invitation, User
from accounts.roles import Permission, Role, clash, permissions

DAYS = 7


@dataclass(frozen=True)
class Accepted:
    """What an invited person chose for themselves."""

    username: str
    display_name: str
    password: str
    language: str
    time_zone: str


def invite(*, email: str, roles: Iterable[Role], language: str, by: User, at: datetime) -> Invitation:
    """Ask somebody in: the invitation is written and its mail is sent, or neither. Raises `Refused`."""
    require_administrator(by, at=at)
    wanted = frozenset(roles)
    if clash(wanted):
        raise Refused(_("Who keeps the accounts does not judge. Choose one or the other."))
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            _require_new(email, at=at)
            invitation = Invitation.objects.create(
                email=email,
                roles=sorted(wanted),
                language=language,
                invited_by=by,
                made_at=at,
                expires_at=at + timedelta(days=DAYS),
                token_hash=_hash(token),
            )
    except IntegrityError as error:
        raise Refused(_already(email)) from error
    try:
        _send(invitation, token, at=at)
    except Refused:
        invitation.delete()
        raise
    return invitation


def send_again(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Send a new link, good for another week. The old one dies, unless the mail cannot be sent. Raises `Refused`."""
    require_administrator(by, at=at)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        found = Invitation.objects.select_for_update().get(pk=invitation.pk)
        _require_unused(found)
        before = {"token_hash": found.token_hash, "expires_at": found.expires_at, "sent_at": found.sent_at}
        found.token_hash, found.expires_at, found.sent_at = _hash(token), at + timedelta(days=DAYS), None
        found.save(update_fields=list(before))
    try:
        _send(found, token, at=at)
    except Refused:
        Invitation.objects.filter(pk=found.pk, token_hash=found.token_hash).update(**before)
        raise
    return found


def withdraw(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Let the link open nothing any more. Withdrawn already, it stays as it was. Raises `Refused`."""
    require_administrator(by, at=at)
    with transaction.atomic():
        found = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if found.withdrawn_at is None:
            _require_unused(found)
            found.withdrawn_at = at
            found.save(update_fields=["withdrawn_at"])
    return found


def look_up(*, token: str, at: datetime) -> Invitation:
    """The invitation that this link is for. Raises `Refused` with what to do when it opens nothing."""
    return _usable(Invitation.objects.filter(token_hash=_hash(token)).select_related("invited_by").first(), at=at)


def accept(*, token: str, chosen: Accepted, at: datetime) -> User:
    """Make the account and give it its roles, once. Raises `Refused`."""
    try:
        with transaction.atomic():
            rows = Invitation.objects.select_for_update().filter(token_hash=_hash(token))
            invitation = _usable(rows.first(), at=at)
            user = User.objects.create_user(
                username=chosen.username,
                email=invitation.email,
                password=chosen.password,
                display_name=chosen.display_name,
                language=chosen.language,
                time_zone=chosen.time_zone,
            )
            prove_address(user)
            for role in invitation.roles:
                granted(user=user, role=Role(role), by=invitation.invited_by, at=at)
            invitation.accepted_at, invitation.accepted_by = at, user
            invitation.save(update_fields=["accepted_at", "accepted_by"])
    except IntegrityError as error:
        raise Refused(
            _("Somebody took this user name in this moment, or your address has an account by now. Try another name.")
        ) from error
    return user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _send(invitation: Invitation, token: str, *, at: datetime) -> None:
    try:
        mails.send_invitation(invitation, token)
    except (OSError, SMTPException) as error:
        raise Refused(
            _("The mail to %(address)s could not be sent, so nothing was changed. The mail server said: %(said)s")
            % {"address": invitation.email, "said": error}
        ) from error
    invitation.sent_at = at
    Invitation.objects.filter(pk=invitation.pk, token_hash=invitation.token_hash).update(sent_at=at)


def _require_new(email: str, *, at: datetime) -> None:
    """Raise when the address has an account or an open invitation; an expired one makes room."""
    account = User.objects.filter(email__iexact=email).first()
    if account is not None:
        raise Refused(
            _("%(address)s has an account already: %(name)s. Give it the role there.")
            % {"address": email, "name": account}
        )
    waiting = Invitation.objects.filter(email__iexact=email, accepted_at=None, withdrawn_at=None)
    if waiting.filter(expires_at__gt=at).exists():
        raise Refused(_already(email))
    waiting.update(withdrawn_at=at)


def _already(email: str) -> str:
    return _("%(address)s is invited already. Send that invitation again, or withdraw it first.") % {"address": email}


def _require_unused(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise Refused(_("%(address)s has accepted this invitation already.") % {"address": invitation.email})
    if invitation.withdrawn_at is not None:
        raise Refused(_("This invitation was withdrawn. Write another one."))


def _usable(invitation: Invitation | None, *, at: datetime) -> Invitation:
    """The invitation, if its link works. What is said gives nothing away to who guesses."""
    if invitation is None:
        raise Refused(
            _("This link opens nothing. Look for the newest mail: a link that was sent again replaces the one before.")
        )
    if invitation.accepted_at is not None:
        raise Refused(_("This link was used already. If that was you, sign in; if not, tell an administrator."))
    if invitation.withdrawn_at is not None:
        raise Refused(_("This invitation was withdrawn. Ask who invited you for another one."))
    if at >= invitation.expires_at:
        raise Refused(
            _("This link is more than %(days)s days old. Ask who invited you to send it again.") % {"days": DAYS}
        )
    if Permission.MANAGE_ACCOUNTS not in permissions(invitation.invited_by.roles(at=at)):
        raise Refused(
            _("Who invited you keeps no accounts here any more. Ask an administrator for another invitation.")
        )
    return invitation
