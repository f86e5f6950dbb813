"""Two claims that are one: the duplicate stays as a sign that points, and what it knew goes to the other."""

from __future__ import annotations

from datetime import datetime

from predictions import revisions
from predictions.lifecycle import Status
from predictions.models import Claim, LettingGo, ObjectionState, Round, Statement
from predictions.policy import Person
from predictions.sentences import gettext_noop
from predictions.steps.judging import release
from predictions.steps.slugs import next_number


class CannotMerge(ValueError):
    """The two claims cannot become one; the message says why and what would be right."""


def merge(duplicate: Claim, into: Claim, *, by: Person, at: datetime, reason: str) -> list[Statement]:
    """Let `duplicate` point at `into`, which takes over the statements of speakers that it lacks, as new rows.

    Only what nobody has decided is merged, and statements go only where as many people have read them: from a draft
    into a draft, and from an open claim into an open one. So no speaker gets or loses a grade by one person's hand.

    The duplicate keeps its id, its statements and its history; it leaves lists and scoring.
    returns  the statements that were carried over
    raises   CannotMerge, revisions.BlankReason
    """
    _check(duplicate, into)
    carried = _lacking(duplicate, into) if duplicate.status == into.status else []
    duplicate.merged_into = into
    if duplicate.status == Status.DRAFT:
        duplicate.offered_by = duplicate.offered_at = None
    revisions.save(duplicate, by=by.ref, at=at, reason=reason)
    for running in duplicate.rounds.filter(closed_at__isnull=True):
        _end(running, by=by, at=at)
    return [_copy(one, into, by=by, at=at, reason=reason) for one in carried]


def _end(running: Round, *, by: Person, at: datetime) -> None:
    """Nobody judges a duplicate any more: its round is closed without a decision, and whoever was asked is let go."""
    for assignment in running.assignments.filter(released_at__isnull=True):
        release(assignment, LettingGo.RELEASED, by=by, at=at, reason="The claim is a duplicate and was merged")
    running.closed_at = at
    revisions.save(running, by=by.ref, at=at, reason="The claim is a duplicate and was merged")


def _check(duplicate: Claim, into: Claim) -> None:
    if duplicate.pk == into.pk:
        raise CannotMerge(gettext_noop("A claim cannot be merged into itself. Choose the other one."))
    if duplicate.collection_id != into.collection_id:
        raise CannotMerge(
            gettext_noop(
                "Claim %(key)s belongs to another collection, which is judged by rules of its own. Only claims of one "
                "collection are merged.",
                key=into.key,
            )
        )
    if into.status == Status.DRAFT and duplicate.status != Status.DRAFT:
        raise CannotMerge(
            gettext_noop(
                "Claim %(key)s is still a draft: everybody would be led to a page that nobody can see. Merge the draft "
                "into the published claim.",
                key=into.key,
            )
        )
    if duplicate.status not in {Status.DRAFT, Status.OPEN} or duplicate.resolutions.exists():
        raise CannotMerge(
            gettext_noop(
                "Claim %(key)s has been decided, or is kept without a score: merging it would take that away. Leave "
                "both, or merge the other one into it.",
                key=duplicate.key,
            )
        )
    if duplicate.status == Status.OPEN and into.status != Status.OPEN:
        raise CannotMerge(
            gettext_noop(
                "Claim %(key)s is open and claim %(into)s is not. An open claim is merged into an open one, so that "
                "its speakers are judged like the others.",
                key=duplicate.key,
                into=into.key,
            )
        )
    if duplicate.objections.filter(state=ObjectionState.RECEIVED).exists():
        raise CannotMerge(
            gettext_noop(
                "Somebody objects to claim %(key)s and waits for an answer. Answer first, and merge then.",
                key=duplicate.key,
            )
        )


def _lacking(duplicate: Claim, into: Claim) -> list[Statement]:
    """The statements of `duplicate` whose speaker does not speak in `into`, if they were made in time."""
    known = {(one.expert_id, one.voice) for one in into.statements.all()}
    said = duplicate.statements.filter(said_on__lte=into.due_on).order_by("number")
    return [one for one in said if (one.expert_id, one.voice) not in known]


def _copy(statement: Statement, into: Claim, *, by: Person, at: datetime, reason: str) -> Statement:
    kept = {
        column.attname: getattr(statement, column.attname)
        for column in Statement._meta.concrete_fields
        if column.name not in {"id", "version", "claim", "number"}
    }
    copy = Statement(claim=into, number=next_number(into.statements.all()), **kept)
    revisions.save(copy, by=by.ref, at=at, reason=reason)
    return copy
