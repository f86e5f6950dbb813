"""Whether a draft has what a reader and a reviewer need: one check, when it is offered and when it is published."""

from __future__ import annotations

from predictions.checkability import Draft, Finding, Words, gaps
from predictions.models import Claim, Wording
from predictions.sentences import gettext_noop
from predictions.steps.drafts import share_quoted


class NotReady(ValueError):
    """The draft lacks something without which nobody could judge it; the message says what comes first."""

    def __init__(self, claim: Claim, found: list[Finding]) -> None:
        self.gaps = found
        super().__init__(gettext_noop("Claim %(key)s is not ready. %(gap)s", key=claim.key, gap=found[0].sentence))


def check_ready(claim: Claim) -> None:
    """Raise `NotReady` unless the draft has everything. Whether it says it well is for the people who publish it."""
    if found := gaps(looked_at(claim)):
        raise NotReady(claim, found)


def looked_at(claim: Claim) -> Draft:
    """`claim` as `checkability` looks at it."""
    statement = claim.statements.order_by("number").first()
    wordings = sorted(claim.wordings.all(), key=lambda one: (not one.is_binding, one.language))
    return Draft(
        said_on=claim.said_on,
        due_on=claim.due_on,
        words=tuple(_words(one) for one in wordings),
        is_said=statement is not None,
        is_scored=claim.is_scored,
        not_scored_because=" ".join(str(text).strip() for text in claim.scored_reason.values()).strip(),
        is_horizon_assigned=claim.deadline_assigned,
        quote=statement.quote if statement else "",
        quoted_share=share_quoted(claim.source),
    )


def _words(wording: Wording) -> Words:
    return Words(
        language=wording.language,
        proposition=wording.proposition.strip(),
        question=wording.question,
        grades={grade: str(text).strip() for grade, text in wording.grades.items()},
        source_of_truth=wording.source_of_truth,
        edge_cases=wording.edge_cases,
        annul_if=wording.annul_if,
    )
