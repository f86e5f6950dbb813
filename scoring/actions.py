"""Following the ledger: moving contributions, and publishing a release when the board they make has changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from predictions import ledger
from predictions.models import Affiliation, Collection, Entry, Expert, Organization
from scoring import facts, releasing
from scoring.giving import Given
from scoring.models import Contribution, Progress, Published, Release, Standing
from scoring.rules.method import FAIR

BATCH = 500
# At most one release of a collection in this time. The sweep is on the clock every five seconds, so that a resolution
# is on the board within ten even when another was there just before it.
PAUSE = timedelta(seconds=3)

COMPARED = ("collection_id", "is_own", "state", "weight", "credit", "due_at", "official_at")


def sweep(*, at: datetime, without_pause: bool = False) -> int:
    """Take every ledger position that is not taken yet and publish what has changed. Safe to run at any time.

    Positions are given under the ledger's lock and appear in their order, so the ones after ours are all there are.

    without_pause  publish even where the last release has only just been made
    returns        how many releases were published
    """
    while _take_batch():
        pass
    due = _due(at, timedelta(0) if without_pause else PAUSE)
    return sum(_publish(pk, at=at) for pk in due)


def rebuild(*, at: datetime) -> int:
    """Forget every contribution and take the ledger from its beginning. Releases stay: they were published.

    returns  how many releases were published: none, unless the contributions or the method had changed
    """
    with transaction.atomic():
        progress = _locked()
        Contribution.objects.filter(method=FAIR.label).delete()
        progress.position = 0
        progress.save()
    return sweep(at=at, without_pause=True)


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
        rows = list(entries.values_list("position", "stream_kind", "stream_id", "subject_kind", "subject_id"))
        if not rows:
            return False
        last = rows[-1][0]
        ids = facts.touched((kind, pk) for *_, kind, pk in rows)
        moved = _move(ids, after=progress.position, upto=last)
        _mark_stale(moved | _worded({(kind, pk) for _, kind, pk, *_ in rows}))
        progress.position = last
        progress.save()
    return True


def _move(ids: set[str], *, after: int, upto: int) -> set[str]:
    """Follow the claims of `ids` from one position to another. Returns the collections whose contributions moved."""
    held = Contribution.objects.filter(method=FAIR.label, claim__in=ids, valid_to__isnull=True)
    in_force = {(row.expert_id, row.claim_id): row for row in held}
    opened: list[Contribution] = []
    closed: list[Contribution] = []
    for position, concerned, now in facts.replay(ids, after=after, upto=upto):
        for key, row in list(in_force.items()):
            if row.claim_id in concerned and not (key in now and _same(row, now[key])):
                row.valid_to = position
                closed.append(in_force.pop(key))
        for key in sorted(now.keys() - in_force.keys()):
            in_force[key] = Contribution(method=FAIR.label, valid_from=position, **asdict(now[key]))
            opened.append(in_force[key])
    Contribution.objects.bulk_update([row for row in closed if row.pk], ["valid_to"])
    Contribution.objects.bulk_create(opened)
    return {row.collection_id for row in (*opened, *closed)}


def _worded(streams: Iterable[tuple[str, str]]) -> set[str]:
    """The collections whose boards may read differently, by their policy or by a name on them."""
    ids: dict[str, set[str]] = {kind: set() for kind in (Collection.kind(), Expert.kind(), Organization.kind())}
    for kind, pk in streams:
        ids.get(kind, set()).add(pk)
    members = Affiliation.objects.filter(organization__in=ids[Organization.kind()])
    people = ids[Expert.kind()] | set(members.values_list("expert_id", flat=True))
    boards = Contribution.objects.filter(method=FAIR.label, expert__in=people, valid_to__isnull=True)
    return ids[Collection.kind()] | set(boards.values_list("collection_id", flat=True))


def _same(row: Contribution, new: Given) -> bool:
    return all(getattr(row, column) == getattr(new, column) for column in COMPARED)


def _mark_stale(collection_ids: set[str]) -> None:
    for pk in sorted(collection_ids):
        Published.objects.update_or_create(collection_id=pk, defaults={"is_stale": True})


def _due(at: datetime, pause: timedelta) -> list[str]:
    """The collections whose board may have changed, by new contributions or by the clock, and whose pause is over."""
    rows = Published.objects.select_related("release").order_by("pk")
    return [row.pk for row in rows if _may_differ(row, at) and not _was_just_made(row.release, at, pause)]


def _may_differ(row: Published, at: datetime) -> bool:
    return row.is_stale or (row.next_change_at is not None and row.next_change_at <= at)


def _was_just_made(release: Release | None, at: datetime, pause: timedelta) -> bool:
    # A release from the future was made before somebody set the clock back; it must not hold up the next one.
    return release is not None and release.made_at <= at < release.made_at + pause


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
