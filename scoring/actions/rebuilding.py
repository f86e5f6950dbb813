"""Working every contribution out again from the first entry of the ledger, in ranges that any workers share.

A range is a row with a lease. Whoever holds it compares what the history of its claims gives with what is stored, and
replaces what differs. Killed anywhere, it is taken again when the lease has run out; done twice, it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum

from predictions import ledger
from predictions.models import Claim, Collection, Entry
from scoring import adding, facts
from scoring.actions.following import COMPARED, follow, followed, locked, mark_stale, sliced
from scoring.models import Contribution, Progress, Range, Rebuild
from scoring.rules.method import FAIR

CLAIMS = 2000
"""In a range."""
LEASE = timedelta(minutes=2)
FAR = 20_000
"""Entries of the ledger from which a new method begins with a rebuild, which all workers share."""


def begin_rebuild(*, at: datetime) -> Rebuild:
    """The rebuild that is under way, or a new one.

    A method that followed the ledger goes on publishing meanwhile. One that has never begun starts at the ledger's end,
    and publishes nothing until the last range is done; what other methods published stays.
    """
    if (running := _running()) is not None:
        return running
    if Progress.objects.filter(method=FAIR.label, position__gt=0).exists():
        _recount()  # of what is stored, right or wrong: the differences by which it is put right start from there
        follow()
    with transaction.atomic():
        progress = locked()
        if (running := _running()) is not None:
            return running
        if progress.position == 0:
            progress.position = ledger.position()
            progress.public_position = ledger.public_position(progress.position)
            progress.is_whole = False
            progress.save()
        begun = Rebuild.objects.create(method=FAIR.label, begun_at=at)
        Range.objects.bulk_create((Range(rebuild=begun, first=first, end=end) for first, end in _cut()), batch_size=500)
        return begun


def _running() -> Rebuild | None:
    return Rebuild.objects.filter(method=FAIR.label, finished_at=None).first()


def begin_where_far_behind(*, at: datetime) -> None:
    """Let workers share the work where a method has a long ledger before it and has not begun."""
    if not Progress.objects.filter(method=FAIR.label, position__gt=0).exists() and ledger.position() > FAR:
        begin_rebuild(at=at)


def _cut() -> Iterator[tuple[str, str]]:
    """The first id of each range and the first behind it; "" stands for both ends. New claims fall into one, too."""
    ids = Claim.objects.order_by("pk").values_list("pk", flat=True)
    starts = [pk for number, pk in enumerate(ids.iterator(chunk_size=10_000)) if number % CLAIMS == 0 and number]
    return pairwise(["", *starts, ""])


def help_rebuild(*, at: datetime) -> bool:
    """Take one range that nobody is at and do it; end the rebuild behind the last. Returns whether there was one."""
    running = _running()
    if running is None:
        return False
    part = _take(running, at=at)
    if part is not None:
        claims = replaced = 0
        for ids in sliced(_claims(part).iterator(chunk_size=2000)):
            replaced += _work_out_again(ids)
            claims += len(ids)
        Range.objects.filter(pk=part.pk, done_at=None).update(done_at=at, claims=claims, replaced=replaced)
    if not running.ranges.filter(done_at=None).exists():
        _finish(running, at=at)
        return False
    return part is not None


def _take(running: Rebuild, *, at: datetime) -> Range | None:
    """A range that is not done and not taken, taken by us: by one conditional update, of which one worker's counts."""
    free = running.ranges.filter(Q(taken_until=None) | Q(taken_until__lte=at), done_at=None)
    for part in free.order_by("first")[:20]:
        if free.filter(pk=part.pk).update(taken_until=at + LEASE):
            return part
    return None


def _claims(part: Range) -> QuerySet[Claim, str]:
    found = Claim.objects.filter(pk__gte=part.first).order_by("pk").values_list("pk", flat=True)
    return found.filter(pk__lt=part.end) if part.end else found


def _work_out_again(ids: set[str]) -> int:
    """Replace what is stored of these claims where their history says otherwise. Returns of how many claims."""
    while True:
        position = Progress.objects.get(method=FAIR.label).position
        wanted, _ = followed(ids, {}, after=0, upto=position)
        with transaction.atomic():
            if not _were_touched(ids, after=position, upto=locked().position):
                return _replace(ids, wanted)


def _were_touched(ids: set[str], *, after: int, upto: int) -> bool:
    """Whether somebody followed the ledger on a claim of `ids` meanwhile."""
    entries = Entry.objects.filter(position__gt=after, position__lte=upto)
    return bool(ids & facts.touched(entries.values_list(*facts.SUBJECT)))


def _replace(ids: set[str], wanted: list[Contribution]) -> int:
    stored = list(Contribution.objects.filter(method=FAIR.label, claim__in=ids))
    differing = {claim_id for claim_id, _ in set(map(said, stored)) ^ set(map(said, wanted))}
    if not differing:
        return 0
    before, after = ([row for row in rows if row.claim_id in differing] for rows in (stored, wanted))
    Contribution.objects.filter(method=FAIR.label, claim__in=differing).delete()
    Contribution.objects.bulk_create(after, batch_size=500)
    adding.move(*([row for row in rows if row.valid_to is None] for rows in (before, after)))
    mark_stale({row.collection_id for row in (*before, *after)})
    return len(differing)


SAID = ("expert_id", "valid_from", "valid_to", *COMPARED)


def said(row: Contribution) -> tuple[str, tuple[object, ...]]:
    """A contribution as a value: its claim, and everything it says."""
    return row.claim_id, tuple(getattr(row, name) for name in SAID)


def _finish(running: Rebuild, *, at: datetime) -> None:
    """Count all totals anew and let the next sweep look at every board. Safe to do twice."""
    everything = _recount()
    with transaction.atomic():
        progress = locked()
        progress.is_whole = True
        progress.save()
        mark_stale(everything)
        Rebuild.objects.filter(pk=running.pk, finished_at=None).update(finished_at=at)


def _recount() -> list[str]:
    """Count the totals of each collection anew, each in a transaction of its own. Returns the collections."""
    everything = sorted(Collection.objects.values_list("pk", flat=True))
    for collection_id in everything:
        with transaction.atomic():
            locked()
            adding.recount(collection_id)
    return everything


@dataclass(frozen=True)
class Done:
    """How far a rebuild is."""

    ranges: int
    done: int
    claims: int
    replaced: int
    is_finished: bool

    def __str__(self) -> str:
        differing = f"{self.replaced} of them were stored otherwise" if self.replaced else "all as they were stored"
        return f"{self.done} of {self.ranges} ranges: {self.claims} claims, {differing}."


def rebuild_progress(rebuild: Rebuild) -> Done:
    """How far `rebuild` is, whoever works at it."""
    rebuild.refresh_from_db()
    sums = rebuild.ranges.aggregate(
        ranges=Count("pk"), done=Count("done_at"), claims=Sum("claims", default=0), replaced=Sum("replaced", default=0)
    )
    return Done(**sums, is_finished=rebuild.finished_at is not None)
