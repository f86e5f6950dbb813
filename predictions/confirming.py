"""Links that prove that somebody reads a mailbox: each is good for one objection, and for nothing else."""

from __future__ import annotations

from django.core import signing

from predictions.models import PendingObjection

# Without a time in it: a mail that is sent again is the same mail. How long it is good for, the row says.
SIGNER = signing.Signer(salt="predictions.confirming")


class NotOurLink(ValueError):
    """Nobody here signed this, or a mail program cut it short."""


def token_of(pending: PendingObjection) -> str:
    """What stands in the link for `pending`. The moment is in it, so that a number used again is another link."""
    return SIGNER.sign_object([pending.pk, pending.made_at.isoformat()])


def pending_of(token: str) -> PendingObjection | None:
    """What `token` confirms; None where it is gone. Raises `NotOurLink` for anything we did not sign."""
    try:
        pk, made_at = SIGNER.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotOurLink from error
    found = PendingObjection.objects.select_related("claim__collection").filter(pk=pk).first()
    return found if found is not None and found.made_at.isoformat() == made_at else None
