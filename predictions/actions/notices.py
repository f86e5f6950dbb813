"""Telling the people who are judged, and then showing a collection with scores."""

from __future__ import annotations

from datetime import datetime

from accounts.roles import Permission
from predictions import idempotency, policy
from predictions.actions import announcing
from predictions.ledger import writing
from predictions.models import Collection, Expert, MailFailure, Notice, NoticeWay
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
        if way == NoticeWay.MAIL:
            announcing.word_is_owed()
        return Notice.objects.get(pk=answer)


def record_notice_taken(*, notice_id: str, taken_at: datetime, message_id: str, at: datetime) -> Notice:
    """Keep the proof that a mail server took the mail of a notice. Doing it twice is doing it once.

    raises  Notice.DoesNotExist
    """
    with writing():
        notice = Notice.objects.get(pk=notice_id)
        notices.note_taken(notice, taken_at=taken_at, message_id=message_id, at=at)
        return notice


def record_notice_not_sent(*, notice_id: str, failure: MailFailure, words: str, at: datetime) -> Notice:
    """Keep that the mail of a notice reached nobody, and why. Doing it twice is doing it once.

    words   what the mail server said; empty where it said nothing
    raises  Notice.DoesNotExist
    """
    with writing():
        notice = Notice.objects.get(pk=notice_id)
        notices.note_not_sent(notice, failure=failure, words=words, at=at)
        return notice


def record_notice_came_back(*, notice_id: str, words: str, by: Person, at: datetime) -> Notice:
    """Keep that the mail of a notice came back, and what was said: nobody was told by it.

    raises  Notice.DoesNotExist, policy.NotAllowed, steps.notices.NotTaken, revisions.BlankReason
    """
    policy.require(by, Permission.PUBLISH)
    with writing():
        notice = Notice.objects.get(pk=notice_id)
        notices.note_came_back(notice, words=words, by=by, at=at)
        return notice


def show_scores(*, collection_id: str, by: Person, at: datetime, reason: str) -> Collection:
    """Show a collection with scores, now that everybody they are about was told and had time to answer.

    raises  policy.NotAllowed, steps.notices.NotTold, steps.notices.ShownAlready, revisions.BlankReason
    """
    policy.require(by, Permission.PUBLISH)
    with writing():
        collection = Collection.objects.get(pk=collection_id)
        notices.show_scores(collection, by=by, at=at, reason=reason)
        return collection
