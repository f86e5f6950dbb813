"""Signed addresses of subscriptions: each is good for one of them and for one purpose. None runs out or signs in."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.urls import reverse

from reminders.links import absolute, named
from reminders.models import Subscription

# Without a time in them: a mail that is sent again is the same mail.
CONFIRM = signing.Signer(salt="reminders.subscriptions.confirm")
STOP = signing.Signer(salt="reminders.subscriptions.stop")


def confirm(subscription: Subscription) -> str:
    """The page on which who reads that mailbox says that they want it. Opening it changes nothing."""
    return named("confirm_following", subscription.language, CONFIRM.sign_object(str(subscription.ref)))


def stop(subscription: Subscription) -> str:
    """The address that ends `subscription`, and no other."""
    return absolute(reverse("stop_following", args=[STOP.sign_object(str(subscription.ref))]))


def read_confirm(token: str) -> UUID | None:
    """Which subscription `token` confirms; None for anything we did not sign for that."""
    return _read(CONFIRM, token)


def read_stop(token: str) -> UUID | None:
    """Which subscription `token` ends; None for anything we did not sign for that."""
    return _read(STOP, token)


def _read(signer: signing.Signer, token: str) -> UUID | None:
    try:
        return UUID(signer.unsign_object(token))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
