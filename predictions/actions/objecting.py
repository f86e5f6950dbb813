"""Contesting what is on record: objections of strangers, their answers, corrections, and replies of experts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.roles import Permission
from predictions import policy, revisions, web_addresses
from predictions.actions import announcing
from predictions.ledger import writing
from predictions.models import Claim, Expert, Objection, PendingObjection, Reply, Statement, StatementKind
from predictions.policy import Command, Person
from predictions.steps import correcting, objecting, throttling
from predictions.steps.objecting import Contested
from predictions.steps.situations import demand, situation_of
from predictions.steps.versions import check_version


def ask_to_object(*, claim_id: str, contested: Contested, network: str, at: datetime) -> PendingObjection | None:
    """Keep an objection until its sender confirms it by the mail that is now owed.

    network  the keyed digest of where it came from, to count by
    returns  what is kept; None where one of this mailbox to this claim waits for its confirmation already
    raises   steps.throttling.TooMany, steps.objecting.CannotBeContested, web_addresses.NotAWebAddress
    """
    _check_sent(claim_id, contested, network, at)  # without the lock, so that a flood does not stand in the way
    with writing():
        claim = _check_sent(claim_id, contested, network, at)
        since = at - objecting.TO_CONFIRM
        if throttling.waits_already(contact=contested.contact, claim_id=claim_id, since=since):
            return None
        pending = PendingObjection.objects.create(
            claim=claim,
            about=contested.about,
            text=revisions.clean_text(contested.text.strip(), "text"),
            document_url=web_addresses.clean(contested.document_url),
            contact=contested.contact,
            language=contested.language,
            network=network,
            made_at=at,
        )
        announcing.word_is_owed()
        return pending


def _check_sent(claim_id: str, contested: Contested, network: str, at: datetime) -> Claim:
    claim = Claim.objects.visible().select_related("collection").get(pk=claim_id)
    objecting.check_contestable(claim, contested.about, at=at)
    throttling.check_room(network=network, contact=contested.contact, claim_id=claim_id, at=at)
    return claim


def confirm_objection(*, pending_id: int, at: datetime) -> Objection:
    """Put an objection on record whose sender has the mailbox that it names.

    raises  PendingObjection.DoesNotExist, steps.objecting.AlreadyConfirmed, NotToConfirm and CannotBeContested
    """
    with writing():
        pending = PendingObjection.objects.select_related("claim__collection").get(pk=pending_id)
        objection = objecting.take_in(pending, at=at)
        announcing.changed(pending.claim)
        announcing.word_is_owed()
        return objection


def answer_objection(*, objection_id: str, accepted: bool, answer: str, by: Person, at: datetime) -> Objection:
    """Accept an objection for examination or refuse it. An accepted one to a grade opens a round for new reviewers.

    raises  policy.NotAllowed and ConflictOfInterest, steps.objecting.AlreadyAnswered and EmptyAnswer
    """
    with writing():
        objection = Objection.objects.select_related("claim__collection").get(pk=objection_id)
        claim = objection.claim
        demand(by, Command.ANSWER_OBJECTION, claim, at=at)
        opened = objecting.answer(objection, accepted=accepted, text=answer, by=by, at=at)
        if opened is not None:
            announcing.settled(claim)
        announcing.changed(claim)
        announcing.word_is_owed()
        return objection


def forget_unconfirmed(*, at: datetime) -> int:
    """Delete what nobody confirmed within its time, and what was kept of the rest to count by. Returns how many."""
    count, _ = PendingObjection.objects.filter(made_at__lte=at - objecting.TO_CONFIRM).delete()
    return count


def correct_statement(
    *, statement_id: str, seen_version: int, changes: Mapping[str, Any], by: Person, at: datetime, reason: str
) -> Statement:
    """Put right the quote, the speaker, the hedge or the date of one statement, for everybody to see.

    Whoever says that somebody else said it, or only endorsed it, has judged nothing of it and is tied to none of them.
    raises  steps.versions.StaleVersion, policy.NotAllowed, steps.correcting.WrongCorrection, revisions.BlankReason,
            steps.wording.NothingChanged, django.core.exceptions.ValidationError
    """
    with writing():
        statement = Statement.objects.select_related("claim").get(pk=statement_id)
        claim = statement.claim
        demand(by, Command.CORRECT, claim, at=at)
        check_version(claim, seen_version)
        before, counted = situation_of(claim, by.ref, at=at), _whom_it_counts_for(statement)
        correcting.correct_statement(statement, changes, by=by, at=at, reason=reason)
        if _whom_it_counts_for(statement) != counted:
            policy.demand(by, Command.ATTRIBUTE, before)
            demand(by, Command.ATTRIBUTE, claim, at=at)
        announcing.settled(claim)
        announcing.changed(claim)
        return statement


def _whom_it_counts_for(statement: Statement) -> tuple[str | None, str, bool]:
    """Who said it, and whether they only endorsed it: then its grade is not in their score."""
    return statement.expert_id, statement.voice, statement.kind_of == StatementKind.ENDORSED


def correct_claim(
    *, claim_id: str, seen_version: int, changes: Mapping[str, Any], by: Person, at: datetime, reason: str
) -> Claim:
    """Put right what a claim says of when it was said and how it can be checked, for everybody to see.

    raises  steps.versions.StaleVersion, policy.NotAllowed, steps.correcting.WrongCorrection, revisions.BlankReason,
            steps.wording.NothingChanged, django.core.exceptions.ValidationError
    """
    with writing():
        claim = Claim.objects.get(pk=claim_id)
        demand(by, Command.CORRECT, claim, at=at)
        check_version(claim, seen_version)
        correcting.correct_claim(claim, changes, by=by, at=at, reason=reason)
        announcing.settled(claim)
        announcing.changed(claim)
        return claim


def record_reply(
    *,
    expert_id: str,
    claim_id: str | None,
    text: str,
    language: str,
    received_at: datetime,
    verified_how: str,
    by: Person,
    at: datetime,
) -> Reply:
    """Keep an expert's own answer to one claim, or to everything on record of them.

    raises  policy.NotAllowed, steps.correcting.NotTheirs, steps.wording.NothingChanged
    """
    with writing():
        expert = Expert.objects.get(pk=expert_id)
        claim = None if claim_id is None else Claim.objects.get(pk=claim_id)
        if claim is None:
            policy.require(by, Permission.PUBLISH)
        else:
            demand(by, Command.RECORD_REPLY, claim, at=at)
        reply = correcting.keep_reply(
            expert,
            claim,
            text=text,
            language=language,
            received_at=received_at,
            verified_how=verified_how,
            by=by,
            at=at,
        )
        if claim is not None:
            announcing.changed(claim)
        return reply
