"""Following the ledger: moving contributions, and the totals with them, from one position to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import TypeVar

from django.db import transaction

from predictions import ledger
from predictions.models import Affiliation, Collection, Entry, Expert, Organization
from scoring import adding, facts
from scoring.giving import Given
from scoring.models import Contribution, Progress, Published, Total
from scoring.rules.method import FAIR

BATCH = 500
# Claims that are worked out at once: what a batch needs of memory does not grow with a collection.
SLICE = 500

COMPARED = (
    "collection_id", "is_own", "is_first", "state", "topics", "weight", "joint_weight", "chances", "credit",
    "due_at", "official_at", "mark",
)  # fmt: skip

Key = tuple[str, str]
Item = TypeVar("Item")


def follow() -> None:
    """Take every ledger position that is not taken yet."""
    while _take_batch():
        pass


def locked() -> Progress:
    """The row of our method, which everything that writes here takes first."""
    Progress.objects.get_or_create(method=FAIR.label)
    return Progress.objects.select_for_update().get(method=FAIR.label)


def _take_batch() -> bool:
    """Move contributions for the next positions, in one transaction. Returns whether there may be more."""
    taken = Progress.objects.filter(method=FAIR.label).values_list("position", flat=True).first()
    if taken is not None and taken >= ledger.position():
        return False
    with transaction.atomic():
        progress = locked()
        entries = Entry.objects.filter(position__gt=progress.position).order_by("position")[:BATCH]
        rows = list(entries.values_list("position", "stream_kind", "stream_id", *facts.SUBJECT))
        if not rows:
            return False
        last = rows[-1][0]
        moved = _worded({(kind, pk) for _, kind, pk, *_ in rows})
        for ids in sliced(sorted(facts.touched(tuple(row[3:]) for row in rows))):
            moved |= _move(ids, after=progress.position, upto=last)
        mark_stale(moved)
        progress.position = last
        progress.public_position += sum(stream not in ledger.SEALED for _, stream, *_ in rows)
        progress.save()
    return True


def sliced(ids: Iterable[Item], size: int = SLICE) -> Iterator[set[Item]]:
    """`ids` in sets of so many."""
    rest = iter(ids)
    while part := set(islice(rest, size)):
        yield part


def _move(ids: set[str], *, after: int, upto: int) -> set[str]:
    """Follow the claims of `ids` from one position to another. Returns the collections whose contributions moved."""
    held = list(Contribution.objects.filter(method=FAIR.label, claim__in=ids, valid_to__isnull=True))
    in_force = {(row.expert_id, row.claim_id): row for row in held}
    opened, closed = followed(ids, in_force, after=after, upto=upto)
    write(opened=opened, closed=closed, before=held, after=in_force.values())
    return {row.collection_id for row in (*opened, *closed)}


def write(
    *,
    opened: list[Contribution],
    closed: list[Contribution],
    before: Iterable[Contribution],
    after: Iterable[Contribution],
) -> None:
    """Write the contributions that were opened and closed, and what the totals move by, from `before` to `after`."""
    Contribution.objects.bulk_update([row for row in closed if row.pk], ["valid_to"], batch_size=500)
    Contribution.objects.bulk_create(opened, batch_size=500)
    adding.move(before, after)


def followed(
    ids: set[str], in_force: dict[Key, Contribution], *, after: int, upto: int
) -> tuple[list[Contribution], list[Contribution]]:
    """Let `in_force`, by expert and claim, become what the claims of `ids` give at `upto`; nothing is written.

    returns  the contributions that were opened on the way, and those that were closed, which may be the same
    """
    opened: list[Contribution] = []
    closed: list[Contribution] = []
    for position, concerned, found in facts.replay(facts.with_families(ids), after=after, upto=upto):
        now = {key: given for key, given in found.items() if given.claim_id in ids}
        for key, row in list(in_force.items()):
            if row.claim_id in concerned and not (key in now and _same(row, now[key])):
                row.valid_to = position
                closed.append(in_force.pop(key))
        for key in sorted(now.keys() - in_force.keys()):
            in_force[key] = contribution(now[key], valid_from=position)
            opened.append(in_force[key])
    return opened, closed


def contribution(given: Given, *, valid_from: int) -> Contribution:
    """What is given from one position on, as a row."""
    return Contribution(method=FAIR.label, valid_from=valid_from, mark=given.mark, **asdict(given))


def _worded(streams: Iterable[tuple[str, str]]) -> set[str]:
    """The collections whose boards may read differently, by their policy or by a name on them."""
    ids: dict[str, set[str]] = {kind: set() for kind in (Collection.kind(), Expert.kind(), Organization.kind())}
    for kind, pk in streams:
        ids.get(kind, set()).add(pk)
    members = Affiliation.objects.filter(organization__in=ids[Organization.kind()])
    people = ids[Expert.kind()] | set(members.values_list("expert_id", flat=True))
    boards = Total.objects.filter(method=FAIR.label, expert__in=people)
    return ids[Collection.kind()] | set(boards.values_list("collection_id", flat=True))


def _same(row: Contribution, new: Given) -> bool:
    return all(getattr(row, column) == getattr(new, column) for column in COMPARED)


def mark_stale(collection_ids: Iterable[str]) -> None:
    """Let the next sweep look whether these boards have changed."""
    for pk in sorted(collection_ids):
        Published.objects.update_or_create(collection_id=pk, defaults={"is_stale": True})
