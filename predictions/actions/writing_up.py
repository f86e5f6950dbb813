"""What editors and contributors do with a source: bring its text, make drafts of it, offer them, and merge doubles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from accounts.roles import Permission
from predictions import policy
from predictions.actions import announcing
from predictions.anchoring import Anchor
from predictions.ledger import writing
from predictions.lifecycle import Status
from predictions.models import Claim, Collection, Expert, Refusal, Source, Statement
from predictions.policy import Command, Person
from predictions.steps import collecting, drafts, merging, publishing, sources
from predictions.steps.collecting import Planned
from predictions.steps.drafts import Claimed, Said
from predictions.steps.situations import demand
from predictions.steps.sources import Described
from predictions.steps.versions import check_version


def bring_source(*, text: str, described: Described, by: Person, at: datetime, reason: str) -> tuple[Source, bool]:
    """Put a source on record and its text on the desk; a text that is known is recognised and nothing is added.

    returns  the new source, or the one that has this text already; and whether it is new
    raises   policy.NotAllowed, plain_texts.UnfitText, revisions.UnreadableText, revisions.BlankReason
    """
    policy.require(by, Permission.WRITE_UP)
    with writing():
        return sources.bring(text, described, by=by, at=at, reason=reason)


def correct_text(
    *, source_id: str, seen_version: int, text: str, by: Person, at: datetime, reason: str
) -> list[Statement]:
    """Put a better text of a source in the place of the one on the desk; its quotes are found in it again.

    seen_version  the version of the source that the person had before them
    returns       the statements whose words do not stand in the new text
    raises        policy.NotAllowed, plain_texts.UnfitText, steps.sources.TextChanged, NothingNew and AlreadyThere
    """
    policy.require(by, Permission.WRITE_UP)
    with writing():
        source = Source.objects.get(pk=source_id)
        if Claim.objects.filter(statements__source=source).exclude(status=Status.DRAFT).exists():
            policy.require(by, Permission.PUBLISH)  # what everybody can see, an editor changes
        lost = sources.correct(source, text, seen=seen_version, by=by, at=at, reason=reason)
        for claim in Claim.objects.visible().filter(statements__source=source).distinct():
            announcing.changed(claim)
        return lost


def start_collection(*, planned: Planned, by: Person, at: datetime, reason: str) -> Collection:
    """Make a collection. Raises policy.NotAllowed unless `by` is an editor; steps.collecting.SlugTaken."""
    policy.require(by, Permission.PUBLISH)
    with writing():
        return collecting.start(planned, by=by, at=at, reason=reason)


def write_up(*, source_id: str, said: Said, claimed: Claimed, by: Person, at: datetime, reason: str) -> Claim:
    """Make a draft of a passage, complete or not.

    raises  policy.NotAllowed, steps.drafts.CannotBeWritten, steps.speakers.NamedAlready
    """
    policy.require(by, Permission.WRITE_UP)
    with writing():
        _demand_family(claimed.idea_of, "", by=by, at=at)
        return drafts.write_up(Source.objects.get(pk=source_id), said, claimed, by=by, at=at, reason=reason)


def rewrite(
    *, claim_id: str, seen_version: int, said: Said, claimed: Claimed, by: Person, at: datetime, reason: str
) -> Claim:
    """Write a draft anew; it has to be offered again.

    seen_version  the revision of the claim that the person had before them
    raises        as `write_up`, and steps.versions.StaleVersion
    """
    with writing():
        claim = Claim.objects.select_related("collection", "source", "family").get(pk=claim_id)
        check_version(claim, seen_version)
        demand(by, Command.WRITE_UP, claim, at=at)
        _demand_family(claimed.idea_of, claim.pk, by=by, at=at)
        return drafts.rewrite(claim, said, claimed, by=by, at=at, reason=reason)


def _demand_family(idea_of: str, claim_id: str, *, by: Person, at: datetime) -> None:
    """Raise `policy.NotAllowed` unless `by` may put the claim that says the same into a family, where it has none."""
    if idea_of and idea_of != claim_id:
        other = Claim.objects.get(pk=idea_of)
        if other.family_id is None:
            demand(by, Command.WRITE_UP if other.status == Status.DRAFT else Command.REVISE, other, at=at)


def say_again(*, claim_id: str, source_id: str, said: Said, by: Person, at: datetime, reason: str) -> Statement:
    """Put on record that a claim was said, in this source too.

    Where everybody can see the claim, an editor does it who has not judged it and is tied to nobody who says it.
    raises  policy.NotAllowed, steps.drafts.CannotBeWritten, steps.speakers.NamedAlready
    """
    with writing():
        claim = Claim.objects.get(pk=claim_id)
        source = Source.objects.get(pk=source_id)
        is_draft = claim.status == Status.DRAFT
        demand(by, Command.WRITE_UP if is_draft else Command.REVISE, claim, at=at)
        statement = drafts.say_again(claim, source, said, by=by, at=at, reason=reason)
        if not is_draft:
            demand(by, Command.ATTRIBUTE, claim, at=at)  # now that it is known to whom they must not be tied
            announcing.settled(claim)
        return statement


def refuse_passage(
    *,
    source_id: str,
    collection_id: str,
    passage: Anchor,
    why: str,
    what: Mapping[str, str],
    expert_id: str = "",
    by: Person,
    at: datetime,
    reason: str,
) -> Refusal:
    """Keep that a passage was considered and not taken. Raises policy.NotAllowed."""
    policy.require(by, Permission.WRITE_UP)
    with writing():
        return collecting.keep_refusal(
            Source.objects.get(pk=source_id),
            Collection.objects.get(pk=collection_id),
            passage,
            why=why,
            what=what,
            expert=Expert.objects.get(pk=expert_id) if expert_id else None,
            by=by,
            at=at,
            reason=reason,
        )


def offer(*, claim_id: str, by: Person, at: datetime, reason: str) -> Claim:
    """Say that a draft is ready to be published. Raises policy.NotAllowed, steps.readiness.NotReady."""
    with writing():
        claim = Claim.objects.get(pk=claim_id)
        demand(by, Command.OFFER, claim, at=at)
        publishing.offer(claim, by=by, at=at, reason=reason)
        return claim


def take_back(*, claim_id: str, by: Person, at: datetime, reason: str) -> Claim:
    """Say that an offered draft is not ready after all. Raises policy.NotAllowed."""
    with writing():
        claim = Claim.objects.get(pk=claim_id)
        demand(by, Command.WRITE_UP, claim, at=at)
        return publishing.take_back(claim, by=by, at=at, reason=reason)


def merge(*, claim_id: str, into_id: str, by: Person, at: datetime, reason: str) -> list[Statement]:
    """Let a duplicate point at the claim that it repeats.

    returns  the statements that were carried over
    raises   policy.NotAllowed, steps.merging.CannotMerge, revisions.BlankReason
    """
    with writing():
        duplicate, into = Claim.objects.get(pk=claim_id), Claim.objects.get(pk=into_id)
        for claim in (duplicate, into):
            demand(by, Command.MERGE, claim, at=at)
            if claim.status != Status.DRAFT:
                demand(by, Command.ATTRIBUTE, claim, at=at)  # its speakers will be those of the other one as well
        carried = merging.merge(duplicate, into, by=by, at=at, reason=reason)
        for claim in (duplicate, into):
            if claim.status != Status.DRAFT:
                announcing.settled(claim)
        return carried
