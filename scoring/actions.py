"""Following the ledger: moving contributions, and publishing a release when the board they make has changed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from predictions import ledger
from predictions.models import Claim, Collection, Entry
from scoring import facts, releasing
from scoring.models import Contribution, Progress, Published, Release, Standing
from scoring.rules.method import FAIR

BATCH = 500
# At most one release of a collection in this time. The sweep runs more often, so that a resolution is on the board
# within ten seconds even when another was there just before it.
PAUSE = timedelta(seconds=3)

COMPARED = ("collection_id", "is_own", "state", "weight", "credit", "due_at", "official_at")


def sweep(*, at: datetime) -> int:
    """Take every ledger position that is not taken yet and publish what has changed. Safe to run at any time.

    Positions are given under the ledger's lock and appear in their order, so the ones after ours are all there are.
    returns  how many releases were published
    """
    while _take_batch():
        pass
    due = _due(at)
    return sum(_publish(pk, at=at) for pk in due)


def rebuild(*, at: datetime) -> int:
    """Forget every contribution and take the ledger from its beginning. Releases stay: they were published."""
    with transaction.atomic():
        progress = _locked()
        Contribution.objects.filter(method=FAIR.label).delete()
        progress.position = 0
        progress.save()
    return sweep(at=at)


def _locked() -> Progress:
    Progress.objects.get_or_create(method=FAIR.label)
    return Progress.objects.select_for_update().get(method=FAIR.label)


def _take_batch() -> bool:
    """Move contributions for the next positions, in one transaction. Returns whether there may be more."""
    taken = Progress.objects.filter(method=FAIR.label).values_list("position", flat=True).first()
    if taken is not None and taken >= ledger.position():
        return False
    with transaction.atomic():
        progress = _locked()
        entries = Entry.objects.filter(position__gt=progress.position).order_by("position")[:BATCH]
        rows = list(entries.values_list("position", "stream_kind", "stream_id"))
        if not rows:
            return False
        last = rows[-1][0]
        moved = move({stream_id for _, kind, stream_id in rows if kind == Claim.kind()}, position=last)
        moved |= {stream_id for _, kind, stream_id in rows if kind == Collection.kind()}
        _mark_stale(moved)
        progress.position = last
        progress.save()
    return True


def move(claim_ids: set[str], *, position: int) -> set[str]:
    """Make the contributions of `claim_ids` what the facts say, from `position` on. Returns the collections touched."""
    ids = facts.touched(claim_ids)
    wanted = facts.given(ids)
    held = Contribution.objects.filter(method=FAIR.label, claim__in=ids, valid_to__isnull=True)
    standing = {(row.expert_id, row.claim_id): row for row in held}
    gone = [row for key, row in standing.items() if key not in wanted or not _same(row, wanted[key])]
    fresh = [new for key, new in wanted.items() if key not in standing or not _same(standing[key], new)]
    Contribution.objects.filter(pk__in=[row.pk for row in gone]).update(valid_to=position)
    Contribution.objects.bulk_create(
        Contribution(method=FAIR.label, valid_from=position, **asdict(new)) for new in fresh
    )
    return {row.collection_id for row in gone} | {new.collection_id for new in fresh}


def _same(row: Contribution, new: facts.Given) -> bool:
    return all(getattr(row, column) == getattr(new, column) for column in COMPARED)


def _mark_stale(collection_ids: set[str]) -> None:
    for pk in sorted(collection_ids):
        Published.objects.update_or_create(collection_id=pk, defaults={"is_stale": True})


def _due(at: datetime) -> list[str]:
    """The collections whose board may have changed, by new contributions or by the clock, and whose pause is over."""
    rows = Published.objects.select_related("release").order_by("pk")
    return [
        row.pk
        for row in rows
        if (row.is_stale or (row.next_change_at is not None and row.next_change_at <= at))
        and (row.release is None or row.release.made_at + PAUSE <= at)
    ]


def _publish(collection_id: str, *, at: datetime) -> bool:
    """Publish a release of the collection if its board differs from the one shown. Returns whether it did."""
    with transaction.atomic():
        progress = _locked()
        published = Published.objects.select_related("collection", "release").get(pk=collection_id)
        made = releasing.make(published.collection, position=progress.position, at=at)
        published.is_stale, published.next_change_at = False, made.next_change_at
        is_new = published.release is None or published.release.fingerprint != made.release.fingerprint
        if is_new:
            published.release = _save(made.release, made.standings)
        published.save()
        return is_new


def _save(release: Release, standings: list[Standing]) -> Release:
    release.save()
    for standing in standings:
        standing.release = release
    Standing.objects.bulk_create(standings)
    return release
