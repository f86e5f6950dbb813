"""Taking a person's own words out of the record without breaking its chain."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from predictions import idempotency, ledger, revisions
from predictions.ledger import REASON
from predictions.models import TOMBSTONE, Entry, Erasure, Fact, Record
from predictions.policy import Person

ERASED = "Personal text erased"


class NothingToErase(ValueError):
    """The fact holds no text that could still be erased."""

    def __init__(self, fact: Fact) -> None:
        super().__init__(f"Every text of {fact.kind()} {fact.pk} that can be erased is erased already.")


def erase_texts(fact: Fact, *, authority: str, by: Person, at: datetime) -> Erasure:
    """Blank every erasable text of `fact`, now and in all its revisions, and the salts that could confirm a guess.

    The row moves on by one version that says so; grades, dates and hashes stay, so that the ledger still verifies.
    Nothing is kept of the requests of those who wrote it: their digests hold what they sent.
    raises  revisions.BlankReason without an authority; NothingToErase
    """
    authority = revisions.clean_text(authority.strip(), "authority")
    if not authority:
        raise revisions.BlankReason
    if not _holds_texts(fact):
        raise NothingToErase(fact)
    model, kind = type(fact), fact.kind()
    erasure = Erasure(
        subject_kind=kind,
        subject_id=fact.pk,
        authority=authority,
        actor_ref=by.ref,
        erased_at=at,
    )
    erasure.save(force_insert=True)
    history = model.history.filter(id=fact.pk)
    history.update(**{REASON: TOMBSTONE})
    for column in model.ERASABLE:
        rows = history.exclude(**{column: ""}) if _may_stay_empty(model, column) else history
        rows.update(**{column: TOMBSTONE})
        if not ledger.is_empty(model, column, getattr(fact, column)):
            setattr(fact, column, TOMBSTONE)
    Entry.objects.filter(subject_kind=kind, subject_id=fact.pk).update(text_salt="")
    authors = set(model.history.filter(id=fact.pk).values_list("history_user_id", flat=True))
    idempotency.forget_requests_of(authors)
    revisions.save(fact, by=by.ref, at=at, reason=ERASED)
    return erasure


def _holds_texts(fact: Fact) -> bool:
    """Whether a revision of `fact` still has words of a person. What a database is, nobody said in their own words."""
    if isinstance(fact, Record):
        return False
    model = type(fact)
    gone = Q(**{f"{REASON}__in": [TOMBSTONE, ERASED]})
    for column in model.ERASABLE:
        gone &= Q(**{f"{column}__in": [TOMBSTONE, *[""] * _may_stay_empty(model, column)]})
    return bool(model.history.filter(id=fact.pk).exclude(gone).exists())


def _may_stay_empty(model: type[Fact], column: str) -> bool:
    """Whether an empty text of this column stands in entries without a digest, and is left as it is."""
    return ledger.is_empty(model, column, "")
