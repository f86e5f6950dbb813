"""Administrators and invited people, and the links that they get by mail."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import Invitation, User
from accounts.roles import Role
from tests import builders

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ADDRESS = "reviewer-nine@example.org"
# What an invited person types.
CHOICE = {
    "username": "reviewer-nine",
    "display_name": "Reviewer nine",
    "password": builders.PASSWORD,
    "password_again": builders.PASSWORD,
    "language": "fr",
    "time_zone": "Europe/Paris",
}


def signed_in(user: User) -> Client:
    """The browser of `user`."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def an_administrator(number: str = "one") -> User:
    """An administrator with a second factor."""
    user = builders.a_user(Role.ADMINISTRATOR, number)
    builders.a_factor(user)
    return user


def invited(
    *roles: Role, by: User | None = None, email: str = ADDRESS, language: str = "en", at: datetime | None = None
) -> Invitation:
    """An invitation whose mail was sent now, or at another moment."""
    return actions.invite(
        email=email,
        roles=roles or (Role.REVIEWER,),
        language=language,
        by=by or User.objects.filter(grants__role=Role.ADMINISTRATOR).first() or an_administrator(),
        at=at or timezone.now(),
    )


def link(mail: EmailMessage) -> str:
    """The address of the invitation in a mail, without the name of the site."""
    found = re.search(r"/invitation/[\w-]+/", str(mail.body))
    assert found, mail.body
    return found[0]


def text(answer: Any) -> str:
    """The page as it is read: entities resolved."""
    from html import unescape

    return unescape(answer.content.decode())
