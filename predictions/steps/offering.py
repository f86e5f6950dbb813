"""Saying that a draft is ready, and taking that back."""

from __future__ import annotations

from datetime import datetime

from predictions import revisions
from predictions.checkability import Draft, Finding, Words, gaps
from predictions.models import Claim, Wording
from predictions.policy import Command, Person, WrongMoment
from predictions.sentences import gettext_noop
from predictions.steps import publishing
from predictions.steps.drafts import share_quoted
from predictions.steps.situations import demand


class Incomplete(ValueError):
    """The draft lacks something without which nobody could judge it."""

    def __init__(self, found: list[Finding]) -> None:
        self.gaps = found
        super().__init__(found[0].sentence)


def offer(claim: Claim, *, by: Person, at: datetime, reason: str) -> Claim:
    """Say that `claim` is ready for a second person to publish it.

    raises  policy.NotAllowed, Incomplete, steps.publishing.NotReady
    """
    demand(by, Command.OFFER, claim, at=at)
    if missing := gaps(looked_at(claim)):
        raise Incomplete(missing)
    publishing.offer(claim, by=by, at=at, reason=reason)
    return claim


def take_back(claim: Claim, *, by: Person, at: datetime, reason: str) -> Claim:
    """Say that an offered draft is not ready after all. Raises policy.NotAllowed."""
    demand(by, Command.WRITE_UP, claim, at=at)
    if claim.offered_at is None:
        raise WrongMoment(gettext_noop("This draft is not offered for publication, so there is nothing to take back."))
    claim.offered_by = claim.offered_at = None
    revisions.save(claim, by=by.ref, at=at, reason=reason)
    return claim


def looked_at(claim: Claim) -> Draft:
    """`claim` as `checkability` looks at it."""
    statement = claim.statements.order_by("number").first()
    wordings = sorted(claim.wordings.all(), key=lambda one: (not one.is_binding, one.language))
    return Draft(
        said_on=claim.said_on,
        due_on=claim.due_on,
        words=tuple(_words(one) for one in wordings),
        is_scored=claim.is_scored,
        not_scored_because=" ".join(claim.scored_reason.values()),
        is_horizon_assigned=claim.deadline_assigned,
        quote=statement.quote if statement else "",
        quoted_share=share_quoted(claim.source),
    )


def _words(wording: Wording) -> Words:
    return Words(
        language=wording.language,
        proposition=wording.proposition,
        question=wording.question,
        grades=wording.grades,
        source_of_truth=wording.source_of_truth,
        edge_cases=wording.edge_cases,
        annul_if=wording.annul_if,
    )
