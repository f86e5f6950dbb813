"""Two claims that are one: the duplicate stays as a sign that points, and what it knew goes to the other."""

from __future__ import annotations

from datetime import datetime

from predictions import revisions
from predictions.lifecycle import Status
from predictions.models import Claim, Statement
from predictions.policy import Command, Person
from predictions.sentences import gettext_noop
from predictions.steps.situations import demand
from predictions.steps.slugs import next_number


class CannotMerge(ValueError):
    """The two claims cannot become one; the message says why and what would be right."""


def merge(duplicate: Claim, into: Claim, *, by: Person, at: datetime, reason: str) -> list[Statement]:
    """Let `duplicate` point at `into`, which takes over the statements of speakers that it lacks, as new rows.

    The duplicate keeps its id, its statements and its history; it leaves lists and scoring.
    returns  the statements that were carried over
    raises   policy.NotAllowed, CannotMerge, revisions.BlankReason
    """
    demand(by, Command.MERGE, duplicate, at=at)
    demand(by, Command.MERGE, into, at=at)
    _check(duplicate, into)
    duplicate.merged_into = into
    if duplicate.status == Status.DRAFT:
        duplicate.offered_by = duplicate.offered_at = None
    revisions.save(duplicate, by=by.ref, at=at, reason=reason)
    return [_copy(one, into, by=by, at=at, reason=reason) for one in _lacking(duplicate, into)]


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
