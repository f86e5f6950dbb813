"""Telling the listeners once the transaction has committed."""

from __future__ import annotations

from functools import partial

from django.db.transaction import on_commit

from predictions import ledger
from predictions.models import Claim
from predictions.signals import claim_changed, claim_settled, word_owed


def settled(claim: Claim) -> None:
    """Ring for scoring. A listener that fails is logged and changes nothing: the sweep does the same work."""
    on_commit(
        partial(
            claim_settled.send_robust,
            sender=Claim,
            claim_id=claim.pk,
            position=ledger.position(),
        )
    )


def changed(claim: Claim) -> None:
    """Say that a page of `claim` shows something new."""
    on_commit(
        partial(
            claim_changed.send_robust,
            sender=Claim,
            claim_id=claim.pk,
            position=ledger.position(),
        )
    )


def word_is_owed() -> None:
    """Ring for the mails: somebody waits for a confirmation or an answer, or is to be told."""
    on_commit(partial(word_owed.send_robust, sender=None))
