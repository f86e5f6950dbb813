"""A claim as one person meets it, gathered for policy."""

from __future__ import annotations

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
    found = situation_of(document.claim, ref, at=at)
    ties = replace(
        found.ties,
        added_document=Evidence.history.filter(id=document.pk, version=1, history_user_id=ref).exists(),
        retracted_document=document.retracted_by == ref,
    )
    return replace(found, ties=ties)


def demand(person: Person, command: Command, claim: Claim, *, at: datetime) -> None:
    """Raise `policy.NotAllowed` unless `person` may do `command` to `claim` at `at`."""
    policy.demand(person, command, situation_of(claim, person.ref, at=at))
