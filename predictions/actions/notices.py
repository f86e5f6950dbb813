"""Telling the people who are judged, and then showing a collection with scores."""

from __future__ import annotations

from datetime import datetime

from accounts.roles import Permission
from predictions import idempotency, policy
from predictions.ledger import writing
from predictions.models import Collection, Expert, Notice, NoticeWay
from predictions.policy import Person
from predictions.steps import notices


def record_notice(
    *,
    collection_id: str,
    expert_id: str,
    way: NoticeWay,
    address: str,
    text: str,
    language: str,
    by: Person,
    at: datetime,
    reason: str,
    key: str = "",
) -> Notice:
    """Keep that a person was told of a collection in which they are judged: how, where, and in which words.

    key     the caller's idempotency key
    raises  Collection.DoesNotExist, Expert.DoesNotExist, policy.NotAllowed, steps.notices.WrongNotice,
            revisions.BlankReason, idempotency.KeyUsedForAnother
    """
    policy.require(by, Permission.PUBLISH)
    request = {
        "collection": collection_id,
        "expert": expert_id,
        "way": way,
        "address": address,
        "text": text,
        "language": language,
        "reason": reason,
    }

    def run() -> str:
        return notices.note_notice(
            Collection.objects.get(pk=collection_id),
            Expert.objects.get(pk=expert_id),
            way=way,
            address=address,
            text=text,
            language=language,
            by=by,
            at=at,
            reason=reason,
        ).pk

    with writing():
        answer, _ = idempotency.once(key=key, route="record_notice", request=request, by=by, at=at, run=run)
        return Notice.objects.get(pk=answer)


def show_scores(*, collection_id: str, by: Person, at: datetime, reason: str) -> Collection:
    """Show a collection with scores, now that everybody they are about was told and had time to answer.

    raises  policy.NotAllowed, steps.notices.NotTold, steps.notices.ShownAlready, revisions.BlankReason
    """
    policy.require(by, Permission.PUBLISH)
    with writing():
        collection = Collection.objects.get(pk=collection_id)
        notices.show_scores(collection, by=by, at=at, reason=reason)
        return collection
