"""Signed links in mails: good for one person and one sort of mail, and for nothing else."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from predictions.confirming import token_of
from predictions.models import PendingObjection
from reminders.models import Kind

# Without a time in it: a mail that is sent again is the same mail.
SIGNER = signing.Signer(salt="reminders.unsubscribe")
PREFERENCES = signing.Signer(salt="reminders.preferences")


def absolute(path: str) -> str:
    """The full address of `path` on this site."""
    return f"{settings.SITE_URL}{path}"


class HasAPage(Protocol):
    """A row with a public page."""

    def get_absolute_url(self) -> str:
        """Its path in the language that is set."""
        ...


def page(of: HasAPage, language: str) -> str:
    """The full address of the public page of `of` in `language`."""
    with translation.override(language):
        return absolute(of.get_absolute_url())


def named(name: str, language: str, *args: str) -> str:
    """The full address of the public page that `urls` calls `name`, in `language`."""
    with translation.override(language):
        return absolute(reverse(name, args=args))


def confirm_objection(pending: PendingObjection) -> str:
    """The address at which the sender of `pending` says that it is theirs. Opening it changes nothing."""
    return named("confirm_objection", pending.language or "en", token_of(pending))


def unsubscribe(user: User, kind: Kind) -> str:
    """The address that stops `kind` for `user`. It signs nobody in and does not run out."""
    token = SIGNER.sign_object([str(user.actor_ref), str(kind)])
    return absolute(reverse("unsubscribe", args=[token]))


def read_unsubscribe(token: str) -> tuple[User, Kind] | None:
    """Whose mail of which sort `token` stops; None for anything we did not sign."""
    try:
        ref, kind = SIGNER.unsign_object(token)
        return User.objects.get(actor_ref=ref), Kind(kind)
    except (signing.BadSignature, ValueError, TypeError, User.DoesNotExist):
        return None


def preferences(user: User) -> str:
    """The address at which `user` chooses their mails. It shows and changes that alone, and signs nobody in."""
    return absolute(reverse("mail_of", args=[PREFERENCES.sign_object(str(user.actor_ref))]))


def read_preferences(token: str) -> User | None:
    """Whose mails `token` lets choose; None for anything we did not sign, and for who has left."""
    try:
        return User.objects.get(actor_ref=PREFERENCES.unsign_object(token), is_active=True)
    except (signing.BadSignature, ValidationError, ValueError, TypeError, User.DoesNotExist):
        return None
