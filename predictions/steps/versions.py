"""Comparing what a person saw with what is there now."""

from __future__ import annotations

from predictions import ledger
from predictions.models import Claim
from predictions.sentences import gettext_noop


class StaleVersion(Exception):
    """The claim has changed since the person looked; nothing was changed by them."""

    def __init__(self, *, claim: Claim, seen: int, now: int) -> None:
        self.claim, self.seen, self.now = claim, seen, now
        super().__init__(
            gettext_noop(
                "Claim %(key)s has changed since you opened it: you saw revision %(seen)s, it is now at %(now)s. "
                "Look at what changed and send your text again.",
                key=claim.key,
                seen=seen,
                now=now,
            )
        )


def claim_version(claim: Claim) -> int:
    """The revision of the claim as a reader sees it: how many changes its stream holds."""
    return ledger.stream_version(*claim.stream)


def check_version(claim: Claim, seen: int) -> None:
    """Raise `StaleVersion` unless the claim still stands at the revision the person saw."""
    now = claim_version(claim)
    if now != seen:
        raise StaleVersion(claim=claim, seen=seen, now=now)
