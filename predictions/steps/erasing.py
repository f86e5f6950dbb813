"""Taking a person's own words out of the record without breaking its chain."""

from __future__ import annotations

from datetime import datetime

from accounts.roles import Permission
from predictions import policy, revisions
from predictions.ledger import REASON
from predictions.models import TOMBSTONE, Entry, Erasure, Fact
from predictions.policy import Person


def erase_texts(fact: Fact, *, authority: str, by: Person, at: datetime) -> Erasure:
    """Blank every erasable text of `fact`, now and in all its revisions, and the salts that could confirm a guess.

    The row moves on by one version that says so; grades, dates and hashes stay, so that the ledger still verifies.
    raises  policy.NotAllowed without the permission; revisions.BlankReason without an authority
    """
    policy.require(by, Permission.ERASE)
    if not authority.strip():
        raise revisions.BlankReason
    model, kind = type(fact), fact.kind()
    erasure = Erasure(
        subject_kind=kind,
        subject_id=fact.pk,
        authority=authority.strip(),
        actor_ref=by.ref,
        erased_at=at,
    )
    erasure.save(force_insert=True)
    blank = dict.fromkeys(model.ERASABLE, TOMBSTONE)
    model.history.filter(id=fact.pk).update(**blank, **{REASON: TOMBSTONE})
    Entry.objects.filter(subject_kind=kind, subject_id=fact.pk).update(text_salt="")
    for column in model.ERASABLE:
        setattr(fact, column, TOMBSTONE)
    revisions.save(fact, by=by.ref, at=at, reason="Personal text erased")
    return erasure
