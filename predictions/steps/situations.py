"""A claim as one person meets it, gathered for policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from predictions import policy
from predictions.lifecycle import Status
from predictions.models import Claim, Evidence
from predictions.policy import Command, Person, Situation, Ties
from predictions.steps.judging import needs_adjudicator
from predictions.steps.ties import ties_of


def situation_of(claim: Claim, ref: UUID, *, at: datetime) -> Situation:
    """Everything that `policy.may` wants to know about `claim` and the person `ref` at `at`.

    Whether verdicts disagree is looked up only where somebody who has no part in the round asks.
    """
    ties = ties_of(ref, claim=claim, at=at)
    return Situation(
        status=Status(claim.status),
        is_merged=claim.merged_into_id is not None,
        is_offered=claim.offered_at is not None,
        is_due=claim.due_at <= at,
        is_contested=_is_contested(claim, ties),
        ties=ties,
    )


def _is_contested(claim: Claim, ties: Ties) -> bool:
    if claim.status != Status.OPEN or ties.is_assigned or ties.has_judged:
        return False
    judged = claim.rounds.filter(closed_at__isnull=True).first()
    return judged is not None and needs_adjudicator(judged)


def situation_of_document(document: Evidence, ref: UUID, *, at: datetime) -> Situation:
    """What `policy.may` wants to know where `ref` asks to change, retract or restore `document`."""
    return situations_of_documents(document.claim, [document], ref, at=at)[document.pk]


def situations_of_documents(
    claim: Claim, documents: Iterable[Evidence], ref: UUID, *, at: datetime
) -> dict[str, Situation]:
    """The same for several documents of `claim`, by their ids; one query more than for the claim."""
    found = situation_of(claim, ref, at=at)
    own = Evidence.history.filter(claim_id=claim.pk, version=1, history_user_id=ref)
    added = set(own.values_list("id", flat=True))
    return {
        one.pk: replace(
            found, ties=replace(found.ties, added_document=one.pk in added, retracted_document=one.retracted_by == ref)
        )
        for one in documents
    }


def demand(person: Person, command: Command, claim: Claim, *, at: datetime) -> None:
    """Raise `policy.NotAllowed` unless `person` may do `command` to `claim` at `at`."""
    policy.demand(person, command, situation_of(claim, person.ref, at=at))
