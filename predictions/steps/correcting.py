"""Putting right what a published claim says of a quote, of who said it, or of a fact; and keeping replies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from predictions import revisions
from predictions.models import Claim, Expert, Reply, Statement
from predictions.policy import Person
from predictions.sentences import gettext_noop
from predictions.steps.notices import require_told
from predictions.steps.wording import NothingChanged

# What an editor may put right; criteria are words, and are revised as words.
OF_STATEMENT = (
    "expert_id", "voice", "kind_of", "said_on", "quote", "quote_language", "locator", "hedge_words", "hedge_class",
    "role", "organization", "probability",
)  # fmt: skip
OF_CLAIM = ("said_on", "deadline_assigned", "checkability", "near_certain")
# Where the old quote stood in the text says nothing of the new one.
NO_ANCHOR = {"quote_prefix": "", "quote_suffix": "", "quote_start": None, "quote_end": None}


class WrongCorrection(ValueError):
    """What is to stand there cannot be; the message says which part and what would be right."""


class NotTheirs(ValueError):
    """The reply was to be kept with a claim that the expert did not make."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop("This person did not say that claim. Choose one of theirs, or keep the reply for all of them.")
        )


def correct_statement(
    statement: Statement, changes: Mapping[str, Any], *, by: Person, at: datetime, reason: str
) -> Statement:
    """Write `changes` (column to value) into `statement` as its next revision.

    raises  WrongCorrection, steps.wording.NothingChanged, revisions.BlankReason, notices.NotTold when it is given to
            somebody who was not told that the collection is shown with scores
    """
    wanted = _tidied(changes, OF_STATEMENT)
    if bool(wanted.get("expert_id", statement.expert_id)) == bool(wanted.get("voice", statement.voice)):
        raise WrongCorrection(
            gettext_noop("Choose the person who said it, or a voice where nobody is named; not both.")
        )
    if wanted.get("quote", statement.quote) != statement.quote:
        wanted |= NO_ANCHOR
    is_given_away = wanted.get("expert_id", statement.expert_id) != statement.expert_id
    _change(statement, wanted, by=by, at=at, reason=reason)
    if is_given_away:
        require_told(statement.claim, at=at)
    return statement


def correct_claim(claim: Claim, changes: Mapping[str, Any], *, by: Person, at: datetime, reason: str) -> Claim:
    """Write `changes` (column to value) into the facts of `claim` as its next revision.

    raises  WrongCorrection, steps.wording.NothingChanged, revisions.BlankReason
    """
    wanted = _tidied(changes, OF_CLAIM)
    if wanted.get("said_on", claim.said_on) > claim.due_on:
        raise WrongCorrection(
            gettext_noop("The claim cannot have been said after its deadline. Look at the year again.")
        )
    _change(claim, wanted, by=by, at=at, reason=reason)
    return claim


def _tidied(changes: Mapping[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    return {
        column: value.strip() if isinstance(value, str) else value
        for column, value in changes.items()
        if column in known
    }


def _change(fact: Statement | Claim, wanted: Mapping[str, Any], *, by: Person, at: datetime, reason: str) -> None:
    if all(getattr(fact, column) == value for column, value in wanted.items()):
        raise NothingChanged
    for column, value in wanted.items():
        setattr(fact, column, value)
    revisions.save(fact, by=by.ref, at=at, reason=reason)


def keep_reply(
    expert: Expert,
    claim: Claim | None,
    *,
    text: str,
    language: str,
    received_at: datetime,
    verified_how: str,
    by: Person,
    at: datetime,
) -> Reply:
    """Keep what `expert` answers, whole. A later reply to the same thing points back at the one before.

    claim   what it answers; None for everything that is on record of the expert
    raises  NotTheirs, steps.wording.NothingChanged where the same words stand there already
    """
    if claim is not None and not claim.statements.filter(expert=expert).exists():
        raise NotTheirs
    earlier = Reply.objects.filter(expert=expert, claim=claim, replaced_by=None).order_by("-received_at", "-pk").first()
    text = revisions.clean_text(text.strip(), "reply")
    if earlier is not None and earlier.text == text:
        raise NothingChanged
    reply = Reply(
        expert=expert,
        claim=claim,
        text=text,
        language=language,
        received_at=received_at,
        verified_how=verified_how.strip(),
        replaces=earlier,
    )
    reason = "A reply came in" if earlier is None else "A later reply came in"
    revisions.save(reply, by=by.ref, at=at, reason=reason)
    return reply
