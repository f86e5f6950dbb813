"""Publishing: a release where the board has changed, by new contributions or by the clock, switched by one row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from scoring import adding, releasing
from scoring.actions.following import locked
from scoring.models import Published, Rebuild, Release

# At most one release of a collection in this time. The sweep is on the clock every five seconds, so that a resolution
# is on the board within ten even when another was there just before it.
PAUSE = timedelta(seconds=3)


def publish(*, at: datetime, pause: timedelta) -> int:
    """Publish a release of each collection whose board differs from the one shown. Returns how many there were."""
    return sum(_publish(pk, at=at) for pk in _due(at, pause))


def _due(at: datetime, pause: timedelta) -> list[str]:
    """The collections whose board may have changed, by new contributions or by the clock, and whose pause is over."""
    rows = Published.objects.select_related("release").order_by("pk")
    return [row.pk for row in rows if _may_differ(row, at) and not _was_just_made(row.release, at, pause)]


def _may_differ(row: Published, at: datetime) -> bool:
    return row.is_stale or (row.next_change_at is not None and row.next_change_at <= at)


def _was_just_made(release: Release | None, at: datetime, pause: timedelta) -> bool:
    # A release from the future was made before somebody set the clock back; it must not hold up the next one.
    return release is not None and release.made_at <= at < release.made_at + pause


@dataclass(frozen=True)
class Seen:
    """What a board that has changed is made of, and which release was shown when that was read."""

    ground: releasing.Ground
    shown: int | None


def _publish(collection_id: str, *, at: datetime) -> bool:
    """Publish a release of the collection if its board differs from the one shown. Returns whether it did.

    Between the two transactions no lock is held: the arithmetic of a large board takes seconds.
    """
    seen = _read(collection_id, at=at)
    return seen is not None and _switch(seen, seen.ground.lines())


def _read(collection_id: str, *, at: datetime) -> Seen | None:
    """What the board is made of at `at`, or None where it is what is shown, or a rebuild is not done."""
    with transaction.atomic():
        progress = locked()
        if not progress.is_whole:
            return None
        published = Published.objects.select_related("collection", "release").get(pk=collection_id)
        adding.set_clock(collection_id, at)
        ground = releasing.ground(
            published.collection, position=progress.position, public_position=progress.public_position, at=at
        )
        if published.release is None or published.release.fingerprint != ground.release.fingerprint:
            return Seen(ground, published.release_id)
        published.is_stale, published.next_change_at = False, adding.next_change(collection_id, at)
        published.save()
        return None


def _switch(seen: Seen, lines: releasing.Lines) -> bool:
    """Show the new release, unless another was published meanwhile.

    What moved in between, by entries of the ledger or by a rebuild, leaves the board stale, and the next look finds it.
    """
    release = seen.ground.release
    with transaction.atomic():
        progress = locked()
        published = Published.objects.get(pk=release.collection_id)
        if published.release_id != seen.shown:
            return False
        rebuilt = Rebuild.objects.filter(method=release.method).exclude(finished_at__lt=release.made_at)
        published.release = releasing.save(release, lines)
        published.is_stale = progress.position != release.position or rebuilt.exists()
        published.next_change_at = adding.next_change(release.collection_id, release.made_at)
        published.save()
        return True
