"""Addresses from which mails came back for good: not written to again until somebody takes them off."""

from __future__ import annotations

from datetime import datetime

from predictions.sentences import gettext_noop
from reminders import addresses
from reminders.models import Delivery, Proof, Suppression

WHY = gettext_noop("A mail to this address came back for good. It is not written to until somebody allows it again.")


def is_suppressed(address: str) -> bool:
    """Whether `address` is not to be written to."""
    return Suppression.objects.filter(address__in=addresses.digests(address), lifted_at__isnull=True).exists()


def suppress_refused(delivery: Delivery, address: str, *, code: str, at: datetime) -> None:
    """Write no more to `address`, which the mail server has just said not to exist."""
    suppress(delivery, digest=addresses.digest(address), source=Proof.REFUSED, code=code, at=at)


def suppress(delivery: Delivery, *, digest: str, source: Proof, code: str, at: datetime) -> bool:
    """Write no more to the address of this digest. Returns whether that is new."""
    _row, is_new = Suppression.objects.get_or_create(
        address=digest,
        lifted_at=None,
        defaults={"delivery": delivery, "source": source, "code": code, "since": at},
    )
    return is_new
