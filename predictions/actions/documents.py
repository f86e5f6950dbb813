"""Listing documents with a claim, changing what is said of them, taking them back, and sweeping files of none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from predictions import idempotency, policy
from predictions.actions import announcing
from predictions.files import keeping
from predictions.ledger import writing
from predictions.models import Claim, Evidence
from predictions.policy import Command, Person
from predictions.steps import judging
from predictions.steps.evidence import (
    Document,
    add_document,
    change_document,
    restore_document,
    retract_document,
)
from predictions.steps.situations import demand, situation_of_document


def add_evidence(
    *,
    claim_id: str,
    document: Document,
    by: Person,
    at: datetime,
    reason: str,
    key: str = "",
) -> Evidence:
    """List a public document with a claim; `key` is the caller's idempotency key.

    raises  Claim.DoesNotExist, policy.NotAllowed, steps.evidence.AlreadyListed, LooksLike and FileGone,
            web_addresses.NotAWebAddress, revisions.BlankReason, django.core.exceptions.ValidationError,
            idempotency.KeyUsedForAnother
    """
    with writing():
        claim = Claim.objects.get(pk=claim_id)

        def run() -> str:
            demand(by, Command.ADD_EVIDENCE, claim, at=at)
            return add_document(claim, document, by=by, at=at, reason=reason).pk

        answer, is_new = idempotency.once(
            key=key,
            route="add_evidence",
            request={"claim": claim_id, "reason": reason} | asdict(document),
            by=by,
            at=at,
            run=run,
        )
        if is_new:
            announcing.changed(claim)
        return Evidence.objects.get(pk=answer)


def revise_evidence(
    *, evidence_id: str, seen_version: int, changes: Mapping[str, Any], by: Person, at: datetime, reason: str
) -> Evidence:
    """Say something anew of a document.

    seen_version  the version of the document that the person had before them
    changes       new values by column, see steps.evidence.EDITABLE
    raises        Evidence.DoesNotExist, policy.NotAllowed, steps.evidence.DocumentChanged, RetractedAlready and
                  NothingNew, web_addresses.NotAWebAddress, revisions.BlankReason,
                  django.core.exceptions.ValidationError
    """
    with writing():
        evidence = _evidence(evidence_id, Command.REVISE_EVIDENCE, by=by, at=at)
        change_document(evidence, changes, seen=seen_version, by=by, at=at, reason=reason)
        _count_again(evidence.claim, at=at)
        announcing.changed(evidence.claim)
        return evidence


def retract_evidence(*, evidence_id: str, seen_version: int, by: Person, at: datetime, reason: str) -> Evidence:
    """Take a document back, with the reason that stands beside it from then on.

    A verdict of an open round that rests on nothing else no longer counts until its author looks again.
    raises  Evidence.DoesNotExist, policy.NotAllowed, steps.evidence.DocumentChanged and RetractedAlready,
            revisions.BlankReason
    """
    with writing():
        evidence = _evidence(evidence_id, Command.RETRACT_EVIDENCE, by=by, at=at)
        retract_document(evidence, seen=seen_version, by=by, at=at, reason=reason)
        announcing.changed(evidence.claim)
        return evidence


def restore_evidence(*, evidence_id: str, seen_version: int, by: Person, at: datetime, reason: str) -> Evidence:
    """Put back a document that was retracted; the verdicts that lost their ground with it count again.

    raises  Evidence.DoesNotExist, policy.NotAllowed, steps.evidence.DocumentChanged and NotRetracted,
            revisions.BlankReason
    """
    with writing():
        evidence = _evidence(evidence_id, Command.RESTORE_EVIDENCE, by=by, at=at)
        restore_document(evidence, seen=seen_version, by=by, at=at, reason=reason)
        _count_again(evidence.claim, at=at)
        announcing.changed(evidence.claim)
        return evidence


def _count_again(claim: Claim, *, at: datetime) -> None:
    """Decide where verdicts that rest on a document count again with it; to lose one never decides anything."""
    judged = claim.rounds.filter(closed_at__isnull=True).select_related("claim__collection").first()
    if judged is not None and judging.settle(judged, at=at) is not None:
        announcing.settled(judged.claim)


def _evidence(evidence_id: str, command: Command, *, by: Person, at: datetime) -> Evidence:
    """The document, for somebody who may do this to it."""
    evidence = Evidence.objects.select_related("claim").get(pk=evidence_id)
    policy.demand(by, command, situation_of_document(evidence, by.ref, at=at))
    return evidence


def sweep_files(*, at: datetime) -> list[str]:
    """Remove the files that no document names and that were handed in more than two days before `at`.

    Under the ledger's lock: whoever records a document looks under the same lock whether its file is there.

    returns  the names of what was removed
    """
    with writing():
        named = set(Evidence.history.exclude(file_sha256="").values_list("file_sha256", flat=True))
        gone = [path for path in keeping.waiting(before=at - keeping.WAITS) if path.name not in named]
        for path in gone:
            path.unlink(missing_ok=True)
        return [path.name for path in gone]
