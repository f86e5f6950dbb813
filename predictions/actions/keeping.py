"""Keeping the record: opening it, erasing what has to go, fixing its head, and showing that workers live."""

from __future__ import annotations

from datetime import datetime

from accounts.roles import Permission
from predictions import idempotency, merkle, policy, revisions
from predictions.ledger import database_clock, writing
from predictions.models import (
    Checkpoint,
    Entry,
    Erasure,
    Fact,
    Record,
    RecordKind,
    WorkerHeartbeat,
)
from predictions.policy import SYSTEM, Person
from predictions.steps.erasing import erase_texts


class OtherKind(Exception):
    """The database is already a record and was asked to be a demonstration, or the other way round."""

    def __init__(self, is_now: str, asked: str) -> None:
        again = "./hindcast up --record" if is_now == RecordKind.RECORD else "./hindcast up"
        super().__init__(
            f"This database is a {is_now} and stays one; it cannot become a {asked}. To go on with it, start it with "
            f"`{again}`; for a {asked}, use another data folder (HINDCAST_DATA) or another database."
        )


def open_record(*, kind: RecordKind, at: datetime) -> tuple[Record, bool]:
    """Make a new database what it is, in the ledger's first entry. Returns the record and whether it is new.

    raises  OtherKind when it was opened as the other kind
    """
    with writing():
        found = Record.objects.first()
        if found is not None:
            if found.kind_of != kind:
                raise OtherKind(found.kind_of, kind)
            return found, False
        record = Record(kind_of=kind, opened_at=at)
        revisions.save(record, by=SYSTEM.ref, at=at, reason=f"This database is a {kind}, for good")
        return record, True


def erase(*, fact: Fact, authority: str, by: Person, at: datetime) -> Erasure:
    """Erase the personal texts of one fact, in all its revisions.

    raises  policy.NotAllowed, revisions.BlankReason without an authority, steps.erasing.NothingToErase
    """
    policy.require(by, Permission.ERASE)
    with writing():
        fresh = type(fact)._default_manager.get(pk=fact.pk)
        return erase_texts(fresh, authority=authority, by=by, at=at)


def make_checkpoint(*, at: datetime) -> Checkpoint | None:
    """Fix the tree head over all entries so far; nothing new, no new checkpoint."""
    with writing():
        entries = Entry.objects.order_by("position")
        size = entries.count()
        if size == 0 or Checkpoint.objects.filter(size=size).exists():
            return None
        leaves = (bytes.fromhex(entry) for entry in entries.values_list("hash", flat=True).iterator())
        checkpoint = Checkpoint(size=size, root=merkle.tree_head(leaves).hex(), made_at=at)
        checkpoint.save(force_insert=True)
        return checkpoint


def forget_requests(*, at: datetime) -> int:
    """Delete what is kept to recognise requests older than 30 days. Returns how many. None is part of the record."""
    return idempotency.forget(before=at - idempotency.KEPT)


def beat(*, name: str) -> None:
    """Note, by the database's clock, that the worker `name` took something from its queue."""
    WorkerHeartbeat.objects.update_or_create(name=name, defaults={"beaten_at": database_clock()})
