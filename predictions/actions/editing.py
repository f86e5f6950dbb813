"""What editors and reviewers change in a claim before it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from predictions import policy, revisions
from predictions.actions import announcing
from predictions.ledger import writing
from predictions.models import Claim, DeclaredInterest, InterestKind, Wording
from predictions.policy import Command, Person
from predictions.sentences import gettext_noop
from predictions.steps.assigning import let_go_of_tied
from predictions.steps.situations import demand
from predictions.steps.versions import check_version
from predictions.steps.wording import change_wording


def revise_wording(
    *,
    claim_id: str,
    language: str,
    seen_version: int,
    changes: Mapping[str, str],
    by: Person,
    at: datetime,
    reason: str,
) -> Wording:
    """Change the words of a claim in one language.

    seen_version  the revision of the claim that the person had before them
    raises        steps.versions.StaleVersion when somebody was faster, policy.NotAllowed, revisions.BlankReason,
                  steps.wording.NothingChanged and EmptyWording, Wording.DoesNotExist
    """
    with writing():
        claim = Claim.objects.get(pk=claim_id)
        check_version(claim, seen_version)
        demand(by, Command.REVISE, claim, at=at)
        wording = claim.wordings.get(language=language)
        change_wording(wording, changes, by=by, at=at, reason=reason)
        announcing.changed(claim)
        return wording


def declare_interest(
    *,
    kind: InterestKind,
    starts: date,
    by: Person,
    at: datetime,
    reason: str,
    organization_id: str | None = None,
    expert_id: str | None = None,
    ends: date | None = None,
    note: str = "",
) -> DeclaredInterest:
    """Put on record that `by` is near to one organization or one expert, and ask them no more where that matters.

    What they filed in a round that is still open no longer counts. A tie that begins later does so from that day on.
    raises  policy.NotAllowed unless exactly one of the two is named and the days are in order
    """
    if (organization_id is None) == (expert_id is None):
        raise policy.NotAllowed(gettext_noop("Declare a tie to one organization or to one person."))
    if ends is not None and ends < starts:
        raise policy.NotAllowed(gettext_noop("A tie cannot end before it begins."))
    with writing():
        interest = DeclaredInterest(
            reviewer_ref=by.ref,
            kind_of=kind,
            organization_id=organization_id,
            expert_id=expert_id,
            starts=starts,
            ends=ends,
            note=note,
        )
        revisions.save(interest, by=by.ref, at=at, reason=reason)
        for resolution in let_go_of_tied(by=by, at=at):
            announcing.settled(resolution.claim)
        return interest
